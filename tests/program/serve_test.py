"""The served stack as a user meets it: the printed curl lines, writing and reading back, refusals, stopping."""
import http.server
import json
import re
import subprocess
import threading
import time

from program import Server, expect, run, SCENARIOS

JSON = {"Content-Type": "application/json"}

# No caches in front, so that a read sees what the replica has.
server = Server("smoke.yaml", "--set", "architecture.api.cache=off", "--set", "architecture.edge.cache.max_ttl=0s",
                "--set", "architecture.edge.cache.default_ttl=0s", "--set", "architecture.edge.cache.error_ttl=0s",
                "--set", "architecture.redis.ttl=1s",
                # Buckets that are called as the program calls what it counts itself.
                "--set", "architecture.logs={type: s3}", "--set", "architecture.front={type: s3}")
try:
    # The two curl lines work as pasted.
    lines = server.printed.splitlines()
    sign_in = next(line for line in lines if "TOKEN=" in line).strip()
    use = lines[lines.index("Use it:") + 1].strip()
    shell = subprocess.run(["bash", "-c", sign_in + "\n" + use.replace("curl -i", "curl -s -i")], capture_output=True,
                           text=True, timeout=60)
    token_shown, _, answer = shell.stdout.partition("\n")
    expect(token_shown.count(".") == 2 and len(token_shown) > 500, f"no token was shown: {shell.stdout}")
    expect("202 Accepted" in answer, f"the second line answered:\n{answer}")

    # Writing and reading back: the batch is loaded and replicated within seconds; a DELETE takes the item away.
    token = server.token()
    authorized = {**JSON, "Authorization": token}
    status, headers, body = server.ask(server.edge + "/items", "POST", '{"id":"kept","colour":"red"}', authorized)
    expect(status == 202 and json.loads(body)["id"] == "kept", f"POST answered {status}: {body}")
    for name in ["x-amzn-requestid", "x-amz-apigw-id", "x-cache", "via", "x-amz-cf-pop", "x-amz-cf-id"]:
        expect(name in headers, f"the answer has no {name}")

    def wait_for(wanted):
        for _ in range(100):
            status, _, body = server.ask(server.edge + "/items/kept")
            if status == wanted:
                return body
            time.sleep(0.2)
        expect(False, f"GET /items/kept never answered {wanted}, but {status}: {body}")

    expect("red" in wait_for(200), "the item that was written is not the item that is read")
    status, _, body = server.ask(server.edge + "/items/kept", "DELETE", headers=authorized)
    expect(status == 202, f"DELETE answered {status}: {body}")
    wait_for(404)

    # Refusals look as AWS's do.
    status, headers, body = server.ask(server.api + "/items", "POST", "{}", JSON)
    expect(status == 401 and headers["x-amzn-errortype"].startswith("Unauthorized"), f"no token: {status} {body}")
    forged = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
    status, _, _ = server.ask(server.api + "/items", "POST", "{}", {**JSON, "Authorization": forged})
    expect(status == 401, f"a forged token was answered {status}")
    status, headers, body = server.ask(server.edge + "/items/1?q=1%27%20OR%20%271%27=%271")
    expect(status == 403 and "Request blocked." in body, f"SQL injection was answered {status}: {body}")
    expect(headers["x-cache"] == "Error from cloudfront", "the block has the wrong X-Cache")
    status, headers, body = server.ask(server.api + "/nowhere")
    expect(status == 403 and "Missing Authentication Token" in body, f"an unknown route: {status} {body}")
    status, _, body = server.ask(server.base, "POST", "{}",
                                 {"X-Amz-Target": "AWSCognitoIdentityProviderService.CreateTerms"})
    expect(status == 501 and "CreateTerms" in body, f"an operation that is not there: {status} {body}")
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/20261127/us-east-1/route53/aws4_request, SignedHeaders=host, "
                               "Signature=0"}
    status, _, body = server.ask(server.base + "/2013-04-01/hostedzone", headers=signed)
    expect(status == 501 and "<Code>NotImplemented</Code>" in body and "route53" in body,
           f"a service that is not there: {status} {body}")
    status, _, body = server.ask(server.base + "/_windtunnel/health")
    expect(status == 200 and json.loads(body)["components"]["edge"]["type"] == "cloudfront", f"health: {body}")
    status, _, body = server.ask(server.base + "/_windtunnel/metrics")
    expect(status == 200 and re.search(r"^windtunnel_waf_blocked_total\{.*\} [1-9]", body, re.M), "metrics lack the block")

    for line in [r'windtunnel_logs_bytes\{component="logs"\} 0', r"windtunnel_logs_bytes_total \d+", "windtunnel_front_objects 0"]:
        expect(re.search(f"^{line}$", body, re.M), f"metrics lack {line}")

    # A port in use is one clear sentence.
    port = server.base.rsplit(":", 1)[1]
    code, text = run("serve", f"{SCENARIOS}/smoke.yaml", "--port", port)
    expect(code == 2 and f"port {port}" in text and "in use" in text, f"port in use: exit {code}: {text}")
