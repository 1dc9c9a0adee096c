"""The dashboard: its addresses by plain HTTP, and, where there is a Chromium, the page as a person uses it.

Usage: dashboard_test.py PROGRAM SCENARIOS [FOLDER]: pictures go into FOLDER."""
import http.client
import json
import os
import sys
import time
import urllib.parse

import chromium
from clients import Server, expect

PICTURES = sys.argv[3] if len(sys.argv) > 3 else None
server = Server("serverless-rest.yaml")
page = f"{server.base}/_windtunnel"


def state():
    status, headers, text = server.ask(f"{page}/state")
    expect(status == 200 and headers["content-type"] == "application/json", f"state answered {status}")
    return json.loads(text)


def post(path, body, method="POST"):
    status, _, text = server.ask(f"{page}/{path}", method, json.dumps(body) if body is not None else None)
    return status, json.loads(text)


def stage(name):
    return next(each for each in state()["stages"] if each["name"] == name)


def kinesis(operation, body):
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    fields = {"X-Amz-Date": now, "X-Amz-Target": f"Kinesis_20131202.{operation}", "Content-Type": "application/x-amz-json-1.1",
              "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIDNOBODY/{now[:8]}/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64}
    status, _, text = server.ask(f"{server.base}/", "POST", json.dumps(body), fields)
    expect(status == 200, f"{operation} answered {status}: {text}")


# The page is one file, and may load nothing.
status, headers, text = server.ask(f"{page}/")
expect(status == 200 and headers["content-type"].startswith("text/html"), f"the page answered {status}")
expect("default-src 'none'" in headers["content-security-policy"], "the page may load what it likes")
expect("<script>" in text and "src=" not in text and "url(" not in text, "the page needs other files")
expect(server.ask(f"{page}/", "POST", "")[0] == 405, "the page takes a POST")

# What passes is counted where it passes, and remembered with its way; a hostile path is text.
before = stage("edge")["in"]
for path in ("/items/1", "/items/1", "/%3Cscript%3Ealert(1)%3C/script%3E"):
    server.ask(server.edge + path)
kinesis("ListStreams", {})
seen = state()
expect(stage("edge")["in"] == before + 3, f"three requests, but the edge counts {stage('edge')['in'] - before}")
expect(seen["served"] == 4 and [r["number"] for r in seen["requests"]] == [4, 3, 2, 1], f"remembered: {seen['requests']}")
expect(seen["requests"][0]["what"] == "Kinesis_20131202.ListStreams" and seen["requests"][0]["spans"] == [], f"{seen['requests'][0]}")
first = seen["requests"][3]
expect(first["what"].endswith("/items/1") and first["status"] in (200, 404), f"{first}")
hops = [span["hop"] for span in first["spans"]]
expect(hops[:4] == ["edge", "waf", "edge.cache", "api"] and [s["depth"] for s in first["spans"]][:4] == [0, 1, 2, 3], f"{first['spans']}")
expect(all(0 <= s["after"] and s["after"] + s["ms"] <= first["ms"] + 1 for s in first["spans"]), f"spans outside of the request: {first}")
expect(server.ask(f"{page}/state")[0] == 200 and state()["served"] == 4, "our own pages count as requests")

# What the account has, as its own services tell it, and what its functions write.
def told(path):
    status, _, text = server.ask(f"{page}/{path}")
    expect(status == 200, f"{path} answered {status}: {text}")
    return json.loads(text)


def names(where=""):
    return {(kind["service"], each["name"]) for kind in told("resources" + where)["found"] for each in kind["resources"]}


there = names()
expect({("lambda", "reader"), ("lambda", "loader"), ("rds", "primary"), ("rds", "replica-1"), ("s3", "archive"), ("firehose", "events"),
        ("elasticache", "redis"), ("wafv2", "waf")} <= there, f"the account has {there}")
expect(("lambda", "reader") not in names("?region=eu-central-1") and ("lambda", "reader") not in names("?account=111111111111"), "it is there everywhere")
until = time.monotonic() + 30
while "/aws/lambda/reader" not in told("logs")["groups"]:
    expect(time.monotonic() < until, f"groups: {told('logs')}")
    server.ask(server.edge + "/items/9")
    time.sleep(0.1)
lines = [event["text"] for event in told("logs?group=/aws/lambda/reader")["events"]]
expect(any(line.startswith("START RequestId:") for line in lines), f"{lines}")
expect(all("REPORT" in event["text"] for event in told("logs?group=/aws/lambda/reader&filter=REPORT")["events"]), "the filter is not asked")
for path, status in (("logs?group=/nobody", 400), ("logs?colour=red", 400), ("resources?account=me", 400)):
    expect(server.ask(f"{page}/{path}")[0] == status, f"{path} answered {server.ask(page + '/' + path)[:1]}")

# Faults hit clients, and are healed.
for body, word in (({"target": "reader"}, "expected"), ({"target": "reader", "latency": "1ms", "error": 500}, "expected"),
                   ({"target": "reader", "unavailable": "sometimes"}, "expected"), ({"target": "reader", "error": 200}, "400 to 599"),
                   ({"target": "reader", "error": 503, "share": 0}, "share"), ({"target": "reader", "latency": "1h"}, "15m"),
                   ({"target": "reader", "latency": "soon"}, "soon"), ({"target": "reader", "latency": "1ms", "for": "1m"}, "for"), ([], "expected")):
    status, said = post("faults", body)
    expect(status == 400 and word in said["message"], f"{body}: {status} {said}")
for text, word in (('{"target": "edge",, "error": 503}', "byte 19"), ("", "no JSON"), ("[]", "no JSON object"), ('{"error": 503}', "is missing"),
                   ('{"target": 3, "error": 503}', "no text")):
    status, _, said = server.ask(f"{page}/faults", "POST", text)
    expect(status == 400 and word in said, f"{text}: {status} {said}")
expect(post("faults", {"target": "nobody", "latency": "1ms"})[0] == 404, "a fault in nothing")
expect(post("flush", {"target": "reader"})[0] == 404 and post("flush", {})[0] == 400, "a function was flushed")

status, struck = post("faults", {"target": "edge", "error": 503})
expect(status == 201 and struck["text"] == "answers 503", f"{struck}")
expect(server.ask(server.edge + "/items/1")[0] == 503, "a fault that nobody feels")
expect([f["target"] for f in state()["faults"]] == ["edge"], f"{state()['faults']}")
expect(post(f"faults?id={struck['id'] + 1}", None, "DELETE")[0] == 404 and post("faults?all=1", None, "DELETE")[0] == 400, "healed what is not there")
expect(post(f"faults?id={struck['id']}", None, "DELETE") == (200, {"healed": 1}), "not healed")
expect(server.ask(server.edge + "/items/1")[0] != 503, "it is healed, and hurts")
for _ in range(2):
    post("faults", {"target": "redis", "latency": "5ms", "share": 0.5})
expect([f["text"] for f in state()["faults"]] == ["slower by 5ms for 50%"] * 2, f"{state()['faults']}")
expect(post("faults", None, "DELETE") == (200, {"healed": 2}) and not state()["faults"], "not all are healed")
expect(post("flush", {"target": "edge"})[0] == 200 and post("flush", {"target": "redis"})[0] == 200, "nothing was flushed")

# Pages of other sites can do nothing of it.
for path, method in (("faults", "POST"), ("faults", "DELETE"), ("flush", "POST")):
    expect(server.ask(f"{page}/{path}", method, "{}", {"Origin": "https://evil.example"})[0] == 403, f"{method} {path} from elsewhere")

# What is followed says something at once, and again; so many can follow.
place = urllib.parse.urlsplit(server.base)
followers = []
for number in range(17):
    follower = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    follower.request("GET", "/_windtunnel/live")
    followers.append((follower, follower.getresponse()))
expect([answer.status for _, answer in followers] == [200] * 16 + [503], f"{[a.status for _, a in followers]}")
events = [followers[0][1].readline() for _ in range(4)]
expect(all(line.startswith(b"data: {") for line in events[::2]) and events[1] == events[3] == b"\n", f"{events}")
expect(json.loads(events[2][6:])["seconds"] > json.loads(events[0][6:])["seconds"], "time does not pass")
for follower, _ in followers:
    follower.close()
for _ in range(200):
    if server.ask(f"{page}/live", "HEAD")[0] == 405:
        break
# Those that went make place for others.
until = time.monotonic() + 30
while True:
    follower = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    follower.request("GET", "/_windtunnel/live")
    answer = follower.getresponse()
    if answer.status == 200 or time.monotonic() > until:
        break
    follower.close()
    time.sleep(0.1)
expect(answer.status == 200, "nobody can follow any more")

post("faults", {"target": "edge", "error": 503})
expect(post("reset", None)[0] == 200 and state()["served"] == 0 and not state()["faults"], "a reset leaves faults")

# As a person uses it.
browser = chromium.find()
if browser:
    tab = chromium.Page(browser)
    try:
        tab.open(f"{page}/")
        tab.until("document.querySelector('#state')?.textContent === 'live'")
        expect(tab.run("document.querySelectorAll('#path tr').length") >= 6, "the path is not there")
        expect(tab.run("document.querySelector('#clock').offsetParent === null"), "a clock that moves by itself has a button")
        for _ in range(3):
            server.ask(server.edge + "/items/7")
        server.ask(server.edge + "/%3Cimg%20src=x%20onerror=alert(1)%3E")
        tab.until("document.querySelector('#served').textContent === '4 served'")
        tab.until("[...document.querySelectorAll('#requests tr')].length === 5")
        expect(tab.run("document.querySelectorAll('img').length") == 0, "a path became markup")
        # A request opens and closes, by mouse and by keyboard, while numbers move.
        tab.click("#requests tr:last-child button")
        tab.until("document.querySelectorAll('.span').length >= 4")
        expect("waf" in tab.run("document.querySelector('.spans').innerText"), "its way is not there")
        if PICTURES:
            tab.picture(os.path.join(PICTURES, "dashboard.png"))
        tab.run("document.querySelector('#requests button[aria-expanded=true]').focus()")
        time.sleep(1.2)  # two looks later it still has the focus
        for kind in ("keyDown", "keyUp"):
            tab.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
        tab.until("document.querySelectorAll('.span').length === 0")
        # A fault by the form, felt outside; healed by its button.
        tab.run("document.querySelector('#target').value = 'edge'; const k = document.querySelector('#kind'); k.value = 'error';"
                "k.dispatchEvent(new Event('change'))")
        expect(tab.run("document.querySelector('#value').value") == "503", "an error's usual status")
        tab.click("#fault button")
        tab.until("document.querySelector('#faults')?.innerText.includes('edge answers 503')")
        expect(server.ask(server.edge + "/items/7")[0] == 503, "a fault that nobody feels")
        tab.click("#faults button")
        tab.until("document.querySelectorAll('#faults li').length === 0")
        expect(server.ask(server.edge + "/items/7")[0] != 503, "it is healed, and hurts")
        tab.run("document.querySelector('#value').value = '7'")
        expect(not tab.errors, f"the console: {tab.errors}")
        tab.click("#fault button")
        tab.until("document.querySelector('#trouble').textContent.includes('400 to 599')")
        # A browser tells of every 400, some time after the page knows of it.
        until = time.monotonic() + 30
        while not tab.errors:
            expect(time.monotonic() < until, "the browser says nothing of a 400")
            tab.run("0")
        expect(len(tab.errors) == 1 and "400" in tab.errors.pop(), f"the console: {tab.errors}")
        tab.click("[data-flush=edge]")
        # What clients make appears.
        kinesis("CreateStream", {"StreamName": "made-later", "ShardCount": 1})
        tab.until("document.querySelector('#account').innerText.includes('made-later')")
        # Lines of a function, as they come.
        tab.run("document.querySelector('#group').value = '/aws/lambda/reader'; document.querySelector('#log button').click()")
        tab.until("document.querySelector('#lines').innerText.includes('REPORT RequestId')")
        if PICTURES:
            tab.picture(os.path.join(PICTURES, "resources.png"))
        tab.click("#reset")
        tab.until("document.querySelector('#served').textContent === '0 served'")
        # The group whose lines it was asking for may have gone in between; nothing else may be wrong.
        rest = [error for error in tab.errors if "/_windtunnel/logs?" not in error]
        expect(not rest, f"the console: {rest}")
    finally:
        tab.close()
    narrow = chromium.Page(browser, 390, 844)
    try:
        narrow.open(f"{page}/")
        narrow.until("document.querySelector('#state')?.textContent === 'live'")
        expect(narrow.run("document.documentElement.scrollWidth") <= 390, "the page is wider than a telephone")
        if PICTURES:
            narrow.picture(os.path.join(PICTURES, "narrow.png"))
        # A server that stops does not wait for its followers.
        began = time.monotonic()
        expect(server.stop() == 0, "an orderly end")
        expect(time.monotonic() - began < 20, "it waited for a browser")
        narrow.until("document.querySelector('#state').textContent === 'no answer'")
    finally:
        narrow.close()
else:
    print("the page itself was not tried: there is no Chromium")
    expect(server.stop() == 0, "an orderly end")

# By a clock that stands still, what happens shows.
server = Server(None, "--clock", "manual")
page = f"{server.base}/_windtunnel"
place = urllib.parse.urlsplit(server.base)
follower = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
follower.request("GET", "/_windtunnel/live")
lines = follower.getresponse()
start = json.loads(lines.readline()[6:])
expect(start["stopped"] and start["served"] == 0, f"{start}")
lines.readline()
expect(post("clock", {"advance": "1h"})[0] == 200, "the clock does not move")
later = json.loads(lines.readline()[6:])
expect(later["seconds"] - start["seconds"] >= 3600, f"from {start['now']} to {later['now']}")
expect(server.stop() == 0, "an orderly end")
print("the dashboard: passed")
