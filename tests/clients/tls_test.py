"""TLS and HTTP/2 on the one port: curl's protocols, boto3 with verify=, names, certificates that are given, and files."""
import os
import re
import shutil
import ssl
import stat
import subprocess
import tempfile

from clients import PROGRAM, Server, boto3_or_skip, expect

folder = tempfile.mkdtemp()
os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
CA = f"{folder}/ca.pem"


def cert(*arguments):
    done = subprocess.run([PROGRAM, "cert", *arguments], capture_output=True, text=True, timeout=30)
    expect(done.returncode == 0, f"cert: {done.stderr}")
    return done.stdout


def curl(*arguments):
    """The protocol's version and the status, such as "2 200"."""
    done = subprocess.run(["curl", "-s", "-m", "20", "-o", f"{folder}/body", "-w", "%{http_version} %{http_code}", *arguments],
                          capture_output=True, text=True, timeout=30)
    return done.stdout if done.returncode == 0 else f"curl's error {done.returncode}"


def body():
    with open(f"{folder}/body", "rb") as file:
        return file.read()


def talks_by_curl(server):
    port = server.base.rsplit(":", 1)[1]
    secure = f"https://localhost:{port}"
    page = "/_windtunnel/health"
    expect(curl(server.base + page) == "1.1 200", "plain HTTP/1.1")
    expect(curl("--http2-prior-knowledge", server.base + page) == "2 200", "HTTP/2 by prior knowledge")
    expect(curl("--cacert", CA, "--http2", secure + page) == "2 200", "HTTP/2 by ALPN")
    expect(curl("--cacert", CA, "--http1.1", secure + page) == "1.1 200", "HTTP/1.1 by ALPN")
    expect(curl("--cacert", CA, "--no-alpn", secure + page) == "1.1 200", "HTTP/1.1 without ALPN")
    expect(curl("--cacert", CA, f"https://127.0.0.1:{port}{page}") == "2 200", "an address")
    expect("error" in curl(secure + page), "without the authority nobody trusts it")
    expect(curl("--insecure", "--tls-max", "1.1", secure + page).startswith("curl's error"), "TLS 1.1")
    for name in ("b.localhost", "a.b.s3.eu-west-1.localhost", "s3.us-east-1.amazonaws.com",
                 "windtunnel", "deep.corp.example"):
        expect(curl("--cacert", CA, "--resolve", f"{name}:{port}:127.0.0.1", f"https://{name}:{port}{page}") == "2 200", name)
    there = ("--resolve", f"example.com:{port}:127.0.0.1", f"https://example.com:{port}{page}")
    expect("error 60" in curl("--cacert", CA, *there), "a name that is not ours")
    # Authority and Host are asked alike: a page's own name is refused.
    expect(curl("--http2-prior-knowledge", "--resolve", f"evil.example:{port}:127.0.0.1", f"http://evil.example:{port}{page}")
           == "2 403", "a name that a page could have made point here")
    curl(server.base + "/_windtunnel/cert")
    expect(body().decode() == cert(), "the page has the certificate, too")


def kept_file_is_private():
    kept = f"{folder}/cache/windtunnel/authority.pem"
    expect(stat.S_IMODE(os.stat(kept).st_mode) == 0o600, "the authority's file is its owner's alone")
    printed = cert()
    expect("PRIVATE" not in printed and printed.count("BEGIN CERTIFICATE") == 1, f"cert printed {printed}")
    data = f"{folder}/data"
    with_data = cert("--data", data)
    expect(with_data != printed, "a data folder has an authority of its own")
    expect(stat.S_IMODE(os.stat(f"{data}/authority.pem").st_mode) == 0o600, "and that is private, too")
    # The folder may be begun by `cert`, and keeps its authority.
    for _ in range(2):
        server = Server(None, "--data", data)
        ca = f"{folder}/data.pem"
        with open(ca, "w", encoding="ascii") as file:
            file.write(with_data)
        expect(curl("--cacert", ca, server.base.replace("http:", "https:") + "/_windtunnel/health") == "2 200", "--data")
        server.stop()
    expect(cert("--data", data) == with_data, "the authority is kept")


