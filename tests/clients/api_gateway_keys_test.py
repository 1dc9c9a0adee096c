"""boto3: API keys, usage plans, validators with models, and what callers get of their limits."""
import json

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
VALUE = "abcdefghijklmnopqrst"


def make_api(gateway):
    """Two methods that answer by themselves: one needs a key, one looks at what it gets."""
    made = gateway.create_rest_api(name="limited")
    api, root = made["id"], made["rootResourceId"]
    gateway.create_model(restApiId=api, name="Name", contentType="application/json", schema='{"type": "string", "minLength": 1}')
    gateway.create_model(restApiId=api, name="Pet", contentType="application/json", schema=json.dumps({
        "$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["name"], "properties": {
            "name": {"$ref": f"https://apigateway.amazonaws.com/restapis/{api}/models/Name"}}}))
    refused("BadRequestException", gateway.create_model, "Invalid model schema specified", restApiId=api, name="Bad",
            contentType="application/json", schema='{"properties": []}')
    checks = gateway.create_request_validator(restApiId=api, name="body", validateRequestBody=True,
                                              validateRequestParameters=True)["id"]
    for part, method in (("items", {"apiKeyRequired": True}), ("pets", {
            "requestValidatorId": checks, "requestModels": {"application/json": "Pet"},
            "requestParameters": {"method.request.querystring.kind": True}})):
        resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=part)["id"]
        verb = "GET" if part == "items" else "POST"
        place = {"restApiId": api, "resourceId": resource, "httpMethod": verb}
        gateway.put_method(authorizationType="NONE", **place, **method)
        gateway.put_integration(type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}, **place)
        gateway.put_method_response(statusCode="200", **place)
        gateway.put_integration_response(statusCode="200", **place, responseTemplates={
            "application/json": '{"key": "$context.identity.apiKeyId"}'})
    gateway.create_deployment(restApiId=api, stageName="prod")
    gateway.create_deployment(restApiId=api, stageName="test")
    return api


def keys(gateway):
    made = gateway.create_api_key(name="ann", enabled=True, value=VALUE, description="of Ann", tags={"team": "blue"})
    expect(made["value"] == VALUE and made["enabled"] and made["stageKeys"] == [] and len(made["id"]) == 10, f"key: {made}")
    expect("value" not in gateway.get_api_key(apiKey=made["id"]), "a value that nobody asked for")
    expect(gateway.get_api_key(apiKey=made["id"], includeValue=True)["value"] == VALUE, "a value")
    drawn = gateway.create_api_key(name="bob")
    expect(drawn["enabled"] is False and len(drawn["value"]) == 40, f"drawn: {drawn}")
    refused("ConflictException", gateway.create_api_key, "API Key already exists", value=VALUE)
    refused("BadRequestException", gateway.create_api_key, "at least 20 characters", value="short")
    refused("NotFoundException", gateway.get_api_key, "Invalid API Key identifier specified", apiKey="nothere")
    changed = gateway.update_api_key(apiKey=drawn["id"], patchOperations=[
        {"op": "replace", "path": "/enabled", "value": "true"}, {"op": "replace", "path": "/name", "value": "bert"}])
    expect(changed["enabled"] and changed["name"] == "bert", f"changed: {changed}")
    expect([each["name"] for each in gateway.get_api_keys(nameQuery="ber")["items"]] == ["bert"], "by name")
    pages = gateway.get_paginator("get_api_keys").paginate(includeValues=True, PaginationConfig={"PageSize": 1})
    expect(sorted(each["value"] for page in pages for each in page["items"]) == sorted([VALUE, drawn["value"]]), "pages")
    imported = gateway.import_api_keys(format="csv", body=(
        b"Name,key,description,Enabled,usageplanIds\n"
        b"csv,0123456789012345678901,\"one, two\",TRUE,\nagain,short,,true,\n"))
    expect(len(imported["ids"]) == 1 and len(imported["warnings"]) == 1, f"imported: {imported}")
    expect(gateway.get_api_key(apiKey=imported["ids"][0])["description"] == "one, two", "a field in quotes")
    gateway.delete_api_key(apiKey=imported["ids"][0])
    arn = f"arn:aws:apigateway:us-east-1::/apikeys/{made['id']}"
    gateway.tag_resource(resourceArn=arn, tags={"more": "1"})
    expect(gateway.get_tags(resourceArn=arn)["tags"] == {"team": "blue", "more": "1"}, "tags of a key")
    return made["id"], drawn["id"]


