"""Functions of one's own: what an invocation adds to the program's time, directly and through a REST API, cold starts beside bare
interpreters, and many functions; beside MiniStack and moto in the same run."""
import base64
import io
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import zipfile

from measuring import checked_wrk, pace, report
from servers import Endpoint, Refused, processes_below, processor_time, resident, start_ministack, start_moto, start_windtunnel
from signing import signed

FUNCTIONS = "/2015-03-31/functions"
ROUNDS = 3
SECONDS = 2
MANY = 1_000
# An empty handler, which says on request what runs it.
LANGUAGES = {
    "Python": ("python3.12", "app.py", """import sys
def handler(event, context):
    return {"statusCode": 200, "body": sys.executable if "say" in event else "{}"}
"""),
    "Node.js": ("nodejs20.x", "app.mjs", """export const handler = async (event) => (
  { statusCode: 200, body: event.say ? process.execPath : "{}" });
"""),
}
BARE = {"Python": ["-c", "pass"], "Node.js": ["-e", "0"]}
# One request a millisecond at most: faster than that, a fast machine meets the limit of ten invocations a second and unit of
# concurrency. The answer's time is not part of the delay.
REQUEST = """
wrk.method = "%(method)s"
wrk.body = %(body)s
%(fields)s
function delay() return %(delay)d end
"""


def zipped(name, text):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), text)
    return base64.b64encode(into.getvalue()).decode()


