"""amazon-cognito-identity-js and aws-jwt-verify, unmodified, against a fresh server: what javascript/cognito.test.mjs does."""
import json
import os
import shutil
import subprocess

from clients import PROGRAM, Server, boto3_or_skip, client_of, expect, skip

PACKAGES = ("amazon-cognito-identity-js@6.3.21", "aws-jwt-verify@5.2.1")
# Beside the program that is tested, so that the tree stays clean and the packages are fetched once.
PLACE = os.path.join(os.path.dirname(os.path.abspath(PROGRAM)), "clients-cognito")
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "javascript", "cognito.test.mjs")


def install():
    if shutil.which("node") is None or shutil.which("npm") is None:
        skip("Node.js and npm are not installed (https://nodejs.org)")
    mark = f"{PLACE}/{'+'.join(PACKAGES)}"
    if os.path.exists(mark):
        return
    os.makedirs(PLACE, exist_ok=True)
    command = ["npm", "install", "--prefix", PLACE, "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", *PACKAGES]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    except subprocess.TimeoutExpired:
        skip("npm could not fetch the packages within four minutes")
    if done.returncode != 0:
        skip("npm could not fetch the packages")
    open(mark, "w", encoding="ascii").close()


boto3_or_skip()
install()
shutil.copy(SCRIPT, PLACE)
server = Server(None, "--no-user-code")
try:
    idp = client_of(server.base, "cognito-idp")
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=pool, Username="temporary", TemporaryPassword="First-123", MessageAction="SUPPRESS")
    environment = {**os.environ, "WINDTUNNEL": server.base, "COGNITO": json.dumps({"pool": pool, "app": app})}
    done = subprocess.run(["node", "--test", "--test-reporter=spec", "cognito.test.mjs"], cwd=PLACE, capture_output=True, text=True,
                          env=environment, timeout=120)
    print(done.stdout)
    expect(done.returncode == 0, f"exit {done.returncode}\n{done.stderr}")
finally:
    server.stop()