def plans(server, gateway, api, ann, bob):
    def ask(key=None, stage="prod"):
        status, headers, body = server.ask(f"{server.base}/_aws/execute-api/{api}/{stage}/items",
                                           headers={"x-api-key": key} if key else {})
        return status, json.loads(body), headers
    refused("NotFoundException", gateway.create_usage_plan, "Invalid API Stage", name="x",
            apiStages=[{"apiId": api, "stage": "none"}])
    refused("BadRequestException", gateway.create_usage_plan, "offset must be zero in the DAY period", name="x",
            quota={"limit": 1, "period": "DAY", "offset": 1})
    plan = gateway.create_usage_plan(name="small", quota={"limit": 3, "period": "MONTH"},
                                     apiStages=[{"apiId": api, "stage": "prod"}])
    expect(plan["quota"] == {"limit": 3, "offset": 0, "period": "MONTH"}, f"plan: {plan}")
    for key in (None, VALUE, "nobody-knows-this-key-at-all"):
        status, body, headers = ask(key)
        expect((status, body) == (403, {"message": "Forbidden"}) and headers["x-amzn-errortype"] == "ForbiddenException",
               f"key {key}: {status} {body}")
    added = gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=ann, keyType="API_KEY")
    expect(added == {**added, "id": ann, "type": "API_KEY", "value": VALUE, "name": "ann"}, f"added: {added}")
    refused("ConflictException", gateway.create_usage_plan_key, "", usagePlanId=plan["id"], keyId=ann, keyType="API_KEY")
    refused("NotFoundException", gateway.create_usage_plan_key, "Invalid API Key identifier", usagePlanId=plan["id"],
            keyId="nothere", keyType="API_KEY")
    expect(ask(VALUE)[:2] == (200, {"key": ann}), f"with a key: {ask(VALUE)}")
    expect(ask(VALUE, "test")[0] == 403, "a stage that the plan has not")
    gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=[
        {"op": "add", "path": "/apiStages", "value": f"{api}:test"}])
    statuses = [ask(VALUE, "test")[0] for _ in range(3)]
    status, body, headers = ask(VALUE)
    expect((status, body) == (429, {"message": "Limit Exceeded"}) and headers["x-amzn-errortype"] == "LimitExceededException",
           f"the quota: {statuses} {status} {body}")
    import datetime
    today = datetime.datetime.utcnow().strftime("%Y-%m-%d")
    used = gateway.get_usage(usagePlanId=plan["id"], startDate=today, endDate=today)
    expect(used["items"] == {ann: [[3, 0]]}, f"used: {used}")
    gateway.create_usage_plan_key(usagePlanId=plan["id"], keyId=bob, keyType="API_KEY")
    page = gateway.get_usage(usagePlanId=plan["id"], startDate=today, endDate=today, limit=1)
    rest = gateway.get_usage(usagePlanId=plan["id"], startDate=today, endDate=today, limit=1, position=page["position"])
    expect(len(page["items"]) == len(rest["items"]) == 1 and {**page["items"], **rest["items"]}.keys() == {ann, bob} and "position" not in rest,
           f"two pages: {page} {rest}")
    gateway.delete_usage_plan_key(usagePlanId=plan["id"], keyId=bob)
    left = gateway.update_usage(usagePlanId=plan["id"], keyId=ann, patchOperations=[
        {"op": "replace", "path": "/remaining", "value": "2"}])
    expect(left["items"] == {ann: [[3, 2]]}, f"left: {left}")
    expect(ask(VALUE)[0] == 200, "what was given")
    gateway.update_api_key(apiKey=ann, patchOperations=[{"op": "replace", "path": "/enabled", "value": "false"}])
    expect(ask(VALUE)[0] == 403, "a key that is not enabled")
    gateway.update_api_key(apiKey=ann, patchOperations=[{"op": "replace", "path": "/enabled", "value": "true"}])

    fast = gateway.create_usage_plan(name="fast", throttle={"rateLimit": 0.001, "burstLimit": 2},
                                     apiStages=[{"apiId": api, "stage": "prod"}])
    refused("ConflictException", gateway.create_usage_plan_key, "already in a usage plan", usagePlanId=fast["id"], keyId=ann,
            keyType="API_KEY")
    gateway.create_usage_plan_key(usagePlanId=fast["id"], keyId=bob, keyType="API_KEY")
    value = gateway.get_api_key(apiKey=bob, includeValue=True)["value"]
    statuses = [ask(value)[0] for _ in range(3)]
    expect(statuses == [200, 200, 429], f"the plan's throttle: {statuses}")
    changed = gateway.update_usage_plan(usagePlanId=fast["id"], patchOperations=[
        {"op": "replace", "path": "/throttle/burstLimit", "value": "100"},
        {"op": "replace", "path": "/throttle/rateLimit", "value": "100"},
        {"op": "replace", "path": f"/apiStages/{api}:prod/throttle/~1items~1GET/burstLimit", "value": "0"},
        {"op": "replace", "path": f"/apiStages/{api}:prod/throttle/~1items~1GET/rateLimit", "value": "0"}])
    expect(changed["apiStages"][0]["throttle"] == {"/items/GET": {"burstLimit": 0, "rateLimit": 0.0}}, f"changed: {changed}")
    status, body, _ = ask(value)
    expect((status, body) == (429, {"message": "Too Many Requests"}), f"a method's throttle: {status} {body}")
    gateway.update_usage_plan(usagePlanId=fast["id"], patchOperations=[
        {"op": "remove", "path": f"/apiStages/{api}:prod/throttle"}])
    expect([each["name"] for each in gateway.get_usage_plan_keys(usagePlanId=fast["id"])["items"]] == ["bert"], "its keys")
    expect([each["name"] for each in gateway.get_usage_plans(keyId=bob)["items"]] == ["fast"], "a key's plans")
    gateway.delete_usage_plan_key(usagePlanId=fast["id"], keyId=bob)
    expect(ask(value)[0] == 403, "a key that left its plan")
    refused("NotFoundException", gateway.get_usage_plan_key, "Invalid API Key", usagePlanId=fast["id"], keyId=bob)
    gateway.delete_usage_plan(usagePlanId=fast["id"])
    refused("NotFoundException", gateway.get_usage_plan, "Invalid Usage Plan ID specified", usagePlanId=fast["id"])


