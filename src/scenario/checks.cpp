#include "scenario/checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/edge_checks.hpp"
#include "scenario/handler_checks.hpp"
#include "scenario/load_bounds.hpp"
#include "scenario/metric_table.hpp"
#include "scenario/name_checks.hpp"
#include "stack/service_integration.hpp"
#include "stream/object_name.hpp"

namespace wt::scenario {

namespace {

/// Names and places while one scenario is checked.
class Checker : NameChecks {
public:
    using NameChecks::NameChecks;

    void run() {
        check_architecture();
        check_handlers(scenario_, root_, problems_);
        check_load(scenario_, root_, problems_);
        check_prices(scenario_, root_, problems_);
        if (const auto wrong = load_problem(scenario_)) problem(wrong->path, wrong->message);
        for (std::size_t i = 0; i < scenario_.faults.size(); ++i) check_fault(scenario_.faults[i], i);
        for (std::size_t i = 0; i < scenario_.steady_state.size(); ++i) check_steady(scenario_.steady_state[i], i);
        for (std::size_t i = 0; i < scenario_.slo.size(); ++i) check_slo(scenario_.slo[i], i);
        for (std::size_t i = 0; i < scenario_.invariants.size(); ++i) check_invariant(scenario_.invariants[i], i);
    }

    void check_architecture() {
        for (const stack::Component& component : scenario_.architecture.components) check_component(component);
        check_entry();
        check_reservations();
    }

private:
    void check_component(const stack::Component& c) {
        const std::vector<std::string> path{"architecture", c.name};
        const auto below = [&](std::initializer_list<std::string> more) {
            std::vector<std::string> longer = path;
            longer.insert(longer.end(), more);
            return longer;
        };
        if (c.type == "cloudfront" || c.type == "wafv2") {
            if (c.to.empty()) problem(path, "\"to\" is missing: where requests go from here");
            reference(below({"to"}), c.to,
                      c.type == "cloudfront" ? Types{"wafv2", "apigateway-rest"} : Types{"apigateway-rest"});
            for (const std::string& api : c.also_to) reference(below({"to"}), api, {"apigateway-rest"});
            if (!c.also_to.empty() && (c.type != "wafv2" || scenario_.architecture.leading_to(c.name) != nullptr))
                problem(below({"to"}), "several APIs stand behind a firewall without an edge before it");
        }
        if (const auto* api = std::get_if<gateway::RestApiConfig>(&c.config)) {
            if (api->routes.empty()) problem(path, "an API has at least one route");
            for (const gateway::Route& route : api->routes) {
                check_route(below({"routes", fmt::format("{} {}", http::name(route.method), route.pattern)}), route);
            }
            check_authorizer(api->authorizer, below({"authorizer"}));
            for (const auto& [route, limit] : api->method_limits)
                known_route(*api, route, below({"throttle", "methods"}));
            for (const auto& [route, own] : api->cache.routes) known_route(*api, route, below({"cache", "routes"}));
            for (const auto& [name, plan] : api->usage_plans) {
                for (const auto& [route, limit] : plan.methods) {
                    known_route(*api, route, below({"usage_plans", name, "methods"}));
                }
            }
        }
        if (const auto* function = std::get_if<lambda::FunctionConfig>(&c.config)) {
            check_function(*function, path);
            if (function->reserved && function->provisioned > *function->reserved) {
                problem(below({"concurrency", "provisioned"}),
                        "Requested Provisioned Concurrency should not be greater than the "
                        "reservedConcurrentExecution for function");
            }
            reference(below({"async", "on_failure"}), function->async.on_failure, {"s3"});
        }
        if (const auto* bucket = std::get_if<s3::BucketConfig>(&c.config)) {
            reference(below({"notify"}), bucket->notify, {"lambda"});
        }
        if (const auto* firehose = std::get_if<stream::DeliveryStreamConfig>(&c.config)) {
            if (c.to.empty()) problem(path, "\"to\" is missing: the bucket that it delivers into");
            reference(below({"to"}), c.to, {"s3"});
            reference(below({"source"}), firehose->source, {"kinesis"});
            reference(below({"transform", "function"}), firehose->transform.function, {"lambda"});
            reference(below({"backup", "to"}), firehose->backup.to, {"s3"});
            if (const auto wrong = stream::prefix_problem(firehose->prefix, firehose->error_prefix))
                problem(below({"prefix"}), *wrong);
            if (const auto wrong = stream::prefix_problem(firehose->backup.prefix, ""))
                problem(below({"backup", "prefix"}), *wrong);
        }
        if (c.source) reference(below({"source"}), c.source->stream, {"kinesis"});
        if (c.consumes) check_consumer(c, below({"source"}));
        if (const auto* queue = std::get_if<queue::QueueConfig>(&c.config)) {
            reference(below({"dead_letters"}), queue->dead_letters, {"sqs"});
            if (queue->dead_letters == c.name) problem(below({"dead_letters"}), "a queue's dead letters go elsewhere");
            if (!queue->dead_letters.empty() && !queue->max_receives)
                problem(path, "\"max_receives\" is missing: how often a message may fail before it is a dead letter");
        }
        if (const auto* primary = std::get_if<rds::PrimaryConfig>(&c.config)) {
            if (!primary->url.empty() && primary->engine != rds::EngineKind::postgres)
                problem(below({"url"}), "only the engine postgres has a url");
        }
        if (const auto* redis = std::get_if<cache::RedisConfig>(&c.config)) {
            if (redis->engine == cache::EngineKind::real && redis->durability != cache::Durability::none)
                problem(below({"durability"}), "only the engine embedded has a log that outlives the primary");
        }
        if (const auto* proxy = std::get_if<rds::ProxyConfig>(&c.config)) reference(below({"of"}), proxy->of, {"rds"});
        if (const auto* replica = std::get_if<rds::ReplicaConfig>(&c.config)) {
            reference(below({"of"}), replica->of, {"rds"});
            check_replica_url(*replica, path);
        }
    }

