"""What the tests of CloudFormation share: waiting for a stack, and what its events say."""
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
