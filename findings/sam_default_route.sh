#!/bin/sh
# AWS's translator of SAM templates writes an HTTP API's default route as the path `$default`, without the slash that OpenAPI 3 wants of
# every path (and that the routes beside it have), into a document that says `openapi: 3.0.1`. Who imports such a document has to take
# that name, or the commonest HTTP API of all, one function behind an event without a path, cannot be deployed.
set -eu
translator=1.103.0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python > install.log 2>&1 && python/bin/pip install --quiet "aws-sam-translator==$translator" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > paths.py <<'END'
import json
import os
import sys

os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
from samtranslator import __version__
from samtranslator.translator.transform import transform


class Policies:
    def load(self):
        return {}


function = {"Type": "AWS::Serverless::Function", "Properties": {
    "InlineCode": "def handler(event, context): return 1", "Handler": "index.handler", "Runtime": "python3.12",
    "Events": {"Any": {"Type": "HttpApi"}, "One": {"Type": "HttpApi", "Properties": {"Path": "/items/{id}", "Method": "get"}}}}}
template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Reader": function}}
made = transform(template, {}, Policies())["Resources"]
body = next(each for each in made.values() if each["Type"] == "AWS::ApiGatewayV2::Api")["Properties"]["Body"]
print(f"aws-sam-translator {__version__}: openapi {body['openapi']}, paths {json.dumps(sorted(body['paths']))}")
as_told = body["openapi"] == "3.0.1" and sorted(body["paths"]) == ["$default", "/items/{id}"]
print("as told" if as_told else "CHANGED")
sys.exit(0 if as_told else 1)
END
python/bin/python paths.py