    [[nodiscard]] const rds::PrimaryConfig* primary_of(const rds::ReplicaConfig& replica) const {
        const stack::Component* found = scenario_.architecture.find(replica.of);
        return found == nullptr ? nullptr : std::get_if<rds::PrimaryConfig>(&found->config);
    }

    void check_replica_url(const rds::ReplicaConfig& replica, std::vector<std::string> path) {
        const rds::PrimaryConfig* primary = primary_of(replica);
        if (primary == nullptr || primary->url.empty() == replica.url.empty()) return;
        const bool missing = replica.url.empty();
        if (!missing) path.emplace_back("url");
        problem(path, missing ? fmt::format("\"url\" is missing: {} has one, so its replicas need one", replica.of)
                              : fmt::format("{} has no url, so its replicas are started with it", replica.of));
    }

    /// A route leads to a function, or to a service that can be asked by its method.
    void check_route(const std::vector<std::string>& path, const gateway::Route& route) {
        if (route.target.empty()) return;
        const stack::Component* to = scenario_.architecture.find(route.target);
        if (to == nullptr || to->type == "lambda") return reference(path, route.target, {"lambda"});
        const auto operation = stack::integration_operation(to->type, route.method);
        if (!operation || (route.any && to->type != "http"))
            return problem(path, fmt::format("{} is {}, of which a route of {} can ask nothing", to->name, to->type,
                                             route.any ? "any method" : http::name(route.method)));
        if (*operation == lambda::Operation::put) check_put(path, to->name);
    }

