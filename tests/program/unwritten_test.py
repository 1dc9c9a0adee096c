"""What AWS has and Windtunnel has not: each operation of each model in the tree, asked for at its address and in its protocol,
answers 501 and is named."""
import http.client
import json
import os
import re
import sys
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "tools"))
import model as models  # noqa: E402
from program import Server, expect, run  # noqa: E402

LABEL = re.compile(r"\{(\w+)(\+?)\}")


def address_of(operation):
    return operation.method, re.sub(r"[?&]x-id=\w+", "", operation.uri)


def required_in(model, operation, location):
    """Names as they travel."""
    shape = model.shapes.get(operation.words.get("in"))
    return [member.words[location] for member in shape.members
            if location in member.words and "required" in member.words] if shape else []


def request_of(model, operation):
    """Method, target, body and fields of a request that names the operation, with as little else as can be."""
    protocol = model.facts["protocols"].split(" ")[0]
    scope = f"unknown/20261127/us-east-1/{model.facts['signing']}/aws4_request"
    fields = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={'0' * 64}",
              "X-Amz-Date": "20261127T000000Z", "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}
    if protocol == "query":
        fields["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        return "POST", "/", f"Action={operation.name}&Version={model.facts['version']}", fields
    if protocol.startswith("json"):
        fields["X-Amz-Target"] = f"{model.facts['target']}.{operation.name}"
        fields["Content-Type"] = "application/x-amz-" + protocol
        return "POST", "/", "{}", fields
    if protocol == "rpc-v2-cbor":
        fields["Smithy-Protocol"] = "rpc-v2-cbor"
        fields["Content-Type"] = "application/cbor"
        return "POST", f"/service/{model.facts['target']}/operation/{operation.name}", "\xa0", fields
    if model.name == "s3control":
        fields["Host"] = "s3-control.localhost"  # it signs as S3; some operations have nothing else that tells them apart
    target = LABEL.sub(lambda label: "one/two" if label.group(2) else urllib.parse.quote("o n/e", safe=""), operation.uri)
    more = [f"{urllib.parse.quote(name)}=x" for name in required_in(model, operation, "query")]
    if more:
        target += ("&" if "?" in target else "?") + "&".join(more)
    wanted = required_in(model, operation, "header")
    fields.update({name: "x" for name in wanted})
    fields["Authorization"] = fields["Authorization"].replace("x-amz-date", ";".join(["x-amz-date", *wanted]).lower())
    return operation.method, target, "{}" if operation.method in ("POST", "PUT", "PATCH") else "", fields


def name_in(status, kind, body):
    """Which operation an answer names, by what each protocol's client reads."""
    found = re.search(r"Windtunnel does not implement (\S+) (\w+) yet", body)
    if "json" in kind:
        said = json.loads(body)
        expect("message" in said, f"{status} {body}")
    elif "cbor" not in kind:
        expect("<Code>NotImplemented</Code>" in body, f"{status} {body}")
    return (found.group(1), found.group(2)) if found else None


def main():
    code, printed = run("api", "--json")
    expect(code == 0, printed)
    services = {each["name"]: each for each in json.loads(printed)["services"]}
    server = Server(None, "--clock", "manual", "--now", "2026-11-27T00:00:00Z")
    asked = 0
    try:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.base).netloc, timeout=60)
        for file in sorted(name for name in os.listdir(os.path.join(ROOT, "models")) if name.endswith(".model")):
            model = models.read(os.path.join(ROOT, "models", file))
            expect(model.name in services, f"{model.name} is in models/ and no service")
            there = {row["name"]: row["there"] for row in services[model.name]["operations"]}
            rest = model.facts["protocols"].startswith("rest")
            answered = {address_of(each) for each in model.operations if rest and there.get(each.name)}
            for operation in model.operations:
                if address_of(operation) in answered:
                    continue  # an older form of one that is there
                if there.get(operation.name):
                    continue
                expect(operation.name in there, f"{model.name} {operation.name} is in models/ and nowhere else")
                method, target, body, fields = request_of(model, operation)
                connection.request(method, target, body.encode("latin-1"), fields)
                answer = connection.getresponse()
                text = answer.read().decode("latin-1")
                said = f"{model.name} {operation.name}: {method} {target} answers {answer.status} {text[:300]}"
                expect(answer.status == 501, said)
                if method != "HEAD":
                    service, name = name_in(answer.status, answer.headers.get("Content-Type", ""), text) or ("", "")
                    # Two operations of S3 may have one address, where an id in the query makes the one of the other.
                    same = [each.name for each in model.operations
                            if model.name == "s3" and address_of(each) == address_of(operation)]
                    expect(service == model.name and name in (same or [operation.name]), said)
                asked += 1
    finally:
        server.process.terminate()
        server.process.wait()
    expect(asked > 900, f"only {asked} operations were asked for")
    print(f"{asked} operations that are not there name themselves")


main()
