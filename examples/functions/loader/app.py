"""An object of the archive, applied record by record. Records come at least once and in any order: the latest one of an item counts."""
import json
import os
import urllib.parse

import boto3

s3 = boto3.client("s3")


def apply(bucket, record):
    try:
        before = int(s3.head_object(Bucket=bucket, Key=record["id"])["Metadata"].get("at", 0))
    except s3.exceptions.ClientError:
        before = 0
    if record["at"] <= before:
        return
    if record["item"] is None:
        s3.delete_object(Bucket=bucket, Key=record["id"])
    else:
        s3.put_object(Bucket=bucket, Key=record["id"], Body=json.dumps(record["item"]).encode(), Metadata={"at": str(record["at"])})


def handler(event, context):
    for each in event["Records"]:
        key = urllib.parse.unquote_plus(each["s3"]["object"]["key"])
        text = s3.get_object(Bucket=each["s3"]["bucket"]["name"], Key=key)["Body"].read().decode()
        for line in text.splitlines():
            apply(os.environ["ITEMS"], json.loads(line))
