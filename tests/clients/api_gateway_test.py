"""boto3, unmodified, against a fresh server: a REST API is made, deployed, called, changed and taken away."""
import json
import os
import shutil
import signal
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
ACCOUNT = "000000000000"


def mock(gateway, api, resource, verb="GET", status=200, parameters=None, template='{"said": "hello"}', **method):
    """A method that answers by itself."""
    gateway.put_method(restApiId=api, resourceId=resource, httpMethod=verb,
                       **{"authorizationType": "NONE", **method})
    gateway.put_integration(restApiId=api, resourceId=resource, httpMethod=verb, type="MOCK",
                            requestTemplates={"application/json": json.dumps({"statusCode": status})})
    parameters = parameters or {}
    gateway.put_method_response(restApiId=api, resourceId=resource, httpMethod=verb, statusCode=str(status),
                                responseParameters={name: False for name in parameters})
    gateway.put_integration_response(restApiId=api, resourceId=resource, httpMethod=verb, statusCode=str(status),
                                     responseParameters=parameters, responseTemplates={"application/json": template})


def url_of(server, api, stage, path):
    return f"{server.base}/_aws/execute-api/{api}/{stage}{path}"


def apis(gateway):
    made = gateway.create_rest_api(name="pets", description="of a test", tags={"team": "blue"})
    expect(made["ResponseMetadata"]["HTTPStatusCode"] == 201, f"status: {made}")
    api = made["id"]
    expect(len(api) == 10 and api.isalnum() and api.islower(), f"id: {api}")
    for name, value in {"apiKeySource": "HEADER", "disableExecuteApiEndpoint": False, "tags": {"team": "blue"},
                        "endpointConfiguration": {"types": ["EDGE"], "ipAddressType": "ipv4"}}.items():
        expect(made[name] == value, f"{name}: {made}")
    again = gateway.get_rest_api(restApiId=api)
    made.pop("ResponseMetadata"), again.pop("ResponseMetadata")
    expect(made == again, f"{made} is not {again}")
    refused("NotFoundException", gateway.get_rest_api, f"Invalid API identifier specified {ACCOUNT}:nothere123",
            restApiId="nothere123")
    refused("BadRequestException", gateway.create_rest_api, "must be between 0 and 10485760", name="x",
            minimumCompressionSize=-2)

    changed = gateway.update_rest_api(restApiId=api, patchOperations=[
        {"op": "replace", "path": "/name", "value": "animals"},
        {"op": "add", "path": "/binaryMediaTypes/image~1png"},
        {"op": "add", "path": "/binaryMediaTypes/image~1gif"},
        {"op": "remove", "path": "/binaryMediaTypes/image~1gif"},
        {"op": "replace", "path": "/minimumCompressionSize", "value": "1024"},
        {"op": "replace", "path": "/endpointConfiguration/types/EDGE", "value": "REGIONAL"}])
    expect(changed["name"] == "animals" and changed["binaryMediaTypes"] == ["image/png"], f"changed: {changed}")
    expect(changed["minimumCompressionSize"] == 1024 and changed["endpointConfiguration"]["types"] == ["REGIONAL"],
           f"changed: {changed}")
    refused("BadRequestException", gateway.update_rest_api,
            "Invalid patch path  '/nothing' specified for op 'replace'. Must be one of: [/name, ", restApiId=api,
            patchOperations=[{"op": "replace", "path": "/nothing", "value": "x"}])
    refused("BadRequestException", gateway.update_rest_api, "Invalid patch operation specified. Must be one of: [replace]",
            restApiId=api, patchOperations=[{"op": "remove", "path": "/name"}])
    expect(gateway.get_rest_api(restApiId=api)["name"] == "animals", "a refused patch changed something")

    arn = f"arn:aws:apigateway:us-east-1::/restapis/{api}"
    gateway.tag_resource(resourceArn=arn, tags={"cost": "1"})
    gateway.untag_resource(resourceArn=arn, tagKeys=["team"])
    expect(gateway.get_tags(resourceArn=arn)["tags"] == {"cost": "1"}, "tags")

    more = [gateway.create_rest_api(name=f"api-{i}")["id"] for i in range(5)]
    found = [each["id"] for page in gateway.get_paginator("get_rest_apis").paginate(PaginationConfig={"PageSize": 2})
             for each in page["items"]]
    expect(sorted(found) == sorted([api, *more]), f"pages: {found}")
    for each in more:
        gateway.delete_rest_api(restApiId=each)
    expect([each["id"] for each in gateway.get_rest_apis()["items"]] == [api], "some are left")
    account = gateway.update_account(patchOperations=[
        {"op": "replace", "path": "/cloudwatchRoleArn", "value": "arn:aws:iam::000000000000:role/logs"}])
    expect(account["cloudwatchRoleArn"].endswith("role/logs") and account["throttleSettings"]["burstLimit"] == 5000,
           f"account: {account}")
    return api


