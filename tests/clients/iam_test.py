"""boto3, unmodified, against IAM and STS: roles and policies as deployment tools make them, and what policies forbid."""
import base64
import json
import os
import re
import shutil
import signal
import tempfile
import urllib.error
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
from botocore import UNSIGNED  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

ACCOUNT = "111122223333"
ROOT = {"account": ACCOUNT, "secret": "any"}
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def refused(code, call, **parameters):
    """Calls, and expects this error; gives its sentence."""
    try:
        call(**parameters)
    except ClientError as error:
        expect(error.response["Error"]["Code"] == code, f"expected {code}, got {error.response}")
        return error.response["Error"]["Message"]
    expect(False, f"expected {code}, but the call was answered")


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal, action="sts:AssumeRole", **more):
    return document({"Effect": "Allow", "Principal": principal, "Action": action, **more})


LAMBDA = trust({"Service": "lambda.amazonaws.com"})


def keys(given):
    """The arguments of a client that signs with what CreateAccessKey or STS gave."""
    return {"account": given["AccessKeyId"], "secret": given["SecretAccessKey"], "token": given.get("SessionToken")}


def roles(iam):
    made = iam.create_role(RoleName="worker", Path="/service/", AssumeRolePolicyDocument=LAMBDA, Description="d",
                           Tags=[{"Key": "team", "Value": "red"}])["Role"]
    expect(made["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/service/worker", f"the ARN: {made}")
    expect(made["RoleId"].startswith("AROA") and len(made["RoleId"]) == 21, f"the id: {made}")
    got = iam.get_role(RoleName="worker")["Role"]
    expect(got["AssumeRolePolicyDocument"] == json.loads(LAMBDA), f"the trust policy: {got}")
    expect(got["MaxSessionDuration"] == 3600 and got["Tags"] == [{"Key": "team", "Value": "red"}], f"{got}")
    text = refused("EntityAlreadyExists", iam.create_role, RoleName="WORKER", AssumeRolePolicyDocument=LAMBDA)
    expect(text == "Role with name WORKER already exists.", text)
    refused("MalformedPolicyDocument", iam.create_role, RoleName="bad", AssumeRolePolicyDocument="{")
    text = refused("NoSuchEntity", iam.get_role, RoleName="nobody")
    expect(text == "The role with name nobody cannot be found.", text)
    iam.update_role(RoleName="worker", MaxSessionDuration=7200)
    expect(iam.get_role(RoleName="worker")["Role"]["MaxSessionDuration"] == 7200, "the longest session")

    iam.put_role_policy(RoleName="worker", PolicyName="logs", PolicyDocument=document(allow("logs:*")))
    inline = iam.get_role_policy(RoleName="worker", PolicyName="logs")
    expect(inline["PolicyDocument"] == json.loads(document(allow("logs:*"))), f"inline: {inline}")
    iam.attach_role_policy(RoleName="worker", PolicyArn=BASIC)
    attached = iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"]
    expect(attached == [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": BASIC}], f"attached: {attached}")
    unknown = "arn:aws:iam::aws:policy/NoSuchPolicy"
    text = refused("NoSuchEntity", iam.attach_role_policy, RoleName="worker", PolicyArn=unknown)
    expect(text == f"Policy {unknown} does not exist or is not attachable.", text)
    text = refused("DeleteConflict", iam.delete_role, RoleName="worker")
    expect(text == "Cannot delete entity, must detach all policies first.", text)
    iam.detach_role_policy(RoleName="worker", PolicyArn=BASIC)
    refused("NoSuchEntity", iam.detach_role_policy, RoleName="worker", PolicyArn=BASIC)
    text = refused("DeleteConflict", iam.delete_role, RoleName="worker")
    expect(text == "Cannot delete entity, must delete policies first.", text)
    iam.delete_role_policy(RoleName="worker", PolicyName="logs")

    iam.create_instance_profile(InstanceProfileName="box")
    iam.add_role_to_instance_profile(InstanceProfileName="box", RoleName="worker")
    profiles = iam.list_instance_profiles_for_role(RoleName="worker")["InstanceProfiles"]
    expect([p["InstanceProfileName"] for p in profiles] == ["box"], f"{profiles}")
    refused("DeleteConflict", iam.delete_role, RoleName="worker")
    iam.remove_role_from_instance_profile(InstanceProfileName="box", RoleName="worker")
    iam.delete_instance_profile(InstanceProfileName="box")
    iam.tag_role(RoleName="worker", Tags=[{"Key": "Team", "Value": "blue"}])
    expect(iam.list_role_tags(RoleName="worker")["Tags"] == [{"Key": "Team", "Value": "blue"}], "tags without case")
    iam.untag_role(RoleName="worker", TagKeys=["TEAM"])
    iam.delete_role(RoleName="worker")

    for number in range(25):
        iam.create_role(RoleName=f"r{number:02}", AssumeRolePolicyDocument=LAMBDA)
    pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 10}))
    expect([len(page["Roles"]) for page in pages] == [10, 10, 5], "pages of roles")
    found = [role["RoleName"] for page in pages for role in page["Roles"]]
    expect(found == [f"r{number:02}" for number in range(25)], f"roles: {found}")
    refused("ValidationError", iam.list_roles, Marker="made up")
    for name in found:
        iam.delete_role(RoleName=name)

    linked = iam.create_service_linked_role(AWSServiceName="elasticache.amazonaws.com")["Role"]
    expect(linked["RoleName"] == "AWSServiceRoleForElastiCache", f"{linked}")
    refused("InvalidInput", iam.create_service_linked_role, AWSServiceName="elasticache.amazonaws.com")
    for call, more in ((iam.delete_role, {}), (iam.update_role, {"MaxSessionDuration": 7200})): refused("UnmodifiableEntity", call, RoleName=linked["RoleName"], **more)
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForElastiCache")["DeletionTaskId"]
    expect(iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED", "the task")


def policies(iam):
    arn = iam.create_policy(PolicyName="reader", PolicyDocument=document(allow("s3:Get*")))["Policy"]["Arn"]
    expect(arn == f"arn:aws:iam::{ACCOUNT}:policy/reader", arn)
    text = refused("EntityAlreadyExists", iam.create_policy, PolicyName="Reader", PolicyDocument=document(allow("s3:*")))
    expect(text == "A policy called Reader already exists. Duplicate names are not allowed.", text)
    for number in range(2, 6):
        version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("s3:*")), SetAsDefault=number == 5)
        expect(version["PolicyVersion"]["VersionId"] == f"v{number}", f"{version}")
    refused("LimitExceeded", iam.create_policy_version, PolicyArn=arn, PolicyDocument=document(allow("s3:*")))
    listed = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    expect([v["VersionId"] for v in listed] == ["v5", "v4", "v3", "v2", "v1"], f"{listed}")
    text = refused("DeleteConflict", iam.delete_policy_version, PolicyArn=arn, VersionId="v5")
    expect(text == "Cannot delete the default version of a policy.", text)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    got = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    expect(got["Document"] == json.loads(document(allow("s3:Get*"))) and got["IsDefaultVersion"], f"{got}")
    for version in ["v2", "v3", "v4", "v5"]:
        iam.delete_policy_version(PolicyArn=arn, VersionId=version)

    iam.create_group(GroupName="staff")
    iam.attach_group_policy(GroupName="staff", PolicyArn=arn)
    entities = iam.list_entities_for_policy(PolicyArn=arn)
    expect([g["GroupName"] for g in entities["PolicyGroups"]] == ["staff"] and entities["PolicyRoles"] == [], f"{entities}")
    expect(iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1, "it is attached once")
    text = refused("DeleteConflict", iam.delete_policy, PolicyArn=arn)
    expect(text == "Cannot delete a policy attached to entities.", text)
    iam.detach_group_policy(GroupName="staff", PolicyArn=arn)
    iam.delete_group(GroupName="staff")
    iam.delete_policy(PolicyArn=arn)

    basic = iam.get_policy(PolicyArn=BASIC)["Policy"]
    expect(basic["DefaultVersionId"] == "v1" and basic["Path"] == "/service-role/", f"{basic}")
    said = iam.get_policy_version(PolicyArn=BASIC, VersionId="v1")["PolicyVersion"]["Document"]
    expect("logs:PutLogEvents" in said["Statement"][0]["Action"], f"{said}")
    every = [p for page in iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 7})
             for p in page["Policies"]]
    expect(len(every) > 20 and len({p["Arn"] for p in every}) == len(every), "AWS's policies")
    expect(iam.list_policies(Scope="Local")["Policies"] == [], "none of the customer's is left")
    refused("AccessDenied", iam.delete_policy, PolicyArn=BASIC)
    refused("LimitExceeded", iam.create_policy, PolicyName="long",
            PolicyDocument=document(*[allow("s3:Get*", "arn:aws:s3:::" + "x" * 60) for _ in range(60)]))
    summary = iam.get_account_summary()["SummaryMap"]
    expect(summary["Roles"] == 0 and summary["RolesQuota"] == 1000, f"{summary}")
    iam.create_account_alias(AccountAlias="my-team")
    expect(iam.list_account_aliases()["AccountAliases"] == ["my-team"], "the alias")
    iam.delete_account_alias(AccountAlias="my-team")
    refused("NotImplemented", iam.list_virtual_mfa_devices)


