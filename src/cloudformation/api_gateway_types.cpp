#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view api_gateway_types = R"yaml(
AWS::ApiGateway::RestApi:
  identifier: [RestApiId]
  drift:
    # A body brings a name of its own.
    actual:
      Name: {$or: [{$when: [$properties.Body, $properties.Name]}, $read.name]}
      Policy:
        $short_policy:
          of: $read.policy
          said: $properties.Policy
          long: "arn:aws:execute-api:${region}:${account}:${id}/"
    unseen: [Body, BodyS3Location, Mode, Parameters, FailOnWarnings, CloneFrom]
  replaces: [CloneFrom]
  passes_over: [BodyS3Location]
  create:
    - apigateway:CreateRestApi: {"*": $, name: {$or: [$Name, $Body.info.title]}}
    - apigateway:PutRestApi:
        restApiId: $made.id
        mode: overwrite
        failOnWarnings: $FailOnWarnings
        parameters: $Parameters
        body: $Body
      when: $Body
  id: $made.id
  update:
    - apigateway:PutRestApi:
        restApiId: $id
        mode: {$or: [$Mode, overwrite]}
        failOnWarnings: $FailOnWarnings
        parameters: $Parameters
        body: $Body
      when: $Body
    - apigateway:UpdateRestApi:
        restApiId: $id
        patchOperations:
          $patches:
            /name: Name
            /description: Description
            /apiKeySource: [ApiKeySourceType, HEADER]
            /minimumCompressionSize: MinimumCompressionSize
            /disableExecuteApiEndpoint: [DisableExecuteApiEndpoint, "false"]
            /policy: Policy
      when:
        $patches:
          /name: Name
          /description: Description
          /apiKeySource: [ApiKeySourceType, HEADER]
          /minimumCompressionSize: MinimumCompressionSize
          /disableExecuteApiEndpoint: [DisableExecuteApiEndpoint, "false"]
          /policy: Policy
  parts:
    - of: BinaryMediaTypes
      in_create: true
      each: true
      put:
        apigateway:UpdateRestApi:
          restApiId: $id
          patchOperations: [{op: add, path: {$media_path: $each}}]
      drop:
        apigateway:UpdateRestApi:
          restApiId: $id
          patchOperations: [{op: remove, path: {$media_path: $each}}]
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"apigateway:TagResource": {resourceArn: "arn:aws:apigateway:${region}::/restapis/${id}", tags: [$each]}}
      drop:
        apigateway:UntagResource: {resourceArn: "arn:aws:apigateway:${region}::/restapis/${id}", tagKeys: [$each.Key]}
  read:
    - apigateway:GetRestApi: {restApiId: $id}
  attributes: {RestApiId: $id, RootResourceId: $read.rootResourceId}
  delete: {"apigateway:DeleteRestApi": {restApiId: $id}}

AWS::ApiGateway::Resource:
  identifier: [RestApiId, ResourceId]
  drift: {look: {"apigateway:GetResource": {restApiId: $RestApiId, resourceId: $id}, save: now}}
  replaces: all
  create: {"apigateway:CreateResource": {"*": $}}
  id: $made.id
  attributes: {ResourceId: $id}
  delete: {"apigateway:DeleteResource": {restApiId: $RestApiId, resourceId: $id}}

AWS::ApiGateway::Method:
  replaces: [RestApiId, ResourceId, HttpMethod]
  create:
    - apigateway:PutMethod: {"*": $, authorizationType: {$or: [$AuthorizationType, NONE]}}
    - apigateway:PutMethodResponse:
        "*": $each
        restApiId: $RestApiId
        resourceId: $ResourceId
        httpMethod: $HttpMethod
      each: $MethodResponses
    - apigateway:PutIntegration:
        "*": $Integration
        restApiId: $RestApiId
        resourceId: $ResourceId
        httpMethod: $HttpMethod
      when: $Integration
    - apigateway:PutIntegrationResponse:
        "*": $each
        restApiId: $RestApiId
        resourceId: $ResourceId
        httpMethod: $HttpMethod
      each: $Integration.IntegrationResponses
  id: "${RestApiId}|${ResourceId}|${HttpMethod}"
  update:
    - apigateway:DeleteMethod: {restApiId: $RestApiId, resourceId: $ResourceId, httpMethod: $HttpMethod}
    - apigateway:PutMethod: {"*": $, authorizationType: {$or: [$AuthorizationType, NONE]}}
    - apigateway:PutMethodResponse:
        "*": $each
        restApiId: $RestApiId
        resourceId: $ResourceId
        httpMethod: $HttpMethod
      each: $MethodResponses
    - apigateway:PutIntegration:
        "*": $Integration
        restApiId: $RestApiId
        resourceId: $ResourceId
        httpMethod: $HttpMethod
      when: $Integration
    - apigateway:PutIntegrationResponse:
        "*": $each
        restApiId: $RestApiId
        resourceId: $ResourceId
        httpMethod: $HttpMethod
      each: $Integration.IntegrationResponses
  delete:
    - apigateway:DeleteMethod: {restApiId: $RestApiId, resourceId: $ResourceId, httpMethod: $HttpMethod}

