"""boto3: custom domains with paths, and the scenario's own API as API Gateway tells of it."""
import json
import os
import shutil
import signal
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

def make_api(gateway, name):
    """An API whose /hello says its name and its stage."""
    made = gateway.create_rest_api(name=name)
    resource = gateway.create_resource(restApiId=made["id"], parentId=made["rootResourceId"], pathPart="hello")["id"]
    place = {"restApiId": made["id"], "resourceId": resource, "httpMethod": "GET"}
    gateway.put_method(authorizationType="NONE", **place)
    gateway.put_integration(type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}, **place)
    gateway.put_method_response(statusCode="200", **place)
    gateway.put_integration_response(statusCode="200", responseTemplates={
        "application/json": json.dumps({"api": name, "stage": "$context.stage"})}, **place)
    for stage in ("prod", "test"):
        gateway.create_deployment(restApiId=made["id"], stageName=stage)
    return made["id"]


def domains(server, gateway, one, two):
    def ask(path, host="API.example.com"):
        status, _, body = server.ask(server.base + path, headers={"Host": host})
        return status, json.loads(body)
    arn = "arn:aws:acm:us-east-1:000000000000:certificate/x"
    made = gateway.create_domain_name(domainName="api.example.com", regionalCertificateArn=arn,
                                      endpointConfiguration={"types": ["REGIONAL"]}, tags={"team": "blue"})
    expect(made["regionalDomainName"].endswith(".execute-api.us-east-1.amazonaws.com") and
           made["domainNameStatus"] == "AVAILABLE" and made["securityPolicy"] == "TLS_1_2", f"domain: {made}")
    refused("BadRequestException", gateway.create_domain_name, "already exists", domainName="api.example.com")
    refused("NotFoundException", gateway.get_domain_name, "Invalid domain name identifier specified", domainName="x.example.com")
    expect(ask("/hello") == (403, {"message": "Forbidden"}), f"nothing is mapped: {ask('/hello')}")
    place = {"domainName": "api.example.com"}
    refused("BadRequestException", gateway.create_base_path_mapping, "Invalid REST API identifier specified", restApiId="nothere123", **place)
    refused("BadRequestException", gateway.create_base_path_mapping, "Invalid stage identifier specified", restApiId=one,
            stage="none", **place)
    mapped = gateway.create_base_path_mapping(restApiId=one, stage="prod", **place)
    expect(mapped["basePath"] == "(none)", f"mapped: {mapped}")
    gateway.create_base_path_mapping(restApiId=two, stage="test", basePath="v2", **place)
    gateway.create_base_path_mapping(restApiId=two, basePath="any", **place)
    refused("ConflictException", gateway.create_base_path_mapping, "Base path already exists", restApiId=one, basePath="v2", **place)
    expect(ask("/hello") == (200, {"api": "one", "stage": "prod"}), f"no path: {ask('/hello')}")
    expect(ask("/v2/hello") == (200, {"api": "two", "stage": "test"}), f"a path: {ask('/v2/hello')}")
    expect(ask("/any/prod/hello") == (200, {"api": "two", "stage": "prod"}), f"any stage: {ask('/any/prod/hello')}")
    expect(ask("/any/none/hello")[0] == 403, "no stage")
    changed = gateway.update_base_path_mapping(basePath="v2", patchOperations=[
        {"op": "replace", "path": "/basePath", "value": "v3"}, {"op": "replace", "path": "/restapiId", "value": one}], **place)
    expect(changed == {**changed, "basePath": "v3", "restApiId": one, "stage": "test"}, f"changed: {changed}")
    expect(ask("/v3/hello") == (200, {"api": "one", "stage": "test"}) and ask("/v2/hello")[0] == 403, "after a change")
    names = sorted(each["basePath"] for each in gateway.get_base_path_mappings(**place)["items"])
    expect(names == ["(none)", "any", "v3"], f"mappings: {names}")
    gateway.delete_base_path_mapping(basePath="(none)", **place)
    expect(ask("/hello")[0] == 403 and ask("/v3/hello")[0] == 200, "after a mapping went")
    refused("NotFoundException", gateway.get_base_path_mapping, "Invalid base path mapping identifier specified", basePath="(none)", **place)
    updated = gateway.update_domain_name(patchOperations=[
        {"op": "replace", "path": "/regionalCertificateArn", "value": arn + "2"}], **place)
    expect(updated["regionalCertificateArn"] == arn + "2", f"updated: {updated}")
    return ask


