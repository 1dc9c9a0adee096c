"""The AWS SDK for JavaScript v3, unmodified, against a fresh server: what javascript/clients.test.mjs does."""
import os
import shutil
import subprocess
import tempfile

from clients import PROGRAM, Server, expect
from javascript_packages import PACKAGES, SOURCE, packages_or_skip

node = packages_or_skip()
shutil.copy(f"{SOURCE}/clients.test.mjs", PACKAGES)

environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
environment.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")
kept = tempfile.TemporaryDirectory()
environment["XDG_CACHE_HOME"] = os.environ["XDG_CACHE_HOME"] = kept.name
environment["NODE_EXTRA_CA_CERTS"] = f"{kept.name}/ca.pem"
with open(environment["NODE_EXTRA_CA_CERTS"], "wb") as file:
    file.write(subprocess.run([PROGRAM, "cert"], check=True, capture_output=True).stdout)
server = Server(None)
try:
    done = subprocess.run([node, "--test", "--test-reporter=spec", "clients.test.mjs"], cwd=PACKAGES, capture_output=True, text=True,
                          env={**environment, "WINDTUNNEL": server.base}, timeout=300)
    print(done.stdout)
    expect(done.returncode == 0, f"the SDK for JavaScript: exit {done.returncode}\n{done.stderr}")
finally:
    server.stop()
    kept.cleanup()