def validators(server, gateway, api):
    def ask(path, body, kind="application/json"):
        status, headers, text = server.ask(f"{server.base}/_aws/execute-api/{api}/prod{path}", "POST", body, {"Content-Type": kind})
        return status, json.loads(text), headers.get("x-amzn-errortype")
    expect(ask("/pets?kind=cat", '{"name": "Tom"}')[0] == 200, "a pet")
    for body in ('{"name": ""}', "{}", "", "no json", '["name"]'):
        expect(ask("/pets?kind=cat", body) == (400, {"message": "Invalid request body"}, "BadRequestException"),
               f"{body!r}: {ask('/pets?kind=cat', body)}")
    expect(ask("/pets", "{}") == (400, {"message": "Missing required request parameters: [kind]"}, "BadRequestException"),
           f"first the parameters: {ask('/pets', '{}')}")
    status = ask("/pets?kind=cat", "x", "text/plain")[0]
    expect(status != 400, f"a type without a model is not looked at: {status}")


def main():
    server = Server(None)
    gateway = client_of(server.base, "apigateway")
    api = make_api(gateway)
    ann, bob = keys(gateway)
    plans(server, gateway, api, ann, bob)
    validators(server, gateway, api)
    server.ask(f"{server.base}/_windtunnel/reset", "POST")
    expect(gateway.get_api_keys()["items"] == [] and gateway.get_usage_plans()["items"] == [], "after a reset")
    server.stop()
    print("keys, plans and models hold callers to what they say")


main()
