"""Passkeys over HTTP: by a software authenticator on P-256, and by Chromium's own where there is a Chromium."""
import json
import time

import authenticator
import chromium
from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
PASSWORD = "Secret-123"
server = Server(None, "--no-user-code")


def call(operation, **body):
    """Needs no signature; newer than many a botocore."""
    status, _, text = server.ask(server.base + "/", "POST", json.dumps(body), {
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}", "Content-Type": "application/x-amz-json-1.1"})
    return status, json.loads(text or "{}")


def good(operation, **body):
    status, answer = call(operation, **body)
    expect(status == 200, f"{operation}: {status} {answer}")
    return answer


def refused(code, operation, **body):
    status, answer = call(operation, **body)
    expect(status == 400 and answer["__type"] == code, f"{operation}: expected {code}, got {status} {answer}")


def asked():
    begun = good("InitiateAuth", ClientId=app, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"})
    expect(begun["ChallengeName"] == "WEB_AUTHN", f"{begun}")
    return begun["Session"], json.loads(begun["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])


def answer(session, credential):
    return dict(ClientId=app, ChallengeName="WEB_AUTHN", Session=session,
                ChallengeResponses={"USERNAME": "ann", "CREDENTIAL": json.dumps(credential)})


def by_software():
    passkey = authenticator.Authenticator("localhost", server.base.replace("127.0.0.1", "localhost"))
    options = good("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
    credential = passkey.create(options)
    good("CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)
    refused("WebAuthnChallengeNotFoundException", "CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)
    session, options = asked()
    tokens = good("RespondToAuthChallenge", **answer(session, passkey.get(options)))["AuthenticationResult"]
    expect(good("GetUser", AccessToken=tokens["AccessToken"])["Username"] == "ann", "who signed in")

    session, options = asked()
    shown = passkey.get(options)
    signature = shown["response"]["signature"]
    shown["response"]["signature"] = signature[:-8] + ("AAAAAAAA" if not signature.endswith("AAAAAAAA") else "BBBBBBBB")
    refused("NotAuthorizedException", "RespondToAuthChallenge", **answer(session, shown))
    session, options = asked()
    passkey.origin = "https://evil.example"
    refused("NotAuthorizedException", "RespondToAuthChallenge", **answer(session, passkey.get(options)))
    passkey.origin = server.base.replace("127.0.0.1", "localhost")
    session, options = asked()
    passkey.count = 1
    refused("NotAuthorizedException", "RespondToAuthChallenge", **answer(session, passkey.get(options)))
    passkey.count = 100
    session, options = asked()
    shown = passkey.get(options)
    good("RespondToAuthChallenge", **answer(session, shown))
    session, _ = asked()
    refused("NotAuthorizedException", "RespondToAuthChallenge", **answer(session, shown))
    for each in good("ListWebAuthnCredentials", AccessToken=token)["Credentials"]:
        good("DeleteWebAuthnCredential", AccessToken=token, CredentialId=each["CredentialId"])


def by_browser(browser):
    page = chromium.Page(browser)
    try:
        page.call("WebAuthn.enable")
        page.call("WebAuthn.addVirtualAuthenticator", options={
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True})
        page.open(server.base.replace("127.0.0.1", "localhost") + "/_windtunnel/health")
        page.until("document.readyState === 'complete' && location.hostname === 'localhost'")
        options = good("StartWebAuthnRegistration", AccessToken=token)["CredentialCreationOptions"]
        made = page.run("navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON("
                        f"{json.dumps(options)})}}).then(c => c.toJSON())")
        good("CompleteWebAuthnRegistration", AccessToken=token, Credential=made)
        for _ in range(2):  # the count grows
            session, options = asked()
            shown = page.run("navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON("
                             f"{json.dumps(options)})}}).then(c => c.toJSON())")
            good("RespondToAuthChallenge", **answer(session, shown))
    finally:
        page.close()


try:
    idp = client_of(server.base, "cognito-idp")
    pool = idp.create_user_pool(PoolName="people")["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[
        "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    for operation, body in (
            ("UpdateUserPool", {"UserPoolId": pool, "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}}),
            ("UpdateUserPoolClient", {"UserPoolId": pool, "ClientId": app, "ExplicitAuthFlows": [
                "ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}),
            ("SetUserPoolMfaConfig", {"UserPoolId": pool, "WebAuthnConfiguration": {"RelyingPartyId": "localhost"}})):
        # As an older botocore does not know the members: signed by a key that nobody knows.
        status, _, text = server.ask(server.base + "/", "POST", json.dumps(body), {
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}", "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Date": now, "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIDNOBODY/{now[:8]}/us-east-1/cognito-idp/"
            "aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64})
        expect(status == 200, f"{operation}: {status} {text}")
    idp.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True)
    token = good("InitiateAuth", ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
        "USERNAME": "ann", "PASSWORD": PASSWORD})["AuthenticationResult"]["AccessToken"]
    by_software()
    browser = chromium.find()
    if browser is None:
        print("no Chromium is installed: its authenticator was not asked")
    else:
        by_browser(browser)
finally:
    server.stop()