    void check_function(const lambda::FunctionConfig& function, const std::vector<std::string>& path) {
        using lambda::Operation;
        for (const lambda::NativeHandler& handler : function.handlers) {
            for (std::size_t i = 0; i < handler.calls.size(); ++i) {
                const lambda::Call& call = handler.calls[i];
                std::vector<std::string> at = path;
                at.insert(at.end(), {"handlers", handler.route, "calls", std::to_string(i), "to"});
                switch (call.operation) {
                    case Operation::get: reference(at, call.to, {"elasticache", "s3", "dynamodb"}); break;
                    case Operation::set:
                    case Operation::del: reference(at, call.to, {"elasticache"}); break;
                    case Operation::select: reference(at, call.to, {"rds-replica", "rds", "rds-proxy"}); break;
                    case Operation::update:
                    case Operation::remove: reference(at, call.to, {"rds", "rds-proxy", "dynamodb"}); break;
                    case Operation::insert:
                    case Operation::apply: reference(at, call.to, {"rds", "rds-proxy"}); break;
                    case Operation::call: reference(at, call.to, {"http"}); break;
                    case Operation::put:
                        reference(at, call.to, {"kinesis", "firehose", "s3", "dynamodb", "sqs"});
                        check_size(at, call);
                        check_put(at, call.to);
                        break;
                }
            }
        }
    }

    void check_consumer(const stack::Component& c, const std::vector<std::string>& path) {
        const queue::ConsumerConfig& source = *c.consumes;
        reference(path, source.queue, {"sqs"});
        // Lambda API Reference, "CreateEventSourceMapping".
        if (source.batch_size > 10 && source.window < 1s)
            problem(path, "a batch_size of more than 10 needs a window of at least 1s");
        const stack::Component* const at = scenario_.architecture.find(source.queue);
        const auto* const queue = at == nullptr ? nullptr : std::get_if<queue::QueueConfig>(&at->config);
        const auto& function = std::get<lambda::FunctionConfig>(c.config);
        if (queue != nullptr && queue->visibility < function.timeout)
            problem(path, fmt::format("{}'s visibility of {} is less than the function's timeout of {}", source.queue,
                                      format_duration(queue->visibility), format_duration(function.timeout)));
    }

    /// What reads a Kinesis stream takes no puts.
    void check_put(const std::vector<std::string>& path, const std::string& name) {
        const stack::Component* to = scenario_.architecture.find(name);
        const auto* firehose = to == nullptr ? nullptr : std::get_if<stream::DeliveryStreamConfig>(&to->config);
        if (firehose == nullptr || firehose->source.empty()) return;
        problem(path, fmt::format("{} reads {}; records are put there", name, firehose->source));
    }

    void check_reservations() {
        std::uint64_t reserved = 0;
        for (const stack::Component& component : scenario_.architecture.components) {
            const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
            if (function != nullptr) reserved += function->reserved.value_or(function->provisioned);
        }
        const std::uint64_t most = scenario_.architecture.account.concurrency;
        if (reserved + lambda::AccountConfig::least_unreserved <= most || reserved == 0) return;
        problem({"architecture"},
                fmt::format("the functions reserve {} of the account's {} concurrent executions: Specified "
                            "ReservedConcurrentExecutions for function decreases account's "
                            "UnreservedConcurrentExecution below its minimum value of [{}].",
                            reserved, most, lambda::AccountConfig::least_unreserved));
    }

    void check_authorizer(const gateway::AuthorizerConfig& authorizer, const std::vector<std::string>& path) {
        using Kind = gateway::AuthorizerConfig::Kind;
        const auto below = [&](const char* key) {
            std::vector<std::string> at = path;
            at.emplace_back(key);
            return at;
        };
        if (authorizer.kind == Kind::cognito || authorizer.kind == Kind::jwt) {
            if (authorizer.pool.empty()) problem(path, "\"pool\" is missing: the cognito component");
            reference(below("pool"), authorizer.pool, {"cognito"});
        }
        if (authorizer.kind == Kind::lambda) {
            if (authorizer.function.empty()) problem(path, "\"function\" is missing: the lambda that decides");
            reference(below("function"), authorizer.function, {"lambda"});
        }
    }