def resources(gateway, api):
    root = gateway.get_resources(restApiId=api)["items"][0]
    expect(root["path"] == "/" and root["id"] == gateway.get_rest_api(restApiId=api)["rootResourceId"], f"root: {root}")
    pets = gateway.create_resource(restApiId=api, parentId=root["id"], pathPart="pets")
    expect(len(pets["id"]) == 6 and pets["path"] == "/pets" and pets["parentId"] == root["id"], f"resource: {pets}")
    one = gateway.create_resource(restApiId=api, parentId=pets["id"], pathPart="{id}")
    refused("ConflictException", gateway.create_resource, "Another resource with the same parent already has this name: pets",
            restApiId=api, parentId=root["id"], pathPart="pets")
    refused("BadRequestException", gateway.create_resource, "path part only allow", restApiId=api, parentId=root["id"],
            pathPart="a b")
    refused("BadRequestException", gateway.create_resource, "A sibling ({id}) of this resource", restApiId=api,
            parentId=pets["id"], pathPart="{name}")
    rest = gateway.create_resource(restApiId=api, parentId=root["id"], pathPart="{proxy+}")
    refused("BadRequestException", gateway.create_resource,
            "Cannot create a child of a resource with a greedy path variable: {proxy+}", restApiId=api,
            parentId=rest["id"], pathPart="more")
    refused("NotFoundException", gateway.create_resource, "Invalid Resource identifier specified", restApiId=api,
            parentId="nothere", pathPart="x")
    refused("BadRequestException", gateway.update_resource, "Root resource cannot update its pathPart.", restApiId=api,
            resourceId=root["id"], patchOperations=[{"op": "replace", "path": "/pathPart", "value": "x"}])
    moved = gateway.update_resource(restApiId=api, resourceId=pets["id"], patchOperations=[
        {"op": "replace", "path": "/pathPart", "value": "animals"}])
    expect(moved["path"] == "/animals", f"moved: {moved}")
    expect(gateway.get_resource(restApiId=api, resourceId=one["id"])["path"] == "/animals/{id}", "what stands below moves")
    gateway.update_resource(restApiId=api, resourceId=pets["id"], patchOperations=[
        {"op": "replace", "path": "/pathPart", "value": "pets"}])
    gateway.delete_resource(restApiId=api, resourceId=rest["id"])
    return root["id"], pets["id"], one["id"]


