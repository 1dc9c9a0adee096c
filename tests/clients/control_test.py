#!/usr/bin/env python3
"""What test suites ask of a server: who is known, a clock that is moved by hand, a fresh start. See control.hpp."""
import datetime
import json
import os
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
import botocore.exceptions  # noqa: E402

ALICE_ID = "1" * 64
IDENTITIES = f"""
- access_key_id: AKIAALICE
  secret_access_key: alice-secret
  account_id: "111111111111"
  canonical_user_id: "{ALICE_ID}"
  display_name: Alice
- {{access_key_id: AKIABOB, secret_access_key: bob-secret, account_id: "222222222222", user: bob}}
"""


def page(method, path, body=None):
    """Status and answer of one of the server's own pages."""
    status, _, answer = server.ask(server.base + path, method, None if body is None else json.dumps(body))
    return status, json.loads(answer)


def code_of(call, **arguments):
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return None


def names(client):
    return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]


# Who is known: from a file, and from the environment.
os.environ.update(WINDTUNNEL_IDENTITY_CAROL_ACCESS_KEY_ID="AKIACAROL", WINDTUNNEL_IDENTITY_CAROL_SECRET_ACCESS_KEY="carol",
                  WINDTUNNEL_IDENTITY_CAROL_ACCOUNT_ID="333333333333", WINDTUNNEL_IDENTITY_CAROL_DISPLAY_NAME="Carol")
with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
    file.write(IDENTITIES)
    file.flush()
    server = Server(None, "--identities", file.name, "--account", "444444444444", "--region", "eu-west-1",
                    "--clock", "manual", "--now", "2026-01-01T00:00:00Z")
alice, bob, carol, nobody = [client_of(server.base, "s3", *key) for key in (
    ("AKIAALICE", "alice-secret"), ("AKIABOB", "bob-secret"), ("AKIACAROL", "carol"), ("whoever", "whatever"))]

alice.create_bucket(Bucket="alice")
alice.put_object(Bucket="alice", Key="of/alice", Body=b"1")
expect(alice.list_buckets()["Owner"] == {"DisplayName": "Alice", "ID": ALICE_ID}, "Alice is not called as was said")
expect(alice.get_bucket_acl(Bucket="alice")["Grants"][0]["Grantee"]["DisplayName"] == "Alice", "a grant has no name")
expect(carol.list_buckets()["Owner"]["DisplayName"] == "Carol", "the environment's identity has no name")
expect(code_of(bob.get_object, Bucket="alice", Key="of/alice") == "AccessDenied", "Bob reads what is Alice's")
expect(code_of(client_of(server.base, "s3", "AKIAALICE", "wrong").list_buckets) == "SignatureDoesNotMatch",
       "a wrong secret of a known key passes")
who = client_of(server.base, "sts", "AKIABOB", "bob-secret").get_caller_identity()
expect(who["Arn"] == "arn:aws:iam::222222222222:user/bob", f"Bob is {who['Arn']}")
who = client_of(server.base, "sts", "whoever", "whatever").get_caller_identity()
expect(who["Account"] == "444444444444", f"a key that nobody made is {who['Account']}'s")

# Time stands still, and goes where it is told to. It flows while a request waits: on a busy machine some milliseconds.
def now():
    status, answer = page("GET", "/_windtunnel/clock")
    expect(status == 200 and answer["moved"] == "by hand", f"the clock is {answer}")
    return datetime.datetime.fromisoformat(answer["now"].replace("Z", "+00:00"))


at_first = now()
expect(at_first.isoformat().startswith("2026-01-01T00:00:"), f"it is {at_first}")
time.sleep(0.02)
expect(now() == at_first, "time has moved by itself")
written = alice.head_object(Bucket="alice", Key="of/alice")["LastModified"]
expect(written <= at_first, f"an object was written at {written}")
alice.put_bucket_lifecycle_configuration(Bucket="alice", LifecycleConfiguration={"Rules": [
    {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 3}}]})