def durable():
    folder = tempfile.mkdtemp()
    server = Server(None, "--data", folder)
    gateway = client_of(server.base, "apigateway")
    one, two = make_api(gateway, "one"), make_api(gateway, "two")
    ask = domains(server, gateway, one, two)
    key = gateway.create_api_key(name="kept", enabled=True)
    plan = gateway.create_usage_plan(name="kept", apiStages=[{"apiId": one, "stage": "prod"}])
    gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.process.stdout.close()
    server = Server(None, "--data", folder)
    gateway = client_of(server.base, "apigateway")
    status, _, body = server.ask(server.base + "/v3/hello", headers={"Host": "api.example.com"})
    expect((status, json.loads(body)) == (200, {"api": "one", "stage": "test"}), f"after kill -9: {status} {body}")
    expect([each["name"] for each in gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]] == ["kept"], "a plan's keys")
    # Its own host is closed once that is deployed; the domain leads there.
    gateway.update_rest_api(restApiId=one, patchOperations=[{"op": "replace", "path": "/disableExecuteApiEndpoint", "value": "true"}])
    own = f"{server.base}/_aws/execute-api/{one}/test/hello"
    expect(server.ask(own)[0] == 200, "nothing was deployed")
    gateway.create_deployment(restApiId=one, stageName="test")
    status, headers, body = server.ask(own)
    expect((status, json.loads(body), headers["x-amzn-errortype"]) == (403, {"message": "Forbidden"}, "ForbiddenException"),
           f"closed: {status} {headers} {body}")
    expect(server.ask(server.base + "/test/hello", headers={"Host": f"{one}.execute-api.us-east-1.amazonaws.com"})[0] == 403, "by its host")
    expect(server.ask(server.base + "/v3/hello", headers={"Host": "api.example.com"})[0] == 200, "by the domain")
    gateway.delete_domain_name(domainName="api.example.com")
    expect(server.ask(server.base + "/v3/hello", headers={"Host": "api.example.com"})[0] != 200, "the domain is gone")
    expect(gateway.get_domain_names()["items"] == [], "the domain is still listed")
    server.stop()
    shutil.rmtree(folder)


def scenario():
    server = Server("serverless-rest.yaml")
    gateway = client_of(server.base, "apigateway")
    apis = gateway.get_rest_apis()["items"]
    expect(len(apis) == 1 and apis[0]["id"] in server.api, f"the scenario's API: {apis} {server.api}")
    api = apis[0]["id"]
    items = gateway.get_resources(restApiId=api, embed=["methods"], limit=100)["items"]
    methods = {(each["path"], verb): method for each in items for verb, method in each.get("resourceMethods", {}).items()}
    reader = methods["/items/{id}", "GET"]
    expect(reader["methodIntegration"]["uri"].endswith(":function:reader/invocations") and
           reader["authorizationType"] == "NONE", f"a route: {reader}")
    guarded = methods["/items", "POST"]
    expect(guarded["authorizationType"] == "COGNITO_USER_POOLS" and
           gateway.get_authorizer(restApiId=api, authorizerId=guarded["authorizerId"])["type"] == "COGNITO_USER_POOLS", f"{guarded}")
    stage = gateway.get_stages(restApiId=api)["item"][0]
    expect(server.api.endswith("/" + stage["stageName"]) and "*/*" in stage["methodSettings"], f"its stage: {stage}")
    refused("NotImplemented", gateway.delete_rest_api, "a scenario's API", restApiId=api)
    server.ask(f"{server.base}/_windtunnel/reset", "POST")
    expect([each["id"] for each in gateway.get_rest_apis()["items"]] == [api], "after a reset")
    server.stop()


def main():
    durable()
    scenario()
    print("domains lead to stages, and the scenario's API is told of")


main()