def methods(gateway, api, pets):
    refused("BadRequestException", gateway.put_method, "Invalid HttpMethod specified. Valid options are GET,", restApiId=api,
            resourceId=pets, httpMethod="FETCH", authorizationType="NONE")
    refused("BadRequestException", gateway.put_method, "Invalid authorizer ID specified.", restApiId=api, resourceId=pets,
            httpMethod="GET", authorizationType="CUSTOM", authorizerId="nothere")
    refused("BadRequestException", gateway.create_deployment, "The REST API doesn't contain any methods", restApiId=api)
    made = gateway.put_method(restApiId=api, resourceId=pets, httpMethod="POST", authorizationType="NONE",
                              requestParameters={"method.request.header.X-Kind": True})
    expect(made["apiKeyRequired"] is False and made["httpMethod"] == "POST", f"method: {made}")
    refused("ConflictException", gateway.put_method, "Method already exists", restApiId=api, resourceId=pets,
            httpMethod="POST", authorizationType="NONE")
    refused("BadRequestException", gateway.create_deployment, "No integration defined for method", restApiId=api)
    place = {"restApiId": api, "resourceId": pets, "httpMethod": "POST"}
    refused("NotFoundException", gateway.get_integration, "Invalid Integration identifier specified", **place)
    refused("BadRequestException", gateway.put_integration, "Enumeration value for HttpMethod must be non-empty",
            type="HTTP", uri="http://x", **place)
    refused("BadRequestException", gateway.put_integration, "Invalid HTTP endpoint specified for URI",
            type="HTTP", uri="nowhere", integrationHttpMethod="GET", **place)
    refused("BadRequestException", gateway.put_integration, "AWS ARN for integration must contain path or action", type="AWS",
            uri="arn:aws:apigateway:us-east-1:lambda:test", integrationHttpMethod="POST", **place)
    refused("BadRequestException", gateway.put_integration, "currently only supports Lambda function and Firehose stream",
            type="AWS_PROXY", uri="arn:aws:apigateway:us-east-1:dynamodb:action/PutItem", integrationHttpMethod="POST",
            **place)
    refused("BadRequestException", gateway.put_integration, "Invalid mapping expression parameter specified",
            type="MOCK", requestParameters={"integration.request.header.X": "method.request.header.Unsaid"}, **place)
    made = gateway.put_integration(type="MOCK", requestTemplates={"application/json": '{"statusCode": 201}'},
                                   requestParameters={"integration.request.header.X": "method.request.header.X-Kind"},
                                   **place)
    expect(made["timeoutInMillis"] == 29000 and made["passthroughBehavior"] == "WHEN_NO_MATCH" and
           made["cacheNamespace"] == pets and made["cacheKeyParameters"] == [], f"integration: {made}")
    refused("NotFoundException", gateway.put_integration_response, "Invalid Response status code specified",
            statusCode="201", **place)
    gateway.put_method_response(statusCode="201", responseParameters={"method.response.header.X-Is": False}, **place)
    refused("ConflictException", gateway.put_method_response, "Response already exists", statusCode="201", **place)
    refused("BadRequestException", gateway.put_integration_response, "Invalid mapping expression parameter specified",
            statusCode="201", responseParameters={"method.response.header.Other": "'x'"}, **place)
    gateway.put_integration_response(statusCode="201", responseParameters={"method.response.header.X-Is": "'a cat'"},
                                     **place)
    changed = gateway.update_integration(patchOperations=[
        {"op": "replace", "path": "/timeoutInMillis", "value": "2000"},
        {"op": "add", "path": "/requestTemplates/text~1plain", "value": '{"statusCode": 201}'}], **place)
    expect(changed["timeoutInMillis"] == 2000 and set(changed["requestTemplates"]) == {"application/json", "text/plain"},
           f"integration: {changed}")
    changed = gateway.update_method(patchOperations=[
        {"op": "replace", "path": "/apiKeyRequired", "value": "true"},
        {"op": "replace", "path": "/operationName", "value": "AddPet"}], **place)
    expect(changed["apiKeyRequired"] is True and changed["operationName"] == "AddPet", f"method: {changed}")
    gateway.update_method(patchOperations=[{"op": "replace", "path": "/apiKeyRequired", "value": "false"}], **place)
    shown = gateway.get_resources(restApiId=api)["items"]
    expect([each for each in shown if each["id"] == pets][0]["resourceMethods"] == {"POST": {}}, f"resources: {shown}")
    whole = gateway.get_resource(restApiId=api, resourceId=pets, embed=["methods"])["resourceMethods"]["POST"]
    expect(whole["methodIntegration"]["integrationResponses"]["201"]["responseParameters"] ==
           {"method.response.header.X-Is": "'a cat'"}, f"whole: {whole}")


