#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

const std::string_view http_api_types = R"yaml(
AWS::ApiGatewayV2::Api:
  map_tags: true
  identifier: [ApiId]
  passes_over: [BodyS3Location]
  drift: {unseen: [Body, BodyS3Location, Target, RouteKey, CredentialsArn, FailOnWarnings, Basepath, DisableSchemaValidation]}
  replaces: [ProtocolType]
  create:
    - apigatewayv2:CreateApi: {"*": $}
      unless: $Body
    - apigatewayv2:ImportApi: {Body: $Body, Basepath: $BasePath, FailOnWarnings: $FailOnWarnings}
      when: $Body
    - apigatewayv2:UpdateApi:
        ApiId: $made.ApiId
        Name: $Name
        Description: $Description
        CorsConfiguration: $CorsConfiguration
        DisableExecuteApiEndpoint: $DisableExecuteApiEndpoint
        Version: $Version
      when: $Body
  id: $made.ApiId
  update:
    - apigatewayv2:ReimportApi: {ApiId: $id, Body: $Body, Basepath: $BasePath, FailOnWarnings: $FailOnWarnings}
      when: $Body
    - apigatewayv2:UpdateApi:
        ApiId: $id
        Name: $Name
        Description: {$or: [$Description, ""]}
        CorsConfiguration: $CorsConfiguration
        DisableExecuteApiEndpoint: {$or: [$DisableExecuteApiEndpoint, false]}
        Version: $Version
  parts:
    - of: Tags
      each: true
      by: Key
      put: {"apigatewayv2:TagResource": {ResourceArn: "arn:aws:apigateway:${region}::/apis/${id}", Tags: [$each]}}
      drop:
        apigatewayv2:UntagResource: {ResourceArn: "arn:aws:apigateway:${region}::/apis/${id}", TagKeys: [$each.Key]}
  read: {"apigatewayv2:GetApi": {ApiId: $id}}
  attributes: {ApiId: $id, ApiEndpoint: $read.ApiEndpoint}
  delete: {"apigatewayv2:DeleteApi": {ApiId: $id}}

# What a quick create made beside its API. It goes with the API, and keeps what it was given until then.
AWS::ApiGatewayV2::ApiGatewayManagedOverrides:
  replaces: [ApiId]
  create: &overrides
    - {"apigatewayv2:GetIntegrations": {ApiId: $ApiId}, save: integrations}
    - {"apigatewayv2:GetRoutes": {ApiId: $ApiId}, save: routes}
    - {"apigatewayv2:GetStages": {ApiId: $ApiId}, save: stages}
    - apigatewayv2:UpdateIntegration:
        ApiId: $ApiId
        IntegrationId: $each.IntegrationId
        Description: $Integration.Description
        IntegrationMethod: $Integration.IntegrationMethod
        PayloadFormatVersion: $Integration.PayloadFormatVersion
        TimeoutInMillis: $Integration.TimeoutInMillis
      each: {$managed: $integrations.Items}
      when: $Integration
    - apigatewayv2:UpdateRoute:
        ApiId: $ApiId
        RouteId: $each.RouteId
        AuthorizationScopes: $Route.AuthorizationScopes
        AuthorizationType: $Route.AuthorizationType
        AuthorizerId: $Route.AuthorizerId
        OperationName: $Route.OperationName
        Target: $Route.Target
      each: {$managed: $routes.Items}
      when: $Route
    - apigatewayv2:UpdateStage:
        ApiId: $ApiId
        StageName: $each.StageName
        AccessLogSettings: $Stage.AccessLogSettings
        AutoDeploy: $Stage.AutoDeploy
        DefaultRouteSettings: $Stage.DefaultRouteSettings
        Description: $Stage.Description
        RouteSettings: $Stage.RouteSettings
        StageVariables: $Stage.StageVariables
      each: {$managed: $stages.Items}
      when: $Stage
  update: *overrides
  attributes: {Id: $id}
  delete: []

