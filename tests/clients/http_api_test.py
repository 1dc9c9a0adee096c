"""boto3 and the AWS CLI, unmodified: HTTP APIs are made, changed, told as documents, kept, and taken away."""
import json
import os
import shutil
import signal
import subprocess
import tempfile

from clients import KEYS, Server, boto3_or_skip, client_of, expect, refused, skip

boto3_or_skip()

from http_apis import ACCOUNT, REGION, allow, ask, make_functions  # noqa: E402


def control(server):
    v2 = client_of(server.base, "apigatewayv2")
    made = v2.create_api(Name="shop", ProtocolType="HTTP", Description="of a test", Version="1", Tags={"team": "blue"},
                         CorsConfiguration={"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"], "MaxAge": 60})
    expect(made["ResponseMetadata"]["HTTPStatusCode"] == 201, f"status: {made}")
    api = made["ApiId"]
    for name, value in {"ApiKeySelectionExpression": "$request.header.x-api-key", "DisableExecuteApiEndpoint": False,
                        "RouteSelectionExpression": "${request.method} ${request.path}", "Tags": {"team": "blue"},
                        "IpAddressType": "ipv4", "ProtocolType": "HTTP"}.items():
        expect(made[name] == value, f"{name}: {made}")
    again = v2.get_api(ApiId=api)
    made.pop("ResponseMetadata"), again.pop("ResponseMetadata")
    expect(made == again, f"{made} is not {again}")
    refused("NotFoundException", v2.get_api, f"Invalid API identifier specified {ACCOUNT}:nothere123", ApiId="nothere123")
    refused("NotImplemented", v2.create_api, "does not implement WebSocket APIs yet", Name="x", ProtocolType="WEBSOCKET",
            RouteSelectionExpression="$request.body.action")
    changed = v2.update_api(ApiId=api, Name="store", Description="", CorsConfiguration={"AllowOrigins": ["*"]})
    expect(changed["Name"] == "store" and "Description" not in changed and
           changed["CorsConfiguration"] == {"AllowOrigins": ["*"]}, f"changed: {changed}")
    v2.delete_cors_configuration(ApiId=api)
    expect("CorsConfiguration" not in v2.get_api(ApiId=api), "CORS is still there")

    # Integrations.
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:py"
    refused("BadRequestException", v2.create_integration, "PayloadFormatVersion is a required parameter for integration",
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn)
    refused("BadRequestException", v2.create_integration, "may only be associated with proxy integrations", ApiId=api,
            IntegrationType="MOCK")
    refused("BadRequestException", v2.create_integration, "2.0 is not supported for integration of type HTTP_PROXY", ApiId=api,
            IntegrationType="HTTP_PROXY", IntegrationUri="http://a", PayloadFormatVersion="2.0", IntegrationMethod="GET")
    refused("BadRequestException", v2.create_integration, "Operations on header authorization are restricted", ApiId=api,
            IntegrationType="HTTP_PROXY", IntegrationUri="http://a", RequestParameters={"append:header.authorization": "x"})
    refused("BadRequestException", v2.create_integration, "Invalid mapping expression specified", ApiId=api,
            IntegrationType="HTTP_PROXY", IntegrationUri="http://a", RequestParameters={"append:header.x": "$request.nothing.x"})
    refused("NotImplemented", v2.create_integration, "VPC links", ApiId=api, IntegrationType="HTTP_PROXY",
            IntegrationUri="http://a", ConnectionType="VPC_LINK", ConnectionId="x")
    made = v2.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0")
    integration = made["IntegrationId"]
    expect(made == {**made, "ConnectionType": "INTERNET", "TimeoutInMillis": 30000, "IntegrationMethod": "POST"}, f"{made}")
    changed = v2.update_integration(ApiId=api, IntegrationId=integration, TimeoutInMillis=1000, RequestParameters={
        "append:header.x": "$context.requestId", "remove:querystring.q": "''"})
    changed = v2.update_integration(ApiId=api, IntegrationId=integration, RequestParameters={"remove:querystring.q": ""})
    expect(changed["RequestParameters"] == {"append:header.x": "$context.requestId"} and changed["TimeoutInMillis"] == 1000,
           f"changed: {changed}")

    # Routes.
    route = v2.create_route(ApiId=api, RouteKey="GET /pets/{id}", Target=f"integrations/{integration}")
    expect(route == {**route, "ApiKeyRequired": False, "AuthorizationType": "NONE"}, f"route: {route}")
    for key in ("get /x", "GET x", "GET /{a+}/b", "GET/x"):
        refused("BadRequestException", v2.create_route, "The provided route key is not formatted properly for HTTP protocol.",
                ApiId=api, RouteKey=key)
    refused("ConflictException", v2.create_route, "already exists for this API", ApiId=api, RouteKey="GET /pets/{id}")
    refused("BadRequestException", v2.create_route, "integrations/nothere", ApiId=api, RouteKey="GET /x", Target="integrations/nothere")
    refused("BadRequestException", v2.create_route, "requires a valid authorizer", ApiId=api, RouteKey="GET /x",
            AuthorizationType="JWT", AuthorizerId="nothere")
    refused("ConflictException", v2.delete_integration,
            f"Cannot delete Integration because it is referenced by the following Routes with Ids: [{route['RouteId']}]",
            ApiId=api, IntegrationId=integration)
    more = [v2.create_route(ApiId=api, RouteKey=f"GET /{i}", Target=f"integrations/{integration}")["RouteId"] for i in range(5)]
    found, token = [], {}
    while True:
        page = v2.get_routes(ApiId=api, MaxResults="2", **token)
        found += [each["RouteId"] for each in page["Items"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    expect(sorted(found) == sorted([*more, route["RouteId"]]), f"pages: {found}")
    refused("BadRequestException", v2.get_routes, "nextToken", ApiId=api, NextToken="made-up")
    for each in more:
        v2.delete_route(ApiId=api, RouteId=each)

    # Authorizers.
    made = v2.create_authorizer(ApiId=api, Name="jwt", AuthorizerType="JWT", IdentitySource=["$request.header.Authorization"],
                                JwtConfiguration={"Issuer": "https://issuer.example", "Audience": ["x"]})
    expect("AuthorizerPayloadFormatVersion" not in made and "AuthorizerResultTtlInSeconds" not in made, f"jwt: {made}")
    refused("BadRequestException", v2.create_authorizer, "AuthorizerPayloadFormatVersion is a required parameter", ApiId=api,
            Name="r", AuthorizerType="REQUEST", IdentitySource=["$request.header.x"], AuthorizerUri=arn)
    refused("ConflictException", v2.create_authorizer, "already exists", ApiId=api, Name="jwt", AuthorizerType="JWT",
            IdentitySource=["$request.header.Authorization"], JwtConfiguration={"Issuer": "https://i", "Audience": ["x"]})
    v2.update_route(ApiId=api, RouteId=route["RouteId"], AuthorizationType="JWT", AuthorizerId=made["AuthorizerId"],
                    AuthorizationScopes=["a"])
    refused("ConflictException", v2.delete_authorizer, "referenced by the following Routes", ApiId=api,
            AuthorizerId=made["AuthorizerId"])
    changed = v2.update_route(ApiId=api, RouteId=route["RouteId"], AuthorizationType="NONE")
    expect("AuthorizerId" not in changed and "AuthorizationScopes" not in changed, f"nobody is asked: {changed}")
    v2.delete_authorizer(ApiId=api, AuthorizerId=made["AuthorizerId"])

    # Deployments and stages.
    deployment = v2.create_deployment(ApiId=api, Description="first")
    expect(deployment["DeploymentStatus"] == "DEPLOYED" and deployment["AutoDeployed"] is False, f"{deployment}")
    made = v2.create_stage(ApiId=api, StageName="dev", DeploymentId=deployment["DeploymentId"], StageVariables={"a": "1", "b": "2"},
                           Tags={"x": "y"})
    expect(made["DefaultRouteSettings"] == {"DetailedMetricsEnabled": False} and made["RouteSettings"] == {} and
           "AutoDeploy" not in made, f"stage: {made}")
    changed = v2.update_stage(ApiId=api, StageName="dev", StageVariables={"a": ""}, RouteSettings={
        "GET /pets/{id}": {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 10}})
    expect(changed["StageVariables"] == {"b": "2"} and "GET /pets/{id}" in changed["RouteSettings"], f"changed: {changed}")
    refused("NotFoundException", v2.update_stage, "Unable to find Route by key GET /no within the provided RouteSettings",
            ApiId=api, StageName="dev", RouteSettings={"GET /no": {"ThrottlingBurstLimit": 5}})
    v2.delete_route_settings(ApiId=api, StageName="dev", RouteKey="GET /pets/{id}")
    expect(v2.get_stage(ApiId=api, StageName="dev")["RouteSettings"] == {}, "route settings are still there")
    refused("BadRequestException", v2.delete_deployment, "must be moved or deleted", ApiId=api,
            DeploymentId=deployment["DeploymentId"])
    refused("ConflictException", v2.create_stage, "Stage already exists", ApiId=api, StageName="dev")
    made = v2.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    expect(made["LastDeploymentStatusMessage"] == f"Successfully deployed stage with deployment ID '{made['DeploymentId']}'", f"{made}")
    arn_of_stage = f"arn:aws:apigateway:{REGION}::/apis/{api}/stages/dev"
    v2.tag_resource(ResourceArn=arn_of_stage, Tags={"more": "1"})
    v2.untag_resource(ResourceArn=arn_of_stage, TagKeys=["x"])
    expect(v2.get_tags(ResourceArn=arn_of_stage)["Tags"] == {"more": "1"}, "tags")
    before = v2.get_stage(ApiId=api, StageName="$default")["DeploymentId"]
    v2.delete_route(ApiId=api, RouteId=route["RouteId"])
    after = v2.get_stage(ApiId=api, StageName="$default")
    expect(after["DeploymentId"] == before and "no routes exist" in after["LastDeploymentStatusMessage"], f"no routes: {after}")
    refused("BadRequestException", v2.create_deployment, "Unable to deploy API because no routes exist in this API", ApiId=api)
    v2.delete_api(ApiId=api)
    refused("NotFoundException", v2.get_routes, ApiId=api)


DOCUMENT = """
openapi: 3.0.1
info: {title: written, version: "2"}
tags: [{name: team, x-amazon-apigateway-tag-value: red}]
paths:
  /$default:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/fn'}
  /pets/{id}:
    get:
      operationId: getPet
      security: [{tokens: [read]}]
      x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/fn'}
  /web:
    put:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: PUT, uri: 'http://127.0.0.1:9/x', payloadFormatVersion: "1.0",
                                        requestParameters: {'append:header.x': $context.requestId}}
components:
  securitySchemes:
    tokens:
      type: oauth2
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration: {issuer: 'https://issuer.example', audience: [a]}
  x-amazon-apigateway-integrations:
    fn: {type: aws_proxy, uri: 'ARN', httpMethod: POST, payloadFormatVersion: "2.0"}
x-amazon-apigateway-cors: {allowOrigins: ['*'], maxAge: 10}
"""


def documents(server, arn):
    v2 = client_of(server.base, "apigatewayv2")
    made = v2.import_api(Body=DOCUMENT.replace("ARN", arn))
    api = made["ApiId"]
    expect(made["Name"] == "written" and made["Tags"] == {"team": "red"} and
           made["CorsConfiguration"] == {"AllowOrigins": ["*"], "MaxAge": 10}, f"imported: {made}")
    routes = {each["RouteKey"]: each for each in v2.get_routes(ApiId=api)["Items"]}
    expect(sorted(routes) == ["$default", "GET /pets/{id}", "PUT /web"], f"routes: {sorted(routes)}")
    expect(routes["$default"]["Target"] == routes["GET /pets/{id}"]["Target"] != routes["PUT /web"]["Target"], "shared integrations")
    pet = routes["GET /pets/{id}"]
    expect((pet["AuthorizationType"], pet["AuthorizationScopes"], pet["OperationName"]) == ("JWT", ["read"], "getPet"), f"{pet}")
    told = json.loads(v2.export_api(ApiId=api, OutputType="JSON", Specification="OAS30")["body"].read())
    expect(told["paths"]["/pets/{id}"]["get"]["security"] == [{"tokens": ["read"]}] and "/$default" in told["paths"], f"told: {told}")
    again = v2.import_api(Body=json.dumps(told))["ApiId"]
    keys = sorted(each["RouteKey"] for each in v2.get_routes(ApiId=again)["Items"])
    expect(keys == sorted(routes), f"again: {keys}")
    text = v2.export_api(ApiId=api, OutputType="YAML", Specification="OAS30")["body"].read().decode()
    expect(text.startswith('openapi: "3.0.1"\n'), f"as YAML: {text}")
    keys = sorted(each["RouteKey"] for each in v2.get_routes(ApiId=v2.import_api(Body=text)["ApiId"])["Items"])
    expect(keys == sorted(routes), f"by YAML: {keys}")
    changed = v2.reimport_api(ApiId=again, Body=json.dumps({"openapi": "3.0.1", "info": {"title": "less"}, "paths": {
        "/one": {"get": told["paths"]["/web"]["put"]}}}))
    expect(changed["Name"] == "less" and [each["RouteKey"] for each in v2.get_routes(ApiId=again)["Items"]] == ["GET /one"] and
           len(v2.get_integrations(ApiId=again)["Items"]) == 1, f"reimported: {changed}")
    refused("BadRequestException", v2.import_api, "Invalid OpenAPI input.", Body="[")
    refused("BadRequestException", v2.import_api, "not formatted properly", Body=json.dumps({
        "openapi": "3.0.1", "info": {"title": "x"}, "paths": {"/a{b}": {"get": {}}}}))


def policies(server):
    """A caller of the directory is held to what its policies say of an API's path."""
    v2 = client_of(server.base, "apigatewayv2")
    mine, other = (v2.create_api(Name=name, ProtocolType="HTTP")["ApiId"] for name in ("mine", "other"))
    iam = client_of(server.base, "iam")
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="one", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "apigateway:GET", "Resource": f"arn:aws:apigateway:{REGION}::/apis/{mine}*"}]}))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    reader = client_of(server.base, "apigatewayv2", account=key["AccessKeyId"], secret=key["SecretAccessKey"])
    expect(reader.get_api(ApiId=mine)["Name"] == "mine" and reader.get_routes(ApiId=mine)["Items"] == [], "what is allowed")
    for call, given in ((reader.get_api, {"ApiId": other}), (reader.get_apis, {}), (reader.delete_api, {"ApiId": mine})):
        refused("AccessDeniedException", call, "apigateway:", **given)
    for each in (mine, other):
        v2.delete_api(ApiId=each)


