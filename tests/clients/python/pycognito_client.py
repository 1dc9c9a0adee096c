"""What cognito_pycognito_test.py runs in an environment that has pycognito."""
import base64
import json
import os
import urllib.request

import boto3
import pycognito
from pycognito.aws_srp import AWSSRP, generate_hash_device

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

# A device is made with the first sign-in, confirmed, and from then on proves itself beside the password, without a session.
def srp(device=None, password=PASSWORD):
    of_device = dict(zip(("device_key", "device_group_key", "device_password"), device)) if device else {}
    return AWSSRP("zoe", password, POOL, APP, client=idp, **of_device)


def device_of(tokens):
    made = tokens["AuthenticationResult"]["NewDeviceMetadata"]
    secret, verifier = generate_hash_device(made["DeviceGroupKey"], made["DeviceKey"])
    confirmed = idp.confirm_device(AccessToken=tokens["AuthenticationResult"]["AccessToken"], DeviceKey=made["DeviceKey"],
                                   DeviceName="laptop", DeviceSecretVerifierConfig=verifier)
    assert not confirmed["UserConfirmationNecessary"], confirmed
    return made["DeviceKey"], made["DeviceGroupKey"], secret


def claims(token):
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


def device_srp(device, **more):
    return idp.respond_to_auth_challenge(ClientId=APP, ChallengeName="DEVICE_SRP_AUTH", ChallengeResponses={
        "USERNAME": "zoe", "DEVICE_KEY": device[0], "SRP_A": "2" * 64}, **more)


laptop = device_of(srp().authenticate_user())
refused("a device without its user's password", "NotAuthorizedException", device_srp, laptop)
for _ in range(3):
    again = srp(laptop).authenticate_user()["AuthenticationResult"]
    assert "NewDeviceMetadata" not in again, again
    assert claims(again["AccessToken"])["device_key"] == laptop[0], claims(again["AccessToken"])
known = idp.list_devices(AccessToken=again["AccessToken"])["Devices"]
assert laptop[0] in [each["DeviceKey"] for each in known], known
refused("another secret of the device", "NotAuthorizedException", srp((*laptop[:2], "x" * 40)).authenticate_user)
refused("another password", "NotAuthorizedException", srp(laptop, "Wrong-1234").authenticate_user)
refused("a wrong password begins nothing", "NotAuthorizedException", device_srp, laptop)
# Two devices of one user do not stand for one another.
phone = device_of(srp().authenticate_user())
refused("one device's secret as another's", "NotAuthorizedException", srp((*phone[:2], laptop[2])).authenticate_user)
asked = srp(laptop)
begun = idp.initiate_auth(AuthFlow="USER_SRP_AUTH", ClientId=APP, AuthParameters=asked.get_auth_params())
proof = asked.process_challenge(begun["ChallengeParameters"], asked.get_auth_params())
begun = idp.respond_to_auth_challenge(ClientId=APP, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=proof)
assert begun["ChallengeName"] == "DEVICE_SRP_AUTH", begun
refused("the session of another device", "NotAuthorizedException", device_srp, phone, Session=begun["Session"])
refused("another device than was asked for", "NotAuthorizedException", device_srp, phone)
asked = idp.respond_to_auth_challenge(ClientId=APP, ChallengeName="DEVICE_SRP_AUTH", ChallengeResponses=asked.get_auth_params())
assert asked["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER", asked
refused("a challenge that was answered", "NotAuthorizedException", device_srp, laptop)
refused("its session too", "can only be used once", device_srp, laptop, Session=begun["Session"])
idp.forget_device(AccessToken=again["AccessToken"], DeviceKey=laptop[0])
unknown = srp(laptop).authenticate_user()["AuthenticationResult"]
assert unknown["NewDeviceMetadata"]["DeviceKey"] != laptop[0], "a device that was forgotten is a new one"

# A proof is good once, for its block, its user and its time.
def proof_of(who):
    begun = idp.initiate_auth(AuthFlow="USER_SRP_AUTH", ClientId=APP, AuthParameters=who.get_auth_params())
    return who.process_challenge(begun["ChallengeParameters"], who.get_auth_params())


def answer(proof, **changed):
    return idp.respond_to_auth_challenge(ClientId=APP, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses={**proof, **changed})


proof = proof_of(srp())
answer(proof)
refused("a proof twice", "NotAuthorizedException", answer, proof)
refused("another time than was signed", "NotAuthorizedException", answer, proof_of(srp()), TIMESTAMP="Tue Sep 5 09:03:07 UTC 2023")
one, another = proof_of(srp()), proof_of(srp())
refused("a proof for another block", "NotAuthorizedException", answer, one,
        PASSWORD_CLAIM_SECRET_BLOCK=another["PASSWORD_CLAIM_SECRET_BLOCK"])
refused("its own block, which was tried", "NotAuthorizedException", answer, another)
idp.admin_create_user(UserPoolId=POOL, Username="yan", MessageAction="SUPPRESS")
idp.admin_set_user_password(UserPoolId=POOL, Username="yan", Password=PASSWORD, Permanent=True)
refused("a proof in another's name", "NotAuthorizedException", answer, proof_of(srp()), USERNAME="yan")
refused("a block of nobody's", "NotAuthorizedException", answer, proof_of(srp()), PASSWORD_CLAIM_SECRET_BLOCK="AAAA")
for public in ("0", "00", "1"):
    wrong = {"USERNAME": "zoe", "SRP_A": public if public != "1" else hex(srp().big_n)[2:]}
    refused("a number by which anybody knows the key", "InvalidParameterException", idp.initiate_auth,
            AuthFlow="USER_SRP_AUTH", ClientId=APP, AuthParameters=wrong)
answer(proof_of(srp()))
print("pycognito: done")