    void known_route(const gateway::RestApiConfig& api, const std::string& name, std::vector<std::string> path) {
        const std::vector<std::string> routes = routes_of(api);
        if (std::find(routes.begin(), routes.end(), name) != routes.end()) return;
        path.push_back(name);
        problem(path, fmt::format("there is no route \"{}\"{}", name, suggestion(name, routes)));
    }

    void check_entry() {
        if (names_of({"apigateway-rest"}).empty()) {
            problem({"architecture"}, "there is no apigateway-rest: nothing answers requests");
        }
        for (const stack::Component& edge : scenario_.architecture.components) {
            const auto* config = std::get_if<edge::DistributionConfig>(&edge.config);
            if (config == nullptr) continue;
            for (const auto& [place, function] : functions_at(*config)) {
                std::vector<std::string> path{"architecture", edge.name};
                path.insert(path.end(), place.begin(), place.end());
                reference(path, function, {"lambda"});
            }
            for (std::size_t i = 0; i < config->behaviors.size(); ++i) {
                if (config->behaviors[i].origin.empty() || edge::is_url(config->behaviors[i].origin)) continue;
                reference({"architecture", edge.name, "behaviors", std::to_string(i), "to"},
                          config->behaviors[i].origin, {"s3"});
            }
            if (const auto wrong = firewall_problem(scenario_.architecture, edge))
                problem({"architecture", edge.name, "to"}, *wrong);
        }
    }

    void check_more_load(const FaultSpec& fault, std::size_t index) {
        const stack::Component* api = scenario_.architecture.api_behind(scenario_.target_of(fault));
        if (fault.kind != FaultKind::load || api == nullptr) return;
        const std::string route = fault.load.route();
        const std::vector<std::string> routes = routes_of(std::get<gateway::RestApiConfig>(api->config));
        if (std::find(routes.begin(), routes.end(), route) == routes.end() && !leads_to_bucket(fault.load.pattern)) {
            problem({"faults", std::to_string(index), "route"},
                    fmt::format("{} has no route \"{}\"{}", api->name, route, suggestion(route, routes)));
        }
        std::vector<std::string> clients;
        for (const ClientClass& client : scenario_.workload.clients) clients.push_back(client.name);
        if (fault.client.empty() || std::find(clients.begin(), clients.end(), fault.client) != clients.end()) return;
        problem({"faults", std::to_string(index), "client"},
                fmt::format("no clients are called \"{}\"{}", fault.client, suggestion(fault.client, clients)));
    }

    void check_fault(const FaultSpec& fault, std::size_t index) {
        check_more_load(fault, index);
        const std::vector<std::string> path{"faults", std::to_string(index), "target"};
        Types types{"cloudfront", "wafv2", "cognito", "apigateway-rest", "lambda",    "elasticache", "kinesis",
                    "firehose",   "s3",    "rds",     "rds-replica",     "rds-proxy", "dynamodb",    "http",
                    "sqs"};
        switch (fault.kind) {
            case FaultKind::recycle: types = {"lambda"}; break;
            case FaultKind::lag: types = {"rds-replica", "elasticache"}; break;
            case FaultKind::flush: types = {"cloudfront", "apigateway-rest", "elasticache"}; break;
            case FaultKind::load:
            case FaultKind::attack: types = {"cloudfront", "wafv2", "apigateway-rest"}; break;
            case FaultKind::failover: types = {"rds", "elasticache"}; break;
            case FaultKind::promote: types = {"rds"}; break;
            case FaultKind::crash: types = {"rds", "rds-replica"}; break;
            case FaultKind::pop_down: types = {"cloudfront"}; break;
            case FaultKind::skew: types = {"cognito", "apigateway-rest"}; break;
            case FaultKind::replay: types = {"s3"}; break;
            case FaultKind::response: types = {"lambda"}; break;
            default:
                // Other kinds have many targets; an action's name says which.
                if (fault.action.starts_with("aws:lambda:")) types = {"lambda"};
                if (fault.action.starts_with("aws:kinesis:")) types = {"kinesis"};
                if (fault.action.starts_with("aws:elasticache:")) types = {"elasticache"};
                break;
        }
        if (fault.kind != FaultKind::set) reference(path, fault.target, types);  // else see check_settings()
        check_fault_settings(fault, index);
        if (fault.at >= scenario_.length() && scenario_.length() > Duration::zero()) {
            problem({"faults", std::to_string(index), "at"},
                    fmt::format("the load is over after {}", format_duration(scenario_.length())));
        }
        if (fault.until_moment && *fault.until_moment <= fault.at) {
            problem({"faults", std::to_string(index), "until"}, "it ends before it begins");
        }
    }

