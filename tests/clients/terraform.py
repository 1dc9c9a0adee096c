"""Terraform with AWS's provider against a server: the one way for all tests. Providers come from the folders that
WINDTUNNEL_TERRAFORM_PLUGINS names (as `terraform providers mirror` makes them; several with a colon between), or from where Terraform
itself looks for them; each version of the provider that is there is tried."""
import glob
import os
import re
import shutil
import subprocess
import tempfile

from clients import expect, skip
from tools import settings

PLACES = ["~/.terraform.d/plugins", "/usr/share/terraform/plugins", "/usr/local/share/terraform/plugins"]
PROVIDER = '''
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "VERSION"
    }
  }
}
provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = false
  s3_use_path_style           = true
}
'''
QUIETLY = ["-input=false", "-no-color"]


def providers():
    """(folder, version) of each of AWS's providers that is on this machine, the oldest first."""
    said = os.environ.get("WINDTUNNEL_TERRAFORM_PLUGINS", "")
    found = {}
    for place in said.split(":") if said else map(os.path.expanduser, PLACES):
        for path in glob.glob(f"{place}/registry.terraform.io/hashicorp/aws/*"):
            if version := re.search(r"(\d+\.\d+\.\d+)(_linux_\w+\.zip)?$", path):
                found.setdefault(version.group(1), place)
    return [(found[version], version) for version in sorted(found, key=lambda each: tuple(map(int, each.split("."))))]


def providers_or_skip():
    if shutil.which("terraform") is None:
        skip("Terraform is not installed")
    return providers() or skip("WINDTUNNEL_TERRAFORM_PLUGINS names no folder with Terraform's provider for AWS, and it is in none of " +
                               ", ".join(PLACES))


class Terraform:
    """A configuration in a folder of its own."""

    def __init__(self, base, configuration, provider=None, files=None):
        """Without a `provider`, the newest one. `files` are beside the configuration, by name."""
        plugins, version = provider or providers_or_skip()[-1]
        self.folder = tempfile.mkdtemp(prefix="wt-terraform-")
        self.here = settings(base, self.folder, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")
        self.here.pop("TF_CLI_CONFIG_FILE", None)
        with open(f"{self.folder}/main.tf", "w", encoding="utf-8") as file:
            file.write(PROVIDER.replace("VERSION", version) + configuration if 'provider "aws"' not in configuration else configuration)
        for name, content in (files or {}).items():
            with open(f"{self.folder}/{name}", "wb") as file:
                file.write(content)
        self.run("init", *QUIETLY, f"-plugin-dir={plugins}")

    def run(self, *arguments):
        done = subprocess.run(["terraform", *arguments], cwd=self.folder, env=self.here, capture_output=True, text=True, timeout=900,
                              check=False)
        expect(done.returncode == 0, f"terraform {' '.join(arguments)}: exit {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def apply(self, **variables):
        """And plans again: nothing may be left to do. What apply printed."""
        said = [each for name, value in variables.items() for each in ("-var", f"{name}={value}")]
        printed = self.run("apply", "-auto-approve", *QUIETLY, *said)
        self.run("plan", "-detailed-exitcode", *QUIETLY, *said)
        return printed

    def output(self, name):
        return self.run("output", "-raw", name)

    def destroy(self):
        self.run("destroy", "-auto-approve", *QUIETLY)
        shutil.rmtree(self.folder)
