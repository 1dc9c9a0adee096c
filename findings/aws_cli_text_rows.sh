#!/bin/sh
# AWS CLI 1: `--output text` cannot write a list of a --query that has a word and a structure in it: "'str' object has no attribute
# 'items'", exit code 255, whichever comes first. With a list of structures in the structure's place, with the structure's members
# named one by one, or with the row as a hash of names it writes what is there.
set -eu
awscli=1.45.11

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python > install.log 2>&1 && python/bin/pip install --quiet "awscli==$awscli" > install.log 2>&1 ||
  { cat install.log; echo "could not install"; exit 2; }

# The model's own example of an answer stands for a server's.
row() {
  code=0
  said=$(env -i PATH="$PATH" AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null python/bin/aws rds describe-db-instances \
    --region us-east-1 --generate-cli-skeleton output --query "$1" --output text 2>&1) || code=$?
  printf '%s %s' "$code" "$said" | tr '\n\t' '  ' | tr -s ' '
}

check() {
  seen=$(row "$1")
  echo "awscli $awscli: $1: $seen"
  [ "$seen" = "$2" ] || { echo "now it is otherwise: expected $2"; exit 1; }
}

check 'DBInstances[].[DBInstanceStatus,Endpoint]' "255 'str' object has no attribute 'items'"
check 'DBInstances[].[Endpoint,DBInstanceStatus]' "255 'str' object has no attribute 'items'"
check 'DBInstances[].[DBInstanceStatus,VpcSecurityGroups]' '0 DBInstanceStatus Status VpcSecurityGroupId'
check 'DBInstances[].[DBInstanceStatus,Endpoint.Address]' '0 DBInstanceStatus Address'
check 'DBInstances[].{status: DBInstanceStatus, at: Endpoint}' '0 DBInstanceStatus AT Address HostedZoneId 0'
