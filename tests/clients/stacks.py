"""What the tests of CloudFormation share: waiting for a stack, and what its events say."""
import textwrap
import time

from clients import expect


def events(cfn, name):
    """Resource, status and reason of each, the oldest first."""
    told = cfn.describe_stack_events(StackName=name)["StackEvents"]
    return [(each["LogicalResourceId"], each["ResourceStatus"], each.get("ResourceStatusReason", "")) for each in reversed(told)]


def rested(cfn, name):
    """The stack, when nothing happens to it any more."""
    for _ in range(1200):
        stack = cfn.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        time.sleep(0.05)
    return expect(False, f"{name} is still in {stack['StackStatus']}: {events(cfn, name)}")


def settled(cfn, name, status):
    """The same, and it must have come to that status."""
    stack = rested(cfn, name)
    expect(stack["StackStatus"] == status, f"{name}: {stack['StackStatus']}, not {status}: {events(cfn, name)}")
    return stack


def function_of(code):
    """A template's resources as far as a function Maker of this Python, with its role; others may follow."""
    return """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
  Maker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: 30
      Code:
        ZipFile: |
""" + textwrap.indent(code.strip("\n"), " " * 10) + "\n"
