"""boto3, unmodified, against Lambda: a scenario's functions, layers, and, where programs run here, functions of one's own."""
import io
import json
import shutil
import sys
import time
import urllib.request
import zipfile

from clients import Server, boto3_or_skip, client_of, expect, package, refused

boto3_or_skip()
from botocore.exceptions import ClientError  # noqa: E402

ROLE = "arn:aws:iam::000000000000:role/lambda"
SOURCE = """
import os
def handler(event, context):
    if event == "fail":
        raise ValueError("as asked")
    return {"event": event, "answer": os.environ.get("ANSWER"), "arn": context.invoked_function_arn}
"""


def scenario_functions(server, functions):
    names = [each["FunctionName"] for page in functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
             for each in page["Functions"]]
    expect({"reader", "writer", "loader"} <= set(names), f"functions: {names}")
    told = functions.get_function(FunctionName="reader")
    expect(told["Configuration"]["Runtime"] == "provided.al2023" and told["Configuration"]["State"] == "Active", f"{told}")
    answer = functions.invoke(FunctionName=told["Configuration"]["FunctionArn"], Payload=b'{"id":"1"}')
    expect(answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST", f"{answer}")
    functions.put_function_concurrency(FunctionName="reader", ReservedConcurrentExecutions=0)
    refused("TooManyRequestsException", functions.invoke, "Rate Exceeded", FunctionName="reader")
    functions.delete_function_concurrency(FunctionName="reader")
    version = functions.publish_version(FunctionName="reader")["Version"]
    functions.create_alias(FunctionName="reader", Name="live", FunctionVersion=version)
    expect(functions.invoke(FunctionName="reader", Qualifier="live")["ExecutedVersion"] == version, "by its alias")
    stream = functions.invoke_with_response_stream(FunctionName="reader", Payload=b'{"id":"1"}')
    expect([list(event)[0] for event in stream["EventStream"]] == ["PayloadChunk", "InvokeComplete"], "a stream of events")
    expect(server.ask(server.base + "/_windtunnel/reset", "POST")[0] == 200, "a fresh start")
    expect("live" not in str(functions.list_aliases(FunctionName="reader")["Aliases"]), "aliases after a fresh start")


def layers(functions):
    first = functions.publish_layer_version(LayerName="shared", Content={"ZipFile": package(shared="x = 1")},
                                            CompatibleRuntimes=["python3.12"])
    with urllib.request.urlopen(first["Content"]["Location"]) as answer:
        expect(len(answer.read()) == first["Content"]["CodeSize"], "the package at its address")
    expect(functions.get_layer_version_by_arn(Arn=first["LayerVersionArn"])["Version"] == 1, "by its ARN")
    functions.delete_layer_version(LayerName="shared", VersionNumber=1)
    refused("ResourceNotFoundException", functions.get_layer_version, LayerName="shared", VersionNumber=1)
    refused("InvalidParameterValueException", functions.publish_layer_version, "Could not unzip", LayerName="shared",
            Content={"ZipFile": b"no zip"})


def own_functions(functions):
    """False where no programs run."""
    try:
        made = functions.create_function(FunctionName="own", Runtime="python3.12", Handler="app.handler", Role=ROLE,
                                         Code={"ZipFile": package(app=SOURCE)}, Environment={"Variables": {"ANSWER": "1"}})
    except ClientError as error:
        expect("does not run here" in error.response["Error"]["Message"] or "interpreter" in error.response["Error"]["Message"]
               or "python" in error.response["Error"]["Message"], f"{error.response}")
        return False
    expect(made["State"] == "Pending" and made["FunctionArn"].endswith(":function:own"), f"{made}")
    functions.get_waiter("function_active_v2").wait(FunctionName="own")

    def invoke(**more):
        answer = functions.invoke(FunctionName="own", Payload=json.dumps({"n": 1}), **more)
        return json.loads(answer["Payload"].read()), answer
    payload, answer = invoke(LogType="Tail")
    expect(payload["event"] == {"n": 1} and payload["answer"] == "1", f"{payload}")
    expect("LogResult" in answer, f"{answer}")
    failed = functions.invoke(FunctionName="own", Payload=b'"fail"')
    expect(failed["FunctionError"] == "Unhandled" and b"as asked" in failed["Payload"].read(), f"{failed}")
    functions.publish_version(FunctionName="own")
    functions.create_alias(FunctionName="own", Name="live", FunctionVersion="1")
    functions.update_function_configuration(FunctionName="own", Environment={"Variables": {"ANSWER": "2"}})
    functions.get_waiter("function_updated_v2").wait(FunctionName="own")
    expect(invoke()[0]["answer"] == "2", "after the change")
    payload, _ = invoke(Qualifier="live")
    expect(payload["answer"] == "1" and payload["arn"].endswith(":own:live"), f"{payload}")
    functions.update_function_code(FunctionName="own", ZipFile=package(app=SOURCE.replace('"answer"', '"other"')), Publish=True)
    expect("other" in invoke()[0], "after the new code")
    url = functions.create_function_url_config(FunctionName="own", AuthType="NONE")["FunctionUrl"]
    for number, (action, more) in enumerate((("lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
                                             ("lambda:InvokeFunction", {}))):
        functions.add_permission(FunctionName="own", StatementId=str(number), Action=action, Principal="*", **more)
    path = server.base + "/_aws/lambda-url/" + url.split("//")[1].split(".")[0]
    with urllib.request.urlopen(f"{path}/a?b=c") as answer:
        event = json.loads(answer.read())["event"]
    expect(event["rawPath"] == "/a" and event["queryStringParameters"] == {"b": "c"}, f"{event}")
    functions.delete_alias(FunctionName="own", Name="live")
    functions.delete_function(FunctionName="own")
    refused("ResourceNotFoundException", functions.get_function, FunctionName="own")
    return True


STREAMS = """
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('one ');
  await wait(500);
  stream.write('two');
  if (event === 'fail') throw new Error('as asked');
  stream.end();
});
"""


def streams(functions):
    """What a handler of Node.js streams comes while it is written."""
    if shutil.which("node") is None:
        return
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("index.mjs", STREAMS)
    functions.create_function(FunctionName="streams", Runtime="nodejs20.x", Handler="index.handler", Role=ROLE, Timeout=20,
                              Code={"ZipFile": into.getvalue()})
    for payload, error in ((b"1", None), (b'"fail"', "as asked")):
        answer = functions.invoke_with_response_stream(FunctionName="streams", Payload=payload, LogType="Tail")
        expect(answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST", f"{answer}")
        chunks, times, end = [], [], None
        for event in answer["EventStream"]:
            times.append(time.monotonic())
            if "PayloadChunk" in event:
                chunks.append(event["PayloadChunk"]["Payload"])
            else:
                end = event["InvokeComplete"]
        expect(b"".join(chunks) == b"one two" and times[-1] - times[0] > 0.3, f"{chunks} {times}")
        expect(end is not None and "LogResult" in end and end.get("ErrorDetails") == error, f"{end}")
        expect(("ErrorCode" in end) == (error is not None), f"{end}")
    whole = functions.invoke(FunctionName="streams", Payload=b"1")
    expect(whole["Payload"].read() == b"one two", f"{whole}")
    functions.delete_function(FunctionName="streams")


def notifications(functions, s3):
    s3.create_bucket(Bucket="uploads")
    functions.create_function(FunctionName="told", Runtime="python3.12", Handler="app.handler", Role=ROLE, Code={
        "ZipFile": package(app="import json\ndef handler(event, context):\n    print('told', json.dumps(event))")})
    arn = functions.get_function(FunctionName="told")["Configuration"]["FunctionArn"]
    wanted = {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    refused("InvalidArgument", s3.put_bucket_notification_configuration, Bucket="uploads", NotificationConfiguration=wanted)
    functions.add_permission(FunctionName="told", StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
                             SourceArn="arn:aws:s3:::uploads")
    s3.put_bucket_notification_configuration(Bucket="uploads", NotificationConfiguration=wanted)
    s3.put_object(Bucket="uploads", Key="a b", Body=b"hello")
    logs = client_of(server.base, "logs")
    for _ in range(100):
        try:
            events = logs.filter_log_events(logGroupName="/aws/lambda/told", filterPattern="told")["events"]
        except ClientError:
            events = []
        if events:
            break
        time.sleep(0.2)
    expect(events and '"key": "a+b"' in events[0]["message"], f"{events}")


server = Server("serverless-rest.yaml")
lambda_client = client_of(server.base, "lambda")
scenario_functions(server, lambda_client)
layers(lambda_client)
if own_functions(lambda_client):
    streams(lambda_client)
    notifications(lambda_client, client_of(server.base))
server.process.terminate()
expect(server.process.wait(30) == 0, "the server did not end well")
print("Lambda answers boto3")
