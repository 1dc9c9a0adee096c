"""What cognito_pycognito_test.py runs in an environment that has pycognito."""
import json
import os
import urllib.request

import boto3
import pycognito

BASE = os.environ["WINDTUNNEL"]
POOL, APP = os.environ["POOL"], os.environ["APP"]
IS_LOCAL = os.environ["ISSUER"] == "local"
PASSWORD = "Secret-123"
KEYS = {"access_key": "test", "secret_key": "test", "user_pool_region": "us-east-1"}
idp = boto3.client("cognito-idp", endpoint_url=BASE, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


def user(name):
    return pycognito.Cognito(POOL, APP, username=name, **KEYS, boto3_client_kwargs={"endpoint_url": BASE})


def last_code(to):
    with urllib.request.urlopen(f"{BASE}/_windtunnel/outbox?to={to}", timeout=30) as answer:
        return json.load(answer)["messages"][-1]["code"]


def refused(what, kind, call, *arguments, **more):
    try:
        call(*arguments, **more)
    except Exception as error:  # noqa: BLE001
        assert kind in f"{type(error).__name__} {error}", f"{what}: {error!r}"
        return
    raise AssertionError(f"{what}: not refused")


fresh = user("zoe")
fresh.set_base_attributes(email="zoe@example.com")
fresh.register("zoe", PASSWORD)
refused("a wrong code", "CodeMismatchException", fresh.confirm_sign_up, "000", username="zoe")
fresh.confirm_sign_up(last_code("zoe@example.com"), username="zoe")
refused("a wrong password", "NotAuthorizedException", user("zoe").authenticate, password=PASSWORD + "?")
zoe = user("zoe")
if not IS_LOCAL:
    # pycognito takes the endpoint for the issuer.
    refused("AWS's issuer at another endpoint", "TokenVerificationException", zoe.authenticate, password=PASSWORD)
    zoe.pool_domain_url = None
    with urllib.request.urlopen(f"{BASE}/{POOL}/.well-known/jwks.json", timeout=30) as answer:
        zoe.pool_jwk = json.load(answer)
zoe.authenticate(password=PASSWORD)
zoe.verify_tokens()
assert zoe.id_claims["cognito:username"] == "zoe", zoe.id_claims
assert zoe.get_user().email == "zoe@example.com"
refused("a changed token", "TokenVerificationException", zoe.verify_token, zoe.id_token[:-6] + "AAAAAA", "id_token", "id")
refused("an access token as an id token", "TokenVerificationException", zoe.verify_token, zoe.access_token, "id_token", "id")
before = zoe.access_token
zoe.renew_access_token()
assert zoe.access_token != before
zoe.update_profile({"nickname": "Z"})
assert zoe.get_user().nickname == "Z"
zoe.change_password(PASSWORD, "Other-1234")
refused("the old password", "NotAuthorizedException", user("zoe").authenticate, password=PASSWORD)
before = zoe.access_token
zoe.logout()
refused("tokens of before", "NotAuthorizedException", idp.get_user, AccessToken=before)
forgot = user("zoe")
forgot.initiate_forgot_password()
forgot.confirm_forgot_password(last_code("zoe@example.com"), PASSWORD)
print("pycognito: done")
