// A REST service whose writes go through a stream. See the README of the folder above.
const path = require("path");
const { App, CfnOutput, Duration, RemovalPolicy, Stack } = require("aws-cdk-lib");
const apigateway = require("aws-cdk-lib/aws-apigateway");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const firehose = require("aws-cdk-lib/aws-kinesisfirehose");
const iam = require("aws-cdk-lib/aws-iam");
const lambda = require("aws-cdk-lib/aws-lambda");
const s3 = require("aws-cdk-lib/aws-s3");
const notifications = require("aws-cdk-lib/aws-s3-notifications");
const wafv2 = require("aws-cdk-lib/aws-wafv2");

class Service extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const setting = (name, usual) => Number(this.node.tryGetContext(name) ?? usual);

    const archive = new s3.Bucket(this, "Archive", { removalPolicy: RemovalPolicy.DESTROY });
    const items = new s3.Bucket(this, "Items", { removalPolicy: RemovalPolicy.DESTROY });

    // Writes: into the stream, which keeps a copy of every record in the archive.
    const deliveryRole = new iam.Role(this, "DeliveryRole", { assumedBy: new iam.ServicePrincipal("firehose.amazonaws.com") });
    archive.grantPut(deliveryRole);
    const events = new firehose.CfnDeliveryStream(this, "Events", {
      deliveryStreamType: "DirectPut",
      extendedS3DestinationConfiguration: {
        bucketArn: archive.bucketArn, roleArn: deliveryRole.roleArn, prefix: "records/", errorOutputPrefix: "errors/!{firehose:error-output-type}/",
        bufferingHints: { sizeInMBs: 5, intervalInSeconds: setting("bufferSeconds", 60) },
      },
    });
    events.node.addDependency(deliveryRole);
    const writer = this.code("Writer", "writer", 50, { EVENTS: events.ref });
    writer.addToRolePolicy(new iam.PolicyStatement({ actions: ["firehose:PutRecord"], resources: [events.attrArn] }));

    // Reads.
    const reader = this.code("Reader", "reader", 100, { ITEMS: items.bucketName });
    items.grantRead(reader);

    // What the archive gets, the loader applies, one object at a time.
    const loader = this.code("Loader", "loader", 1, { ITEMS: items.bucketName });
    items.grantReadWrite(loader);
    archive.grantRead(loader, "records/*");
    archive.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(loader), { prefix: "records/" });
    new cloudwatch.Alarm(this, "LoaderFails", {
      metric: loader.metricErrors({ period: Duration.minutes(1) }), threshold: 0, evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });

    // In front: the API with its cache and throttle, and a firewall.
    const limits = { throttlingRateLimit: 2000, throttlingBurstLimit: 1000 };
    const api = new apigateway.RestApi(this, "Api", {
      cloudWatchRole: false,
      deployOptions: {
        stageName: "prod", cacheClusterEnabled: true, cacheClusterSize: "1.6", ...limits,
        methodOptions: {
          "/items/{id}/GET": { cachingEnabled: true, cacheTtl: Duration.seconds(setting("cacheSeconds", 300)), ...limits },
        },
      },
    });
    const all = api.root.addResource("items");
    const one = all.addResource("{id}");
    all.addMethod("POST", new apigateway.LambdaIntegration(writer));
    one.addMethod("PUT", new apigateway.LambdaIntegration(writer));
    one.addMethod("DELETE", new apigateway.LambdaIntegration(writer));
    one.addMethod("GET", new apigateway.LambdaIntegration(reader, { cacheKeyParameters: ["method.request.path.id"] }),
      { requestParameters: { "method.request.path.id": true } });

    const seen = (metricName) => ({ sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName });
    const firewall = new wafv2.CfnWebACL(this, "Firewall", {
      scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: seen("firewall"),
      rules: [
        { name: "sqli", priority: 0, overrideAction: { none: {} }, visibilityConfig: seen("sqli"),
          statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesSQLiRuleSet" } } },
        { name: "greedy-addresses", priority: 1, action: { block: {} }, visibilityConfig: seen("greedy"),
          statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } } },
      ],
    });
    new wafv2.CfnWebACLAssociation(this, "Guard", { webAclArn: firewall.attrArn, resourceArn: api.deploymentStage.stageArn });

    new CfnOutput(this, "ApiId", { value: api.restApiId });
    new CfnOutput(this, "ArchiveName", { value: archive.bucketName });
  }

  code(id, folder, reserved, environment) {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.PYTHON_3_12, handler: "app.handler", timeout: Duration.seconds(60), memorySize: 256,
      code: lambda.Code.fromAsset(path.join(__dirname, "..", "functions", folder)),
      reservedConcurrentExecutions: reserved, environment,
    });
  }
}

new Service(new App(), "Service");
