"""boto3, unmodified, against a fresh server: CloudWatch, in the protocols that this botocore and older ones speak."""
import datetime
import json
import os
import shutil
import signal
import tempfile
import threading
import urllib.error
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
import botocore.model  # noqa: E402
from botocore.auth import SigV4Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

server = Server(None)
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
# Ten whole minutes in the past.
START = NOW.replace(second=0) - datetime.timedelta(minutes=30)


def minutes(number, seconds=0):
    return START + datetime.timedelta(minutes=number, seconds=seconds)


def refused(code, call, *arguments, **parameters):
    try:
        call(*arguments, **parameters)
    except ClientError as error:
        expect(error.response["Error"]["Code"] == code, f"expected {code}, got {error.response}")
        return error.response["Error"]["Message"]
    expect(False, f"expected {code}, but the call was answered")


def sums_of(points, key="Sum"):
    return [(point["Timestamp"], point[key]) for point in sorted(points, key=lambda point: point["Timestamp"])]


def put_and_get_statistics(watch, seen):
    host = [{"Name": "Host", "Value": "a"}, {"Name": "App", "Value": "shop"}]
    watch.put_metric_data(Namespace="Shop", MetricData=[
        {"MetricName": "Orders", "Dimensions": host, "Timestamp": minutes(0, 10), "Value": 3, "Unit": "Count"},
        {"MetricName": "Orders", "Dimensions": host[::-1], "Timestamp": minutes(0, 50), "Value": 5, "Unit": "Count"},
        {"MetricName": "Orders", "Dimensions": host, "Timestamp": minutes(1), "Values": [1, 2], "Counts": [10, 1],
         "Unit": "Count"},
        {"MetricName": "Orders", "Dimensions": host, "Timestamp": minutes(2), "Unit": "Count",
         "StatisticValues": {"SampleCount": 4, "Sum": 8, "Minimum": 1, "Maximum": 3}},
    ])
    seen()
    asked = {"Namespace": "Shop", "MetricName": "Orders", "Dimensions": host, "StartTime": minutes(0),
             "EndTime": minutes(10), "Period": 60}
    found = watch.get_metric_statistics(**asked, Statistics=["Sum", "SampleCount", "Average", "Minimum", "Maximum"])
    expect(found["Label"] == "Orders", f"the label: {found}")
    points = sorted(found["Datapoints"], key=lambda point: point["Timestamp"])
    expect(sums_of(points) == [(minutes(0), 8), (minutes(1), 12), (minutes(2), 8)], f"sums: {points}")
    expect((points[1]["SampleCount"], points[1]["Minimum"], points[1]["Maximum"]) == (11, 1, 2), f"counts: {points}")
    expect(points[0]["Average"] == 4 and points[0]["Unit"] == "Count", f"averages: {points}")
    longer = watch.get_metric_statistics(**{**asked, "Period": 300}, Statistics=["Sum"])
    expect(sums_of(longer["Datapoints"]) == [(minutes(0), 28)], f"five minutes: {longer}")
    extended = watch.get_metric_statistics(**asked, ExtendedStatistics=["p90", "tm50"])["Datapoints"]
    # The third minute came as a statistic set, which has no percentiles.
    expect(len(extended) == 2, f"percentiles: {extended}")
    first = min(extended, key=lambda point: point["Timestamp"])
    expect(first["ExtendedStatistics"] == {"p90": 5, "tm50": 3}, f"percentiles: {first}")
    other = watch.get_metric_statistics(**{**asked, "Dimensions": host[:1]}, Statistics=["Sum"])
    expect(other["Datapoints"] == [], f"other dimensions are another metric: {other}")
    none = watch.get_metric_statistics(**asked, Statistics=["Sum"], Unit="Bytes")
    expect(none["Datapoints"] == [], f"another unit: {none}")


