"""Federation over HTTP: one pool is the provider of another, and a person goes from one to the other in Chromium, where there is one.
A function of the account changes what the provider said.

Usage: cognito_federation_test.py PROGRAM SCENARIOS [FOLDER]: pictures of the pages go into FOLDER."""
import base64
import http.cookiejar
import json
import re
import sys
import urllib.parse
import urllib.request

import chromium
from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()
PICTURES = sys.argv[3] if len(sys.argv) > 3 else None
PASSWORD = "Secret-123"
server = Server(None)
shop_at, staff_at = f"{server.base}/_aws/cognito/shop", f"{server.base}/_aws/cognito/staff"
callback = f"{server.base}/_windtunnel/health"


def claims(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def form(url, **fields):
    request = urllib.request.Request(url, urllib.parse.urlencode(fields).encode())
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def pools(idp):
    """The two pools; the application's client."""
    staff = idp.create_user_pool(PoolName="staff")["UserPool"]["Id"]
    shop = idp.create_user_pool(PoolName="shop")["UserPool"]["Id"]
    idp.create_user_pool_domain(UserPoolId=staff, Domain="staff")
    idp.create_user_pool_domain(UserPoolId=shop, Domain="shop")
    oauth = {"AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email", "profile"]}
    client = idp.create_user_pool_client(UserPoolId=staff, ClientName="shop", GenerateSecret=True,
                                         CallbackURLs=[f"{shop_at}/oauth2/idpresponse"], **oauth)["UserPoolClient"]
    idp.admin_create_user(UserPoolId=staff, Username="ann", MessageAction="SUPPRESS",
                          UserAttributes=[{"Name": "email", "Value": "ann@example.com"}, {"Name": "given_name", "Value": "Ann"}])
    idp.admin_set_user_password(UserPoolId=staff, Username="ann", Password=PASSWORD, Permanent=True)
    details = {"client_id": client["ClientId"], "client_secret": client["ClientSecret"], "authorize_scopes": "openid email profile",
               "attributes_request_method": "GET", "oidc_issuer": f"https://cognito-idp.us-east-1.amazonaws.com/{staff}",
               "authorize_url": f"{staff_at}/oauth2/authorize", "token_url": f"{staff_at}/oauth2/token",
               "attributes_url": f"{staff_at}/oauth2/userInfo", "jwks_uri": f"{server.base}/{staff}/.well-known/jwks.json"}
    idp.create_identity_provider(UserPoolId=shop, ProviderName="Staff", ProviderType="OIDC", ProviderDetails=details,
                                 AttributeMapping={"email": "email", "given_name": "given_name"}, IdpIdentifiers=["staff.example.com"])
    bare = {name: details[name] for name in ("client_id", "authorize_scopes", "attributes_request_method")}
    refused("InvalidParameterException", idp.create_identity_provider, "well-known", UserPoolId=shop, ProviderName="Nobody",
            ProviderType="OIDC", ProviderDetails={**bare, "oidc_issuer": f"{server.base}/nobody"})
    app = idp.create_user_pool_client(UserPoolId=shop, ClientName="app", CallbackURLs=[callback],
                                      SupportedIdentityProviders=["COGNITO", "Staff"], **oauth)["UserPoolClient"]["ClientId"]
    return shop, staff, app


def query(app, **more):
    return urllib.parse.urlencode({"client_id": app, "response_type": "code", "redirect_uri": callback, "scope": "openid email", "state": "mine",
                                   **more})


def check_tokens(idp, shop, app, ended):
    back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(ended).query))
    expect(back.get("state") == "mine" and "code" in back, f"the application got {ended}")
    tokens = form(f"{shop_at}/oauth2/token", grant_type="authorization_code", client_id=app, redirect_uri=callback, code=back["code"])
    who = claims(tokens["id_token"])
    expect(who["cognito:username"].startswith("Staff_") and who["email"] == "ann@example.com", f"{who}")
    expect(who["identities"][0]["providerName"] == "Staff" and who["cognito:groups"] == [f"{shop}_Staff"], f"{who}")
    told = idp.admin_get_user(UserPoolId=shop, Username=who["cognito:username"])
    expect(told["UserStatus"] == "EXTERNAL_PROVIDER", f"{told}")
    return who


