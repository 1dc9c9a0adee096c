"""KMS by boto3 against a fresh server: keys and their states, encryption, signatures that another library checks, policies, users and
grants, templates; by the AWS CLI, where it is installed; and what outlives kill -9."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()

ACCOUNT = "000000000000"
NOBODY = "11111111-2222-4333-8444-555555555555"


def keys(kms):
    made = kms.create_key(Description="d", Tags=[{"TagKey": "team", "TagValue": "a"}])["KeyMetadata"]
    key, arn = made["KeyId"], made["Arn"]
    expect(arn == f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{key}" and made["Enabled"], made)
    expect(kms.describe_key(KeyId=arn)["KeyMetadata"]["CreationDate"] == made["CreationDate"], "by its ARN")
    kms.create_alias(AliasName="alias/app", TargetKeyId=key)
    expect(kms.describe_key(KeyId="alias/app")["KeyMetadata"]["KeyId"] == key, "by its alias")
    expect(kms.describe_key(KeyId=f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/app")["KeyMetadata"]["KeyId"] == key, "and that's ARN")
    refused("NotFoundException", kms.describe_key, f"Key 'arn:aws:kms:us-east-1:{ACCOUNT}:key/{NOBODY}' does not exist", KeyId=NOBODY)
    refused("NotFoundException", kms.describe_key, "Invalid keyId 'no'", KeyId="no")
    kms.update_key_description(KeyId=key, Description="e")
    expect(kms.describe_key(KeyId=key)["KeyMetadata"]["Description"] == "e", "described")
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "k", "TagValue": "v"}])
    kms.untag_resource(KeyId=key, TagKeys=["team"])
    expect(kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "k", "TagValue": "v"}], "tags")
    refused("TagException", kms.tag_resource, "", KeyId=key, Tags=[{"TagKey": "aws:x", "TagValue": "v"}])
    for _ in range(3):
        kms.create_key()
    listed = [each["KeyId"] for page in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}) for each in page["Keys"]]
    expect(len(listed) == 4 and key in listed, listed)
    aliases = [each["AliasName"] for page in kms.get_paginator("list_aliases").paginate() for each in page["Aliases"]]
    expect(aliases == ["alias/app"], aliases)
    own = kms.describe_key(KeyId="alias/aws/lambda")["KeyMetadata"]
    expect(own["KeyManager"] == "AWS", own)
    refused("AccessDeniedException", kms.schedule_key_deletion, "", KeyId=own["KeyId"])
    return key


def encryption(kms, key):
    context = {"purpose": "test"}
    sealed = kms.encrypt(KeyId="alias/app", Plaintext=b"\x00secret\xff", EncryptionContext=context)
    blob = sealed["CiphertextBlob"]
    expect(base64.b64encode(blob).startswith(b"AQIC") and b"secret" not in blob, blob)
    opened = kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)
    expect(opened["Plaintext"] == b"\x00secret\xff" and opened["KeyId"] == sealed["KeyId"], opened)
    refused("InvalidCiphertextException", kms.decrypt, CiphertextBlob=blob)
    refused("InvalidCiphertextException", kms.decrypt, CiphertextBlob=blob[:-1] + bytes([blob[-1] ^ 1]), EncryptionContext=context)
    refused("InvalidCiphertextException", kms.decrypt, CiphertextBlob=b"none")
    other = kms.create_key()["KeyMetadata"]["KeyId"]
    refused("IncorrectKeyException", kms.decrypt, CiphertextBlob=blob, EncryptionContext=context, KeyId=other)
    moved = kms.re_encrypt(CiphertextBlob=blob, SourceEncryptionContext=context, DestinationKeyId=other)
    expect(kms.decrypt(CiphertextBlob=moved["CiphertextBlob"])["Plaintext"] == b"\x00secret\xff", "moved")
    data = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    expect(len(data["Plaintext"]) == 32 and kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"], data)
    expect(len(kms.generate_random(NumberOfBytes=44)["Plaintext"]) == 44, "random")
    refused("ValidationException", kms.encrypt, "less than or equal to 4096", KeyId=key, Plaintext=b"x" * 4097)
    kms.disable_key(KeyId=key)
    refused("DisabledException", kms.decrypt, "is disabled.", CiphertextBlob=blob, EncryptionContext=context)
    kms.enable_key(KeyId=key)
    kms.rotate_key_on_demand(KeyId=key)
    expect(kms.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == b"\x00secret\xff", "after a rotation")
    expect(kms.list_key_rotations(KeyId=key)["Rotations"][0]["RotationType"] == "ON_DEMAND", "told")
    gone = kms.schedule_key_deletion(KeyId=other, PendingWindowInDays=7)
    expect(6.9 < (gone["DeletionDate"].timestamp() - time.time()) / 86400 <= 7, gone)
    refused("KMSInvalidStateException", kms.decrypt, "is pending deletion.", CiphertextBlob=moved["CiphertextBlob"])


def signatures(kms):
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    made = kms.sign(KeyId=key, Message=b"m", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    expect(kms.verify(KeyId=key, Message=b"m", Signature=made, SigningAlgorithm="ECDSA_SHA_256")["SignatureValid"], "ours")
    refused("KMSInvalidSignatureException", kms.verify, KeyId=key, Message=b"n", Signature=made, SigningAlgorithm="ECDSA_SHA_256")
    # OpenSSL's own program, by the public key that is told.
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("key", kms.get_public_key(KeyId=key)["PublicKey"]), ("signature", made), ("message", b"m")):
            with open(f"{folder}/{name}", "wb") as file:
                file.write(content)
        told = subprocess.run(["openssl", "dgst", "-sha256", "-verify", "key", "-keyform", "DER", "-signature", "signature", "message"],
                              cwd=folder, capture_output=True, text=True)
        expect(told.returncode == 0, f"{told.stdout}{told.stderr}")
    mac = kms.create_key(KeySpec="HMAC_512", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["KeyId"]
    made = kms.generate_mac(KeyId=mac, Message=b"m", MacAlgorithm="HMAC_SHA_512")["Mac"]
    expect(kms.verify_mac(KeyId=mac, Message=b"m", Mac=made, MacAlgorithm="HMAC_SHA_512")["MacValid"], "a MAC")
    refused("InvalidKeyUsageException", kms.sign, "is not valid for Sign", KeyId=mac, Message=b"m", SigningAlgorithm="ECDSA_SHA_256")


def who_may(base, kms, key):
    """Users of the account by the key's policy and their own together; grants beside both."""
    iam = client_of(base, "iam")
    arn = kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]

    def user(name, *actions):
        iam.create_user(UserName=name)
        if actions:
            iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": arn}]}))
        made = iam.create_access_key(UserName=name)["AccessKey"]
        return client_of(base, "kms", account=made["AccessKeyId"], secret=made["SecretAccessKey"])

    writer, nobody = user("writer", "kms:Encrypt"), user("nobody")
    blob = writer.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    denied = refused("AccessDeniedException", writer.decrypt, "no identity-based policy allows the kms:Decrypt action", CiphertextBlob=blob)
    expect(f"on resource: {arn}" in denied["Error"]["Message"], denied)
    refused("AccessDeniedException", nobody.encrypt, KeyId=key, Plaintext=b"x")
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    named = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"}, "Action": "kms:Encrypt", "Resource": "*",
             "Condition": {"StringEquals": {"kms:EncryptionContext:team": "blue"}}}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [root, named]}))
    nobody.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"team": "blue"})
    refused("AccessDeniedException", nobody.encrypt, KeyId=key, Plaintext=b"x")
    # A policy that does not hand the decision to the account: what users' own say is not enough.
    only = dict(root, Action=["kms:PutKeyPolicy", "kms:CreateGrant", "kms:RevokeGrant", "kms:GetKeyPolicy"])
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [only]}))
    refused("AccessDeniedException", writer.encrypt, "no resource-based policy allows", KeyId=key, Plaintext=b"x")
    grant = kms.create_grant(KeyId=key, GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:user/nobody", Operations=["Decrypt", "RetireGrant"])
    expect(nobody.decrypt(CiphertextBlob=blob, GrantTokens=[grant["GrantToken"]])["Plaintext"] == b"x", "by a grant")
    refused("AccessDeniedException", nobody.encrypt, KeyId=key, Plaintext=b"x")
    nobody.retire_grant(KeyId=arn, GrantId=grant["GrantId"])
    refused("AccessDeniedException", nobody.decrypt, CiphertextBlob=blob)
    refused("MalformedPolicyDocumentException", kms.put_key_policy, "in the future", KeyId=key, PolicyName="default",
            Policy=json.dumps({"Version": "2012-10-17", "Statement": [named]}))
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Version": "2012-10-17", "Statement": [root]}))
    elsewhere = client_of(base, "kms", region="eu-west-1")
    refused("NotFoundException", elsewhere.describe_key, "Invalid arn us-east-1", KeyId=arn)


TEMPLATE = """
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
        - {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}
        - Effect: Allow
          Principal: {Service: !Sub 'logs.${AWS::Region}.amazonaws.com'}
          Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*']
          Resource: '*'
          Condition: {ArnLike: {'kms:EncryptionContext:aws:logs:arn': !Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:*'}}
  Name: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/of-stack, TargetKeyId: !Ref Key}}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !GetAtt Key.Arn}}]
  Stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1, StreamEncryption: {EncryptionType: KMS, KeyId: !Ref Key}}}
  Secret: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: x, KmsKeyId: !GetAtt Key.Arn}}
  Group: {Type: AWS::Logs::LogGroup, Properties: {KmsKeyId: !GetAtt Key.Arn}}
Outputs: {Key: {Value: !Ref Key}, Arn: {Value: !GetAtt Key.Arn}, Bucket: {Value: !Ref Bucket}, Secret: {Value: !Ref Secret}}
"""


def templates(base, kms):
    cfn = client_of(base, "cloudformation")
    cfn.create_stack(StackName="locked", TemplateBody=TEMPLATE)
    cfn.get_waiter("stack_create_complete").wait(StackName="locked", WaiterConfig={"Delay": 1})
    told = {each["OutputKey"]: each["OutputValue"] for each in cfn.describe_stacks(StackName="locked")["Stacks"][0]["Outputs"]}
    expect(kms.describe_key(KeyId="alias/of-stack")["KeyMetadata"]["Arn"] == told["Arn"], told)
    expect(kms.get_key_rotation_status(KeyId=told["Key"])["KeyRotationEnabled"], "rotates")
    s3 = client_of(base, "s3")
    s3.put_object(Bucket=told["Bucket"], Key="k", Body=b"x")
    expect(s3.head_object(Bucket=told["Bucket"], Key="k")["SSEKMSKeyId"] == told["Arn"], "the bucket's key")
    expect(client_of(base, "secretsmanager").describe_secret(SecretId=told["Secret"])["KmsKeyId"] == told["Arn"], "the secret's key")
    s3.delete_object(Bucket=told["Bucket"], Key="k")
    cfn.delete_stack(StackName="locked")
    cfn.get_waiter("stack_delete_complete").wait(StackName="locked", WaiterConfig={"Delay": 1})
    expect(kms.describe_key(KeyId=told["Key"])["KeyMetadata"]["KeyState"] == "PendingDeletion", "the key waits for its end")
    refused("NotFoundException", kms.describe_key, "is not found", KeyId="alias/of-stack")
    # S3's own key is the one that KMS tells.
    s3.create_bucket(Bucket="usual")
    put = s3.put_object(Bucket="usual", Key="k", Body=b"x", ServerSideEncryption="aws:kms")
    expect(kms.describe_key(KeyId="alias/aws/s3")["KeyMetadata"]["Arn"] == put["SSEKMSKeyId"], put)


LOGS_MAY = {"Effect": "Allow", "Principal": {"Service": "logs.us-east-1.amazonaws.com"}, "Action": ["kms:Encrypt*", "kms:Decrypt*"],
            "Resource": "*"}


def of_services(base, kms):
    """Who encrypts with a key asks for it, and says by an error of its own that it cannot be used."""
    s3, kinesis, firehose, logs, secrets = (client_of(base, each) for each in ("s3", "kinesis", "firehose", "logs", "secretsmanager"))
    s3.create_bucket(Bucket="asks")
    kinesis.create_stream(StreamName="asks", ShardCount=1)
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}, LOGS_MAY]}
    key = kms.create_key(Policy=json.dumps(policy))["KeyMetadata"]
    kms.create_alias(AliasName="alias/asked", TargetKeyId=key["KeyId"])
    count = iter(range(100))

    def to_s3(named):
        return s3.put_object(Bucket="asks", Key="k", Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=named)

    def to_kinesis(named):
        kinesis.start_stream_encryption(StreamName="asks", EncryptionType="KMS", KeyId=named)

    def to_firehose(named):
        firehose.create_delivery_stream(
            DeliveryStreamName=f"asks-{next(count)}",
            DeliveryStreamEncryptionConfigurationInput={"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": named},
            ExtendedS3DestinationConfiguration={"BucketARN": "arn:aws:s3:::asks", "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/r"})

    def to_logs(named):
        logs.create_log_group(logGroupName=f"asks-{next(count)}", kmsKeyId=named)

    def to_old_logs(named):
        name = f"asks-{next(count)}"
        logs.create_log_group(logGroupName=name)
        try:
            logs.associate_kms_key(logGroupName=name, kmsKeyId=named)
            told = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]
            expect(told["kmsKeyId"] == named, told)
            logs.disassociate_kms_key(resourceIdentifier=told["logGroupArn"])
            expect("kmsKeyId" not in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0], "it is still there")
        finally:
            logs.delete_log_group(logGroupName=name)

    def to_secrets(named):
        secrets.create_secret(Name=f"asks-{next(count)}", SecretString="x", KmsKeyId=named)

    def are_refused(named, of_s3, of_kinesis, words, of_logs):
        refused(of_s3, to_s3, words, named=named)
        refused(of_kinesis, to_kinesis, words, named=named)
        refused("InvalidKMSResourceException", to_firehose, words, named=named)
        refused(of_logs, to_logs, named=named)
        refused(of_logs, to_old_logs, named=named)
        refused("EncryptionFailure", to_secrets, "Check that the KMS key is available", named=named)

    nobody = key["Arn"].replace(key["KeyId"], NOBODY)
    are_refused(nobody, "KMS.NotFoundException", "KMSNotFoundException", "does not exist", "AccessDeniedException")
    refused("KMS.NotFoundException", to_s3, "alias/nobody is not found", named="alias/nobody")
    expect(to_s3("alias/asked")["SSEKMSKeyId"] == key["Arn"], "an alias is the key's ARN")
    for each in (to_s3, to_kinesis, to_firehose, to_logs, to_old_logs, to_secrets):
        each(key["Arn"])
    refused("InvalidParameterException", logs.associate_kms_key, "must specify", kmsKeyId=key["Arn"])
    refused("ResourceNotFoundException", logs.disassociate_kms_key, logGroupName="nobody")
    to_kinesis("alias/aws/kinesis")
    to_secrets("alias/aws/secretsmanager")
    to_kinesis("alias/asked")
    pair = kms.create_key(KeyUsage="ENCRYPT_DECRYPT", KeySpec="RSA_2048")["KeyMetadata"]["Arn"]
    refused("KMS.InvalidKeyUsageException", to_s3, named=pair)

    # What is there is as its key is.
    secrets.create_secret(Name="sealed", SecretString="x", KmsKeyId="alias/asked")
    s3.put_bucket_encryption(Bucket="asks", ServerSideEncryptionConfiguration={"Rules": [{
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": nobody}}]})
    refused("KMS.NotFoundException", s3.put_object, Bucket="asks", Key="usual", Body=b"x")
    s3.delete_bucket_encryption(Bucket="asks")
    firehose.create_delivery_stream(
        DeliveryStreamName="sealed", DeliveryStreamEncryptionConfigurationInput={"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key["Arn"]},
        ExtendedS3DestinationConfiguration={"BucketARN": "arn:aws:s3:::asks", "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/r"})
    kinesis.put_record(StreamName="asks", PartitionKey="k", Data=b"x")
    at = kinesis.get_shard_iterator(StreamName="asks", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")["ShardIterator"]

    def nothing_goes(of_s3, of_kinesis):
        refused(of_s3, s3.get_object, Bucket="asks", Key="k")
        refused(of_s3, s3.copy_object, Bucket="asks", Key="copy", CopySource="asks/k")
        s3.head_object(Bucket="asks", Key="k")
        refused(of_kinesis, kinesis.put_record, StreamName="asks", PartitionKey="k", Data=b"x")
        refused(of_kinesis, kinesis.put_records, StreamName="asks", Records=[{"PartitionKey": "k", "Data": b"x"}])
        refused(of_kinesis, kinesis.get_records, ShardIterator=at)
        refused("InvalidKMSResourceException", firehose.put_record, "might have been revoked", DeliveryStreamName="sealed",
                Record={"Data": b"x"})
        refused("DecryptionFailure", secrets.get_secret_value, SecretId="sealed")
        refused("EncryptionFailure", secrets.put_secret_value, SecretId="sealed", SecretString="y")

    kms.disable_key(KeyId=key["KeyId"])
    are_refused(key["Arn"], "KMS.DisabledException", "KMSDisabledException", "is disabled", "InvalidParameterException")
    nothing_goes("KMS.DisabledException", "KMSDisabledException")
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    are_refused(key["Arn"], "KMS.KMSInvalidStateException", "KMSInvalidStateException", "pending deletion", "InvalidParameterException")
    nothing_goes("KMS.KMSInvalidStateException", "KMSInvalidStateException")
    kms.cancel_key_deletion(KeyId=key["KeyId"])
    kms.enable_key(KeyId=key["KeyId"])
    expect(s3.get_object(Bucket="asks", Key="k")["Body"].read() == b"x", "and is again")
    expect(len(kinesis.get_records(ShardIterator=at)["Records"]) == 1, "the stream, too")
    expect(secrets.get_secret_value(SecretId="sealed")["SecretString"] == "x", "and the secret")
    firehose.put_record(DeliveryStreamName="sealed", Record={"Data": b"x"})

    # Logs uses a key by itself, which a usual key's policy does not let it do.
    usual = kms.create_key()["KeyMetadata"]["Arn"]
    refused("AccessDeniedException", to_logs, "does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:", named=usual)

    # Whoever is limited needs the key's permission, too.
    iam = client_of(base, "iam")
    iam.create_user(UserName="half")
    iam.put_user_policy(UserName="half", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:*", "kinesis:*", "secretsmanager:*"], "Resource": "*"}]}))
    made = iam.create_access_key(UserName="half")["AccessKey"]
    half = {each: client_of(base, each, account=made["AccessKeyId"], secret=made["SecretAccessKey"]) for each in ("s3", "kinesis", "secretsmanager")}
    refused("AccessDenied", half["s3"].put_object, "kms:GenerateDataKey", Bucket="asks", Key="k", Body=b"x", ServerSideEncryption="aws:kms",
            SSEKMSKeyId=key["Arn"])
    refused("AccessDenied", half["s3"].get_object, "kms:Decrypt", Bucket="asks", Key="k")
    refused("KMSAccessDeniedException", half["kinesis"].put_record, "kms:GenerateDataKey", StreamName="asks", PartitionKey="k", Data=b"x")
    refused("AccessDeniedException", half["secretsmanager"].get_secret_value, "Access to KMS is not allowed", SecretId="sealed")
    half["s3"].put_object(Bucket="asks", Key="own", Body=b"x", ServerSideEncryption="aws:kms")
    iam.put_user_policy(UserName="half", PolicyName="k", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Condition": {"StringEquals": {
            "kms:ViaService": "s3.us-east-1.amazonaws.com"}, "StringLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::asks/*"}}}]}))
    expect(half["s3"].get_object(Bucket="asks", Key="k")["Body"].read() == b"x", "by way of S3")
    refused("AccessDeniedException", half["secretsmanager"].get_secret_value, SecretId="sealed")