def get_metric_data(watch, seen):
    stat = {"Namespace": "Shop", "MetricName": "Orders",
            "Dimensions": [{"Name": "App", "Value": "shop"}, {"Name": "Host", "Value": "a"}]}
    queries = [
        {"Id": "sum", "MetricStat": {"Metric": stat, "Period": 60, "Stat": "Sum"}},
        {"Id": "n", "MetricStat": {"Metric": stat, "Period": 60, "Stat": "SampleCount"}, "ReturnData": False},
        {"Id": "mean", "Expression": "sum / n", "Label": "per sample"},
        {"Id": "share", "Expression": "100 * sum / (0 * sum + SUM(sum))"},
    ]
    window = {"StartTime": minutes(0), "EndTime": minutes(10)}
    found = watch.get_metric_data(MetricDataQueries=queries, ScanBy="TimestampAscending", **window)
    seen()
    results = {result["Id"]: result for result in found["MetricDataResults"]}
    expect(set(results) == {"sum", "mean", "share"}, f"what is returned: {found}")
    expect(results["sum"]["Values"] == [8, 12, 8] and results["sum"]["StatusCode"] == "Complete", f"sums: {found}")
    expect(results["sum"]["Timestamps"] == [minutes(0), minutes(1), minutes(2)], f"moments: {found}")
    expect(results["mean"]["Values"] == [4, 12 / 11, 2] and results["mean"]["Label"] == "per sample", f"means: {found}")
    expect(abs(sum(results["share"]["Values"]) - 100) < 1e-9, f"shares: {found}")
    newest = watch.get_metric_data(MetricDataQueries=queries[:1], **window)["MetricDataResults"][0]
    expect(newest["Timestamps"] == [minutes(2), minutes(1), minutes(0)], f"the newest first: {newest}")

    one = watch.get_metric_data(MetricDataQueries=queries, MaxDatapoints=2, **window)
    expect(one["MetricDataResults"][0]["StatusCode"] == "PartialData", f"a page: {one}")
    pages = watch.get_paginator("get_metric_data").paginate(MetricDataQueries=queries, MaxDatapoints=2, **window)
    values = {}
    for page in pages:
        for result in page["MetricDataResults"]:
            values.setdefault(result["Id"], []).extend(result["Values"])
    expect(values["sum"] == [8, 12, 8] and len(values["share"]) == 3, f"pages: {values}")

    message = refused("ValidationError", watch.get_metric_data, **window,
                      MetricDataQueries=[{"Id": "m", "Expression": "RATE(x)"}])
    expect("RATE" in message, f"it does not name the function: {message}")
    message = refused("ValidationError", watch.get_metric_data, MetricDataQueries=[{"Id": "m"}], **window)
    expect(message == "The parameter MetricDataQueries.member.1.MetricStat is required.\n", f"the text: {message!r}")
    refused("ValidationError", watch.get_metric_data, MetricDataQueries=[queries[0], queries[0]], **window)
    refused("InvalidNextToken", watch.get_metric_data, MetricDataQueries=queries, NextToken="made-up", **window)


def lists(watch, seen):
    for start in range(0, 1200, 400):
        watch.put_metric_data(Namespace="Many", MetricData=[
            {"MetricName": f"m{number:04}", "Dimensions": [{"Name": "Kind", "Value": str(number % 2)}], "Value": number}
            for number in range(start, start + 400)])
    page = watch.list_metrics(Namespace="Many")
    seen()
    expect(len(page["Metrics"]) == 500 and "NextToken" in page, f"a page of {len(page['Metrics'])}")
    expect(page["Metrics"][0] == {"Namespace": "Many", "MetricName": "m0000",
                                  "Dimensions": [{"Name": "Kind", "Value": "0"}]}, f"the first: {page['Metrics'][0]}")
    names = [metric["MetricName"] for each in watch.get_paginator("list_metrics").paginate(Namespace="Many")
             for metric in each["Metrics"]]
    expect(names == [f"m{number:04}" for number in range(1200)], f"{len(names)} names")
    odd = sum(len(each["Metrics"]) for each in watch.get_paginator("list_metrics").paginate(
        Namespace="Many", Dimensions=[{"Name": "Kind", "Value": "1"}]))
    expect(odd == 600, f"of one dimension: {odd}")
    expect(len(watch.list_metrics(MetricName="Orders", RecentlyActive="PT3H")["Metrics"]) == 1, "by name")
    expect(watch.list_metrics(Namespace="None")["Metrics"] == [], "of no namespace")
    refused("InvalidParameterValue", watch.list_metrics, NextToken="made-up")


