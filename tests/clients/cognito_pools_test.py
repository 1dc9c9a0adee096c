"""Identity pools and Sync by boto3: guests and users get credentials that their roles' policies limit; devices meet in datasets."""
import base64
import json
import shutil
import tempfile

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
from botocore import UNSIGNED  # noqa: E402
from botocore.config import Config  # noqa: E402
import boto3  # noqa: E402

PASSWORD = "Secret-123"


def anyone(base, service):
    return boto3.client(service, endpoint_url=base, region_name="us-east-1",
                        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}))


def as_session(base, service, credentials):
    return client_of(base, service, account=credentials["AccessKeyId"], secret=credentials["SecretKey"],
                     token=credentials["SessionToken"])


def trust_of(pool, amr, action):
    return {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": action,
        "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": pool},
                      "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": amr}}}]}


def role_of(base, name, pool, amr, *statements, action="sts:AssumeRoleWithWebIdentity"):
    """A role that trusts one pool's guests, or those who have signed in."""
    iam = client_of(base, "iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust_of(pool, amr, action)))["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": list(statements)}))
    return made


def users_of(base):
    """A user pool with one client and one user; an ID token."""
    idp = client_of(base, "cognito-idp")
    pool = idp.create_user_pool(PoolName="people")["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    app = app["UserPoolClient"]["ClientId"]
    idp.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True)

    def token():
        return idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
            "USERNAME": "ann", "PASSWORD": PASSWORD})["AuthenticationResult"]["IdToken"]
    return idp, pool, app, token


