"""A scenario whose architecture is a CloudFormation template: it is played as the same architecture written by hand, it is explained, set
and swept as any other, and says what of a template it cannot play."""
import json
import os
import shutil
import tempfile

from program import expect, run

TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: {Type: String, Default: dev}
  Reserved: {Type: Number, Default: 20}
  WithEdge: {Type: String, Default: 'yes'}
Conditions:
  Edge: !Equals [!Ref WithEdge, 'yes']
Resources:
  Edge:
    Type: AWS::CloudFront::Distribution
    Condition: Edge
    Properties:
      DistributionConfig:
        Enabled: true
        WebACLId: !GetAtt Guard.Arn
        CustomErrorResponses: [{ErrorCode: 503, ErrorCachingMinTTL: 5}]
        Origins: [{Id: api, DomainName: !Sub '${Api}.execute-api.${AWS::Region}.amazonaws.com', OriginPath: !Sub '/${Stage}', CustomOriginConfig: {OriginProtocolPolicy: https-only}}]
        DefaultCacheBehavior: {TargetOriginId: api, ViewerProtocolPolicy: https-only, CachePolicyId: !Ref Cache}
  Cache:
    Type: AWS::CloudFront::CachePolicy
    Properties:
      CachePolicyConfig:
        {Name: cache, MinTTL: 0, DefaultTTL: 60, MaxTTL: 3600, ParametersInCacheKeyAndForwardedToOrigin: {EnableAcceptEncodingGzip: true, HeadersConfig: {HeaderBehavior: none}, CookiesConfig: {CookieBehavior: none}, QueryStringsConfig: {QueryStringBehavior: all}}}
  Guard:
    Type: AWS::WAFv2::WebACL
    Condition: Edge
    Properties:
      Scope: CLOUDFRONT
      DefaultAction: {Allow: {}}
      VisibilityConfig: {CloudWatchMetricsEnabled: true, MetricName: m, SampledRequestsEnabled: true}
      Rules:
        - {Name: greedy, Priority: 2, Action: {Block: {}}, Statement: {RateBasedStatement: {Limit: 2000, AggregateKeyType: IP}}, VisibilityConfig: {CloudWatchMetricsEnabled: true, MetricName: g, SampledRequestsEnabled: true}}
        - {Name: sqli, Priority: 1, OverrideAction: {None: {}}, Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesSQLiRuleSet}}, VisibilityConfig: {CloudWatchMetricsEnabled: true, MetricName: s, SampledRequestsEnabled: true}}
  People: {Type: 'AWS::Cognito::UserPool'}
  Client: {Type: 'AWS::Cognito::UserPoolClient', Properties: {UserPoolId: !Ref People, AccessTokenValidity: 30, TokenValidityUnits: {AccessToken: minutes}}}
  Api: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: items}}
  Callers: {Type: 'AWS::ApiGateway::Authorizer', Properties: {RestApiId: !Ref Api, Name: people, Type: COGNITO_USER_POOLS, ProviderARNs: [!GetAtt People.Arn], IdentitySource: method.request.header.Authorization}}
  Items: {Type: 'AWS::ApiGateway::Resource', Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}}
  Item: {Type: 'AWS::ApiGateway::Resource', Properties: {RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: '{id}'}}
  GetItem: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !Ref Item, HttpMethod: GET, AuthorizationType: NONE, Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Reader.Arn}/invocations'}}}
  PostItem: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: POST, AuthorizationType: COGNITO_USER_POOLS, AuthorizerId: !Ref Callers, Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Writer.Arn}/invocations'}}}
  Preflight: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: OPTIONS, AuthorizationType: NONE, Integration: {Type: MOCK}}}
  Deployment: {Type: 'AWS::ApiGateway::Deployment', DependsOn: [GetItem, PostItem], Properties: {RestApiId: !Ref Api}}
  ApiStage: {Type: 'AWS::ApiGateway::Stage', Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: !Ref Stage, MethodSettings: [{ResourcePath: /*, HttpMethod: '*', ThrottlingRateLimit: 300, ThrottlingBurstLimit: 150}]}}
  Role: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}}
  Reader: {Type: 'AWS::Lambda::Function', Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, MemorySize: 512, Timeout: 5, ReservedConcurrentExecutions: !Ref Reserved, Code: {ZipFile: ''}}}
  Writer: {Type: 'AWS::Lambda::Function', Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, MemorySize: 256, Code: {ZipFile: ''}}}
  Loader: {Type: 'AWS::Lambda::Function', Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Timeout: 60, Code: {ZipFile: ''}}}
  Loads: {Type: 'AWS::Lambda::EventSourceMapping', Properties: {EventSourceArn: !GetAtt Events.Arn, FunctionName: !Ref Loader, StartingPosition: TRIM_HORIZON, BatchSize: 50, MaximumBatchingWindowInSeconds: 2}}
  Sessions: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {ReplicationGroupDescription: sessions, CacheNodeType: cache.t4g.small, NumCacheClusters: 1}}
  Events: {Type: 'AWS::Kinesis::Stream', Properties: {ShardCount: 2, RetentionPeriodHours: 48}}
  Main: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, DBInstanceClass: db.t3.large, AllocatedStorage: '20', MasterUsername: owner, MasterUserPassword: a-long-password}}
  Copy: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref Main, DBInstanceClass: db.t3.large}}
"""

HANDLERS = {
    "Reader": {"GET /items/{id}": {"work": "lognormal(p50=6ms, p99=40ms)", "calls": [
        {"to": "Sessions", "op": "get"}, {"to": "Copy", "op": "select", "on": "miss"}, {"to": "Sessions", "op": "set", "on": "miss"}]}},
    "Writer": {"*": {"work": "4ms", "calls": [{"to": "Events", "op": "put", "bytes": "400B"}]}},
    "Loader": {"*": {"calls": [{"to": "Main", "op": "apply", "timeout": "30s"}]}},
}
POPS = [{"name": "IAD", "weight": "60%", "rtt": "12ms"}, {"name": "FRA", "weight": "40%", "rtt": "9ms"}]

BY_HAND = {
    "Edge": {"type": "cloudfront", "pops": POPS, "to": "Guard",
             "cache": {"min_ttl": "0s", "default_ttl": "60s", "max_ttl": "3600s", "error_ttl": "5s", "key": ["path", "query"]}},
    "Guard": {"type": "wafv2", "to": "Api", "rules": [
        {"name": "sqli", "managed": "sqli"}, {"name": "greedy", "rate_based": {"limit": 2000, "window": "300s", "key": "ip"}}]},
    "People": {"type": "cognito", "access_token_ttl": "30m"},
    "Api": {"type": "apigateway-rest", "stage": "dev", "throttle": {"stage": {"rate": "300/s", "burst": 150}},
            "authorizer": {"kind": "cognito", "pool": "People", "methods": ["POST"]},
            "routes": {"GET /items/{id}": "Reader", "POST /items": "Writer"}},
    "Reader": {"type": "lambda", "memory": "512MB", "timeout": "5s", "concurrency": {"reserved": 20}, "handlers": HANDLERS["Reader"]},
    "Writer": {"type": "lambda", "memory": "256MB", "handlers": HANDLERS["Writer"]},
    "Loader": {"type": "lambda", "timeout": "60s", "handlers": HANDLERS["Loader"],
               "source": {"stream": "Events", "batch_size": 50, "window": "2s", "start": "trim_horizon"}},
    "Sessions": {"type": "elasticache", "node": "cache.t4g.small"},
    "Events": {"type": "kinesis", "shards": 2, "retention": "48h"},
    "Main": {"type": "rds", "class": "db.t3.large"},
    "Copy": {"type": "rds-replica", "of": "Main", "class": "db.t3.large"},
}


def scenario(architecture):
    return {"version": 1, "name": "items", "description": "both ways", "seed": 7, "architecture": architecture,
            "workload": {"mix": [{"route": "GET /items/{id}", "weight": 9, "keys": "zipf(n=1k, s=1.1)"},
                                 {"route": "POST /items", "weight": 1, "keys": "unique", "auth": True, "bytes": "300B"}],
                         "phases": [{"name": "all", "for": "60s", "rate": "120/s"}]},
            "slo": [{"metric": "http.errors", "expect": "rate<99%"}]}


FOLDER = tempfile.mkdtemp()


def written(name, content):
    path = f"{FOLDER}/{name}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content))
    return path


def played(path, *arguments):
    code, text = run("run", path, "--quiet", "--json", f"{FOLDER}/report.json", *arguments)
    expect(code == 0, f"run {path}: {code}\n{text}")
    with open(f"{FOLDER}/report.json", encoding="utf-8") as file:
        return json.load(file)


def by_template(**more):
    return {"template": "template.yaml", "handlers": HANDLERS, "Edge": {"pops": POPS}, **more}


def refused(architecture, *words):
    code, text = run("run", written("wrong.yaml", scenario(architecture)), "--quiet")
    expect(code == 2 and all(word in text for word in words), f"expected {words}, got {code}\n{text}")


written("template.yaml", TEMPLATE)
template = written("template-scenario.yaml", scenario(by_template()))
hand = written("hand.yaml", scenario(BY_HAND))


def same_both_ways():
    one, other = played(template), played(hand)
    expect(one["digest"] == other["digest"], f"the same digest: {one['digest']} {other['digest']}")
    for report in (one, other):
        for key in ("wall_s",):
            report.pop(key, None)
    for key in other:
        expect(key in one and json.dumps(one[key]).replace("template-scenario", "hand") == json.dumps(other[key]),
               f"{key} differs:\n{json.dumps(one.get(key))[:800]}\n{json.dumps(other[key])[:800]}")
    codes = [run("explain", path) for path in (template, hand)]
    expect(codes[0][0] == 0, codes[0][1])
    expect(codes[0][1].replace("template-scenario", "hand") == codes[1][1], f"explained alike:\n{codes[0][1]}\n{codes[1][1]}")


def parameters_and_settings():
    few = played(written("few.yaml", scenario(by_template(parameters={"Reserved": 1}))))
    by_set = played(template, "--set", "architecture.parameters.Reserved=1")
    direct = played(hand, "--set", "architecture.Reader.concurrency.reserved=1")
    expect(few["digest"] == by_set["digest"] == direct["digest"], "a parameter, its setting, and the component's own setting")
    expect(few["digest"] != played(template)["digest"], "one at a time is another run")
    expect(played(template, "--set", "architecture.Reader.memory=1024MB")["digest"] ==
           played(hand, "--set", "architecture.Reader.memory=1024MB")["digest"], "a component of the template is set as any")
    bare = by_template(parameters={"WithEdge": "no"})
    bare.pop("Edge")
    code, text = run("explain", written("bare.yaml", scenario(bare)))
    expect(code == 0 and "Edge" not in text and "Api" in text, f"conditions count: {text}")


def problems_are_named():
    refused(by_template(handlers={**HANDLERS, "Nobody": {"*": {}}}), "architecture.handlers.Nobody", "no such function")
    refused(by_template(handlers={key: HANDLERS[key] for key in ("Reader", "Writer")}), "Loader", "handlers")
    # Where the template says it, in the file's own place.
    os.makedirs(f"{FOLDER}/places", exist_ok=True)
    written("places/lines.yaml", "# A function of which nobody says what it does.\nResources:\n  First: {Type: AWS::Lambda::Function, Properties: {Timeout: 3}}\n\n\n\n  Second: {Type: AWS::Lambda::Function}\n")
    refused({"template": "places/lines.yaml"}, f"{FOLDER}/places/lines.yaml:7:3: architecture.Second", "needs `handlers`")
    refused(by_template(template="nowhere.yaml"), "architecture.template", "cannot be read")
    refused(by_template(parameters={"Colour": "blue"}), "architecture.template", "Colour")
    written("queue.yaml", "Resources: {Queue: {Type: 'AWS::SNS::Topic'}}")
    refused({"template": "queue.yaml"}, "Queue: a scenario has nothing like AWS::SNS::Topic yet")
    written("mock.yaml", """
Resources:
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, Integration: {Type: HTTP, Uri: 'http://${stageVariables.host}'}}}
""")
    refused({"template": "mock.yaml"}, "Api GET /: its integration is no function and no service of this template")


def nobody_and_web_servers_answer():
    written("web.yaml", """
Resources:
  Api: {Type: 'AWS::ApiGateway::RestApi'}
  Get: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: 'https://api.example.com/items'}}}
  Put: {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: PUT, AuthorizationType: NONE, Integration: {Type: MOCK, RequestTemplates: {application/json: '{"statusCode": 200}'}, IntegrationResponses: [{StatusCode: '200'}]}}}
""")
    made = scenario({"template": "web.yaml", "api-example-com": {"latency": "const(30ms)", "errors": "20%"}})
    made["workload"]["mix"] = [{"route": "GET /"}, {"route": "PUT /"}]
    report = played(written("web-scenario.yaml", made))
    statuses = {each["labels"].get("status") for each in report["metrics"] if each["name"] == "http.latency"} \
        if isinstance(report.get("metrics"), list) else None
    text = json.dumps(report)
    expect("api-example-com" in text, f"the web server is a component: {text[:400]}")
    expect(statuses is None or "503" in statuses, f"its own status reaches the client: {statuses}")


for test in (same_both_ways, parameters_and_settings, problems_are_named, nobody_and_web_servers_answer):
    test()
shutil.rmtree(FOLDER)