def errors(watch, seen):
    def put(**datum):
        watch.put_metric_data(Namespace="Shop", MetricData=[{"MetricName": "m", **datum}])

    message = refused("InvalidParameterValue", put, Values=[1, 2], Counts=[1])
    expect(message == "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
           f"the text: {message}")
    message = refused("InvalidParameterCombination", put, Value=1, Values=[1])
    expect(message == "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and "
           "you have specified both.", f"the text: {message}")
    refused("InvalidParameterValue", put, Value=float("nan"))
    refused("InvalidParameterValue", put, Value=float("inf"))
    refused("InvalidParameterValue", put, Value=2.0 ** 361)
    refused("InvalidParameterValue", put, Values=list(range(151)))
    refused("InvalidParameterValue", put, Value=1, Timestamp=NOW - datetime.timedelta(days=15))
    refused("InvalidParameterValue", put, Value=1, Timestamp=NOW + datetime.timedelta(hours=3))
    refused("InvalidParameterValue", put, Value=1, StorageResolution=30)
    refused("MissingParameter", put)
    refused("ValidationError", put, Value=1, Unit="Apples")
    refused("ValidationError", put, Value=1, Dimensions=[{"Name": f"d{i}", "Value": "v"} for i in range(31)])
    refused("InvalidParameterValue", watch.put_metric_data, Namespace="AWS/Lambda",
            MetricData=[{"MetricName": "m", "Value": 1}])
    refused("InvalidParameterValue", watch.put_metric_data, Namespace="Shop",
            MetricData=[{"MetricName": "m", "Value": 1}] * 1001)
    # What is wrong in one place keeps nothing of the rest.
    refused("InvalidParameterValue", watch.put_metric_data, Namespace="Torn",
            MetricData=[{"MetricName": "m", "Value": 1}, {"MetricName": "m", "Value": float("nan")}])
    expect(watch.list_metrics(Namespace="Torn")["Metrics"] == [], "half of a request was kept")

    asked = {"Namespace": "Shop", "MetricName": "m", "StartTime": START, "Statistics": ["Sum"]}
    message = refused("InvalidParameterValue", watch.get_metric_statistics, EndTime=START, Period=60, **asked)
    expect(message == "The parameter StartTime must be less than the parameter EndTime.", f"the text: {message}")
    message = refused("InvalidParameterCombination", watch.get_metric_statistics, Period=60,
                      EndTime=START + datetime.timedelta(days=2), **asked)
    expect(message == "You have requested up to 2880 datapoints, which exceeds the limit of 1440. You may reduce the "
           "datapoints requested by increasing Period, or decreasing the time range.", f"the text: {message}")
    refused("InvalidParameterValue", watch.get_metric_statistics, EndTime=NOW, Period=61, **asked)
    refused("NotImplemented", watch.describe_anomaly_detectors)
    seen()


def compressed(watch, seen):
    """What is large is compressed by SDKs that can: here by the event that they would do it in."""
    sent = {}

    def note(request, **_):
        sent["coding"] = request.headers.get("Content-Encoding", b"")
        sent["size"] = len(request.body)

    watch.meta.events.register("before-send.cloudwatch.PutMetricData", note)
    watch.put_metric_data(Namespace="Large", MetricData=[
        {"MetricName": f"m{i}", "Values": [float(v) for v in range(150)], "Counts": [float(i + 1)] * 150}
        for i in range(50)])
    watch.meta.events.unregister("before-send.cloudwatch.PutMetricData", note)
    if "gzip" not in str(sent["coding"]):
        print(f"   (botocore {botocore.__version__} does not compress: {sent['size']} bytes)")
    found = watch.get_metric_statistics(Namespace="Large", MetricName="m49", StartTime=NOW - datetime.timedelta(minutes=5),
                                        EndTime=NOW + datetime.timedelta(minutes=5), Period=600, Statistics=["Sum"])
    expect(sum(point["Sum"] for point in found["Datapoints"]) == 50 * 149 * 150 / 2, f"the sum: {found}")
    seen()


def labels(watch, seen):
    """What differs among the queries is in the labels."""
    watch.put_metric_data(Namespace="Labels", MetricData=[{"MetricName": "m", "Timestamp": minutes(0), "Value": 1}])

    def of(*queries):
        found = watch.get_metric_data(StartTime=minutes(0), EndTime=minutes(10), MetricDataQueries=[
            {"Id": f"q{n}", "MetricStat": {"Metric": {"Namespace": "Labels", "MetricName": "m"}, "Period": period,
                                           "Stat": stat}} for n, (stat, period) in enumerate(queries)])
        return [result["Label"] for result in found["MetricDataResults"]]

    expect(of(("Sum", 60)) == ["m"], "one query")
    expect(of(("Sum", 60), ("Sum", 60)) == ["m", "m"], "the same twice")
    expect(of(("Sum", 60), ("Average", 60)) == ["m Sum", "m Average"], "two statistics")
    expect(of(("Sum", 60), ("Sum", 300)) == ["m 60", "m 300"], "two periods")
    expect(of(("Sum", 60), ("Minimum", 300)) == ["m Sum 60", "m Minimum 300"], "both")
    seen()


