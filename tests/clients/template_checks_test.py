"""boto3 with templates that AWS refuses before it makes anything: functions and what they find, references, types, names, and properties
of the wrong kind."""
import json

from clients import Server, boto3_or_skip, client_of, expect, refused

boto3_or_skip()
server = Server(None, "--databases", "embedded")
cfn, ssm, iam, s3 = (client_of(server.base, name) for name in ("cloudformation", "ssm", "iam", "s3"))

VALUE = "{Type: AWS::SSM::Parameter, Properties: {Type: String, Value: %s}}"
HEAD = ("Parameters: {Q: {Type: String, Default: x}}\nMappings: {M: {a: {b: c}}}\nConditions: {Never: !Equals [a, b]}\n")


def with_value(value):
    return HEAD + "Resources: {P: %s, Off: {Type: AWS::Logs::LogGroup, Condition: Never}}" % (VALUE % value)


def refuse(template, word, name="refused", **more):
    """Each of the three that make something says so at once, and nothing is left."""
    refused("ValidationError", cfn.create_stack, word, StackName=name, TemplateBody=template, **more)
    refused("ValidationError", cfn.create_change_set, word, StackName=name, ChangeSetName="c", ChangeSetType="CREATE", TemplateBody=template, **more)
    refused("ValidationError", cfn.update_stack, word, StackName="standing", TemplateBody=template, **more)
    refused("ValidationError", cfn.describe_stacks, "does not exist", StackName=name)


cfn.create_stack(StackName="standing", TemplateBody="Resources: {L: {Type: AWS::Logs::LogGroup}}")

# What a function cannot find, and functions that there are not.
for value, word in (
        ("!FindInMap [M, a, nope]", "Unable to get mapping for M::a::nope"),
        ("!FindInMap [M, !Ref Q, b]", "Unable to get mapping for M::x::b"),
        ("{'Fn::Nope': x}", "Encountered unsupported function: Fn::Nope"),
        ("{'Fn::ToJsonString': {a: b}}", "Encountered unsupported function: Fn::ToJsonString"),
        ("{'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: 's3://b/k'}}}", "AWS::Include"),
        ("!Select [3, [a, b]]", "Fn::Select cannot select nonexistent value at index 3"),
        ("!Ref AWS::Nope", "Unresolved resource dependencies [AWS::Nope] in the Resources block"),
        ("!Sub '${AWS::Nope}'", "Unresolved resource dependencies [AWS::Nope] in the Resources block"),
        ("!Ref Off", "Unresolved resource dependencies [Off] in the Resources block"),
        ("!Sub '${Off}'", "Unresolved resource dependencies [Off] in the Resources block"),
        ("!GetAtt Off.Arn", "Unresolved resource dependencies [Off] in the Resources block"),
        ("'{{resolve:ssm-secure:/x}}'", "SSM Secure reference is not supported in: [AWS::SSM::Parameter/Properties/Value]")):
    refuse(with_value(value), word)
included = "Resources: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: 's3://b/k'}}}"
refuse(included, "does not implement the macro AWS::Include of Fn::Transform")
for template in (included, with_value("{'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: 's3://b/k'}}}")):
    for ask in (cfn.validate_template, cfn.get_template_summary):
        told = ask(TemplateBody=template)
        expect((told["Capabilities"], told["DeclaredTransforms"]) == (["CAPABILITY_AUTO_EXPAND"], ["AWS::Include"]), told)
refuse("Resources: {L: {Type: AWS::Logs::LogGroup, UpdateReplacePolicy: RetainExceptOnCreate}}", "Unrecognized UpdateReplacePolicy RetainExceptOnCreate")
refused("ValidationError", cfn.get_template_summary, "Only one of", StackName="standing", TemplateBody=included)
other = "Resources: {P: %s, O: %s}"
refuse(other % (VALUE % "x", VALUE % "!GetAtt P.Nope"), "resource P does not support attribute type Nope in Fn::GetAtt")
refuse(other % (VALUE % "x", VALUE % "!Sub '${P.Nope}'"), "resource P does not support attribute type Nope in Fn::GetAtt")
refuse(other % (VALUE % "x", VALUE % "!GetAtt P"), "Fn::GetAtt object requires two non-empty parameters")