    void check_fault_settings(const FaultSpec& fault, std::size_t index) {
        const auto at = [&](const char* key) { return std::vector<std::string>{"faults", std::to_string(index), key}; };
        for (const auto& [key, condition] : {std::pair("when", &fault.when), std::pair("until", &fault.until)}) {
            if (*condition) check_metric(at(key), (*condition)->metric, {(*condition)->expectation});
        }
        if (fault.kind == FaultKind::error && fault.invocation && fault.fault.error_status != 500) {
            problem(at("status"),
                    "a function error has no status of its own: a REST API answers 502. The kind \"response\" "
                    "makes a function answer one");
        }
        const stack::Component* target = scenario_.architecture.find(fault.target);
        if (target == nullptr) return;
        const auto* replica = std::get_if<rds::ReplicaConfig>(&target->config);
        const rds::PrimaryConfig* followed = replica == nullptr ? nullptr : primary_of(*replica);
        if (fault.kind == FaultKind::lag && followed != nullptr && followed->engine == rds::EngineKind::postgres) {
            problem(at("kind"), fmt::format("{} is a PostgreSQL standby, whose lag is its own", fault.target));
        }
        const auto* redis = std::get_if<cache::RedisConfig>(&target->config);
        if (fault.kind == FaultKind::lag && redis != nullptr && redis->engine == cache::EngineKind::real)
            problem(at("kind"), fmt::format("{} is a real server, and has no replica that could lag", fault.target));
        if (redis != nullptr && fault.lose_tail > Duration::zero()) {
            problem(at("lose_tail"),
                    fmt::format("what {} loses is what its replica_lag, or its commit, has on the way", fault.target));
        }
        if (const auto* primary = std::get_if<rds::PrimaryConfig>(&target->config)) {
            if (primary->engine == rds::EngineKind::postgres &&
                (fault.kind == FaultKind::promote || fault.lose_tail > Duration::zero())) {
                problem(at("kind"), fmt::format("{} is a PostgreSQL server: what it has committed is not taken back",
                                                fault.target));
            }
            if (fault.kind == FaultKind::failover && !primary->multi_az) {
                problem(at("kind"), fmt::format("{} has no standby to fail over to: multi_az is false", fault.target));
            }
            if (fault.kind == FaultKind::promote && !has_replica(fault.target)) {
                problem(at("kind"), fmt::format("{} has no replica to promote", fault.target));
            }
        }
        if (const auto* edge = std::get_if<edge::DistributionConfig>(&target->config)) {
            if (fault.kind != FaultKind::pop_down) return;
            std::vector<std::string> names;
            for (const auto& pop : edge->pops) names.push_back(pop.name);
            if (std::find(names.begin(), names.end(), fault.pop) != names.end()) return;
            problem(at("pop"),
                    fmt::format("no point of presence is called \"{}\"{}", fault.pop, suggestion(fault.pop, names)));
        }
    }

