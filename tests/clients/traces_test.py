"""Traces of served requests: in OTLP's JSON at a collector and on a page, joined to those of clients; X-Ray's field goes through."""
import http.server
import json
import re
import threading

from clients import Server, expect

taken, arrived = [], threading.Condition()


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with arrived:
            taken.append((self.path, self.headers["Content-Type"], json.loads(body)))
            arrived.notify_all()
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


def spans_of(exported):
    """By service, every span."""
    found = []
    for resource in exported["resourceSpans"]:
        said = {each["key"]: each["value"]["stringValue"] for each in resource["resource"]["attributes"]}
        for scope in resource["scopeSpans"]:
            expect(scope["scope"]["name"] == "windtunnel", f"{scope['scope']}")
            found += [(said["service.name"], span) for span in scope["spans"]]
    return found


def value(span, key):
    return next((next(iter(each["value"].values())) for each in span["attributes"] if each["key"] == key), None)


def at_collector(traces):
    """The spans of these traces, once there is a whole request of each."""
    with arrived:
        def there():
            found = [row for _, _, exported in taken for row in spans_of(exported) if row[1]["traceId"] in traces]
            return found if {span["traceId"] for service, span in found if service == "windtunnel"} == set(traces) else None
        expect(arrived.wait_for(lambda: there() is not None, timeout=60), f"the collector has {taken}")
        return there()


def check_tree(spans):
    ids = {span["spanId"] for _, span in spans}
    expect(len(ids) == len(spans), "two spans have one name")
    for _, span in spans:
        expect(re.fullmatch("[0-9a-f]{32}", span["traceId"]) and re.fullmatch("[0-9a-f]{16}", span["spanId"]), f"{span}")
        expect(int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]), f"{span}")
    for service, span in spans:
        if service != "windtunnel":
            around = next((other for _, other in spans if other["spanId"] == span["parentSpanId"]), None)
            expect(around is not None, f"nothing is around {span}")
            expect(int(around["startTimeUnixNano"]) <= int(span["startTimeUnixNano"]) and
                   int(span["endTimeUnixNano"]) <= int(around["endTimeUnixNano"]), f"{span} leaves {around}")


collector = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=collector.serve_forever, daemon=True).start()
server = Server("serverless-rest.yaml", "--otlp", f"http://127.0.0.1:{collector.server_port}/")
W3C, AMAZON = "4bf92f3577b34da6a3ce929d0e0e4736", "5759e988bd862e3fe1be46a994272793"
root = f"1-{AMAZON[:8]}-{AMAZON[8:]}"

status, headers, _ = server.ask(server.edge + "/items/1", headers={"traceparent": f"00-{W3C}-00f067aa0ba902b7-01"})
expect(status in (200, 404), f"answered {status}")

status, headers, _ = server.ask(server.edge + "/items/2", headers={"X-Amzn-Trace-Id": f"Root={root};Parent=53995c3f42cd8ad8;Sampled=1"})
spans = at_collector([W3C, AMAZON])
expect(all(path == "/v1/traces" and kind == "application/json" for path, kind, _ in taken), f"{taken[0][:2]}")
for trace, parent in ((W3C, "00f067aa0ba902b7"), (AMAZON, "53995c3f42cd8ad8")):
    own = [row for row in spans if row[1]["traceId"] == trace]
    check_tree(own)
    whole = next(span for service, span in own if service == "windtunnel")
    expect(whole["parentSpanId"] == parent and whole["kind"] == 2, f"{whole}")
    expect(value(whole, "http.request.method") == "GET" and value(whole, "url.path").endswith("/items/" + ("1" if trace == W3C else "2")), f"{whole}")
    expect(int(value(whole, "http.response.status_code")) == status, f"{whole}")
    expect({"edge", "waf", "api", "reader"} <= {service for service, _ in own}, f"hops: {[service for service, _ in own]}")
# What the function did: its start, and what it asked of others.
own = [row for row in spans if row[1]["traceId"] == W3C]
inside = next(span["spanId"] for service, span in own if service == "reader" and span["name"] == "reader")
within = [(service, span["name"]) for service, span in own if span.get("parentSpanId") == inside]
expect(within[:3] == [("reader", "placement"), ("reader", "INIT"), ("redis", "redis")], within)

# A fault is an error of the hop where it is and of the whole; a client's mistake is none.
expect(server.ask(f"{server.base}/_windtunnel/faults", "POST", json.dumps({"target": "edge", "error": 503}))[0] == 201, "no fault")
failing, missing = "a" * 32, "b" * 32
server.ask(server.edge + "/items/1", headers={"traceparent": f"00-{failing}-00f067aa0ba902b7-01"})
standing = json.loads(server.ask(f"{server.base}/_windtunnel/faults")[2])["faults"]
expect([fault["target"] for fault in standing] == ["edge"], standing)
server.ask(f"{server.base}/_windtunnel/faults", "DELETE")
expect(json.loads(server.ask(f"{server.base}/_windtunnel/faults")[2]) == {"faults": []}, "healed, and stands there still")
server.ask(server.edge + "/nothing/there", headers={"traceparent": f"00-{missing}-00f067aa0ba902b7-01"})
spans = at_collector([failing, missing])
whole = {span["traceId"]: span for service, span in spans if service == "windtunnel"}
expect(whole[failing]["status"] == {"code": 2} and value(whole[failing], "http.response.status_code") == "503", f"{whole[failing]}")
expect("status" not in whole[missing], f"{whole[missing]}")

# What says no trace that can be one has a trace of its own.
for said in ("00-zz-zz-01", f"00-{'0' * 32}-00f067aa0ba902b7-01", "x" * 300):
    server.ask(server.edge + "/items/3", headers={"traceparent": said})
status, _, text = server.ask(f"{server.base}/_windtunnel/traces")
expect(status == 200, f"traces answered {status}")
page = spans_of(json.loads(text))
expect({W3C, AMAZON, failing} <= {span["traceId"] for _, span in page}, "the page has other requests")
expect(len({span["traceId"] for service, span in page if service == "windtunnel" and value(span, "url.path").endswith("/items/3")}) == 3, "one trace for three")
expect(server.ask(f"{server.base}/_windtunnel/traces", "POST", "")[0] == 405, "the page takes a POST")

# A collector that is gone hinders nobody.
collector.shutdown()
collector.server_close()
for _ in range(20):
    expect(server.ask(server.edge + "/items/1")[0] in (200, 404), "a collector that is gone is felt")
expect(server.stop() == 0, "an orderly end")
print("traces: passed")
