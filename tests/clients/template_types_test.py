"""boto3 with every type of resources that templates can have: made, looked at by its service's API, changed property by property,
taken out of its stack; then in pairs. Types, attributes and what makes a new resource come from the rows of src/cloudformation, values
from template_corpus/*.yaml; a row without values fails. Usage: template_types_test.py PROGRAM SCENARIOS [TYPE...]"""
import glob
import json
import os
import re
import sys
import time

from clients import Server, boto3_or_skip, client_of, expect, package, skip
from stacks import rested

boto3_or_skip()
from botocore import xform_name  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
try:
    import yaml
except ImportError:
    skip("PyYAML is not installed (apt-get install python3-yaml)")

HERE = os.path.dirname(os.path.abspath(__file__))
IT = "It"
NOT_THERE = re.compile("NotFound|InvalidResourceId|NoSuch|Nonexistent|NotExist|404|ResourceNotFound")


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


Loader.add_constructor("!Ref", lambda loader, node: {"Ref": node.value})
Loader.add_constructor("!Sub", lambda loader, node: {"Fn::Sub": node.value})
Loader.add_constructor("!GetAtt", lambda loader, node: {"Fn::GetAtt": node.value.split(".", 1)})


def read_rows():
    rows = {}
    for path in sorted(glob.glob(f"{HERE}/../../src/cloudformation/*_types.cpp")):
        with open(path, encoding="utf-8") as file:
            for text in re.findall(r'R"yaml\((.*?)\)yaml"', file.read(), re.S):
                rows.update(yaml.safe_load(text))
    return rows


ROWS = read_rows()


def read_corpus():
    """One document: what a file names, those that come later use. The pairs come last."""
    paths = sorted(glob.glob(f"{HERE}/template_corpus/*.yaml"), key=lambda path: (path.endswith("pairs.yaml"), path))
    texts = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    return yaml.load("\n".join(texts), Loader)


CORPUS = read_corpus()
NAMED = CORPUS.pop("here")
PAIRS = CORPUS.pop("pairs")


def listed(value):
    return value if isinstance(value, list) else [value]


def mentions(value, found):
    """Properties that a row's steps name."""
    if isinstance(value, str):
        found.update(re.findall(r"\$\{?(?:changed\.|old\.)?([A-Z]\w*)", value))
    elif isinstance(value, list):
        for each in value:
            mentions(each, found)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "$patches":
                found.update(listed(path)[0].split(".")[0] for path in each.values())
            mentions(each, found)
    return found


def properties_of(row):
    found = mentions({key: value for key, value in row.items() if key not in ("passes_over", "drift", "identifier")}, set())
    for key in ("replaces", "fixed"):
        found.update(row[key] if isinstance(row.get(key), list) else [])
    for part in row.get("parts", []):
        found.update(listed(part["of"]))
    if row.get("name", {}).get("of"):
        found.add(row["name"]["of"])
    return found


def needs_new(row, name, value):
    """Whether a row says that this change makes a new resource."""
    parts = row.get("parts", [])
    if name in row.get("fixed", []):
        return False
    if value is None and any(listed(part["of"])[0] == name and part.get("drop") for part in parts):
        return False
    if row.get("replaces") == "all" or name in row.get("replaces", []):
        return True
    return "update" not in row and not any(name in listed(part["of"]) for part in parts)


def every_row_has_values():
    wrong = []
    for name, row in ROWS.items():
        if name not in CORPUS:
            wrong.append(f"{name}: there are no values for it in template_corpus/*.yaml")
            continue
        said = CORPUS[name]
        tried = set(said["with"]) | set(said.get("left_out", {}))
        for change in said["change"] + said.get("refused", []):
            tried |= set(change)
        if missing := properties_of(row) - tried - set(row.get("passes_over", [])):
            wrong.append(f"{name}: these properties are not tried: {sorted(missing)}")
    wrong += [f"{name}: there is no such row" for name in CORPUS if name not in ROWS]
    expect(not wrong, "\n".join(wrong))


def references(value, found):
    """Logical ids in a value, of those that have names here."""
    if isinstance(value, list):
        for each in value:
            references(each, found)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "Ref":
                names = [each]
            elif key == "Fn::GetAtt":
                names = [each[0]]
            elif key == "Fn::Sub":
                names = re.findall(r"\$\{(\w+)", each)
            else:
                names = []
                references(each, found)
            found.update(name for name in names if name in NAMED)
    return found


