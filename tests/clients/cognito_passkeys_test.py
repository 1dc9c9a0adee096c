"""Passkeys over HTTP: by a software authenticator on P-256, and by Chromium's own where there is a Chromium."""
import base64
import json
import time
import urllib.parse

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


def by_pages(browser):
    """Managed login: a passkey is added after a sign-in with a password, and the next sign-in is with it."""
    site = server.base.replace("127.0.0.1", "localhost")
    idp.create_user_pool_domain(UserPoolId=pool, Domain="keys")
    back = site + "/_windtunnel/health"
    pages = idp.create_user_pool_client(
        UserPoolId=pool, ClientName="pages", AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"], CallbackURLs=[back],
        AllowedOAuthFlowsUserPoolClient=True, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])["UserPoolClient"]["ClientId"]
    query = f"client_id={pages}&response_type=code&scope=openid&redirect_uri={urllib.parse.quote(back)}"

    def redeemed(page):
        page.until("location.pathname === '/_windtunnel/health' && location.search.includes('code=')")
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(page.run("location.href")).query)["code"][0]
        status, _, text = server.ask(site + "/_aws/cognito/keys/oauth2/token", "POST", urllib.parse.urlencode({
            "grant_type": "authorization_code", "client_id": pages, "code": code, "redirect_uri": back}),
            {"Content-Type": "application/x-www-form-urlencoded"})
        expect(status == 200, f"{status} {text}")
        middle = json.loads(text)["id_token"].split(".")[1]
        return json.loads(base64.urlsafe_b64decode(middle + "=="))["cognito:username"]

    def login(page, path, name, button, password=None):
        page.open(f"{site}/_aws/cognito/keys{path}?{query}")
        page.until("document.readyState === 'complete' && !!document.querySelector('input[name=username]')")
        page.run(f"document.querySelector('input[name=username]').value = {name!r}")
        if password:
            page.run(f"document.querySelector('input[name=password]').value = {password!r}")
        page.click(button)

    page = chromium.Page(browser)
    try:
        page.call("WebAuthn.enable")
        device = page.call("WebAuthn.addVirtualAuthenticator", options={
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True})["authenticatorId"]
        # The client has to be let begin by choice.
        page.open(f"{site}/_aws/cognito/keys/login?{query}")
        page.until("document.readyState === 'complete' && !!document.querySelector('input[name=username]')")
        expect(page.run("document.querySelector('button[name=other]')") is None, "no passkeys for that client")
        changed("UpdateUserPoolClient", {"UserPoolId": pool, "ClientId": pages, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": [
            "openid"], "CallbackURLs": [back], "AllowedOAuthFlowsUserPoolClient": True, "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]})
        for name in ("ann", "nobody"):
            login(page, "/login", name, "button[name=other]")
            page.until("document.querySelector('.problem')?.textContent === 'There is no passkey to sign in with.'")
        login(page, "/passkeys/add", "ann", "button[type=submit]:not([name])", PASSWORD)
        expect(redeemed(page) == "ann", "who added a passkey")
        held = page.call("WebAuthn.getCredentials", authenticatorId=device)["credentials"]
        expect(len(held) == 1 and held[0]["rpId"] == "localhost", f"{held}")
        told = good("ListWebAuthnCredentials", AccessToken=token)["Credentials"]
        expect(len(told) == 1 and told[0]["RelyingPartyId"] == "localhost", f"{told}")
        for _ in range(2):
            page.call("Network.clearBrowserCookies")
            login(page, "/login", "ann", "button[name=other]")
            expect(redeemed(page) == "ann", "who signed in with a passkey")
        # Whoever has signed in goes there at once; the same authenticator makes no second one.
        page.open(f"{site}/_aws/cognito/keys/passkeys/add?{query}")
        page.until("document.getElementById('ceremony')?.textContent.startsWith('The passkey was not used')")
        # Without the person's word nobody gets in, and the page says so.
        page.call("Network.clearBrowserCookies")
        page.call("WebAuthn.removeVirtualAuthenticator", authenticatorId=device)
        page.call("WebAuthn.addVirtualAuthenticator", options={"protocol": "ctap2", "transport": "usb"})
        good("DeleteWebAuthnCredential", AccessToken=token, CredentialId=told[0]["CredentialId"])
        login(page, "/login", "ann", "button[name=other]")
        page.until("document.querySelector('.problem')?.textContent === 'There is no passkey to sign in with.'")
    finally:
        page.close()


def changed(operation, body):
    """As an older botocore does not know the members: signed by a key that nobody knows."""
    status, _, text = server.ask(server.base + "/", "POST", json.dumps(body), {
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}", "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Date": now, "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIDNOBODY/{now[:8]}/us-east-1/cognito-idp/"
        "aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64})
    expect(status == 200, f"{operation}: {status} {text}")


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
        changed(operation, body)
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
        for each in good("ListWebAuthnCredentials", AccessToken=token)["Credentials"]:
            good("DeleteWebAuthnCredential", AccessToken=token, CredentialId=each["CredentialId"])
        by_pages(browser)
finally:
    server.stop()
