"""S3 over HTTP, in memory: small and large objects and a long listing, beside nginx on the same bytes and beside moto."""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

from measuring import checked_wrk, curl, free_port, nginx_program, pace, report
from servers import Endpoint, start_moto, start_windtunnel
from signing import presigned, signed

MANY = 100_000  # keys of the listing
KEYS = 256  # what is put and got, in turn
MANY_BESIDE = 5_000  # of moto's, which would take minutes for as many

NGINX_FILES = """
worker_processes 1;
daemon off;
pid %(folder)s/nginx.pid;
error_log %(folder)s/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path %(folder)s/body; proxy_temp_path %(folder)s/proxy; fastcgi_temp_path %(folder)s/f;
    uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
    keepalive_requests 100000000;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100;
    server { listen 127.0.0.1:%(port)d; root %(folder)s/files; }
}
"""
# A request as wrk repeats it: each key in turn, all of them signed before the clock runs.
REQUESTS = """
local requests, at = {}, 0
init = function()
    local body = string.rep("x", %(size)d)
    for line in io.lines("%(keys)s") do
        local path, date, content, authorization = line:match("(.*)\t(.*)\t(.*)\t(.*)")
        local fields = {["x-amz-date"] = date, ["x-amz-content-sha256"] = content, ["Authorization"] = authorization}
        requests[#requests + 1] = wrk.format("%(method)s", path, fields, %(body)s)
    end
end
request = function()
    at = at %% #requests + 1
    return requests[at]
end
"""


class S3(Endpoint):
    """S3's API at a port of this machine."""

    def rate(self, method, size, folder, connections=64, seconds=4):
        """Signed requests per second, over all keys."""
        with open(f"{folder}/keys", "w", encoding="ascii") as keys:
            body = b"x" * size if method == "PUT" else b""
            for i in range(KEYS):
                fields = signed(method, self.host, f"/bench/{size}/{i}", body)
                keys.write(f"/bench/{size}/{i}\t{fields['x-amz-date']}\t{fields['x-amz-content-sha256']}\t{fields['Authorization']}\n")
        with open(f"{folder}/requests.lua", "w", encoding="ascii") as script:
            script.write(REQUESTS % {"size": size, "keys": f"{folder}/keys", "method": method,
                                     "body": "body" if method == "PUT" else "nil"})
        return checked_wrk(f"http://{self.host}", seconds, connections, "-s", f"{folder}/requests.lua").rate

    def list_all(self):
        """Keys, and seconds for them, a thousand a page."""
        began, keys, token = time.perf_counter(), 0, None
        while True:
            query = "list-type=2&max-keys=1000"
            if token:
                query = f"continuation-token={urllib.parse.quote(token, safe='')}&{query}"
            text = self.ask("GET", "/many", query=query).decode()
            keys += text.count("<Key>")
            found = re.search(r"<NextContinuationToken>(.*?)</NextContinuationToken>", text)
            if not found:
                return keys, time.perf_counter() - began
            token = found.group(1)


