"""boto3: REST APIs of OpenAPI and Swagger documents, changed by documents, and told as documents."""
import json

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
MOCK = {"type": "mock", "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {"default": {"statusCode": "200", "responseTemplates": {
            "application/json": '{"id": "$input.params(\'id\')"}'},
            "responseParameters": {"method.response.header.X-From": "'here'"}}}}
OPENAPI = {
    "openapi": "3.0.1", "info": {"title": "pets", "version": "1.2", "description": "of a document"},
    "servers": [{"url": "https://example.com/{basePath}", "variables": {"basePath": {"default": "/v1"}}}],
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True, "validateRequestParameters": True}},
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "x-amazon-apigateway-gateway-responses": {"MISSING_AUTHENTICATION_TOKEN": {
        "statusCode": 404, "responseTemplates": {"application/json": '{"no": true}'}}},
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"operationId": "getPet", "responses": {"200": {"description": "a pet", "headers": {
                "X-From": {"schema": {"type": "string"}}}, "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Pet"}}}}},
                "security": [{"key": []}], "x-amazon-apigateway-integration": MOCK}},
        "/pets": {
            "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
                     "responses": {"200": {"description": "done", "headers": {"X-From": {"schema": {"type": "string"}}}}},
                     "x-amazon-apigateway-integration": MOCK},
            "x-amazon-apigateway-any-method": {
                "responses": {"200": {"description": "any", "headers": {"X-From": {"schema": {"type": "string"}}}}},
                "security": [{"guard": []}], "x-amazon-apigateway-integration": MOCK}}},
    "components": {
        "schemas": {"Pet": {"type": "object", "required": ["name"], "properties": {"name": {"$ref": "#/components/schemas/Name"}}},
                    "Name": {"type": "string", "minLength": 1}, "Not-A-Name": {"type": "string"}},
        "securitySchemes": {
            "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
            "guard": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "custom",
                      "x-amazon-apigateway-authorizer": {
                          "type": "token", "authorizerResultTtlInSeconds": 60, "authorizerUri":
                          "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                          "arn:aws:lambda:us-east-1:000000000000:function:guard/invocations"}}}}}
SWAGGER = """
swagger: "2.0"
info: {title: yaml, version: 2021-01-01T00:00:00Z}
basePath: /base
paths:
  /things:
    get:
      produces: [application/json]
      parameters:
        - {name: kind, in: query, required: true, type: string}
      responses:
        "200": {description: ok}
      x-amazon-apigateway-integration:
        type: MOCK
        passthroughBehavior: when_no_match
        requestTemplates: {application/json: "{\\"statusCode\\": 200}"}
        responses: {default: {statusCode: 200, responseTemplates: {application/json: "{\\"things\\": 2}"}}}
"""


def imported(server, gateway):
    made = gateway.import_rest_api(body=json.dumps(OPENAPI), parameters={"endpointConfigurationTypes": "REGIONAL"})
    api = made["id"]
    expect(made["name"] == "pets" and made["version"] == "1.2" and made["binaryMediaTypes"] == ["image/png"] and
           made["endpointConfiguration"]["types"] == ["REGIONAL"] and len(made["warnings"]) == 1, f"imported: {made}")
    items = {each["path"]: each for each in gateway.get_resources(restApiId=api, embed=["methods"], limit=100)["items"]}
    expect(set(items) == {"/", "/pets", "/pets/{id}"} and items["/"]["id"] == made["rootResourceId"], f"paths: {set(items)}")
    method = items["/pets/{id}"]["resourceMethods"]["GET"]
    expect(method["operationName"] == "getPet" and method["apiKeyRequired"] and
           method["requestParameters"] == {"method.request.path.id": True} and
           method["methodResponses"]["200"]["responseModels"] == {"application/json": "Pet"}, f"a method: {method}")
    guarded = items["/pets"]["resourceMethods"]["ANY"]
    guard = gateway.get_authorizers(restApiId=api)["items"][0]
    expect(guarded["authorizationType"] == "CUSTOM" and guarded["authorizerId"] == guard["id"] and
           guard["authorizerResultTtlInSeconds"] == 60, f"guarded: {guarded} {guard}")
    schema = json.loads(gateway.get_model(restApiId=api, modelName="Pet")["schema"])
    expect(schema["properties"]["name"]["$ref"] == f"https://apigateway.amazonaws.com/restapis/{api}/models/Name", f"{schema}")
    gateway.create_deployment(restApiId=api, stageName="prod")

    def ask(path, method="GET", body=None):
        status, headers, text = server.ask(f"{server.base}/_aws/execute-api/{api}/prod{path}", method, body,
                                           {"Content-Type": "application/json"})
        return status, json.loads(text), headers.get("x-from")
    expect(ask("/pets", "POST", '{"name": "Tom"}') == (200, {"id": ""}, "here"), f"{ask('/pets', 'POST', '{}')}")
    expect(ask("/pets", "POST", '{"name": ""}')[:2] == (400, {"message": "Invalid request body"}), "the document's validator")
    expect(ask("/pets/7")[0] == 403, "the document's key")
    expect(ask("/none")[:2] == (404, {"no": True}), "the document's gateway response")
    return api


def changed(gateway, api):
    more = {"openapi": "3.0.1", "info": {"title": "animals", "version": "2"}, "paths": {"/pets": {"get": {
        "responses": {"200": {"description": "x", "headers": {"X-From": {}}}}, "x-amazon-apigateway-integration": MOCK}},
        "/dogs": {"get": {"responses": {}, "x-amazon-apigateway-integration": {**MOCK, "responses": {}}}}}}
    before = {each["path"]: each["id"] for each in gateway.get_resources(restApiId=api)["items"]}
    gateway.put_rest_api(restApiId=api, mode="merge", body=json.dumps(more))
    items = {each["path"]: each for each in gateway.get_resources(restApiId=api)["items"]}
    expect(set(items["/pets"]["resourceMethods"]) == {"ANY", "GET", "POST"} and items["/pets"]["id"] == before["/pets"] and
           set(items) == {"/", "/pets", "/pets/{id}", "/dogs"}, f"merged: {items}")
    put = gateway.put_rest_api(restApiId=api, mode="overwrite", body=json.dumps(more), parameters={"basepath": "prepend"})
    items = gateway.get_resources(restApiId=api)["items"]
    expect(put["name"] == "animals" and sorted(each["path"] for each in items) == ["/", "/dogs", "/pets"] and
           gateway.get_authorizers(restApiId=api)["items"] == [], f"overwritten: {items}")
    refused("BadRequestException", gateway.put_rest_api, "Invalid OpenAPI input.", restApiId=api, body=b"[1")
    refused("BadRequestException", gateway.import_rest_api, "Unable to build importer", body=b'{"info": {"title": "x"}}')
    wrong = json.loads(json.dumps(more))
    wrong["paths"]["/pets"]["get"]["x-amazon-apigateway-integration"]["type"] = "aws_proxy"
    refused("BadRequestException", gateway.import_rest_api, "Unable to put method 'GET' on resource at path '/pets'",
            body=json.dumps(wrong))
    refused("BadRequestException", gateway.import_rest_api, "Warnings found during import", failOnWarnings=True,
            body=json.dumps(OPENAPI))


def yaml(server, gateway):
    api = gateway.import_rest_api(body=SWAGGER, parameters={"basepath": "prepend"})["id"]
    gateway.create_deployment(restApiId=api, stageName="prod")
    status, _, body = server.ask(f"{server.base}/_aws/execute-api/{api}/prod/base/things")
    expect((status, json.loads(body)) == (200, {"things": 2}), f"Swagger in YAML: {status} {body}")


def exported(gateway):
    api = gateway.import_rest_api(body=json.dumps(OPENAPI))["id"]
    gateway.create_deployment(restApiId=api, stageName="prod")
    for kind, version in (("oas30", ("openapi", "3.0.1")), ("swagger", ("swagger", "2.0"))):
        got = gateway.get_export(restApiId=api, stageName="prod", exportType=kind, parameters={"extensions": "integrations,authorizers"},
                                 accepts="application/json")
        document = json.loads(got["body"].read())
        expect(document[version[0]] == version[1] and got["contentDisposition"].startswith(f'attachment; filename="{kind}_'),
               f"{kind}: {document}")
        again = gateway.import_rest_api(body=json.dumps(document))["id"]

        def told(api):
            items = gateway.get_resources(restApiId=api, embed=["methods"], limit=100)["items"]
            told = {each["path"]: each.get("resourceMethods", {}) for each in items}
            for methods in told.values():
                for method in methods.values():
                    for drawn in ("authorizerId", "requestValidatorId"):
                        method[drawn] = drawn in method
                    method["methodIntegration"].pop("cacheNamespace")
            return told
        expect(told(again) == told(api), f"{kind} there and back: {json.dumps(told(again))} is not {json.dumps(told(api))}")
        got = gateway.get_export(restApiId=api, stageName="prod", exportType=kind, parameters={"extensions": "integrations,authorizers"},
                                 accepts="application/yaml")
        text = got["body"].read().decode()
        expect(text.startswith(f'{version[0]}: "{version[1]}"\n') and got["contentDisposition"].endswith('.yaml"'), f"{kind} as YAML: {text}")
        again = gateway.import_rest_api(body=text)["id"]
        expect(told(again) == told(api), f"{kind} as YAML and back: {json.dumps(told(again))} is not {json.dumps(told(api))}")
    plain = json.loads(gateway.get_export(restApiId=api, stageName="prod", exportType="oas30")["body"].read())
    expect("x-amazon-apigateway-integration" not in json.dumps(plain), "extensions that nobody asked for")
    refused("BadRequestException", gateway.get_export, "No API exporter for type 'x'", restApiId=api, stageName="prod",
            exportType="x")


def main():
    server = Server(None)
    gateway = client_of(server.base, "apigateway")
    api = imported(server, gateway)
    changed(gateway, api)
    yaml(server, gateway)
    exported(gateway)
    server.stop()
    print("APIs are made of documents, and documents of APIs")


main()