def values_beside_a_set(watch, seen):
    watch.put_metric_data(Namespace="Both", MetricData=[
        {"MetricName": "m", "Timestamp": minutes(0), "Values": [1.0, 2.0],
         "StatisticValues": {"SampleCount": 2, "Sum": 10, "Minimum": 4, "Maximum": 6}}])
    found = watch.get_metric_statistics(Namespace="Both", MetricName="m", StartTime=minutes(0), EndTime=minutes(1),
                                        Period=60, Statistics=["Sum", "SampleCount"])["Datapoints"][0]
    expect((found["Sum"], found["SampleCount"]) == (13, 4), f"{found}")
    seen()


ACTION = "arn:aws:sns:us-east-1:000000000000:nobody"
ALARM = {"AlarmName": "high", "Namespace": "App", "MetricName": "load", "Statistic": "Average", "Period": 60,
         "EvaluationPeriods": 1, "Threshold": 21.0, "ComparisonOperator": "GreaterThanThreshold"}


def alarm_settings(watch, seen):
    watch.put_metric_alarm(**ALARM, AlarmActions=[ACTION], AlarmDescription="d", Dimensions=[{"Name": "a", "Value": "b"}],
                           Tags=[{"Key": "team", "Value": "red"}])
    alarm = watch.describe_alarms(AlarmNames=["high"])["MetricAlarms"][0]
    seen()
    for name, value in {**ALARM, "AlarmActions": [ACTION], "ActionsEnabled": True, "StateValue": "INSUFFICIENT_DATA",
                        "StateReason": "Unchecked: Initial alarm creation", "AlarmDescription": "d"}.items():
        expect(alarm[name] == value, f"{name}: {alarm}")
    arn = alarm["AlarmArn"]
    expect(arn.startswith("arn:aws:cloudwatch:us-east-1:") and arn.endswith(":alarm:high"), f"{arn}")
    expect(watch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "red"}], "the tags")
    watch.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "b"}])
    watch.untag_resource(ResourceARN=arn, TagKeys=["team"])
    expect(watch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}], "the changed tags")
    refused("ResourceNotFoundException", watch.list_tags_for_resource, ResourceARN=arn + "x")
    found = watch.describe_alarms_for_metric(Namespace="App", MetricName="load", Dimensions=[{"Name": "a", "Value": "b"}])
    expect([each["AlarmName"] for each in found["MetricAlarms"]] == ["high"], f"{found}")
    expect(watch.describe_alarms_for_metric(Namespace="App", MetricName="load")["MetricAlarms"] == [], "other dimensions")
    watch.disable_alarm_actions(AlarmNames=["high"])
    expect(not watch.describe_alarms()["MetricAlarms"][0]["ActionsEnabled"], "disabled")
    watch.enable_alarm_actions(AlarmNames=["high"])
    watch.put_composite_alarm(AlarmName="both", AlarmRule="ALARM(high) OR NOT OK('high')")
    expect(watch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]["AlarmName"] == "both", "composite")
    refused("ValidationError", watch.delete_alarms, AlarmNames=["high"])

    # A composite alarm looks when one that it stands on has another state, and when it is made.
    def state(name):
        return watch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"][0]["StateValue"]

    watch.put_metric_alarm(**{**ALARM, "AlarmName": "moved"})
    watch.put_composite_alarm(AlarmName="follows", AlarmRule="ALARM(moved)")
    for value, expected in [("OK", "OK"), ("ALARM", "ALARM"), ("OK", "OK")]:
        watch.set_alarm_state(AlarmName="moved", StateValue=value, StateReason="a test")
        expect(state("follows") == expected, f"{value}: {state('follows')}")
    watch.put_composite_alarm(AlarmName="calm", AlarmRule="OK(moved)")
    expect(state("calm") == "ALARM", f"at once: {state('calm')}")
    refused("ValidationError", watch.delete_alarms, AlarmNames=["follows", "calm"])
    for names in [["follows"], ["calm", "moved"]]:
        watch.delete_alarms(AlarmNames=names)
    for threshold in [float("inf"), float("nan")]:
        refused("InvalidParameterValue", watch.put_metric_alarm, **{**ALARM, "Threshold": threshold})
    refused("ValidationError", watch.put_composite_alarm, AlarmName="bad", AlarmRule="ALARM(none)")
    refused("ValidationError", watch.put_composite_alarm, AlarmName="bad", AlarmRule="ALARM(")
    for code, wrong in [("ValidationError", {"Period": 45}), ("ValidationError", {"EvaluationPeriods": 1441}),
                        ("ValidationError", {"AlarmActions": ["nobody"]}), ("ValidationError", {"DatapointsToAlarm": 2}),
                        ("InvalidParameterValue", {"TreatMissingData": "perhaps"}),
                        ("InvalidParameterCombination", {"ExtendedStatistic": "p90"})]:
        refused(code, watch.put_metric_alarm, **{**ALARM, **wrong})
    watch.set_alarm_state(AlarmName="high", StateValue="ALARM", StateReason="by hand")
    refused("ResourceNotFound", watch.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="r")
    history = watch.describe_alarm_history(AlarmName="high")["AlarmHistoryItems"]
    kinds = [(item["HistoryItemType"], item["HistorySummary"]) for item in history]
    expect([kind for kind, _ in kinds[:2]] == ["Action", "StateUpdate"], f"{kinds}")
    expect(kinds[0][1].startswith(f"Failed to execute action {ACTION}"), f"{kinds}")
    expect(kinds[1][1] == "Alarm updated from INSUFFICIENT_DATA to ALARM", f"{kinds}")
    expect(kinds[-1] == ("ConfigurationUpdate", 'Alarm "high" created'), f"{kinds}")
    watch.delete_alarms(AlarmNames=["high", "both", "none"])
    expect(watch.describe_alarms()["MetricAlarms"] == [], "the alarm is still there")


