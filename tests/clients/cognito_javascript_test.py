"""amazon-cognito-identity-js and aws-jwt-verify, unmodified, against a fresh server: what javascript/cognito.test.mjs does."""
import json
import os
import shutil
import subprocess

from clients import Server, boto3_or_skip, client_of, expect
from tools import PLACE, from_npm

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "javascript", "cognito.test.mjs")

boto3_or_skip()
from_npm("amazon-cognito-identity-js", "aws-jwt-verify")
shutil.copy(SCRIPT, PLACE)
server = Server(None, "--no-user-code")
try:
    idp = client_of(server.base, "cognito-idp")
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=pool, Username="temporary", TemporaryPassword="First-123", MessageAction="SUPPRESS")
    devices = idp.create_user_pool(PoolName="devices", DeviceConfiguration={
        "ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True})["UserPool"]["Id"]
    device_app = idp.create_user_pool_client(UserPoolId=devices, ClientName="app")["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=devices, Username="dan", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=devices, Username="dan", Password="Secret-123", Permanent=True)
    environment = {**os.environ, "WINDTUNNEL": server.base, "COGNITO": json.dumps({
        "pool": pool, "app": app, "devices": {"pool": devices, "app": device_app}})}
    done = subprocess.run(["node", "--test", "--test-reporter=spec", "cognito.test.mjs"], cwd=PLACE, capture_output=True, text=True,
                          env=environment, timeout=120)
    print(done.stdout)
    expect(done.returncode == 0, f"exit {done.returncode}\n{done.stderr}")
finally:
    server.stop()