def parts(gateway, api, pets):
    names = sorted(model["name"] for model in gateway.get_models(restApiId=api)["items"])
    expect(names == ["Empty", "Error"], f"models: {names}")
    gateway.create_model(restApiId=api, name="Pet", contentType="application/json", schema='{"type": "object"}')
    refused("ConflictException", gateway.create_model, "Model name already exists for this REST API", restApiId=api,
            name="Pet", contentType="application/json", schema='{"type": "object"}')
    refused("NotFoundException", gateway.get_model, "Invalid model name specified: None", restApiId=api, modelName="None")
    place = {"restApiId": api, "resourceId": pets, "httpMethod": "POST"}
    gateway.update_method(patchOperations=[{"op": "add", "path": "/requestModels/application~1json", "value": "Pet"}],
                          **place)
    refused("ConflictException", gateway.delete_model, "Cannot delete model 'Pet', is referenced in method request: /pets/POST",
            restApiId=api, modelName="Pet")
    gateway.update_method(patchOperations=[{"op": "remove", "path": "/requestModels/application~1json"}], **place)
    gateway.delete_model(restApiId=api, modelName="Pet")
    validator = gateway.create_request_validator(restApiId=api, name="all", validateRequestParameters=True)
    expect(validator["validateRequestBody"] is False and validator["validateRequestParameters"], f"{validator}")
    gateway.update_method(patchOperations=[{"op": "replace", "path": "/requestValidatorId", "value": validator["id"]}],
                          **place)
    all_of_them = gateway.get_gateway_responses(restApiId=api, limit=500)["items"]
    expect(len(all_of_them) == 21 and all(each["defaultResponse"] for each in all_of_them), f"{all_of_them}")
    gateway.put_gateway_response(restApiId=api, responseType="MISSING_AUTHENTICATION_TOKEN", statusCode="404",
                                 responseParameters={"gatewayresponse.header.X-Why": "'nobody'"},
                                 responseTemplates={"application/json": '{"no": $context.error.messageString}'})
    uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:guard/invocations"
    made = gateway.create_authorizer(restApiId=api, name="guard", type="TOKEN", authorizerUri=uri,
                                     identitySource="method.request.header.Authorization")
    expect(made["authorizerResultTtlInSeconds"] == 300 and made["authType"] == "custom", f"authorizer: {made}")
    refused("BadRequestException", gateway.create_authorizer, "Invalid Authorizer URI", restApiId=api, name="other",
            type="TOKEN", authorizerUri="x", identitySource="method.request.header.Authorization")
    gateway.update_authorizer(restApiId=api, authorizerId=made["id"], patchOperations=[
        {"op": "replace", "path": "/authorizerResultTtlInSeconds", "value": "0"}])
    expect(gateway.get_authorizers(restApiId=api)["items"][0]["authorizerResultTtlInSeconds"] == 0, "the time to live")
    gateway.delete_authorizer(restApiId=api, authorizerId=made["id"])


def deployed(server, gateway, api, root, one):
    mock(gateway, api, root, "OPTIONS", 204, {"method.response.header.Access-Control-Allow-Origin": "'*'"}, "")
    mock(gateway, api, one)
    first = gateway.create_deployment(restApiId=api, stageName="prod", description="first", variables={"who": "me"})
    expect(len(first["id"]) == 6 and first["description"] == "first", f"deployment: {first}")
    stage = gateway.get_stage(restApiId=api, stageName="prod")
    expect(stage["deploymentId"] == first["id"] and stage["variables"] == {"who": "me"} and
           stage["cacheClusterStatus"] == "NOT_AVAILABLE" and stage["methodSettings"] == {}, f"stage: {stage}")

    status, headers, body = server.ask(url_of(server, api, "prod", "/pets/7"))
    expect((status, json.loads(body)) == (200, {"said": "hello"}), f"GET: {status} {body}")
    expect(len(headers["x-amzn-requestid"]) == 36 and headers["x-amz-apigw-id"].endswith("=") and
           headers["x-amzn-trace-id"].startswith("Root=1-"), f"headers: {headers}")
    status, _, body = server.ask(f"{server.base}/prod/pets/7", headers={"Host": f"{api}.execute-api.localhost"})
    expect(status == 200 and "hello" in body, f"by host: {status} {body}")
    status, _, body = server.ask(f"{server.base}/prod/pets/7", headers={"Host": f"{api}.execute-api.us-east-1.amazonaws.com"})
    expect(status == 200 and "hello" in body, f"by AWS's host: {status} {body}")
    status, _, body = server.ask(f"{server.base}/restapis/{api}/prod/_user_request_/pets/7")
    expect(status == 200 and "hello" in body, f"by the field's path: {status} {body}")
    status, headers, _ = server.ask(url_of(server, api, "prod", "/"), "OPTIONS")
    expect(status == 204 and headers["access-control-allow-origin"] == "*", f"OPTIONS: {status} {headers}")
    status, headers, body = server.ask(url_of(server, api, "prod", "/none"))
    expect(status == 404 and json.loads(body) == {"no": "Missing Authentication Token"} and headers["x-why"] == "nobody" and
           headers["x-amzn-errortype"] == "MissingAuthenticationTokenException", f"none: {status} {headers} {body}")
    status, _, body = server.ask(url_of(server, api, "none", "/pets/7"))
    expect((status, json.loads(body)) == (403, {"message": "Forbidden"}), f"no stage: {status} {body}")
    status, headers, body = server.ask(url_of(server, api, "prod", "/pets"), "POST", "{}")
    expect((status, json.loads(body)) == (400, {"message": "Missing required request parameters: [X-Kind]"}) and
           headers["x-amzn-errortype"] == "BadRequestException", f"parameters: {status} {body}")
    status, headers, _ = server.ask(url_of(server, api, "prod", "/pets"), "POST", "{}", {"X-Kind": "cat", "Content-Type": "application/json"})
    expect(status == 201 and headers["x-is"] == "a cat", f"POST: {status} {headers}")

    # What is written down is not deployed.
    gateway.update_integration_response(restApiId=api, resourceId=one, httpMethod="GET", statusCode="200", patchOperations=[
        {"op": "replace", "path": "/responseTemplates/application~1json", "value": '{"said": "bye"}'}])
    expect("hello" in server.ask(url_of(server, api, "prod", "/pets/7"))[2], "a change without a deployment")
    second = gateway.create_deployment(restApiId=api)
    expect("hello" in server.ask(url_of(server, api, "prod", "/pets/7"))[2], "a deployment without a stage")
    gateway.create_stage(restApiId=api, stageName="test", deploymentId=second["id"])
    expect("bye" in server.ask(url_of(server, api, "test", "/pets/7"))[2], "another stage")
    expect("hello" in server.ask(url_of(server, api, "prod", "/pets/7"))[2], "two stages")
    gateway.update_stage(restApiId=api, stageName="prod", patchOperations=[
        {"op": "replace", "path": "/deploymentId", "value": second["id"]}])
    expect("bye" in server.ask(url_of(server, api, "prod", "/pets/7"))[2], "a stage that moved")
    refused("BadRequestException", gateway.delete_deployment, "Active stages pointing to this deployment must be moved or deleted",
            restApiId=api, deploymentId=second["id"])
    gateway.delete_deployment(restApiId=api, deploymentId=first["id"])
    refused("BadRequestException", gateway.create_stage, "Deployment id does not exist", restApiId=api, stageName="x",
            deploymentId="nothere")
    refused("ConflictException", gateway.create_stage, "Stage already exists", restApiId=api, stageName="test",
            deploymentId=second["id"])
    summary = gateway.get_deployment(restApiId=api, deploymentId=second["id"], embed=["apisummary"])["apiSummary"]
    expect(summary["/pets/{id}"]["GET"] == {"authorizationType": "NONE", "apiKeyRequired": False}, f"summary: {summary}")


