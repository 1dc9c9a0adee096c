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
PIPELINED = 5  # times as many requests
SCENARIO = os.path.join(ROOT, "scenarios", "serverless-rest.yaml")


def processor_seconds(process):
    """What the server has taken so far, in user mode and in the kernel."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        user, kernel = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(kernel)) / os.sysconf("SC_CLK_TCK")


def rates(program, process, kind, port, *more, host="127.0.0.1"):
    """Requests a second and a processor second of the server's, by redis-benchmark with 50 connections."""
    requests = REQUESTS * (PIPELINED if more else 1)
    before = processor_seconds(process)
    done = subprocess.run([program, "-h", host, "-p", str(port), "-t", kind.lower(), "-n", str(requests), "-q", *more],
                          capture_output=True, text=True, timeout=600)
    found = re.search(rf"{kind}: ([\d.]+) requests per second", done.stdout)
    if found is None:
        raise Refused(f"redis-benchmark: {done.stdout[-300:]} {done.stderr[-300:]}")
    return float(found.group(1)), requests / (processor_seconds(process) - before)


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
                for kind in ("SET", "GET"):
                    got = [(rates(benchmark, ours, kind, port, *more, host=host),
                            rates(benchmark, theirs, kind, theirs_port, *more)) for _ in range(ROUNDS)]
                    for what, part in (("s", 0), ("processor second", 1)):
                        mine = statistics.median(each[part] for each, _ in got)
                        other = statistics.median(each[part] for _, each in got)
                        report(f"a cache on the wire, {kind}{name}", f"{mine / 1e3:.0f} k/{what}, redis-server "
                               f"{other / 1e3:.0f} k/{what}: {mine / other:.2f} of it",
                               f"redis-benchmark -t {kind.lower()} -n {REQUESTS * (PIPELINED if more else 1)} {' '.join(more)}".strip())
        finally:
            ours.terminate()
            ours.wait()
            theirs.terminate()
            theirs.wait()