def declared(name):
    said = NAMED[name]
    if isinstance(said, str):
        said = {"type": said, "with": CORPUS[said]["with"], "after": CORPUS[said].get("after")}
    return said


def helpers_of(values, more=()):
    """The resources that some values refer to, and those that these do."""
    found, todo = {}, list(references(values, set())) + list(more)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        said = declared(name)
        found[name] = {"Type": said["type"], "Properties": said["with"]}
        if "RDS" in said["type"]:
            found[name]["DeletionPolicy"] = "Delete"
        if said.get("after"):
            found[name]["DependsOn"] = said["after"]
            todo.append(said["after"])
        todo += references(said["with"], set())
    return found


def leaves(value, found):
    if isinstance(value, dict):
        for key, each in value.items():
            found.add(str(key).lower())
            leaves(each, found)
    elif isinstance(value, (list, tuple)):
        for each in value:
            leaves(each, found)
    elif value is not None:
        found.add(str(int(value) if isinstance(value, float) and value == int(value) else value).lower())
        if isinstance(value, str) and value[:1] in "{[":
            try:
                leaves(json.loads(value), found)
            except ValueError:
                pass
    return found


class Stack:
    """A stack, and what its services tell of one of its resources."""

    clients = {}  # of all stacks: it takes time to make one

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.cfn = self.client("cloudformation")
        self.made = False
        self.ids, self.outputs = {}, {}

    def client(self, service):
        key = (self.server.base, service)
        if key not in self.clients:
            self.clients[key] = client_of(*key)
        return self.clients[key]

    def deploy(self, template, status=None):
        """Makes or changes it; why it is not in this status, or nothing."""
        call = self.cfn.update_stack if self.made else self.cfn.create_stack
        try:
            call(StackName=self.name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"])
        except ClientError as error:
            return f"refused: {error}"
        expected = status or ("UPDATE_COMPLETE" if self.made else "CREATE_COMPLETE")
        self.made = True
        stack = self.settled(self.name)
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
        self.ids = {each["LogicalResourceId"]: each.get("PhysicalResourceId", "")
                    for each in self.cfn.describe_stack_resources(StackName=self.name)["StackResources"]}
        return "" if stack["StackStatus"] == expected else f"{stack['StackStatus']}: {self.why()}"

    def settled(self, name):
        return rested(self.cfn, name)

    def why(self):
        events = self.cfn.describe_stack_events(StackName=self.name)["StackEvents"]
        reasons = [f"{each['LogicalResourceId']}: {each['ResourceStatusReason']}" for each in reversed(events)
                   if re.search("FAILED|ROLLBACK_IN", each["ResourceStatus"]) and each.get("ResourceStatusReason")]
        return " / ".join(reasons[-4:])

    def drifts(self, when):
        """Resources that are not as the template says, though nobody else has touched them."""
        self.cfn.detect_stack_drift(StackName=self.name)
        return [f"{when}: {each['LogicalResourceId']} ({each['ResourceType']}) is {each['StackResourceDriftStatus']}: "
                f"{each.get('PropertyDifferences', each.get('DriftStatusReason'))}"
                for each in self.cfn.describe_stack_resource_drifts(StackName=self.name)["StackResourceDrifts"]
                if each["StackResourceDriftStatus"] != "IN_SYNC"]

    def delete(self):
        stack = self.cfn.describe_stacks(StackName=self.name)["Stacks"][0]
        self.cfn.delete_stack(StackName=self.name)
        gone = self.settled(stack["StackId"])
        self.made = False
        return "" if gone["StackStatus"] == "DELETE_COMPLETE" else f"{gone['StackStatus']}: {self.why()}"

    def filled(self, value, properties):
        """A read's parameters: $id, $id[0], $att.Name, $LogicalId, $Property."""
        if isinstance(value, dict):
            return {key: self.filled(each, properties) for key, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each, properties) for each in value]
        if not isinstance(value, str):
            return value

        def one(found):
            name, index = found.group(1), found.group(3)
            if name.startswith("att."):
                return self.outputs[name[4:].replace(".", "Dot")]
            text = self.ids.get(IT if name in ("id", "name") else name)
            if text is None and name in properties:
                text = properties[name]
                text = self.ids[text["Ref"]] if isinstance(text, dict) else text
            if text is None:
                return found.group(0)
            return text if index is None else text.split("|" if "|" in text else ":")[int(index)]

        return re.sub(r"\$\{?(att\.[\w.]+|\w+)(\[(-?\d+)\])?\}?", one, value)

    def look(self, steps, properties):
        """What the services answer; of what is not there nothing. Other errors are told."""
        told = []
        for step in steps:
            (operation, parameters), = step.items()
            service, name = operation.split(":")
            try:
                answer = getattr(self.client(service), xform_name(name))(**self.filled(parameters, properties))
            except ClientError as error:
                code = error.response["Error"]["Code"]
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                if status == 404 or NOT_THERE.search(code):
                    continue
                raise
            answer.pop("ResponseMetadata")
            told.append(answer)
        return told