before = now()
page("POST", "/_windtunnel/clock", {"advance": "2d"})
expect(now() == before + datetime.timedelta(days=2), "no two days later")
expect(alice.list_objects_v2(Bucket="alice")["KeyCount"] == 1, "an object of two days has expired")
expect(page("POST", "/_windtunnel/clock", {"now": "2026-01-06T12:00:00Z"})[0] == 200, "the clock was not set")
expect(alice.list_objects_v2(Bucket="alice")["KeyCount"] == 0, "an object of five days has not expired")
session = client_of(server.base, "sts", "AKIABOB", "bob-secret").get_session_token(DurationSeconds=900)["Credentials"]
mine = client_of(server.base, "s3", session["AccessKeyId"], session["SecretAccessKey"], token=session["SessionToken"])
expect(names(mine) == [], "the session's key does not work")
page("POST", "/_windtunnel/clock", {"advance": "16m"})
expect(code_of(mine.list_buckets) == "ExpiredToken", "the session's key works after its time")
for body, word in (({"now": "2020-01-01T00:00:00Z"}, "does not go back"), ({"advance": "20y"}, "20y"),
                   ({"advance": "9000d"}, "ten years"), ({"later": "1d"}, "expected"), ([], "expected")):
    status, answer = page("POST", "/_windtunnel/clock", body)
    expect(status == 400 and word in answer["message"], f"{body}: {status} {answer}")
status, headers, _ = server.ask(server.base + "/_windtunnel/clock", "DELETE")
expect(status == 405 and headers["allow"] == "GET, POST, PUT", f"DELETE of the clock: {status} {headers}")

# A fresh start, of one account and of all.
carol.create_bucket(Bucket="carol")
expect(page("POST", "/_windtunnel/reset?account=111111111111") == (200, {"reset": "111111111111"}), "no reset")
expect((names(alice), names(carol)) == ([], ["carol"]), "the reset of one account was another's")
expect(server.ask(server.base + "/_windtunnel/reset", "POST", "", {"Origin": "http://elsewhere.example"})[0] == 403,
       "a page of another site may reset")
expect(page("POST", "/_windtunnel/reset?account=alice")[0] == 400, "an account that is none was reset")
expect(page("GET", "/_windtunnel/reset")[0] == 405, "GET resets")
expect(names(carol) == ["carol"], "what was refused has reset")
expect(page("POST", "/_windtunnel/reset") == (200, {"reset": "everything"}) and names(carol) == [], "not everything went")

# What is there, and its versions.
_, health = page("GET", "/_windtunnel/health")
expect(health["services"]["s3"] == {"status": "running", "version": "2006-03-01"} and health["version"], f"{health}")
expect(server.stop() == 0, "the server did not stop well")

# A reset outlives the process, and an architecture's bucket is emptied and stays.
with tempfile.TemporaryDirectory() as folder:
    server = Server("serverless-rest.yaml", "--data", folder)
    usual = client_of(server.base)
    provided = names(usual)
    usual.create_bucket(Bucket="mine")
    for bucket in ("mine", provided[0]):
        usual.put_object(Bucket=bucket, Key="thing", Body=b"2")
    expect(page("POST", "/_windtunnel/reset")[0] == 200, "no reset")
    expect(names(usual) == provided, "the architecture's buckets went, or another stayed")
    expect(page("POST", "/_windtunnel/clock", {"advance": "1d"})[0] == 409, "the machine's clock was moved")
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()
    server = Server("serverless-rest.yaml", "--data", folder)
    usual = client_of(server.base)
    expect(names(usual) == provided, "what was reset is there again")
    expect("Contents" not in usual.list_objects_v2(Bucket=provided[0]), "what was in a bucket is there again")
    server.stop()

# So does what an architecture has taken in: rows, records on their way to become some, caches.
server = Server("serverless-rest.yaml", "--clock", "manual")
authorized = {"Content-Type": "application/json", "Authorization": server.token()}


def post(item):
    status, _, answer = server.ask(server.edge + "/items", "POST", json.dumps({"id": item}), authorized)
    expect(status == 202, f"POST answered {status}: {answer}")


def status_of(item):
    return server.ask(server.edge + "/items/" + item)[0]


post("early")
page("POST", "/_windtunnel/clock", {"advance": "3m"})
expect(status_of("early") == 200, "what was posted was never loaded")
post("late")
expect(page("POST", "/_windtunnel/reset")[0] == 200, "no reset")
expect((status_of("early"), status_of("0")) == (404, 200), "a reset leaves the rows of the beginning, and no others")
page("POST", "/_windtunnel/clock", {"advance": "3m"})
expect(status_of("late") == 404, "a record that waited when all was reset was loaded afterwards")
post("again")
page("POST", "/_windtunnel/clock", {"advance": "3m"})
expect(status_of("again") == 200, "nothing is loaded after a reset")
server.stop()
print("identities, a clock moved by hand, resets")
