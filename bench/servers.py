"""Servers that answer AWS's APIs on this machine: ours, and those beside which it is measured. What is not installed is skipped
with a line."""
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

from measuring import PROGRAM, free_port
from signing import signed


class Refused(Exception):
    """A server did not do what it was asked."""


class Endpoint:
    """Something that answers AWS's APIs at a port of this machine."""

    def __init__(self, name, port):
        self.name = name
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.connection = http.client.HTTPConnection(self.host, timeout=600)

    def try_to(self, method, path, body=b"", query="", service="s3"):
        """Status, header fields and body."""
        fields = signed(method, self.host, path, body, query, service)
        if service in ("iam", "cloudformation"):
            fields["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, f"{path}?{query}" if query else path, body, fields)
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def ask(self, method, path, body=b"", query="", service="s3"):
        status, _, text = self.try_to(method, path, body, query, service)
        if status >= 300:
            raise Refused(f"{self.name}: {method} {path}: {status} {text[:300]}")
        return text

    def ask_json(self, service, method, path, document=None):
        text = self.ask(method, path, b"" if document is None else json.dumps(document).encode(), service=service)
        return json.loads(text) if text else {}


def printed_by_windtunnel(folder, *arguments):
    """The process, and what it printed when it began to serve."""
    server = subprocess.Popen([PROGRAM, "serve", "--port", "0", *arguments], cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    printed = ""
    for line in server.stdout:
        printed += line
        if line.startswith("Stop with"):
            return server, printed
    sys.exit("bench: windtunnel serve does not start")


def start_windtunnel(folder, *arguments):
    """The process, and its port."""
    server, printed = printed_by_windtunnel(folder, *arguments)
    return server, int(re.search(r"Listening on http://\S+:(\d+)", printed).group(1))


def start_other(name, command, folder, port, **environment):
    """The process and the port, or nothing where it does not start."""
    with open(f"{folder}/{name}.log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env={**os.environ, **environment})
    for _ in range(600):
        time.sleep(0.1)
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        except OSError:
            if process.poll() is not None:
                break
    print(f"beside {name}: skipped, {command[0]} does not start")
    process.kill()
    process.wait()
    return None, None


def start_moto(folder, service):
    """moto, which stands in for AWS in many test suites."""
    program = shutil.which("moto_server")
    if program is None:
        print(f"beside moto: skipped, it takes moto_server (pip install 'moto[{service},server]')")
        return None, None
    port = free_port()
    return start_other("moto", [program, "-p", str(port)], folder, port)


def start_ministack(folder):
    """MiniStack, an emulator that runs functions in processes, too."""
    program = os.environ.get("MINISTACK") or shutil.which("ministack")
    if program is None:
        print("beside MiniStack: skipped, it takes ministack (pip install ministack; MINISTACK=PROGRAM where it is elsewhere)")
        return None, None
    port = free_port()
    return start_other("ministack", [program], folder, port, GATEWAY_PORT=str(port))


def processes_below(pid):
    """The processes that descend from this one."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                    children.setdefault(int(stat.read().rpartition(")")[2].split()[1]), []).append(int(entry))
            except OSError:
                pass
    found = list(children.get(pid, []))
    for each in found:
        found.extend(children.get(each, []))
    return found


def processor_time(pid):
    """Seconds of a process, user's and system's; none of one that is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            words = stat.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    """MB of memory that a process has."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024