def credentials(base):
    idp, users, app, token = users_of(base)
    provider = f"cognito-idp.us-east-1.amazonaws.com/{users}"
    pools, open_pools = client_of(base, "cognito-identity"), anyone(base, "cognito-identity")
    pool = pools.create_identity_pool(
        IdentityPoolName="visitors", AllowUnauthenticatedIdentities=True, DeveloperProviderName="login.shop",
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": app}])["IdentityPoolId"]
    read = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
    write = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::things/${cognito-identity.amazonaws.com:sub}/*"}
    guest = role_of(base, "guest", pool, "unauthenticated", read)
    member = role_of(base, "member", pool, "authenticated", read, {**write, "Resource": "*"})
    own = role_of(base, "own", pool, "unauthenticated", write)
    stranger = role_of(base, "stranger", "us-east-1:00000000-0000-4000-8000-000000000000", "authenticated", read)
    s3 = client_of(base, "s3")
    s3.create_bucket(Bucket="things")
    s3.put_object(Bucket="things", Key="a", Body=b"1")

    someone = open_pools.get_id(IdentityPoolId=pool)["IdentityId"]
    refused("InvalidIdentityPoolConfigurationException", open_pools.get_credentials_for_identity, IdentityId=someone)
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": member, "unauthenticated": guest})
    given = open_pools.get_credentials_for_identity(IdentityId=someone)["Credentials"]
    session = as_session(base, "s3", given)
    expect(session.get_object(Bucket="things", Key="a")["Body"].read() == b"1", "a guest reads")
    refused("AccessDenied", session.put_object, Bucket="things", Key="b", Body=b"2")
    expect("CognitoIdentityCredentials" in as_session(base, "sts", given).get_caller_identity()["Arn"], "who it is")

    # Policies know the session's identity, its pool and how it signed in.
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": member, "unauthenticated": own})
    session = as_session(base, "s3", open_pools.get_credentials_for_identity(IdentityId=someone)["Credentials"])
    session.put_object(Bucket="things", Key=f"{someone}/a", Body=b"1")
    refused("AccessDenied", session.put_object, Bucket="things", Key="us-east-1:00000000-0000-4000-8000-000000000000/a", Body=b"1")
    for operator, key, value, other in (("StringEquals", "aud", pool, "us-east-1:x"), ("StringLike", "sub", someone, "us-east-1:x*"),
                                        ("ForAnyValue:StringEquals", "amr", "unauthenticated", "authenticated")):
        for wanted, right in ((value, True), (other, False)):
            client_of(base, "iam").put_role_policy(RoleName="own", PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {
                    operator: {f"cognito-identity.amazonaws.com:{key}": wanted}}}]}))
            if right:
                session.put_object(Bucket="things", Key="any", Body=b"1")
            else:
                refused("AccessDenied", session.put_object, Bucket="things", Key="any", Body=b"1")
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": member, "unauthenticated": guest})

    logins = {provider: token()}
    ann = open_pools.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
    expect(open_pools.get_id(IdentityPoolId=pool, Logins={provider: token()})["IdentityId"] == ann != someone, "one user, one identity")
    given = open_pools.get_credentials_for_identity(IdentityId=ann, Logins=logins)["Credentials"]
    as_session(base, "s3", given).put_object(Bucket="things", Key="b", Body=b"2")
    refused("NotAuthorizedException", open_pools.get_credentials_for_identity, f"Access to Identity '{ann}' is forbidden.", IdentityId=ann)
    forged = logins[provider][:-4] + ("AAAA" if not logins[provider].endswith("AAAA") else "BBBB")
    refused("NotAuthorizedException", open_pools.get_id, "Invalid login token", IdentityPoolId=pool, Logins={provider: forged})
    refused("NotAuthorizedException", open_pools.get_id, IdentityPoolId=pool, Logins={"cognito-idp.us-east-1.amazonaws.com/us-east-1_x": "a.b.c"})
    refused("ResourceNotFoundException", open_pools.get_credentials_for_identity, "not found.",
            IdentityId="us-east-1:00000000-0000-4000-8000-000000000000")
    # A token for another client, of another use, or one that is no ID token.
    other = idp.create_user_pool_client(UserPoolId=users, ClientName="other", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    theirs = idp.initiate_auth(ClientId=other["UserPoolClient"]["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
        "USERNAME": "ann", "PASSWORD": PASSWORD})["AuthenticationResult"]
    refused("NotAuthorizedException", open_pools.get_id, "Incorrect token audience", IdentityPoolId=pool, Logins={provider: theirs["IdToken"]})
    refused("NotAuthorizedException", open_pools.get_id, "Not an id token", IdentityPoolId=pool, Logins={provider: theirs["AccessToken"]})
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    refused("NotAuthorizedException", open_pools.get_id, "Invalid login token", IdentityPoolId=pool,
            Logins={provider: f"{head}.{logins[provider].split('.')[1]}."})
    # A role that trusts another pool is of no use here.
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": stranger})
    refused("InvalidIdentityPoolConfigurationException", open_pools.get_credentials_for_identity, IdentityId=ann, Logins=logins)

    # By rules, and by the token's own roles.
    mapping = {"Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": {"Rules": [
        {"Claim": "cognito:username", "MatchType": "StartsWith", "Value": "an", "RoleARN": member}]}}
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": guest}, RoleMappings={f"{provider}:{app}": mapping})
    given = open_pools.get_credentials_for_identity(IdentityId=ann, Logins=logins)["Credentials"]
    expect("assumed-role/member/" in as_session(base, "sts", given).get_caller_identity()["Arn"], "by a rule")
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": guest}, RoleMappings={
        f"{provider}:{app}": {"Type": "Token", "AmbiguousRoleResolution": "Deny"}})
    refused("NotAuthorizedException", open_pools.get_credentials_for_identity, IdentityId=ann, Logins=logins)
    idp.create_group(UserPoolId=users, GroupName="g", RoleArn=member, Precedence=1)
    idp.admin_add_user_to_group(UserPoolId=users, Username="ann", GroupName="g")
    logins = {provider: token()}
    given = open_pools.get_credentials_for_identity(IdentityId=ann, Logins=logins)["Credentials"]
    expect("assumed-role/member/" in as_session(base, "sts", given).get_caller_identity()["Arn"], "by the token")
    refused("NotAuthorizedException", open_pools.get_credentials_for_identity, IdentityId=ann, Logins=logins, CustomRoleArn=stranger)

    # A developer's own users.
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": member})
    made = pools.get_open_id_token_for_developer_identity(IdentityPoolId=pool, Logins={"login.shop": "u1"})
    given = open_pools.get_credentials_for_identity(
        IdentityId=made["IdentityId"], Logins={"cognito-identity.amazonaws.com": made["Token"]})["Credentials"]
    as_session(base, "s3", given).put_object(Bucket="things", Key="c", Body=b"3")
    refused("NotAuthorizedException", open_pools.get_credentials_for_identity, IdentityId=ann,
            Logins={"cognito-identity.amazonaws.com": made["Token"]})
    again = pools.lookup_developer_identity(IdentityPoolId=pool, DeveloperUserIdentifier="u1")
    expect(again["IdentityId"] == made["IdentityId"], f"{again}")
    # The basic flow has to be let.
    refused("InvalidParameterException", open_pools.get_open_id_token, "classic", IdentityId=ann, Logins=logins)
    told = pools.describe_identity_pool(IdentityPoolId=pool)
    told.pop("ResponseMetadata")
    pools.update_identity_pool(**{**told, "AllowClassicFlow": True})
    basic = open_pools.get_open_id_token(IdentityId=ann, Logins=logins)["Token"]
    session = anyone(base, "sts").assume_role_with_web_identity(RoleArn=member, RoleSessionName="web", WebIdentityToken=basic)
    expect(session["Credentials"]["AccessKeyId"].startswith("ASIA"), "the basic flow")
    refused("AccessDenied", anyone(base, "sts").assume_role_with_web_identity, RoleArn=guest, RoleSessionName="web", WebIdentityToken=basic)
    return pool, ann


def tagged(base):
    """What is in a user's token is in the session's tags, and policies look at those."""
    idp = client_of(base, "cognito-idp")
    users = idp.create_user_pool(PoolName="staff", Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}])["UserPool"]["Id"]
    app = idp.create_user_pool_client(UserPoolId=users, ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    app = app["UserPoolClient"]["ClientId"]
    provider = f"cognito-idp.us-east-1.amazonaws.com/{users}"
    pools, open_pools = client_of(base, "cognito-identity"), anyone(base, "cognito-identity")
    pool = pools.create_identity_pool(IdentityPoolName="staff", AllowUnauthenticatedIdentities=False, CognitoIdentityProviders=[
        {"ProviderName": provider, "ClientId": app}])["IdentityPoolId"]
    own = role_of(base, "own-folder", pool, "authenticated", {
        "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::teams/${aws:PrincipalTag/team}/*"}, {
        "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}},
        action=["sts:AssumeRoleWithWebIdentity", "sts:TagSession"])
    pools.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": own})
    client_of(base, "s3").create_bucket(Bucket="teams")

    def session_of(name, team):
        idp.admin_create_user(UserPoolId=users, Username=name, MessageAction="SUPPRESS", UserAttributes=[
            {"Name": "custom:team", "Value": team}])
        idp.admin_set_user_password(UserPoolId=users, Username=name, Password=PASSWORD, Permanent=True)

        def session():
            token = idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={
                "USERNAME": name, "PASSWORD": PASSWORD})["AuthenticationResult"]["IdToken"]
            identity = open_pools.get_id(IdentityPoolId=pool, Logins={provider: token})["IdentityId"]
            return as_session(base, "s3", open_pools.get_credentials_for_identity(
                IdentityId=identity, Logins={provider: token})["Credentials"])
        return session
    bob, eve = session_of("bob", "blue"), session_of("eve", "red")
    refused("AccessDenied", bob().put_object, Bucket="teams", Key="blue/a", Body=b"1")  # nothing is mapped yet
    pools.set_principal_tag_attribute_map(IdentityPoolId=pool, IdentityProviderName=provider, PrincipalTags={"team": "custom:team"})
    told = pools.get_principal_tag_attribute_map(IdentityPoolId=pool, IdentityProviderName=provider)
    expect(told["PrincipalTags"] == {"team": "custom:team"} and not told["UseDefaults"], f"{told}")
    blue, red = bob(), eve()
    blue.put_object(Bucket="teams", Key="blue/a", Body=b"1")
    red.put_object(Bucket="teams", Key="red/a", Body=b"1")
    refused("AccessDenied", red.put_object, Bucket="teams", Key="blue/a", Body=b"2")
    expect(len(blue.list_objects_v2(Bucket="teams")["Contents"]) == 2, "who is blue lists")
    refused("AccessDenied", red.list_objects_v2, Bucket="teams")

    # A role whose trust says nothing of tags, or not of these, is of no use to who brings them.
    iam = client_of(base, "iam")
    lets = trust_of(pool, "authenticated", ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"])
    lacks = trust_of(pool, "authenticated", "sts:AssumeRoleWithWebIdentity")
    for trust in (lacks, {**lets, "Statement": lets["Statement"] + [{**lets["Statement"][0], "Effect": "Deny", "Action": "sts:TagSession",
                          "Condition": {"StringEquals": {"aws:RequestTag/team": "blue"}}}]}):
        iam.update_assume_role_policy(RoleName="own-folder", PolicyDocument=json.dumps(trust))
        refused("InvalidIdentityPoolConfigurationException", bob,
                "Invalid identity pool configuration. Check assigned IAM roles for this pool.")
    eve().put_object(Bucket="teams", Key="red/b", Body=b"1")  # her tag is another
    pools.set_principal_tag_attribute_map(IdentityPoolId=pool, IdentityProviderName=provider, PrincipalTags={"other": "custom:absent"})
    bob()  # no claim, no tag
    # A developer's token brings its tags to STS by itself.
    told = pools.describe_identity_pool(IdentityPoolId=pool)
    told.pop("ResponseMetadata")
    pools.update_identity_pool(**{**told, "DeveloperProviderName": "login.staff"})

    def assumed(**tags):
        token = pools.get_open_id_token_for_developer_identity(
            IdentityPoolId=pool, Logins={"login.staff": "u1"}, PrincipalTags=tags)["Token"]
        return anyone(base, "sts").assume_role_with_web_identity(RoleArn=own, RoleSessionName="web", WebIdentityToken=token)["Credentials"]
    refused("AccessDenied", assumed, "Not authorized to perform sts:TagSession", team="blue")
    iam.update_assume_role_policy(RoleName="own-folder", PolicyDocument=json.dumps(lacks))
    refused("AccessDenied", assumed, "Not authorized to perform sts:TagSession", team="green")
    assumed()
    iam.update_assume_role_policy(RoleName="own-folder", PolicyDocument=json.dumps(lets))
    given = assumed(team="blue")
    session = client_of(base, "s3", account=given["AccessKeyId"], secret=given["SecretAccessKey"], token=given["SessionToken"])
    session.put_object(Bucket="teams", Key="blue/c", Body=b"1")
    refused("AccessDenied", session.put_object, Bucket="teams", Key="red/c", Body=b"1")


def synced(base, pool, identity):
    sync = client_of(base, "cognito-sync")
    here = {"IdentityPoolId": pool, "IdentityId": identity, "DatasetName": "settings"}
    first = sync.list_records(**here)
    expect(first["DatasetSyncCount"] == 0 and not first["DatasetExists"] and first["Records"] == [], f"{first}")
    token = first["SyncSessionToken"]

    def patch(key, count, value=None, op="replace"):
        return {"Op": op, "Key": key, "SyncCount": count, **({"Value": value} if value is not None else {})}
    done = sync.update_records(**here, SyncSessionToken=token, RecordPatches=[patch("a", 0, "1"), patch("b", 0, "2")])["Records"]
    expect([each["SyncCount"] for each in done] == [1, 1], f"{done}")
    sync.update_records(**here, SyncSessionToken=token, RecordPatches=[patch("a", 1, "3")])
    # Another device knows an older count: nothing of its write is done.
    refused("ResourceConflictException", sync.update_records, **here, SyncSessionToken=token,
            RecordPatches=[patch("c", 0, "9"), patch("a", 1, "4")])
    later = sync.list_records(**here, LastSyncCount=1)
    expect([(each["Key"], each["Value"]) for each in later["Records"]] == [("a", "3")] and later["DatasetSyncCount"] == 2, f"{later}")
    sync.update_records(**here, SyncSessionToken=token, RecordPatches=[patch("b", 1, op="remove")])
    gone = sync.list_records(**here, LastSyncCount=2)["Records"]
    expect(len(gone) == 1 and gone[0]["Key"] == "b" and "Value" not in gone[0], f"{gone}")
    expect(sync.describe_dataset(**here)["Dataset"]["NumRecords"] == 1, "records that are there")
    refused("InvalidParameterException", sync.update_records, **{**here, "DatasetName": "other"}, SyncSessionToken=token, RecordPatches=[])
    refused("LimitExceededException", sync.update_records, **here, SyncSessionToken=token,
            RecordPatches=[patch(f"k{i}", 0, "x") for i in range(1024)])
    for number in range(19):
        there = {**here, "DatasetName": f"d{number}"}
        sync.update_records(**there, SyncSessionToken=sync.list_records(**there)["SyncSessionToken"], RecordPatches=[patch("a", 0, "1")])
    there = {**here, "DatasetName": "one-more"}
    refused("LimitExceededException", sync.update_records, **there, SyncSessionToken=sync.list_records(**there)["SyncSessionToken"],
            RecordPatches=[patch("a", 0, "1")])
    expect(sync.describe_identity_usage(IdentityPoolId=pool, IdentityId=identity)["IdentityUsage"]["DatasetCount"] == 20, "20 datasets")
    sync.delete_dataset(**here)
    after = sync.list_records(**here, LastSyncCount=3)
    expect(after["DatasetDeletedAfterRequestedSyncCount"] and not after["DatasetExists"], f"{after}")
    # All of it into a stream, once.
    kinesis = client_of(base, "kinesis")
    kinesis.create_stream(StreamName="sync", ShardCount=1)
    refused("InvalidParameterException", sync.bulk_publish, IdentityPoolId=pool)
    sync.set_identity_pool_configuration(IdentityPoolId=pool, CognitoStreams={
        "StreamName": "sync", "RoleArn": "arn:aws:iam::000000000000:role/streams", "StreamingStatus": "DISABLED"})
    sync.bulk_publish(IdentityPoolId=pool)
    details = sync.get_bulk_publish_details(IdentityPoolId=pool)
    expect(details["BulkPublishStatus"] in ("IN_PROGRESS", "SUCCEEDED"), f"{details}")
    while sync.get_bulk_publish_details(IdentityPoolId=pool)["BulkPublishStatus"] == "IN_PROGRESS":
        pass
    refused("AlreadyStreamedException", sync.bulk_publish, IdentityPoolId=pool)
    shard = kinesis.list_shards(StreamName="sync")["Shards"][0]["ShardId"]
    at = kinesis.get_shard_iterator(StreamName="sync", ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = kinesis.get_records(ShardIterator=at)["Records"]
    expect(sorted(json.loads(each["Data"])["dataSetName"] for each in records) == sorted(f"d{i}" for i in range(19)), f"{records}")


folder = tempfile.mkdtemp()
server = Server(None, "--data", folder, "--no-user-code")
try:
    tagged(server.base)
    pool, identity = credentials(server.base)
    synced(server.base, pool, identity)
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder, "--no-user-code")
    kept = client_of(server.base, "cognito-identity").describe_identity(IdentityId=identity)
    expect(kept["IdentityId"] == identity and len(kept["Logins"]) == 1, f"after kill -9: {kept}")
    usage = client_of(server.base, "cognito-sync").describe_identity_usage(IdentityPoolId=pool, IdentityId=identity)
    expect(usage["IdentityUsage"]["DatasetCount"] == 19, f"after kill -9: {usage}")
finally:
    server.process.kill()
    shutil.rmtree(folder)
