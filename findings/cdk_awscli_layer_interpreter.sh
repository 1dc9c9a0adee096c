#!/bin/sh
# CDK's awscli layer (BucketDeployment, EKS): `aws` is a Python script of the layer whose first line names Lambda's own
# interpreter by its path, /var/lang/bin/python. Where a function of CDK's runs outside of AWS with Python in PATH, as
# `python3` or under /usr/bin, starting /opt/awscli/aws says "No such file or directory" of a file that is there.
set -eu
package=@aws-cdk/asset-awscli-v1
version=2.2.292

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > install.log 2>&1 && npm install --no-audit --no-fund "$package@$version" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

cat > look.py <<'END'
import json
import subprocess
import zipfile

base = "node_modules/@aws-cdk/asset-awscli-v1/"
version = json.load(open(base + "package.json"))["version"]
layer = zipfile.ZipFile(base + "lib/layer.zip")
first = layer.read("awscli/aws").splitlines()[0].decode()
print(f"asset-awscli-v1 {version}: awscli/aws begins with {first}")
assert first == "#!/var/lang/bin/python", first
with open("aws", "wb") as file:
    file.write(layer.read("awscli/aws"))
subprocess.run(["chmod", "+x", "aws"], check=True)
try:
    subprocess.run(["./aws", "--version"], check=True)
    raise SystemExit("this machine has an interpreter there")
except FileNotFoundError as error:
    print(error)
END
python3 look.py