def given_certificate():
    chain, key = f"{folder}/given.pem", f"{folder}/given.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", chain, "-days", "2",
                    "-subj", "/CN=given", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    server = Server(None, "--tls-cert", chain, "--tls-key", key)
    port = server.base.rsplit(":", 1)[1]
    expect(curl("--cacert", chain, f"https://localhost:{port}/_windtunnel/health") == "2 200", "a given certificate")
    server.stop()
    for arguments, words in ((("--tls-cert", chain), "belong together"), (("--tls-cert", key, "--tls-key", key), "no certificate"),
                             (("--tls-cert", chain, "--tls-key", chain), "no private key"),
                             (("--tls-cert", CA, "--tls-key", key), "do not belong together"),
                             (("--tls-cert", f"{folder}/none", "--tls-key", key), "none")):
        done = subprocess.run([PROGRAM, "serve", "--port", "0", *arguments], capture_output=True, text=True, timeout=30)
        expect(done.returncode == 2 and words in done.stderr, f"{arguments}: {done.returncode} {done.stderr}")


def boto3_over_tls(server):
    from botocore.exceptions import SSLError
    base = server.base.replace("http://127.0.0.1", "https://localhost")

    def client(verify):
        import boto3
        return boto3.client("s3", endpoint_url=base, verify=verify, region_name="us-east-1",
                            aws_access_key_id="test", aws_secret_access_key="test")
    s3 = client(CA)
    s3.create_bucket(Bucket="tls")
    large = os.urandom(9_000_000)
    s3.put_object(Bucket="tls", Key="large", Body=large)
    expect(s3.get_object(Bucket="tls", Key="large")["Body"].read() == large, "a large object, there and back")
    try:
        client(True).list_buckets()
        expect(False, "boto3 trusted an authority that it was not told of")
    except SSLError:
        pass
    # aws:SecureTransport is what it is, and an object's address says https.
    policy = ('{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",'
              '"Resource":"arn:aws:s3:::tls/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},'
              '{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::tls/*"}]}')
    s3.delete_public_access_block(Bucket="tls")
    s3.put_bucket_policy(Bucket="tls", Policy=policy)
    expect(curl("--cacert", CA, f"{base}/tls/large") == "2 200", "a policy that wants TLS, with TLS")
    expect(body() == large, "a large object over HTTP/2")
    expect(curl(f"{server.base}/tls/large") == "1.1 403", "a policy that wants TLS, without")
    upload = s3.create_multipart_upload(Bucket="tls", Key="parts")["UploadId"]
    part = s3.upload_part(Bucket="tls", Key="parts", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    done = s3.complete_multipart_upload(Bucket="tls", Key="parts", UploadId=upload,
                                        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part}]})
    expect(done["Location"].startswith("https://"), f"the address is {done['Location']}")


served = Server(None, "--host", "windtunnel", "--host", "*.corp.example")
try:
    with open(CA, "w", encoding="ascii") as out:
        out.write(cert())
    expect(re.search(r"https://127\.0\.0\.1:\d+ \(trust what `windtunnel cert` prints\)", served.printed), served.printed)
    # Python's own TLS, whose checks are the strictest.
    context = ssl.create_default_context(cafile=CA)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    import urllib.request
    with urllib.request.urlopen(served.base.replace("http:", "https:") + "/_windtunnel/health", context=context) as got:
        expect(got.status == 200, "Python's urllib")
    talks_by_curl(served)
    kept_file_is_private()
    given_certificate()
    boto3_or_skip()
    boto3_over_tls(served)
    print("curl and boto3 speak TLS and HTTP/2 with the port")
finally:
    served.stop()
    shutil.rmtree(folder)
