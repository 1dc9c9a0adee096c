"""The triggers CustomEmailSender and CustomSMSSender: a function opens its code by the AWS Encryption SDK and a KMS keyring, both
unmodified, and what it read confirms a sign-up; also what is refused, and what a function that fails does."""
import io
import json
import os
import time
import zipfile

from clients import Server, boto3_or_skip, client_of, expect, refused
from tools import from_npm

boto3_or_skip()
from botocore import UNSIGNED  # noqa: E402
from botocore.config import Config  # noqa: E402
import boto3  # noqa: E402

PASSWORD = "Secret-123"
SENDER = """
const { KmsKeyringNode, buildClient, CommitmentPolicy } = require("@aws-crypto/client-node");
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
const keyring = new KmsKeyringNode({ generatorKeyId: process.env.KEY_ALIAS, keyIds: [process.env.KEY_ARN] });
exports.handler = async (event) => {
    if (event.userName === "eve") throw new Error("no letters for eve");
    const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(event.request.code, "base64"));
    console.log("SENT " + JSON.stringify({ source: event.triggerSource, user: event.userName, type: event.request.type,
        to: event.request.userAttributes.email || event.request.userAttributes.phone_number,
        metadata: event.request.clientMetadata, code: plaintext.toString(),
        pool: messageHeader.encryptionContext["userpool-id"] }));
};
"""


def with_modules(folder):
    """The function's package: its text, and the packages that it needs, as npm put them there."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("index.js", SENDER)
        todo, done = ["@aws-crypto/client-node"], set()
        while todo:
            name = todo.pop()
            at = os.path.join(folder, name)
            if name in done or not os.path.isdir(at):
                continue
            done.add(name)
            with open(f"{at}/package.json", encoding="utf-8") as file:
                todo += json.load(file).get("dependencies", {})
            for place, inside, files in os.walk(at):
                inside[:] = [each for each in inside if each not in ("dist-es", "dist-types", "types")]
                for each in files:
                    if each.endswith((".js", ".json", ".cjs")):
                        path = os.path.join(place, each)
                        archive.write(path, os.path.join("node_modules", os.path.relpath(path, folder)))
                if os.path.isdir(os.path.join(place, "node_modules")):
                    with os.scandir(os.path.join(place, "node_modules")) as own:
                        for each in own:
                            if os.path.exists(f"{each.path}/package.json"):
                                with open(f"{each.path}/package.json", encoding="utf-8") as file:
                                    todo += json.load(file).get("dependencies", {})
    return into.getvalue()


def sent(logs, group, user, source):
    """What the function says that it has sent to somebody for that reason, once it has."""
    until = time.monotonic() + 120
    told = []
    while time.monotonic() < until:
        try:
            told = [each["message"] for each in logs.filter_log_events(logGroupName=group)["events"]]
        except logs.exceptions.ResourceNotFoundException:
            told = []
        for line in reversed(told):
            if "SENT " in line:
                message = json.loads(line[line.index("SENT ") + 5:])
                if (message["user"], message["source"]) == (user, source):
                    return message
        time.sleep(0.1)
    return expect(False, f"nothing was sent to {user} by {source}: {told[-10:]}")


modules = from_npm("@aws-crypto/client-node")
server = Server(None)
kms, idp, logs = (client_of(server.base, name) for name in ("kms", "cognito-idp", "logs"))
anybody = boto3.client("cognito-idp", endpoint_url=server.base, region_name="us-east-1", config=Config(signature_version=UNSIGNED))
key = kms.create_key()["KeyMetadata"]
kms.create_alias(AliasName="alias/codes", TargetKeyId=key["KeyId"])
alias = key["Arn"].replace("key/" + key["KeyId"], "alias/codes")
function = client_of(server.base, "lambda").create_function(
    FunctionName="sender", Runtime="nodejs20.x", Role="arn:aws:iam::000000000000:role/r", Handler="index.handler", Timeout=60,
    MemorySize=512, Code={"ZipFile": with_modules(modules)},
    Environment={"Variables": {"KEY_ALIAS": alias, "KEY_ARN": key["Arn"]}})["FunctionArn"]
group = "/aws/lambda/sender"
senders = {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": function},
           "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": function}}
refused("InvalidParameterException", idp.create_user_pool, "KMSKeyID", PoolName="people", LambdaConfig=senders)
refused("InvalidParameterException", idp.create_user_pool, "does not exist", PoolName="people",
        LambdaConfig={**senders, "KMSKeyID": key["Arn"][:-4] + "0000"})
pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email", "phone_number"],
                            LambdaConfig={**senders, "KMSKeyID": key["Arn"]})["UserPool"]["Id"]
app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[
    "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]

for name, attribute, address, kind in (("ann", "email", "ann@example.com", "Email"), ("bob", "phone_number", "+15551234567", "SMS")):
    up = anybody.sign_up(ClientId=app, Username=name, Password=PASSWORD, ClientMetadata={"from": "test"},
                         UserAttributes=[{"Name": attribute, "Value": address}])
    expect(not up["UserConfirmed"] and up["CodeDeliveryDetails"]["AttributeName"] == attribute, up)
    message = sent(logs, group, name, f"Custom{kind}Sender_SignUp")
    code = message.pop("code")
    expect(message == {"source": f"Custom{kind}Sender_SignUp", "user": name, "type": f"custom{kind}SenderRequestV1", "to": address,
                       "metadata": {"from": "test"}, "pool": pool}, message)
    expect(len(code) == 6 and code.isdigit(), code)
    wrong = "000000" if code != "000000" else "000001"
    refused("CodeMismatchException", anybody.confirm_sign_up, ClientId=app, Username=name, ConfirmationCode=wrong)
    anybody.confirm_sign_up(ClientId=app, Username=name, ConfirmationCode=code)
    anybody.forgot_password(ClientId=app, Username=name)
    reset = sent(logs, group, name, f"Custom{kind}Sender_ForgotPassword")["code"]
    anybody.confirm_forgot_password(ClientId=app, Username=name, ConfirmationCode=reset, Password="Other-123")
    tokens = anybody.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH",
                                   AuthParameters={"USERNAME": name, "PASSWORD": "Other-123"})["AuthenticationResult"]
    expect(tokens["AccessToken"], tokens)
idp.admin_create_user(UserPoolId=pool, Username="cleo", DesiredDeliveryMediums=["EMAIL"],
                      UserAttributes=[{"Name": "email", "Value": "cleo@example.com"}])
temporary = sent(logs, group, "cleo", "CustomEmailSender_AdminCreateUser")["code"]
asked = anybody.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "cleo", "PASSWORD": temporary})
expect(asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED", asked)
# Nobody waits for the function, so nobody hears that it failed.
anybody.sign_up(ClientId=app, Username="eve", Password=PASSWORD, UserAttributes=[{"Name": "email", "Value": "eve@example.com"}])
status, _, text = server.ask(f"{server.base}/_windtunnel/outbox")
expect(status == 200 and json.loads(text)["messages"] == [], f"the pool sends nothing itself: {text}")
kms.disable_key(KeyId=key["KeyId"])
refused("CodeDeliveryFailureException", anybody.sign_up, "is disabled", ClientId=app, Username="dan", Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "dan@example.com"}])
expect(server.stop() == 0, "the server did not stop well")
print("codes by CustomEmailSender and CustomSMSSender, opened by the AWS Encryption SDK for JavaScript")