    [[nodiscard]] bool has_replica(const std::string& primary) const {
        return std::any_of(scenario_.architecture.components.begin(), scenario_.architecture.components.end(),
                           [&](const stack::Component& component) {
                               const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config);
                               return replica != nullptr && replica->of == primary;
                           });
    }

    void check_fault_name(const std::vector<std::string>& path, const std::string& id) {
        std::vector<std::string> ids;
        for (const FaultSpec& fault : scenario_.faults) ids.push_back(fault.id);
        if (id.empty() || std::find(ids.begin(), ids.end(), id) != ids.end()) return;
        problem(path, fmt::format("no fault has the id \"{}\"{}", id, suggestion(id, ids)));
    }

    /// What a component would need to make a metric that others of its type make; empty when it lacks nothing.
    [[nodiscard]] std::string_view lacks(const stack::Component& component, std::string_view metric) const {
        if (metric.starts_with("source.") && !component.source && !component.consumes) return "has no source";
        const bool of_queues = metric == "source.message.age" || metric == "source.concurrency";
        const bool of_streams =
            metric == "source.iterator.age" || metric == "source.skipped" || metric == "source.expired";
        if (of_queues && !component.consumes) return "reads no queue";
        if (of_streams && !component.source) return "reads no stream";
        if (metric.starts_with("async.") && !is_told(component.name)) return "is told by no bucket";
        if (const auto* acl = std::get_if<edge::waf::WebAclConfig>(&component.config)) {
            const bool counts = std::any_of(acl->rules.begin(), acl->rules.end(),
                                            [](const auto& rule) { return rule.action == edge::waf::Action::count; });
            if (metric == "counted" && !counts) return "has no rule that counts";
        }
        if (const auto* edge = std::get_if<edge::DistributionConfig>(&component.config)) {
            if (metric.starts_with("shield.") && !edge->shield) return "has no shield";
        }
        if (const auto* hose = std::get_if<stream::DeliveryStreamConfig>(&component.config)) {
            const bool changed = metric.starts_with("transform.") || metric.starts_with("errors.") ||
                                 metric == "dropped" || metric == "failed";
            if (metric == "expired" && hose->source.empty()) return "has no source";
            if (changed && hose->transform.function.empty()) return "has no transform";
            if (metric.starts_with("backup.") && hose->backup.to.empty()) return "has no backup";
        }
        return {};
    }

    /// The same of the load.
    [[nodiscard]] std::string_view load_lacks(std::string_view metric) const {
        const Workload& load = scenario_.workload;
        if (metric.starts_with("sessions") && load.sessions.empty()) return "has no sessions";
        if (metric == "users" && load.model != Workload::Model::closed) return "has no users: the load is open";
        if (metric == "passed.over" && !load.replay) return "is no recording";
        if (metric == "abandoned" && !load.gives_up) return "has nobody who gives_up";
        if (metric == "turned.away" && !signs_in()) return "has no entry that signs in";
        return {};
    }

    [[nodiscard]] bool signs_in() const {
        const std::vector<MixEntry> entries = scenario_.workload.entries();
        return std::any_of(entries.begin(), entries.end(), [](const MixEntry& entry) { return entry.signs_in(); }) ||
               std::any_of(scenario_.faults.begin(), scenario_.faults.end(), [](const FaultSpec& fault) {
                   return fault.kind == FaultKind::load && fault.load.signs_in();
               });
    }

    [[nodiscard]] bool is_told(const std::string& function) const {
        return std::any_of(scenario_.architecture.components.begin(), scenario_.architecture.components.end(),
                           [&](const stack::Component& component) {
                               const auto* bucket = std::get_if<s3::BucketConfig>(&component.config);
                               return bucket != nullptr && bucket->notify == function;
                           });
    }