AWS::ApiGatewayV2::Route:
  replaces: [ApiId]
  create: {"apigatewayv2:CreateRoute": {"*": $}}
  id: $made.RouteId
  update: {"apigatewayv2:UpdateRoute": {"*": $, RouteId: $id}}
  attributes: {RouteId: $id}
  delete: {"apigatewayv2:DeleteRoute": {ApiId: $ApiId, RouteId: $id}}

AWS::ApiGatewayV2::Integration:
  replaces: [ApiId]
  create: {"apigatewayv2:CreateIntegration": {"*": $}}
  id: $made.IntegrationId
  update: {"apigatewayv2:UpdateIntegration": {"*": $, IntegrationId: $id}}
  attributes: {IntegrationId: $id}
  delete: {"apigatewayv2:DeleteIntegration": {ApiId: $ApiId, IntegrationId: $id}}

AWS::ApiGatewayV2::Authorizer:
  replaces: [ApiId]
  create: {"apigatewayv2:CreateAuthorizer": {"*": $}}
  id: $made.AuthorizerId
  update: {"apigatewayv2:UpdateAuthorizer": {"*": $, AuthorizerId: $id}}
  attributes: {AuthorizerId: $id}
  delete: {"apigatewayv2:DeleteAuthorizer": {ApiId: $ApiId, AuthorizerId: $id}}

AWS::ApiGatewayV2::Stage:
  map_tags: true
  replaces: [ApiId, StageName]
  create: {"apigatewayv2:CreateStage": {"*": $}}
  id: $StageName
  update: {"apigatewayv2:UpdateStage": {"*": $}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        apigatewayv2:TagResource:
          ResourceArn: "arn:aws:apigateway:${region}::/apis/${ApiId}/stages/${id}"
          Tags: [$each]
      drop:
        apigatewayv2:UntagResource:
          ResourceArn: "arn:aws:apigateway:${region}::/apis/${ApiId}/stages/${id}"
          TagKeys: [$each.Key]
  delete: {"apigatewayv2:DeleteStage": {ApiId: $ApiId, StageName: $id}}

AWS::ApiGatewayV2::Deployment:
  replaces: [ApiId, StageName]
  create: {"apigatewayv2:CreateDeployment": {"*": $}}
  id: $made.DeploymentId
  update: {"apigatewayv2:UpdateDeployment": {ApiId: $ApiId, DeploymentId: $id, Description: {$or: [$Description, ""]}}}
  attributes: {DeploymentId: $id}
  delete: {"apigatewayv2:DeleteDeployment": {ApiId: $ApiId, DeploymentId: $id}}

AWS::ApiGatewayV2::DomainName:
  map_tags: true
  system_tags: false
  replaces: [DomainName]
  create: {"apigatewayv2:CreateDomainName": {"*": $}}
  id: $DomainName
  update: {"apigatewayv2:UpdateDomainName": {"*": $}}
  parts:
    - of: Tags
      in_create: true
      each: true
      by: Key
      put:
        apigatewayv2:TagResource: {ResourceArn: "arn:aws:apigateway:${region}::/domainnames/${id}", Tags: [$each]}
      drop:
        apigatewayv2:UntagResource:
          ResourceArn: "arn:aws:apigateway:${region}::/domainnames/${id}"
          TagKeys: [$each.Key]
  read: {"apigatewayv2:GetDomainName": {DomainName: $id}}
  attributes:
    DomainNameArn: "arn:aws:apigateway:${region}::/domainnames/${id}"
    RegionalDomainName: $read.DomainNameConfigurations.0.ApiGatewayDomainName
    RegionalHostedZoneId: $read.DomainNameConfigurations.0.HostedZoneId
  delete: {"apigatewayv2:DeleteDomainName": {DomainName: $id}}

AWS::ApiGatewayV2::ApiMapping:
  replaces: [DomainName]
  create: {"apigatewayv2:CreateApiMapping": {"*": $}}
  id: $made.ApiMappingId
  update: {"apigatewayv2:UpdateApiMapping": {"*": $, ApiMappingId: $id}}
  attributes: {ApiMappingId: $id}
  delete: {"apigatewayv2:DeleteApiMapping": {ApiMappingId: $id, DomainName: $DomainName}}
)yaml";

}  // namespace wt::cloudformation
