"""Cognito by boto3: pools, sign-ups, SRP by a client of our own, codes from the outbox,
functions that are asked, and what a server that was killed still knows."""
import base64
import datetime
import hashlib
import hmac
import json
import random
import shutil
import tempfile
import time
import urllib.parse
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect, package, refused


boto3_or_skip()
from botocore import UNSIGNED  # noqa: E402
from botocore.config import Config  # noqa: E402
import boto3  # noqa: E402

PRIME = int("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
            "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
            "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
            "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
            "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF", 16)
PASSWORD = "Secret-123"
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
CHANCE = random.Random(7)


def is_prime(number, rounds=8):
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(rounds):
        x = pow(CHANCE.randrange(2, number - 1), odd, number)
        if x in (1, number - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % number
            if x == number - 1:
                break
        else:
            return False
    return True


def padded(number):
    """As Java's BigInteger writes a number."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def proof(pool, name, password, secret, challenge, timestamp):
    """What a client signs, by a program that shares nothing with the server's."""
    b, salt = int(challenge["SRP_B"], 16), int(challenge["SALT"], 16)
    k = int.from_bytes(digest(padded(PRIME), b"\2"), "big")
    u = int.from_bytes(digest(padded(pow(2, secret, PRIME)), padded(b)), "big")
    group = pool.split("_")[1].encode()
    x = int.from_bytes(digest(padded(salt), digest(group + name.encode() + b":" + password.encode())), "big")
    shared = pow(b - k * pow(2, x, PRIME), secret + u * x, PRIME)
    key = hmac.digest(hmac.digest(padded(u), padded(shared), "sha256"), b"Caldera Derived Key\1", "sha256")[:16]
    message = group + name.encode() + base64.b64decode(challenge["SECRET_BLOCK"]) + timestamp.encode()
    return base64.b64encode(hmac.digest(key, message, "sha256")).decode()


def srp(idp, pool, app, name, password, change=lambda answers: answers):
    secret = CHANCE.getrandbits(1024)
    begun = idp.initiate_auth(ClientId=app, AuthFlow="USER_SRP_AUTH",
                              AuthParameters={"USERNAME": name, "SRP_A": f"{pow(2, secret, PRIME):x}"})
    expect(begun["ChallengeName"] == "PASSWORD_VERIFIER", f"{begun}")
    challenge = begun["ChallengeParameters"]
    now = datetime.datetime.now(datetime.timezone.utc)
    timestamp = now.strftime(f"%a %b {now.day} %H:%M:%S UTC %Y")
    answers = {"USERNAME": challenge["USER_ID_FOR_SRP"], "TIMESTAMP": timestamp,
               "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
               "PASSWORD_CLAIM_SIGNATURE": proof(pool, challenge["USER_ID_FOR_SRP"], password, secret, challenge, timestamp)}
    return lambda: idp.respond_to_auth_challenge(ClientId=app, ChallengeName="PASSWORD_VERIFIER",
                                                 ChallengeResponses=change(answers))


def letters(server, to):
    return json.loads(server.ask(f"{server.base}/_windtunnel/outbox?to={to.replace('+', '%2B')}")[2])["messages"]


def anyone(server):
    return boto3.client("cognito-idp", endpoint_url=server.base, region_name="us-east-1",
                        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}))


def app_of(idp, pool, *flows, **more):
    made = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=list(flows), **more)
    return made["UserPoolClient"]["ClientId"]


def of_scenario():
    """A scenario's pool is a pool like any other."""
    server = Server("primary-down.yaml")
    try:
        idp = client_of(server.base, "cognito-idp")
        pools = idp.list_user_pools(MaxResults=10)["UserPools"]
        if not pools:
            return
        pool = pools[0]["Id"]
        client = idp.list_user_pool_clients(UserPoolId=pool)["UserPoolClients"][0]["ClientId"]
        expect(client == server.client_id, f"{client}")
        tokens = srp(anyone(server), pool, client, "user-3", "Windtunnel-1!")()["AuthenticationResult"]
        expect(anyone(server).get_user(AccessToken=tokens["AccessToken"])["Username"] == "user-3", "by SRP")
        idp.admin_disable_user(UserPoolId=pool, Username="user-3")
        refused("NotAuthorizedException", anyone(server).initiate_auth, "User is disabled.", ClientId=client,
                AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "user-3", "PASSWORD": "Windtunnel-1!"})
    finally:
        server.stop()