def values_in(stack, value):
    """The leaves of a property, with what references have become."""
    if isinstance(value, dict) and set(value) == {"Ref"}:
        return leaves(stack.ids.get(value["Ref"]), set())
    if isinstance(value, dict) and (set(value) & {"Fn::GetAtt", "Fn::Sub"}):
        return set()
    if isinstance(value, dict):
        return set().union(*(values_in(stack, each) for each in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(values_in(stack, each) for each in value)) if value else set()
    return leaves(value, set())


def try_type(server, number, name):
    """Why a type is not as its row and its values say."""
    row, said = ROWS[name], CORPUS[name]
    unseen, properties = set(said.get("unseen", [])), dict(said["with"])
    helpers = helpers_of([said["with"], said["change"], said.get("refused", []), said["read"] if "read" in said else []],
                         said.get("here", []) + ([said["after"]] if said.get("after") else []))
    helpers["Rest"] = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
    reads = said.get("read") or listed(row.get("read"))
    stack = Stack(server, f"type-{number}")
    absent = set(said.get("absent", []))

    def template(there=True):
        resources = dict(helpers)
        outputs = {}
        if there:
            resources[IT] = {"Type": name, "Properties": {key: each for key, each in properties.items() if each is not None}}
            if said.get("after"):
                resources[IT]["DependsOn"] = said["after"]
            if said.get("policy"):
                resources[IT].update(DeletionPolicy=said["policy"], UpdateReplacePolicy=said["policy"])
            outputs["Ref"] = {"Value": {"Ref": IT}}
            for attribute in set(row.get("attributes", {})) - absent:
                value = {"Fn::GetAtt": [IT, attribute]}
                if attribute.endswith(".List") or "Identifiers" in attribute:
                    value = {"Fn::Join": [",", value]}
                outputs[attribute.replace(".", "Dot")] = {"Value": value}
        return {"Resources": resources, "Outputs": {re.sub(r"\W", "", key): each for key, each in outputs.items()}}

    problem = stack.deploy(template())
    if problem:
        return [f"create: {problem}"]
    wrong = []
    for key, value in stack.outputs.items():
        if value == "" and "Identifiers" not in key or (key.lower() == "arn" and not value.startswith("arn:aws:")):
            wrong.append(f"{key} is {value!r}")
    if "ref" not in row and stack.outputs["Ref"] != stack.ids[IT]:
        wrong.append(f"Ref is {stack.outputs['Ref']}, and not {stack.ids[IT]}")
    if not stack.look(reads, properties):
        return wrong + ["it is not there after it was made"]
    wrong += stack.drifts("made")
    for change in said["change"]:
        before = {key: properties.get(key) for key in change}
        was = stack.ids[IT]
        properties.update(change)
        problem = stack.deploy(template())
        if problem:
            return wrong + [f"{change}: {problem}"]
        wrong += stack.drifts(change)
        expected = any(needs_new(row, key, value) for key, value in change.items())
        if (stack.ids[IT] != was) != expected:
            wrong.append(f"{change}: {'replaced' if stack.ids[IT] != was else 'not replaced'} ({was}, {stack.ids[IT]})")
        found = leaves(stack.look(reads, properties), set())
        text = "\n".join(found)
        for key, value in change.items():
            if key in unseen:
                continue
            for leaf in values_in(stack, value):
                if leaf not in found and not (len(leaf) > 3 and leaf in text):
                    wrong.append(f"{key}: {leaf} is not told: {sorted(found)[:60]}")
            if value is None:
                for leaf in values_in(stack, before[key]) - {"true", "false", "enabled"}:
                    if leaf in found and not leaf.isdigit():
                        wrong.append(f"{key}: {leaf} is still told")
    for change in said.get("refused", []):
        before = dict(properties)
        properties.update(change)
        problem = stack.deploy(template(), "UPDATE_ROLLBACK_COMPLETE")
        if problem or "Updates are not allowed" not in stack.why() and "cannot be modified" not in stack.why():
            wrong.append(f"{change}: expected a refusal: {problem} {stack.why()}")
        properties.clear()
        properties.update(before)
    mark = stack.filled(said.get("mark", "$id"), properties)
    ids, outputs = stack.ids, stack.outputs
    problem = stack.deploy(template(there=False))
    if problem:
        return wrong + [f"taken out: {problem}"]
    stack.ids, stack.outputs = {**ids, **stack.ids, IT: ids[IT]}, outputs
    if not said.get("stays"):
        left = json.dumps(stack.look(reads, properties), default=str)
        if mark in left:
            wrong.append(f"taken out of its stack it is still there: {left[:300]}")
    problem = stack.delete()
    return wrong + ([f"delete: {problem}"] if problem else [])


def try_neighbours(server, first, second):
    """Two types in one stack, made together, changed property by property in turn, and taken away together."""
    names = {"It": first, "Other": second}
    values = {key: dict(CORPUS[name]["with"]) for key, name in names.items()}
    helpers = helpers_of([[CORPUS[name]["with"], CORPUS[name]["change"]] for name in names.values()],
                         [each for name in names.values() for each in CORPUS[name].get("here", []) +
                          ([CORPUS[name]["after"]] if CORPUS[name].get("after") else [])])
    if {first, second} & {each["Type"] for each in helpers.values()}:
        return []  # they stand in one stack already, and some have a name that there is once
    stack = Stack(server, "neighbours-" + re.sub(r"\W+", "-", f"{first}-{second}".replace("AWS::", ""))[:110])

    def template():
        resources = dict(helpers)
        for key, name in names.items():
            resources[key] = {"Type": name, "Properties": {name: each for name, each in values[key].items() if each is not None}}
            if CORPUS[name].get("after"):
                resources[key]["DependsOn"] = CORPUS[name]["after"]
            if "RDS" in name:
                resources[key]["DeletionPolicy"] = resources[key]["UpdateReplacePolicy"] = "Delete"
            elif CORPUS[name].get("policy"):
                resources[key]["DeletionPolicy"] = resources[key]["UpdateReplacePolicy"] = CORPUS[name]["policy"]
        return {"Resources": resources}

    problem = stack.deploy(template())
    if problem:
        return [f"create: {problem}"]
    wrong = stack.drifts("made")
    for turn in range(max(len(CORPUS[name]["change"]) for name in names.values())):
        changed = {}
        for key, name in names.items():
            if turn < len(CORPUS[name]["change"]):
                changed[key] = CORPUS[name]["change"][turn]
                values[key].update(changed[key])
        problem = stack.deploy(template())
        if problem:
            return wrong + [f"{changed}: {problem}"]
    wrong += stack.drifts("changed")
    problem = stack.delete()
    return wrong + ([f"delete: {problem}"] if problem else [])


def try_pair(server, name, said):
    """Resources that point at one another."""
    stack = Stack(server, f"pair-{name}")
    wrong = []
    for step in said["steps"]:
        resources = {key: ({"Type": each["type"], "Properties": each.get("with", {}),
                            **{more: each[more] for more in ("DeletionPolicy", "UpdateReplacePolicy", "DependsOn") if more in each}})
                     for key, each in step["resources"].items()}
        resources = {**helpers_of(step["resources"]), **resources}
        outputs = {key: {"Value": each} for key, each in step.get("outputs", {}).items()}
        problem = stack.deploy({"Resources": resources, "Outputs": outputs})
        if problem:
            return [problem]
        for operation, (parameters, expected) in step.get("told", {}).items():
            found = json.dumps(stack.look([{operation: parameters}], {}), default=str)
            for text in listed(expected):
                text = stack.filled(text, {})
                if text not in found:
                    wrong.append(f"{operation}: expected {text}, got {found[:600]}")
        for key, expected in step.get("values", {}).items():
            if not re.search(stack.filled(expected, {}), stack.outputs[key]):
                wrong.append(f"{key}: expected {expected}, got {stack.outputs[key]}")
    ids = dict(stack.ids)
    problem = stack.delete()
    stack.ids = ids
    if problem:
        wrong.append(f"delete: {problem}")
    for operation, (parameters, expected) in said.get("after", {}).items():
        found = json.dumps(stack.look([{operation: parameters}], {}), default=str)
        if expected not in found:
            wrong.append(f"after it was deleted, {operation}: expected {expected}, got {found[:600]}")
    return wrong


# Where a row is otherwise than AWS's schema of the type, and why.
OTHERWISE = {
    "AWS::ApiGateway::Deployment StageName": "the stage of the first deployment is made with it",
    "AWS::ElastiCache::ReplicationGroup AuthToken": "the schema says sometimes, the reference says rotation",
    "AWS::IAM::Policy PolicyName": "one policy is there before the other goes",
    "AWS::IAM::UserToGroupAddition GroupName": "users leave the other group when the first addition goes",
    "AWS::Lambda::Version ProvisionedConcurrencyConfig": "a version of the same code is the same version",
    "AWS::WAFv2::IPSet IPAddressVersion": "UpdateIPSet has no such member",
    "AWS::ApiGatewayV2::Stage Id": "the reference has no attributes",
    "AWS::Lambda::Function SnapStartResponse": "SnapStart is not here",
    "AWS::S3::Bucket MetadataConfiguration": "metadata tables are not here",
    "AWS::S3::Bucket MetadataTableConfiguration": "metadata tables are not here",
    "AWS::Kinesis::Stream WarmThroughputObject": "warm throughput is not here",
    "AWS::WAFv2::RuleGroup AvailableLabels": "a list's members have no names for Fn::GetAtt",
    "AWS::WAFv2::RuleGroup ConsumedLabels": "a list's members have no names for Fn::GetAtt",
    "AWS::WAFv2::LoggingConfiguration ManagedByFirewallManager": "the firewall manager is not here",
}


def rows_are_as_schemas_say(names):
    """Replacement and attributes against AWS's schemas of the types, where cfn-lint, which has them, is installed."""
    try:
        from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas
    except ImportError:
        print("cfn-lint is not installed: rows are not held to AWS's schemas")
        return
    wrong = []
    for name in sorted(set(names) & set(schemas.get_resource_types("us-east-1"))):
        row = ROWS[name]
        schema = schemas.get_resource_schema("us-east-1", name).schema
        first = {key: {each.split("/")[2] for each in schema.get(key, [])}
                 for key in ("createOnlyProperties", "conditionalCreateOnlyProperties", "readOnlyProperties")}
        tried = set(CORPUS[name]["with"]).union(*CORPUS[name]["change"])
        for key in sorted(tried & set(schema["properties"])):
            by_row = needs_new(row, key, "")
            may = key in first["createOnlyProperties"] | first["conditionalCreateOnlyProperties"]
            always = key in first["createOnlyProperties"]
            if (by_row and not may or always and not by_row) and f"{name} {key}" not in OTHERWISE:
                wrong.append(f"{name}: {key} {'replaces' if by_row else 'does not replace'}")
        if "Tags" in properties_of(row) and row.get("system_tags", True) != schema.get("tagging", {}).get("cloudFormationSystemTags", True):
            wrong.append(f"{name}: system_tags is {row.get('system_tags', True)}")
        told = {each[len("/properties/"):].replace("/", ".") for each in schema.get("readOnlyProperties", [])}
        missing = {each for each in told if not any(own == each or own.startswith(each + ".") for own in row.get("attributes", {}))
                   and f"{name} {each.split('.')[0]}" not in OTHERWISE}
        if missing:
            wrong.append(f"{name}: no attributes {sorted(missing)}")
    expect(not wrong, "\n".join(wrong))


SKIPPED = """
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
  One: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Two: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  Guard: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: g, VpcId: !GetAtt Vpc.VpcId}}
  Queue: {Type: 'AWS::SQS::Queue'}
  Subnets: {Type: 'AWS::RDS::DBSubnetGroup', Properties: {DBSubnetGroupDescription: where, SubnetIds: [!Ref One, !Ref Two]}}
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Delete
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: '20'
      MasterUsername: somebody
      MasterUserPassword: a-long-password
      DBSubnetGroupName: !Ref Subnets
      VPCSecurityGroups: [!GetAtt Guard.GroupId]
Outputs:
  Vpc: {Value: !Ref Vpc}
  Range: {Value: !GetAtt Vpc.CidrBlock}
  Guard: {Value: !GetAtt Guard.GroupId}
  Queue: {Value: !GetAtt Queue.Arn}
"""


def skipped_types_have_names():
    server = Server(None, "--databases", "embedded", "--unsupported", "skip")
    stack = Stack(server, "skipped")
    stack.cfn.create_stack(StackName="skipped", TemplateBody=SKIPPED)
    told = stack.settled("skipped")
    expect(told["StackStatus"] == "CREATE_COMPLETE", stack.why())
    outputs = {each["OutputKey"]: each["OutputValue"] for each in told["Outputs"]}
    expect(re.fullmatch("vpc-[0-9a-f]{17}", outputs["Vpc"]) and re.fullmatch("sg-[0-9a-f]{17}", outputs["Guard"]), outputs)
    expect(outputs["Range"] == "10.0.0.0/16", f"what the template says of it: {outputs}")
    expect(re.fullmatch("arn:aws:sqs:us-east-1:000000000000:skipped-Queue-[A-Z0-9]{12}", outputs["Queue"]), outputs)
    database = stack.client("rds").describe_db_instances()["DBInstances"][0]
    expect(database["VpcSecurityGroups"][0]["VpcSecurityGroupId"] == outputs["Guard"], f"others refer to it: {database}")
    expect(len({each["SubnetIdentifier"] for each in database["DBSubnetGroup"]["Subnets"]}) == 2, f"two subnets: {database}")
    changed = SKIPPED.replace("10.0.0.0/16", "10.1.0.0/16")
    stack.cfn.update_stack(StackName="skipped", TemplateBody=changed)
    told = stack.settled("skipped")
    outputs.update(Range="10.1.0.0/16")
    expect({each["OutputKey"]: each["OutputValue"] for each in told["Outputs"]} == outputs, f"it changes, and is the same: {told}")
    stack.made = True
    expect(not (problem := stack.delete()), problem)
    server.stop()


def main():
    every_row_has_values()
    wanted = sys.argv[3:]
    if not wanted:
        rows_are_as_schemas_say(list(ROWS))
    server = Server(None, "--databases", "embedded")
    s3 = client_of(server.base, "s3")
    s3.create_bucket(Bucket="corpus-packages")
    s3.put_object(Bucket="corpus-packages", Key="layer.zip", Body=package(shared="WORD = 'hello'"))
    started = time.monotonic()
    wrong = []
    for number, name in enumerate(CORPUS):
        if wanted and not any(each in name for each in wanted):
            continue
        begun = time.monotonic()
        wrong += [f"{name}: {each}" for each in try_type(server, number, name)]
        if time.monotonic() - begun > 2:
            print(f"{name}: {time.monotonic() - begun:.1f} s")
    print(f"{len(CORPUS)} types: {time.monotonic() - started:.1f} s")
    for name, said in PAIRS.items():
        if not wanted or name in wanted:
            wrong += [f"{name}: {each}" for each in try_pair(server, name, said)]
    print(f"and {len(PAIRS)} pairs: {time.monotonic() - started:.1f} s")
    # Each with the next: every type twice, in as many stacks as there are types.
    types = list(CORPUS)
    tried = 0
    for first, second in zip(types, types[1:] + types[:1]):
        if wanted and not any(each in first or each in second for each in wanted):
            continue
        wrong += [f"{first} beside {second}: {each}" for each in try_neighbours(server, first, second)]
        tried += 1
    print(f"and {tried} neighbours: {time.monotonic() - started:.1f} s")
    expect(not wrong, "\n".join(wrong))
    left = Stack(server, "").cfn.describe_stacks()["Stacks"]
    expect(not left, f"stacks are left: {left}")
    if not wanted:
        skipped_types_have_names()
    expect(server.stop() == 0, "the server stops")


main()