def followed(app):
    """Where the sign-in ends that a program which keeps cookies follows."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with opener.open(f"{shop_at}/oauth2/authorize?{query(app, idp_identifier='staff.example.com')}", timeout=20) as page:
        expect(page.url.startswith(f"{staff_at}/login?"), f"sent to {page.url}")
        token = re.search(r'name="_csrf" value="([^"]+)"', page.read().decode()).group(1)
        fields = urllib.parse.urlencode({"username": "ann", "password": PASSWORD, "_csrf": token}).encode()
        with opener.open(urllib.request.Request(page.url, fields), timeout=20) as ended:
            return ended.url


def by_urllib(idp, shop, app):
    return check_tokens(idp, shop, app, followed(app))


INBOUND = '''
def handler(event, context):
    said = event["request"]["attributes"]
    if event["triggerSource"] != "InboundFederation_ExternalProvider" or "access_token" not in said["tokenResponse"]:
        raise Exception("what is this?")
    if said["idToken"]["given_name"] == "Eve":
        raise Exception("not you")
    name = f"{said['userInfo']['given_name']} of {event['request']['providerName']}"
    event["response"]["userAttributesToMap"] = {**said["idToken"], "given_name": name}
    return event
'''


def inbound(idp, shop, staff, app):
    """A function of the account says what is mapped, and who may not sign in."""
    functions = client_of(server.base, "lambda")
    arn = functions.create_function(FunctionName="inbound", Runtime="python3.12", Handler="app.handler", Code={"ZipFile": package(app=INBOUND)},
                                    Role="arn:aws:iam::000000000000:role/any")["FunctionArn"]
    functions.get_waiter("function_active_v2").wait(FunctionName="inbound")
    configured = {"InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": arn}}
    idp.update_user_pool(UserPoolId=shop, LambdaConfig=configured)
    expect(idp.describe_user_pool(UserPoolId=shop)["UserPool"]["LambdaConfig"] == configured, "the function is told")

    def given_name(name):
        told = idp.admin_get_user(UserPoolId=shop, Username=name)["UserAttributes"]
        return next(each["Value"] for each in told if each["Name"] == "given_name")
    name = by_urllib(idp, shop, app)["cognito:username"]
    expect(given_name(name) == "Ann of Staff", f"{given_name(name)}")
    ann = {"UserPoolId": staff, "Username": "ann"}
    idp.admin_update_user_attributes(**ann, UserAttributes=[{"Name": "given_name", "Value": "Eve"}])
    back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(followed(app)).query))
    expect(back.get("error_description") == "InboundFederation failed with error not you." and "code" not in back, f"{back}")
    expect(given_name(name) == "Ann of Staff", "what was refused is not written")
    idp.admin_update_user_attributes(**ann, UserAttributes=[{"Name": "given_name", "Value": "Ann"}])


def look(page, name):
    width = page.run("document.documentElement.scrollWidth <= window.innerWidth")
    expect(width, f"{name} is wider than its window")
    if PICTURES:
        page.picture(f"{PICTURES}/{name}.png")


def by_browser(browser, idp, shop, app, width):
    page = chromium.Page(browser, width=width)
    try:
        page.open(f"{shop_at}/login?{query(app)}")
        page.until("document.querySelector('a.provider') !== null")
        look(page, f"shop-login-{width}")
        page.click("a.provider")
        page.until(f"location.href.startsWith('{staff_at}/login?') && document.querySelector('[name=password]') !== null")
        look(page, f"staff-login-{width}")
        page.run(f"document.querySelector('[name=username]').value = 'ann'; document.querySelector('[name=password]').value = 'wrong-1'; 1")
        page.click("button")
        page.until("document.querySelector('.problem') !== null")
        look(page, f"staff-wrong-{width}")
        page.run(f"document.querySelector('[name=username]').value = 'ann'; document.querySelector('[name=password]').value = '{PASSWORD}'; 1")
        page.click("button")
        page.until(f"location.href.startsWith('{callback}?code=')")
        check_tokens(idp, shop, app, page.run("location.href"))
        # Known to both by now.
        page.open(f"{shop_at}/oauth2/authorize?{query(app, identity_provider='Staff', nonce='n')}")
        page.until(f"location.href.startsWith('{callback}?code=') && document.readyState === 'complete'")
        for path in ("signup", "forgotPassword"):
            page.open(f"{shop_at}/{path}?{query(app)}")
            page.until("document.querySelector('button') !== null")
            look(page, f"{path}-{width}")
    finally:
        page.close()


try:
    idp = client_of(server.base, "cognito-idp")
    shop, staff, app = pools(idp)
    first = by_urllib(idp, shop, app)
    expect(by_urllib(idp, shop, app)["sub"] == first["sub"], "the same user again")
    inbound(idp, shop, staff, app)
    idp.admin_disable_user(UserPoolId=staff, Username="ann")
    idp.admin_enable_user(UserPoolId=staff, Username="ann")
    browser = chromium.find()
    if browser is None:
        print("no Chromium is installed: the pages were not opened in one")
    else:
        for width in (1280, 390):
            by_browser(browser, idp, shop, app, width)
finally:
    server.stop()