    /// `what` is looked at by one of `expectations`: there is such a metric, and it has such a number.
    void check_metric(const std::vector<std::string>& path, const Selector& what,
                      const std::vector<Expectation>& expectations) {
        if (what.name.empty()) return;
        const std::string owner = what.name.substr(0, what.name.find('.'));
        const stack::Component* component = scenario_.architecture.find(owner);
        const bool of_clients = owner == "http" || owner == "attack";
        if (component == nullptr && !of_clients) {
            std::vector<std::string> names{"http", "attack"};
            for (const stack::Component& one : scenario_.architecture.components) names.push_back(one.name);
            return problem(path, owner == "cost"
                                     ? "what it costs is known at the end: only slo asks for it, of the whole run"
                                     : fmt::format("no component is called \"{}\"{}", owner, suggestion(owner, names)));
        }
        // Clients' metrics are called http, too.
        const std::string_view type = of_clients                  ? std::string_view(owner)
                                      : component->type == "http" ? std::string_view("http-service")
                                                                  : std::string_view(component->type);
        const MetricRow* row = find_metric(type, what.name);
        if (row == nullptr) {
            std::vector<std::string> names;
            for (const MetricRow& one : metric_rows()) {
                if (one.type == type) names.push_back(fmt::format("{}.{}", owner, one.name));
            }
            return problem(path, fmt::format("no metric is called \"{}\"{}", what.name, suggestion(what.name, names)));
        }
        if (owner == "attack" && ids_of(FaultKind::attack).empty()) {
            return problem(path, "there is no fault of kind attack");
        }
        const std::string_view needed = component == nullptr ? load_lacks(row->name) : lacks(*component, row->name);
        if (!needed.empty()) return problem(path, fmt::format("no {} is kept: {} {}", what.name, owner, needed));
        for (const auto& [label, value] : what.labels) check_label(path, *row, label, value);
        for (const Expectation& one : expectations) {
            if (const auto why = cannot_measure(*row, one)) problem(path, fmt::format("\"{}\": {}", one.text, *why));
        }
    }

    [[nodiscard]] std::vector<std::string> ids_of(FaultKind kind) const {
        std::vector<std::string> ids;
        for (const FaultSpec& fault : scenario_.faults) {
            if (fault.kind == kind) ids.push_back(fault.id);
        }
        return ids;
    }

    /// The values that a label may have; none when nobody knows before the run.
    [[nodiscard]] std::vector<std::string> values_of(const MetricRow& row, const std::string& label) const {
        std::vector<std::string> values;
        if (label == "fault") return ids_of(FaultKind::attack);
        if (label == "client") {
            for (const ClientClass& client : scenario_.workload.clients) values.push_back(client.name);
        }
        if (label == "route") {
            const auto add = [&](const MixEntry& entry, const std::string& target) {
                values.push_back(entry.route());
                if (entry.signs_in()) values.push_back(scenario_.sign_in_route(target));
            };
            for (const MixEntry& entry : scenario_.workload.entries()) add(entry, scenario_.target_of(entry));
            for (const FaultSpec& fault : scenario_.faults) {
                if (fault.kind == FaultKind::load) add(fault.load, scenario_.target_of(fault));
            }
        }
        if (label == "session") {
            for (const Session& session : scenario_.workload.sessions) values.push_back(session.name);
        }
        if (label == "rule") {
            for (const stack::Component& component : scenario_.architecture.components) {
                const auto* acl = std::get_if<edge::waf::WebAclConfig>(&component.config);
                if (acl == nullptr) continue;
                for (const auto& rule : acl->rules) values.push_back(rule.name);
                if (row.name == "blocked") values.emplace_back("default");
            }
        }
        return values;
    }

    void check_label(const std::vector<std::string>& path, const MetricRow& row, const std::string& label,
                     const std::string& value) {
        const std::vector<std::string> labels(row.labels.begin(), row.labels.end());
        if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
            return problem(path, fmt::format("{} has no label \"{}\"{}", row.name, label, suggestion(label, labels)));
        }
        const std::vector<std::string> values = values_of(row, label);
        if (label == "status" || label == "by" || std::find(values.begin(), values.end(), value) != values.end())
            return;
        problem(path, fmt::format("no {} is called \"{}\"{}", label, value, suggestion(value, values)));
    }

