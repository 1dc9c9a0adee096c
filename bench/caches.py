"""A cache on the wire: GET and SET a second of its embedded engine, beside redis-server in the same run; a core each."""
import os
import re
import shutil
import statistics
import subprocess
import tempfile

from measuring import ROOT, free_port, report
from servers import Refused, printed_by_windtunnel, start_other

REQUESTS = 200_000
ROUNDS = 3
SCENARIO = os.path.join(ROOT, "scenarios", "serverless-rest.yaml")


def rates(program, port, *more, host="127.0.0.1"):
    """SET and GET a second, by redis-benchmark with 50 connections."""
    done = subprocess.run([program, "-h", host, "-p", str(port), "-t", "set,get", "-n", str(REQUESTS), "-q", *more],
                          capture_output=True, text=True, timeout=600)
    found = {name: float(rate) for name, rate in re.findall(r"(SET|GET): ([\d.]+) requests per second", done.stdout)}
    if set(found) != {"SET", "GET"}:
        raise Refused(f"redis-benchmark: {done.stdout[-300:]} {done.stderr[-300:]}")
    return found


def caches():
    benchmark, server = shutil.which("redis-benchmark"), shutil.which("redis-server")
    if benchmark is None or server is None:
        print("a cache on the wire: skipped, it takes redis-server and redis-benchmark (apt-get install redis-server redis-tools)")
        return
    with tempfile.TemporaryDirectory() as folder:
        ours, printed = printed_by_windtunnel(folder, SCENARIO, "--set", "architecture.redis.latency=0ms")
        host, port = re.search(r"redis://(\S+):(\d+) \(", printed).groups()
        theirs_port = free_port()
        theirs, _ = start_other("redis-server", [server, "--port", str(theirs_port), "--save", "", "--appendonly", "no"],
                                folder, theirs_port)
        try:
            for name, more in (("", []), (", 16 in a pipeline", ["-P", "16"])):
                got = [(rates(benchmark, port, *more, host=host), rates(benchmark, theirs_port, *more)) for _ in range(ROUNDS)]
                for kind in ("GET", "SET"):
                    mine = statistics.median(each[kind] for each, _ in got)
                    other = statistics.median(each[kind] for _, each in got)
                    report(f"a cache on the wire, {kind}{name}", f"{mine / 1e3:.0f} k/s, redis-server {other / 1e3:.0f} k/s: "
                           f"{mine / other:.2f} of it", f"redis-benchmark -t get,set -n {REQUESTS} {' '.join(more)}")
        finally:
            ours.terminate()
            ours.wait()
            theirs.terminate()
            theirs.wait()