AWS::ApiGateway::Deployment:
  replaces: [RestApiId, StageName]
  create:
    - apigateway:CreateDeployment:
        restApiId: $RestApiId
        description: $Description
        stageName: $StageName
        stageDescription: $StageDescription.Description
        cacheClusterEnabled: $StageDescription.CacheClusterEnabled
        cacheClusterSize: $StageDescription.CacheClusterSize
        tracingEnabled: $StageDescription.TracingEnabled
        variables: $StageDescription.Variables
    - apigateway:UpdateStage:
        restApiId: $RestApiId
        stageName: $StageName
        patchOperations: {$method_settings: {MethodSettings: $StageDescription.MethodSettings, AccessLogSetting: $StageDescription.AccessLogSetting}}
      when: {$or: [$StageDescription.MethodSettings, $StageDescription.AccessLogSetting]}
  id: $made.id
  update:
    - apigateway:UpdateDeployment:
        restApiId: $RestApiId
        deploymentId: $id
        patchOperations: {$patches: {/description: Description}}
      when: {$patches: {/description: Description}}
  attributes: {DeploymentId: $id}
  delete:
    - apigateway:GetStage: {restApiId: $RestApiId, stageName: $StageName}
      when: $StageName
      save: stage
      optional: true
    - apigateway:DeleteStage: {restApiId: $RestApiId, stageName: $StageName}
      when: {$same: [$stage.deploymentId, $id]}
    - apigateway:DeleteDeployment: {restApiId: $RestApiId, deploymentId: $id}

