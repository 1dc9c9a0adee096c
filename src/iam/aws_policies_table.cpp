#include "iam/aws_policies.hpp"

namespace wt::iam {

namespace {

constexpr AwsPolicy serverless_policies[] = {
    {"AdministratorAccess", "/", "Provides full access to AWS services and resources.", "2015-02-06T18:39:46Z",
     "2015-02-06T18:39:46Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonAPIGatewayAdministrator", "/",
     "Provides full access to create/edit/delete APIs in Amazon API Gateway via the AWS Management Co"
     "nsole.",
     "2015-07-09T17:34:45Z", "2015-07-09T17:34:45Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["apigateway:*"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:apigateway:*::/*"}]})"},
    {"AmazonAPIGatewayInvokeFullAccess", "/", "Provides full access to invoke APIs in Amazon API Gateway.",
     "2015-07-09T17:36:12Z", "2018-12-18T18:25:10Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["execute-api:Invoke",)"
     R"("execute-api:ManageConnections"],"Effect":"Allow","Resource":"arn:aws:execute-api:*:*:*"}]})"},
    {"AmazonAPIGatewayPushToCloudWatchLogs", "/service-role/", "Allows API Gateway to push logs to user's account.",
     "2015-11-11T23:41:46Z", "2015-11-11T23:41:46Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["logs:CreateLogGroup","logs:CreateLogStream",)"
     R"("logs:DescribeLogGroups","logs:DescribeLogStreams","logs:PutLogEvents","logs:GetLogEvents",)"
     R"("logs:FilterLogEvents"],"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonCognitoPowerUser", "/", "", "2015-03-24T17:14:56Z", "2026-02-12T18:00:09Z", 9,
     R"({"Version":"2012-10-17","Statement":[{"Action":["cognito-identity:*","cognito-idp:*",)"
     R"("cognito-sync:*","iam:ListRoles","iam:ListOpenIdConnectProviders","iam:GetRole",)"
     R"("iam:ListSAMLProviders","iam:GetSAMLProvider","kinesis:ListStreams","lambda:GetPolicy",)"
     R"("lambda:ListFunctions","sns:GetSMSSandboxAccountStatus","sns:ListPlatformApplications",)"
     R"("ses:ListIdentities","ses:GetIdentityVerificationAttributes","mobiletargeting:GetApps",)"
     R"("acm:ListCertificates","sms-voice:DescribeAccountAttributes"],"Effect":"Allow","Resource":"*"},)"
     R"({"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":["cognito-idp.amazonaws.com",)"
     R"("email.cognito-idp.amazonaws.com"]}},"Effect":"Allow","Resource":"*"},)"
     R"({"Action":["iam:DeleteServiceLinkedRole","iam:GetServiceLinkedRoleDeletionStatus"],)"
     R"("Effect":"Allow",)"
     R"("Resource":["arn:aws:iam::*:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp*",)"
     R"("arn:aws:iam::*:role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmail*"]}]})"},
    {"AmazonCognitoReadOnly", "/", "", "2015-03-24T17:06:46Z", "2019-08-01T19:21:04Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":["cognito-identity:Describe*",)"
     R"("cognito-identity:Get*","cognito-identity:List*","cognito-idp:Describe*",)"
     R"("cognito-idp:AdminGet*","cognito-idp:AdminList*","cognito-idp:List*","cognito-idp:Get*",)"
     R"("cognito-sync:Describe*","cognito-sync:Get*","cognito-sync:List*",)"
     R"("iam:ListOpenIdConnectProviders","iam:ListRoles","sns:ListPlatformApplications"],)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AmazonDynamoDBFullAccess", "/", "Provides full access to Amazon DynamoDB via the AWS Management Console.",
     "2015-02-06T18:40:11Z", "2021-01-29T17:38:30Z", 15,
     R"({"Version":"2012-10-17","Statement":[{"Action":["dynamodb:*","dax:*",)"
     R"("application-autoscaling:DeleteScalingPolicy",)"
     R"("application-autoscaling:DeregisterScalableTarget",)"
     R"("application-autoscaling:DescribeScalableTargets",)"
     R"("application-autoscaling:DescribeScalingActivities",)"
     R"("application-autoscaling:DescribeScalingPolicies","application-autoscaling:PutScalingPolicy",)"
     R"("application-autoscaling:RegisterScalableTarget","cloudwatch:DeleteAlarms",)"
     R"("cloudwatch:DescribeAlarmHistory","cloudwatch:DescribeAlarms",)"
     R"("cloudwatch:DescribeAlarmsForMetric","cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics",)"
     R"("cloudwatch:PutMetricAlarm","cloudwatch:GetMetricData","datapipeline:ActivatePipeline",)"
     R"("datapipeline:CreatePipeline","datapipeline:DeletePipeline","datapipeline:DescribeObjects",)"
     R"("datapipeline:DescribePipelines","datapipeline:GetPipelineDefinition",)"
     R"("datapipeline:ListPipelines","datapipeline:PutPipelineDefinition","datapipeline:QueryObjects",)"
     R"("ec2:DescribeVpcs","ec2:DescribeSubnets","ec2:DescribeSecurityGroups","iam:GetRole",)"
     R"("iam:ListRoles","kms:DescribeKey","kms:ListAliases","sns:CreateTopic","sns:DeleteTopic",)"
     R"("sns:ListSubscriptions","sns:ListSubscriptionsByTopic","sns:ListTopics","sns:Subscribe",)"
     R"("sns:Unsubscribe","sns:SetTopicAttributes","lambda:CreateFunction","lambda:ListFunctions",)"
     R"("lambda:ListEventSourceMappings","lambda:CreateEventSourceMapping",)"
     R"("lambda:DeleteEventSourceMapping","lambda:GetFunctionConfiguration","lambda:DeleteFunction",)"
     R"("resource-groups:ListGroups","resource-groups:ListGroupResources","resource-groups:GetGroup",)"
     R"("resource-groups:GetGroupQuery","resource-groups:DeleteGroup","resource-groups:CreateGroup",)"
     R"("tag:GetResources","kinesis:ListStreams","kinesis:DescribeStream",)"
     R"("kinesis:DescribeStreamSummary"],"Effect":"Allow","Resource":"*"},)"
     R"({"Action":"cloudwatch:GetInsightRuleReport","Effect":"Allow",)"
     R"("Resource":"arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*"},)"
     R"({"Action":["iam:PassRole"],)"
     R"("Condition":{"StringLike":{"iam:PassedToService":["application-autoscaling.amazonaws.com",)"
     R"("application-autoscaling.amazonaws.com.cn","dax.amazonaws.com"]}},"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":["iam:CreateServiceLinkedRole"],)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":["replication.dynamodb.amazonaws.com",)"
     R"("dax.amazonaws.com","dynamodb.application-autoscaling.amazonaws.com",)"
     R"("contributorinsights.dynamodb.amazonaws.com","kinesisreplication.dynamodb.amazonaws.com"]}},)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AmazonDynamoDBReadOnlyAccess", "/",
     "Provides read only access to Amazon DynamoDB via the AWS Management Console.", "2015-02-06T18:40:12Z",
     "2024-11-18T17:38:15Z", 15,
     R"({"Version":"2012-10-17",)"
     R"("Statement":[{"Action":["application-autoscaling:DescribeScalableTargets",)"
     R"("application-autoscaling:DescribeScalingActivities",)"
     R"("application-autoscaling:DescribeScalingPolicies","cloudwatch:DescribeAlarmHistory",)"
     R"("cloudwatch:DescribeAlarms","cloudwatch:DescribeAlarmsForMetric",)"
     R"("cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics","cloudwatch:GetMetricData",)"
     R"("datapipeline:DescribeObjects","datapipeline:DescribePipelines",)"
     R"("datapipeline:GetPipelineDefinition","datapipeline:ListPipelines","datapipeline:QueryObjects",)"
     R"("dynamodb:BatchGetItem","dynamodb:Describe*","dynamodb:List*","dynamodb:GetAbacStatus",)"
     R"("dynamodb:GetItem","dynamodb:GetResourcePolicy","dynamodb:Query","dynamodb:Scan",)"
     R"("dynamodb:PartiQLSelect","dax:Describe*","dax:List*","dax:GetItem","dax:BatchGetItem",)"
     R"("dax:Query","dax:Scan","ec2:DescribeVpcs","ec2:DescribeSubnets","ec2:DescribeSecurityGroups",)"
     R"("iam:GetRole","iam:ListRoles","kms:DescribeKey","kms:ListAliases",)"
     R"("sns:ListSubscriptionsByTopic","sns:ListTopics","lambda:ListFunctions",)"
     R"("lambda:ListEventSourceMappings","lambda:GetFunctionConfiguration","resource-groups:ListGroups",)"
     R"("resource-groups:ListGroupResources","resource-groups:GetGroup","resource-groups:GetGroupQuery",)"
     R"("tag:GetResources","kinesis:ListStreams","kinesis:DescribeStream",)"
     R"("kinesis:DescribeStreamSummary"],"Effect":"Allow","Resource":"*","Sid":"GeneralReadOnlyAccess"},)"
     R"({"Action":"cloudwatch:GetInsightRuleReport","Effect":"Allow",)"
     R"("Resource":"arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*",)"
     R"("Sid":"CCIAccess"}]})"},
    {"AmazonElastiCacheReadOnlyAccess", "/", "", "2015-02-06T18:40:21Z", "2015-02-06T18:40:21Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["elasticache:Describe*"],"Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AmazonEventBridgeFullAccess", "/", "", "2019-07-11T14:08:55Z", "2026-02-12T17:58:25Z", 7,
     R"({"Version":"2012-10-17","Statement":[{"Action":["events:*","schemas:*","scheduler:*","pipes:*"],)"
     R"("Effect":"Allow","Resource":"*","Sid":"EventBridgeActions"},)"
     R"({"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":"apidestinations.events.amazonaws.com"}},)"
     R"("Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/aws-service-role/apidestinations.events.amazonaws.com/AWSServiceRoleForAmazonEventBridgeApiDestinations",)"
     R"("Sid":"IAMCreateServiceLinkedRoleForApiDestinations"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":"schemas.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/aws-service-role/schemas.amazonaws.com/AWSServiceRoleForSchemas",)"
     R"("Sid":"IAMCreateServiceLinkedRoleForAmazonEventBridgeSchemas"},)"
     R"({"Action":["secretsmanager:CreateSecret","secretsmanager:UpdateSecret",)"
     R"("secretsmanager:DeleteSecret","secretsmanager:GetSecretValue","secretsmanager:PutSecretValue"],)"
     R"("Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:events!*",)"
     R"("Sid":"SecretsManagerAccessForApiDestinations"},{"Action":"iam:PassRole",)"
     R"("Condition":{"StringLike":{"iam:PassedToService":"events.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForEventBridge"},)"
     R"({"Action":"iam:PassRole",)"
     R"("Condition":{"StringLike":{"iam:PassedToService":"scheduler.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForScheduler"},)"
     R"({"Action":"iam:PassRole",)"
     R"("Condition":{"StringLike":{"iam:PassedToService":"pipes.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForPipes"}]})"},
    {"AmazonKinesisFirehoseFullAccess", "/", "Provides full access to all Amazon Kinesis Firehose Delivery Streams.",
     "2015-10-07T18:45:26Z", "2015-10-07T18:45:26Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["firehose:*"],"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonKinesisFirehoseReadOnlyAccess", "/",
     "Provides read only access to all Amazon Kinesis Firehose Delivery Streams.", "2015-10-07T18:43:39Z",
     "2015-10-07T18:43:39Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["firehose:Describe*","firehose:List*"],)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AmazonKinesisFullAccess", "/", "Provides full access to all streams via the AWS Management Console.",
     "2015-02-06T18:40:29Z", "2015-02-06T18:40:29Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"kinesis:*","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonKinesisReadOnlyAccess", "/", "Provides read only access to all streams via the AWS Management Console.",
     "2015-02-06T18:40:30Z", "2015-02-06T18:40:30Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["kinesis:Get*","kinesis:List*",)"
     R"("kinesis:Describe*"],"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonRDSDataFullAccess", "/", "", "2018-11-20T21:29:36Z", "2019-11-20T21:58:46Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":["secretsmanager:GetSecretValue",)"
     R"("secretsmanager:PutResourcePolicy","secretsmanager:PutSecretValue",)"
     R"("secretsmanager:DeleteSecret","secretsmanager:DescribeSecret","secretsmanager:TagResource"],)"
     R"("Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:rds-db-credentials/*",)"
     R"("Sid":"SecretsManagerDbCredentialsAccess"},{"Action":["dbqms:CreateFavoriteQuery",)"
     R"("dbqms:DescribeFavoriteQueries","dbqms:UpdateFavoriteQuery","dbqms:DeleteFavoriteQueries",)"
     R"("dbqms:GetQueryString","dbqms:CreateQueryHistory","dbqms:DescribeQueryHistory",)"
     R"("dbqms:UpdateQueryHistory","dbqms:DeleteQueryHistory","rds-data:ExecuteSql",)"
     R"("rds-data:ExecuteStatement","rds-data:BatchExecuteStatement","rds-data:BeginTransaction",)"
     R"("rds-data:CommitTransaction","rds-data:RollbackTransaction","secretsmanager:CreateSecret",)"
     R"("secretsmanager:ListSecrets","secretsmanager:GetRandomPassword","tag:GetResources"],)"
     R"("Effect":"Allow","Resource":"*","Sid":"RDSDataServiceAccess"}]})"},
    {"AmazonRDSReadOnlyAccess", "/", "", "2015-02-06T18:40:53Z", "2023-04-14T12:32:09Z", 7,
     R"({"Version":"2012-10-17","Statement":[{"Action":["rds:Describe*","rds:ListTagsForResource",)"
     R"("ec2:DescribeAccountAttributes","ec2:DescribeAvailabilityZones","ec2:DescribeInternetGateways",)"
     R"("ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcAttribute",)"
     R"("ec2:DescribeVpcs"],"Effect":"Allow","Resource":"*"},)"
     R"({"Action":["cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics","cloudwatch:GetMetricData",)"
     R"("logs:DescribeLogStreams","logs:GetLogEvents","devops-guru:GetResourceCollection"],)"
     R"("Effect":"Allow","Resource":"*"},{"Action":["devops-guru:SearchInsights",)"
     R"("devops-guru:ListAnomaliesForInsight"],)"
     R"("Condition":{"ForAllValues:StringEquals":{"devops-guru:ServiceNames":["RDS"]},)"
     R"("Null":{"devops-guru:ServiceNames":"false"}},"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonS3FullAccess", "/", "Provides full access to all buckets via the AWS Management Console.",
     "2015-02-06T18:40:58Z", "2021-09-27T20:16:37Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["s3:*","s3-object-lambda:*"],"Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AmazonS3ReadOnlyAccess", "/", "Provides read only access to all buckets via the AWS Management Console.",
     "2015-02-06T18:40:59Z", "2023-08-10T21:31:39Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":["s3:Get*","s3:List*","s3:Describe*",)"
     R"("s3-object-lambda:Get*","s3-object-lambda:List*"],"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonSNSFullAccess", "/", "Provides full access to Amazon SNS via the AWS Management Console.",
     "2015-02-06T18:41:05Z", "2024-09-24T22:32:05Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":"sns:*","Effect":"Allow","Resource":"*",)"
     R"("Sid":"SNSFullAccess"},{"Action":["sms-voice:DescribeVerifiedDestinationNumbers",)"
     R"("sms-voice:CreateVerifiedDestinationNumber","sms-voice:SendDestinationNumberVerificationCode",)"
     R"("sms-voice:SendTextMessage","sms-voice:DeleteVerifiedDestinationNumber",)"
     R"("sms-voice:VerifyDestinationNumber","sms-voice:DescribeAccountAttributes",)"
     R"("sms-voice:DescribeSpendLimits","sms-voice:DescribePhoneNumbers",)"
     R"("sms-voice:SetTextMessageSpendLimitOverride","sms-voice:DescribeOptedOutNumbers",)"
     R"("sms-voice:DeleteOptedOutNumber"],)"
     R"("Condition":{"StringEquals":{"aws:CalledViaLast":"sns.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"*","Sid":"SMSAccessViaSNS"}]})"},
    {"AmazonSNSReadOnlyAccess", "/", "Provides read only access to Amazon SNS via the AWS Management Console.",
     "2015-02-06T18:41:06Z", "2024-09-24T22:13:12Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["sns:GetTopicAttributes","sns:List*",)"
     R"("sns:CheckIfPhoneNumberIsOptedOut","sns:GetEndpointAttributes","sns:GetDataProtectionPolicy",)"
     R"("sns:GetPlatformApplicationAttributes","sns:GetSMSAttributes","sns:GetSMSSandboxAccountStatus",)"
     R"("sns:GetSubscriptionAttributes"],"Effect":"Allow","Resource":"*","Sid":"SNSReadOnlyAccess"},)"
     R"({"Action":["sms-voice:DescribeVerifiedDestinationNumbers","sms-voice:DescribeAccountAttributes",)"
     R"("sms-voice:DescribeSpendLimits","sms-voice:DescribePhoneNumbers",)"
     R"("sms-voice:DescribeOptedOutNumbers"],)"
     R"("Condition":{"StringEquals":{"aws:CalledViaLast":"sns.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"*","Sid":"SMSAccessViaSNS"}]})"},
    {"AmazonSQSFullAccess", "/", "Provides full access to Amazon SQS via the AWS Management Console.",
     "2015-02-06T18:41:07Z", "2015-02-06T18:41:07Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["sqs:*"],"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonSQSReadOnlyAccess", "/", "Provides read only access to Amazon SQS via the AWS Management Console.",
     "2015-02-06T18:41:08Z", "2024-05-24T18:16:44Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":["sqs:GetQueueAttributes","sqs:GetQueueUrl",)"
     R"("sqs:ListDeadLetterSourceQueues","sqs:ListQueues","sqs:ListMessageMoveTasks",)"
     R"("sqs:ListQueueTags"],"Effect":"Allow","Resource":"*","Sid":"AmazonSQSReadOnlyAccess"}]})"},
    {"AmazonSSMReadOnlyAccess", "/", "", "2015-05-29T17:44:19Z", "2015-05-29T17:44:19Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["ssm:Describe*","ssm:Get*","ssm:List*"],)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AWSCloudFormationFullAccess", "/", "", "2019-07-26T21:50:35Z", "2019-07-26T21:50:35Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["cloudformation:*"],"Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AWSCloudFormationReadOnlyAccess", "/", "", "2015-02-06T18:39:49Z", "2026-02-12T18:02:00Z", 7,
     R"({"Version":"2012-10-17","Statement":[{"Action":["cloudformation:Describe*",)"
     R"("cloudformation:BatchDescribe*","cloudformation:EstimateTemplateCost","cloudformation:Get*",)"
     R"("cloudformation:List*","cloudformation:ValidateTemplate","cloudformation:Detect*"],)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambda_FullAccess", "/", "", "2020-11-17T21:14:08Z", "2026-02-12T18:00:51Z", 7,
     R"({"Version":"2012-10-17","Statement":[{"Action":["cloudformation:DescribeStacks",)"
     R"("cloudformation:ListStackResources","cloudwatch:ListMetrics","cloudwatch:GetMetricData",)"
     R"("ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:DescribeKey",)"
     R"("kms:ListAliases","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy",)"
     R"("iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles","lambda:*",)"
     R"("logs:DescribeLogGroups","states:DescribeStateMachine","states:ListStateMachines",)"
     R"("tag:GetResources","xray:GetTraceSummaries","xray:BatchGetTraces"],"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"iam:PassRole",)"
     R"("Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":["logs:DescribeLogStreams","logs:GetLogEvents","logs:FilterLogEvents",)"
     R"("logs:StartLiveTail","logs:StopLiveTail"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/*"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":"lambda.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda"}]})"},
    {"AWSLambda_ReadOnlyAccess", "/", "", "2020-11-17T21:10:32Z", "2026-02-12T18:02:55Z", 5,
     R"({"Version":"2012-10-17","Statement":[{"Action":["cloudformation:DescribeStacks",)"
     R"("cloudformation:ListStacks","cloudformation:ListStackResources","cloudwatch:GetMetricData",)"
     R"("cloudwatch:ListMetrics","ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs",)"
     R"("kms:ListAliases","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","iam:GetRolePolicy",)"
     R"("iam:ListAttachedRolePolicies","iam:ListRolePolicies","iam:ListRoles","logs:DescribeLogGroups",)"
     R"("lambda:Get*","lambda:List*","states:DescribeStateMachine","states:ListStateMachines",)"
     R"("tag:GetResources","xray:GetTraceSummaries","xray:BatchGetTraces"],"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":["logs:DescribeLogStreams","logs:GetLogEvents","logs:FilterLogEvents",)"
     R"("logs:StartQuery","logs:StopQuery","logs:DescribeQueries","logs:GetLogGroupFields",)"
     R"("logs:GetLogRecord","logs:GetQueryResults","logs:StartLiveTail","logs:StopLiveTail"],)"
     R"("Effect":"Allow","Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/*"}]})"},
    {"AWSLambdaBasicExecutionRole", "/service-role/", "Provides write permissions to CloudWatch Logs.",
     "2015-04-09T15:03:43Z", "2015-04-09T15:03:43Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["logs:CreateLogGroup","logs:CreateLogStream",)"
     R"("logs:PutLogEvents"],"Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambdaDynamoDBExecutionRole", "/service-role/",
     "Provides list and read access to DynamoDB streams and write permissions to CloudWatch Logs.",
     "2015-04-09T15:09:29Z", "2015-04-09T15:09:29Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["dynamodb:DescribeStream","dynamodb:GetRecords",)"
     R"("dynamodb:GetShardIterator","dynamodb:ListStreams","logs:CreateLogGroup","logs:CreateLogStream",)"
     R"("logs:PutLogEvents"],"Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambdaENIManagementAccess", "/service-role/", "", "2016-12-06T00:37:27Z", "2020-10-01T20:07:26Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["ec2:CreateNetworkInterface",)"
     R"("ec2:DescribeNetworkInterfaces","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses",)"
     R"("ec2:UnassignPrivateIpAddresses"],"Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambdaExecute", "/", "", "2015-02-06T18:40:46Z", "2015-02-06T18:40:46Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["logs:*"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:logs:*:*:*"},{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:s3:::*"}]})"},
    {"AWSLambdaKinesisExecutionRole", "/service-role/",
     "Provides list and read access to Kinesis streams and write permissions to CloudWatch Logs.",
     "2015-04-09T15:14:16Z", "2018-11-19T20:09:24Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["kinesis:DescribeStream",)"
     R"("kinesis:DescribeStreamSummary","kinesis:GetRecords","kinesis:GetShardIterator",)"
     R"("kinesis:ListShards","kinesis:ListStreams","kinesis:SubscribeToShard","logs:CreateLogGroup",)"
     R"("logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambdaRole", "/service-role/", "Default policy for AWS Lambda service role.", "2015-02-06T18:41:28Z",
     "2015-02-06T18:41:28Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["lambda:InvokeFunction"],"Effect":"Allow",)"
     R"("Resource":["*"]}]})"},
    {"AWSLambdaSQSQueueExecutionRole", "/service-role/",
     "Provides receive message, delete message, and read attribute access to SQS queues, and write pe"
     "rmissions to CloudWatch logs.",
     "2018-06-14T21:50:45Z", "2018-06-14T21:50:45Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["sqs:ReceiveMessage","sqs:DeleteMessage",)"
     R"("sqs:GetQueueAttributes","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambdaVPCAccessExecutionRole", "/service-role/",
     "Provides minimum permissions for a Lambda function to execute while accessing a resource within"
     " a VPC - create, describe, delete network interfaces and write permissions to CloudWatch Logs. ",
     "2016-02-11T23:15:26Z", "2024-01-05T22:38:26Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":["logs:CreateLogGroup","logs:CreateLogStream",)"
     R"("logs:PutLogEvents","ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces",)"
     R"("ec2:DescribeSubnets","ec2:DeleteNetworkInterface","ec2:AssignPrivateIpAddresses",)"
     R"("ec2:UnassignPrivateIpAddresses"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AWSLambdaVPCAccessExecutionPermissions"}]})"},
    {"AWSStepFunctionsFullAccess", "/", "", "2017-01-11T21:51:32Z", "2017-01-11T21:51:32Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"states:*","Effect":"Allow","Resource":"*"}]})"},
    {"AWSXRayDaemonWriteAccess", "/", "", "2018-08-28T23:00:33Z", "2024-02-13T21:58:30Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["xray:PutTraceSegments",)"
     R"("xray:PutTelemetryRecords","xray:GetSamplingRules","xray:GetSamplingTargets",)"
     R"("xray:GetSamplingStatisticSummaries"],"Effect":"Allow","Resource":["*"],)"
     R"("Sid":"AWSXRayDaemonWriteAccess"}]})"},
    {"AWSXrayWriteOnlyAccess", "/", "", "2016-12-01T18:19:53Z", "2018-08-28T23:03:04Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["xray:PutTraceSegments",)"
     R"("xray:PutTelemetryRecords","xray:GetSamplingRules","xray:GetSamplingTargets",)"
     R"("xray:GetSamplingStatisticSummaries"],"Effect":"Allow","Resource":["*"]}]})"},
    {"CloudFrontFullAccess", "/", "", "2015-02-06T18:39:50Z", "2026-07-30T16:42:27Z", 15,
     R"({"Version":"2012-10-17","Statement":[{"Action":["s3:ListAllMyBuckets"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:s3:::*","Sid":"cfflistbuckets"},{"Action":["acm:DescribeCertificate",)"
     R"("acm:ListCertificates","cloudfront:*","cloudfront-keyvaluestore:*","iam:ListServerCertificates",)"
     R"("waf:ListWebACLs","waf:GetWebACL","wafv2:ListWebACLs","wafv2:GetWebACL","wafv2:CreateWebACL",)"
     R"("kinesis:ListStreams","ec2:DescribeInstances","elasticloadbalancing:DescribeLoadBalancers",)"
     R"("ec2:DescribeInternetGateways","ec2:DescribeIpamPools","ec2:GetIpamPoolCidrs",)"
     R"("pricingplanmanager:ListSubscriptions","pricingplanmanager:CreateSubscription",)"
     R"("cloudwatch:GetMetricData","freetier:GetAccountPlanState","shield:ListProtections"],)"
     R"("Effect":"Allow","Resource":"*","Sid":"cffullaccess"},{"Action":["acm:RequestCertificate"],)"
     R"("Condition":{"StringEquals":{"aws:CalledViaLast":"cloudfront.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"*","Sid":"cfrequestcertificate"},{"Action":["kinesis:DescribeStream"],)"
     R"("Effect":"Allow","Resource":"arn:aws:kinesis:*:*:*","Sid":"cffdescribestream"},)"
     R"({"Action":["iam:ListRoles"],"Effect":"Allow","Resource":"arn:aws:iam::*:*",)"
     R"("Sid":"cfflistroles"},{"Action":["pricingplanmanager:ApprovePaidSubscription",)"
     R"("pricingplanmanager:AssociateResourcesToSubscription","pricingplanmanager:CancelSubscription",)"
     R"("pricingplanmanager:CancelSubscriptionChange",)"
     R"("pricingplanmanager:DisassociateResourcesFromSubscription","pricingplanmanager:GetSubscription",)"
     R"("pricingplanmanager:UpdateSubscription"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:pricingplanmanager::*:subscription:*","Sid":"ppmFullAccess"}]})"},
    {"CloudWatchFullAccess", "/", "", "2015-02-06T18:40:00Z", "2022-11-27T13:23:49Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":["autoscaling:Describe*","cloudwatch:*","logs:*",)"
     R"("sns:*","iam:GetPolicy","iam:GetPolicyVersion","iam:GetRole","oam:ListSinks"],"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringLike":{"iam:AWSServiceName":"events.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*"},)"
     R"({"Action":["oam:ListAttachedLinks"],"Effect":"Allow","Resource":"arn:aws:oam:*:*:sink/*"}]})"},
    {"CloudWatchLambdaInsightsExecutionRolePolicy", "/", "", "2020-10-07T19:27:06Z", "2020-10-07T19:27:06Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"logs:CreateLogGroup","Effect":"Allow",)"
     R"("Resource":"*"},{"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:logs:*:*:log-group:/aws/lambda-insights:*"}]})"},
    {"CloudWatchLogsFullAccess", "/", "Provides full access to CloudWatch Logs", "2015-02-06T18:40:02Z",
     "2026-02-12T18:00:33Z", 8,
     R"({"Version":"2012-10-17","Statement":[{"Action":["logs:*","cloudwatch:GenerateQuery",)"
     R"("cloudwatch:GenerateQueryResultsSummary","observabilityadmin:GetS3TableIntegration",)"
     R"("observabilityadmin:ListS3TableIntegrations","observabilityadmin:ListTelemetryPipelines"],)"
     R"("Effect":"Allow","Resource":"*","Sid":"CloudWatchLogsFullAccess"}]})"},
    {"CloudWatchLogsReadOnlyAccess", "/", "Provides read only access to CloudWatch Logs", "2015-02-06T18:40:03Z",
     "2026-02-12T17:59:13Z", 12,
     R"({"Version":"2012-10-17","Statement":[{"Action":["logs:Describe*","logs:Get*","logs:List*",)"
     R"("logs:StartQuery","logs:StopQuery","logs:TestMetricFilter","logs:FilterLogEvents",)"
     R"("logs:StartLiveTail","logs:StopLiveTail","cloudwatch:GenerateQuery",)"
     R"("cloudwatch:GenerateQueryResultsSummary","observabilityadmin:ListS3TableIntegrations",)"
     R"("observabilityadmin:GetS3TableIntegration","observabilityadmin:ListTelemetryPipelines"],)"
     R"("Effect":"Allow","Resource":"*","Sid":"CloudWatchLogsReadOnlyAccess"}]})"},
    {"IAMFullAccess", "/", "Provides full access to IAM via the AWS Management Console.", "2015-02-06T18:40:38Z",
     "2019-06-21T19:40:00Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["iam:*","organizations:DescribeAccount",)"
     R"("organizations:DescribeOrganization","organizations:DescribeOrganizationalUnit",)"
     R"("organizations:DescribePolicy","organizations:ListChildren","organizations:ListParents",)"
     R"("organizations:ListPoliciesForTarget","organizations:ListRoots","organizations:ListPolicies",)"
     R"("organizations:ListTargetsForPolicy"],"Effect":"Allow","Resource":"*"}]})"},
    {"IAMReadOnlyAccess", "/", "Provides read only access to IAM via the AWS Management Console.",
     "2015-02-06T18:40:39Z", "2018-01-25T19:11:27Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":["iam:GenerateCredentialReport",)"
     R"("iam:GenerateServiceLastAccessedDetails","iam:Get*","iam:List*","iam:SimulateCustomPolicy",)"
     R"("iam:SimulatePrincipalPolicy"],"Effect":"Allow","Resource":"*"}]})"},
    {"PowerUserAccess", "/",
     "Provides full access to AWS services and resources, but does not allow management of Users and "
     "groups.",
     "2015-02-06T18:39:47Z", "2026-02-12T17:59:14Z", 12,
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*",)"
     R"("account:*"],"Resource":"*"},{"Action":["account:GetAccountInformation",)"
     R"("account:GetGovCloudAccountInformation","account:GetPrimaryEmail","account:ListRegions",)"
     R"("iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles",)"
     R"("organizations:DescribeEffectivePolicy","organizations:DescribeOrganization"],"Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"SecretsManagerReadWrite", "/", "", "2018-04-04T18:05:29Z", "2026-08-25T23:37:10Z", 6,
     R"({"Version":"2012-10-17","Statement":[{"Action":["secretsmanager:*",)"
     R"("cloudformation:CreateChangeSet","cloudformation:DescribeChangeSet",)"
     R"("cloudformation:DescribeStackResource","cloudformation:DescribeStacks",)"
     R"("cloudformation:ExecuteChangeSet","docdb-elastic:GetCluster","docdb-elastic:ListClusters",)"
     R"("ec2:DescribeSecurityGroups","ec2:DescribeSubnets","ec2:DescribeVpcs","kms:DescribeKey",)"
     R"("kms:ListAliases","kms:ListKeys","lambda:ListFunctions","rds:DescribeDBClusters",)"
     R"("rds:DescribeDBInstances","redshift:DescribeClusters","redshift-serverless:ListWorkgroups",)"
     R"("redshift-serverless:GetNamespace","tag:GetResources"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"BasePermissions"},{"Action":["lambda:AddPermission","lambda:CreateFunction",)"
     R"("lambda:GetFunction","lambda:InvokeFunction","lambda:UpdateFunctionConfiguration"],)"
     R"("Effect":"Allow","Resource":"arn:aws:lambda:*:*:function:SecretsManager*",)"
     R"("Sid":"LambdaPermissions"},{"Action":["serverlessrepo:CreateCloudFormationChangeSet",)"
     R"("serverlessrepo:GetApplication"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:serverlessrepo:*:*:applications/SecretsManager*","Sid":"SARPermissions"},)"
     R"({"Action":["s3:GetObject"],"Effect":"Allow",)"
     R"("Resource":["arn:aws:s3:::awsserverlessrepo-changesets*",)"
     R"("arn:aws:s3:::secrets-manager-rotation-apps-*/*"],"Sid":"S3Permissions"},)"
     R"({"Action":["cloudformation:TagResource","cloudformation:UntagResource"],)"
     R"("Condition":{"StringEquals":{"cloudformation:CreateAction":["CreateChangeSet",)"
     R"("ExecuteChangeSet"]}},"Effect":"Allow","Resource":"*","Sid":"CloudFormationTagOnCreate"}]})"},
};

}  // namespace

std::span<const AwsPolicy> aws_policies_of_serverless() { return serverless_policies; }

}  // namespace wt::iam