def people(server):
    idp, open_idp = client_of(server.base, "cognito-idp"), anyone(server)
    refused("MissingAuthenticationTokenException", open_idp.list_user_pools, MaxResults=1)
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    app = app_of(idp, pool, "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
    mail = [{"Name": "email", "Value": "ann@example.com"}]
    open_idp.sign_up(ClientId=app, Username="ann", Password=PASSWORD, UserAttributes=mail)
    refused("UserNotConfirmedException", srp(open_idp, pool, app, "ann", PASSWORD), "User is not confirmed.")
    refused("CodeMismatchException", open_idp.confirm_sign_up, ClientId=app, Username="ann", ConfirmationCode="x")
    open_idp.confirm_sign_up(ClientId=app, Username="ann", ConfirmationCode=letters(server, "ann@example.com")[-1]["code"])

    sign_in = srp(open_idp, pool, app, "ann", PASSWORD)
    tokens = sign_in()["AuthenticationResult"]
    expect(open_idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "ann", "who it is")
    refused("NotAuthorizedException", sign_in, "Incorrect username or password.")  # a proof is good once
    refused("NotAuthorizedException", srp(open_idp, pool, app, "ann", PASSWORD + "?"), "Incorrect username or password.")
    for member, text in (("PASSWORD_CLAIM_SIGNATURE", base64.b64encode(bytes(32)).decode()), ("TIMESTAMP", "Tue Sep 5 09:03:07 UTC 2023"),
                         ("PASSWORD_CLAIM_SECRET_BLOCK", base64.b64encode(bytes(144)).decode())):
        refused("NotAuthorizedException", srp(open_idp, pool, app, "ann", PASSWORD, lambda answers: {**answers, member: text}))
    for number in ("0", f"{PRIME:x}", f"{2 * PRIME:x}"):
        refused("InvalidParameterException", open_idp.initiate_auth, ClientId=app, AuthFlow="USER_SRP_AUTH",
                AuthParameters={"USERNAME": "ann", "SRP_A": number})
    time.sleep(1)
    open_idp.global_sign_out(AccessToken=srp(open_idp, pool, app, "ann", PASSWORD)()["AuthenticationResult"]["AccessToken"])
    refused("NotAuthorizedException", open_idp.get_user, "Access Token has been revoked", AccessToken=tokens["AccessToken"])
    keys = json.loads(server.ask(f"{server.base}/{pool}/.well-known/jwks.json")[2])["keys"]
    head = json.loads(base64.urlsafe_b64decode(tokens["IdToken"].split(".")[0] + "=="))
    expect(head["kid"] in [key["kid"] for key in keys], f"{head} {keys}")


def functions(server):
    """A function of the account says who may sign up, and what is in tokens."""
    code = '''
def handler(event, context):
    if event["triggerSource"] == "PreSignUp_SignUp":
        if event["userName"] == "eve":
            raise Exception("not you")
        event["response"]["autoConfirmUser"] = True
    if event["triggerSource"].startswith("TokenGeneration"):
        event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"plan": "gold"}}
    return event
'''
    made = client_of(server.base, "lambda").create_function(
        FunctionName="gate", Runtime="python3.12", Handler="app.handler", Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": package(app=code)})
    client_of(server.base, "lambda").get_waiter("function_active_v2").wait(FunctionName="gate")
    idp = client_of(server.base, "cognito-idp")
    arn = made["FunctionArn"]
    pool = idp.create_user_pool(PoolName="asked", LambdaConfig={"PreSignUp": arn, "PreTokenGeneration": arn})["UserPool"]["Id"]
    app = app_of(idp, pool, "ALLOW_USER_PASSWORD_AUTH")
    refused("UserLambdaValidationException", idp.sign_up, "PreSignUp failed with error not you.", ClientId=app, Username="eve",
            Password=PASSWORD)
    expect(idp.sign_up(ClientId=app, Username="ann", Password=PASSWORD)["UserConfirmed"], "confirmed at once")
    tokens = idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH",
                               AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD})["AuthenticationResult"]
    claims = json.loads(base64.urlsafe_b64decode(tokens["IdToken"].split(".")[1] + "=="))
    expect(claims["plan"] == "gold", f"{claims}")


