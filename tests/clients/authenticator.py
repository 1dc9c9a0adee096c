"""A software authenticator (Web Authentication Level 2) with one key on P-256, in a page of Python: what a passkey signs with."""
import base64
import hashlib
import json
import secrets

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = -3
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    out = None
    while k:
        if k & 1:
            out = add(out, point)
        point, k = add(point, point), k >> 1
    return out


def digest(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def der(number):
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(data)]) + data


class Authenticator:
    def __init__(self, party, origin):
        self.party, self.origin, self.count, self.flags = party, origin, 0, 5
        self.secret = secrets.randbelow(N - 1) + 1
        self.point = times(self.secret, G)
        self.id = secrets.token_bytes(16)

    def sign(self, message):
        e = int.from_bytes(digest(message), "big")
        k = secrets.randbelow(N - 1) + 1
        r = times(k, G)[0] % N
        s = pow(k, -1, N) * (e + r * self.secret) % N
        inside = der(r) + der(s)
        return b"\x30" + bytes([len(inside)]) + inside

    def data(self, flags):
        self.count += 1
        return digest(self.party.encode()) + bytes([flags]) + self.count.to_bytes(4, "big")

    def client_data(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def create(self, options):
        key = (b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20" + self.point[0].to_bytes(32, "big") + b"\x22\x58\x20" +
               self.point[1].to_bytes(32, "big"))
        data = self.data(self.flags | 0x40) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + bytes([len(data)]) + data
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "clientExtensionResults": {},
                "response": {"clientDataJSON": b64(self.client_data("webauthn.create", options["challenge"])),
                             "attestationObject": b64(attestation), "transports": ["internal"]}}

    def get(self, options):
        said = self.client_data("webauthn.get", options["challenge"])
        data = self.data(self.flags)
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "clientExtensionResults": {},
                "response": {"clientDataJSON": b64(said), "authenticatorData": b64(data), "signature": b64(self.sign(data + digest(said)))}}