def dashboards(watch, seen):
    body = json.dumps({"widgets": [{"type": "text", "x": 0, "y": 0, "width": 3, "height": 3,
                                    "properties": {"markdown": "hello"}}]})
    answer = watch.put_dashboard(DashboardName="main", DashboardBody=body)
    expect(answer["DashboardValidationMessages"] == [], f"{answer}")
    got = watch.get_dashboard(DashboardName="main")
    seen()
    expect(got["DashboardBody"] == body and got["DashboardArn"].endswith(":dashboard/main"), f"{got}")
    entry = watch.list_dashboards(DashboardNamePrefix="ma")["DashboardEntries"][0]
    expect((entry["DashboardName"], entry["Size"]) == ("main", len(body)), f"{entry}")
    expect(watch.list_dashboards(DashboardNamePrefix="x")["DashboardEntries"] == [], "another prefix")
    for wrong in ["{", "[]", "{}", '{"widgets": 1}', '{"widgets": [{"type": "text"}]}',
                  '{"widgets": [{"type": "text", "width": 25, "properties": {"markdown": "m"}}]}']:
        refused("InvalidParameterInput", watch.put_dashboard, DashboardName="main", DashboardBody=wrong)
    refused("InvalidParameterInput", watch.put_dashboard, DashboardName="a b", DashboardBody=body)
    refused("ResourceNotFound", watch.delete_dashboards, DashboardNames=["main", "none"])
    watch.delete_dashboards(DashboardNames=["main"])
    refused("ResourceNotFound", watch.get_dashboard, DashboardName="main")


