"""An object of the archive, applied record by record. Records come at least once and in any order: the latest one of an item counts."""
import json
import os
import urllib.parse

import boto3

s3 = boto3.client("s3")
database = boto3.client("rds-data")


def sql(text, **values):
    database.execute_statement(resourceArn=os.environ["DATABASE"], secretArn=os.environ["SECRET"], database="items", sql=text,
                               parameters=[{"name": name, "value": value} for name, value in values.items()])


def handler(event, context):
    sql("CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, at BIGINT NOT NULL, item TEXT)")
    for each in event["Records"]:
        key = urllib.parse.unquote_plus(each["s3"]["object"]["key"])
        text = s3.get_object(Bucket=each["s3"]["bucket"]["name"], Key=key)["Body"].read().decode()
        for record in map(json.loads, text.splitlines()):
            # What was deleted keeps its row, so that an older record cannot bring it back.
            item = {"isNull": True} if record["item"] is None else {"stringValue": json.dumps(record["item"])}
            sql("INSERT INTO items (id, at, item) VALUES (:id, :at, :item)"
                " ON CONFLICT (id) DO UPDATE SET at = excluded.at, item = excluded.item WHERE items.at < excluded.at",
                id={"stringValue": record["id"]}, at={"longValue": record["at"]}, item=item)
