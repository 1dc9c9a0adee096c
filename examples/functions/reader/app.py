"""GET /items/{id}: an item, from Redis or from where the loader has put it."""
import json
import os
import socket

import boto3

database = boto3.client("rds-data")
connection = None


def redis(*words):
    """One command; a value, or None. Where Redis cannot be had, the database is asked."""
    global connection
    try:
        if connection is None:
            host, port = os.environ["REDIS"].rsplit(":", 1)
            connection = socket.create_connection((host, int(port)), timeout=0.5).makefile("rwb")
        connection.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(each), each) for each in map(str.encode, words)))
        connection.flush()
        said = connection.readline()
        if not said.startswith(b"$") or said == b"$-1\r\n":
            return None
        size = int(said[1:])
        return connection.read(size + 2)[:size].decode()
    except OSError:
        connection = None
        return None


def select(name):
    try:
        rows = database.execute_statement(
            resourceArn=os.environ["DATABASE"], secretArn=os.environ["SECRET"], database="items",
            sql="SELECT item FROM items WHERE id = :id", parameters=[{"name": "id", "value": {"stringValue": name}}])["records"]
    except database.exceptions.ClientError as error:
        if "42P01" in str(error):  # nothing was loaded yet: there is no table
            return None
        raise
    return rows[0][0].get("stringValue") if rows else None


def handler(event, context):
    name = event["pathParameters"]["id"]
    item = redis("GET", name)
    if item is None:
        item = select(name)
        if item is None:
            return {"statusCode": 404, "body": json.dumps({"message": "there is no such item"})}
        redis("SET", name, item, "EX", os.environ["KEPT"])
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": item}