def settings(server, gateway, api):
    changed = gateway.update_stage(restApiId=api, stageName="test", patchOperations=[
        {"op": "replace", "path": "/*/*/throttling/burstLimit", "value": "1"},
        {"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "0.001"},
        {"op": "replace", "path": "/~1pets/POST/throttling/rateLimit", "value": "10"},
        {"op": "replace", "path": "/variables/colour", "value": "blue"},
        {"op": "replace", "path": "/description", "value": "slow"}])
    expect(changed["methodSettings"]["*/*"]["throttlingRateLimit"] == 0.001 and
           changed["methodSettings"]["*/*"]["cacheTtlInSeconds"] == 300 and
           changed["methodSettings"]["~1pets/POST"]["throttlingBurstLimit"] == 5000 and
           changed["variables"] == {"colour": "blue"}, f"stage: {changed}")
    statuses = [server.ask(url_of(server, api, "test", "/pets/7"))[0] for _ in range(4)]
    expect(statuses[-1] == 429 and statuses.count(200) <= 1, f"throttled: {statuses}")
    status, headers, body = server.ask(url_of(server, api, "test", "/pets/7"))
    expect((status, json.loads(body)) == (429, {"message": "Too Many Requests"}) and
           headers["x-amzn-errortype"] == "TooManyRequestsException", f"throttled: {status} {headers} {body}")
    status, _, _ = server.ask(url_of(server, api, "test", "/pets"), "POST", "{}", {"X-Kind": "cat", "Content-Type": "application/json"})
    expect(status == 201, f"a method with limits of its own: {status}")
    changed = gateway.update_stage(restApiId=api, stageName="test", patchOperations=[{"op": "remove", "path": "/*/*"}])
    expect(set(changed["methodSettings"]) == {"~1pets/POST"}, f"stage: {changed}")
    expect(server.ask(url_of(server, api, "test", "/pets/7"))[0] == 200, "still throttled")
    gateway.update_stage(restApiId=api, stageName="test", patchOperations=[
        {"op": "replace", "path": "/*/*/throttling/burstLimit", "value": "2147483647"},
        {"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "1e300"}])
    expect(server.ask(url_of(server, api, "test", "/pets/7"))[0] == 200, "limits that no bucket holds")
    gateway.update_stage(restApiId=api, stageName="test", patchOperations=[{"op": "remove", "path": "/*/*"}])
    gateway.flush_stage_cache(restApiId=api, stageName="test")
    gateway.delete_stage(restApiId=api, stageName="test")
    expect(server.ask(url_of(server, api, "test", "/pets/7"))[0] == 403, "the stage is still there")


def functions():
    """A method of an API in front of a scenario's function."""
    server = Server("serverless-rest.yaml")
    gateway = client_of(server.base, "apigateway")
    api = gateway.create_rest_api(name="items")
    items = gateway.create_resource(restApiId=api["id"], parentId=api["rootResourceId"], pathPart="items")
    one = gateway.create_resource(restApiId=api["id"], parentId=items["id"], pathPart="{id}")
    place = {"restApiId": api["id"], "resourceId": one["id"], "httpMethod": "GET"}
    gateway.put_method(authorizationType="NONE", **place)
    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:reader"
    gateway.put_integration(type="AWS_PROXY", integrationHttpMethod="POST",
                            uri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations", **place)
    gateway.create_deployment(restApiId=api["id"], stageName="v1")
    status, headers, body = server.ask(url_of(server, api["id"], "v1", "/items/42"))
    expect(status == 200 and "price" in json.loads(body), f"a function's answer: {status} {headers} {body}")
    gateway.update_integration(patchOperations=[
        {"op": "replace", "path": "/uri",
         "value": f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn[:-6]}nobody/invocations"}], **place)
    gateway.create_deployment(restApiId=api["id"], stageName="v1")
    status, headers, body = server.ask(url_of(server, api["id"], "v1", "/items/42"))
    expect((status, json.loads(body)) == (500, {"message": "Internal server error"}), f"no function: {status} {body}")
    gateway.delete_rest_api(restApiId=api["id"])
    expect(server.ask(url_of(server, api["id"], "v1", "/items/42"))[0] == 403, "the API is still there")
    server.stop()


def durable():
    """What was answered is there after kill -9, and answers requests."""
    folder = tempfile.mkdtemp()
    server = Server(None, "--data", folder)
    gateway = client_of(server.base, "apigateway")
    api = gateway.create_rest_api(name="kept")
    mock(gateway, api["id"], api["rootResourceId"])
    gateway.create_deployment(restApiId=api["id"], stageName="prod")
    gateway.delete_rest_api(restApiId=gateway.create_rest_api(name="gone")["id"])
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.process.stdout.close()
    server = Server(None, "--data", folder)
    gateway = client_of(server.base, "apigateway")
    expect([each["name"] for each in gateway.get_rest_apis()["items"]] == ["kept"], "what was kept")
    status, _, body = server.ask(url_of(server, api["id"], "prod", "/"))
    expect((status, json.loads(body)) == (200, {"said": "hello"}), f"after kill -9: {status} {body}")
    server.ask(f"{server.base}/_windtunnel/reset", "POST")
    expect(gateway.get_rest_apis()["items"] == [], "after a reset")
    expect(server.ask(url_of(server, api["id"], "prod", "/"))[0] == 403, "an address after a reset")
    server.stop()
    shutil.rmtree(folder)


def accounts(server):
    """Accounts and regions know nothing of each other."""
    other = client_of(server.base, "apigateway", account="123456789012")
    expect(other.get_rest_apis()["items"] == [], "another account's APIs")
    elsewhere = client_of(server.base, "apigateway", region="eu-central-1")
    expect(elsewhere.get_rest_apis()["items"] == [], "another region's APIs")


def main():
    server = Server(None)
    gateway = client_of(server.base, "apigateway")
    api = apis(gateway)
    root, pets, one = resources(gateway, api)
    methods(gateway, api, pets)
    parts(gateway, api, pets)
    deployed(server, gateway, api, root, one)
    settings(server, gateway, api)
    accounts(server)
    gateway.delete_rest_api(restApiId=api)
    server.stop()
    functions()
    durable()
    print("boto3 makes, deploys, calls and changes REST APIs")


main()
