#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/endpoint.hpp"
#include "base/pace.hpp"
#include "base/scope.hpp"
#include "cloud/cloud.hpp"
#include "cloud/code_senders.hpp"
#include "cloud/database_metrics.hpp"
#include "cloud/database_tier.hpp"
#include "cloud/delivery_surroundings.hpp"
#include "cloud/edge_surroundings.hpp"
#include "cloud/function_logs.hpp"
#include "cloud/gateway_surroundings.hpp"
#include "cloud/identities.hpp"
#include "cloud/lambda_surroundings.hpp"
#include "cloud/log_deliveries.hpp"
#include "cloud/notifier.hpp"
#include "cloud/open_web.hpp"
#include "cloud/pool_guard.hpp"
#include "cloud/profiles.hpp"
#include "cloud/service_calls.hpp"
#include "cloud/stack_surroundings.hpp"
#include "cloud/trigger_functions.hpp"
#include "cloud/waf_surroundings.hpp"
#include "cloud/web_identities.hpp"
#include "cloudformation/cloudformation.hpp"
#include "cloudwatch/api/cloudwatch.hpp"
#include "edge/api/cloudfront.hpp"
#include "edge/api/scenario_distribution.hpp"
#include "edge/kvs/key_value_stores.hpp"
#include "edge/waf/api/wafv2.hpp"
#include "front/site.hpp"
#include "gateway/api/api_gateway.hpp"
#include "gateway/api/stage_planes.hpp"
#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "iam/api/iam_service.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "iam/sts.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/issuers.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/providers.hpp"
#include "identity/pools/identity_pools.hpp"
#include "identity/sync/sync.hpp"
#include "kms/kms.hpp"
#include "kms/service_keys.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/function_url.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/planes.hpp"
#include "logs/logs.hpp"
#include "parameters/parameters.hpp"
#include "secrets/secrets_manager.hpp"
#include "stack/metric_sampler.hpp"
#include "stack/stack.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/rds/api/rds.hpp"
#include "storage/rds/data/rds_data.hpp"
#include "storage/s3/api/s3_service.hpp"
#include "storage/s3/sweeps.hpp"
#include "stream/firehose/firehose.hpp"
#include "stream/kinesis/kinesis.hpp"
#include "unwritten/unwritten.hpp"

namespace wt::cloud {

/// What services keep of themselves. A store is read before anybody writes to it, so this stands before the stack.
struct ServiceRecords {
    /// All outlive this.
    ServiceRecords(const Context& context, store::Store& store, aws::Accounts accounts, lambda::api::CodeFolder& code,
                   rds::api::SqlDatabases& sql, Pace::Kind kind)
        : pace(context, kind),
          credentials(std::move(accounts)),
          directory(context, store, credentials),
          log_groups(context, store),
          log_records(store),
          alarms(context, store),
          functions(context, store, code, pace),
          rest_apis(context, store),
          http_apis(store),
          streams(context, store, pace),
          delivery_streams(context, store, pace),
          web_acls(store),
          distributions(context, store),
          secrets(context, store),
          keys(context, store),
          caches(context, store, pace),
          parameters(store),
          stacks(context, store),
          user_pools(context, store, [] { return identity::SigningKey::generate(); }),
          identity_pools(context, store, [] { return identity::SigningKey::generate(); }),
          datasets(store),
          databases(context, store, pace, secrets, sql) {}

    Pace pace;
    iam::Credentials credentials;
    iam::Directory directory;
    logs::LogGroups log_groups;
    logs::AccountRecords log_records;
    cloudwatch::Alarms alarms;
    lambda::api::Catalogue functions;
    gateway::api::Catalogue rest_apis;
    gateway::http_api::api::Catalogue http_apis;
    stream::kinesis::Catalogue streams;
    stream::firehose::Catalogue delivery_streams;
    edge::waf::api::Catalogue web_acls;
    edge::api::Catalogue distributions;
    secrets::Catalogue secrets;
    kms::Catalogue keys;
    cache::api::Catalogue caches;
    parameters::ParameterStore parameters;
    cloudformation::Stacks stacks;
    identity::Catalogue user_pools;
    identity::pools::Catalogue identity_pools;
    identity::sync::Datasets datasets;
    rds::api::Catalogue databases;
};

/// Each service, and what it asks of the others: wired here, once. `Cloud` says what its methods do.
class Services {
public:
    Services(const Context& context, stack::Stack& stack, ServiceRecords& records, const CloudOptions& options);
    Services(const Services&) = delete;
    Services& operator=(const Services&) = delete;

    /// Starts what works in the background: lifecycle rules, the tiers' metrics, alarms, the end of old log events.
    /// `ids`: of the distributions that are there.
    void start(std::function<stack::ResourceIds()> ids);

    void start_over() {
        wafv2_.list_anew(credentials_.accounts().usual_place());
        caches_.list_anew();
        streams_.list_anew();
        delivery_streams_.list_anew();
    }