# What is known only when resources stand is no reason to refuse.
cfn.create_stack(StackName="fine", Capabilities=["CAPABILITY_AUTO_EXPAND"], TemplateBody=HEAD.replace("{b: c}", "{b: c, String: d}") + """
Transform: AWS::LanguageExtensions
Resources:
  P: %s
  G: {Type: AWS::Logs::LogGroup}
  S: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Select [5, !Split [':', !GetAtt G.Arn]]}}
  F: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !FindInMap [M, a, !GetAtt P.Type]}}
Outputs: {O: {Value: !GetAtt F.Value}, N: {Value: !GetAtt S.Value}}""" % (VALUE % "x"))
told = cfn.describe_stacks(StackName="fine")["Stacks"][0]
expect(told["StackStatus"] == "CREATE_COMPLETE" and {each["OutputKey"]: each["OutputValue"] for each in told["Outputs"]} ==
       {"O": "d", "N": "log-group"}, told)
cfn.delete_stack(StackName="fine")

# The form of a template.
one = "\nResources: {P: %s}" % (VALUE % "x")
for template, word in (
        ("Parameters: {A: {Type: Strange}}" + one, "Unrecognized parameter type: Strange"),
        ("Parameters: {A: {Type: String, Nope: 1}}" + one, "Invalid template parameter property 'Nope'"),
        ("Parameters: {B: {Type: String, Default: x}, A: {Type: String, Default: !Ref B}}" + one, "Every Default member must be a string"),
        ("Mappings: {M-x: {a: {b: c}}}" + one, "Mappings name 'M-x' is non alphanumeric"),
        ("Mappings: {M: {a: {b: !Ref AWS::Region}}}" + one, "Every Mappings attribute must be a String or a List"),
        ("Description: " + "d" * 1100 + one, "'Description' length is greater than 1024"),
        (one + "\nOutputs: {O: {Value: [a, b]}}", "Value field of every Outputs member must evaluate to a String"),
        (one + "\nOutputs: {O: {Value: a, Export: {Name: e}}, P: {Value: b, Export: {Name: !Sub 'e'}}}", "is used more than once"),
        ("Resources: {P: {Type: AWS::SSM::Parameter, DeletionPolicy: Snapshot, Properties: {Type: String, Value: x}}}",
         "resource type AWS::SSM::Parameter does not support deletion policy Snapshot")):
    refuse(template, word)
for kind in ("List<Number>", "CommaDelimitedList", "AWS::EC2::VPC::Id", "List<AWS::EC2::Subnet::Id>", "AWS::SSM::Parameter::Name"):
    cfn.validate_template(TemplateBody="Parameters: {A: {Type: '%s'}}" % kind + one)

# Names of stacks; a stack's resource stays of its type.
for name, word in (("1abc", "[a-zA-Z][-a-zA-Z0-9]*"), ("a_b", "[a-zA-Z][-a-zA-Z0-9]*"), ("a" * 129, "less than or equal to 128")):
    refused("ValidationError", cfn.create_stack, word, StackName=name, TemplateBody=one)
    refused("ValidationError", cfn.create_change_set, word, StackName=name, ChangeSetName="c", ChangeSetType="CREATE", TemplateBody=one)
