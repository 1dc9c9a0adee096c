// A REST service whose writes go through a stream. See the README of the folder above. Names are those of
// scenarios/serverless-rest.yaml: what stands there is the same.
const path = require("path");
const { App, CfnOutput, CfnResource, Duration, RemovalPolicy, Stack } = require("aws-cdk-lib");
const apigateway = require("aws-cdk-lib/aws-apigateway");
const cloudfront = require("aws-cdk-lib/aws-cloudfront");
const origins = require("aws-cdk-lib/aws-cloudfront-origins");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const cognito = require("aws-cdk-lib/aws-cognito");
const elasticache = require("aws-cdk-lib/aws-elasticache");
const firehose = require("aws-cdk-lib/aws-kinesisfirehose");
const iam = require("aws-cdk-lib/aws-iam");
const lambda = require("aws-cdk-lib/aws-lambda");
const rds = require("aws-cdk-lib/aws-rds");
const s3 = require("aws-cdk-lib/aws-s3");
const notifications = require("aws-cdk-lib/aws-s3-notifications");
const wafv2 = require("aws-cdk-lib/aws-wafv2");

/// Gives a construct's resource a name of ours in the template.
function named(id, construct) {
  (CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild).overrideLogicalId(id);
  return construct;
}

class Service extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const setting = (name, usual) => Number(this.node.tryGetContext(name) ?? usual);

    // The first instance writes, the others are read. Instances by themselves: a cluster of the library's wants a network.
    const primary = new rds.CfnDBCluster(this, "primary", {
      engine: "aurora-postgresql", databaseName: "items", masterUsername: "service", manageMasterUserPassword: true, enableHttpEndpoint: true,
    });
    primary.applyRemovalPolicy(RemovalPolicy.DESTROY);
    for (const name of ["primaryInstance", "replica", "replica2"]) {
      new rds.CfnDBInstance(this, name, { engine: "aurora-postgresql", dbClusterIdentifier: primary.ref, dbInstanceClass: "db.t3.large" });
    }
    const database = { DATABASE: primary.attrDbClusterArn, SECRET: primary.attrMasterUserSecretSecretArn };
    const redis = new elasticache.CfnReplicationGroup(this, "redis", {
      replicationGroupDescription: "Items that were read lately", engine: "valkey", cacheNodeType: "cache.t4g.small",
      numCacheClusters: 1, automaticFailoverEnabled: false,
    });

    // Writes: into the stream, which keeps a copy of every record in the archive.
    const archive = named("archive", new s3.Bucket(this, "archive", { removalPolicy: RemovalPolicy.DESTROY }));
    const deliveryRole = new iam.Role(this, "deliveryRole", { assumedBy: new iam.ServicePrincipal("firehose.amazonaws.com") });
    archive.grantPut(deliveryRole);
    const events = new firehose.CfnDeliveryStream(this, "events", {
      deliveryStreamType: "DirectPut",
      extendedS3DestinationConfiguration: {
        bucketArn: archive.bucketArn, roleArn: deliveryRole.roleArn,
        bufferingHints: { sizeInMBs: 5, intervalInSeconds: setting("bufferSeconds", 60) },
      },
    });
    events.node.addDependency(deliveryRole);
    const writer = this.code("writer", { reservedConcurrentExecutions: 50, environment: { EVENTS: events.ref } });
    writer.addToRolePolicy(new iam.PolicyStatement({ actions: ["firehose:PutRecord"], resources: [events.attrArn] }));

    // Reads: Redis, then the database.
    const reader = this.code("reader", {
      memorySize: 512, reservedConcurrentExecutions: 100,
      environment: {
        ...database, KEPT: String(setting("redisSeconds", 30)), REDIS: `${redis.attrPrimaryEndPointAddress}:${redis.attrPrimaryEndPointPort}`,
      },
    });

    // What the archive gets, the loader applies, one object at a time.
    const loader = this.code("loader", { timeout: Duration.seconds(60), memorySize: 128, reservedConcurrentExecutions: 1, environment: database });
    archive.grantRead(loader);
    archive.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(loader));
    for (const each of [reader, loader]) {
      each.addToRolePolicy(new iam.PolicyStatement({ actions: ["rds-data:ExecuteStatement"], resources: [database.DATABASE] }));
      each.addToRolePolicy(new iam.PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [database.SECRET] }));
    }
    new cloudwatch.Alarm(this, "loaderFails", {
      metric: loader.metricErrors({ period: Duration.minutes(1) }), threshold: 0, evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });

    // Who writes has signed in.
    const users = named("users", new cognito.UserPool(this, "users", { removalPolicy: RemovalPolicy.DESTROY }));
    const client = users.addClient("client", {
      authFlows: { userPassword: true, adminUserPassword: true }, accessTokenValidity: Duration.minutes(60), idTokenValidity: Duration.minutes(60),
    });
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(this, "signedIn", { cognitoUserPools: [users] });
    const signedIn = { authorizer, authorizationType: apigateway.AuthorizationType.COGNITO };

    // The API with its cache and throttle.
    const api = named("api", new apigateway.RestApi(this, "api", {
      cloudWatchRole: false,
      deployOptions: {
        stageName: "prod", cacheClusterEnabled: true, cacheClusterSize: "1.6", cachingEnabled: true,
        cacheTtl: Duration.seconds(setting("cacheSeconds", 300)), throttlingRateLimit: 2000, throttlingBurstLimit: 1000,
      },
    }));
    const all = api.root.addResource("items");
    const one = all.addResource("{id}");
    all.addMethod("POST", new apigateway.LambdaIntegration(writer), signedIn);
    one.addMethod("PUT", new apigateway.LambdaIntegration(writer), signedIn);
    one.addMethod("DELETE", new apigateway.LambdaIntegration(writer), signedIn);
    one.addMethod("GET", new apigateway.LambdaIntegration(reader, { cacheKeyParameters: ["method.request.path.id"] }),
      { requestParameters: { "method.request.path.id": true } });

    // In front: the edge, and a firewall that looks at every request, hit or miss, before the cache does.
    const seen = (metricName) => ({ sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName });
    const waf = new wafv2.CfnWebACL(this, "waf", {
      scope: "CLOUDFRONT", defaultAction: { allow: {} }, visibilityConfig: seen("waf"),
      rules: [
        { name: "sqli", priority: 0, overrideAction: { none: {} }, visibilityConfig: seen("sqli"),
          statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesSQLiRuleSet" } } },
        { name: "xss", priority: 1, action: { block: {} }, visibilityConfig: seen("xss"),
          statement: { xssMatchStatement: { fieldToMatch: { queryString: {} }, textTransformations: [{ priority: 0, type: "URL_DECODE" }] } } },
        { name: "greedy-addresses", priority: 2, action: { block: {} }, visibilityConfig: seen("greedy"),
          statement: { rateBasedStatement: { limit: 2000, evaluationWindowSec: 300, aggregateKeyType: "IP" } } },
      ],
    });
    const edge = named("edge", new cloudfront.Distribution(this, "edge", {
      webAclId: waf.attrArn,
      defaultBehavior: {
        origin: new origins.RestApiOrigin(api),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.ALLOW_ALL,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL, compress: false,
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        cachePolicy: new cloudfront.CachePolicy(this, "edgeCache", {
          minTtl: Duration.seconds(0), defaultTtl: Duration.seconds(setting("edgeSeconds", 60)), maxTtl: Duration.days(365),
          queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
        }),
      },
    }));

    new CfnOutput(this, "EdgeId", { value: edge.distributionId });
    new CfnOutput(this, "ApiId", { value: api.restApiId });
    new CfnOutput(this, "PoolId", { value: users.userPoolId });
    new CfnOutput(this, "ClientId", { value: client.userPoolClientId });
    new CfnOutput(this, "ArchiveName", { value: archive.bucketName });
  }

  code(id, settings) {
    return named(id, new lambda.Function(this, id, {
      runtime: lambda.Runtime.PYTHON_3_12, handler: "app.handler", timeout: Duration.seconds(29), memorySize: 256,
      code: lambda.Code.fromAsset(path.join(__dirname, "..", "functions", id)), ...settings,
    }));
  }
}

new Service(new App(), "Service");
