"""Terraform's own AWS provider: a distribution before a private bucket, with policies, a web ACL and logs, is applied, planned again
without a change, changed and destroyed. Providers: terraform.py."""
import urllib.error
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect
from terraform import Terraform, providers_or_skip

boto3_or_skip()

CONFIGURATION = '''
variable "ttl" { default = 60 }

resource "aws_s3_bucket" "site" { bucket = "tf-site" }
resource "aws_s3_object" "page" {
  bucket  = aws_s3_bucket.site.id
  key     = "index.html"
  content = "hello"
}
resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.site.arn}/*"
      Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.site.arn } }
    }]
  })
}
resource "aws_s3_bucket" "logs" { bucket = "tf-logs" }
resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_wafv2_web_acl" "wall" {
  name  = "wall"
  scope = "CLOUDFRONT"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "wall"
    sampled_requests_enabled   = true
  }
}
resource "aws_cloudfront_origin_access_control" "site" {
  name                              = "site"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}
resource "aws_cloudfront_cache_policy" "mine" {
  name        = "mine"
  min_ttl     = 0
  default_ttl = var.ttl
  max_ttl     = 600
  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip = true
    cookies_config { cookie_behavior = "none" }
    headers_config { header_behavior = "none" }
    query_strings_config {
      query_string_behavior = "whitelist"
      query_strings { items = ["page"] }
    }
  }
}
resource "aws_cloudfront_response_headers_policy" "mine" {
  name = "mine"
  security_headers_config {
    frame_options {
      frame_option = "DENY"
      override     = true
    }
  }
}
resource "aws_cloudfront_key_value_store" "paths" {
  name    = "paths"
  comment = "by Terraform"
}
resource "aws_cloudfront_function" "rewrite" {
  name                         = "rewrite"
  runtime                      = "cloudfront-js-2.0"
  publish                      = true
  key_value_store_associations = [aws_cloudfront_key_value_store.paths.arn]
  code                         = "function handler(event) { event.request.headers['x-ttl'] = { value: '${var.ttl}' }; return event.request; }"
}
data "aws_cloudfront_origin_request_policy" "s3" { name = "Managed-CORS-S3Origin" }
resource "aws_cloudfront_distribution" "site" {
  enabled             = true
  comment             = "by Terraform"
  default_root_object = "index.html"
  price_class         = "PriceClass_100"
  web_acl_id          = aws_wafv2_web_acl.wall.arn
  origin {
    origin_id                = "site"
    domain_name              = aws_s3_bucket.site.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
  }
  origin {
    origin_id   = "api"
    domain_name = "127.0.0.1"
    custom_origin_config {
      http_port              = 9
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "allow-all"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.mine.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.s3.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.mine.id
  }
  ordered_cache_behavior {
    path_pattern           = "/api/*"
    target_origin_id       = "api"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
    forwarded_values {
      query_string = true
      headers      = ["Authorization"]
      cookies { forward = "none" }
    }
    min_ttl     = 0
    default_ttl = 0
    max_ttl     = 0
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.rewrite.arn
    }
  }
  custom_error_response {
    error_code            = 404
    response_code         = 200
    response_page_path    = "/index.html"
    error_caching_min_ttl = 5
  }
  logging_config {
    bucket          = aws_s3_bucket.logs.bucket_domain_name
    prefix          = "cdn/"
    include_cookies = false
  }
  restrictions {
    geo_restriction {
      restriction_type = "blacklist"
      locations        = ["AQ"]
    }
  }
  viewer_certificate { cloudfront_default_certificate = true }
  tags       = { team = "edge" }
  depends_on = [aws_s3_bucket_ownership_controls.logs]
}
output "domain" { value = aws_cloudfront_distribution.site.domain_name }
'''


def by(provider):
    server = Server(None)
    terraform = Terraform(server.base, CONFIGURATION, provider)

    def ask(domain, path):
        request = urllib.request.Request(server.base + path, headers={"Host": domain})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()
    terraform.apply()
    domain = terraform.output("domain")
    status, fields, body = ask(domain, "/")
    expect((status, body, fields["X-Frame-Options"]) == (200, b"hello", "DENY"), f"through the distribution: {status} {body}")
    terraform.apply(ttl=120)
    front = client_of(server.base, "cloudfront")
    policies = front.list_cache_policies(Type="custom")["CachePolicyList"]["Items"]
    expect(policies[0]["CachePolicy"]["CachePolicyConfig"]["DefaultTTL"] == 120, "a change")
    s3 = client_of(server.base)
    for each in s3.list_objects_v2(Bucket="tf-logs").get("Contents", []):
        s3.delete_object(Bucket="tf-logs", Key=each["Key"])
    terraform.destroy()
    expect(front.list_distributions()["DistributionList"]["Quantity"] == 0 and ask(domain, "/")[0] == 403, "something is left")
    server.stop()
    print(f"Terraform, AWS {provider[1]}: applies, plans and destroys a distribution")


for each in providers_or_skip():
    by(each)
