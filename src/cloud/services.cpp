#include "cloud/services.hpp"
#include "cloud/cache_metrics.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/literals.hpp"
#include "cloud/cache_metrics.hpp"
#include "cloud/site.hpp"
#include "cloud/stream_put.hpp"
#include "edge/api/monitoring.hpp"
#include "edge/api/scenario_distribution.hpp"
#include "gateway/api/scenario_api.hpp"
#include "lambda/api/names.hpp"
#include "lambda/outcome.hpp"
#include "storage/s3/api/lifecycle_rules.hpp"

namespace wt::cloud {

namespace {

[[nodiscard]] Task<bool> run_function(lambda::api::Catalogue& functions, lambda::api::Invoker& invoker,
                                      std::string function_arn, std::string event) {
    auto name = lambda::api::read_function_arn(function_arn);
    if (!name || functions.find(*name) == nullptr) co_return false;
    lambda::api::Invocation invocation;
    invocation.payload = Text(event);
    const http::Response answer = co_await invoker.invoke(std::move(*name), std::move(invocation));
    co_return lambda::outcome_of(answer) == lambda::Outcome::done;
}

/// What CloudWatch has of a stream's consumers and shards.
void add_stream_rows(std::vector<stack::MetricRow>& to, const stream::kinesis::Catalogue& streams,
                     const stream::kinesis::StreamEntry& entry) {
    const auto add = [&to](std::vector<stack::MetricRow> rows) {
        std::move(rows.begin(), rows.end(), std::back_inserter(to));
    };
    const std::string counts = stream::kinesis::Catalogue::address_of(entry);
    for (const auto& [consumer, about] : entry.consumers)
        add(stack::stream_consumer_rows(counts, entry.name, consumer, entry.place));
    const auto stream = entry.metrics.empty() ? nullptr : streams.standing(entry);
    for (std::size_t shard = 0; stream != nullptr && shard < stream->shards(); ++shard) {
        if (!stream->is_gone(shard))
            add(stack::shard_rows(counts, entry.name, stream->shard_id(shard), entry.metrics, entry.place));
    }
}

}  // namespace

Services::Services(const Context& context, stack::Stack& stack, ServiceRecords& records, const CloudOptions& options)
    : context_(context),
      stack_(stack),
      distributions_(records.distributions),
      streams_(records.streams),
      delivery_streams_(records.delivery_streams),
      credentials_(records.credentials),
      authenticator_(options.auth, credentials_, {&records.directory, !options.clock_by_hand}),
      notifier_(context, stack, records.functions),
      kms_(records.keys),
      keys_(kms_),
      s3_(stack.s3(), notifier_, keys_, authenticator_),
      iam_(context, records.directory),
      web_identities_(stack.user_pools().shelf(), records.identity_pools),
      sts_(context, iam::Sts::Parts{credentials_, records.directory, web_identities_, options.auth}),
      alarms_(records.alarms),
      cloudwatch_(metrics_, alarms_),
      log_groups_(records.log_groups),
      log_deliveries_(context, stack, log_groups_, metrics_),
      logs_(context, {log_groups_, records.log_records, log_deliveries_, keys_}),
      function_logs_(context, stack, log_groups_, profiles_),
      lambda_surroundings_(context,
                           {stack, s3_.api(), records.directory, options.auth, records.distributions, records.streams,
                            [this](const std::string& component) { return api_id(context_, component); }}),
      planes_(context, {records.functions, stack.functions(), stack.concurrency(), lambda_surroundings_,
                        credentials_.accounts().usual_place(),
                        [&stack](std::string_view address) -> http::Hop& { return stack.at(address); }}),
      lambda_(context, records.functions, planes_, lambda_surroundings_),
      function_urls_(context, records.functions, planes_, authenticator_, lambda_.model()),
      trigger_functions_(context, {records.functions, planes_, records.user_pools, records.identity_pools}),
      code_senders_(kms_, keys_, records.functions, planes_, trigger_functions_),
      web_(context, [&stack](std::string_view address) -> http::Hop& { return stack.at(address); }),
      issuers_(context, web_),
      providers_(context, web_, issuers_),
      cognito_(context, {records.user_pools, outbox_, trigger_functions_, code_senders_, providers_, records.pace,
                         [this](const aws::AccountRegion& place, const std::string& group, const std::string& stream,
                                std::vector<std::string> lines) {
                             std::vector<logs::InputEvent> events;
                             for (std::string& line : lines) events.push_back({log_groups_.now(), std::move(line)});
                             (void)append_lines(log_groups_, place, group, stream, std::move(events));
                         },
                         options.cognito_quotas}),
      managed_login_(context, cognito_, records.user_pools),
      service_calls_(context, {endpoint_, credentials_, records.directory}),
      identity_pools_(context, {records.identity_pools, records.user_pools, sts_}),
      sync_(context,
            {records.datasets, records.identity_pools, trigger_functions_,
             [this](identity::sync::Sync::StreamPut put) { return put_record(service_calls_, std::move(put)); }}),
      gateway_surroundings_(context, {records.functions, planes_, records.directory, options.auth, authenticator_,
                                      log_groups_, stack.user_pools().shelf(), issuers_, service_calls_}),
      stages_(
          context, stack.rest_apis(), [&stack](std::string_view address) -> http::Hop& { return stack.at(address); },
          gateway_surroundings_, records.rest_apis),
      api_gateway_(records.rest_apis, stages_),
      http_stages_(stack.http_apis(), gateway_surroundings_),
      api_gateway_v2_({records.http_apis, http_stages_, records.rest_apis, stages_}),
      kinesis_(context, records.streams, keys_),
      delivery_surroundings_(context, {stack, records.functions, planes_, records.streams, records.directory}),
      firehose_(context, records.delivery_streams, keys_),
      waf_surroundings_(context, {stack, records.rest_apis, records.user_pools, log_groups_,
                                  std::max<Duration>(1s, records.pace.of(5min))}),
      wafv2_(context, records.web_acls, stack.web_acls(), waf_surroundings_),
      pool_guard_({endpoint_, cognito_, managed_login_, records.user_pools, waf_surroundings_}),
      edge_surroundings_(context, {stack, credentials_, records.web_acls, records.functions, lambda_surroundings_,
                                   log_groups_, service_calls_}),
      edge_planes_(context, {stack.distributions(), edge_surroundings_, records.distributions,
                             [&stack](std::string_view address) -> http::Hop& { return stack.at(address); },
                             std::max<Duration>(1s, records.pace.of(5min))}),
      cloudfront_(context, records.distributions, edge_planes_, records.pace),
      key_value_stores_(records.distributions),
      secrets_manager_(context, records.secrets, keys_,
                       [this, &records](std::string function, std::string event) {
                           return run_function(records.functions, planes_, std::move(function), std::move(event));
                       }),
      caches_(records.caches),
      elasticache_(context, records.caches),
      parameters_(records.parameters),
      stack_surroundings_(context, {endpoint_, lambda_surroundings_, records.directory, options.auth}),
      stack_engine_(context, {records.stacks, stack_surroundings_}, options.unsupported),
      cloudformation_(context, records.stacks, stack_engine_, stack_surroundings_),
      database_tier_(stack),
      rds_(context, records.databases),
      rds_data_(context, records.databases, records.secrets),
      database_metrics_(context, records.databases, metrics_),
      endpoint_(context, authenticator_),
      sweeps_(stack.s3().buckets, s3::api::lifecycle_policy()) {
    for (const Identity& identity : options.identities)
        credentials_.add(credential_of(identity, credentials_.accounts()));
    stages_.stand_all();
    records.user_pools.stand_among(stack.user_pools(), credentials_.accounts().usual_place());
    records.streams.stand_among(stack.kinesis_streams(), credentials_.accounts().usual_place());
    records.delivery_streams.stand_among(stack.delivery_streams(), delivery_surroundings_,
                                         credentials_.accounts().usual_place());
    http_stages_.stand_all(records.http_apis);
    list_scenario_apis(records.rest_apis);
    wafv2_.stand_all(credentials_.accounts().usual_place());
    cloudfront_.stand_all();
    list_scenario_distributions(records);
    edge_surroundings_.ask_by([this](http::Request&& request) { return endpoint_.handle(std::move(request)); });
    endpoint_.add(sts_);
    endpoint_.add(iam_);
    endpoint_.add(s3_);
    endpoint_.add(cognito_);
    endpoint_.add(identity_pools_);
    endpoint_.add(sync_);
    endpoint_.add(cloudwatch_);
    endpoint_.add(logs_);
    endpoint_.add(lambda_);
    notifier_.invoke_by(planes_);
    log_deliveries_.invoke_by(records.functions, planes_);
    endpoint_.add(api_gateway_);
    endpoint_.add(api_gateway_v2_);
    endpoint_.add(kinesis_);
    endpoint_.add(firehose_);
    endpoint_.add(cloudfront_);  // before the web ACLs that it names: it goes first
    endpoint_.add(wafv2_);
    endpoint_.add(key_value_stores_);
    endpoint_.add(secrets_manager_);
    endpoint_.add(kms_);
    records.caches.stand_among(stack.caches(), options.nodes != nullptr ? *options.nodes : no_nodes_,
                               credentials_.accounts().usual_place());
    endpoint_.add(elasticache_);
    endpoint_.add(parameters_);
    endpoint_.add(cloudformation_);
    records.databases.stand_among(
        stack.databases(), database_tier_,
        options.database_servers != nullptr ? *options.database_servers : no_database_servers_,
        credentials_.accounts().usual_place());
    endpoint_.add(rds_);
    endpoint_.add(rds_data_);
    for (const auto& service : unwritten_) endpoint_.add(*service);
}

void Services::list_scenario_apis(gateway::api::Catalogue& catalogue) {
    stack_.rest_apis().shelf().watch([this, &catalogue](const std::string& name, const gateway::RestApi* now) {
        if (now != nullptr && now->config().deployed != nullptr) return;
        if (gateway::api::Api* const before = catalogue.find_component(name)) catalogue.remove(*before);
        if (now == nullptr) return;
        const identity::UserPool* const pool = stack_.user_pools().find(now->config().authorizer.pool);
        gateway::api::ScenarioApi about{name, api_id(context_, name), credentials_.accounts().usual_place(),
                                        pool == nullptr ? "" : pool->id(), context_.calendar()};
        (void)catalogue.add(gateway::api::api_of(about, now->config()));
    });
}

void Services::tell_wiring(edge::api::ScenarioDistribution& about, const edge::DistributionConfig& config,
                           edge::waf::api::Catalogue& web_acls) {
    const std::string& region = credentials_.accounts().usual_place().region;
    const std::string guard(config.web_acl.empty() ? std::string_view() : stack_.web_acls().name_at(config.web_acl));
    for (const auto& [arn, entry] : web_acls.all<edge::waf::api::WebAcl>()) {
        if (!guard.empty() && entry.plane == guard) about.web_acl = arn;
    }
    std::vector<std::string> origins = edge::other_origins(config);
    origins.push_back(config.origin);
    for (const std::string& name : origins) {
        if (const gateway::RestApi* const api = stack_.rest_apis().find(name)) {
            about.origins[name] = {fmt::format("{}.execute-api.{}.amazonaws.com", api_id(context_, name), region),
                                   "/" + api->config().stage};
        } else if (stack_.s3().buckets.find(name) != nullptr) {
            about.origins[name] = {fmt::format("{}.s3.{}.amazonaws.com", name, region), ""};
        }
    }
}

void Services::list_scenario_distributions(ServiceRecords& records) {
    stack_.distributions().shelf().watch([this, &catalogue = records.distributions, &acls = records.web_acls](
                                             const std::string& name, const edge::Distribution* now) {
        if (now != nullptr && !now->config().id.empty()) return;
        const auto [id, domain] = distribution_address(context_, name);
        catalogue.withdraw(id);
        if (now == nullptr) return;
        edge::api::ScenarioDistribution about{
            name, id, domain, credentials_.accounts().usual_place().account, context_.calendar(), {}, {}};
        tell_wiring(about, now->config(), acls);
        (void)catalogue.keep(edge::api::record_of(about, now->config()));
    });
}

void Services::start(std::function<stack::ResourceIds()> ids) {
    planes_.resume();
    cognito_.resume();
    services_.spawn(sweeps_.run());
    sampler_.emplace(
        context_,
        [this, ids = std::move(ids)] {
            auto rows = stack::metric_rows(stack_.standing(), ids());
            auto more = stack::metric_rows(stack_.http_apis().shelf());
            std::move(more.begin(), more.end(), std::back_inserter(rows));
            auto of_caches = cache_rows(caches_);
            std::move(of_caches.begin(), of_caches.end(), std::back_inserter(rows));
            for (const auto& [id, record] : distributions_.distributions()) {
                if (!edge::api::is_monitored(record)) continue;
                auto of_distribution =
                    stack::monitored_rows(id, edge::api::counts_of(record), {record.account, "us-east-1"});
                std::move(of_distribution.begin(), of_distribution.end(), std::back_inserter(rows));
            }
            for (const edge::api::LambdaReplica& each : edge_planes_.replicas()) {
                auto of_lambda =
                    stack::edge_lambda_rows(each.function, each.version, each.counts, {each.account, each.region});
                std::move(of_lambda.begin(), of_lambda.end(), std::back_inserter(rows));
            }
            for (const auto& [key, record] : distributions_.functions().functions()) {
                auto of_function =
                    stack::edge_function_rows(record.name, edge::api::counts_of(record), {record.account, "us-east-1"});
                std::move(of_function.begin(), of_function.end(), std::back_inserter(rows));
            }
            for (const auto& [key, entry] : streams_.all()) add_stream_rows(rows, streams_, *entry);
            return rows;
        },
        metrics_, credentials_.accounts().usual_place());
    services_.spawn(sampler_->run());
    services_.spawn(database_metrics_.run());
    services_.spawn(alarms_.run(metrics_));
    services_.spawn(log_groups_.run());
    services_.spawn(stages_.run());
    services_.spawn(secrets_manager_.run());
    stack_engine_.resume();
}

Task<std::optional<std::string>> Services::deploy(cloudformation::Wanted wanted) {
    const aws::AccountRegion place = credentials_.accounts().usual_place();
    http::Request request;
    request.headers.set("Host", Text(stack_surroundings_.address().substr(std::string_view("http://").size())));
    const aws::Call call{
        aws::root_of(place.account), place.region, {}, {}, context_.calendar(), false, request, {}, {}, {}};
    const auto made = co_await cloudformation_.deploy(call, std::move(wanted));
    if (!made.ok()) co_return made.error().message;
    co_return std::nullopt;
}

front::Page Services::answers_to_stacks() {
    return {std::string(cloudformation::Callbacks::path), [this](http::Request request) -> Task<http::Response> {
                co_return stack_engine_.callbacks().take(request);
            }};
}

front::Page Services::user_imports() {
    return {std::string(identity::Cognito::upload_path),
            [this](http::Request request) { return cognito_.upload(std::move(request)); }};
}

front::FunctionUrls Services::function_urls() {
    return [this](std::string id, http::Request request) {
        return function_urls_.handle(std::move(id), std::move(request));
    };
}

front::Logins Services::logins() {
    return [this](std::string domain, http::Request request) {
        return pool_guard_.page(std::move(domain), std::move(request));
    };
}

front::AwsApis Services::apis() {
    front::AwsApis apis;
    apis.is_for = [this](const http::Request& head) { return endpoint_.is_for(head); };
    apis.streams = [this](const http::Request& head) { return endpoint_.streams(head); };
    apis.handle = [this](http::Request request) { return pool_guard_.call(std::move(request)); };
    apis.lets_in = [this](const http::Request& head) { return endpoint_.lets_in(head); };
    apis.refuse = [this](const http::Request& head, std::string why) { return endpoint_.refuse(head, std::move(why)); };
    for (const aws::ServiceModel* model : endpoint_.models()) {
        if (model->operations.empty()) continue;
        apis.services.push_back({std::string(model->name), std::string(model->version)});
    }
    return apis;
}

}  // namespace wt::cloud