def alarms_in_time():
    """On the run's clock, and after kill -9."""
    folder = tempfile.mkdtemp(prefix="wt-cloudwatch-")
    clock = ("--clock", "manual", "--now", "2026-01-01T00:00:00Z")
    served = Server(None, "--data", folder, *clock)
    try:
        watch = client_of(served.base, "cloudwatch")
        watch.put_metric_alarm(**ALARM, AlarmActions=[ACTION])
        watch.put_metric_alarm(**{**ALARM, "AlarmName": "silent", "MetricName": "none"}, TreatMissingData="breaching")
        watch.put_composite_alarm(AlarmName="any", AlarmRule="ALARM(high) AND ALARM(silent)")
        watch.put_dashboard(DashboardName="main", DashboardBody='{"widgets":[]}')

        def states():
            found = watch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
            return {each["AlarmName"]: each["StateValue"] for each in found["MetricAlarms"] + found["CompositeAlarms"]}

        def reason(name):
            return watch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateReason"]

        watch.put_metric_data(Namespace="App", MetricData=[{"MetricName": "load", "Value": 21.5}])
        move_clock(served, "62s")
        expect(states() == {"high": "ALARM", "silent": "ALARM", "any": "ALARM"}, f"{states()}")
        expect(reason("high") == "Threshold Crossed: 1 datapoint [21.5 (01/01/26 00:00:00)] was greater than the "
                                 "threshold (21.0).", reason("high"))
        expect(reason("silent") == "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint "
                                   "was treated as [Breaching].", reason("silent"))
        watch.put_metric_data(Namespace="App", MetricData=[{"MetricName": "load", "Value": 3}])
        move_clock(served, "60s")
        expect(states() == {"high": "OK", "silent": "ALARM", "any": "OK"}, f"{states()}")
        move_clock(served, "10m")
        expect(states()["high"] == "INSUFFICIENT_DATA", f"{states()}")
        before = watch.describe_alarms()["MetricAlarms"]
        history = watch.describe_alarm_history()["AlarmHistoryItems"]
        os.kill(served.process.pid, signal.SIGKILL)
        served.process.wait()
        served = Server(None, "--data", folder, *clock[:2], "--now", "2026-01-01T00:20:00Z")
        watch = client_of(served.base, "cloudwatch")
        expect(watch.describe_alarms()["MetricAlarms"] == before, "the alarms after kill -9")
        expect(watch.describe_alarm_history()["AlarmHistoryItems"] == history, "the history after kill -9")
        expect(watch.get_dashboard(DashboardName="main")["DashboardBody"] == '{"widgets":[]}', "the dashboard")
        served.ask(served.base + "/_windtunnel/reset", "POST")
        expect(watch.describe_alarms()["MetricAlarms"] == [], "alarms after a reset")
        expect(watch.describe_alarm_history()["AlarmHistoryItems"] == [], "history after a reset")
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


def raw(operation, body):
    """What older clients have no members for, as JSON, signed."""
    request = AWSRequest("POST", server.base, {"X-Amz-Target": f"GraniteServiceVersion20100801.{operation}",
                                               "Content-Type": "application/x-amz-json-1.0"}, body)
    SigV4Auth(Credentials("777777777777", "any"), "monitoring", "us-east-1").add_auth(request)
    status, _, answer = server.ask(server.base, "POST", body, dict(request.headers.items()))
    return status, answer


def unwritten_alarm_settings():
    """What would make an alarm another one than it is here is refused by its name, and no alarm is made."""
    composite = {"AlarmName": "both", "AlarmRule": "TRUE"}
    asked = [("PutMetricAlarm", ALARM, name, value) for name, value in {
        "EvaluationWindow": {"WallClockWindow": {"Timezone": "UTC"}}, "EvaluationInterval": 60,
        "WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 5},
        "EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}},
        "ActionConfiguration": {"AlarmTagsPropagation": {"Enabled": True}}}.items()]
    asked += [("PutCompositeAlarm", composite, name, value) for name, value in {
        "ActionsSuppressor": "other", "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 60,
        "ActionConfiguration": {"AlarmTagsPropagation": {"Enabled": True}}}.items()]
    for operation, alarm, name, value in asked:
        status, answer = raw(operation, json.dumps({**alarm, name: value}))
        expect(status == 400 and f"does not implement {name}." in answer, f"{operation} {name}: {status} {answer}")
    status, answer = raw("DescribeAlarms", "{}")
    expect(status == 200 and "both" not in answer and "high" not in answer, f"an alarm was made: {answer}")


def doubles():
    """A double is written as one, also where a client goes by the text."""
    watch = client_of(server.base, "cloudwatch", account="777777777777")
    watch.put_metric_data(Namespace="Five", MetricData=[{"MetricName": "m", "Timestamp": minutes(0), "Values": [1.0, 4.0]}])
    asked = json.dumps({"Namespace": "Five", "MetricName": "m", "StartTime": minutes(0).timestamp(),
                        "EndTime": minutes(1).timestamp(), "Period": 60, "Statistics": ["Sum"]})
    status, body = raw("GetMetricStatistics", asked)
    expect(status == 200 and '"Sum":5.0' in body, f"{status} {body}")