def metrics():
    """What CloudWatch has of an API, minute by minute."""
    server = Server(None, "--clock", "manual", "--now", "2026-01-01T00:00:00Z")
    v2 = client_of(server.base, "apigatewayv2")
    api = v2.create_api(Name="counted", ProtocolType="HTTP")["ApiId"]
    v2.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    for span in ("1m", "1m"):
        for _ in range(3):
            expect(ask(server, f"{api}.execute-api.localhost", "/nothing")[0] == 404, "there is no route")
        server.ask(server.base + "/_windtunnel/clock", "POST", json.dumps({"advance": span}))
    watch = client_of(server.base, "cloudwatch")
    for dimensions in ([{"Name": "ApiId", "Value": api}], [{"Name": "ApiId", "Value": api}, {"Name": "Stage", "Value": "$default"}]):
        for name in ("Count", "4xx"):
            points = watch.get_metric_statistics(Namespace="AWS/ApiGateway", MetricName=name, Dimensions=dimensions, Period=300,
                                                 StartTime="2025-12-31T23:55:00Z", EndTime="2026-01-01T00:10:00Z",
                                                 Statistics=["Sum", "SampleCount"])["Datapoints"]
            expect(sum(each["Sum"] for each in points) >= 3, f"{name} of {dimensions}: {points}")
    server.stop()


