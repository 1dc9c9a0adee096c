"""POST, PUT and DELETE of items: a record into the stream, and nothing else. What is acknowledged is in the stream."""
import json
import os
import time
import uuid

import boto3

firehose = boto3.client("firehose")


def handler(event, context):
    name = (event.get("pathParameters") or {}).get("id") or str(uuid.uuid4())
    record = {"id": name, "at": time.time_ns(), "item": None if event["httpMethod"] == "DELETE" else json.loads(event["body"])}
    firehose.put_record(DeliveryStreamName=os.environ["EVENTS"], Record={"Data": (json.dumps(record) + "\n").encode()})
    return {"statusCode": 202, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"id": name})}