    void check_steady(const SteadyState& steady, std::size_t index) {
        const std::vector<std::string> path{"steady_state", std::to_string(index)};
        check_metric({path[0], path[1], "metric"}, steady.metric, steady.expect);
        for (const FaultSpec& fault : scenario_.faults) {
            if (fault.when || fault.at > scenario_.clock.warmup) continue;
            problem(path, fmt::format("{} begins {}: nothing is seen before it", fault.id,
                                      fault.at > Duration::zero() ? "before the warm-up is over" : "with the load"));
        }
    }

    void check_slo(const Slo& slo, std::size_t index) {
        const std::vector<std::string> path{"slo", std::to_string(index)};
        const auto at = [&](const char* key) { return std::vector<std::string>{path[0], path[1], key}; };
        if (cost_asked_for(slo.metric) && scenario_.architecture.find("cost") == nullptr) {
            for (const std::string& wrong : wrong_with_cost(slo, scenario_.architecture)) problem(at("metric"), wrong);
            if (slo.abort) problem(at("abort"), "what it costs is known at the end");
            return;
        }
        check_metric(at("metric"), slo.metric, slo.expect);
        check_fault_name(at("during"), slo.during);
        if (slo.grace > Duration::zero() && !slo.abort) problem(at("grace"), "only what may abort the load has one");
        if ((slo.during.empty() ? 0 : 1) + (slo.phase.empty() ? 0 : 1) + (slo.window ? 1 : 0) > 1) {
            problem(path, "expected one of during, phase and window");
        }
        if (slo.window) {
            const auto [from, to] = *slo.window;
            if (from >= to) problem(at("window"), "expected a moment, and a later one");
            if (from >= scenario_.length() || to > scenario_.length()) {
                problem(at("window"), fmt::format("the load is over after {}", format_duration(scenario_.length())));
            }
        }
        if (slo.phase.empty() || slo.phase == "all") return;
        std::vector<std::string> names{"all"};
        Duration begins{0};
        for (const Phase& phase : scenario_.workload.phases) {
            if (phase.name == slo.phase && begins < scenario_.length()) return;
            if (phase.name == slo.phase) {
                return problem(at("phase"),
                               fmt::format("the load is over after {}", format_duration(scenario_.length())));
            }
            begins += phase.duration;
            names.push_back(phase.name);
        }
        problem(at("phase"), fmt::format("no phase is called \"{}\"{}", slo.phase, suggestion(slo.phase, names)));
    }

    void check_invariant(const Invariant& invariant, std::size_t index) {
        const std::vector<std::string> path{"invariants", std::to_string(index)};
        check_metric(path, invariant.metric, {invariant.condition});
        check_fault_name({path[0], path[1], "after"}, invariant.after);
        for (const std::string& argument : invariant.arguments) {
            if (invariant.name == "reads_never_touch" || invariant.name == "replica.read_is_prefix_of") {
                reference(path, argument, {"rds"});
            } else {
                reference(path, argument, {"apigateway-rest", "lambda"});
            }
        }
        // A law about what is not there would hold of nothing.
        if (invariant.name == "waf.blocked_never_reaches" && names_of({"wafv2"}).empty()) {
            problem(path, "there is no wafv2: nothing is blocked");
        }
        if (invariant.name == "replica.read_is_prefix_of" && !has_replica(invariant.arguments.front())) {
            problem(path, fmt::format("{} has no replica", invariant.arguments.front()));
        }
    }
};

}  // namespace

void check(const Scenario& scenario, const Tree& root, Problems& problems) { Checker(scenario, root, problems).run(); }

void check_architecture(const Scenario& scenario, const Tree& root, Problems& problems) {
    Checker(scenario, root, problems).check_architecture();
}

}  // namespace wt::scenario