def durable():
    folder = tempfile.mkdtemp()
    server = Server(None, "--data", folder)
    functions, arn, _ = make_functions(server)
    v2 = client_of(server.base, "apigatewayv2")
    api = v2.create_api(Name="quick", ProtocolType="HTTP", Target=arn)["ApiId"]
    stage = v2.get_stage(ApiId=api, StageName="$default")
    expect(stage["AutoDeploy"] and stage["ApiGatewayManaged"], f"quick create: {stage}")
    expect(v2.get_integrations(ApiId=api)["Items"][0]["PayloadFormatVersion"] == "2.0", "quick create's integration")
    allow(functions, "py", api)
    host = f"{api}.execute-api.localhost"
    expect(ask(server, host, "/any")[0] == 201, "before")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.process.stdout.close()
    server = Server(None, "--data", folder)
    v2 = client_of(server.base, "apigatewayv2")
    after = v2.get_stage(ApiId=api, StageName="$default")
    after.pop("ResponseMetadata"), stage.pop("ResponseMetadata")
    expect(after == stage, f"after kill -9: {after} is not {stage}")
    status, _, body = ask(server, host, "/any")
    expect(status == 201 and json.loads(body)["routeKey"] == "$default", f"after kill -9: {status} {body}")
    v2.delete_api(ApiId=api)
    expect(ask(server, host, "/any")[0] == 403, "the API is gone")
    expect(v2.get_apis()["Items"] == [], "it is still listed")
    server.stop()
    shutil.rmtree(folder)


def command_line(server, arn):
    if shutil.which("aws") is None:
        return
    environment = {**os.environ, **KEYS}

    def aws(*arguments):
        done = subprocess.run(["aws", "--endpoint-url", server.base, "--output", "json", "apigatewayv2", *arguments], env=environment,
                              capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode == 0, f"aws {arguments}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None
    api = aws("create-api", "--name", "cli", "--protocol-type", "HTTP", "--target", arn, "--route-key", "GET /hello")["ApiId"]
    expect(aws("get-routes", "--api-id", api)["Items"][0]["RouteKey"] == "GET /hello", "the command line's route")
    aws("delete-api", "--api-id", api)


def main():
    if shutil.which("python3") is None:
        skip("no python3 for functions")
    server = Server(None)
    _, arn, _ = make_functions(server)
    control(server)
    documents(server, arn)
    command_line(server, arn)
    policies(server)
    server.stop()
    metrics()
    durable()
    print("HTTP APIs are made, changed, told of and taken away")


main()
