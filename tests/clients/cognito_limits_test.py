"""What `serve` is told of user pools: quotas by category, which boto3's retries live with, and whose their tokens are."""
import base64
import json

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
PASSWORD = "Secret-123"


def pool_of(idp):
    pool = idp.create_user_pool(PoolName="people")["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    idp.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True)
    return pool, {"ClientId": app["UserPoolClient"]["ClientId"], "AuthFlow": "USER_PASSWORD_AUTH",
                  "AuthParameters": {"USERNAME": "ann", "PASSWORD": PASSWORD}}


def claims(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def unlimited():
    server = Server(None, "--no-user-code")
    try:
        idp = client_of(server.base, "cognito-idp")
        for _ in range(60):  # four times AWS's rate of a second
            idp.list_user_pools(MaxResults=1)
        pool, ask = pool_of(idp)
        token = idp.initiate_auth(**ask)["AuthenticationResult"]["IdToken"]
        expect(claims(token)["iss"] == f"https://cognito-idp.us-east-1.amazonaws.com/{pool}", "AWS's issuer")
    finally:
        server.stop()


def limited():
    server = Server(None, "--no-user-code", "--clock", "manual", "--cognito-quotas", "UserAuthentication=3/s,UserPoolRead=1/s")
    try:
        idp = client_of(server.base, "cognito-idp", retries={"max_attempts": 0})
        pool, ask = pool_of(idp)
        for _ in range(3):
            idp.initiate_auth(**ask)
        refused("TooManyRequestsException", idp.initiate_auth, "Rate exceeded", **ask)
        idp.admin_get_user(UserPoolId=pool, Username="ann")  # of another category
        server.ask(f"{server.base}/_windtunnel/clock", "POST", json.dumps({"advance": "1s"}))
        idp.initiate_auth(**ask)
        idp.list_user_pools(MaxResults=1)
        refused("TooManyRequestsException", idp.describe_user_pool, UserPoolId=pool)
        elsewhere = client_of(server.base, "cognito-idp", region="eu-west-1", retries={"max_attempts": 0})
        elsewhere.list_user_pools(MaxResults=1)
    finally:
        server.stop()
    server = Server(None, "--no-user-code", "--cognito-quotas", "UserAuthentication=5/s")
    try:
        # Clients that try again get through.
        idp = client_of(server.base, "cognito-idp", retries={"max_attempts": 10, "mode": "standard"})
        _, ask = pool_of(idp)
        for _ in range(12):
            idp.initiate_auth(**ask)
    finally:
        server.stop()


def local():
    server = Server(None, "--no-user-code", "--issuer", "local")
    try:
        idp = client_of(server.base, "cognito-idp")
        pool, ask = pool_of(idp)
        tokens = idp.initiate_auth(**ask)["AuthenticationResult"]
        issuer = claims(tokens["IdToken"])["iss"]
        expect(issuer == f"{server.base}/{pool}", f"{issuer}")
        found = json.loads(server.ask(f"{issuer}/.well-known/openid-configuration")[2])
        expect(found["issuer"] == issuer and found["jwks_uri"].startswith(issuer), f"{found}")
        expect(idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "ann", "its own tokens are good")
        # Identity pools know the user pool by AWS's name all the same.
        pools = client_of(server.base, "cognito-identity")
        provider = f"cognito-idp.us-east-1.amazonaws.com/{pool}"
        made = pools.create_identity_pool(IdentityPoolName="visitors", AllowUnauthenticatedIdentities=False, CognitoIdentityProviders=[
            {"ProviderName": provider, "ClientId": ask["ClientId"]}])["IdentityPoolId"]
        expect("IdentityId" in pools.get_id(IdentityPoolId=made, Logins={provider: tokens["IdToken"]}), "an identity")
    finally:
        server.stop()


unlimited()
limited()
local()