def start_nginx(folder):
    """nginx on the same bytes; its port, or nothing where it is not installed."""
    program = nginx_program()
    if program is None:
        print("beside nginx: skipped, it takes nginx (apt-get install nginx-light)")
        return None, None
    port = free_port()
    os.chmod(folder, 0o755)
    with open(f"{folder}/nginx.conf", "w", encoding="ascii") as config:
        config.write(("user root;\n" if os.getuid() == 0 else "") + NGINX_FILES % {"folder": folder, "port": port})
    process = subprocess.Popen([program, "-c", f"{folder}/nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    return process, port


def named(size):
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size >> 10} KiB"


def s3_small(windtunnel, moto, nginx_port, folder):
    for size in (1 << 10, 64 << 10):
        for method in ("PUT", "GET"):
            sources = {"windtunnel": lambda: windtunnel.rate(method, size, folder)}
            if nginx_port and method == "GET":
                sources["nginx, unsigned files"] = lambda: checked_wrk(f"http://127.0.0.1:{nginx_port}/{size}", 4, 64).rate
            if moto:
                sources["moto"] = lambda: moto.rate(method, size, folder, connections=8)
            if method == "PUT":  # what the GETs ask for, all of it
                for endpoint in filter(None, (windtunnel, moto)):
                    endpoint.connection.close()
                    for i in range(KEYS):
                        endpoint.ask("PUT", f"/bench/{size}/{i}", b"x" * size)
            measured = {name: [] for name in sources}
            for _ in range(3):
                for name, source in sources.items():
                    measured[name].append(source())
            medians = {name: statistics.median(rates) for name, rates in measured.items()}
            ours = medians.pop("windtunnel")
            beside = "".join(f"; {ours / rate:.2f} times {name} ({pace(rate)})" for name, rate in medians.items())
            report(f"S3 {method} of {named(size)}, signed, in memory", pace(ours) + beside,
                   f"wrk -t1 -c64 -d4s over {KEYS} keys, alternating, median of 3; moto -c8")


def s3_large(windtunnel, nginx_port, folder):
    size = 100 << 20
    put = ["-T", f"{folder}/files/{size}", presigned("PUT", windtunnel.host, "/bench/large")]
    rate = statistics.median(curl(*put) for _ in range(5))
    report(f"S3 PUT of {named(size)}, presigned, in memory", f"{rate:.2f} GiB/s", "curl -T, median of 5")
    get = presigned("GET", windtunnel.host, "/bench/large")
    rates, theirs = [], []
    for _ in range(5):
        rates.append(curl(get))
        if nginx_port:
            theirs.append(curl(f"http://127.0.0.1:{nginx_port}/{size}"))
    ours = statistics.median(rates)
    report(f"S3 GET of {named(size)}, presigned, in memory",
           f"{ours:.2f} GiB/s" + (f"; {ours / statistics.median(theirs):.2f} times nginx ({statistics.median(theirs):.2f} GiB/s)"
                                  if theirs else ""), "curl -o /dev/null, median of 5, alternating")


def s3_listing(windtunnel, moto):
    def fill(endpoint, count):
        endpoint.connection.close()  # it has been idle for long
        endpoint.ask("PUT", "/many")
        for i in range(count):
            endpoint.ask("PUT", f"/many/{i % 100}/{i}")

    def rate_of(endpoint, count):
        measured = []
        for _ in range(3):
            keys, seconds = endpoint.list_all()
            if keys != count:
                sys.exit(f"bench: {endpoint.name} lists {keys} keys of {count}")
            measured.append(keys / seconds)
        return statistics.median(measured)

    fill(windtunnel, MANY)
    ours = rate_of(windtunnel, MANY)
    text = f"{ours / 1e3:.0f} k keys/s"
    if moto:
        fill(moto, MANY_BESIDE)
        theirs = rate_of(moto, MANY_BESIDE)
        text += f"; {ours / theirs:.0f} times moto ({theirs / 1e3:.1f} k keys/s of {MANY_BESIDE / 1e3:.0f} k)"
    report(f"S3 listing of {MANY / 1e3:.0f} k keys, a thousand a page", text, "ListObjectsV2, one after the other, median of 3")


def s3():
    """The part of bench/run."""
    if shutil.which("wrk") is None or shutil.which("curl") is None:
        print("S3: skipped, it takes wrk and curl (apt-get install wrk curl)")
        return
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/files")
        for size in (1 << 10, 64 << 10, 100 << 20):
            with open(f"{folder}/files/{size}", "wb") as file:
                file.write(b"x" * size)
        processes = []
        try:
            server, port = start_windtunnel(folder)
            processes.append(server)
            windtunnel = S3("windtunnel", port)
            other, port = start_moto(folder, "s3")
            processes.append(other)
            moto = S3("moto", port) if port else None
            other, nginx_port = start_nginx(folder)
            processes.append(other)
            for endpoint in filter(None, (windtunnel, moto)):
                endpoint.ask("PUT", "/bench")
            s3_small(windtunnel, moto, nginx_port, folder)
            s3_large(windtunnel, nginx_port, folder)
            s3_listing(windtunnel, moto)
        finally:
            for process in filter(None, processes):
                process.terminate()
                process.wait()
