# The to-do service in each language, as Terraform deploys it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "services" { # by language: the runtime, the handler, the package
  type = map(object({ runtime = string, handler = string, package = string }))
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  endpoints {
    apigateway = var.endpoint
    iam        = var.endpoint
    lambda     = var.endpoint
    s3         = var.endpoint
    sts        = var.endpoint
  }
}

resource "aws_s3_bucket" "items" {
  for_each      = var.services
  bucket        = "todo-${each.key}"
  force_destroy = true
}

resource "aws_iam_role" "todo" {
  for_each = var.services
  name     = "todo-${each.key}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "items" {
  for_each = var.services
  name     = "items"
  role     = aws_iam_role.todo[each.key].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = ["arn:aws:s3:::todo-${each.key}", "arn:aws:s3:::todo-${each.key}/*"] }]
  })
}

resource "aws_lambda_function" "todo" {
  for_each         = var.services
  function_name    = "todo-${each.key}"
  role             = aws_iam_role.todo[each.key].arn
  runtime          = each.value.runtime
  handler          = each.value.handler
  filename         = each.value.package
  source_code_hash = filebase64sha256(each.value.package)
  timeout          = 30
  environment {
    variables = { BUCKET = aws_s3_bucket.items[each.key].id }
  }
}

resource "aws_api_gateway_rest_api" "todo" {
  for_each = var.services
  name     = "todo-${each.key}"
}

resource "aws_api_gateway_resource" "items" {
  for_each    = var.services
  rest_api_id = aws_api_gateway_rest_api.todo[each.key].id
  parent_id   = aws_api_gateway_rest_api.todo[each.key].root_resource_id
  path_part   = "items"
}

resource "aws_api_gateway_resource" "item" {
  for_each    = var.services
  rest_api_id = aws_api_gateway_rest_api.todo[each.key].id
  parent_id   = aws_api_gateway_resource.items[each.key].id
  path_part   = "{id}"
}

resource "aws_api_gateway_method" "items" {
  for_each      = var.services
  rest_api_id   = aws_api_gateway_rest_api.todo[each.key].id
  resource_id   = aws_api_gateway_resource.items[each.key].id
  http_method   = "ANY"
  authorization = "NONE"
}

resource "aws_api_gateway_method" "item" {
  for_each      = var.services
  rest_api_id   = aws_api_gateway_rest_api.todo[each.key].id
  resource_id   = aws_api_gateway_resource.item[each.key].id
  http_method   = "ANY"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "items" {
  for_each                = var.services
  rest_api_id             = aws_api_gateway_rest_api.todo[each.key].id
  resource_id             = aws_api_gateway_resource.items[each.key].id
  http_method             = aws_api_gateway_method.items[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.todo[each.key].invoke_arn
}

resource "aws_api_gateway_integration" "item" {
  for_each                = var.services
  rest_api_id             = aws_api_gateway_rest_api.todo[each.key].id
  resource_id             = aws_api_gateway_resource.item[each.key].id
  http_method             = aws_api_gateway_method.item[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.todo[each.key].invoke_arn
}

resource "aws_api_gateway_deployment" "todo" {
  for_each    = var.services
  rest_api_id = aws_api_gateway_rest_api.todo[each.key].id
  depends_on  = [aws_api_gateway_integration.items, aws_api_gateway_integration.item]
}

resource "aws_api_gateway_stage" "todo" {
  for_each      = var.services
  rest_api_id   = aws_api_gateway_rest_api.todo[each.key].id
  deployment_id = aws_api_gateway_deployment.todo[each.key].id
  stage_name    = "prod"
}

resource "aws_lambda_permission" "todo" {
  for_each      = var.services
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.todo[each.key].function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.todo[each.key].execution_arn}/*/*"
}

output "apis" {
  value = { for language, api in aws_api_gateway_rest_api.todo : language => api.id }
}
