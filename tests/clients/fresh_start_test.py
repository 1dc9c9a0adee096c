"""A reset puts a scenario back to its beginning, whatever clients made of it: everything's, and that of its account. And what points
at a component meets what stands there at that moment."""
import json
import socket
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()

ACCOUNT = "000000000000"
server = Server("serverless-rest.yaml")
api = server.base + "/_aws/execute-api/"


def client(service):
    return client_of(server.base, service)


def reset(query=""):
    status, _, answer = server.ask(server.base + "/_windtunnel/reset" + query, "POST")
    expect(status == 200, f"reset{query}: {status} {answer}")


def names(what, key):
    return sorted(each[key] for each in what)


def picture():
    """What the APIs tell of the scenario."""
    idp, waf, front, rds, caches = (client(name) for name in ("cognito-idp", "wafv2", "cloudfront", "rds", "elasticache"))
    pool = idp.list_user_pools(MaxResults=5)["UserPools"][0]["Id"]
    settings = idp.describe_user_pool(UserPoolId=pool)["UserPool"]
    acl = waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"][0]
    shown = waf.get_web_acl(Name=acl["Name"], Scope="CLOUDFRONT", Id=acl["Id"])
    distribution = front.list_distributions()["DistributionList"]["Items"][0]
    group = caches.describe_replication_groups()["ReplicationGroups"][0]
    stream = client("firehose").list_delivery_streams()["DeliveryStreamNames"]
    return {
        "functions": names(client("lambda").list_functions()["Functions"], "FunctionName"),
        "buckets": names(client("s3").list_buckets()["Buckets"], "Name"),
        "streams": stream,
        "databases": names(rds.describe_db_instances()["DBInstances"], "DBInstanceIdentifier"),
        "pool": (pool, settings["AdminCreateUserConfig"], settings.get("UserPoolTags")),
        "clients": names(idp.list_user_pool_clients(UserPoolId=pool)["UserPoolClients"], "ClientId"),
        "keys": json.loads(server.ask(f"{server.base}/{pool}/.well-known/jwks.json")[2]),
        "groups": idp.list_groups(UserPoolId=pool)["Groups"],
        "users": sorted((each["Username"], each["Attributes"][0]["Value"]) for each in idp.list_users(UserPoolId=pool)["Users"]),
        "rules": (shown["WebACL"]["Rules"], shown["LockToken"], shown["WebACL"].get("Description")),
        "tags of the ACL": waf.list_tags_for_resource(ResourceARN=acl["ARN"])["TagInfoForResource"]["TagList"],
        "tags of the distribution": front.list_tags_for_resource(Resource=distribution["ARN"])["Tags"],
        "invalidations": front.list_invalidations(DistributionId=distribution["Id"])["InvalidationList"]["Quantity"],
        "cache": (group["ReplicationGroupId"], group["Description"], group["CacheNodeType"], group["NodeGroups"][0]["PrimaryEndpoint"], group["NodeGroups"][0]["ReaderEndpoint"]),
        "tags of the stream": client("firehose").list_tags_for_delivery_stream(DeliveryStreamName="events")["Tags"],
        "tags of a database": rds.list_tags_for_resource(ResourceName=f"arn:aws:rds:us-east-1:{ACCOUNT}:db:primary")["TagList"],
        "tags of the cache": caches.list_tags_for_resource(ResourceName=group["ARN"])["TagList"],
    }


def change():
    """Something of everything is another."""
    idp, waf, front, caches = (client(name) for name in ("cognito-idp", "wafv2", "cloudfront", "elasticache"))
    pool = idp.list_user_pools(MaxResults=5)["UserPools"][0]["Id"]
    idp.create_group(UserPoolId=pool, GroupName="g")
    idp.admin_create_user(UserPoolId=pool, Username="zoe")
    idp.admin_delete_user(UserPoolId=pool, Username="user-0")
    idp.tag_resource(ResourceArn=f"arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{pool}", Tags={"k": "v"})
    idp.update_user_pool(UserPoolId=pool, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    acl = waf.list_web_acls(Scope="CLOUDFRONT")["WebACLs"][0]
    waf.update_web_acl(Name=acl["Name"], Scope="CLOUDFRONT", Id=acl["Id"], LockToken=acl["LockToken"], DefaultAction={"Allow": {}}, Rules=[],
                       Description="open", VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m"})
    waf.tag_resource(ResourceARN=acl["ARN"], Tags=[{"Key": "k", "Value": "v"}])
    distribution = front.list_distributions()["DistributionList"]["Items"][0]
    front.create_invalidation(DistributionId=distribution["Id"], InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "1"})
    client("firehose").tag_delivery_stream(DeliveryStreamName="events", Tags=[{"Key": "k", "Value": "v"}])
    client("rds").add_tags_to_resource(ResourceName=f"arn:aws:rds:us-east-1:{ACCOUNT}:db:primary", Tags=[{"Key": "k", "Value": "v"}])
    caches.modify_replication_group(ReplicationGroupId="redis", ReplicationGroupDescription="another", CacheNodeType="cache.m7g.large",
                                    ApplyImmediately=True)
    caches.add_tags_to_resource(ResourceName=f"arn:aws:elasticache:us-east-1:{ACCOUNT}:replicationgroup:redis", Tags=[{"Key": "k", "Value": "v"}])


def remove():
    idp, s3 = client("cognito-idp"), client("s3")
    idp.delete_user_pool(UserPoolId=idp.list_user_pools(MaxResults=5)["UserPools"][0]["Id"])
    for each in s3.list_objects_v2(Bucket="archive").get("Contents", []):
        s3.delete_object(Bucket="archive", Key=each["Key"])
    s3.delete_bucket(Bucket="archive")
    client("lambda").delete_function(FunctionName="writer")
    client("firehose").delete_delivery_stream(DeliveryStreamName="events")
    client("elasticache").delete_replication_group(ReplicationGroupId="redis")
    # One replica goes, and no other.
    client("rds").delete_db_instance(DBInstanceIdentifier="replica-1", SkipFinalSnapshot=True)
    left = names(client("rds").describe_db_instances()["DBInstances"], "DBInstanceIdentifier")
    expect(left == ["primary", "replica-2"], left)
    client("rds").delete_db_instance(DBInstanceIdentifier="primary", SkipFinalSnapshot=True)


def fresh_starts():
    beginning = picture()
    other = client_of(server.base, "kinesis", account="123456789012")
    for query in ("", f"?account={ACCOUNT}"):
        for spoil in (change, remove):
            other.create_stream(StreamName="theirs", ShardCount=1)
            spoil()
            expect(picture_or_none() != beginning, "nothing has changed")
            reset(query)
            now = picture()
            for what, value in beginning.items():
                expect(now[what] == value, f"reset{query} after {spoil.__name__}: {what} was {value}, is {now[what]}")
            kept = other.list_streams()["StreamNames"]
            expect(kept == (["theirs"] if query else []), f"another account's after reset{query}: {kept}")
            if query:
                other.delete_stream(StreamName="theirs")
    expect(written("again"), "a scenario that was put back takes no writes")


def picture_or_none():
    try:
        return picture()
    except Exception:  # of what is not there
        return None


def token():
    idp = client("cognito-idp")
    pool = idp.list_user_pools(MaxResults=5)["UserPools"][0]["Id"]
    app = idp.list_user_pool_clients(UserPoolId=pool)["UserPoolClients"][0]["ClientId"]
    return idp.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", ClientId=app, AuthParameters={
        "USERNAME": "user-0", "PASSWORD": "Windtunnel-1!"})["AuthenticationResult"]["IdToken"]


