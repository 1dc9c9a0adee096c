"""Runs a function's handler in Python: asks Windtunnel's Runtime API for invocations, as AWS's own runtime does.

Needs nothing but the standard library, and what it imports before the handler is as little as can be.
"""
import os
import sys

sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])

import json
import logging
import socket
import time

HOST, _, PORT = os.environ["AWS_LAMBDA_RUNTIME_API"].partition(":")
BASE = "/2018-06-01/runtime/"
JSON_LOGS = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"


NEXT = f"GET {BASE}invocation/next HTTP/1.1\r\nHost: {HOST}:{PORT}\r\n\r\n".encode()


def posting(path, body, fields):
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return (f"POST {BASE}{path} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nContent-Length: {len(body)}\r\n{head}\r\n"
            .encode("utf-8", "replace") + body)


class Api:
    """HTTP on one connection, no more of it than the Runtime API has."""

    def __init__(self):
        self.connect()

    def connect(self):
        self.data = b""
        self.socket = socket.create_connection((HOST, int(PORT)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def next(self):
        """The next invocation: status, fields, event."""
        self.socket.sendall(NEXT)
        return self.answer()

    def post(self, path, body, fields=()):
        self.socket.sendall(posting(path, body, fields))
        self.answer()

    def post_and_next(self, path, body, fields=()):
        """The next invocation; asked for with the same system call, for that is what takes the time."""
        try:
            self.socket.sendall(posting(path, body, fields) + NEXT)
            self.answer()
            return self.answer()
        except OSError:  # an answer too large for any limit: the connection ends in the midst of it
            self.socket.close()
            self.connect()
            return self.next()

    def more(self, most):
        data = self.socket.recv(most)
        if not data:
            raise OSError("the Runtime API hung up")
        return data

    def answer(self):
        data = self.data
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.more(65536)
        lines = data[:end].decode("utf-8", "replace").split("\r\n")
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            fields[name.lower()] = value.strip()
        end += 4
        length = int(fields.get("content-length", "0"))
        body = data[end:end + length]
        self.data = data[end + length:]
        if len(body) < length:
            pieces = [body]
            left = length - len(body)
            while left > 0:
                pieces.append(self.more(min(left, 1 << 20)))
                left -= len(pieces[-1])
            body = b"".join(pieces)
        return int(lines[0].split(" ")[1]), fields, body


class CognitoIdentity:
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, said):
        said = said or {}
        self.cognito_identity_id = said.get("cognitoIdentityId")
        self.cognito_identity_pool_id = said.get("cognitoIdentityPoolId")

    def __repr__(self):
        return (f"{type(self).__name__}([cognito_identity_id={self.cognito_identity_id},"
                f"cognito_identity_pool_id={self.cognito_identity_pool_id}])")


class Client:
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, said):
        for name in self.__slots__:
            setattr(self, name, said.get(name))


class ClientContext:
    __slots__ = ("custom", "env", "client")

    def __init__(self, said):
        self.custom = said.get("custom")
        self.env = said.get("env")
        client = said.get("client")
        self.client = Client(client) if client else None