def users_against_s3(iam, server):
    client = lambda service, **more: client_of(server.base, service, **more)  # noqa: E731
    root = client("s3", **ROOT)
    root.create_bucket(Bucket="shared")
    root.put_object(Bucket="shared", Key="open/a", Body=b"a")
    user = iam.create_user(UserName="ann", Path="/staff/")["User"]
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    expect(key["AccessKeyId"].startswith("AKIA") and len(key["SecretAccessKey"]) == 40, f"{key}")
    me = client("sts", **keys(key)).get_caller_identity()
    expect(me["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/staff/ann" and me["UserId"] == user["UserId"], f"{me}")
    s3 = client("s3", **keys(key))
    text = refused("AccessDenied", s3.get_object, Bucket="shared", Key="open/a")
    expect(text == f'User: arn:aws:iam::{ACCOUNT}:user/staff/ann is not authorized to perform: s3:GetObject on resource: '
                   f'"arn:aws:s3:::shared/open/a" because no identity-based policy allows the s3:GetObject action', text)
    refused("AccessDenied", s3.list_buckets)
    refused("AccessDenied", s3.create_bucket, Bucket="anns")

    iam.put_user_policy(UserName="ann", PolicyName="read", PolicyDocument=document(
        allow("s3:GetObject", "arn:aws:s3:::shared/open/*"), allow("s3:ListAllMyBuckets"),
        allow("s3:*Object", "arn:aws:s3:::shared/${aws:username}/*")))
    expect(s3.get_object(Bucket="shared", Key="open/a")["Body"].read() == b"a", "allowed to read")
    expect(len(s3.list_buckets()["Buckets"]) == 1, "allowed to list")
    s3.put_object(Bucket="shared", Key="ann/x", Body=b"x")
    refused("AccessDenied", s3.put_object, Bucket="shared", Key="open/b", Body=b"x")
    refused("AccessDenied", s3.copy_object, Bucket="shared", Key="ann/y", CopySource={"Bucket": "shared", "Key": "other/a"})
    failed = s3.delete_objects(Bucket="shared", Delete={"Objects": [{"Key": "ann/x"}, {"Key": "open/a"}]})
    expect([d["Key"] for d in failed["Deleted"]] == ["ann/x"] and failed["Errors"][0]["Code"] == "AccessDenied", f"{failed}")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "shared", "Key": "other/a"})
    expect(status_of(url) == 403, "a presigned address gives no more than its user may")

    iam.put_user_policy(UserName="ann", PolicyName="no", PolicyDocument=document(
        {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}))
    text = refused("AccessDenied", s3.get_object, Bucket="shared", Key="open/a")
    expect(text.endswith("with an explicit deny in an identity-based policy"), text)
    iam.delete_user_policy(UserName="ann", PolicyName="no")

    # The bucket's policy lets the user in by name; the user's own does not.
    root.put_bucket_policy(Bucket="shared", Policy=document(
        {"Effect": "Allow", "Principal": {"AWS": me["Arn"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/by-name/*"},
        {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/by-account/*"}))
    for name in ["by-name/a", "by-account/a"]:
        root.put_object(Bucket="shared", Key=name, Body=b"a")
    s3.get_object(Bucket="shared", Key="by-name/a")
    refused("AccessDenied", s3.get_object, Bucket="shared", Key="by-account/a")
    root.delete_bucket_policy(Bucket="shared")

    # A boundary takes away.
    iam.create_policy(PolicyName="edge", PolicyDocument=document(allow("s3:ListAllMyBuckets")))
    edge = f"arn:aws:iam::{ACCOUNT}:policy/edge"
    iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=edge)
    text = refused("AccessDenied", s3.get_object, Bucket="shared", Key="open/a")
    expect(text.endswith("because no permissions boundary allows the s3:GetObject action"), text)
    refused("DeleteConflict", iam.delete_policy, PolicyArn=edge)
    iam.delete_user_permissions_boundary(UserName="ann")
    iam.delete_policy(PolicyArn=edge)

    # A group gives, and IAM itself is held to policies, too.
    mine = client("iam", **keys(key))
    text = refused("AccessDenied", mine.create_role, RoleName="x", AssumeRolePolicyDocument=LAMBDA)
    expect(text == f"User: {me['Arn']} is not authorized to perform: iam:CreateRole on resource: "
                   f"arn:aws:iam::{ACCOUNT}:role/x because no identity-based policy allows the iam:CreateRole action", text)
    iam.create_group(GroupName="admins")
    iam.attach_group_policy(GroupName="admins", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    iam.add_user_to_group(GroupName="admins", UserName="ann")
    mine.create_role(RoleName="x", AssumeRolePolicyDocument=LAMBDA)
    mine.delete_role(RoleName="x")
    expect(mine.get_user()["User"]["UserName"] == "ann", "GetUser names the caller")
    results = iam.simulate_principal_policy(PolicySourceArn=me["Arn"], ActionNames=["iam:GetRole", "ec2:RunInstances"])
    expect([r["EvalDecision"] for r in results["EvaluationResults"]] == ["allowed", "implicitDeny"], f"{results}")

    # A key that is no longer good.
    iam.create_access_key(UserName="ann")
    refused("LimitExceeded", iam.create_access_key, UserName="ann")
    iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused("InvalidAccessKeyId", s3.get_object, Bucket="shared", Key="open/a")
    refused("InvalidClientTokenId", client("sts", **keys(key)).get_caller_identity)
    iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Active")
    s3.get_object(Bucket="shared", Key="open/a")
    expect(iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["ServiceName"] == "s3", "last use")
    refused("SignatureDoesNotMatch", client("s3", account=key["AccessKeyId"], secret="guessed").list_buckets)
    refused("DeleteConflict", iam.delete_user, UserName="ann")
    for each in iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]:
        iam.delete_access_key(UserName="ann", AccessKeyId=each["AccessKeyId"])
    refused("InvalidAccessKeyId", s3.list_buckets)
    iam.remove_user_from_group(GroupName="admins", UserName="ann")
    iam.delete_user_policy(UserName="ann", PolicyName="read")
    iam.delete_user(UserName="ann")
    iam.detach_group_policy(GroupName="admins", PolicyArn="arn:aws:iam::aws:policy/IAMFullAccess")
    iam.delete_group(GroupName="admins")


def status_of(url):
    try:
        return urllib.request.urlopen(url).status
    except urllib.error.HTTPError as error:
        return error.code


def sessions(iam, server):
    client = lambda service, **more: client_of(server.base, service, **more)  # noqa: E731
    sts = client("sts", **ROOT)
    iam.create_user(UserName="bob")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    bob = client("sts", **keys(key))
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}, Condition={"StringEquals": {"sts:ExternalId": "secret"}}))["Role"]
    arn = role["Arn"]
    text = refused("AccessDenied", bob.assume_role, RoleArn=arn, RoleSessionName="me")
    expect(text == f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: sts:AssumeRole on resource: {arn}", text)
    refused("AccessDenied", sts.assume_role, RoleArn=arn, RoleSessionName="me", ExternalId="secret")
    text = refused("ValidationError", bob.assume_role, RoleArn=arn, RoleSessionName="me", ExternalId="secret", DurationSeconds=7200)
    expect(text == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", text)
    given = bob.assume_role(RoleArn=arn, RoleSessionName="me", ExternalId="secret")
    expect(given["AssumedRoleUser"]["AssumedRoleId"] == role["RoleId"] + ":me", f"{given['AssumedRoleUser']}")
    s3 = client("s3", **keys(given["Credentials"]))
    refused("AccessDenied", s3.get_object, Bucket="shared", Key="open/a")
    iam.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    s3.get_object(Bucket="shared", Key="open/a")
    less = bob.assume_role(RoleArn=arn, RoleSessionName="less", ExternalId="secret",
                           Policy=document(allow("s3:GetObject", "arn:aws:s3:::shared/ann/*")))
    text = refused("AccessDenied", client("s3", **keys(less["Credentials"])).get_object, Bucket="shared", Key="open/a")
    expect(text.endswith("because no session policy allows the s3:GetObject action"), text)

    # The account is trusted: whose policies say so.
    iam.update_assume_role_policy(RoleName="reader", PolicyDocument=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))
    refused("AccessDenied", bob.assume_role, RoleArn=arn, RoleSessionName="me")
    sts.assume_role(RoleArn=arn, RoleSessionName="me")
    iam.put_user_policy(UserName="bob", PolicyName="assume", PolicyDocument=document(allow("sts:AssumeRole", arn)))
    bob.assume_role(RoleArn=arn, RoleSessionName="me")
    iam.detach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    iam.delete_role(RoleName="reader")
    refused("InvalidAccessKeyId", s3.get_object, Bucket="shared", Key="open/a")
    # Whom nobody made is nobody's to forbid.
    free = sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/unknown", RoleSessionName="me")["Credentials"]
    client("s3", **keys(free)).get_object(Bucket="shared", Key="open/a")


def strict():
    server = Server(None, "--auth", "strict", "--credential", f"{ACCOUNT}:any")
    try:
        sts = client_of(server.base, "sts", **ROOT)
        arn = f"arn:aws:iam::{ACCOUNT}:role/unknown"
        refused("AccessDenied", sts.assume_role, RoleArn=arn, RoleSessionName="me")
        client_of(server.base, "iam", **ROOT).create_role(RoleName="unknown", AssumeRolePolicyDocument=trust({"AWS": ACCOUNT}))
        sts.assume_role(RoleArn=arn, RoleSessionName="me")
    finally:
        server.stop()


def web_identities():
    server = Server("serverless-rest.yaml")
    try:
        client = lambda service, **more: client_of(server.base, service, **more)  # noqa: E731
        pool, app = pool_of(server.printed)
        idp = client("cognito-idp", **ROOT)
        signed_in = idp.initiate_auth(ClientId=app, AuthFlow="USER_PASSWORD_AUTH",
                                      AuthParameters={"USERNAME": "user-0", "PASSWORD": password_of(server.printed)})
        tokens = signed_in["AuthenticationResult"]
        issuer = json.loads(base64.urlsafe_b64decode(tokens["IdToken"].split(".")[1] + "=="))["iss"]
        provider = issuer.removeprefix("https://")
        expect(provider.endswith(pool), f"the issuer is {issuer}")
        sts = client_of(server.base, "sts", account=None, secret=None, **{"signature_version": UNSIGNED})
        iam = client("iam", **ROOT)
        arn = f"arn:aws:iam::{ACCOUNT}:role/visitor"
        ask = {"RoleArn": arn, "RoleSessionName": "web", "WebIdentityToken": tokens["IdToken"]}
        given = sts.assume_role_with_web_identity(**ask)
        expect(given["Audience"] == app and given["Provider"] == issuer, f"{given}")
        iam.create_role(RoleName="visitor", AssumeRolePolicyDocument=trust(
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}"}, "sts:AssumeRoleWithWebIdentity",
            Condition={"StringEquals": {f"{provider}:aud": app}}))
        text = refused("InvalidIdentityToken", sts.assume_role_with_web_identity, **ask)
        expect(text == f"No OpenIDConnect provider found in your account for {issuer}", text)
        made = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["another"], ThumbprintList=["0" * 40])
        text = refused("InvalidIdentityToken", sts.assume_role_with_web_identity, **ask)
        expect(text == "Incorrect token audience", text)
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=made["OpenIDConnectProviderArn"], ClientID=app)
        given = sts.assume_role_with_web_identity(**ask)
        expect(given["SubjectFromWebIdentityToken"], f"{given}")
        me = client("sts", **keys(given["Credentials"])).get_caller_identity()
        expect(me["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/visitor/web", f"{me}")
        iam.update_assume_role_policy(RoleName="visitor", PolicyDocument=trust(
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}"}, "sts:AssumeRoleWithWebIdentity",
            Condition={"StringEquals": {f"{provider}:sub": "somebody else"}}))
        text = refused("AccessDenied", sts.assume_role_with_web_identity, **ask)
        expect(text == "Not authorized to perform sts:AssumeRoleWithWebIdentity", text)
        ask["WebIdentityToken"] = tokens["IdToken"][:-8] + "AAAAAAAA"
        refused("InvalidIdentityToken", sts.assume_role_with_web_identity, **ask)
        ask["WebIdentityToken"] = tokens["AccessToken"]
        refused("InvalidIdentityToken", sts.assume_role_with_web_identity, **ask)
    finally:
        server.stop()


def pool_of(printed):
    """The id of the pool and of its client, as the server prints them."""
    found = re.search(r"user pool\s+\S+/(\S+)/\.well-known/jwks\.json\s+\(client (\S+)\)", printed)
    return found.group(1), found.group(2)


def password_of(printed):
    return re.search(r'"PASSWORD":"([^"]*)"', printed).group(1)


def survives():
    """What was answered is there after kill -9."""
    folder = tempfile.mkdtemp(prefix="wt-iam-")
    try:
        server = Server(None, "--data", folder)
        iam = client_of(server.base, "iam", **ROOT)
        iam.create_role(RoleName="kept", AssumeRolePolicyDocument=LAMBDA, Tags=[{"Key": "a", "Value": "b"}])
        iam.attach_role_policy(RoleName="kept", PolicyArn=BASIC)
        iam.create_role(RoleName="gone", AssumeRolePolicyDocument=LAMBDA)
        iam.delete_role(RoleName="gone")
        iam.create_user(UserName="kept")
        iam.put_user_policy(UserName="kept", PolicyName="p", PolicyDocument=document(allow("s3:ListAllMyBuckets")))
        key = iam.create_access_key(UserName="kept")["AccessKey"]
        root_key = iam.create_access_key()["AccessKey"]
        arn = iam.create_policy(PolicyName="kept", PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("s3:Get*")), SetAsDefault=True)
        before = iam.get_role(RoleName="kept")["Role"]
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        server = Server(None, "--data", folder)
        iam = client_of(server.base, "iam", **ROOT)
        after = iam.get_role(RoleName="kept")["Role"]
        expect(after == before, f"{after}, not {before}")
        expect([r["RoleName"] for r in iam.list_roles()["Roles"]] == ["kept"], "what was deleted is back")
        expect(len(iam.list_attached_role_policies(RoleName="kept")["AttachedPolicies"]) == 1, "the attachment")
        expect(iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v2", "the versions")
        s3 = client_of(server.base, "s3", **keys(key))
        s3.list_buckets()
        refused("AccessDenied", s3.create_bucket, Bucket="any")
        client_of(server.base, "s3", **keys(root_key)).create_bucket(Bucket="any")
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def answers(iam):
    """What answers say and leave out, as AWS's do."""
    made = iam.create_role(RoleName="plain", AssumeRolePolicyDocument=LAMBDA)["Role"]
    expect("MaxSessionDuration" not in made, f"CreateRole: {made}")
    policy = iam.create_policy(PolicyName="told", PolicyDocument=document(allow("s3:*")), Description="d")["Policy"]
    expect("Description" not in policy, f"CreatePolicy: {policy}")
    got = iam.get_policy(PolicyArn=policy["Arn"])["Policy"]
    expect(got["Description"] == "d" and got["Tags"] == [], f"GetPolicy: {got}")
    text = refused("ValidationError", iam.attach_role_policy, RoleName="plain", PolicyArn="a-text-that-is-no-arn-xx")
    expect(text == "Invalid ARN:  Could not be parsed!", text)
    refused("MalformedPolicyDocument", iam.create_policy, PolicyName="bad",
            PolicyDocument=document(allow("s3:*", Sid="A"), allow("s3:*", Sid="A")))


def linked_roles(iam):
    for service, name, policy in [("ecs", "ECS", "AmazonECSServiceRolePolicy"),
                                  ("batch", "Batch", "BatchServiceRolePolicy"),
                                  ("rds", "RDS", "AmazonRDSServiceRolePolicy")]:
        principal = f"{service}.amazonaws.com"
        iam.create_service_linked_role(AWSServiceName=principal)
        role = iam.get_role(RoleName=f"AWSServiceRoleFor{name}")["Role"]
        expect(role["AssumeRolePolicyDocument"]["Statement"] == [
            {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}], f"{role}")
        attached = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
        expect(attached == [{"PolicyName": policy, "PolicyArn": f"arn:aws:iam::aws:policy/aws-service-role/{policy}"}],
               f"{attached}")
        expect(("Description" in role) == (service == "rds"), f"the description: {role}")
    for service, name in [("custom-resource", "ScalingCustomResource"), ("kafka", "scalingKafkaCluster")]:
        made = iam.create_service_linked_role(AWSServiceName=f"{service}.application-autoscaling.amazonaws.com")["Role"]
        expect(made["RoleName"] == f"AWSServiceRoleForApplicationAutoScaling_{name[7:]}", f"{made}")
        attached = iam.list_attached_role_policies(RoleName=made["RoleName"])["AttachedPolicies"]
        expect([each["PolicyName"] for each in attached] == [f"AWSApplicationAuto{name}Policy"], f"{attached}")
    text = refused("InvalidInput", iam.create_service_linked_role, AWSServiceName="ecs.amazonaws.com", CustomSuffix="zz")
    expect(text == "Custom suffix is not allowed for ecs.amazonaws.com", text)
    made = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com", CustomSuffix="zz")["Role"]
    expect(made["RoleName"] == "AWSServiceRoleForAutoScaling_zz", f"{made}")


def root_keys(iam, server):
    """An account's root has keys of its own, and may what it may."""
    key = iam.create_access_key()["AccessKey"]
    listed = iam.list_access_keys()["AccessKeyMetadata"]
    expect([each["AccessKeyId"] for each in listed] == [key["AccessKeyId"]], f"{listed}")
    expect(iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 1, "the summary")
    me = client_of(server.base, "sts", **keys(key)).get_caller_identity()
    expect(me["Arn"] == f"arn:aws:iam::{ACCOUNT}:root", f"{me}")
    iam.update_access_key(AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused("InvalidClientTokenId", client_of(server.base, "sts", **keys(key)).get_caller_identity)
    iam.delete_access_key(AccessKeyId=key["AccessKeyId"])
    expect(iam.list_access_keys()["AccessKeyMetadata"] == [], "the key is still there")


def simulation(iam):
    """Which statement decides, and where it stands."""
    iam.create_user(UserName="asked")
    policy = document(allow("s3:GetObject"), {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"})
    iam.put_user_policy(UserName="asked", PolicyName="p", PolicyDocument=policy)
    arn = iam.get_user(UserName="asked")["User"]["Arn"]
    results = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:GetObject", "s3:PutObject", "ec2:Run"],
                                            ResourceArns=["arn:aws:s3:::b/k"])["EvaluationResults"]
    begin = policy.index("[") + 2  # columns count from 1, and are behind the bracket
    middle = policy.index("}, {") + 2
    for result, decision, places in zip(results, ["allowed", "explicitDeny", "implicitDeny"],
                                        [(begin, middle), (middle + 1, policy.rindex("}]") + 2), None]):
        expect(result["EvalDecision"] == decision, f"{result}")
        wanted = [] if places is None else [
            {"SourcePolicyId": "user_asked_p", "SourcePolicyType": "IAM Policy",
             "StartPosition": {"Line": 1, "Column": places[0]}, "EndPosition": {"Line": 1, "Column": places[1]}}]
        expect(result["MatchedStatements"] == wanted, f"{result['MatchedStatements']}, not {wanted}")
        specific = result["ResourceSpecificResults"]
        expect([each["EvalResourceDecision"] for each in specific] == [decision], f"{specific}")
        expect(result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}, f"{result}")


def certificate(filler):
    """PEM around a sequence of DER: what IAM looks at, and no more."""
    der = b"\x30\x82" + (300).to_bytes(2, "big") + bytes([filler]) * 300
    return f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE-----"


def other_credentials(iam):
    iam.create_user(UserName="coder")
    made = iam.create_service_specific_credential(UserName="coder", ServiceName="codecommit.amazonaws.com")
    first = made["ServiceSpecificCredential"]
    expect(first["ServiceUserName"] == f"coder-at-{ACCOUNT}" and first["ServicePassword"], f"{first}")
    refused("NotSupportedService", iam.create_service_specific_credential, UserName="coder", ServiceName="s3.amazonaws.com")
    one = {"UserName": "coder", "ServiceSpecificCredentialId": first["ServiceSpecificCredentialId"]}
    again = iam.reset_service_specific_credential(**one)["ServiceSpecificCredential"]
    expect(again["ServicePassword"] != first["ServicePassword"], "the password is the same")
    iam.update_service_specific_credential(**one, Status="Inactive")
    listed = iam.list_service_specific_credentials(UserName="coder")["ServiceSpecificCredentials"]
    expect([each["Status"] for each in listed] == ["Inactive"] and "ServicePassword" not in listed[0], f"{listed}")
    iam.create_service_specific_credential(UserName="coder", ServiceName="codecommit.amazonaws.com")
    refused("LimitExceeded", iam.create_service_specific_credential, UserName="coder",
            ServiceName="codecommit.amazonaws.com")
    refused("DeleteConflict", iam.delete_user, UserName="coder")
    for each in iam.list_service_specific_credentials(UserName="coder")["ServiceSpecificCredentials"]:
        iam.delete_service_specific_credential(
            UserName="coder", ServiceSpecificCredentialId=each["ServiceSpecificCredentialId"])
    refused("NoSuchEntity", iam.delete_service_specific_credential, **one)

    up = iam.upload_signing_certificate(UserName="coder", CertificateBody=certificate(1))["Certificate"]
    expect(up["Status"] == "Active" and up["CertificateBody"] == certificate(1), f"{up}")
    refused("MalformedCertificate", iam.upload_signing_certificate, UserName="coder", CertificateBody="no certificate")
    refused("DuplicateCertificate", iam.upload_signing_certificate, UserName="coder", CertificateBody=certificate(1))
    iam.upload_signing_certificate(UserName="coder", CertificateBody=certificate(2))
    text = refused("LimitExceeded", iam.upload_signing_certificate, UserName="coder", CertificateBody=certificate(3))
    expect(text == "Cannot exceed quota for CertificatesPerUser: 2", text)
    iam.update_signing_certificate(UserName="coder", CertificateId=up["CertificateId"], Status="Inactive")
    listed = iam.list_signing_certificates(UserName="coder")["Certificates"]
    expect(sorted(each["Status"] for each in listed) == ["Active", "Inactive"], f"{listed}")
    for each in listed:
        iam.delete_signing_certificate(UserName="coder", CertificateId=each["CertificateId"])
    iam.delete_user(UserName="coder")


def managed_policies(iam):
    """Those that everybody attaches."""
    iam.create_role(RoleName="employee", AssumeRolePolicyDocument=LAMBDA)
    for name in ["ReadOnlyAccess", "PowerUserAccess", "AdministratorAccess", "SecurityAudit", "job-function/ViewOnlyAccess",
                 "job-function/Billing", "AWSLambda_FullAccess", "AmazonAPIGatewayAdministrator",
                 "AmazonEKSVPCResourceController"]:
        arn = f"arn:aws:iam::aws:policy/{name}"
        iam.attach_role_policy(RoleName="employee", PolicyArn=arn)
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        text = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        expect(text["Version"] == "2012-10-17" and text["Statement"], f"{name}: {text}")
    iam.create_role(RoleName="only", AssumeRolePolicyDocument=LAMBDA)
    iam.attach_role_policy(RoleName="only", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    results = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/only", ActionNames=["s3:GetObject", "dynamodb:Query", "s3:PutObject"])
    decisions = [each["EvalDecision"] for each in results["EvaluationResults"]]
    expect(decisions == ["allowed", "allowed", "implicitDeny"], f"{decisions}")


def transitive_tags(iam, server):
    anybody = trust({"AWS": ACCOUNT}, ["sts:AssumeRole", "sts:TagSession"])
    arns = [iam.create_role(RoleName=name, AssumeRolePolicyDocument=anybody)["Role"]["Arn"] for name in ("first", "second")]
    iam.put_role_policy(RoleName="first", PolicyName="p", PolicyDocument=document(allow("sts:*")))
    first = client_of(server.base, "sts", **ROOT).assume_role(
        RoleArn=arns[0], RoleSessionName="one", Tags=[{"Key": "T", "Value": "1"}], TransitiveTagKeys=["T"])
    sts = client_of(server.base, "sts", **keys(first["Credentials"]))
    text = refused("InvalidParameterValue", sts.assume_role, RoleArn=arns[1], RoleSessionName="two",
                   Tags=[{"Key": "t", "Value": "2"}])
    expect(text == "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
                   "from the calling session.", text)
    # It goes on to the next session, where a policy may ask for it.
    iam.put_role_policy(RoleName="second", PolicyName="p", PolicyDocument=document(
        allow("s3:ListAllMyBuckets", Condition={"StringEquals": {"aws:PrincipalTag/T": "1"}})))
    second = sts.assume_role(RoleArn=arns[1], RoleSessionName="two")
    client_of(server.base, "s3", **keys(second["Credentials"])).list_buckets()


def token_sizes(server):
    """As the model of November 2026 has them; members that this botocore does not know are asked for by hand."""
    import xml.etree.ElementTree as tree
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    def ask(form):
        request = AWSRequest("POST", server.base, {"Content-Type": "application/x-www-form-urlencoded"},
                             "Version=2011-06-15&" + form)
        SigV4Auth(Credentials(ACCOUNT, "any"), "sts", "us-east-1").add_auth(request)
        status, _, body = server.ask(server.base, "POST", request.body, dict(request.headers.items()))
        values = {each.tag.split("}")[1]: each.text for each in tree.fromstring(body).iter()}
        return status, values

    status, usual = ask("Action=GetSessionToken")
    size = len(usual["SessionToken"])
    expect(status == 200 and int(usual["SessionTokenSize"]) == size, f"{usual}")
    expect(int(usual["SessionTokenUtilization"]) == 100 * size // 4096, f"{usual}")
    status, padded = ask("Action=GetSessionToken&MinimumSessionTokenSize=4096")
    expect(len(padded["SessionToken"]) == 4096 and padded["SessionTokenUtilization"] == "100", f"{padded}")
    status, wrong = ask("Action=GetSessionToken&MinimumSessionTokenSize=4097")
    expect((status, wrong["Code"]) == (400, "ValidationError"), f"{wrong}")
    tags = "".join(f"&Tags.member.{n}.Key=k{n}&Tags.member.{n}.Value={'v' * 200}" for n in range(1, 31))
    status, large = ask(f"Action=AssumeRole&RoleArn=arn:aws:iam::{ACCOUNT}:role/first&RoleSessionName=one{tags}")
    expect((status, large["Code"]) == (400, "PackedPolicyTooLarge"), f"{large}")


server = Server(None)
try:
    iam = client_of(server.base, "iam", **ROOT)
    for step in [roles, policies, answers, linked_roles, simulation, other_credentials, managed_policies]:
        step(iam)
        print("ok", step.__name__)
    for step in [users_against_s3, sessions, root_keys, transitive_tags]:
        step(iam, server)
        print("ok", step.__name__)
    token_sizes(server)
    print("ok token_sizes")
finally:
    server.stop()
for step in [strict, web_identities, survives]:
    step()
    print("ok", step.__name__)