def item(name="", method="GET", body=""):
    made = client("apigateway").get_rest_apis()["items"][0]["id"]
    headers = {"Authorization": token(), "Content-Type": "application/json"} if body else {}
    return server.ask(f"{api}{made}/prod/items{'/' + name if name else ''}", method, body or None, headers)


def written(name):
    status = item(method="POST", body=json.dumps({"id": name, "colour": "blue"}))[0]
    return status == 202


def what_stands_there():
    """Deleted and made again by the API under its name, it is met by the scenario's functions."""
    firehose = client("firehose")
    firehose.delete_delivery_stream(DeliveryStreamName="events")
    expect(not written("lost"), "written into a stream that has gone")
    firehose.create_delivery_stream(DeliveryStreamName="events", ExtendedS3DestinationConfiguration={
        "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/r", "BucketARN": "arn:aws:s3:::archive", "Prefix": "made-again/",
        "BufferingHints": {"IntervalInSeconds": 0, "SizeInMBs": 1}})
    expect(written("found"), "the stream that stands there is not met")
    for _ in range(200):
        objects = client("s3").list_objects_v2(Bucket="archive", Prefix="made-again/").get("Contents", [])
        if objects:
            break
        time.sleep(0.05)
    expect(objects, "its record does not arrive")

    caches = client("elasticache")
    caches.delete_replication_group(ReplicationGroupId="redis")
    expect(item("5")[0] == 200, "a cache that has gone is no error")
    caches.create_replication_group(ReplicationGroupId="redis", ReplicationGroupDescription="again", Engine="redis",
                                    CacheNodeType="cache.t3.micro")
    expect(item("6")[0] == 200, "read by a cache that was made again")
    endpoint = caches.describe_replication_groups()["ReplicationGroups"][0]["NodeGroups"][0]["PrimaryEndpoint"]
    expect(keys_at(endpoint) == 1, f"the cache that stands there has {keys_at(endpoint)} keys")
    reset()


def keys_at(endpoint):
    with socket.create_connection((endpoint["Address"], endpoint["Port"])) as connection:
        connection.sendall(b"DBSIZE\r\n")
        return int(connection.recv(100)[1:])


def after_a_restart():
    """What was undone stays so."""
    def users(at):
        idp = client_of(at.base, "cognito-idp")
        pool = idp.list_user_pools(MaxResults=5)["UserPools"][0]["Id"]
        return idp, pool, names(idp.list_users(UserPoolId=pool)["Users"], "Username")

    with tempfile.TemporaryDirectory() as folder:
        kept = Server("serverless-rest.yaml", "--data", folder)
        idp, pool, beginning = users(kept)
        idp.admin_delete_user(UserPoolId=pool, Username="user-0")
        idp.admin_create_user(UserPoolId=pool, Username="zoe")
        kept.stop()
        kept = Server("serverless-rest.yaml", "--data", folder)
        expect(users(kept)[2] != beginning, "a restart forgets what clients did")
        expect(kept.ask(kept.base + "/_windtunnel/reset", "POST")[0] == 200, "reset")
        expect(users(kept)[2] == beginning, f"after a reset: {users(kept)[2]}")
        kept.stop()
        kept = Server("serverless-rest.yaml", "--data", folder)
        expect(users(kept)[1:] == (pool, beginning), f"after a reset and a restart: {users(kept)[1:]}")
        kept.stop()


fresh_starts()
what_stands_there()
after_a_restart()
print("a scenario's fresh starts")