def by_cli(base):
    cli = shutil.which("aws")
    if cli is None:
        print("the AWS CLI is not installed: left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "AWS_ENDPOINT_URL": base, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                       "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "", "HOME": folder}

        def aws(*arguments):
            done = subprocess.run([cli, "kms", *arguments, "--output", "json"], cwd=folder, env=environment, capture_output=True,
                                  text=True, timeout=120)
            expect(done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}")
            return json.loads(done.stdout)

        key = aws("create-key", "--description", "by the CLI")["KeyMetadata"]["KeyId"]
        with open(f"{folder}/plain", "wb") as file:
            file.write(b"words")
        sealed = aws("encrypt", "--key-id", key, "--plaintext", "fileb://plain", "--encryption-context", "a=b")["CiphertextBlob"]
        with open(f"{folder}/sealed", "wb") as file:
            file.write(base64.b64decode(sealed))
        opened = aws("decrypt", "--ciphertext-blob", "fileb://sealed", "--encryption-context", "a=b")
        expect(base64.b64decode(opened["Plaintext"]) == b"words" and opened["KeyId"].endswith(key), opened)


def survives(folder):
    server = Server(None, "--data", folder)
    kms = client_of(server.base, "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/kept", TargetKeyId=key)
    first = kms.encrypt(KeyId=key, Plaintext=b"first")["CiphertextBlob"]
    kms.rotate_key_on_demand(KeyId=key)
    second = kms.encrypt(KeyId=key, Plaintext=b"second")["CiphertextBlob"]
    signer = kms.create_key(KeySpec="ECC_NIST_P384", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    signature = kms.sign(KeyId=signer, Message=b"m", SigningAlgorithm="ECDSA_SHA_384")["Signature"]
    grant = kms.create_grant(KeyId=key, GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:user/u", Operations=["Decrypt"])["GrantId"]
    managed = kms.describe_key(KeyId="alias/aws/sqs")["KeyMetadata"]["KeyId"]
    server.process.kill()
    server.process.wait()
    server = Server(None, "--data", folder)
    kms = client_of(server.base, "kms")
    expect(kms.decrypt(CiphertextBlob=first)["Plaintext"] == b"first", "before the rotation")
    expect(kms.decrypt(CiphertextBlob=second, KeyId="alias/kept")["Plaintext"] == b"second", "after it")
    expect(kms.verify(KeyId=signer, Message=b"m", Signature=signature, SigningAlgorithm="ECDSA_SHA_384")["SignatureValid"], "a pair")
    expect([each["GrantId"] for each in kms.list_grants(KeyId=key)["Grants"]] == [grant], "a grant")
    expect(kms.describe_key(KeyId="alias/aws/sqs")["KeyMetadata"]["KeyId"] == managed, "AWS's own")
    status, _, text = server.ask(f"{server.base}/_windtunnel/reset", "POST", "")
    expect(status in (200, 204), text)
    expect(kms.list_keys()["Keys"] == [] and kms.list_aliases()["Aliases"] == [], "reset")
    expect(server.stop() == 0, "the server did not stop well")


server = Server(None)
kms = client_of(server.base, "kms")
key = keys(kms)
encryption(kms, key)
signatures(kms)
who_may(server.base, kms, key)
of_services(server.base, kms)
templates(server.base, kms)
by_cli(server.base)
expect(server.stop() == 0, "the server did not stop well")
folder = tempfile.mkdtemp()
try:
    survives(folder)
finally:
    shutil.rmtree(folder)
print("KMS: boto3, and what outlives kill -9")
