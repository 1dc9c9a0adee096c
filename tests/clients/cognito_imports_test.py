"""Users of a CSV file by boto3 and an upload: a job, its log, passwords that are set afterwards, and what a server that was killed
in the middle of a job goes on with."""
import json
import shutil
import tempfile
import time
import urllib.error
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
ROLE = "arn:aws:iam::000000000000:role/logs"


def put(url, text):
    """As the guide's curl does it."""
    ask = urllib.request.Request(url, data=text.encode(), method="PUT", headers={"x-amz-server-side-encryption": "aws:kms"})
    try:
        with urllib.request.urlopen(ask, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def file_of(idp, pool, users):
    header = idp.get_csv_header(UserPoolId=pool)["CSVHeader"]
    lines = [",".join(header)]
    for user in users:
        said = {"email_verified": "TRUE", "cognito:mfa_enabled": "FALSE", **user}
        lines.append(",".join(said.get(column, "").replace(",", "\\,") for column in header))
    return "\n".join(lines) + "\n"


def person(name, **more):
    return {"cognito:username": name, "email": f"{name}@example.com", **more}


def ended(idp, pool, job):
    for _ in range(300):
        told = idp.describe_user_import_job(UserPoolId=pool, JobId=job)["UserImportJob"]
        if told["Status"] not in ("Pending", "InProgress"):
            return told
        time.sleep(0.1)
    return expect(False, f"the job does not end: {told}")


def imported(server):
    idp, logs = client_of(server.base, "cognito-idp"), client_of(server.base, "logs")
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"], Schema=[
        {"Name": "team", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "5"}}])["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    app = app["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=pool, Username="there", MessageAction="SUPPRESS")
    job = idp.create_user_import_job(JobName="all of them", UserPoolId=pool, CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
    about = {"UserPoolId": pool, "JobId": job["JobId"]}
    refused("PreconditionNotMetException", idp.start_user_import_job, "has not been uploaded", **about)
    expect(put(job["PreSignedUrl"] + "x", "a") == 403, "an address that was guessed")
    text = file_of(idp, pool, [
        person("ann", address="1 Street, Town", **{"custom:team": "red"}), person("there"), person("bob", **{"custom:team": "purple"}),
        person("eve", email_verified="FALSE"), person("ann")])
    expect(put(job["PreSignedUrl"], text) == 200, "the upload")
    expect(idp.start_user_import_job(**about)["UserImportJob"]["Status"] == "Pending", "it begins")
    told = ended(idp, pool, job["JobId"])
    counts = [told[name] for name in ("ImportedUsers", "SkippedUsers", "FailedUsers")]
    expect(told["Status"] == "Succeeded" and counts == [1, 2, 2], f"{told}")
    refused("PreconditionNotMetException", idp.start_user_import_job, **about)
    refused("PreconditionNotMetException", idp.stop_user_import_job, **about)
    lines = [each["message"] for each in logs.get_log_events(
        logGroupName=f"/aws/cognito/userpools/{pool}/people", logStreamName=f"{job['JobId']}/all of them")["events"]]
    expect([line.split(" - ")[0] for line in lines] == [
        "[SUCCEEDED] Line Number 2", "[SKIPPED] Line Number 3", "[FAILED] Line Number 4", "[FAILED] Line Number 5",
        "[SKIPPED] Line Number 6"], f"{lines}")
    expect(not any("ann" in line for line in lines), f"a log says who: {lines}")
    user = idp.admin_get_user(UserPoolId=pool, Username="ann")
    attributes = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    expect(user["UserStatus"] == "RESET_REQUIRED" and attributes["address"] == "1 Street, Town", f"{user}")
    refused("PasswordResetRequiredException", idp.initiate_auth, ClientId=app, AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ann", "PASSWORD": "anything"})
    idp.forgot_password(ClientId=app, Username="ann")
    code = json.loads(server.ask(f"{server.base}/_windtunnel/outbox?to=ann@example.com")[2])["messages"][-1]["code"]
    idp.confirm_forgot_password(ClientId=app, Username="ann", Password="Secret-123", ConfirmationCode=code)
    expect("AuthenticationResult" in idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
        "USERNAME": "ann", "PASSWORD": "Secret-123"}), "with a password of her own")
    other = idp.create_user_import_job(JobName="other", UserPoolId=pool, CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
    expect(put(other["PreSignedUrl"], "cognito:username\nann\n") == 200, "the upload")
    idp.start_user_import_job(UserPoolId=pool, JobId=other["JobId"])
    told = ended(idp, pool, other["JobId"])
    expect(told["Status"] == "Failed" and "header" in told["CompletionMessage"], f"{told}")
    listed = idp.list_user_import_jobs(UserPoolId=pool, MaxResults=1)
    expect(listed["UserImportJobs"][0]["JobId"] == other["JobId"], "the last one first")
    rest = idp.list_user_import_jobs(UserPoolId=pool, MaxResults=1, PaginationToken=listed["PaginationToken"])
    expect(rest["UserImportJobs"][0]["JobId"] == job["JobId"], "then the first")
    bare = idp.create_user_pool(PoolName="bare")["UserPool"]["Id"]
    job = idp.create_user_import_job(JobName="j", UserPoolId=bare, CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
    refused("PreconditionNotMetException", idp.start_user_import_job, "auto verified", UserPoolId=bare, JobId=job["JobId"])


def killed():
    """Each user of the file is there once, whenever the server was killed."""
    folder = tempfile.mkdtemp()
    options = (None, "--data", folder, "--no-user-code", "--pace", "aws")
    server = Server(*options)
    try:
        idp = client_of(server.base, "cognito-idp")
        pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        job = idp.create_user_import_job(JobName="j", UserPoolId=pool, CloudWatchLogsRoleArn=ROLE)["UserImportJob"]
        expect(put(job["PreSignedUrl"], file_of(idp, pool, [person(f"user{i}") for i in range(450)])) == 200, "the upload")
        idp.start_user_import_job(UserPoolId=pool, JobId=job["JobId"])
        done = 0
        for _ in range(600):
            done = idp.describe_user_import_job(UserPoolId=pool, JobId=job["JobId"])["UserImportJob"]["ImportedUsers"]
            if done > 0:
                break
            time.sleep(0.05)
        expect(0 < done < 450, f"{done} before the kill")
        server.process.kill()
        server.process.wait()
        server = Server(*options)
        idp = client_of(server.base, "cognito-idp")
        told = ended(idp, pool, job["JobId"])
        counts = [told[name] for name in ("ImportedUsers", "SkippedUsers", "FailedUsers")]
        expect(told["Status"] == "Succeeded" and counts == [450, 0, 0], f"{told}")
        expect(idp.describe_user_pool(UserPoolId=pool)["UserPool"]["EstimatedNumberOfUsers"] == 450, "each once")
    finally:
        server.process.kill()
        shutil.rmtree(folder)


server = Server(None, "--no-user-code")
try:
    imported(server)
finally:
    server.stop()
killed()
