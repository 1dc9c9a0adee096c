"""GET /items/{id}: an item, from where the loader has put it."""
import json
import os

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    try:
        item = s3.get_object(Bucket=os.environ["ITEMS"], Key=event["pathParameters"]["id"])["Body"].read().decode()
    except s3.exceptions.NoSuchKey:
        return {"statusCode": 404, "body": json.dumps({"message": "there is no such item"})}
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": item}
