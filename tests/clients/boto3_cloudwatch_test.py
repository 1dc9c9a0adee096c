"""boto3, unmodified, against a fresh server: CloudWatch, in the protocols that this botocore and older ones speak."""
import datetime
import json
import threading
import urllib.error
import urllib.request

from clients import Server, boto3_or_skip, client_of, expect

boto3_or_skip()
import botocore.model  # noqa: E402
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
    refused("NotImplemented", watch.describe_alarms)
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

        for step in [put_and_get_statistics, get_metric_data, lists, errors, compressed]:
            step(cloudwatch, in_protocol)
            print("ok", step.__name__, protocol)
    accounts_and_regions()
    print("ok accounts_and_regions")
    unsigned()
    print("ok unsigned")
finally:
    server.stop()
tier_metrics()
print("ok tier_metrics")
