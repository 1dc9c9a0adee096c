"""What APIs meet outside: web servers with https, whose certificates are checked, and issuers of tokens, whose keys are found
by OpenID Connect Discovery."""
import base64
import http.server
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
import time

from clients import Server, boto3_or_skip, client_of, expect, skip

boto3_or_skip()

from http_apis import ACCOUNT, REGION, Api, allow, make_functions  # noqa: E402

HERE = tempfile.mkdtemp(prefix="windtunnel-outside-")


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True, cwd=HERE).stdout


def certificate(name, names):
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext",
            f"subjectAltName={names}", "-keyout", f"{name}.key", "-out", f"{name}.pem")


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        body = self.server.pages.get(self.path, json.dumps({"host": self.headers["Host"], "path": self.path}))
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body or "")))
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *arguments):
        pass


def web_server(certificate=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.pages, server.asked = {}, []
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{HERE}/{certificate}.pem", f"{HERE}/{certificate}.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def origins(server):
    known, stranger, other = web_server("known"), web_server("stranger"), web_server("other")
    rest = client_of(server.base, "apigateway")
    made = rest.create_rest_api(name="outside")
    logs = client_of(server.base, "logs")
    logs.create_log_group(logGroupName="outside")
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:outside"
    api = Api(server)
    targets = {"known": f"https://localhost:{known.server_port}", "address": f"https://127.0.0.1:{known.server_port}",
               "stranger": f"https://localhost:{stranger.server_port}", "other": f"https://localhost:{other.server_port}",
               "skipped": f"https://localhost:{stranger.server_port}", "misnamed": f"https://localhost:{other.server_port}",
               "nobody": "https://127.0.0.1:9", "unknown": "https://nowhere.invalid"}
    for name, target in targets.items():
        resource = rest.create_resource(restApiId=made["id"], parentId=made["rootResourceId"], pathPart=name)["id"]
        place = {"restApiId": made["id"], "resourceId": resource, "httpMethod": "GET"}
        rest.put_method(authorizationType="NONE", **place)
        skips = {"tlsConfig": {"insecureSkipVerification": True}} if name in ("skipped", "misnamed") else {}
        rest.put_integration(type="HTTP_PROXY", integrationHttpMethod="GET", uri=target + "/x/" + name, **place, **skips)
        api.route(f"GET /{name}", api.v2.create_integration(ApiId=api.id, IntegrationType="HTTP_PROXY", IntegrationMethod="GET",
                                                            IntegrationUri=target + "/x/" + name)["IntegrationId"])
    rest.create_deployment(restApiId=made["id"], stageName="prod")
    api.stage(AccessLogSettings={"DestinationArn": group, "Format": "$context.routeKey: $context.integration.error"})
    rest.update_stage(restApiId=made["id"], stageName="prod", patchOperations=[
        {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": group},
        {"op": "replace", "path": "/accessLogSettings/format", "value": "$context.resourcePath: $context.integration.error"}])

    def ask(name):
        return server.ask(f"{server.base}/_aws/execute-api/{made['id']}/prod/{name}")
    for name in ("known", "address"):
        for _ in range(3):  # a connection is used again
            status, _, body = ask(name)
            told = json.loads(body)
            expect(status == 200 and told == {"host": targets[name].split("//")[1], "path": "/x/" + name}, f"{name}: {status} {body}")
        expect(json.loads(api.ask("/" + name)[2])["path"] == "/x/" + name, f"an HTTP API: {name}")
    expect(ask("skipped")[0] == 200, f"whoever signed: {ask('skipped')}")
    for name in ("stranger", "other", "misnamed", "nobody", "unknown"):
        status, _, body = ask(name)
        expect((status, json.loads(body)) == (504, {"message": "Network error communicating with endpoint"}), f"{name}: {status} {body}")
        status, _, body = api.ask("/" + name)
        expect((status, json.loads(body)) == (503, {"message": "Service Unavailable"}), f"{name}: {status} {body}")
    expect(set(stranger.asked) == {"/x/skipped"} and other.asked == [], f"nothing was sent to them: {stranger.asked} {other.asked}")
    lines = "\n".join(each["message"] for each in logs.filter_log_events(logGroupName="outside")["events"])
    for name, why in (("stranger", "self-signed certificate"), ("other", "hostname mismatch"), ("unknown", "cannot be found")):
        line = [each for each in lines.split("\n") if each.startswith(f"GET /{name}: ")]
        expect(line and why in line[0].lower().replace("self signed", "self-signed"), f"{name}: {lines}")
        expect(any(each.startswith(f"/{name}: ") and "not trusted" in each or "cannot be found" in each for each in lines.split("\n")),
               f"REST's {name}: {lines}")
    for each in (known, stranger, other):
        each.shutdown()


def encoded(value):
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=").decode()


class Issuer:
    """Publishes keys, and signs."""

    def __init__(self):
        self.server = web_server()
        self.url = f"http://127.0.0.1:{self.server.server_port}/tenant/"
        self.server.pages["/tenant/.well-known/openid-configuration"] = json.dumps(
            {"issuer": self.url, "jwks_uri": f"http://127.0.0.1:{self.server.server_port}/keys"})
        self.keys = {}
        self.add("one")

    def add(self, name):
        openssl("genrsa", "-out", f"{name}.rsa", "2048")
        modulus = openssl("rsa", "-in", f"{name}.rsa", "-noout", "-modulus").decode().strip().split("=")[1]
        self.keys[name] = {"kty": "RSA", "kid": name, "use": "sig", "e": "AQAB", "n": encoded(bytes.fromhex(modulus))}
        self.server.pages["/keys"] = json.dumps({"keys": list(self.keys.values())})

    def token(self, key="one", alg="RS256", **claims):
        said = {"iss": self.url, "aud": "shop", "sub": "ann", "exp": int(time.time()) + 600, "scope": "read write", **claims}
        text = encoded({"alg": alg, "kid": key}) + "." + encoded({name: value for name, value in said.items() if value is not None})
        digest = {"RS256": "-sha256", "RS512": "-sha512"}.get(alg, "-sha256")
        return text + "." + encoded(openssl("dgst", digest, "-sign", f"{key}.rsa", data=text.encode()))


def issuers(server):
    functions, arn, _ = make_functions(server)
    api = Api(server)
    allow(functions, "py", api.id, "issuers")
    integration = api.function(arn)
    issuer = Issuer()

    def authorizer(name, url):
        return api.v2.create_authorizer(ApiId=api.id, Name=name, AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
                                        JwtConfiguration={"Issuer": url, "Audience": ["shop", "web"]})["AuthorizerId"]
    good, silent = authorizer("good", issuer.url), authorizer("silent", "http://127.0.0.1:9/nobody")
    api.route("GET /any", integration, AuthorizationType="JWT", AuthorizerId=good)
    api.route("GET /read", integration, AuthorizationType="JWT", AuthorizerId=good, AuthorizationScopes=["read"])
    api.route("GET /admin", integration, AuthorizationType="JWT", AuthorizerId=good, AuthorizationScopes=["admin"])
    api.route("GET /silent", integration, AuthorizationType="JWT", AuthorizerId=silent)
    api.stage()

    def ask(path, token):
        status, fields, body = api.ask(path, Authorization="Bearer " + token)
        return status, fields.get("www-authenticate", [""])[0], json.loads(body)
    for path in ("/any", "/read"):
        status, why, body = ask(path, issuer.token())
        expect(status == 201 and body["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] == "ann", f"{path}: {status} {why} {body}")
    expect(ask("/any", issuer.token(alg="RS512"))[0] == 201, "by SHA-512")
    expect(ask("/any", issuer.token(aud=None, client_id="web"))[0] == 201, "its client, where it has no audience")
    read = issuer.server.asked.count("/keys")
    expect(read == 1, f"keys are kept: {issuer.server.asked}")
    status, why, body = ask("/admin", issuer.token())
    expect(status == 403 and "insufficient_scope" in why and body == {"message": "Forbidden"}, f"a scope: {status} {why} {body}")
    forged = issuer.token()
    head, claims, signature = forged.split(".")
    for token, said in ((issuer.token(aud="other"), "audience"), (issuer.token(exp=int(time.time()) - 1), "expired"),
                        (issuer.token(nbf=int(time.time()) + 600), "not valid yet"), (issuer.token(iat=int(time.time()) + 600), "future"),
                        (issuer.token(iss="http://other"), "issuer"), (issuer.token(exp=None), "expiry"),
                        (f"{head}.{encoded({**json.loads(base64.urlsafe_b64decode(claims + '==')), 'sub': 'bob'})}.{signature}", "signature"),
                        (f"{encoded({'alg': 'none', 'kid': 'one'})}.{claims}.", "none"),
                        (f"{encoded({'alg': 'HS256', 'kid': 'one'})}.{claims}.{signature}", "HS256"), ("a.b", "malformed")):
        status, why, body = ask("/any", token)
        expect(status == 401 and 'error="invalid_token"' in why and said in why, f"{said}: {status} {why}")
    # A new key is found, once the old ones are a moment old; one that is nobody's is not.
    time.sleep(1.1)
    issuer.add("two")
    status, why, _ = ask("/any", issuer.token(key="two"))
    expect(status == 201 and issuer.server.asked.count("/keys") == read + 1, f"a new key: {status} {why}")
    openssl("genrsa", "-out", "nobody.rsa", "2048")
    expect(ask("/any", issuer.token(key="nobody"))[0] == 401, "a key that nobody published")
    status, why, _ = ask("/silent", issuer.token(iss="http://127.0.0.1:9/nobody"))
    expect(status == 401 and "OIDC discovery" in why, f"an issuer that does not answer: {status} {why}")
    issuer.server.shutdown()
    expect(ask("/any", issuer.token())[0] == 201, "its keys are known, though it is gone")


def rest_issuers(server):
    issuer = Issuer()
    gateway = client_of(server.base, "apigateway")
    made = gateway.create_rest_api(name="issuers")
    settings = {"type": "JWT", "identitySource": "method.request.header.Authorization"}
    path = f"/restapis/{made['id']}/authorizers"

    def ask_api(method, path, body=None):
        """As clients ask who know of JWT authorizers; the key is nobody's, and passes."""
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        status, _, text = server.ask(server.base + path, method, body and json.dumps(body), {
            "Authorization": f"AWS4-HMAC-SHA256 Credential=any/{now[:8]}/us-east-1/apigateway/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64, "x-amz-date": now})
        return status, json.loads(text)
    trusted = {"issuer": issuer.url, "audiences": ["shop"], "additionalClaims": [
        {"claimName": "tenant", "format": "SINGLE_STRING", "required": True, "expectedValues": ["a", "b"]}]}
    for problem, wrong in (("issuer", {"jwtConfiguration": {"issuers": [], "defaultAlgorithms": ["RS256"]}}),
                           ("Ttl", {"jwtConfiguration": {"issuers": [trusted], "defaultAlgorithms": ["RS256"]}, "authorizerResultTtlInSeconds": 1}),
                           ("Invalid issuer", {"jwtConfiguration": {"issuers": [{**trusted, "issuer": "https://a?b"}], "defaultAlgorithms": ["RS256"]}})):
        status, said = ask_api("POST", path, {"name": "wrong", **settings, **wrong})
        expect(status == 400 and problem in said["message"], f"{problem}: {status} {said}")
    status, told = ask_api("POST", path, {"name": "tokens", **settings, "jwtConfiguration": {"issuers": [trusted], "defaultAlgorithms": ["RS256"]}})
    expect(status == 201, f"made: {status} {told}")
    id = told["id"]
    told = ask_api("GET", f"{path}/{id}")[1]
    expect(told["jwtConfiguration"]["issuers"][0]["audiences"] == ["shop"] and "authorizerResultTtlInSeconds" not in told, f"{told}")
    for part, scopes in (("any", []), ("admin", ["admin"])):
        resource = gateway.create_resource(restApiId=made["id"], parentId=made["rootResourceId"], pathPart=part)["id"]
        place = {"restApiId": made["id"], "resourceId": resource, "httpMethod": "GET"}
        gateway.put_method(authorizationType="JWT", authorizerId=id, authorizationScopes=scopes, **place)
        gateway.put_integration(type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}, **place)
        gateway.put_method_response(statusCode="200", **place)
        gateway.put_integration_response(statusCode="200", responseTemplates={
            "application/json": "$context.authorizer.claims.sub"}, **place)
    gateway.create_deployment(restApiId=made["id"], stageName="prod")

    def ask(path, token):
        headers = {"Authorization": "Bearer " + token} if token else {}
        return server.ask(f"{server.base}/_aws/execute-api/{made['id']}/prod/{path}", headers=headers)
    expect(ask("any", issuer.token(tenant="b"))[::2] == (200, "ann"), f"let in: {ask('any', issuer.token(tenant='b'))}")
    status, headers, body = ask("admin", issuer.token(tenant="a"))
    expect((status, json.loads(body)) == (403, {"message": "Forbidden"}), f"a scope that it lacks: {status} {body}")
    expect(ask("admin", issuer.token(tenant="a", scope="x admin"))[0] == 200, "one that it has")
    for token in ("", "a.b.c", issuer.token(), issuer.token(tenant="c"), issuer.token(tenant="a", aud="x"),
                  issuer.token(tenant="a", alg="RS512"), issuer.token(tenant="a", exp=1), issuer.token(tenant="a", iss="http://other/")):
        status, _, body = ask("any", token)
        expect((status, json.loads(body)) == (401, {"message": "Unauthorized"}), f"{token}: {status} {body}")
    tried = gateway.test_invoke_authorizer(restApiId=made["id"], authorizerId=id, headers={"Authorization": issuer.token(tenant="a")})
    expect(tried["clientStatus"] == 200 and tried["claims"]["sub"] == "ann", f"tried out: {tried}")
    tried = gateway.test_invoke_authorizer(restApiId=made["id"], authorizerId=id, headers={"Authorization": "x"})
    expect(tried["clientStatus"] == 401, f"tried out: {tried}")
    issuer.server.shutdown()


def main():
    if shutil.which("openssl") is None or shutil.which("python3") is None:
        skip("no openssl, or no python3 for functions")
    certificate("known", "DNS:localhost,IP:127.0.0.1")
    certificate("stranger", "DNS:localhost,IP:127.0.0.1")
    certificate("other", "DNS:elsewhere.example")
    with open(f"{HERE}/trusted.pem", "w", encoding="ascii") as file:
        for name in ("known", "other"):
            file.write(open(f"{HERE}/{name}.pem", encoding="ascii").read())
    os.environ["SSL_CERT_FILE"] = f"{HERE}/trusted.pem"
    server = Server(None)
    origins(server)
    issuers(server)
    rest_issuers(server)
    server.stop()
    shutil.rmtree(HERE)
    print("certificates are checked, and issuers' keys are found")


main()
