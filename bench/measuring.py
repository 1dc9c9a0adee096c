"""What every measurement shares: where the programs are, the list of figures, and the tools that make load."""
import os
import re
import shutil
import socket
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build", "bench")
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


def curl(*arguments):
    """GiB per second, the better of down and up."""
    done = subprocess.run(["curl", "-sS", "-o", os.devnull, "-w", "%{speed_download} %{speed_upload}", *arguments],
                          capture_output=True, text=True, check=True)
    return max(float(speed) for speed in done.stdout.split()) / 2**30