class LambdaContext:
    def __init__(self, fields):
        self.aws_request_id = fields["lambda-runtime-aws-request-id"]
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = fields.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = fields.get("lambda-runtime-aws-tenant-id")
        client = fields.get("lambda-runtime-client-context")
        self.client_context = ClientContext(json.loads(client)) if client else None
        identity = fields.get("lambda-runtime-cognito-identity")
        self.identity = CognitoIdentity(json.loads(identity) if identity else None)
        self._deadline_ms = int(fields.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        names = ("aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb",
                 "function_version", "invoked_function_arn", "client_context", "identity", "tenant_id")
        return f"{type(self).__name__}([{','.join(f'{name}={getattr(self, name)}' for name in names)}])"


CURRENT = ""  # the id of the request that is handled


class AddRequestId(logging.Filter):
    def filter(self, record):
        record.aws_request_id = CURRENT
        return True


class TextHandler(logging.Handler):
    def emit(self, record):
        message = self.format(record)
        sys.stdout.write(message if message.endswith("\n") else message + "\n")


class JsonFormatter(logging.Formatter):
    STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"aws_request_id", "message", "asctime", "taskName"}

    def format(self, record):
        line = {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
                "level": record.levelname, "message": record.getMessage(), "logger": record.name}
        if record.exc_info:
            kind, error, trace = record.exc_info
            import traceback
            line["stackTrace"] = traceback.format_tb(trace)
            line["errorType"] = kind.__name__
            line["errorMessage"] = str(error)
            line["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        if CURRENT:
            line["requestId"] = CURRENT
        for name, value in vars(record).items():
            if name not in self.STANDARD:
                line[name] = value
        return json.dumps(line, default=str, ensure_ascii=False)


def set_up_logging():
    handler = TextHandler()
    handler.addFilter(AddRequestId())
    if JSON_LOGS:
        handler.setFormatter(JsonFormatter())
    else:
        formatter = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                                      "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    level = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", ""),
                                                        os.environ.get("AWS_LAMBDA_LOG_LEVEL", ""))
    if level in ("DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL"):
        root.setLevel(level)
    elif JSON_LOGS:
        root.setLevel(logging.INFO)


def frames_of(error):
    """The trace from the handler on, as AWS shows it: one text a frame."""
    import traceback
    entries = traceback.extract_tb(error.__traceback__)
    here = os.path.realpath(__file__)
    entries = [entry for entry in entries
               if os.path.realpath(entry.filename) != here and "importlib" not in entry.filename]
    return traceback.format_list(entries)


def error_of(error, type_name=None, message=None, frames=None, request_id=None):
    made = {"errorMessage": str(error) if message is None else message,
            "errorType": type(error).__name__ if type_name is None else type_name}
    if request_id is not None:
        made["requestId"] = request_id
    made["stackTrace"] = frames_of(error) if frames is None else frames
    return made


def write_error(made):
    """How the error is seen in the log."""
    if JSON_LOGS:
        line = {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "log_level": "ERROR"}
        line.update(made)
        if CURRENT:
            line["requestId"] = CURRENT
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    text = f"[ERROR] {made['errorType']}: {made['errorMessage']}"
    if made.get("stackTrace"):
        text += "\nTraceback (most recent call last):\n" + "".join(made["stackTrace"])
    # One event of the log: lines within it are told apart by another sign.
    sys.stdout.write(text.rstrip("\n").replace("\n", "\r").replace("  ", "\u00a0\u00a0") + "\n")


class InitFailure(Exception):
    def __init__(self, made):
        super().__init__(made["errorMessage"])
        self.made = made


