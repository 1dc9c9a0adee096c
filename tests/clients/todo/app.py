"""A to-do service behind a REST API's proxy integration: its items are objects of a bucket, by boto3, which Lambda brings along."""
import json
import os
import uuid

import boto3

VERSION = "v1"
bucket = boto3.resource("s3").Bucket(os.environ["BUCKET"])


def answer(status, document):
    return {"statusCode": status, "headers": {"x-todo": VERSION}, "body": json.dumps(document)}


def handler(event, context):
    method = event["httpMethod"]
    item = (event.get("pathParameters") or {}).get("id")
    if method == "POST" and item is None:
        made = {"id": uuid.uuid4().hex, "title": json.loads(event["body"])["title"]}
        bucket.put_object(Key=f"items/{made['id']}", Body=json.dumps(made))
        return answer(201, made)
    if method == "GET" and item is None:
        return answer(200, [json.load(each.get()["Body"]) for each in bucket.objects.filter(Prefix="items/")])
    if method == "DELETE" and item is not None:
        bucket.Object(f"items/{item}").delete()
        return answer(200, {})
    if method == "GET":
        try:
            return answer(200, json.load(bucket.Object(f"items/{item}").get()["Body"]))
        except bucket.meta.client.exceptions.NoSuchKey:
            return answer(404, {"message": f"no item {item}"})
    return answer(405, {"message": method})