    [[nodiscard]] aws::Endpoint& endpoint() { return endpoint_; }
    /// The way from the listener to the endpoint.
    [[nodiscard]] front::AwsApis apis();
    /// And to functions that have addresses of their own.
    [[nodiscard]] front::FunctionUrls function_urls();
    /// This server is reached there, and blocking work is done there; once, before start().
    void be_at(std::string address, Offload& offload) {
        stack_surroundings_.be_at(std::move(address), offload);
        kms_.work_on(offload);
    }
    /// Makes a stack of a template, or changes it; why not, when it cannot be.
    [[nodiscard]] Task<std::optional<std::string>> deploy(cloudformation::Wanted wanted);
    /// Where custom resources and wait conditions are answered.
    [[nodiscard]] front::Page answers_to_stacks();
    /// Where import jobs of user pools take their files.
    [[nodiscard]] front::Page user_imports();
    /// And to the domains of user pools.
    [[nodiscard]] front::Logins logins();
    [[nodiscard]] const Profiles& profiles() const { return profiles_; }
    /// Servers elsewhere.
    [[nodiscard]] OpenWeb& web() { return web_; }
    /// What user pools have sent.
    [[nodiscard]] identity::Outbox& outbox() { return outbox_; }
    /// Told of custom domains of APIs, now and whenever one changes.
    void watch_domains(gateway::api::StagePlanes::DomainWatcher watcher) { stages_.watch_domains(std::move(watcher)); }

    /// How distributions reach what has a host here.
    void reach_by(EdgeSurroundings::Reach here) { edge_surroundings_.reach_by(std::move(here)); }

private:
    /// The scenario's distributions stand in CloudFront's catalogue, too.
    void list_scenario_distributions(ServiceRecords& records);
    /// Its web ACL, and where its origins are.
    void tell_wiring(edge::api::ScenarioDistribution& about, const edge::DistributionConfig& config,
                     edge::waf::api::Catalogue& web_acls);
    /// The scenario's APIs stand in API Gateway's catalogue, too.
    void list_scenario_apis(gateway::api::Catalogue& catalogue);

    Context context_;
    stack::Stack& stack_;
    edge::api::Catalogue& distributions_;
    stream::kinesis::Catalogue& streams_;
    stream::firehose::Catalogue& delivery_streams_;
    iam::Credentials& credentials_;
    iam::KeyAuthenticator authenticator_;
    Notifier notifier_;
    kms::Kms kms_;
    kms::ServiceKeys keys_;
    s3::api::S3Service s3_;
    iam::api::IamService iam_;
    PoolIdentities web_identities_;
    iam::Sts sts_;
    cloudwatch::MetricStore metrics_;
    cloudwatch::Alarms& alarms_;
    cloudwatch::CloudWatch cloudwatch_;
    std::optional<stack::MetricSampler> sampler_;  // once started
    logs::LogGroups& log_groups_;
    LogDeliveries log_deliveries_;
    logs::Logs logs_;
    Profiles profiles_;
    FunctionLogs function_logs_;
    LambdaSurroundings lambda_surroundings_;
    lambda::api::Planes planes_;
    lambda::api::Lambda lambda_;
    lambda::api::FunctionUrls function_urls_;
    identity::Outbox outbox_;
    TriggerFunctions trigger_functions_;
    CodeSenders code_senders_;
    OpenWeb web_;
    identity::Issuers issuers_;
    identity::Providers providers_;
    identity::Cognito cognito_;
    identity::ManagedLogin managed_login_;
    ServiceCalls service_calls_;
    identity::pools::IdentityPools identity_pools_;
    identity::sync::Sync sync_;
    GatewaySurroundings gateway_surroundings_;
    gateway::api::StagePlanes stages_;
    gateway::api::ApiGateway api_gateway_;
    gateway::http_api::api::StagePlanes http_stages_;
    gateway::http_api::api::ApiGatewayV2 api_gateway_v2_;
    stream::kinesis::Kinesis kinesis_;
    DeliverySurroundings delivery_surroundings_;
    stream::firehose::Firehose firehose_;
    WafSurroundings waf_surroundings_;
    edge::waf::api::WafV2 wafv2_;
    PoolGuard pool_guard_;
    EdgeSurroundings edge_surroundings_;
    edge::api::Planes edge_planes_;
    edge::api::CloudFront cloudfront_;
    edge::kvs::KeyValueStores key_value_stores_;
    secrets::SecretsManager secrets_manager_;
    cache::api::NoNodes no_nodes_;
    cache::api::Catalogue& caches_;
    cache::api::ElastiCache elasticache_;
    parameters::Parameters parameters_;
    StackSurroundings stack_surroundings_;
    cloudformation::Engine stack_engine_;
    cloudformation::CloudFormation cloudformation_;
    DatabaseTier database_tier_;
    rds::api::NoServers no_database_servers_;
    rds::api::Rds rds_;
    rds::data::RdsData rds_data_;
    DatabaseMetrics database_metrics_;
    std::vector<std::unique_ptr<aws::Service>> unwritten_ = unwritten::services();
    aws::Endpoint endpoint_;
    s3::Sweeps sweeps_;
    Scope services_;
};

}  // namespace wt::cloud
