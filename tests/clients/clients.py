"""What the tests with real clients share: skipping, boto3 as a client of the server, bodies and their digests."""
import io
import os
import random
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "program"))
from program import Server, expect, PROGRAM, SCENARIOS  # noqa: E402,F401

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1"}


def skip(reason):
    """Ends the test as one that could not run (ctest's SKIP_RETURN_CODE)."""
    print("skipped:", reason)
    sys.exit(77)


def boto3_or_skip():
    """boto3, or the end of the test."""
    # Nothing of the user's own settings: the test's keys and no other.
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull,
                      AWS_EC2_METADATA_DISABLED="true")
    try:
        import boto3
    except ImportError:
        skip("boto3 is not installed (apt-get install python3-boto3)")
    return boto3


def client_of(base, service="s3", account="test", secret="test", region="us-east-1", token=None, **config):
    """A boto3 client of the server at this address. One more try than the first one: a failure is to be seen."""
    from botocore.client import Config
    import boto3
    return boto3.client(
        service, endpoint_url=base, region_name=region, aws_access_key_id=account, aws_secret_access_key=secret,
        aws_session_token=token, config=Config(**{"retries": {"max_attempts": 1}, **config}))


def refused(code, call, text="", **parameters):
    """Calls, and expects this error with this text in its message; gives the whole answer."""
    from botocore.exceptions import ClientError
    try:
        call(**parameters)
    except ClientError as error:
        said = error.response["Error"]
        expect(said["Code"] == code and text in said["Message"], f"expected {code} {text}, got {error.response}")
        return error.response
    return expect(False, f"expected {code} {text}, but the call was answered")


def package(**files):
    """A function's deployment package: NAME.py for each."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.py", text)
    return into.getvalue()


def body_of(seed, size):
    """The same bytes for the same seed."""
    return random.Random(seed).randbytes(size)


def is_instrumented():
    """Whether the program is built with a sanitizer: slower, and larger in memory."""
    with open(PROGRAM, "rb") as file:
        return b"__asan_init" in file.read()


def memory_of(process, line="VmHWM"):
    """A figure of the process's memory in bytes; VmHWM is the most it ever had resident."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        for text in status:
            if text.startswith(line + ":"):
                return int(text.split()[1]) * 1024
    return 0
