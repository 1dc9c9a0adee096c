"""Terraform's own AWS provider: web ACLs with their sets and groups are applied, planned again without a change, changed and
destroyed. Providers: terraform.py."""

from clients import Server, boto3_or_skip, client_of, expect
from terraform import Terraform, providers_or_skip

boto3_or_skip()

CONFIGURATION = '''
variable "limit" { default = 100 }

resource "aws_wafv2_ip_set" "bad" {
  name               = "bad"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24", "198.51.100.7/32"]
  tags               = { team = "blue" }
}
resource "aws_wafv2_regex_pattern_set" "words" {
  name  = "words"
  scope = "REGIONAL"
  regular_expression { regex_string = "secret" }
}
resource "aws_wafv2_rule_group" "mine" {
  name     = "mine"
  scope    = "REGIONAL"
  capacity = 60
  rule {
    name     = "words"
    priority = 1
    action {
      block {}
    }
    statement {
      regex_pattern_set_reference_statement {
        arn = aws_wafv2_regex_pattern_set.words.arn
        field_to_match {
          query_string {}
        }
        text_transformation {
          priority = 0
          type     = "LOWERCASE"
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "words"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "mine"
    sampled_requests_enabled   = true
  }
}
resource "aws_wafv2_web_acl" "wall" {
  name  = "wall"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  custom_response_body {
    key          = "slow"
    content      = "slow down"
    content_type = "TEXT_PLAIN"
  }
  rule {
    name     = "bad"
    priority = 1
    action {
      block {
        custom_response {
          response_code            = 429
          custom_response_body_key = "slow"
        }
      }
    }
    statement {
      ip_set_reference_statement { arn = aws_wafv2_ip_set.bad.arn }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "bad"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "mine"
    priority = 2
    override_action {
      none {}
    }
    statement {
      rule_group_reference_statement { arn = aws_wafv2_rule_group.mine.arn }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "mine"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "core"
    priority = 3
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
        rule_action_override {
          name = "SizeRestrictions_BODY"
          action_to_use {
            count {}
          }
        }
        scope_down_statement {
          geo_match_statement { country_codes = ["US", "CH"] }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "core"
      sampled_requests_enabled   = true
    }
  }
  rule {
    name     = "rate"
    priority = 4
    action {
      captcha {}
    }
    statement {
      rate_based_statement {
        limit              = var.limit
        aggregate_key_type = "IP"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "wall"
    sampled_requests_enabled   = true
  }
}
resource "aws_cloudwatch_log_group" "wall" { name = "aws-waf-logs-wall" }
resource "aws_wafv2_web_acl_logging_configuration" "wall" {
  resource_arn            = aws_wafv2_web_acl.wall.arn
  log_destination_configs = [aws_cloudwatch_log_group.wall.arn]
}
'''


def by(provider):
    server = Server(None)
    terraform = Terraform(server.base, CONFIGURATION, provider)
    terraform.apply()
    waf = client_of(server.base, "wafv2")
    made = waf.list_web_acls(Scope="REGIONAL")["WebACLs"][0]
    read = waf.get_web_acl(Name="wall", Scope="REGIONAL", Id=made["Id"])["WebACL"]
    expect({each["Name"] for each in read["Rules"]} == {"bad", "mine", "core", "rate"} and read["Capacity"] == 2 + 60 + 701 + 2,
           f"the web ACL: {read}")
    terraform.apply(limit=200)
    read = waf.get_web_acl(Name="wall", Scope="REGIONAL", Id=made["Id"])["WebACL"]
    rate = next(each for each in read["Rules"] if each["Name"] == "rate")
    expect(rate["Statement"]["RateBasedStatement"]["Limit"] == 200, "a change")
    terraform.destroy()
    expect(waf.list_web_acls(Scope="REGIONAL")["WebACLs"] == [] and waf.list_ip_sets(Scope="REGIONAL")["IPSets"] == [], "something is left")
    server.stop()
    print(f"Terraform, AWS {provider[1]}: applies, plans and destroys web ACLs")


for each in providers_or_skip():
    by(each)