changed = "Resources: {L: %s}" % (VALUE % "x")
word = "Update of resource type is not permitted. The new template modifies resource type of the following resources: [L]"
refused("ValidationError", cfn.update_stack, word, StackName="standing", TemplateBody=changed)
refused("ValidationError", cfn.create_change_set, word, StackName="standing", ChangeSetName="c", TemplateBody=changed)
expect(cfn.describe_stacks(StackName="standing")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE", "and it stands as it was")


def failed(resources, **more):
    cfn.create_stack(StackName="failing", TemplateBody=resources, Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"], **more)
    told = cfn.describe_stacks(StackName="failing")["Stacks"][0]
    expect(told["StackStatus"] == "ROLLBACK_COMPLETE", told)
    events = cfn.describe_stack_events(StackName="failing")["StackEvents"]
    problems = cfn.describe_events(StackName="failing", Filters={"FailedEvents": True})["OperationEvents"]
    cfn.delete_stack(StackName="failing")
    return " | ".join([each.get("ResourceStatusReason", "") for each in events] + [each.get("ValidationStatusReason", "") for each in problems])


# Properties of the wrong kind: names, texts and numbers.
ROLE = "AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}"
for kind, properties, place in (
        ("S3::Bucket", "BucketName: [a]", "#/BucketName: expected type: String, found: JSONArray"),
        ("Logs::LogGroup", "LogGroupName: [a]", "#/LogGroupName: expected type: String, found: JSONArray"),
        ("Kinesis::Stream", "Name: [n], ShardCount: 1", "#/Name: expected type: String, found: JSONArray"),
        ("IAM::Role", "RoleName: {x: y}, " + ROLE, "#/RoleName: expected type: String, found: JSONObject"),
        ("Cognito::UserPool", "UserPoolName: [p]", "#/UserPoolName: expected type: String, found: JSONArray"),
        ("SecretsManager::Secret", "Name: [p], SecretString: x", "#/Name: expected type: String, found: JSONArray"),
        ("SSM::Parameter", "Type: String, Value: x, Description: {a: b}", "#/Description: expected type: String, found: JSONObject"),
        ("SSM::Parameter", "Type: String, Value: [x]", "#/Value: expected type: String, found: JSONArray"),
        ("Logs::LogGroup", "RetentionInDays: seven", "#/RetentionInDays: expected type: Number, found: String")):
    why = failed("Resources: {R: {Type: AWS::%s, Properties: {%s}}}" % (kind, properties))
    expect(place in why, f"{kind} {properties}: {why}")
expect("Properties validation failed for resource R with message:\n#/RetentionInDays" in
       failed("Resources: {R: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: seven}}}"), "it names the resource")

# Dynamic references: what is not there, and what is a secret.
ssm.put_parameter(Name="/secret", Type="SecureString", Value="s")
expect("Unable to fetch parameters [/nope] from parameter store for this account." in
       failed("Resources: {P: %s}" % (VALUE % "'{{resolve:ssm:/nope}}'")), "a parameter that is not there")
expect("Non-secure ssm prefix was used for secure parameter: [/secret]" in
       failed("Resources: {P: %s}" % (VALUE % "'{{resolve:ssm:/secret}}'")), "a secret")
refused("ValidationError", cfn.create_stack, "Parameters [/secret] referenced by template have types not supported by CloudFormation", StackName="secret",
        TemplateBody="Parameters: {A: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /secret}}" + one)

# Where a password is wanted, a secret may stand.
ssm.put_parameter(Name="/password", Type="SecureString", Value="a-password")
cfn.create_stack(StackName="database", TemplateBody="Resources: {D: {Type: AWS::RDS::DBInstance, DeletionPolicy: Delete, Properties: {Engine: postgres, "
                 "DBInstanceClass: db.t4g.micro, AllocatedStorage: '20', MasterUsername: me, MasterUserPassword: '{{resolve:ssm-secure:/password}}'}}}")
client_of(server.base, "rds").get_waiter("db_instance_available").wait()
expect(cfn.describe_stacks(StackName="database")["Stacks"][0]["StackStatus"] in ("CREATE_IN_PROGRESS", "CREATE_COMPLETE"), "a secure text")
cfn.delete_stack(StackName="database")

# A nested template needs its capabilities, too.
s3.create_bucket(Bucket="templates")
s3.put_object(Bucket="templates", Key="t", Body="Resources: {R: {Type: AWS::IAM::Role, Properties: {%s}}}" % ROLE)
nested = "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: '%s/templates/t'}}}" % server.base
cfn.create_stack(StackName="parent", TemplateBody=nested)
events = cfn.describe_stack_events(StackName="parent")["StackEvents"]
expect(any("Requires capabilities : [CAPABILITY_IAM]" in each.get("ResourceStatusReason", "") for each in events), events)
cfn.delete_stack(StackName="parent")
expect(not iam.list_roles()["Roles"], "no role was made")

# Policies may be functions where the template declares AWS::LanguageExtensions.
policies = """Transform: AWS::LanguageExtensions
Parameters: {Kept: {Type: String, Default: 'no'}}
Mappings: {Policies: {'yes': {P: Retain}, 'no': {P: Delete}}}
Conditions: {Keeps: !Equals [!Ref Kept, 'yes']}
Resources:
  A: {Type: AWS::Logs::LogGroup, DeletionPolicy: !If [Keeps, Retain, Delete], UpdateReplacePolicy: !FindInMap [Policies, !Ref Kept, P], Properties: {LogGroupName: /kept}}
"""
logs = client_of(server.base, "logs")
for kept in ("no", "yes"):
    cfn.create_stack(StackName="policies", TemplateBody=policies, Capabilities=["CAPABILITY_AUTO_EXPAND"], Parameters=[{"ParameterKey": "Kept", "ParameterValue": kept}])
    cfn.delete_stack(StackName="policies")
    left = [each["logGroupName"] for each in logs.describe_log_groups(logGroupNamePrefix="/kept")["logGroups"]]
    expect(left == (["/kept"] if kept == "yes" else []), f"Kept {kept}: {left}")
refuse(policies.replace("Transform: AWS::LanguageExtensions\n", ""), "Unrecognized DeletionPolicy")

expect(server.stop() == 0, "the server stops")
