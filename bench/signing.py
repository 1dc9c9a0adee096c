"""Signature version 4 for tools that send bytes as they are told (AWS General Reference, "Signing AWS API requests")."""
import hashlib
import hmac
import time
import urllib.parse

KEY, SECRET, REGION = "test", "test", "us-east-1"


def _signature(day, service, text):
    key = ("AWS4" + SECRET).encode()
    for part in (day, REGION, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _sign(service, method, path, query, fields, content):
    """The credential's scope and the signature; fields by name in lower case."""
    now = fields.get("x-amz-date") or dict(urllib.parse.parse_qsl(query))["X-Amz-Date"]
    scope = f"{now[:8]}/{REGION}/{service}/aws4_request"
    lines = "".join(f"{name}:{value}\n" for name, value in sorted(fields.items()))
    canonical = "\n".join([method, urllib.parse.quote(path), query, lines, ";".join(sorted(fields)), content])
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    return scope, _signature(now[:8], service, text)


def signed(method, host, path, body=b"", query="", service="s3"):
    """The header fields of a request as the CLI and the SDKs sign it over HTTP: the body's SHA-256 is among them."""
    content = hashlib.sha256(body).hexdigest()
    fields = {"host": host, "x-amz-content-sha256": content, "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())}
    scope, signature = _sign(service, method, path, query, fields, content)
    return {**fields, "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, "
                                       f"SignedHeaders={';'.join(sorted(fields))}, Signature={signature}"}


def presigned(method, host, path, expires=3600):
    """An address that anybody may use for so many seconds."""
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    query = urllib.parse.urlencode({
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{KEY}/{now[:8]}/{REGION}/s3/aws4_request",
        "X-Amz-Date": now, "X-Amz-Expires": expires, "X-Amz-SignedHeaders": "host"})
    _, signature = _sign("s3", method, path, query, {"host": host}, "UNSIGNED-PAYLOAD")
    return f"http://{host}{urllib.parse.quote(path)}?{query}&X-Amz-Signature={signature}"