finally:
    code = server.stop()
expect(code == 0, f"SIGTERM: exit {code}")

# Caches in front: the second read is a hit, with its age.
server = Server("smoke.yaml")
try:
    first = server.ask(server.edge + "/items/7")
    second = server.ask(server.edge + "/items/7")
    expect(first[1]["x-cache"] == "Miss from cloudfront", f"the first read: {first[1]}")
    expect(second[1]["x-cache"] == "Hit from cloudfront" and "age" in second[1], f"the second read: {second[1]}")
    expect(first[2] == second[2], "hit and miss differ")
finally:
    server.stop()

code, text = run("serve", f"{SCENARIOS}/smoke.yaml", "--bind", "0.0.0.0", "--port", "0")
expect(code == 2 and "--expose" in text, f"an exposed address: exit {code}: {text}")

# Paths of the edge that lead elsewhere: a bucket of the scenario, and a web server that is none of ours.
class Elsewhere(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        Elsewhere.asked.append((self.path, dict(self.headers)))
        body = b"from elsewhere " * 200
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


elsewhere = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
url = f"http://localhost:{elsewhere.server_port}/site"
server = Server("smoke.yaml", "--set", f"architecture.edge.behaviors=[{{path: /docs/*, to: '{url}', compress: true}}, "
                "{path: /static/*, to: archive}]", "--set", "architecture.archive.objects={static/a.js: 3KB}")
try:
    status, headers, body = server.ask(server.edge + "/docs/page?x=1", headers={"Accept-Encoding": "identity"})
    expect(status == 200 and body.startswith("from elsewhere"), f"an origin elsewhere answered {status}: {body[:80]}")
    expect(headers["x-cache"] == "Miss from cloudfront", "the first answer was no miss")
    path, fields = Elsewhere.asked[0]
    expect(path == "/site/docs/page?x=1" and fields["Host"] == f"localhost:{elsewhere.server_port}", f"asked {path} {fields}")
    expect(not any(name.lower().startswith("x-windtunnel") for name in fields), f"our own fields went along: {fields}")
    _, headers, _ = server.ask(server.edge + "/docs/page?x=1", headers={"Accept-Encoding": "identity"})
    expect(headers["x-cache"] == "Hit from cloudfront" and len(Elsewhere.asked) == 1, "the second answer was no hit")
    status, headers, _ = server.ask(server.edge + "/docs/page?x=1", headers={"If-None-Match": '"v1"'})
    expect(status == 304, f"an unchanged page was answered {status}")
    status, headers, body = server.ask(server.edge + "/static/a.js", headers={"Range": "bytes=0-99"})
    expect(status == 206 and len(body) == 100 and headers["content-range"] == "bytes 0-99/3000",
           f"a part of an object was answered {status} {headers}")
    status, _, body = server.ask(server.edge + "/static/none.js")
    expect(status == 404 and "NoSuchKey" in body, f"an object that is not there was answered {status}: {body}")
finally:
    expect(server.stop() == 0, "serve did not stop cleanly")
code, text = run("run", f"{SCENARIOS}/smoke.yaml", "--set", f"architecture.edge.behaviors=[{{path: /docs/*, to: '{url}'}}]")
expect(code == 2 and "add --clock real" in text, f"an origin elsewhere in the virtual clock: exit {code}\n{text}")
code, text = run("serve", f"{SCENARIOS}/smoke.yaml", "--port", "0", "--set",
                 "architecture.edge.behaviors=[{path: /docs/*, to: 'ftp://example.org'}]")
expect(code != 0 and "is no URL such as http://" in text, f"an origin that speaks something else: exit {code}\n{text}")
elsewhere.shutdown()

# A firewall stands before each of the two edges that lead to it, and one without an edge before its API, wherever it is met.
server = Server("smoke.yaml", "--set", "architecture.second={type: cloudfront, to: waf}",
                "--set", "architecture.guard={type: wafv2, rules: [managed:sqli], to: open}",
                "--set", "architecture.open={type: apigateway-rest, routes: {'GET /items/{id}': reader}}")
try:
    doors = re.findall(r"^ +(http://[^/]+/_aws/(?:cloudfront/\w+|execute-api/\w+/\w+))$", server.printed, re.MULTILINE)
    expect(len(doors) == 4, f"two edges and two APIs: {doors}")
    attack = "/items/1?q=1%27%20OR%20%271%27=%271"
    blocked = sorted((server.ask(door + attack)[0], "cloudfront" in door) for door in doors)
    # The API behind the edges is its own: what comes to it directly met no firewall, and the handler knows no such item.
    expect(blocked.count((403, True)) == 2 and blocked.count((403, False)) == 1, f"who met a firewall: {blocked}")
    metrics = server.ask(server.base + "/_windtunnel/metrics")[2]
    expect(re.search(r'waf_blocked\w*{[^}]*rule="managed:sqli"[^}]*} 2\b', metrics), "both edges count for one firewall")
    expect(server.stop() == 0, "the server did not stop well")
finally:
    server.process.kill()
