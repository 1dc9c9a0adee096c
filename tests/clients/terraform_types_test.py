"""Terraform's own AWS provider with the types of resources that the other Terraform tests leave out: S3, IAM, Lambda, REST APIs, Cognito,
RDS, ElastiCache, CloudWatch, Logs, SSM, Secrets Manager, KMS. All in one configuration, since the provider waits for minutes by itself; applied,
planned again without a change, changed, planned again, destroyed. Providers: terraform.py."""
import json

from clients import Server, boto3_or_skip, client_of, expect, package
from terraform import Terraform, providers_or_skip

boto3_or_skip()

CONFIGURATION = '''
variable "colour" { default = "blue" }
variable "limit" { default = 10 }
locals {
  tags  = { colour = var.colour }
  trust = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

# S3
resource "aws_s3_bucket" "one" {
  bucket        = "tf-types"
  force_destroy = true
  tags          = local.tags
}
resource "aws_s3_bucket_versioning" "one" {
  bucket = aws_s3_bucket.one.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_public_access_block" "one" {
  bucket                  = aws_s3_bucket.one.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_server_side_encryption_configuration" "one" {
  bucket = aws_s3_bucket.one.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}
resource "aws_s3_bucket_cors_configuration" "one" {
  bucket = aws_s3_bucket.one.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://a.example"]
  }
}
resource "aws_s3_bucket_lifecycle_configuration" "one" {
  bucket = aws_s3_bucket.one.id
  rule {
    id     = "old"
    status = "Enabled"
    filter { prefix = "logs/" }
    expiration { days = var.limit }
  }
}
resource "aws_s3_bucket_ownership_controls" "one" {
  bucket = aws_s3_bucket.one.id
  rule { object_ownership = "BucketOwnerEnforced" }
}
resource "aws_s3_object" "one" {
  bucket  = aws_s3_bucket.one.id
  key     = "a/b"
  content = var.colour
}
resource "aws_s3_bucket_notification" "one" {
  bucket = aws_s3_bucket.one.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.one.arn
    events              = ["s3:ObjectCreated:*"]
  }
  depends_on = [aws_lambda_permission.bucket]
}

# IAM
resource "aws_iam_role" "one" {
  name               = "tf-one"
  assume_role_policy = local.trust
  tags               = local.tags
}
resource "aws_iam_role_policy" "one" {
  name   = "inline"
  role   = aws_iam_role.one.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "kinesis:*"], Resource = "*" }] })
}
resource "aws_iam_policy" "one" {
  name   = "tf-one"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }] })
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.one.name
  policy_arn = aws_iam_policy.one.arn
}
resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.one.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
resource "aws_iam_instance_profile" "one" {
  name = "tf-one"
  role = aws_iam_role.one.name
}
resource "aws_iam_user" "one" {
  name = "tf-one"
  tags = local.tags
}
resource "aws_iam_access_key" "one" { user = aws_iam_user.one.name }
resource "aws_iam_group" "one" { name = "tf-one" }
resource "aws_iam_user_group_membership" "one" {
  user   = aws_iam_user.one.name
  groups = [aws_iam_group.one.name]
}

# Lambda
resource "aws_lambda_layer_version" "one" {
  layer_name          = "tf-one"
  filename            = "layer.zip"
  compatible_runtimes = ["python3.12"]
}
resource "aws_lambda_function" "one" {
  function_name                  = "tf-one"
  role                           = aws_iam_role.one.arn
  runtime                        = "python3.12"
  handler                        = "app.handler"
  filename                       = "code.zip"
  publish                        = true
  reserved_concurrent_executions = var.limit
  layers                         = [aws_lambda_layer_version.one.arn]
  environment { variables = { COLOUR = var.colour } }
  tags = local.tags
}
resource "aws_lambda_alias" "one" {
  name             = "live"
  function_name    = aws_lambda_function.one.function_name
  function_version = aws_lambda_function.one.version
}
resource "aws_lambda_provisioned_concurrency_config" "one" {
  function_name                     = aws_lambda_function.one.function_name
  qualifier                         = aws_lambda_alias.one.name
  provisioned_concurrent_executions = 1
}
resource "aws_lambda_function_url" "one" {
  function_name      = aws_lambda_function.one.function_name
  authorization_type = "AWS_IAM"
}
resource "aws_lambda_function_event_invoke_config" "one" {
  function_name          = aws_lambda_function.one.function_name
  maximum_retry_attempts = 1
}
resource "aws_lambda_permission" "bucket" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.one.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.one.arn
}
resource "aws_kinesis_stream" "one" {
  name        = "tf-one"
  shard_count = 1
}
resource "aws_lambda_event_source_mapping" "one" {
  event_source_arn  = aws_kinesis_stream.one.arn
  function_name     = aws_lambda_function.one.arn
  starting_position = "LATEST"
  batch_size        = var.limit
}

# REST APIs
resource "aws_api_gateway_rest_api" "one" {
  name = "tf-one"
  tags = local.tags
}
resource "aws_api_gateway_resource" "one" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  parent_id   = aws_api_gateway_rest_api.one.root_resource_id
  path_part   = "items"
}
resource "aws_api_gateway_authorizer" "one" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  name          = "people"
  type          = "COGNITO_USER_POOLS"
  provider_arns = [aws_cognito_user_pool.one.arn]
}
resource "aws_api_gateway_model" "one" {
  rest_api_id  = aws_api_gateway_rest_api.one.id
  name         = "Item"
  content_type = "application/json"
  schema       = jsonencode({ type = "object" })
}
resource "aws_api_gateway_request_validator" "one" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  name                  = "all"
  validate_request_body = true
}
resource "aws_api_gateway_gateway_response" "one" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  response_type = "UNAUTHORIZED"
  status_code   = "401"
}
resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.one.id
  resource_id   = aws_api_gateway_resource.one.id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  resource_id = aws_api_gateway_resource.one.id
  http_method = aws_api_gateway_method.get.http_method
  type        = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 200 }) }
}
resource "aws_api_gateway_method_response" "get" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  resource_id = aws_api_gateway_resource.one.id
  http_method = aws_api_gateway_method.get.http_method
  status_code = "200"
}
resource "aws_api_gateway_integration_response" "get" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  resource_id = aws_api_gateway_resource.one.id
  http_method = aws_api_gateway_method.get.http_method
  status_code = aws_api_gateway_method_response.get.status_code
  depends_on  = [aws_api_gateway_integration.get]
}
resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.one.id
  resource_id          = aws_api_gateway_resource.one.id
  http_method          = "POST"
  authorization        = "COGNITO_USER_POOLS"
  authorizer_id        = aws_api_gateway_authorizer.one.id
  request_validator_id = aws_api_gateway_request_validator.one.id
  request_models       = { "application/json" = aws_api_gateway_model.one.name }
  api_key_required     = true
}
resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.one.id
  resource_id             = aws_api_gateway_resource.one.id
  http_method             = aws_api_gateway_method.post.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.one.invoke_arn
}
resource "aws_api_gateway_deployment" "one" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  depends_on  = [aws_api_gateway_integration_response.get, aws_api_gateway_integration.post]
}
resource "aws_api_gateway_stage" "one" {
  rest_api_id           = aws_api_gateway_rest_api.one.id
  deployment_id         = aws_api_gateway_deployment.one.id
  stage_name            = "prod"
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
  variables             = { colour = var.colour }
}
resource "aws_api_gateway_method_settings" "one" {
  rest_api_id = aws_api_gateway_rest_api.one.id
  stage_name  = aws_api_gateway_stage.one.stage_name
  method_path = "*/*"
  settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = var.limit
    caching_enabled        = true
    cache_ttl_in_seconds   = 60
  }
}
resource "aws_api_gateway_usage_plan" "one" {
  name = "tf-one"
  api_stages {
    api_id = aws_api_gateway_rest_api.one.id
    stage  = aws_api_gateway_stage.one.stage_name
  }
  quota_settings {
    limit  = 1000
    period = "DAY"
  }
}
resource "aws_api_gateway_api_key" "one" { name = "tf-one" }
resource "aws_api_gateway_usage_plan_key" "one" {
  key_id        = aws_api_gateway_api_key.one.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.one.id
}

# Cognito
resource "aws_cognito_user_pool" "one" {
  name                     = "tf-one"
  auto_verified_attributes = ["email"]
  tags                     = local.tags
}
resource "aws_cognito_user_pool_client" "one" {
  name                = "web"
  user_pool_id        = aws_cognito_user_pool.one.id
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}
resource "aws_cognito_user_pool_domain" "one" {
  domain       = "tf-one"
  user_pool_id = aws_cognito_user_pool.one.id
}
resource "aws_cognito_resource_server" "one" {
  identifier   = "https://items.example"
  name         = "items"
  user_pool_id = aws_cognito_user_pool.one.id
  scope {
    scope_name        = "read"
    scope_description = "reads"
  }
}
resource "aws_cognito_user_group" "one" {
  name         = "people"
  user_pool_id = aws_cognito_user_pool.one.id
}
resource "aws_cognito_user" "one" {
  user_pool_id = aws_cognito_user_pool.one.id
  username     = "ann"
  password     = "A-Long-Pass-1"
}
resource "aws_cognito_identity_pool" "one" {
  identity_pool_name               = "tf one"
  allow_unauthenticated_identities = true
}
resource "aws_cognito_identity_pool_roles_attachment" "one" {
  identity_pool_id = aws_cognito_identity_pool.one.id
  roles            = { unauthenticated = aws_iam_role.one.arn }
}

# RDS and ElastiCache: the provider waits 80 s for an instance, 30 s for a group
resource "aws_db_parameter_group" "one" {
  name   = "tf-one"
  family = "postgres16"
  parameter {
    name  = "log_statement"
    value = "all"
  }
}
resource "aws_db_instance" "one" {
  identifier           = "tf-one"
  engine               = "postgres"
  engine_version       = "16"
  instance_class       = "db.t4g.micro"
  allocated_storage    = 20
  username             = "someone"
  password             = "a-long-password"
  skip_final_snapshot  = true
  parameter_group_name = aws_db_parameter_group.one.name
  tags                 = local.tags
}
resource "aws_elasticache_parameter_group" "one" {
  name   = "tf-one"
  family = "valkey8"
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }
}
resource "aws_elasticache_replication_group" "one" {
  replication_group_id = "tf-one"
  description          = var.colour
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = "cache.t4g.micro"
  num_cache_clusters   = 1
  parameter_group_name = aws_elasticache_parameter_group.one.name
}

# What is watched, kept and told
resource "aws_cloudwatch_log_group" "one" {
  name              = "/tf/one"
  retention_in_days = 7
  tags              = local.tags
}
resource "aws_cloudwatch_log_metric_filter" "one" {
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.one.name
  pattern        = "ERROR"
  metric_transformation {
    name      = "errors"
    namespace = "tf"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "one" {
  alarm_name          = "tf-one"
  namespace           = "tf"
  metric_name         = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Sum"
  threshold           = var.limit
  tags                = local.tags
}
resource "aws_cloudwatch_dashboard" "one" {
  dashboard_name = "tf-one"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 6, height = 2, properties = { markdown = var.colour } }] })
}
resource "aws_ssm_parameter" "one" {
  name  = "/tf/one"
  type  = "String"
  value = var.colour
}
resource "aws_kms_key" "one" {
  description             = var.colour
  enable_key_rotation     = true
  deletion_window_in_days = 7
  tags                    = local.tags
}
resource "aws_kms_alias" "one" {
  name          = "alias/tf-one"
  target_key_id = aws_kms_key.one.key_id
}
resource "aws_secretsmanager_secret" "one" {
  name                    = "tf-one"
  kms_key_id              = aws_kms_key.one.arn
  recovery_window_in_days = 0
  tags                    = local.tags
}
resource "aws_secretsmanager_secret_version" "one" {
  secret_id     = aws_secretsmanager_secret.one.id
  secret_string = jsonencode({ colour = var.colour })
}
'''


