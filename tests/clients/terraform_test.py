"""Terraform's own AWS provider: HTTP APIs and streams are applied, planned again without a change, changed and destroyed. Providers: terraform.py."""
import json

from clients import Server, boto3_or_skip, client_of, expect
from terraform import Terraform, providers_or_skip

boto3_or_skip()

CONFIGURATION = '''
variable "limit" { default = 10 }
locals { function = "arn:aws:lambda:us-east-1:000000000000:function:any" }

resource "aws_apigatewayv2_api" "one" {
  name          = "one"
  protocol_type = "HTTP"
  description   = "of a test"
  version       = "1"
  cors_configuration {
    allow_origins = ["https://a.example"]
    allow_methods = ["GET", "PUT"]
    allow_headers = ["x-a"]
    max_age       = 60
  }
  tags = { team = "blue" }
}
resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.one.id
  integration_type       = "AWS_PROXY"
  integration_uri        = local.function
  payload_format_version = "2.0"
}
resource "aws_apigatewayv2_integration" "web" {
  api_id             = aws_apigatewayv2_api.one.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = "http://127.0.0.1:9/{proxy}"
  request_parameters = { "append:header.x-id" = "$context.requestId" }
  response_parameters {
    status_code = 404
    mappings    = { "overwrite:statuscode" = "410" }
  }
}
resource "aws_apigatewayv2_authorizer" "tokens" {
  api_id           = aws_apigatewayv2_api.one.id
  name             = "tokens"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    issuer   = "https://issuer.example"
    audience = ["a"]
  }
}
resource "aws_apigatewayv2_authorizer" "function" {
  api_id                            = aws_apigatewayv2_api.one.id
  name                              = "function"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${local.function}/invocations"
  identity_sources                  = ["$request.header.x-who"]
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = true
}
resource "aws_apigatewayv2_route" "read" {
  api_id               = aws_apigatewayv2_api.one.id
  route_key            = "GET /pets/{id}"
  target               = "integrations/${aws_apigatewayv2_integration.function.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.tokens.id
  authorization_scopes = ["read"]
}
resource "aws_apigatewayv2_route" "asked" {
  api_id             = aws_apigatewayv2_api.one.id
  route_key          = "ANY /web/{proxy+}"
  target             = "integrations/${aws_apigatewayv2_integration.web.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.function.id
}
resource "aws_apigatewayv2_route" "rest" {
  api_id    = aws_apigatewayv2_api.one.id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.function.id}"
}
resource "aws_apigatewayv2_stage" "root" {
  api_id      = aws_apigatewayv2_api.one.id
  name        = "$default"
  auto_deploy = true
  default_route_settings {
    throttling_burst_limit = var.limit
    throttling_rate_limit  = 20
  }
  stage_variables = { colour = "blue" }
}
resource "aws_apigatewayv2_deployment" "first" {
  api_id     = aws_apigatewayv2_api.one.id
  depends_on = [aws_apigatewayv2_route.read]
}
resource "aws_apigatewayv2_stage" "named" {
  api_id        = aws_apigatewayv2_api.one.id
  name          = "named"
  deployment_id = aws_apigatewayv2_deployment.first.id
  route_settings {
    route_key              = aws_apigatewayv2_route.read.route_key
    throttling_burst_limit = 5
    throttling_rate_limit  = 5
  }
}
resource "aws_apigatewayv2_domain_name" "shop" {
  domain_name = "shop.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:us-east-1:000000000000:certificate/x"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}
resource "aws_apigatewayv2_api_mapping" "shop" {
  api_id          = aws_apigatewayv2_api.one.id
  domain_name     = aws_apigatewayv2_domain_name.shop.id
  stage           = aws_apigatewayv2_stage.named.id
  api_mapping_key = "v1/pets"
}
resource "aws_kinesis_stream" "events" {
  name             = "events"
  shard_count      = 2
  retention_period = 48
  tags             = { team = "blue" }
}
resource "aws_kinesis_stream_consumer" "reader" {
  name       = "reader"
  stream_arn = aws_kinesis_stream.events.arn
}
resource "aws_kinesis_firehose_delivery_stream" "archive" {
  name        = "archive"
  destination = "extended_s3"
  kinesis_source_configuration {
    kinesis_stream_arn = aws_kinesis_stream.events.arn
    role_arn           = "arn:aws:iam::000000000000:role/deliver"
  }
  extended_s3_configuration {
    role_arn            = "arn:aws:iam::000000000000:role/deliver"
    bucket_arn          = "arn:aws:s3:::archive"
    buffering_size      = var.limit
    buffering_interval  = 60
    compression_format  = "GZIP"
    prefix              = "events/!{timestamp:yyyy}/"
    error_output_prefix = "errors/!{firehose:error-output-type}/"
  }
  tags = { team = "blue" }
}
'''


def by(provider):
    server = Server(None)
    terraform = Terraform(server.base, CONFIGURATION, provider)
    terraform.apply()
    v2 = client_of(server.base, "apigatewayv2")
    api = v2.get_apis()["Items"][0]["ApiId"]
    expect(len(v2.get_routes(ApiId=api)["Items"]) == 3, "three routes")
    status, _, body = server.ask(server.base + "/v1/pets/web/x", headers={"Host": "shop.example.com"})
    expect(status == 401 or json.loads(body)["message"] == "Not Found", f"the named stage: {status} {body}")
    terraform.apply(limit=11)
    expect(v2.get_stage(ApiId=api, StageName="$default")["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 11, "a change")
    firehose = client_of(server.base, "firehose")
    about = firehose.describe_delivery_stream(DeliveryStreamName="archive")["DeliveryStreamDescription"]
    hints = about["Destinations"][0]["ExtendedS3DestinationDescription"]["BufferingHints"]
    expect(about["VersionId"] == "2" and hints == {"SizeInMBs": 11, "IntervalInSeconds": 60}, about)
    terraform.destroy()
    expect(v2.get_apis()["Items"] == [] and v2.get_domain_names()["Items"] == [], "something is left")
    expect(client_of(server.base, "kinesis").list_streams()["StreamNames"] == [] and
           firehose.list_delivery_streams()["DeliveryStreamNames"] == [], "a stream is left")
    server.stop()
    print(f"Terraform, AWS {provider[1]}: applies, plans and destroys HTTP APIs and streams")


for each in providers_or_skip():
    by(each)
