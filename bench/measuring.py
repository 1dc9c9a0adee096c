"""What every measurement shares: where the programs are, the list of figures, and the tools that make load."""
import os
import re
import shutil
import socket
import subprocess
import sys
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Where BENCH_BUILD says so, another build, which is taken as it is.
BUILD = os.path.abspath(os.environ.get("BENCH_BUILD", os.path.join(ROOT, "build", "bench")))
PROGRAM = os.path.join(BUILD, "windtunnel")
# Every figure so far, for --json.
rows = []


def report(name, figure, command):
    rows.append({"name": name, "figure": figure, "command": command})
    print(f"{name:<58} {figure}\n    {command}", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx_program():
    return shutil.which("nginx") or ("/usr/sbin/nginx" if os.path.exists("/usr/sbin/nginx") else None)


def wrk(url, seconds, *arguments):
    done = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", *arguments, url], capture_output=True, text=True, check=True)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))


class Load(NamedTuple):
    """What wrk measured: good answers per second, seconds that an answer took, and how many were refused."""

    rate: float
    p50: float
    p99: float
    refused: int


def checked_wrk(url, seconds, connections, *arguments, may_refuse=False):
    """Load that every request of was answered well, unless some may be refused; else the end of it all."""
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *arguments, url], capture_output=True, text=True)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    if rate is None or (refused and not may_refuse) or re.search("connect [1-9]|read [1-9]|write [1-9]", done.stdout):
        sys.exit(f"bench: wrk {url}:\n{done.stdout}{done.stderr}")
    units = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}
    took = [float(number) * units[unit] for number, unit in re.findall(r"(?:50|99)%\s+([\d.]+)(\w+)", done.stdout)]
    count = int(refused.group(1)) if refused else 0
    return Load(float(rate.group(1)) - count / seconds, *took, count)


def pace(rate):
    return f"{rate / 1e3:.1f} k/s" if rate >= 1000 else f"{rate:.0f}/s"


def curl(*arguments):
    """GiB per second, the better of down and up."""
    done = subprocess.run(["curl", "-sS", "-o", os.devnull, "-w", "%{speed_download} %{speed_upload}", *arguments],
                          capture_output=True, text=True, check=True)
    return max(float(speed) for speed in done.stdout.split()) / 2**30