def migrated(server):
    """Users of another directory move in when they sign in, or forget their passwords."""
    code = '''
def handler(event, context):
    known = {"old": "Secret-123", "temporary": "First-1234"}
    source, name = event["triggerSource"], event["userName"]
    if name not in known or (source == "UserMigration_Authentication" and event["request"]["password"] != known[name]):
        raise Exception("who?")
    event["response"]["userAttributes"] = {"email": name + "@example.com", "email_verified": "true", "nickname": source}
    event["response"]["messageAction"] = "SUPPRESS"
    if source == "UserMigration_Authentication" and name == "old":
        event["response"]["finalUserStatus"] = "CONFIRMED"
    return event
'''
    made = client_of(server.base, "lambda").create_function(
        FunctionName="elsewhere", Runtime="python3.12", Handler="app.handler", Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": package(app=code)})
    client_of(server.base, "lambda").get_waiter("function_active_v2").wait(FunctionName="elsewhere")
    idp = client_of(server.base, "cognito-idp")
    pool = idp.create_user_pool(PoolName="new", LambdaConfig={"UserMigration": made["FunctionArn"]})["UserPool"]["Id"]
    app = app_of(idp, pool, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH")

    def sign_in(name, password=PASSWORD):
        return {"ClientId": app, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": name, "PASSWORD": password}}
    for name, password in (("old", "Wrong-1234"), ("nobody", PASSWORD)):
        try:
            idp.initiate_auth(**sign_in(name, password))
            expect(False, f"{name} moved in")
        except idp.exceptions.ClientError as error:
            expect(error.response["Error"]["Code"] in ("NotAuthorizedException", "UserNotFoundException", "UserLambdaValidationException"), f"{error}")
    expect(idp.list_users(UserPoolId=pool)["Users"] == [], "nobody has moved in")
    expect("AuthenticationResult" in idp.initiate_auth(**sign_in("old")), "who was known elsewhere")
    user = idp.admin_get_user(UserPoolId=pool, Username="old")
    attributes = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    expect(user["UserStatus"] == "CONFIRMED" and attributes["nickname"] == "UserMigration_Authentication", f"{user}")
    # From now on the password is kept here, and other flows know it, too.
    srp(idp, pool, app, "old", PASSWORD)()
    client_of(server.base, "lambda").put_function_concurrency(FunctionName="elsewhere", ReservedConcurrentExecutions=0)
    expect("AuthenticationResult" in idp.initiate_auth(**sign_in("old")), "without asking")
    client_of(server.base, "lambda").delete_function_concurrency(FunctionName="elsewhere")
    idp.forgot_password(ClientId=app, Username="temporary")
    code = letters(server, "temporary@example.com")[-1]["code"]
    idp.confirm_forgot_password(ClientId=app, Username="temporary", Password="Other-1234", ConfirmationCode=code)
    expect("AuthenticationResult" in idp.initiate_auth(**sign_in("temporary", "Other-1234")), "by a code")


def killed():
    """What was answered is there after kill -9: users, passwords, codes, sign-ins, keys."""
    folder = tempfile.mkdtemp()
    server = Server(None, "--data", folder, "--no-user-code")
    try:
        idp = client_of(server.base, "cognito-idp")
        pool = idp.create_user_pool(PoolName="kept", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        app = app_of(idp, pool, "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
        idp.sign_up(ClientId=app, Username="ann", Password=PASSWORD, UserAttributes=[{"Name": "email", "Value": "ann@example.com"}])
        code = letters(server, "ann@example.com")[-1]["code"]
        idp.admin_create_user(UserPoolId=pool, Username="bob", MessageAction="SUPPRESS")
        idp.admin_set_user_password(UserPoolId=pool, Username="bob", Password=PASSWORD, Permanent=True)
        idp.create_group(UserPoolId=pool, GroupName="g")
        idp.admin_add_user_to_group(UserPoolId=pool, Username="bob", GroupName="g")
        sign_in = {"ClientId": app, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": PASSWORD}}
        kept, gone = (idp.initiate_auth(**sign_in)["AuthenticationResult"] for _ in range(2))
        idp.revoke_token(ClientId=app, Token=gone["RefreshToken"])
        idp.update_user_pool(UserPoolId=pool, AutoVerifiedAttributes=["email"], UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
        idp.initiate_auth(**sign_in)
        refused("NotAuthorizedException", idp.initiate_auth, "",
                **{**sign_in, "AuthParameters": {"USERNAME": "bob", "PASSWORD": "Wrong-1234"}})
        idp.create_user_pool_domain(UserPoolId=pool, Domain="kept")
        look = idp.set_ui_customization(UserPoolId=pool, CSS=".label-customizable {color: red}", ImageFile=PIXEL)["UICustomization"]
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder, "--no-user-code")
        idp = client_of(server.base, "cognito-idp")
        expect(idp.get_user(AccessToken=kept["AccessToken"])["Username"] == "bob", "a token of before")
        refused("NotAuthorizedException", idp.get_user, "has been revoked", AccessToken=gone["AccessToken"])
        refresh = {"ClientId": app, "AuthFlow": "REFRESH_TOKEN_AUTH"}
        expect("IdToken" in idp.initiate_auth(**refresh, AuthParameters={"REFRESH_TOKEN": kept["RefreshToken"]})["AuthenticationResult"],
               "a refresh token of before")
        idp.confirm_sign_up(ClientId=app, Username="ann", ConfirmationCode=code)
        srp(idp, pool, app, "ann", PASSWORD)()
        events = idp.admin_list_user_auth_events(UserPoolId=pool, Username="bob")["AuthEvents"]
        expect([(each["EventType"], each["EventResponse"]) for each in events] == [("SignIn", "Fail"), ("SignIn", "Pass")], f"events: {events}")
        expect(events[0]["EventContextData"]["IpAddress"] == "127.0.0.1", f"from where: {events}")
        told = idp.get_ui_customization(UserPoolId=pool)["UICustomization"]
        image = urllib.parse.urlsplit(look.pop("ImageUrl")).path
        expect(urllib.parse.urlsplit(told.pop("ImageUrl")).path == image and told == look, f"the pages' look: {told}")
        expect(urllib.request.urlopen(server.base + image).read() == PIXEL, "the pages' image")
        expect([each["GroupName"] for each in idp.admin_list_groups_for_user(UserPoolId=pool, Username="bob")["Groups"]] == ["g"], "groups")
        idp.delete_user_pool_domain(UserPoolId=pool, Domain="kept")
        idp.delete_user_pool(UserPoolId=pool)
        server.process.kill()
        server.process.wait()
        server = Server(None, "--data", folder, "--no-user-code")
        expect(client_of(server.base, "cognito-idp").list_user_pools(MaxResults=10)["UserPools"] == [], "a deleted pool came back")
    finally:
        server.process.kill()
        shutil.rmtree(folder)


expect(is_prime(PRIME) and is_prime((PRIME - 1) // 2), "the group's prime is safe")
server = Server(None)
try:
    people(server)
    functions(server)
    migrated(server)
finally:
    server.stop()
killed()
of_scenario()
