"""A client of Redis by hand: commands out, answers in, in RESP2 or RESP3."""
import socket


class Refused(Exception):
    """An error that the server answered."""

    def __eq__(self, other):
        return isinstance(other, Refused) and str(self) == str(other)


class Resp:
    def __init__(self, port, host="127.0.0.1"):
        """`port` may be an endpoint, as ElastiCache tells it."""
        if isinstance(port, dict):
            host, port = port["Address"], port["Port"]
        self.socket = socket.create_connection((host, port), timeout=20)
        self.file = self.socket.makefile("rb")

    def send(self, *words):
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))

    def read(self):
        line = self.file.readline()
        if not line:
            raise EOFError("the connection has ended")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            return Refused(rest.decode())
        if kind == b"+":
            return rest.decode()
        if kind in b":,":
            return rest.decode() if kind == b"," else int(rest)
        if kind == b"_":
            return None
        if kind in b"$=":
            size = int(rest)
            if size < 0:
                return None
            text = self.file.read(size + 2)[:-2]
            return text[4:] if kind == b"=" else text
        size = int(rest)
        if size < 0:
            return None
        if kind == b"%":
            return {self.hashable(self.read()): self.read() for _ in range(size)}
        items = [self.read() for _ in range(size)]
        return ("set", sorted(items, key=repr)) if kind == b"~" else (">", items) if kind == b">" else items

    @staticmethod
    def hashable(value):
        return repr(value) if isinstance(value, (list, dict)) else value

    def __call__(self, *words):
        self.send(*words)
        return self.read()

    def line(self, text):
        """A command without its coding."""
        self.socket.sendall(text.encode() + b"\r\n")
        return self.read()

    def close(self):
        self.file.close()
        self.socket.close()