class Stand(Endpoint):
    """A server with functions in it."""

    def __init__(self, name, process, port, account="000000000000"):
        super().__init__(name, port)
        self.process = process
        self.account = account
        self.apis = {}

    def define(self, function, language, remark=""):
        runtime, file, source = LANGUAGES[language]
        self.ask_json("lambda", "POST", FUNCTIONS, {"FunctionName": function, "Runtime": runtime, "Handler": "app.handler", "Timeout": 30,
                                                    "Role": f"arn:aws:iam::{self.account}:role/bench",
                                                    "Code": {"ZipFile": zipped(file, source + remark)}})

    def invoke(self, function, event):
        """The answer's document."""
        path = f"{FUNCTIONS}/{function}/invocations"
        status, fields, text = self.try_to("POST", path, json.dumps(event).encode(), service="lambda")
        if status != 200 or fields.get("X-Amz-Function-Error"):
            raise Refused(f"{status} {text[:200].decode('utf-8', 'replace')}")
        return json.loads(text)

    def put_behind_api(self, function):
        """A REST API whose GET / calls the function."""
        def ask(method, path, document=None):
            return self.ask_json("apigateway", method, path, document)
        api = ask("POST", "/restapis", {"name": function})
        resources = ask("GET", f"/restapis/{api['id']}/resources")
        root = (resources.get("item") or resources["_embedded"]["item"])
        root = (root if isinstance(root, dict) else root[0])["id"]
        method = f"/restapis/{api['id']}/resources/{root}/methods/GET"
        ask("PUT", method, {"authorizationType": "NONE"})
        arn = f"arn:aws:lambda:us-east-1:000000000000:function:{function}"
        ask("PUT", f"{method}/integration", {"type": "AWS_PROXY", "httpMethod": "POST",
                                             "uri": f"arn:aws:apigateway:us-east-1:lambda:path{FUNCTIONS}/{arn}/invocations"})
        ask("POST", f"/restapis/{api['id']}/deployments", {"stageName": "prod"})
        self.ask_json("lambda", "POST", f"{FUNCTIONS}/{function}/policy", {
            "StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"})
        self.apis[function] = f"{api['id']}.execute-api.localhost:{self.port}"

    def load(self, folder, function, through_api, connections, delay):
        """wrk's figures, and the microseconds of processor time of a request: the server's, and the programs'."""
        path = "/prod/" if through_api else f"{FUNCTIONS}/{function}/invocations"
        fields = {"Host": self.apis[function]} if through_api else signed("POST", self.host, path, b"{}", service="lambda")
        with open(f"{folder}/request.lua", "w", encoding="ascii") as script:
            script.write(REQUEST % {"method": "GET" if through_api else "POST", "body": "nil" if through_api else '"{}"', "delay": delay,
                                    "fields": "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in fields.items() if name != "host")})
        below = processes_below(self.process.pid)
        before = processor_time(self.process.pid), sum(map(processor_time, below))
        load = checked_wrk(f"http://{self.host}{path}", SECONDS, connections, "-s", f"{folder}/request.lua", may_refuse=delay == 0)
        after = processor_time(self.process.pid), sum(map(processor_time, below))
        requests = max(load.rate * SECONDS + load.refused, 1)
        return load, [(b - a) / requests * 1e6 for a, b in zip(before, after)]


def median_of(loads):
    """The medians of several loads, each of its figures by itself."""
    figures = [statistics.median(each) for each in zip(*(load for load, _ in loads))]
    return figures, [statistics.median(each) for each in zip(*(processor for _, processor in loads))]


def alternated(stands, folder, *how):
    measured = {stand.name: [] for stand in stands}
    for stand in stands:
        stand.load(folder, *how)
    for _ in range(ROUNDS):
        for stand in stands:
            measured[stand.name].append(stand.load(folder, *how))
    return {name: median_of(loads) for name, loads in measured.items()}


def ms(seconds):
    return f"{seconds * 1e3:.2f} ms"


def warm(stands, folder):
    """Beside the time of a page of the server's own: what the machine and wrk take."""
    ours = stands[0]
    for language in LANGUAGES:
        for through_api in (False, True):
            measured = alternated(stands, folder, language[:4], through_api, 1, 1)
            idle = checked_wrk(f"http://{ours.host}/_windtunnel/health", SECONDS, 1)
            (_, p50, p99, _), _ = measured.pop(ours.name)
            beside = "".join(f"; {theirs50 / p50:.0f} times, {theirs99 / p99:.0f} times less than {name} ({ms(theirs50)}, {ms(theirs99)})"
                             for name, ((_, theirs50, theirs99, _), _) in measured.items())
            report(f"a warm invocation of {language}, {'through a REST API' if through_api else 'Invoke'}",
                   f"{ms(p50)} at p50, {ms(p99)} at p99, all of it added; a page of the server's own: {ms(idle.p50)}, {ms(idle.p99)}{beside}",
                   f"wrk -t1 -c1 -d{SECONDS}s --latency, a request a millisecond, alternating, medians of {ROUNDS}")


def crowded(stands, folder):
    for connections in (4, 16):
        measured = alternated(stands, folder, "Pyth", True, connections, 0)
        (rate, p50, p99, refused), (server, program) = measured.pop(stands[0].name)
        beside = "".join(f"; {rate / theirs:.0f} times {name} ({pace(theirs)})" for name, ((theirs, _, _, _), _) in measured.items())
        report(f"requests through a REST API with Python code, {connections} at once",
               f"{pace(rate)}, {ms(p50)} at p50, {ms(p99)} at p99; processor: {server:.0f} us of the server, {program:.0f} us of programs"
               + ("; more were refused, as AWS refuses what is above 10,000/s" if refused else "") + beside,
               f"wrk -t1 -c{connections} -d{SECONDS}s, alternating, medians of {ROUNDS}")


def cold(stands):
    for stand in stands:
        stand.connection.close()  # it has been idle for long
    for language in LANGUAGES:
        interpreter = stands[0].invoke(language[:4], {"say": 1})["body"]
        times = {stand.name: [] for stand in stands}
        bare = []
        for number in range(15):
            began = time.perf_counter()
            subprocess.run([interpreter, *BARE[language]], check=True)
            bare.append(time.perf_counter() - began)
            for stand in stands:
                function = f"cold-{language[:4]}-{number}"
                stand.define(function, language)
                began = time.perf_counter()
                stand.invoke(function, {})
                times[stand.name].append(time.perf_counter() - began)
        medians = {name: statistics.median(each) for name, each in times.items()}
        start = statistics.median(bare)
        ours = medians.pop(stands[0].name)
        beside = "".join(f"; {theirs / ours:.1f} times less than {name} ({theirs * 1e3:.0f} ms)" for name, theirs in medians.items())
        report(f"a cold start of {language}, from call to answer",
               f"{ours * 1e3:.0f} ms, {ours / start:.1f} times the bare interpreter ({start * 1e3:.0f} ms){beside}",
               f"the first Invoke of a new function, beside {os.path.basename(interpreter)} {' '.join(BARE[language])}, median of 15")


def many(stands, folder):
    """Memory that a thousand functions take, and how a server with them starts."""
    for stand in stands:
        before = resident(stand.process.pid)
        stand.connection.close()
        began = time.perf_counter()
        for number in range(MANY):
            stand.define(f"many-{number}", "Python", f"# {number}\n")
        took = time.perf_counter() - began
        report(f"{MANY:,} functions defined in {stand.name}", f"{resident(stand.process.pid) - before:.0f} MB more, {took / MANY * 1e3:.1f} ms each",
               "CreateFunction, one after the other, in memory")
    starts = {}
    for count in (0, MANY):
        data = f"{folder}/data-{count}"
        process, port = start_windtunnel(folder, "--data", data)
        stand = Stand("windtunnel", process, port)
        for number in range(count):
            stand.define(f"many-{number}", "Python", f"# {number}\n")
        stop(process)
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            process, port = start_windtunnel(folder, "--data", data)
            Stand("windtunnel", process, port).ask("GET", f"{FUNCTIONS}/", service="lambda")
            times.append(time.perf_counter() - began)
            memory = resident(process.pid)
            stop(process)
        starts[count] = statistics.median(times), memory
    (none, small), (full, large) = starts[0], starts[MANY]
    report(f"serve --data with {MANY:,} functions, start to first answer",
           f"{full * 1e3:.0f} ms, {large:.0f} MB; {none * 1e3:.0f} ms, {small:.0f} MB with none", f"windtunnel serve --data, median of {ROUNDS}")


def stop(process):
    process.terminate()
    process.wait()


def runs_functions(stand):
    """Whether it has run one of each language; those beside may be unable to."""
    try:
        if stand.name == "moto":
            trust = [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
            stand.ask("POST", "/", urllib.parse.urlencode({
                "Action": "CreateRole", "Version": "2010-05-08", "RoleName": "bench",
                "AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": trust})}).encode(), service="iam")
        for language in LANGUAGES:
            stand.define(language[:4], language)
            stand.invoke(language[:4], {})
        return True
    except (OSError, Refused) as error:
        if stand.name == "windtunnel":
            raise
        print(f"beside {stand.name}: invocations are skipped, it runs no functions here: {error}")
        return False


def lambdas():
    """The part of bench/run."""
    if shutil.which("wrk") is None:
        print("Lambda: skipped, it takes wrk (apt-get install wrk)")
        return
    with tempfile.TemporaryDirectory() as folder:
        stands = [Stand("windtunnel", *start_windtunnel(folder))]
        try:
            for name, (process, port) in {"MiniStack": start_ministack(folder), "moto": start_moto(folder, "awslambda")}.items():
                if process is not None:
                    stands.append(Stand(name, process, port, "123456789012" if name == "moto" else "000000000000"))
            runs = [stand for stand in stands if runs_functions(stand)]
            for stand in runs:
                for language in LANGUAGES:
                    stand.put_behind_api(language[:4])
            warm(runs, folder)
            crowded(runs, folder)
            cold(runs)
            many(stands, folder)
        finally:
            for stand in stands:
                stop(stand.process)
