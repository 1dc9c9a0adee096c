"""openid-client and AWS Amplify, unmodified, against a fresh server: what javascript/cognito_oidc.test.mjs does."""
import json
import os
import shutil
import subprocess

from clients import Server, boto3_or_skip, client_of, expect
from tools import PLACE, from_npm

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "javascript", "cognito_oidc.test.mjs")

boto3_or_skip()
from_npm("openid-client", "aws-amplify")
shutil.copy(SCRIPT, PLACE)
server = Server(None, "--no-user-code")
try:
    idp = client_of(server.base, "cognito-idp")
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    idp.create_user_pool_domain(UserPoolId=pool, Domain="people")
    made = idp.create_user_pool_client(UserPoolId=pool, ClientName="web", GenerateSecret=True, AllowedOAuthFlowsUserPoolClient=True,
                                       AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid", "email"],
                                       CallbackURLs=["http://localhost:3000/done"])["UserPoolClient"]
    amplify = idp.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS", UserAttributes=[{"Name": "email", "Value": "ann@example.com"}])
    idp.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Secret-123", Permanent=True)
    told = {"pool": pool, "app": made["ClientId"], "secret": made["ClientSecret"], "amplify": amplify}
    done = subprocess.run(["node", "--test", "--test-reporter=spec", "cognito_oidc.test.mjs"], cwd=PLACE, capture_output=True, text=True,
                          env={**os.environ, "WINDTUNNEL": server.base, "COGNITO": json.dumps(told)}, timeout=120)
    print(done.stdout)
    expect(done.returncode == 0, f"exit {done.returncode}\n{done.stderr}")
finally:
    server.stop()
