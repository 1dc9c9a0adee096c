"""Cognito: sign-ins by SRP, and tokens that are looked at, beside MiniStack and moto in the same run."""
import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

from measuring import BUILD, checked_wrk, pace, report
from servers import Endpoint, Refused, processor_time, start_ministack, start_moto, start_windtunnel
from signing import signed

PASSWORD = "Secret-123"
ROUNDS = 3
SIGN_INS = 100
# RFC 3526, group 15: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 pi) + 1690314), as SRP's clients have it.
PRIME = int("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
            "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
            "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
            "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
            "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF", 16)
SECRET = 0x5F3C1D7B9A2E4F60815C  # of the client: short, since its time is not what is measured
LOOKS = """
wrk.method = "POST"
wrk.body = %s
wrk.headers["X-Amz-Target"] = "AWSCognitoIdentityProviderService.GetUser"
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
"""


def padded(number):
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Pool(Endpoint):
    """A server with a pool and a user in it."""

    def __init__(self, name, process, port):
        super().__init__(name, port)
        self.process = process
        self.socket = None
        self.pool = self.call("CreateUserPool", PoolName="people")["UserPool"]["Id"]
        self.app = self.call("CreateUserPoolClient", UserPoolId=self.pool, ClientName="app", ExplicitAuthFlows=[
            "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
        self.call("AdminCreateUser", UserPoolId=self.pool, Username="ann", MessageAction="SUPPRESS")
        self.call("AdminSetUserPassword", UserPoolId=self.pool, Username="ann", Password=PASSWORD, Permanent=True)

    def call(self, operation, **document):
        body = json.dumps(document).encode()
        fields = {**signed("POST", self.host, "/", body, service="cognito-idp"), "Content-Type": "application/x-amz-json-1.1",
                  "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
        try:
            text, answer = self.exchange(body, fields)
        except (ConnectionError, http.client.RemoteDisconnected):
            # Servers close what has been idle for some seconds, which a client on a busy machine may be.
            self.connection.close()
            text, answer = self.exchange(body, fields)
        if answer.status != 200:
            raise Refused(f"{self.name}: {operation}: {answer.status} {text[:300]}")
        return json.loads(text or b"{}")

    def exchange(self, body, fields):
        self.connection.request("POST", "/", body, fields)
        answer = self.connection.getresponse()
        return answer.read(), answer

    def timed(self, operation, **document):
        """The answer, and the seconds from the request's last byte to the answer's: nothing of the client's is in them, which is
        ready before, and reads after. Without a signature, as clients ask for these operations."""
        body = json.dumps(document).encode()
        request = (f"POST / HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/x-amz-json-1.1\r\n"
                   f"X-Amz-Target: AWSCognitoIdentityProviderService.{operation}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), 600)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        self.socket.sendall(request)
        answer, end = b"", 0
        while end == 0 or len(answer) < end:
            some = self.socket.recv(65536)
            if not some:
                break
            answer += some
            if end == 0 and b"\r\n\r\n" in answer:
                head = answer.split(b"\r\n\r\n")[0]
                length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                if length is None:
                    raise Refused(f"{self.name}: {operation}: an answer without a length")
                end = len(head) + 4 + int(length.group(1))
        took = time.perf_counter() - began
        head, _, text = answer.partition(b"\r\n\r\n")
        if re.search(rb"(?i)\r\nconnection: *close", head) or head.startswith(b"HTTP/1.0") or not head:
            self.rest()
        if not head.split(b" ")[1:2] == [b"200"]:
            raise Refused(f"{self.name}: {operation}: {head[:100]} {text[:300]}")
        return json.loads(text), took

    def rest(self):
        """Connections that may be idle for long are closed."""
        self.connection.close()
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def sign_in(self, password=PASSWORD):
        """An access token, and the seconds that the server took."""
        begun, took = self.timed("InitiateAuth", ClientId=self.app, AuthFlow="USER_SRP_AUTH",
                                 AuthParameters={"USERNAME": "ann", "SRP_A": f"{pow(2, SECRET, PRIME):x}"})
        challenge = begun["ChallengeParameters"]
        b, salt = int(challenge["SRP_B"], 16), int(challenge["SALT"], 16)
        k = int.from_bytes(digest(padded(PRIME), b"\2"), "big")
        u = int.from_bytes(digest(padded(pow(2, SECRET, PRIME)), padded(b)), "big")
        name = challenge["USER_ID_FOR_SRP"].encode()
        group = self.pool.split("_")[1].encode()
        x = int.from_bytes(digest(padded(salt), digest(group + name + b":" + password.encode())), "big")
        shared = pow(b - k * pow(2, x, PRIME), SECRET + u * x, PRIME)
        key = hmac.digest(hmac.digest(padded(u), padded(shared), "sha256"), b"Caldera Derived Key\1", "sha256")[:16]
        now = datetime.datetime.now(datetime.timezone.utc)
        stamp = now.strftime(f"%a %b {now.day} %H:%M:%S UTC %Y")
        proof = hmac.digest(key, group + name + base64.b64decode(challenge["SECRET_BLOCK"]) + stamp.encode(), "sha256")
        answers = {"USERNAME": challenge.get("USERNAME", "ann"), "TIMESTAMP": stamp, "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
                   "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(proof).decode()}
        done, more = self.timed("RespondToAuthChallenge", ClientId=self.app, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=answers)
        return done["AuthenticationResult"]["AccessToken"], took + more


def parts():
    """What of a sign-in is mathematics."""
    program = os.path.join(BUILD, "bench_sign_in")
    found = json.loads(subprocess.run([program], capture_output=True, text=True, check=True).stdout)
    report("of a sign-in: the exchange of SRP, and each of two signatures",
           f"{found['again_us']} us ({found['first_us']} us when somebody first comes), {found['signature_us']} us",
           "build/bench/bench_sign_in (of the processor)")


def beside(name, measured, command):
    ours = statistics.median(measured["windtunnel"])
    figure = pace(ours)
    for other, rates in measured.items():
        if other != "windtunnel":
            figure += f", {ours / statistics.median(rates):.1f} times {other}'s {pace(statistics.median(rates))}"
    report(name, figure, command)


def sign_ins(pools):
    measured, busy = {pool.name: [] for pool in pools}, {}
    for _ in range(ROUNDS):
        for pool in pools:
            pool.rest()
            before = processor_time(pool.process.pid)
            measured[pool.name].append(SIGN_INS / sum(pool.sign_in()[1] for _ in range(SIGN_INS)))
            busy[pool.name] = (processor_time(pool.process.pid) - before) / SIGN_INS
    checks = []
    for pool in pools:
        try:
            pool.sign_in("Wrong-123")
            checks.append(f"{pool.name} takes a wrong proof, too")
        except Refused:
            pass
    ours = busy["windtunnel"]
    report("sign-ins by SRP a processor second", pace(1 / ours) + "".join(
        f", {seconds / ours:.1f} times {name}'s" for name, seconds in busy.items() if name != "windtunnel"),
        f"{SIGN_INS} each; what else the machine does counts little here")
    beside("sign-ins by SRP, one after the other", measured,
           f"{SIGN_INS} each, alternating, median of {ROUNDS}; the client's own time is not in it. Of the server's processor, a sign-in: "
           + ", ".join(f"{name} {seconds * 1e3:.1f} ms" for name, seconds in busy.items()) + "".join("; " + check for check in checks))


def looks(pools, folder):
    measured = {pool.name: [] for pool in pools}
    for pool in pools:
        pool.rest()
        with open(f"{folder}/{pool.name}.lua", "w", encoding="ascii") as script:
            script.write(LOOKS % json.dumps(json.dumps({"AccessToken": pool.sign_in()[0]})))
    for _ in range(ROUNDS):
        for pool in pools:
            connections = 64 if pool.name == "windtunnel" else 8
            measured[pool.name].append(checked_wrk(f"http://{pool.host}/", 4, connections, "-s", f"{folder}/{pool.name}.lua").rate)
    beside("GetUser, which looks at an access token", measured, f"wrk -t1 -d4s, alternating, median of {ROUNDS}")


def logins():
    """The part of bench/run."""
    parts()
    if shutil.which("wrk") is None:
        print("Cognito: skipped, it takes wrk (apt-get install wrk)")
        return
    with tempfile.TemporaryDirectory() as folder:
        started = {"windtunnel": start_windtunnel(folder), "MiniStack": start_ministack(folder), "moto": start_moto(folder, "cognitoidp")}
        pools = []
        try:
            for name, (process, port) in started.items():
                if process is None:
                    continue
                try:
                    pool = Pool(name, process, port)
                    pool.sign_in()
                    pools.append(pool)
                except (Refused, KeyError, ValueError) as error:
                    print(f"beside {name}: skipped, nobody can sign in by SRP: {error}")
            sign_ins(pools)
            looks(pools, folder)
        finally:
            for process, _ in started.values():
                if process is not None:
                    process.terminate()
                    process.wait()
