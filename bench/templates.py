"""Templates: stacks of 30 and of 300 resources, from CreateStack to CREATE_COMPLETE, beside MiniStack in the same run."""
import json
import re
import statistics
import tempfile
import time
import urllib.parse

from measuring import report
from servers import Endpoint, Refused, start_ministack, start_windtunnel

ROUNDS = 5
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
# What is deployed within, and said to be fast: milliseconds by number of resources.
WANTED = {30: 150, 300: 2000}


def template(resources):
    """A tenth roles, three tenths functions that use them, the rest log groups and buckets."""
    made = {}
    for number in range(resources // 10):
        made[f"R{number}"] = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST}}
        for which in range(3):
            made[f"F{number}x{which}"] = {"Type": "AWS::Lambda::Function", "Properties": {
                "Runtime": "python3.12", "Handler": "index.h", "Role": {"Fn::GetAtt": [f"R{number}", "Arn"]},
                "Code": {"ZipFile": "def h(e,c):0"}}}
            made[f"L{number}x{which}"] = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}
            made[f"B{number}x{which}"] = {"Type": "AWS::S3::Bucket"}
    return json.dumps({"Resources": made}, separators=(",", ":"))


class Stacks(Endpoint):
    """A server with stacks in it."""

    def __init__(self, name, process, port):
        super().__init__(name, port)
        self.process = process

    def do(self, operation, **parameters):
        body = urllib.parse.urlencode({"Action": operation, "Version": "2010-05-15", **parameters}).encode()
        return self.ask("POST", "/", body, service="cloudformation").decode()

    def settled(self, name):
        """The stack's status, once nothing happens any more."""
        while True:
            status = re.search(r"<StackStatus>(\w+)</StackStatus>", self.do("DescribeStacks", StackName=name)).group(1)
            if not status.endswith("_IN_PROGRESS"):
                return status
            time.sleep(0.001)

    def deploy(self, name, text):
        """Seconds."""
        began = time.perf_counter()
        made = self.do("CreateStack", StackName=name, TemplateBody=text, **{"Capabilities.member.1": "CAPABILITY_IAM"})
        status = self.settled(re.search(r"<StackId>(.*)</StackId>", made).group(1))
        took = time.perf_counter() - began
        if status != "CREATE_COMPLETE":
            raise Refused(f"{self.name}: {name} is {status}")
        return took


def templates():
    """The part of bench/run."""
    with tempfile.TemporaryDirectory() as folder:
        stands = [Stacks("windtunnel", *start_windtunnel(folder))]
        try:
            process, port = start_ministack(folder)
            if process is not None:
                stands.append(Stacks("MiniStack", process, port))
            for resources, wanted in WANTED.items():
                text = template(resources)
                times = {stand.name: [] for stand in stands}
                for number in range(ROUNDS):
                    for stand in list(stands):
                        name = f"stack-{resources}-{number}"
                        try:
                            times[stand.name].append(stand.deploy(name, text))
                            stand.do("DeleteStack", StackName=name)
                        except Refused as error:
                            if stand is stands[0]:
                                raise
                            print(f"beside {stand.name}: skipped, {error}")
                            stands.remove(stand)
                            times.pop(stand.name)
                ours = statistics.median(times.pop("windtunnel"))
                beside = "".join(f"; {name}: {statistics.median(each) * 1e3:.0f} ms, {statistics.median(each) / ours:.2f} times that"
                                 for name, each in times.items())
                report(f"a stack of {resources} resources", f"{ours * 1e3:.0f} ms ({wanted} ms is wanted){beside}",
                       f"CreateStack to CREATE_COMPLETE, in memory, alternating, median of {ROUNDS}")
        finally:
            for stand in stands:
                stand.process.terminate()
                stand.process.wait()
