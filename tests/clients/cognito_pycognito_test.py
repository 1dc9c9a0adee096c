"""pycognito, unmodified, against servers of either issuer: what python/pycognito_client.py does."""
import os
import subprocess

from clients import Server, boto3_or_skip, client_of, expect
from tools import python_with

boto3_or_skip()
SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "python", "pycognito_client.py")
python = python_with("pycognito")
for issuer in ("aws", "local"):
    server = Server(None, "--no-user-code", "--issuer", issuer)
    try:
        idp = client_of(server.base, "cognito-idp")
        pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"], DeviceConfiguration={
            "ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False})["UserPool"]["Id"]
        app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=[
            "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])["UserPoolClient"]["ClientId"]
        done = subprocess.run([python, SCRIPT], capture_output=True, text=True, timeout=300, env={
            **os.environ, "WINDTUNNEL": server.base, "POOL": pool, "APP": app, "ISSUER": issuer})
        expect(done.returncode == 0, f"issuer {issuer}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        print(f"issuer {issuer}: {done.stdout.strip()}")
    finally:
        server.stop()
