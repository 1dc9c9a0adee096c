"""Terraform's own AWS provider: web ACLs with their sets and groups are applied, planned again without a change, changed and
destroyed. Where WINDTUNNEL_TERRAFORM_PLUGINS names a folder of providers (as `terraform providers mirror` makes one)."""
import os
import shutil
import subprocess
import tempfile

from clients import KEYS, Server, boto3_or_skip, client_of, expect, skip

boto3_or_skip()

CONFIGURATION = '''
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = false
}
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


def main():
    plugins = os.environ.get("WINDTUNNEL_TERRAFORM_PLUGINS")
    if shutil.which("terraform") is None or not plugins:
        skip("no terraform, or WINDTUNNEL_TERRAFORM_PLUGINS names no folder of its providers")
    server = Server(None)
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "main.tf"), "w", encoding="utf-8") as file:
        file.write(CONFIGURATION)
    environment = {**os.environ, **KEYS, "AWS_ENDPOINT_URL": server.base, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    environment.pop("TF_CLI_CONFIG_FILE", None)

    def terraform(*arguments, wanted=0):
        done = subprocess.run(["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=400,
                              check=False)
        expect(done.returncode == wanted, f"terraform {arguments}: {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    terraform("init", "-input=false", "-no-color", f"-plugin-dir={plugins}")
    terraform("apply", "-auto-approve", "-input=false", "-no-color")
    waf = client_of(server.base, "wafv2")
    made = waf.list_web_acls(Scope="REGIONAL")["WebACLs"][0]
    read = waf.get_web_acl(Name="wall", Scope="REGIONAL", Id=made["Id"])["WebACL"]
    expect({each["Name"] for each in read["Rules"]} == {"bad", "mine", "core", "rate"} and read["Capacity"] == 2 + 60 + 701 + 2,
           f"the web ACL: {read}")
    terraform("plan", "-detailed-exitcode", "-input=false", "-no-color")
    terraform("apply", "-auto-approve", "-input=false", "-no-color", "-var", "limit=200")
    read = waf.get_web_acl(Name="wall", Scope="REGIONAL", Id=made["Id"])["WebACL"]
    rate = next(each for each in read["Rules"] if each["Name"] == "rate")
    expect(rate["Statement"]["RateBasedStatement"]["Limit"] == 200, "a change")
    terraform("destroy", "-auto-approve", "-input=false", "-no-color")
    expect(waf.list_web_acls(Scope="REGIONAL")["WebACLs"] == [] and waf.list_ip_sets(Scope="REGIONAL")["IPSets"] == [], "something is left")
    server.stop()
    shutil.rmtree(folder)
    print("Terraform applies, plans and destroys web ACLs")


main()