AWS::ApiGateway::Stage:
  identifier: [RestApiId, StageName]
  drift:
    look: {"apigateway:GetStage": {restApiId: $RestApiId, stageName: $id}, save: now}
    unseen: [MethodSettings, AccessLogSetting, CanarySetting]
  name: {of: StageName, longest: 128}
  replaces: [RestApiId, StageName]
  create:
    - apigateway:CreateStage:
        "*": $
        stageName: $name
        canarySettings:
          deploymentId: $CanarySetting.DeploymentId
          percentTraffic: $CanarySetting.PercentTraffic
          stageVariableOverrides: $CanarySetting.StageVariableOverrides
          useStageCache: $CanarySetting.UseStageCache
  update:
    - apigateway:UpdateStage:
        restApiId: $RestApiId
        stageName: $id
        patchOperations:
          $patches:
            /deploymentId: DeploymentId
            /description: Description
            /cacheClusterEnabled: [CacheClusterEnabled, "false"]
            /cacheClusterSize: [CacheClusterSize, "0.5"]
            /documentationVersion: DocumentationVersion
            /tracingEnabled: [TracingEnabled, "false"]
            /variables/*: Variables
      when:
        $patches:
          /deploymentId: DeploymentId
          /description: Description
          /cacheClusterEnabled: [CacheClusterEnabled, "false"]
          /cacheClusterSize: [CacheClusterSize, "0.5"]
          /documentationVersion: DocumentationVersion
          /tracingEnabled: [TracingEnabled, "false"]
          /variables/*: Variables
  parts:
    - of: CanarySetting
      in_create: true
      put:
        apigateway:UpdateStage:
          restApiId: $RestApiId
          stageName: $id
          patchOperations:
            $patches:
              /canarySettings/deploymentId: CanarySetting.DeploymentId
              /canarySettings/percentTraffic: [CanarySetting.PercentTraffic, "0"]
              /canarySettings/useStageCache: [CanarySetting.UseStageCache, "false"]
              /canarySettings/stageVariableOverrides/*: CanarySetting.StageVariableOverrides
      drop:
        apigateway:UpdateStage:
          restApiId: $RestApiId
          stageName: $id
          patchOperations: [{op: remove, path: /canarySettings}]
    - of: MethodSettings
      put:
        apigateway:UpdateStage:
          restApiId: $RestApiId
          stageName: $id
          patchOperations: {$method_settings: {MethodSettings: $MethodSettings}}
    - of: AccessLogSetting
      put:
        apigateway:UpdateStage:
          restApiId: $RestApiId
          stageName: $id
          patchOperations: {$method_settings: {AccessLogSetting: $AccessLogSetting}}
      drop:
        apigateway:UpdateStage:
          restApiId: $RestApiId
          stageName: $id
          patchOperations: [{op: remove, path: /accessLogSettings}]
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        apigateway:TagResource:
          resourceArn: "arn:aws:apigateway:${region}::/restapis/${RestApiId}/stages/${id}"
          tags: [$each]
      drop:
        apigateway:UntagResource:
          resourceArn: "arn:aws:apigateway:${region}::/restapis/${RestApiId}/stages/${id}"
          tagKeys: [$each.Key]
  delete: {"apigateway:DeleteStage": {restApiId: $RestApiId, stageName: $id}}

AWS::ApiGateway::Authorizer:
  replaces: [RestApiId]
  create: {"apigateway:CreateAuthorizer": {"*": $}}
  id: $made.id
  update:
    - apigateway:UpdateAuthorizer:
        restApiId: $RestApiId
        authorizerId: $id
        patchOperations:
          $patches:
            /name: Name
            /type: Type
            /authType: AuthType
            /authorizerUri: AuthorizerUri
            /authorizerCredentials: AuthorizerCredentials
            /identitySource: IdentitySource
            /identityValidationExpression: IdentityValidationExpression
            /authorizerResultTtlInSeconds: [AuthorizerResultTtlInSeconds, "300"]
      when: $
  parts:
    - of: ProviderARNs
      in_create: true
      each: true
      put:
        apigateway:UpdateAuthorizer:
          restApiId: $RestApiId
          authorizerId: $id
          patchOperations: [{op: add, path: /providerARNs, value: $each}]
      drop:
        apigateway:UpdateAuthorizer:
          restApiId: $RestApiId
          authorizerId: $id
          patchOperations: [{op: remove, path: /providerARNs, value: $each}]
  attributes: {AuthorizerId: $id}
  delete: {"apigateway:DeleteAuthorizer": {restApiId: $RestApiId, authorizerId: $id}}

AWS::ApiGateway::Model:
  name: {of: Name, longest: 128}
  replaces: [RestApiId, Name, ContentType]
  create: {"apigateway:CreateModel": {"*": $, name: {$letters: $name}, contentType: {$or: [$ContentType, application/json]}, schema: {$or: [$Schema, "{}"]}}}
  id: $made.name
  update:
    - apigateway:UpdateModel:
        restApiId: $RestApiId
        modelName: $id
        patchOperations: {$patches: {/description: Description, /schema: [Schema, "{}"]}}
  delete: {"apigateway:DeleteModel": {restApiId: $RestApiId, modelName: $id}}

AWS::ApiGateway::RequestValidator:
  replaces: [RestApiId, Name]
  create: {"apigateway:CreateRequestValidator": {"*": $}}
  id: $made.id
  update:
    - apigateway:UpdateRequestValidator:
        restApiId: $RestApiId
        requestValidatorId: $id
        patchOperations:
          $patches:
            /validateRequestBody: [ValidateRequestBody, "false"]
            /validateRequestParameters: [ValidateRequestParameters, "false"]
  attributes: {RequestValidatorId: $id}
  delete: {"apigateway:DeleteRequestValidator": {restApiId: $RestApiId, requestValidatorId: $id}}

AWS::ApiGateway::GatewayResponse:
  replaces: [RestApiId, ResponseType]
  create: {"apigateway:PutGatewayResponse": {"*": $}}
  id: "${RestApiId}|${ResponseType}"
  update: {"apigateway:PutGatewayResponse": {"*": $}}
  attributes: {Id: $id}
  delete: {"apigateway:DeleteGatewayResponse": {restApiId: $RestApiId, responseType: $ResponseType}}

AWS::ApiGateway::ApiKey:
  name: {of: Name, longest: 128}
  replaces: [Name, GenerateDistinctId, Value]
  create: {"apigateway:CreateApiKey": {"*": $, name: $name}}
  id: $made.id
  update:
    - apigateway:UpdateApiKey:
        apiKey: $id
        patchOperations: {$patches: {/description: Description, /enabled: [Enabled, "false"], /customerId: CustomerId}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"apigateway:TagResource": {resourceArn: "arn:aws:apigateway:${region}::/apikeys/${id}", tags: [$each]}}
      drop:
        apigateway:UntagResource: {resourceArn: "arn:aws:apigateway:${region}::/apikeys/${id}", tagKeys: [$each.Key]}
  attributes: {APIKeyId: $id}
  delete: {"apigateway:DeleteApiKey": {apiKey: $id}}

AWS::ApiGateway::UsagePlan:
  name: {of: UsagePlanName, longest: 128}
  create: {"apigateway:CreateUsagePlan": {"*": $, name: $name}}
  id: $made.id
  update:
    - apigateway:UpdateUsagePlan:
        usagePlanId: $id
        patchOperations:
          $patches:
            /name: UsagePlanName
            /description: Description
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put: {"apigateway:TagResource": {resourceArn: "arn:aws:apigateway:${region}::/usageplans/${id}", tags: [$each]}}
      drop:
        apigateway:UntagResource: {resourceArn: "arn:aws:apigateway:${region}::/usageplans/${id}", tagKeys: [$each.Key]}
    - of: Throttle
      in_create: true
      put:
        apigateway:UpdateUsagePlan:
          usagePlanId: $id
          patchOperations:
            $patches:
              /throttle/rateLimit: [Throttle.RateLimit, "0"]
              /throttle/burstLimit: [Throttle.BurstLimit, "0"]
      drop: {"apigateway:UpdateUsagePlan": {usagePlanId: $id, patchOperations: [{op: remove, path: /throttle}]}}
    - of: Quota
      in_create: true
      put:
        apigateway:UpdateUsagePlan:
          usagePlanId: $id
          patchOperations:
            $patches: {/quota/limit: Quota.Limit, /quota/offset: [Quota.Offset, "0"], /quota/period: Quota.Period}
      drop: {"apigateway:UpdateUsagePlan": {usagePlanId: $id, patchOperations: [{op: remove, path: /quota}]}}
    - of: ApiStages
      in_create: true
      each: true
      put:
        apigateway:UpdateUsagePlan:
          usagePlanId: $id
          patchOperations: [{op: add, path: /apiStages, value: "${each.ApiId}:${each.Stage}"}]
      drop:
        apigateway:UpdateUsagePlan:
          usagePlanId: $id
          patchOperations: [{op: remove, path: /apiStages, value: "${each.ApiId}:${each.Stage}"}]
  attributes: {Id: $id}
  delete:
    - apigateway:GetUsagePlan: {usagePlanId: $id}
      save: plan
    - apigateway:UpdateUsagePlan:
        usagePlanId: $id
        patchOperations: [{op: remove, path: /apiStages, value: "${each.apiId}:${each.stage}"}]
      each: $plan.apiStages
    - apigateway:DeleteUsagePlan: {usagePlanId: $id}

AWS::ApiGateway::UsagePlanKey:
  replaces: all
  create: {"apigateway:CreateUsagePlanKey": {"*": $}}
  id: "${KeyId}:${UsagePlanId}"
  attributes: {Id: $id}
  delete: {"apigateway:DeleteUsagePlanKey": {usagePlanId: $UsagePlanId, keyId: $KeyId}}

AWS::ApiGateway::Account:
  name: {longest: 128}
  create:
    - apigateway:UpdateAccount: {patchOperations: [{op: replace, path: /cloudwatchRoleArn, value: $CloudWatchRoleArn}]}
      when: $CloudWatchRoleArn
  update:
    - apigateway:UpdateAccount: {patchOperations: [{op: replace, path: /cloudwatchRoleArn, value: {$or: [$CloudWatchRoleArn, ""]}}]}
  attributes: {Id: $id}
  delete: []

AWS::ApiGateway::DomainName:
  replaces: [DomainName]
  create: {"apigateway:CreateDomainName": {"*": $}}
  id: $DomainName
  update:
    - apigateway:UpdateDomainName:
        domainName: $id
        patchOperations:
          $patches:
            /certificateArn: CertificateArn
            /regionalCertificateArn: RegionalCertificateArn
            /ownershipVerificationCertificateArn: OwnershipVerificationCertificateArn
            /securityPolicy: SecurityPolicy
            /endpointAccessMode: EndpointAccessMode
            /routingMode: RoutingMode
  fixed: [EndpointConfiguration, MutualTlsAuthentication]
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        apigateway:TagResource: {resourceArn: "arn:aws:apigateway:${region}::/domainnames/${id}", tags: [$each]}
      drop:
        apigateway:UntagResource: {resourceArn: "arn:aws:apigateway:${region}::/domainnames/${id}", tagKeys: [$each.Key]}
  read: {"apigateway:GetDomainName": {domainName: $id}}
  attributes:
    DomainNameArn: "arn:aws:apigateway:${region}::/domainnames/${id}"
    DistributionDomainName: $read.distributionDomainName
    DistributionHostedZoneId: $read.distributionHostedZoneId
    RegionalDomainName: $read.regionalDomainName
    RegionalHostedZoneId: $read.regionalHostedZoneId
  delete: {"apigateway:DeleteDomainName": {domainName: $id}}

AWS::ApiGateway::BasePathMapping:
  replaces: [DomainName, BasePath]
  create: {"apigateway:CreateBasePathMapping": {"*": $}}
  id: "${DomainName}|${BasePath}"
  update:
    - apigateway:UpdateBasePathMapping:
        domainName: $DomainName
        basePath: {$or: [$BasePath, (none)]}
        patchOperations: {$patches: {/restapiId: RestApiId, /stage: Stage}}
  delete:
    - apigateway:DeleteBasePathMapping: {domainName: $DomainName, basePath: {$or: [$BasePath, (none)]}}
)yaml";

}  // namespace wt::cloudformation