def load_handler():
    name = os.environ["_HANDLER"]
    module_name, dot, function_name = name.rpartition(".")
    if not dot or not module_name or not function_name:
        raise InitFailure(error_of(None, "Runtime.MalformedHandlerName",
                                   f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)", []))
    try:
        import importlib
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise InitFailure(error_of(error, "Runtime.ImportModuleError",
                                   f"Unable to import module '{module_name}': {error}", [])) from None
    except SyntaxError as error:
        frames = [f'  File "{error.filename}" Line {error.lineno}\n    {(error.text or "").rstrip()}\n']
        raise InitFailure(error_of(error, "Runtime.UserCodeSyntaxError",
                                   f"Syntax error in module '{module_name}': {error}", frames)) from None
    handler = getattr(module, function_name, None)
    if handler is None:
        raise InitFailure(error_of(None, "Runtime.HandlerNotFound",
                                   f"Handler '{function_name}' missing on module '{module_name}'", []))
    return handler


def default(value):
    from decimal import Decimal
    if isinstance(value, Decimal):
        return DecimalNumber(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


class DecimalNumber(float):
    """A number that is written as the Decimal it was."""

    def __new__(cls, value):
        made = super().__new__(cls, value)
        made.text = str(value)
        return made

    def __repr__(self):
        return self.text


class Encoder(json.JSONEncoder):
    """Decimals are numbers, with the digits that they have."""

    def __init__(self):
        super().__init__(default=default, ensure_ascii=False)

    def iterencode(self, o, _one_shot=False):
        def number(value):
            if isinstance(value, DecimalNumber):
                return value.text
            if value != value:
                return "NaN"
            if value in (float("inf"), float("-inf")):
                return "Infinity" if value > 0 else "-Infinity"
            return float.__repr__(value)
        return json.encoder._make_iterencode({}, self.default, json.encoder.encode_basestring, self.indent, number,
                                             self.key_separator, self.item_separator, self.sort_keys, self.skipkeys,
                                             False)(o, 0)


PLAIN = json.JSONEncoder(ensure_ascii=False)


def encoded(result):
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        text = PLAIN.encode(result)
    except TypeError:
        text = Encoder().encode(result)  # slower, and knows Decimals
    return text.encode("utf-8", "surrogatepass"), "application/json"


def lead_answers(address):
    """A custom resource answers to an address that at AWS is https at its usual port, so that many handlers take no more of it
    than host and path. What they send there goes to the address as it was given."""
    import http.client
    from urllib.parse import urlsplit

    to = urlsplit(address)
    usual = http.client.HTTPSConnection
    put_request, connect = usual.putrequest, usual.connect
    if hasattr(put_request, "leads"):
        put_request.leads = to
        return

    def put(self, method, url, *more, **options):
        to = put.leads
        if self.host == to.hostname and self.port in (443, to.port) and url.startswith(to.path + "?"):
            self.port = to.port or self.port
            self.is_plain = to.scheme == "http"
        return put_request(self, method, url, *more, **options)

    def connect_there(self):
        if getattr(self, "is_plain", False):
            http.client.HTTPConnection.connect(self)
        else:
            connect(self)

    put.leads = to
    usual.putrequest, usual.connect = put, connect_there


def main():
    global CURRENT
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    api = Api()
    set_up_logging()
    try:
        handler = load_handler()
    except InitFailure as failure:
        write_error(failure.made)
        api.post("init/error", json.dumps(failure.made).encode(),
                 [("Lambda-Runtime-Function-Error-Type", failure.made["errorType"])])
        sys.exit(1)
    except Exception as error:
        made = error_of(error)
        write_error(made)
        api.post("init/error", json.dumps(made).encode(),
                 [("Lambda-Runtime-Function-Error-Type", made["errorType"])])
        sys.exit(1)

    status, fields, event = api.next()
    while True:
        if status != 200:
            sys.exit(1)
        CURRENT = fields["lambda-runtime-aws-request-id"]
        if "lambda-runtime-trace-id" in fields:
            os.environ["_X_AMZN_TRACE_ID"] = fields["lambda-runtime-trace-id"]
        failure = None
        try:
            try:
                arguments = json.loads(event)
            except ValueError as error:
                failure = error_of(error, "Runtime.UnmarshalError", f"Unable to unmarshal input: {error}", [])
                raise
            try:
                context = LambdaContext(fields)
            except Exception as error:
                failure = error_of(error, "Runtime.LambdaContextUnmarshalError",
                                   f"Unable to parse Lambda context: {error}", [])
                raise
            if isinstance(arguments, dict) and isinstance(arguments.get("ResponseURL"), str):
                lead_answers(arguments["ResponseURL"])
            result = handler(arguments, context)
            try:
                body, kind = encoded(result)
            except Exception as error:
                failure = error_of(error, "Runtime.MarshalError", f"Unable to marshal response: {error}", [])
                raise
        except Exception as error:
            made = error_of(error, request_id=CURRENT) if failure is None else {**failure, "requestId": CURRENT}
            write_error(made)
            sys.stdout.flush()
            status, fields, event = api.post_and_next(
                f"invocation/{CURRENT}/error", json.dumps(made, ensure_ascii=False).encode("utf-8", "replace"),
                [("Content-Type", "application/json"), ("Lambda-Runtime-Function-Error-Type", made["errorType"])])
        else:
            sys.stdout.flush()
            status, fields, event = api.post_and_next(f"invocation/{CURRENT}/response", body, [("Content-Type", kind)])


if __name__ == "__main__":
    main()