def unsigned():
    """Who has not signed has no metrics; told in the protocol of the request."""
    request = urllib.request.Request(
        server.base, b"{}", {"X-Amz-Target": "GraniteServiceVersion20100801.ListMetrics", "x-amzn-query-mode": "true"})
    try:
        urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        kind = json.load(error)["__type"]
        expect(error.code == 403 and kind.endswith("#MissingAuthenticationTokenException"), f"{error.code} {kind}")
        expect(error.headers["x-amzn-query-error"] == "MissingAuthenticationToken;Sender", f"{error.headers}")
        return
    expect(False, "an unsigned request was answered")


def accounts_and_regions():
    here = client_of(server.base, "cloudwatch")
    for other in (client_of(server.base, "cloudwatch", account="999999999999"),
                  client_of(server.base, "cloudwatch", region="eu-west-1")):
        expect(other.list_metrics()["Metrics"] == [], "another account or region sees these metrics")
    expect(here.list_metrics()["Metrics"] != [], "the metrics are gone")


def move_clock(served, span):
    status, _, answer = served.ask(served.base + "/_windtunnel/clock", "POST", json.dumps({"advance": span}))
    expect(status == 200, f"the clock was not moved: {status} {answer}")


def tier_metrics():
    """What the tiers of a served scenario count stands under AWS's names when its minute is over."""
    served = Server("smoke.yaml", "--clock", "manual", "--now", "2026-01-01T00:00:00Z")
    try:
        begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        answers = []
        asking = threading.Thread(
            target=lambda: answers.extend(served.ask(served.api + path)[0] for path in ("/nowhere", "/nowhere/2")))
        asking.start()
        # Latencies pass as the clock is moved.
        moved = 0
        while asking.is_alive() and moved < 50_000:
            move_clock(served, "100ms")
            moved += 100
            asking.join(0.02)
        expect(answers == [403, 403], f"two unknown routes were answered {answers}")
        watch = client_of(served.base, "cloudwatch")
        dimensions = [{"Name": "ApiName", "Value": "api"}]

        def sums(name):
            return sums_of(watch.get_metric_statistics(
                Namespace="AWS/ApiGateway", MetricName=name, Dimensions=dimensions, StartTime=begin,
                EndTime=begin + datetime.timedelta(hours=1), Period=60, Statistics=["Sum"])["Datapoints"])

        expect(sums("Count") == [], "a minute that is not over has data")
        move_clock(served, "60s")
        expect(sums("Count") == [(begin, 2)] and sums("4XXError") == [(begin, 2)], f"{sums('Count')} {sums('4XXError')}")
        listed = {metric["Namespace"] for metric in watch.list_metrics()["Metrics"]}
        expect({"AWS/ApiGateway", "AWS/Lambda"} <= listed, f"the namespaces: {listed}")
    finally:
        served.stop()


def protocols():
    """Those that this botocore can speak; older ones know one."""
    known = getattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", ())
    return [name for name in ("json", "smithy-rpc-v2-cbor", "query") if name in known] or ["query"]


def client_in(protocol, account):
    if hasattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS"):
        botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = (protocol,)
    return client_of(server.base, "cloudwatch", account=account)


TYPES = {"smithy-rpc-v2-cbor": "application/cbor", "query": "text/xml", "json": "application/x-amz-json-1.0"}

try:
    for number, protocol in enumerate(protocols()):
        cloudwatch = client_in(protocol, f"00000000000{number}")
        answered = []
        cloudwatch.meta.events.register(
            "before-parse.cloudwatch.*", lambda response_dict, **_: answered.append(response_dict["headers"]))

        def in_protocol(protocol=protocol, answered=answered):
            kinds = {headers.get("Content-Type") for headers in answered} - {None}
            expect(not kinds or kinds == {TYPES[protocol]}, f"{protocol} was answered in {kinds}")

        for step in [put_and_get_statistics, get_metric_data, lists, errors, compressed, labels, values_beside_a_set,
                     alarm_settings, dashboards]:
            step(cloudwatch, in_protocol)
            print("ok", step.__name__, protocol)
    accounts_and_regions()
    print("ok accounts_and_regions")
    unsigned()
    print("ok unsigned")
    doubles()
    print("ok doubles")
    unwritten_alarm_settings()
    print("ok unwritten_alarm_settings")
finally:
    server.stop()
tier_metrics()
print("ok tier_metrics")
alarms_in_time()
print("ok alarms_in_time")