def by(provider):
    server = Server(None, "--databases", "embedded")
    terraform = Terraform(server.base, CONFIGURATION, provider, files={
        "code.zip": package(app="import os\ndef handler(event, context):\n    return os.environ['COLOUR']\n"), "layer.zip": package(shared="WORD = 1\n")})
    functions = client_of(server.base, "lambda")
    for colour, limit in (("blue", 10), ("red", 12)):
        terraform.apply(colour=colour, limit=limit)
        said = functions.invoke(FunctionName="tf-one")["Payload"].read().decode()
        expect(json.loads(said) == colour, f"its environment: {said}")
        expect(functions.get_function_concurrency(FunctionName="tf-one")["ReservedConcurrentExecutions"] == limit, "a limit")
        key = client_of(server.base, "kms").describe_key(KeyId="alias/tf-one")["KeyMetadata"]
        expect(key["Description"] == colour, f"a key: {key}")
        expect(client_of(server.base, "ssm").get_parameter(Name="/tf/one")["Parameter"]["Value"] == colour, "a parameter")
    terraform.destroy()
    expect(client_of(server.base, "kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "PendingDeletion", "the key")
    left = {"functions": functions.list_functions()["Functions"], "buckets": client_of(server.base).list_buckets()["Buckets"],
            "roles": client_of(server.base, "iam").list_roles()["Roles"], "apis": client_of(server.base, "apigateway").get_rest_apis()["items"],
            "pools": client_of(server.base, "cognito-idp").list_user_pools(MaxResults=9)["UserPools"],
            "databases": client_of(server.base, "rds").describe_db_instances()["DBInstances"],
            "alarms": client_of(server.base, "cloudwatch").describe_alarms()["MetricAlarms"]}
    expect(not any(left.values()), f"something is left: {left}")
    server.stop()
    print(f"Terraform, AWS {provider[1]}: applies, plans, changes and destroys {CONFIGURATION.count('resource ')} resources")


for each in providers_or_skip():
    by(each)
