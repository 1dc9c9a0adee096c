// AWS's policies for one service each, as they were in May 2026.
#include "iam/aws_policies.hpp"

namespace wt::iam {

namespace {

// clang-format off
constexpr AwsPolicy service_policies[] = {
    {"AmazonCognitoDeveloperAuthenticatedIdentities", "/", "", "2015-03-24T17:22:23Z", "2015-03-24T17:22:23Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@cognito-identity:GetOpenIdTokenForDeveloperIdentity,)"
     R"(LookupDeveloperIdentity,MergeDeveloperIdentities,UnlinkDeveloperIdentity","Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AmazonEC2ContainerRegistryFullAccess", "/", "", "2015-12-21T17:06:48Z", "2020-12-05T00:04:19Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ecr:*;cloudtrail:LookupEvents","Effect":"Allow",)"
     R"("Resource":"*"},{"Action":["iam:CreateServiceLinkedRole"],"Condition":{"StringEquals":{"iam:AWSServiceNam)"
     R"(e":["replication.ecr.amazonaws.com"]}},"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonEC2ContainerRegistryPowerUser", "/", "", "2015-12-21T17:05:33Z", "2019-12-10T20:48:08Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ecr:GetAuthorizationToken,BatchCheckLayerAvailability,)"
     R"(GetDownloadUrlForLayer,GetRepositoryPolicy,DescribeRepositories,ListImages,DescribeImages,BatchGetImage,)"
     R"(GetLifecyclePolicy,GetLifecyclePolicyPreview,ListTagsForResource,DescribeImageScanFindings,)"
     R"(InitiateLayerUpload,UploadLayerPart,CompleteLayerUpload,PutImage","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonEC2ContainerRegistryReadOnly", "/", "", "2015-12-21T17:04:15Z", "2019-12-10T20:56:32Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ecr:GetAuthorizationToken,BatchCheckLayerAvailability,)"
     R"(GetDownloadUrlForLayer,GetRepositoryPolicy,DescribeRepositories,ListImages,DescribeImages,BatchGetImage,)"
     R"(GetLifecyclePolicy,GetLifecyclePolicyPreview,ListTagsForResource,DescribeImageScanFindings",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AmazonEC2FullAccess", "/", "", "2015-02-06T18:40:15Z", "2018-11-27T02:16:56Z", 5,
     R"({"Version":"2012-10-17","Statement":[{"Action":"ec2:*","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"elasticloadbalancing:*","Effect":"Allow","Resource":"*"},{"Action":"cloudwatch:*",)"
     R"("Effect":"Allow","Resource":"*"},{"Action":"autoscaling:*","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"iam:CreateServiceLinkedRole","Condition":{"StringEquals":{"iam:AWSServiceName":["autoscaling.a)"
     R"(mazonaws.com","ec2scheduled.amazonaws.com","elasticloadbalancing.amazonaws.com","spot.amazonaws.com",)"
     R"("spotfleet.amazonaws.com","transitgateway.amazonaws.com"]}},"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonEC2ReadOnlyAccess", "/", "", "2015-02-06T18:40:17Z", "2026-02-12T18:03:17Z", 5,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ec2:Describe*,GetSecurityGroupsForVpc","Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"elasticloadbalancing:Describe*","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"@cloudwatch:ListMetrics,GetMetricStatistics,Describe*","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"autoscaling:Describe*","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonECSTaskExecutionRolePolicy", "/service-role/", "", "2017-11-16T18:48:22Z", "2017-11-16T18:48:22Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ecr:GetAuthorizationToken,BatchCheckLayerAvailability,)"
     R"(GetDownloadUrlForLayer,BatchGetImage;logs:CreateLogStream,PutLogEvents","Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AmazonEKS_CNI_Policy", "/", "", "2018-05-27T21:07:42Z", "2026-03-04T19:12:14Z", 6,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ec2:AssignPrivateIpAddresses,AttachNetworkInterface,)"
     R"(CreateNetworkInterface,DeleteNetworkInterface,DescribeInstances,DescribeTags,DescribeNetworkInterfaces,)"
     R"(DescribeInstanceTypes,DescribeSubnets,DescribeSecurityGroups,DetachNetworkInterface,)"
     R"(ModifyNetworkInterfaceAttribute,UnassignPrivateIpAddresses","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AmazonEKSCNIPolicy"},{"Action":["ec2:CreateTags"],"Effect":"Allow",)"
     R"("Resource":["arn:aws:ec2:*:*:network-interface/*"],"Sid":"AmazonEKSCNIPolicyENITag"}]})"},
    {"AmazonEKSClusterPolicy", "/", "", "2018-05-27T21:06:14Z", "2026-02-12T17:58:15Z", 10,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@autoscaling:DescribeAutoScalingGroups,)"
     R"(UpdateAutoScalingGroup;ec2:AttachVolume,AuthorizeSecurityGroupIngress,CreateRoute,CreateSecurityGroup,)"
     R"(CreateTags,CreateVolume,DeleteRoute,DeleteSecurityGroup,DeleteVolume,DescribeInstances,)"
     R"(DescribeRouteTables,DescribeSecurityGroups,DescribeSubnets,DescribeVolumes,DescribeVolumesModifications,)"
     R"(DescribeVpcs,DescribeDhcpOptions,DescribeNetworkInterfaces,DescribeAvailabilityZones,DetachVolume,)"
     R"(ModifyInstanceAttribute,ModifyVolume,RevokeSecurityGroupIngress,DescribeAccountAttributes,)"
     R"(DescribeAddresses,DescribeInternetGateways,DescribeInstanceTopology;elasticloadbalancing:AddTags,)"
     R"(ApplySecurityGroupsToLoadBalancer,AttachLoadBalancerToSubnets,ConfigureHealthCheck,CreateListener,)"
     R"(CreateLoadBalancer,CreateLoadBalancerListeners,CreateLoadBalancerPolicy,CreateTargetGroup,DeleteListener,)"
     R"(DeleteLoadBalancer,DeleteLoadBalancerListeners,DeleteTargetGroup,DeregisterInstancesFromLoadBalancer,)"
     R"(DeregisterTargets,DescribeListeners,DescribeLoadBalancerAttributes,DescribeLoadBalancerPolicies,)"
     R"(DescribeLoadBalancers,DescribeTargetGroupAttributes,DescribeTargetGroups,DescribeTargetHealth,)"
     R"(DetachLoadBalancerFromSubnets,ModifyListener,ModifyLoadBalancerAttributes,ModifyTargetGroup,)"
     R"(ModifyTargetGroupAttributes,RegisterInstancesWithLoadBalancer,RegisterTargets,)"
     R"(SetLoadBalancerPoliciesForBackendServer,SetLoadBalancerPoliciesOfListener;kms:DescribeKey",)"
     R"("Effect":"Allow","Resource":"*","Sid":"AmazonEKSClusterPolicy"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":"elasticloadbalancing.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"*","Sid":"AmazonEKSClusterPolicySLRCreate"},)"
     R"({"Action":"ec2:DeleteNetworkInterface","Condition":{"StringEquals":{"ec2:ResourceTag/eks:eni:owner":"amaz)"
     R"(on-vpc-cni"}},"Effect":"Allow","Resource":"*","Sid":"AmazonEKSClusterPolicyENIDelete"}]})"},
    {"AmazonEKSVPCResourceController", "/", "", "2020-08-12T00:55:34Z", "2020-08-12T00:55:34Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"ec2:CreateNetworkInterfacePermission",)"
     R"("Condition":{"ForAnyValue:StringEquals":{"ec2:ResourceTag/eks:eni:owner":"eks-vpc-resource-controller"}},)"
     R"("Effect":"Allow","Resource":"*"},{"Action":"@ec2:CreateNetworkInterface,DetachNetworkInterface,)"
     R"(ModifyNetworkInterfaceAttribute,DeleteNetworkInterface,AttachNetworkInterface,UnassignPrivateIpAddresses,)"
     R"(AssignPrivateIpAddresses","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonEKSWorkerNodePolicy", "/", "", "2018-05-27T21:09:01Z", "2023-11-27T00:06:13Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ec2:DescribeInstances,DescribeInstanceTypes,)"
     R"(DescribeRouteTables,DescribeSecurityGroups,DescribeSubnets,DescribeVolumes,DescribeVolumesModifications,)"
     R"(DescribeVpcs;eks:DescribeCluster;eks-auth:AssumeRoleForPodIdentity","Effect":"Allow","Resource":"*",)"
     R"("Sid":"WorkerNodePermissions"}]})"},
    {"AmazonElastiCacheFullAccess", "/", "", "2015-02-06T18:40:20Z", "2023-11-28T03:49:56Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"elasticache:*","Effect":"Allow","Resource":"*",)"
     R"("Sid":"ElastiCacheManagementActions"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringLike":{"iam:AWSServiceName":"elasticache.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/aws-service-role/elasticache.amazonaws.com/AWSServiceRoleForElastiCache",)"
     R"("Sid":"CreateServiceLinkedRole"},{"Action":"ec2:CreateVpcEndpoint",)"
     R"("Condition":{"StringLike":{"ec2:VpceServiceName":"com.amazonaws.elasticache.serverless.*"}},)"
     R"("Effect":"Allow","Resource":"arn:aws:ec2:*:*:vpc-endpoint/*","Sid":"CreateVPCEndpoints"},)"
     R"({"Action":["ec2:CreateVpcEndpoint"],"Effect":"Allow","NotResource":"arn:aws:ec2:*:*:vpc-endpoint/*",)"
     R"("Sid":"AllowAccessToElastiCacheTaggedVpcEndpoints"},{"Action":["ec2:CreateTags"],)"
     R"("Condition":{"StringEquals":{"aws:RequestTag/AmazonElastiCacheManaged":"true",)"
     R"("ec2:CreateAction":"CreateVpcEndpoint"}},"Effect":"Allow","Resource":"arn:aws:ec2:*:*:vpc-endpoint/*",)"
     R"("Sid":"TagVPCEndpointsOnCreation"},{"Action":"@ec2:DescribeVpcs,DescribeSubnets,DescribeSecurityGroups",)"
     R"("Effect":"Allow","Resource":"*","Sid":"AllowAccessToEc2"},{"Action":"@kms:DescribeKey,ListAliases,)"
     R"(ListKeys","Effect":"Allow","Resource":"*","Sid":"AllowAccessToKMS"},)"
     R"({"Action":"@cloudwatch:GetMetricStatistics,GetMetricData","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowAccessToCloudWatch"},{"Action":"@application-autoscaling:DescribeScalableTargets,)"
     R"(DescribeScheduledActions,DescribeScalingPolicies,DescribeScalingActivities","Effect":"Allow",)"
     R"("Resource":"*","Sid":"AllowAccessToAutoScaling"},{"Action":["logs:DescribeLogGroups"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"DescribeLogGroups"},{"Action":["firehose:ListDeliveryStreams"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"ListLogDeliveryStreams"},{"Action":["s3:ListAllMyBuckets"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"DescribeS3Buckets"},{"Action":["outposts:ListOutposts"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"AllowAccessToOutposts"},{"Action":["sns:ListTopics"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"AllowAccessToSNS"}]})"},
    {"AmazonElasticFileSystemFullAccess", "/", "", "2015-05-27T16:22:28Z", "2024-11-07T19:34:20Z", 10,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@cloudwatch:DescribeAlarmsForMetric,GetMetricData;)"
     R"(ec2:CreateNetworkInterface,DeleteNetworkInterface,DescribeAvailabilityZones,)"
     R"(DescribeNetworkInterfaceAttribute,DescribeNetworkInterfaces,DescribeSecurityGroups,DescribeSubnets,)"
     R"(DescribeVpcAttribute,DescribeVpcs,ModifyNetworkInterfaceAttribute;elasticfilesystem:CreateFileSystem,)"
     R"(CreateMountTarget,CreateTags,CreateAccessPoint,CreateReplicationConfiguration,DeleteFileSystem,)"
     R"(DeleteMountTarget,DeleteTags,DeleteAccessPoint,DeleteFileSystemPolicy,DeleteReplicationConfiguration,)"
     R"(DescribeAccountPreferences,DescribeBackupPolicy,DescribeFileSystems,DescribeFileSystemPolicy,)"
     R"(DescribeLifecycleConfiguration,DescribeMountTargets,DescribeMountTargetSecurityGroups,DescribeTags,)"
     R"(DescribeAccessPoints,DescribeReplicationConfigurations,ModifyMountTargetSecurityGroups,)"
     R"(PutAccountPreferences,PutBackupPolicy,PutLifecycleConfiguration,PutFileSystemPolicy,UpdateFileSystem,)"
     R"(UpdateFileSystemProtection,TagResource,UntagResource,ListTagsForResource,Backup,Restore,ReplicationRead,)"
     R"(ReplicationWrite;kms:DescribeKey,ListAliases","Effect":"Allow","Resource":"*",)"
     R"("Sid":"ElasticFileSystemFullAccess"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":["elasticfilesystem.amazonaws.com"]}},"Effect":"Allow",)"
     R"("Resource":"*","Sid":"CreateServiceLinkedRoleForEFS"},{"Action":"iam:PassRole",)"
     R"("Condition":{"StringLike":{"iam:PassedToService":"elasticfilesystem.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForEFS"}]})"},
    {"AmazonElasticFileSystemReadOnlyAccess", "/", "", "2015-05-27T16:25:25Z", "2024-11-07T19:39:56Z", 9,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@cloudwatch:DescribeAlarmsForMetric,GetMetricData;)"
     R"(ec2:DescribeAvailabilityZones,DescribeNetworkInterfaceAttribute,DescribeNetworkInterfaces,)"
     R"(DescribeSecurityGroups,DescribeSubnets,DescribeVpcAttribute,DescribeVpcs;)"
     R"(elasticfilesystem:DescribeAccountPreferences,DescribeBackupPolicy,DescribeFileSystems,)"
     R"(DescribeFileSystemPolicy,DescribeLifecycleConfiguration,DescribeMountTargets,)"
     R"(DescribeMountTargetSecurityGroups,DescribeTags,DescribeAccessPoints,DescribeReplicationConfigurations,)"
     R"(ListTagsForResource,ReplicationRead;kms:ListAliases","Effect":"Allow","Resource":"*",)"
     R"("Sid":"ElasticFileSystemReadOnlyAccess"}]})"},
    {"AmazonEventBridgeReadOnlyAccess", "/", "", "2019-07-11T13:59:07Z", "2022-12-01T17:02:48Z", 6,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@events:DescribeRule,DescribeEventBus,)"
     R"(DescribeEventSource,ListEventBuses,ListEventSources,ListRuleNamesByTarget,ListRules,ListTargetsByRule,)"
     R"(TestEventPattern,DescribeArchive,ListArchives,DescribeReplay,ListReplays,DescribeConnection,)"
     R"(ListConnections,DescribeApiDestination,ListApiDestinations,DescribeEndpoint,ListEndpoints;)"
     R"(schemas:DescribeCodeBinding,DescribeDiscoverer,DescribeRegistry,DescribeSchema,ExportSchema,)"
     R"(GetCodeBindingSource,GetDiscoveredSchema,GetResourcePolicy,ListDiscoverers,ListRegistries,ListSchemas,)"
     R"(ListSchemaVersions,ListTagsForResource,SearchSchemas;scheduler:GetSchedule,GetScheduleGroup,)"
     R"(ListSchedules,ListScheduleGroups,ListTagsForResource;pipes:DescribePipe,ListPipes,ListTagsForResource",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AmazonEventBridgeSchedulerFullAccess", "/", "", "2022-11-10T18:37:25Z", "2026-02-12T18:03:15Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":"scheduler:*","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"iam:PassRole","Condition":{"StringLike":{"iam:PassedToService":"scheduler.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"arn:aws:iam::*:role/*"}]})"},
    {"AmazonEventBridgeSchedulerReadOnlyAccess", "/", "", "2022-11-10T18:50:12Z", "2026-04-02T17:57:20Z", 5,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@scheduler:List*,Get*","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonRDSEnhancedMonitoringRole", "/service-role/", "", "2015-11-11T19:58:29Z", "2015-11-11T19:58:29Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@logs:CreateLogGroup,PutRetentionPolicy",)"
     R"("Effect":"Allow","Resource":["arn:aws:logs:*:*:log-group:RDS*"],)"
     R"("Sid":"EnableCreationAndManagementOfRDSCloudwatchLogGroups"},{"Action":"@logs:CreateLogStream,)"
     R"(PutLogEvents,DescribeLogStreams,GetLogEvents","Effect":"Allow",)"
     R"("Resource":["arn:aws:logs:*:*:log-group:RDS*:log-stream:*"],"Sid":"EnableCreationAndManagementOfRDSCloudw)"
     R"(atchLogStreams"}]})"},
    {"AmazonRDSFullAccess", "/", "", "2015-02-06T18:40:52Z", "2023-08-17T23:00:17Z", 14,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@rds:*;application-autoscaling:DeleteScalingPolicy,)"
     R"(DeregisterScalableTarget,DescribeScalableTargets,DescribeScalingActivities,DescribeScalingPolicies,)"
     R"(PutScalingPolicy,RegisterScalableTarget;cloudwatch:DescribeAlarms,GetMetricStatistics,PutMetricAlarm,)"
     R"(DeleteAlarms,ListMetrics,GetMetricData;ec2:DescribeAccountAttributes,DescribeAvailabilityZones,)"
     R"(DescribeCoipPools,DescribeInternetGateways,DescribeLocalGatewayRouteTablePermissions,)"
     R"(DescribeLocalGatewayRouteTables,DescribeLocalGatewayRouteTableVpcAssociations,DescribeLocalGateways,)"
     R"(DescribeSecurityGroups,DescribeSubnets,DescribeVpcAttribute,DescribeVpcs,GetCoipPoolUsage;)"
     R"(sns:ListSubscriptions,ListTopics,Publish;logs:DescribeLogStreams,GetLogEvents;)"
     R"(outposts:GetOutpostInstanceTypes;devops-guru:GetResourceCollection","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"pi:*","Effect":"Allow","Resource":["arn:aws:pi:*:*:metrics/rds/*",)"
     R"("arn:aws:pi:*:*:perf-reports/rds/*"]},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringLike":{"iam:AWSServiceName":["rds.amazonaws.com",)"
     R"("rds.application-autoscaling.amazonaws.com"]}},"Effect":"Allow","Resource":"*"},)"
     R"({"Action":"@devops-guru:SearchInsights,ListAnomaliesForInsight",)"
     R"("Condition":{"ForAllValues:StringEquals":{"devops-guru:ServiceNames":["RDS"]},)"
     R"("Null":{"devops-guru:ServiceNames":"false"}},"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonRoute53FullAccess", "/", "", "2015-02-06T18:40:54Z", "2026-02-12T18:00:40Z", 7,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@route53:*;route53domains:*;cloudfront:ListDistributions,)"
     R"(GetDistributionTenantByDomain,GetConnectionGroup;cloudwatch:DescribeAlarms,GetMetricStatistics,)"
     R"(GetMetricData;ec2:DescribeVpcs,DescribeVpcEndpoints,DescribeRegions;)"
     R"(elasticloadbalancing:DescribeLoadBalancers;elasticbeanstalk:DescribeEnvironments;es:ListDomainNames,)"
     R"(DescribeDomains;lightsail:GetContainerServices;s3:ListBucket,GetBucketLocation,GetBucketWebsite;)"
     R"(sns:ListTopics,ListSubscriptionsByTopic;tag:GetResources","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"apigateway:GET","Effect":"Allow","Resource":"arn:aws:apigateway:*::/domainnames"}]})"},
    {"AmazonRoute53ReadOnlyAccess", "/", "", "2015-02-06T18:40:55Z", "2016-11-15T21:15:16Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@route53:Get*,List*,TestDNSAnswer","Effect":"Allow",)"
     R"("Resource":["*"]}]})"},
    {"AmazonS3OutpostsReadOnlyAccess", "/", "", "2020-10-02T18:55:58Z", "2020-10-02T18:55:58Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@s3-outposts:Get*,List*","Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"@datasync:ListTasks,ListLocations,DescribeTask,DescribeLocation*",)"
     R"("Effect":"Allow","Resource":"*"},{"Action":"@ec2:DescribeVpcs,DescribeSubnets,DescribeSecurityGroups,)"
     R"(DescribeNetworkInterfaces","Effect":"Allow","Resource":"*"},{"Action":"@outposts:ListOutposts,)"
     R"(GetOutpost","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonSESFullAccess", "/", "", "2015-02-06T18:41:02Z", "2015-02-06T18:41:02Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["ses:*"],"Effect":"Allow","Resource":"*"}]})"},
    {"AmazonSESReadOnlyAccess", "/", "", "2015-02-06T18:41:03Z", "2024-05-14T12:03:02Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ses:Get*,List*,BatchGetMetricData","Effect":"Allow",)"
     R"("Resource":"*","Sid":"SESReadOnlyAccess"}]})"},
    {"AmazonSSMFullAccess", "/", "", "2015-05-29T17:39:47Z", "2019-11-20T20:08:56Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@cloudwatch:PutMetricData;ds:CreateComputer,)"
     R"(DescribeDirectories;ec2:DescribeInstanceStatus;logs:*;ssm:*;ec2messages:*","Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"iam:CreateServiceLinkedRole","Condition":{"StringLike":{"iam:AWSServiceName":")"
     R"(ssm.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/ssm.amazonaws.com/)"
     R"(AWSServiceRoleForAmazonSSM*"},{"Action":"@iam:DeleteServiceLinkedRole,)"
     R"(GetServiceLinkedRoleDeletionStatus","Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/ssm)"
     R"(.amazonaws.com/AWSServiceRoleForAmazonSSM*"},{"Action":"@ssmmessages:CreateControlChannel,)"
     R"(CreateDataChannel,OpenControlChannel,OpenDataChannel","Effect":"Allow","Resource":"*"}]})"},
    {"AmazonSSMManagedInstanceCore", "/", "", "2019-03-15T17:22:12Z", "2019-05-23T16:54:21Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ssm:DescribeAssociation,)"
     R"(GetDeployablePatchSnapshotForInstance,GetDocument,DescribeDocument,GetManifest,GetParameter,)"
     R"(GetParameters,ListAssociations,ListInstanceAssociations,PutInventory,PutComplianceItems,)"
     R"(PutConfigurePackageResult,UpdateAssociationStatus,UpdateInstanceAssociationStatus,)"
     R"(UpdateInstanceInformation","Effect":"Allow","Resource":"*"},{"Action":"@ssmmessages:CreateControlChannel,)"
     R"(CreateDataChannel,OpenControlChannel,OpenDataChannel","Effect":"Allow","Resource":"*"},)"
     R"({"Action":"@ec2messages:AcknowledgeMessage,DeleteMessage,FailMessage,GetEndpoint,GetMessages,SendReply",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AmazonVPCReadOnlyAccess", "/", "", "2015-02-06T18:41:17Z", "2026-02-12T17:58:19Z", 12,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@ec2:DescribeAccountAttributes,DescribeAddresses,)"
     R"(DescribeCarrierGateways,DescribeClassicLinkInstances,DescribeCustomerGateways,DescribeDhcpOptions,)"
     R"(DescribeEgressOnlyInternetGateways,DescribeFlowLogs,DescribeInternetGateways,)"
     R"(DescribeLocalGatewayRouteTables,DescribeLocalGatewayRouteTableVpcAssociations,DescribeMovingAddresses,)"
     R"(DescribeNatGateways,DescribeNetworkAcls,DescribeNetworkInterfaceAttribute,)"
     R"(DescribeNetworkInterfacePermissions,DescribeNetworkInterfaces,DescribePrefixLists,DescribeRouteTables,)"
     R"(DescribeSecurityGroupReferences,DescribeSecurityGroupRules,DescribeSecurityGroups,)"
     R"(DescribeSecurityGroupVpcAssociations,DescribeStaleSecurityGroups,DescribeSubnets,DescribeTags,)"
     R"(DescribeVpcAttribute,DescribeVpcClassicLink,DescribeVpcClassicLinkDnsSupport,DescribeVpcEndpoints,)"
     R"(DescribeVpcEndpointConnectionNotifications,DescribeVpcEndpointConnections,)"
     R"(DescribeVpcEndpointServiceConfigurations,DescribeVpcEndpointServicePermissions,)"
     R"(DescribeVpcEndpointServices,DescribeVpcPeeringConnections,DescribeVpcs,DescribeVpnConnections,)"
     R"(DescribeVpnGateways,GetSecurityGroupsForVpc","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AmazonVPCReadOnlyAccess"}]})"},
    {"AWSAppSyncAdministrator", "/", "", "2018-03-20T21:20:28Z", "2019-11-04T19:23:49Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["appsync:*"],"Effect":"Allow","Resource":"*"},)"
     R"({"Action":["iam:PassRole"],"Condition":{"StringEquals":{"iam:PassedToService":["appsync.amazonaws.com"]}})"
     R"(,"Effect":"Allow","Resource":"*"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":"appsync.amazonaws.com"}},"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"@iam:DeleteServiceLinkedRole,GetServiceLinkedRoleDeletionStatus",)"
     R"("Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/appsync.amazonaws.com/AWSServiceRoleFor)"
     R"(AppSync*"}]})"},
    {"AWSBillingReadOnlyAccess", "/", "", "2020-08-27T20:08:51Z", "2026-04-08T17:12:09Z", 27,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@account:GetAccountInformation;aws-portal:ViewBilling;)"
     R"(billing:GetBillingData,GetBillingDetails,GetBillingNotifications,GetBillingPreferences,GetCredits,)"
     R"(GetContractInformation,GetIAMAccessPreference,GetSellerOfRecord,ListBillingViews;budgets:ViewBudget,)"
     R"(DescribeBudgetActionsForBudget,DescribeBudgetAction,DescribeBudgetActionsForAccount,)"
     R"(DescribeBudgetActionHistories;ce:DescribeCostCategoryDefinition,GetCostAndUsage,)"
     R"(ListCostCategoryDefinitions,ListCostCategoryResourceAssociations,ListTagsForResource,)"
     R"(ListCostAllocationTags,ListCostAllocationTagBackfillHistory,GetTags,GetDimensionValues,)"
     R"(GetCostAndUsageComparisons,GetCostComparisonDrivers;consolidatedbilling:ListLinkedAccounts,)"
     R"(GetAccountBillingRole;cur:GetClassicReport,GetClassicReportPreferences,GetUsageReport,)"
     R"(DescribeReportDefinitions;freetier:GetFreeTierAlertPreference,GetFreeTierUsage,GetAccountPlanState,)"
     R"(GetAccountActivity,ListAccountActivities;invoicing:BatchGetInvoiceProfile,)"
     R"(GetInvoiceEmailDeliveryPreferences,GetInvoicePDF,GetInvoiceUnit,GetInvoiceCorrection,)"
     R"(ListInvoiceSummaries,ListInvoiceUnits,GetProcurementPortalPreference,ListProcurementPortalPreferences,)"
     R"(ListTagsForResource,ListInvoiceCorrections;mapcredits:ListQuarterSpend,ListAssociatedPrograms,)"
     R"(ListQuarterCredits;payments:GetFinancingApplication,GetFinancingLine,GetFinancingLineWithdrawal,)"
     R"(GetFinancingOption,GetPaymentInstrument,GetPaymentStatus,ListFinancingApplications,ListFinancingLines,)"
     R"(ListFinancingLineWithdrawals,ListPaymentInstruments,ListPaymentPreferences,ListPaymentProgramOptions,)"
     R"(ListPaymentProgramStatus,ListTagsForResource;purchase-orders:GetPurchaseOrder,ViewPurchaseOrders,)"
     R"(ListPurchaseOrderInvoices,ListPurchaseOrders,ListTagsForResource;)"
     R"(sustainability:GetCarbonFootprintSummary;tax:GetTaxRegistrationDocument,GetTaxInheritance,)"
     R"(ListTaxRegistrations","Effect":"Allow","Resource":"*","Sid":"VisualEditor0"}]})"},
    {"AWSCertificateManagerFullAccess", "/", "", "2016-01-21T17:02:36Z", "2020-08-17T22:18:28Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["acm:*"],"Effect":"Allow","Resource":"*"},)"
     R"({"Action":"iam:CreateServiceLinkedRole","Condition":{"StringEquals":{"iam:AWSServiceName":"acm.amazonaws.)"
     R"(com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/acm.amazonaws.com/AWSServiceRole)"
     R"(ForCertificateManager*"},{"Action":"@iam:DeleteServiceLinkedRole,GetServiceLinkedRoleDeletionStatus,)"
     R"(GetRole","Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/acm.amazonaws.com/AWSServiceRo)"
     R"(leForCertificateManager*"}]})"},
    {"AWSCertificateManagerReadOnly", "/", "", "2016-01-21T17:07:33Z", "2026-03-31T18:57:22Z", 5,
     R"({"Version":"2012-10-17","Statement":{"Action":"@acm:DescribeCertificate,ListCertificates,)"
     R"(SearchCertificates,GetCertificate,ListTagsForCertificate,GetAccountConfiguration","Effect":"Allow",)"
     R"("Resource":"*"}})"},
    {"AWSCloudTrail_ReadOnlyAccess", "/", "", "2022-06-14T17:19:05Z", "2022-06-14T17:19:05Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@cloudtrail:Get*,Describe*,List*,LookupEvents",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AWSConfigUserAccess", "/", "", "2015-02-18T19:38:41Z", "2019-03-18T20:27:47Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@config:Get*,Describe*,Deliver*,List*,Select*;)"
     R"(tag:GetResources,GetTagKeys;cloudtrail:DescribeTrails,GetTrailStatus,LookupEvents","Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AWSKeyManagementServicePowerUser", "/", "", "2015-02-06T18:40:40Z", "2017-03-07T00:55:11Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@kms:CreateAlias,CreateKey,DeleteAlias,Describe*,)"
     R"(GenerateRandom,Get*,List*,TagResource,UntagResource;iam:ListGroups,ListRoles,ListUsers","Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AWSLambdaInvocation-DynamoDB", "/", "", "2015-02-06T18:40:47Z", "2015-02-06T18:40:47Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["lambda:InvokeFunction"],"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"@dynamodb:DescribeStream,GetRecords,GetShardIterator,ListStreams",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"AWSLambdaMSKExecutionRole", "/service-role/", "", "2020-08-11T17:35:05Z", "2022-08-02T20:08:02Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@kafka:DescribeCluster,DescribeClusterV2,)"
     R"(GetBootstrapBrokers;ec2:CreateNetworkInterface,DescribeNetworkInterfaces,DescribeVpcs,)"
     R"(DeleteNetworkInterface,DescribeSubnets,DescribeSecurityGroups;logs:CreateLogGroup,CreateLogStream,)"
     R"(PutLogEvents","Effect":"Allow","Resource":"*"}]})"},
    {"AWSOrganizationsReadOnlyAccess", "/", "", "2018-11-06T20:32:38Z", "2024-06-07T21:32:16Z", 6,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@organizations:Describe*,List*","Effect":"Allow",)"
     R"("Resource":"*","Sid":"AWSOrganizationsReadOnly"},{"Action":"@account:GetAlternateContact,)"
     R"(GetContactInformation,ListRegions,GetRegionOptStatus,GetPrimaryEmail","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AWSOrganizationsReadOnlyAccount"}]})"},
    {"AWSSecretsManagerClientReadOnlyAccess", "/", "", "2025-11-05T20:04:08Z", "2026-02-12T18:00:42Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@secretsmanager:GetSecretValue,DescribeSecret",)"
     R"("Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:*",)"
     R"("Sid":"SecretsManagerGetAndDescribeSecret"},{"Action":["kms:Decrypt"],)"
     R"("Condition":{"StringLike":{"kms:EncryptionContext:SecretARN":"arn:aws:secretsmanager:*:*:secret:*",)"
     R"("kms:ViaService":"secretsmanager.*.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:kms:*:*:key/*",)"
     R"("Sid":"KMSDecryptKey"}]})"},
    {"AWSStepFunctionsReadOnlyAccess", "/", "", "2017-01-11T21:46:19Z", "2024-04-26T18:53:54Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@states:ListStateMachines,ListActivities,)"
     R"(DescribeStateMachine,DescribeStateMachineForExecution,ListExecutions,DescribeExecution,)"
     R"(GetExecutionHistory,DescribeActivity,ListTagsForResource,DescribeMapRun,ListMapRuns,)"
     R"(DescribeStateMachineAlias,ListStateMachineAliases,ListStateMachineVersions,)"
     R"(ValidateStateMachineDefinition","Effect":"Allow","Resource":"*","Sid":"ReadOnlyAccess"}]})"},
    {"AWSSupportAccess", "/", "", "2015-02-06T18:41:11Z", "2026-02-12T17:59:31Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@support:*;support-console:*","Effect":"Allow",)"
     R"("Resource":"*"}]})"},
    {"AWSWAFFullAccess", "/", "", "2015-10-06T20:44:00Z", "2026-04-08T22:27:12Z", 15,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@waf:*;waf-regional:*","Effect":"Allow",)"
     R"("Resource":["arn:aws:waf::*:bytematchset/*","arn:aws:waf::*:ipset/*","arn:aws:waf::*:ratebasedrule/*",)"
     R"("arn:aws:waf::*:rule/*","arn:aws:waf::*:sizeconstraintset/*","arn:aws:waf::*:sqlinjectionset/*",)"
     R"("arn:aws:waf::*:webacl/*","arn:aws:waf::*:xssmatchset/*","arn:aws:waf::*:regexmatch/*",)"
     R"("arn:aws:waf::*:regexpatternset/*","arn:aws:waf::*:geomatchset/*","arn:aws:waf::*:rulegroup/*",)"
     R"("arn:aws:waf::*:changetoken/*","arn:aws:waf-regional:*:*:bytematchset/*",)"
     R"("arn:aws:waf-regional:*:*:ipset/*","arn:aws:waf-regional:*:*:ratebasedrule/*",)"
     R"("arn:aws:waf-regional:*:*:rule/*","arn:aws:waf-regional:*:*:sizeconstraintset/*",)"
     R"("arn:aws:waf-regional:*:*:sqlinjectionset/*","arn:aws:waf-regional:*:*:webacl/*",)"
     R"("arn:aws:waf-regional:*:*:xssmatchset/*","arn:aws:waf-regional:*:*:regexmatch/*",)"
     R"("arn:aws:waf-regional:*:*:regexpatternset/*","arn:aws:waf-regional:*:*:geomatchset/*",)"
     R"("arn:aws:waf-regional:*:*:rulegroup/*","arn:aws:waf-regional:*:*:changetoken/*"],)"
     R"("Sid":"AllowUseOfAWSWAFClassic"},{"Action":["waf-regional:GetWebACLForResource"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:waf-regional:*:*:*/*","Sid":"AllowWAFClassicGetWebACLForResource"},)"
     R"({"Action":["wafv2:*"],"Effect":"Allow","Resource":["arn:aws:wafv2:*:*:*/webacl/*/*",)"
     R"("arn:aws:wafv2:*:*:*/ipset/*/*","arn:aws:wafv2:*:*:*/managedruleset/*/*",)"
     R"("arn:aws:wafv2:*:*:*/rulegroup/*/*","arn:aws:wafv2:*:*:*/regexpatternset/*/*"],"Sid":"AllowUseOfAWSWAF"},)"
     R"({"Action":["wafv2:DisassociateWebACL"],"Effect":"Allow","Resource":"*","Sid":"AllowDisassociateWebACL"},)"
     R"({"Action":["elasticloadbalancing:DescribeWebACLAssociation"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForALB"},{"Action":"@elasticloadbalancing:SetWebAcl,CreateWebACLAssociation,)"
     R"(DeleteWebACLAssociation,GetLoadBalancerWebACL","Effect":"Allow",)"
     R"("Resource":"arn:aws:elasticloadbalancing:*:*:loadbalancer/app/*/*","Sid":"AllowActionsForALB"},)"
     R"({"Action":["apigateway:SetWebACL"],"Effect":"Allow","Resource":"arn:aws:apigateway:*::/restapis/*/stages/)"
     R"(*","Sid":"AllowActionsForAPIGateway"},{"Action":["appsync:ListResourcesForWebACL"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"AllowListActionsForAppSync"},{"Action":"@appsync:SetWebACL,AssociateWebACL,)"
     R"(DisassociateWebACL,GetWebACLForResource","Effect":"Allow","Resource":"arn:aws:appsync:*:*:apis/*",)"
     R"("Sid":"AllowActionsForAppSync"},{"Action":"@cognito-idp:AssociateWebACL,DisassociateWebACL,)"
     R"(GetWebACLForResource","Effect":"Allow","Resource":"arn:aws:cognito-idp:*:*:userpool/*",)"
     R"("Sid":"AllowActionsForCognito"},{"Action":["cognito-idp:ListResourcesForWebACL"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"AllowListActionsForCognito"},{"Action":"@apprunner:AssociateWebAcl,)"
     R"(DisassociateWebAcl,DescribeWebAclForService","Effect":"Allow",)"
     R"("Resource":"arn:aws:apprunner:*:*:service/*/*","Sid":"AllowActionsForAppRunner"},)"
     R"({"Action":"@apprunner:ListServices,ListAssociatedServicesForWebAcl","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForAppRunner"},{"Action":"@ec2:AssociateVerifiedAccessInstanceWebAcl,)"
     R"(DisassociateVerifiedAccessInstanceWebAcl,GetVerifiedAccessInstanceWebAcl","Effect":"Allow",)"
     R"("Resource":"arn:aws:ec2:*:*:verified-access-instance/*","Sid":"AllowActionsForAVA"},)"
     R"({"Action":["ec2:DescribeVerifiedAccessInstanceWebAclAssociations"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForAVA"},{"Action":"@amplify:AssociateWebACL,DisassociateWebACL,)"
     R"(GetWebACLForResource","Effect":"Allow","Resource":"arn:aws:amplify:*:*:apps/*",)"
     R"("Sid":"AllowActionsForAmplify"},{"Action":["amplify:ListResourcesForWebACL"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"AllowListActionsForAmplify"},{"Action":"@logs:DescribeResourcePolicies,)"
     R"(DescribeLogGroups","Effect":"Allow","Resource":"*","Sid":"AllowLogGroupDescribeActions"},)"
     R"({"Action":"@logs:CreateLogDelivery,DeleteLogDelivery","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowLogDeliverySubscription"},{"Action":"@s3:PutBucketPolicy,GetBucketPolicy","Effect":"Allow",)"
     R"("Resource":["arn:aws:s3:::aws-waf-logs-*"],"Sid":"GrantLogDeliveryPermissionForS3Bucket"},)"
     R"({"Action":["logs:PutResourcePolicy"],"Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":["wafv2.ama)"
     R"(zonaws.com"]}},"Effect":"Allow","Resource":"*","Sid":"GrantLogDeliveryPermissionForCloudWatchLogGroup"}]})"},
    {"AWSWAFReadOnlyAccess", "/", "", "2015-10-06T20:43:45Z", "2026-04-08T22:27:09Z", 12,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@waf:Get*,List*;waf-regional:Get*,List*",)"
     R"("Effect":"Allow","Resource":["arn:aws:waf::*:bytematchset/*","arn:aws:waf::*:ipset/*",)"
     R"("arn:aws:waf::*:ratebasedrule/*","arn:aws:waf::*:rule/*","arn:aws:waf::*:sizeconstraintset/*",)"
     R"("arn:aws:waf::*:sqlinjectionset/*","arn:aws:waf::*:webacl/*","arn:aws:waf::*:xssmatchset/*",)"
     R"("arn:aws:waf::*:regexmatch/*","arn:aws:waf::*:regexpatternset/*","arn:aws:waf::*:geomatchset/*",)"
     R"("arn:aws:waf::*:rulegroup/*","arn:aws:waf::*:changetoken/*","arn:aws:waf-regional:*:*:bytematchset/*",)"
     R"("arn:aws:waf-regional:*:*:ipset/*","arn:aws:waf-regional:*:*:ratebasedrule/*",)"
     R"("arn:aws:waf-regional:*:*:rule/*","arn:aws:waf-regional:*:*:sizeconstraintset/*",)"
     R"("arn:aws:waf-regional:*:*:sqlinjectionset/*","arn:aws:waf-regional:*:*:webacl/*",)"
     R"("arn:aws:waf-regional:*:*:xssmatchset/*","arn:aws:waf-regional:*:*:regexmatch/*",)"
     R"("arn:aws:waf-regional:*:*:regexpatternset/*","arn:aws:waf-regional:*:*:geomatchset/*",)"
     R"("arn:aws:waf-regional:*:*:rulegroup/*","arn:aws:waf-regional:*:*:changetoken/*"],)"
     R"("Sid":"AllowReadOnlyOfAWSWAFClassic"},{"Action":["waf-regional:GetWebACLForResource"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:waf-regional:*:*:*/*","Sid":"AllowWAFClassicGetWebACLForResource"},)"
     R"({"Action":"@wafv2:Get*,List*,Describe*,CheckCapacity","Effect":"Allow",)"
     R"("Resource":["arn:aws:wafv2:*:*:*/webacl/*/*","arn:aws:wafv2:*:*:*/ipset/*/*",)"
     R"("arn:aws:wafv2:*:*:*/managedruleset/*/*","arn:aws:wafv2:*:*:*/rulegroup/*/*",)"
     R"("arn:aws:wafv2:*:*:*/regexpatternset/*/*"],"Sid":"AllowReadOnlyOfAWSWAF"},)"
     R"({"Action":["cognito-idp:GetWebACLForResource"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:cognito-idp:*:*:userpool/*","Sid":"AllowGetActionForCognito"},)"
     R"({"Action":["cognito-idp:ListResourcesForWebACL"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForCognito"},{"Action":["apprunner:DescribeWebAclForService"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:apprunner:*:*:service/*/*","Sid":"AllowGetActionForAppRunner"},)"
     R"({"Action":"@apprunner:ListServices,ListAssociatedServicesForWebAcl","Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForAppRunner"},{"Action":["ec2:GetVerifiedAccessInstanceWebAcl"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:ec2:*:*:verified-access-instance/*","Sid":"AllowGetActionForAVA"},)"
     R"({"Action":["ec2:DescribeVerifiedAccessInstanceWebAclAssociations"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForAVA"},{"Action":["amplify:GetWebACLForResource"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:amplify:*:*:apps/*","Sid":"AllowGetActionForAmplify"},)"
     R"({"Action":["amplify:ListResourcesForWebACL"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForAmplify"},{"Action":["appsync:GetWebACLForResource"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:appsync:*:*:apis/*","Sid":"AllowGetActionsForAppSync"},)"
     R"({"Action":["appsync:ListResourcesForWebACL"],"Effect":"Allow","Resource":"*",)"
     R"("Sid":"AllowListActionsForAppSync"},{"Action":["elasticloadbalancing:GetLoadBalancerWebACL"],)"
     R"("Effect":"Allow","Resource":"arn:aws:elasticloadbalancing:*:*:loadbalancer/app/*/*",)"
     R"("Sid":"AllowGetActionsForELB"},{"Action":["elasticloadbalancing:DescribeWebACLAssociation"],)"
     R"("Effect":"Allow","Resource":"*","Sid":"AllowListActionsForELB"}]})"},
    {"AWSXrayFullAccess", "/", "", "2016-12-01T18:30:55Z", "2024-04-11T17:07:36Z", 2,
     R"({"Version":"2012-10-17","Statement":[{"Action":["xray:*"],"Effect":"Allow","Resource":["*"],)"
     R"("Sid":"AWSXrayFullAccess"}]})"},
    {"AWSXrayReadOnlyAccess", "/", "", "2016-12-01T18:27:02Z", "2024-02-14T00:35:02Z", 8,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@xray:GetSamplingRules,GetSamplingTargets,)"
     R"(GetSamplingStatisticSummaries,BatchGetTraces,BatchGetTraceSummaryById,GetDistinctTraceGraphs,)"
     R"(GetServiceGraph,GetTraceGraph,GetTraceSummaries,GetGroups,GetGroup,ListTagsForResource,)"
     R"(ListResourcePolicies,GetTimeSeriesServiceStatistics,GetInsightSummaries,GetInsight,GetInsightEvents,)"
     R"(GetInsightImpactGraph","Effect":"Allow","Resource":["*"],"Sid":"AWSXrayReadOnlyAccess"}]})"},
    {"CloudFrontReadOnlyAccess", "/", "", "2015-02-06T18:39:55Z", "2026-02-12T17:59:06Z", 12,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@acm:DescribeCertificate,ListCertificates;)"
     R"(cloudfront:Describe*,Get*,List*;cloudfront-keyvaluestore:Describe*,Get*,List*;iam:ListServerCertificates;)"
     R"(route53:List*;waf:ListWebACLs,GetWebACL;wafv2:ListWebACLs,GetWebACL;ec2:DescribeIpamPools,)"
     R"(GetIpamPoolCidrs;pricingplanmanager:ListSubscriptions,GetSubscription","Effect":"Allow","Resource":"*",)"
     R"("Sid":"cfReadOnly"}]})"},
    {"CloudWatchAgentServerPolicy", "/", "", "2018-03-07T01:06:44Z", "2024-02-06T16:37:37Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@cloudwatch:PutMetricData;ec2:DescribeVolumes,)"
     R"(DescribeTags;logs:PutLogEvents,PutRetentionPolicy,DescribeLogStreams,DescribeLogGroups,CreateLogStream,)"
     R"(CreateLogGroup;xray:PutTraceSegments,PutTelemetryRecords,GetSamplingRules,GetSamplingTargets,)"
     R"(GetSamplingStatisticSummaries","Effect":"Allow","Resource":"*","Sid":"CWACloudWatchServerPermissions"},)"
     R"({"Action":["ssm:GetParameter"],"Effect":"Allow","Resource":"arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*")"
     R"(,"Sid":"CWASSMServerPermissions"}]})"},
    {"CloudWatchEventsFullAccess", "/", "", "2016-01-14T18:37:08Z", "2026-02-12T18:00:32Z", 5,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@events:*;schemas:*;scheduler:*;pipes:*",)"
     R"("Effect":"Allow","Resource":"*","Sid":"EventBridgeActions"},{"Action":"iam:CreateServiceLinkedRole",)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":"apidestinations.events.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/apidestinations.events.amazonaws.com/AW)"
     R"(SServiceRoleForAmazonEventBridgeApiDestinations","Sid":"IAMCreateServiceLinkedRoleForApiDestinations"},)"
     R"({"Action":"iam:CreateServiceLinkedRole","Condition":{"StringEquals":{"iam:AWSServiceName":"schemas.amazon)"
     R"(aws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/schemas.amazonaws.com/AWSSer)"
     R"(viceRoleForSchemas","Sid":"IAMCreateServiceLinkedRoleForAmazonEventBridgeSchemas"},)"
     R"({"Action":"@secretsmanager:CreateSecret,UpdateSecret,DeleteSecret,GetSecretValue,PutSecretValue",)"
     R"("Effect":"Allow","Resource":"arn:aws:secretsmanager:*:*:secret:events!*",)"
     R"("Sid":"SecretsManagerAccessForApiDestinations"},{"Action":"iam:PassRole","Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/AWS_Events_Invoke_Targets","Sid":"IAMPassRoleForCloudWatchEvents"},)"
     R"({"Action":"iam:PassRole","Condition":{"StringEquals":{"iam:PassedToService":"scheduler.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForScheduler"},)"
     R"({"Action":"iam:PassRole","Condition":{"StringEquals":{"iam:PassedToService":"pipes.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"arn:aws:iam::*:role/*","Sid":"IAMPassRoleAccessForPipes"}]})"},
    {"CloudWatchFullAccessV2", "/", "", "2023-08-01T11:32:57Z", "2026-02-12T18:00:06Z", 15,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@application-autoscaling:DescribeScalingPolicies;)"
     R"(application-signals:*;autoscaling:DescribeAutoScalingGroups,DescribePolicies;cloudwatch:*;logs:*;)"
     R"(sns:CreateTopic,ListSubscriptions,ListSubscriptionsByTopic,ListTopics,Subscribe;iam:GetPolicy,)"
     R"(GetPolicyVersion,GetRole;oam:ListSinks;observabilityadmin:GetCentralizationRuleForOrganization,)"
     R"(ListCentralizationRulesForOrganization,CreateCentralizationRuleForOrganization,)"
     R"(UpdateCentralizationRuleForOrganization,DeleteCentralizationRuleForOrganization,StartTelemetryEvaluation,)"
     R"(GetTelemetryEvaluationStatus,ListResourceTelemetry,StopTelemetryEvaluation,)"
     R"(StartTelemetryEvaluationForOrganization,GetTelemetryEvaluationStatusForOrganization,)"
     R"(ListResourceTelemetryForOrganization,StopTelemetryEvaluationForOrganization,CreateTelemetryRule,)"
     R"(GetTelemetryRule,ListTelemetryRules,UpdateTelemetryRule,DeleteTelemetryRule,)"
     R"(CreateTelemetryRuleForOrganization,GetTelemetryRuleForOrganization,ListTelemetryRulesForOrganization,)"
     R"(UpdateTelemetryRuleForOrganization,DeleteTelemetryRuleForOrganization,GetTelemetryEnrichmentStatus,)"
     R"(StartTelemetryEnrichment,StopTelemetryEnrichment,TagResource,UntagResource,ListTagsForResource,)"
     R"(CreateTelemetryPipeline,GetTelemetryPipeline,UpdateTelemetryPipeline,DeleteTelemetryPipeline,)"
     R"(ListTelemetryPipelines,TestTelemetryPipeline,ValidateTelemetryPipelineConfiguration,)"
     R"(CreateS3TableIntegration,GetS3TableIntegration,ListS3TableIntegrations,DeleteS3TableIntegration;rum:*;)"
     R"(synthetics:*;xray:*","Effect":"Allow","Resource":"*","Sid":"CloudWatchFullAccessPermissions"},)"
     R"({"Action":"iam:CreateServiceLinkedRole","Condition":{"StringLike":{"iam:AWSServiceName":"application-sign)"
     R"(als.cloudwatch.amazonaws.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/applica)"
     R"(tion-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals",)"
     R"("Sid":"CloudWatchApplicationSignalsServiceLinkedRolePermissions"},)"
     R"({"Action":"iam:CreateServiceLinkedRole","Condition":{"StringLike":{"iam:AWSServiceName":"events.amazonaws)"
     R"(.com"}},"Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSService)"
     R"(RoleForCloudWatchEvents*","Sid":"EventsServicePermissions"},{"Action":["oam:ListAttachedLinks"],)"
     R"("Effect":"Allow","Resource":"arn:aws:oam:*:*:sink/*","Sid":"OAMReadPermissions"},)"
     R"({"Action":"@cloudtrail:CreateServiceLinkedChannel,GetChannel","Effect":"Allow",)"
     R"("Resource":"arn:aws:cloudtrail:*:*:channel/aws-service-channel/application-signals/*",)"
     R"("Sid":"CloudWatchCloudTrailPermissions"},{"Action":["cloudtrail:ListChannels"],"Effect":"Allow",)"
     R"("Resource":"*","Sid":"CloudWatchApplicationSignalsCloudTrailListPermissions"},)"
     R"({"Action":["servicequotas:GetServiceQuota"],"Effect":"Allow",)"
     R"("Resource":["arn:aws:servicequotas:*:*:s3/*","arn:aws:servicequotas:*:*:dynamodb/*",)"
     R"("arn:aws:servicequotas:*:*:kinesis/*","arn:aws:servicequotas:*:*:sns/*",)"
     R"("arn:aws:servicequotas:*:*:bedrock/*","arn:aws:servicequotas:*:*:lambda/*",)"
     R"("arn:aws:servicequotas:*:*:fargate/*","arn:aws:servicequotas:*:*:elasticloadbalancing/*",)"
     R"("arn:aws:servicequotas:*:*:ec2/*"],"Sid":"CloudWatchServiceQuotaPermissions"},)"
     R"({"Action":"@resource-explorer-2:ListIndexes,Search","Effect":"Allow",)"
     R"("Resource":["arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view",)"
     R"("arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view"],)"
     R"("Sid":"CloudWatchResourceExplorerPermissions"},{"Action":["iam:CreateServiceLinkedRole"],)"
     R"("Condition":{"StringEquals":{"iam:AWSServiceName":["resource-explorer-2.amazonaws.com"]}},)"
     R"("Effect":"Allow","Resource":"arn:aws:iam::*:role/aws-service-role/resource-explorer-2.amazonaws.com/AWSSe)"
     R"(rviceRoleForResourceExplorer","Sid":"CloudWatchResourceExplorerSLRPermissions"},)"
     R"({"Action":["resource-explorer-2:CreateIndex"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:resource-explorer-2:*:*:index/*","Sid":"CloudWatchResourceExplorerCreateIndexPermissi)"
     R"(ons"},{"Action":"iam:PassRole","Condition":{"ArnLike":{"iam:AssociatedResourceArn":"arn:aws:observability)"
     R"(admin:*:*:s3tableintegration/*"},"StringEquals":{"iam:PassedToService":"logs.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"*"},{"Action":"iam:PassRole","Condition":{"ArnLike":{"iam:AssociatedResource)"
     R"(Arn":"arn:aws:observabilityadmin:*:*:telemetry-pipeline/*"},"StringEquals":{"iam:PassedToService":["logs.)"
     R"(amazonaws.com","telemetry-pipelines.observabilityadmin.amazonaws.com"]}},"Effect":"Allow",)"
     R"("Resource":"*"},{"Action":"@s3tables:CreateTableBucket,PutTableBucketEncryption",)"
     R"("Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"observabilityadmin.amazonaws.com"}},)"
     R"("Effect":"Allow","Resource":"arn:aws:s3tables:*:*:bucket/aws-cloudwatch"},)"
     R"({"Action":["s3tables:PutTableBucketPolicy"],"Effect":"Allow",)"
     R"("Resource":"arn:aws:s3tables:*:*:bucket/aws-cloudwatch"}]})"},
    {"CloudWatchReadOnlyAccess", "/", "", "2015-02-06T18:40:01Z", "2026-02-12T18:01:50Z", 24,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@application-autoscaling:DescribeScalingPolicies;)"
     R"(application-signals:BatchGet*,Get*,List*;autoscaling:Describe*;cloudtrail:ListChannels;)"
     R"(cloudwatch:BatchGet*,Describe*,GenerateQuery,Get*,List*;logs:Get*,List*,StartQuery,StopQuery,Describe*,)"
     R"(TestMetricFilter,FilterLogEvents,StartLiveTail,StopLiveTail;oam:ListSinks;)"
     R"(observabilityadmin:GetCentralizationRuleForOrganization,ListCentralizationRulesForOrganization,)"
     R"(GetTelemetryEvaluationStatus,GetTelemetryEvaluationStatusForOrganization,GetTelemetryRule,)"
     R"(GetTelemetryRuleForOrganization,ListResourceTelemetry,ListResourceTelemetryForOrganization,)"
     R"(ListTelemetryRules,ListTelemetryRulesForOrganization,GetTelemetryEnrichmentStatus,ListTagsForResource,)"
     R"(GetTelemetryPipeline,ListTelemetryPipelines,TestTelemetryPipeline,ValidateTelemetryPipelineConfiguration,)"
     R"(GetS3TableIntegration,ListS3TableIntegrations;sns:Get*,List*;rum:BatchGet*,Get*,List*;)"
     R"(synthetics:Describe*,Get*,List*;xray:BatchGet*,Get*,List*,StartTraceRetrieval,CancelTraceRetrieval",)"
     R"("Effect":"Allow","Resource":"*","Sid":"CloudWatchReadOnlyAccessPermissions"},)"
     R"({"Action":["oam:ListAttachedLinks"],"Effect":"Allow","Resource":"arn:aws:oam:*:*:sink/*",)"
     R"("Sid":"OAMReadPermissions"},{"Action":"iam:GetRole","Effect":"Allow",)"
     R"("Resource":"arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceR)"
     R"(oleForCloudWatchApplicationSignals","Sid":"CloudWatchReadOnlyGetRolePermissions"},)"
     R"({"Action":["cloudtrail:GetChannel"],"Effect":"Allow","Resource":"arn:aws:cloudtrail:*:*:channel/aws-servi)"
     R"(ce-channel/application-signals/*","Sid":"CloudWatchCloudTrailPermissions"},)"
     R"({"Action":["servicequotas:GetServiceQuota"],"Effect":"Allow",)"
     R"("Resource":["arn:aws:servicequotas:*:*:s3/*","arn:aws:servicequotas:*:*:dynamodb/*",)"
     R"("arn:aws:servicequotas:*:*:kinesis/*","arn:aws:servicequotas:*:*:sns/*",)"
     R"("arn:aws:servicequotas:*:*:bedrock/*","arn:aws:servicequotas:*:*:lambda/*",)"
     R"("arn:aws:servicequotas:*:*:fargate/*","arn:aws:servicequotas:*:*:elasticloadbalancing/*",)"
     R"("arn:aws:servicequotas:*:*:ec2/*"],"Sid":"CloudWatchServiceQuotaPermissions"},)"
     R"({"Action":"@resource-explorer-2:ListIndexes,Search","Effect":"Allow",)"
     R"("Resource":["arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view",)"
     R"("arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view"],)"
     R"("Sid":"CloudWatchResourceExplorerPermissions"}]})"},
    {"IAMAccessAnalyzerFullAccess", "/", "", "2019-12-02T17:12:40Z", "2019-12-02T17:12:40Z", 1,
     R"({"Version":"2012-10-17","Statement":[{"Action":["access-analyzer:*"],"Effect":"Allow","Resource":"*"},)"
     R"({"Action":"iam:CreateServiceLinkedRole","Condition":{"StringEquals":{"iam:AWSServiceName":"access-analyze)"
     R"(r.amazonaws.com"}},"Effect":"Allow","Resource":"*"},{"Action":"@organizations:DescribeAccount,)"
     R"(DescribeOrganization,DescribeOrganizationalUnit,ListAccounts,ListAccountsForParent,)"
     R"(ListAWSServiceAccessForOrganization,ListChildren,ListDelegatedAdministrators,)"
     R"(ListOrganizationalUnitsForParent,ListParents,ListRoots","Effect":"Allow","Resource":"*"}]})"},
    {"IAMAccessAnalyzerReadOnlyAccess", "/", "", "2019-12-02T17:12:53Z", "2024-07-18T17:49:04Z", 4,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@access-analyzer:CheckAccessNotGranted,CheckNoNewAccess,)"
     R"(CheckNoPublicAccess,Get*,List*,ValidatePolicy","Effect":"Allow","Resource":"*",)"
     R"("Sid":"IAMAccessAnalyzerReadOnlyAccess"}]})"},
    {"IAMUserChangePassword", "/", "", "2016-11-15T00:25:16Z", "2026-02-12T17:58:57Z", 5,
     R"({"Version":"2012-10-17","Statement":[{"Action":["iam:ChangePassword"],"Effect":"Allow",)"
     R"("Resource":["arn:aws:iam::*:user/${aws:username}","arn:aws:iam::*:user/*/${aws:username}"]},)"
     R"({"Action":["iam:GetAccountPasswordPolicy"],"Effect":"Allow","Resource":"*"}]})"},
    {"ResourceGroupsandTagEditorFullAccess", "/", "", "2015-02-06T18:39:53Z", "2023-08-10T13:29:19Z", 6,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@tag:getResources,getTagKeys,getTagValues,TagResources,)"
     R"(UntagResources;resource-groups:*;cloudformation:DescribeStacks,ListStackResources,ListStacks",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
    {"ResourceGroupsandTagEditorReadOnlyAccess", "/", "", "2015-02-06T18:39:54Z", "2023-08-10T13:42:58Z", 3,
     R"({"Version":"2012-10-17","Statement":[{"Action":"@tag:getResources,getTagKeys,getTagValues;)"
     R"(resource-groups:Get*,List*,Search*;cloudformation:DescribeStacks,ListStackResources,ListStacks",)"
     R"("Effect":"Allow","Resource":"*"}]})"},
};
// clang-format on

}  // namespace

std::span<const AwsPolicy> aws_policies_of_services() { return service_policies; }

}  // namespace wt::iam
