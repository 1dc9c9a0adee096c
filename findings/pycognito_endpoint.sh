#!/bin/sh
# pycognito: an `endpoint_url` in boto3_client_kwargs is also taken for the issuer of tokens: one by AWS's issuer, which is what Cognito
# writes whatever address it is reached by, is refused, and one by ENDPOINT/POOL is taken. AWSSRP.confirm_device goes the other way:
# it asks AWS's own address whatever endpoint its client has, and sends the access token as a Bearer, too.
set -eu
pycognito=2024.5.1

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python > install.log 2>&1 && python/bin/pip install --quiet "pycognito==$pycognito" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > tokens.py <<'END'
import base64
import os
import sys
import time

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)

import boto3
import jwt
import pycognito
from cryptography.hazmat.primitives.asymmetric import rsa
from pycognito import aws_srp

POOL, APP, ENDPOINT = "us-east-1_EXAMPLE01", "exampleclient", "http://127.0.0.1:9"
key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
numbers = key.public_key().public_numbers()


def number(value):
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


def taken(issuer):
    user = pycognito.Cognito(POOL, APP, username="ann", access_key="AKIAIOSFODNN7EXAMPLE", secret_key="example",
                             boto3_client_kwargs={"endpoint_url": ENDPOINT})
    user.pool_jwk = {"keys": [{"kty": "RSA", "kid": "k", "alg": "RS256", "use": "sig", "n": number(numbers.n), "e": number(numbers.e)}]}
    claims = {"iss": issuer, "aud": APP, "sub": "s", "token_use": "id", "iat": int(time.time()), "exp": int(time.time()) + 300}
    token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k"})
    try:
        user.verify_token(token, "id_token", "id")
        return "taken"
    except pycognito.TokenVerificationException as error:
        return f"refused: {error}"


asked = []


class Answer:
    status_code = 200


aws_srp.requests.post = lambda url, headers=None, **more: asked.append((url, headers)) or Answer()
client = boto3.client("cognito-idp", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
                      aws_secret_access_key="example")
srp = aws_srp.AWSSRP(username="ann", password="p", pool_id=POOL, client_id=APP, client=client)
srp.confirm_device({"AuthenticationResult": {"AccessToken": "t", "NewDeviceMetadata": {"DeviceKey": "k", "DeviceGroupKey": "g"}}})
by_aws = taken(f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}")
by_endpoint = taken(f"{ENDPOINT}/{POOL}")
url, headers = asked[0]
print(f"endpoint_url {ENDPOINT}")
print(f"a token of AWS's issuer: {by_aws}")
print(f"a token of {ENDPOINT}/{POOL}: {by_endpoint}")
print(f"confirm_device asks {url} with Authorization: {headers['Authorization']}")
told = by_aws.startswith("refused") and by_endpoint == "taken" and url == "https://cognito-idp.us-east-1.amazonaws.com/"
sys.exit(0 if told and headers["Authorization"] == "Bearer t" else 1)
END
echo "pycognito $pycognito"
python/bin/python tokens.py
