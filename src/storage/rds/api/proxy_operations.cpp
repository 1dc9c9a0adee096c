// RDS Proxy: proxies, their target group, and what is registered with it.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

// Amazon RDS User Guide, "Quotas and constraints" and "RDS Proxy connection considerations".
constexpr std::size_t most_proxies = 20;
constexpr std::int64_t longest_borrow = 300;            // seconds
constexpr std::int64_t longest_client_idle = 8 * 3600;  // seconds; API Reference, "CreateDBProxy"
constexpr std::string_view only_group = "default";

[[nodiscard]] aws::Error no_proxy(const std::string& name) {
    return aws::Error(rds_errors::db_proxy_not_found, fmt::format("DBProxy {} not found.", name));  // Assumed
}

[[nodiscard]] std::vector<ProxyAuth> auth_of(const std::vector<UserAuthConfig>& given) {
    std::vector<ProxyAuth> all;
    for (const UserAuthConfig& each : given)
        all.push_back({each.description.value_or(""), each.user_name.value_or(""), each.secret_arn.value_or(""),
                       each.iam_auth.value_or("DISABLED"), each.client_password_auth_type.value_or("")});
    return all;
}

/// Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse(const ProxyRecord& record) {
    if (!record.role.starts_with("arn:"))
        return aws::Error(Rds::invalid_value, fmt::format("Invalid value {} for RoleArn.", record.role));
    if (record.idle < 1 || record.idle > longest_client_idle)
        return aws::Error(Rds::invalid_value,
                          fmt::format("Invalid value {} for IdleClientTimeout. Must be between 1 and "
                                      "{}",
                                      record.idle, longest_client_idle));
    for (const ProxyAuth& each : record.auth) {
        if (each.secret.empty())
            return aws::Error(Rds::invalid_combination, "A SecretArn is required for authentication with SECRETS.");
    }
    if (record.default_auth == "IAM_AUTH" && !record.auth.empty())
        return aws::Error(Rds::invalid_combination, "Auth can't be specified with the DefaultAuthScheme IAM_AUTH.");
    return std::nullopt;
}

[[nodiscard]] bool is_of_family(std::string_view engine, std::string_view family) {
    const bool postgres = engine.find("postgres") != std::string_view::npos;
    return family == (postgres ? "POSTGRESQL" : "MYSQL");
}

template <class T>
[[nodiscard]] std::optional<T> unless_empty(const T& value) {
    return value.empty() ? std::nullopt : std::optional(value);
}

}  // namespace

aws::Outcome<ProxyRecord*> Rds::named_proxy(const aws::Call& call, const std::string& name) {
    const aws::AccountRegion place = place_of(call);
    ProxyRecord* const found = catalogue_.proxies().find(place, lowered(name));
    if (found != nullptr) return found;
    for (const ProxyRecord& each : catalogue_.scenario_proxies(place)) {
        if (each.name == name) return of_the_scenario("changes of a scenario's proxy");
    }
    return no_proxy(name);
}

aws::Outcome<ProxyRecord*> Rds::available_proxy(const aws::Call& call, const std::string& name) {
    auto found = named_proxy(call, name);
    if (found.ok() && (*found)->status() != "available")
        return aws::Error(rds_errors::invalid_db_proxy_state,
                          fmt::format("DBProxy {} is not in available state.", name));  // Assumed
    return found;
}

aws::Outcome<ProxyRecord> Rds::any_proxy(const aws::Call& call, const std::string& name, const Name& group) {
    const aws::AccountRegion place = place_of(call);
    const ProxyRecord* found = catalogue_.proxies().find(place, lowered(name));
    const auto of_scenario = catalogue_.scenario_proxies(place);
    for (const ProxyRecord& each : of_scenario) {
        if (each.name == name) found = &each;
    }
    if (found == nullptr) return no_proxy(name);
    if (group.value_or(std::string(only_group)) != only_group)
        return aws::Error(rds_errors::db_proxy_target_group_not_found,
                          fmt::format("DBProxyTargetGroup {} not found.", *group));  // Assumed
    return *found;
}

DbProxy Rds::told(const aws::AccountRegion& place, const ProxyRecord& record) const {
    DbProxy told;
    told.db_proxy_name = record.name;
    told.db_proxy_arn = rds_arn(place, "db-proxy", record.resource_id);
    told.status = record.status();
    told.engine_family = record.family;
    told.vpc_security_group_ids = record.security_groups;
    told.vpc_subnet_ids = record.subnets;
    told.default_auth_scheme = record.default_auth;
    auto& all = told.auth.emplace();
    for (const ProxyAuth& each : record.auth)
        all.push_back({unless_empty(each.description), unless_empty(each.user), "SECRETS", each.secret, each.iam,
                       unless_empty(each.client_type)});
    told.role_arn = record.role;
    told.endpoint = fmt::format("{}.proxy-{}", record.name, domain_of(place));
    if (const auto real = catalogue_.servers().relay_endpoint(record.resource_id)) told.endpoint = real->address;
    told.require_tls = record.tls;
    told.idle_client_timeout = static_cast<std::int32_t>(record.idle);
    told.debug_logging = record.debug;
    told.created_date = record.created;
    told.updated_date = record.updated;
    told.endpoint_network_type = "IPV4";
    told.target_connection_network_type = "IPV4";
    return told;
}

DbProxyTargetGroup Rds::told_target_group(const aws::AccountRegion& place, const ProxyRecord& record) {
    DbProxyTargetGroup told;
    told.db_proxy_name = record.name;
    told.target_group_name = only_group;
    told.target_group_arn = rds_arn(place, "target-group", fmt::format("prx-tg-{}", record.resource_id.substr(4)));
    told.is_default = true;
    told.status = "available";
    ConnectionPoolConfigurationInfo& pool = told.connection_pool_config.emplace();
    pool.max_connections_percent = static_cast<std::int32_t>(record.most);
    pool.max_idle_connections_percent = static_cast<std::int32_t>(record.most_idle);
    pool.connection_borrow_timeout = static_cast<std::int32_t>(record.patience);
    pool.session_pinning_filters = record.filters;
    pool.init_query = unless_empty(record.query);
    told.created_date = record.created;
    told.updated_date = record.updated;
    return told;
}

std::vector<DbProxyTarget> Rds::told_targets(const aws::AccountRegion& place, const ProxyRecord& record) {
    std::vector<DbProxyTarget> all;
    const ClusterRecord* const cluster = catalogue_.clusters().find(place, record.cluster);
    if (cluster != nullptr) {
        DbProxyTarget& told = all.emplace_back();
        told.rds_resource_id = cluster->id;
        told.port = static_cast<std::int32_t>(cluster->port);
        told.type = "TRACKED_CLUSTER";
    }
    for (const InstanceRecord* const each : catalogue_.targets(place, record)) {
        const DbInstance instance = this->told(place, *each);
        DbProxyTarget& told = all.emplace_back();
        told.rds_resource_id = each->id;
        told.type = "RDS_INSTANCE";
        if (instance.endpoint) {
            told.endpoint = instance.endpoint->address;
            told.port = instance.endpoint->port;
        }
        if (cluster != nullptr) told.tracked_cluster_id = cluster->id;
        const bool writes = cluster == nullptr ? each->source.empty() : cluster->writer == each->id;
        told.role = writes ? "READ_WRITE" : "READ_ONLY";
        TargetHealth& health = told.target_health.emplace();
        if (!each->of_scenario && !catalogue_.has_credentials(place, record)) {
            health = {"UNAVAILABLE", "AUTH_FAILURE", "Proxy does not have any registered credentials"};  // Assumed
        } else if (each->status() == "available" || each->status() == "modifying") {
            health.state = "AVAILABLE";
        } else if (each->status() == "creating") {
            health = {"REGISTERING", "PENDING_PROXY_CAPACITY", std::nullopt};
        } else {
            health = {"UNAVAILABLE", "UNREACHABLE", fmt::format("The instance is {}.", each->status())};  // Assumed
        }
    }
    return all;
}

aws::Outcome<CreateDbProxyResponse> Rds::create_db_proxy(const aws::Call& call, CreateDbProxyRequest input) {
    const aws::AccountRegion place = place_of(call);
    ProxyRecord record;
    record.name = lowered(input.db_proxy_name);
    if (catalogue_.proxies().has(place, record.name))
        return aws::Error(rds_errors::db_proxy_already_exists,
                          fmt::format("DBProxy {} already exists.", record.name));  // Assumed
    const auto& all = catalogue_.proxies().all();
    const auto here =
        std::count_if(all.begin(), all.end(), [&](const auto& each) { return each.first.first == place; });
    if (static_cast<std::size_t>(here) >= most_proxies)
        return aws::Error(rds_errors::db_proxy_quota_exceeded,
                          "Your account can't create any more proxies.");  // Assumed
    if (input.engine_family == "SQLSERVER") return not_here("proxies of SQL Server");
    if (input.vpc_subnet_ids.size() < 2)
        return aws::Error(rds_errors::invalid_subnet,
                          "A proxy needs subnets in two Availability Zones at least.");  // Assumed
    record.family = input.engine_family;
    record.default_auth = input.default_auth_scheme.value_or("NONE");
    record.auth = auth_of(input.auth);
    record.role = input.role_arn;
    record.subnets = input.vpc_subnet_ids;
    record.security_groups = input.vpc_security_group_ids;
    record.tls = input.require_tls.value_or(false);
    record.debug = input.debug_logging.value_or(false);
    record.idle = input.idle_client_timeout.value_or(static_cast<std::int32_t>(record.idle));
    if (auto wrong = refuse(record)) return std::move(*wrong);
    if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
    const std::string name = record.name;
    catalogue_.add(place, std::move(record));
    CreateDbProxyResponse output;
    output.db_proxy = told(place, *catalogue_.proxies().find(place, name));
    return output;
}

aws::Outcome<DescribeDbProxiesResponse> Rds::describe_db_proxies(const aws::Call& call,
                                                                 DescribeDbProxiesRequest input) {
    const aws::AccountRegion place = place_of(call);
    DescribeDbProxiesResponse output;
    if (input.db_proxy_name) {
        const auto found = any_proxy(call, *input.db_proxy_name, std::nullopt);
        if (!found.ok()) return found.error();
        output.db_proxies.emplace().push_back(told(place, *found));
        return output;
    }
    std::map<std::string, DbProxy> all;
    for (const ProxyRecord& each : catalogue_.scenario_proxies(place)) all.emplace(each.name, told(place, each));
    for (const auto& [key, record] : catalogue_.proxies().all()) {
        if (key.first == place) all.emplace(record.name, told(place, record));
    }
    auto part = page(call, std::move(all), input.marker, input.max_records);
    if (!part.ok()) return part.error();
    output.db_proxies = std::move(part->items);
    output.marker = part->next;
    return output;
}

aws::Outcome<ModifyDbProxyResponse> Rds::modify_db_proxy(const aws::Call& call, ModifyDbProxyRequest input) {
    const aws::AccountRegion place = place_of(call);
    const auto found = available_proxy(call, input.db_proxy_name);
    if (!found.ok()) return found.error();
    ProxyRecord changed = **found;
    if (input.default_auth_scheme) changed.default_auth = *input.default_auth_scheme;
    if (changed.default_auth == "IAM_AUTH") changed.auth.clear();
    if (!input.auth.empty()) changed.auth = auth_of(input.auth);
    if (input.require_tls) changed.tls = *input.require_tls;
    if (input.debug_logging) changed.debug = *input.debug_logging;
    if (input.idle_client_timeout) changed.idle = *input.idle_client_timeout;
    if (input.role_arn) changed.role = *input.role_arn;
    if (!input.security_groups.empty()) changed.security_groups = input.security_groups;
    if (auto wrong = refuse(changed)) return std::move(*wrong);
    changed.updated = context_.calendar();
    const std::string before = changed.name;
    if (input.new_db_proxy_name) changed.name = lowered(*input.new_db_proxy_name);
    const std::string name = changed.name;
    if (name != before) {
        if (catalogue_.proxies().has(place, name))
            return aws::Error(rds_errors::db_proxy_already_exists,
                              fmt::format("DBProxy {} already exists.", name));  // Assumed
        catalogue_.proxies().erase(place, before);
        for (auto& [key, endpoint] : catalogue_.proxy_endpoints().all()) {
            if (key.first != place || endpoint.proxy != before) continue;
            endpoint.proxy = name;
            catalogue_.proxy_endpoints().keep(place, endpoint.name);
        }
    }
    ProxyRecord& kept = catalogue_.proxies().put(place, name, std::move(changed));
    catalogue_.pass(place, kept, "modifying", modifying_proxy);
    ModifyDbProxyResponse output;
    output.db_proxy = told(place, *catalogue_.proxies().find(place, name));
    return output;
}

aws::Outcome<DeleteDbProxyResponse> Rds::delete_db_proxy(const aws::Call& call, DeleteDbProxyRequest input) {
    const aws::AccountRegion place = place_of(call);
    const auto found = named_proxy(call, input.db_proxy_name);
    if (!found.ok()) return found.error();
    if ((*found)->status() == "deleting")
        return aws::Error(rds_errors::invalid_db_proxy_state,
                          fmt::format("DBProxy {} is already being deleted.", (*found)->name));  // Assumed
    DeleteDbProxyResponse output;
    output.db_proxy = told(place, **found);
    output.db_proxy->status = "deleting";
    catalogue_.pass(place, **found, "deleting", deleting_proxy);
    return output;
}

aws::Outcome<DescribeDbProxyTargetGroupsResponse> Rds::describe_db_proxy_target_groups(
    const aws::Call& call, DescribeDbProxyTargetGroupsRequest input) {
    const auto found = any_proxy(call, input.db_proxy_name, input.target_group_name);
    if (!found.ok()) return found.error();
    DescribeDbProxyTargetGroupsResponse output;
    output.target_groups.emplace().push_back(told_target_group(place_of(call), *found));
    return output;
}

aws::Outcome<ModifyDbProxyTargetGroupResponse> Rds::modify_db_proxy_target_group(
    const aws::Call& call, ModifyDbProxyTargetGroupRequest input) {
    const aws::AccountRegion place = place_of(call);
    if (const auto there = any_proxy(call, input.db_proxy_name, input.target_group_name); !there.ok())
        return there.error();
    const auto found = available_proxy(call, input.db_proxy_name);
    if (!found.ok()) return found.error();
    if (input.new_name && *input.new_name != only_group)
        return aws::Error(invalid_value, "The default target group can't be renamed.");  // Assumed
    ProxyRecord changed = **found;
    if (input.connection_pool_config) {
        const ConnectionPoolConfiguration& pool = *input.connection_pool_config;
        if (pool.max_connections_percent) {
            changed.most = *pool.max_connections_percent;
            changed.most_idle = std::min(changed.most_idle, changed.most / 2);
        }
        if (pool.max_idle_connections_percent) changed.most_idle = *pool.max_idle_connections_percent;
        if (pool.connection_borrow_timeout) changed.patience = *pool.connection_borrow_timeout;
        if (!pool.session_pinning_filters.empty()) changed.filters = pool.session_pinning_filters;
        if (pool.init_query) changed.query = *pool.init_query;
    }
    const auto outside = [](std::string_view name, std::int64_t value, std::int64_t least, std::int64_t most) {
        return aws::Error(invalid_value, fmt::format("Invalid value {} for {}. Must be between {} and {}", value, name,
                                                     least, most));  // Assumed
    };
    if (changed.most < 1 || changed.most > 100) return outside("MaxConnectionsPercent", changed.most, 1, 100);
    if (changed.most_idle < 0 || changed.most_idle > changed.most)
        return outside("MaxIdleConnectionsPercent", changed.most_idle, 0, changed.most);
    if (changed.patience < 0 || changed.patience > longest_borrow)
        return outside("ConnectionBorrowTimeout", changed.patience, 0, longest_borrow);
    changed.updated = context_.calendar();
    **found = std::move(changed);
    catalogue_.proxies().keep(place, (*found)->name);
    catalogue_.lead_proxies(place);
    ModifyDbProxyTargetGroupResponse output;
    output.db_proxy_target_group = told_target_group(place, **found);
    return output;
}

aws::Outcome<DescribeDbProxyTargetsResponse> Rds::describe_db_proxy_targets(const aws::Call& call,
                                                                            DescribeDbProxyTargetsRequest input) {
    const aws::AccountRegion place = place_of(call);
    const auto found = any_proxy(call, input.db_proxy_name, input.target_group_name);
    if (!found.ok()) return found.error();
    // A secret may have come or gone.
    catalogue_.lead_proxies(place);
    DescribeDbProxyTargetsResponse output;
    output.targets = told_targets(place, *found);
    return output;
}

aws::Outcome<RegisterDbProxyTargetsResponse> Rds::register_db_proxy_targets(const aws::Call& call,
                                                                            RegisterDbProxyTargetsRequest input) {
    const aws::AccountRegion place = place_of(call);
    if (const auto there = any_proxy(call, input.db_proxy_name, input.target_group_name); !there.ok())
        return there.error();
    const auto found = available_proxy(call, input.db_proxy_name);
    if (!found.ok()) return found.error();
    if (input.db_instance_identifiers.size() + input.db_cluster_identifiers.size() != 1)
        return aws::Error(invalid_combination,
                          "Specify exactly one DB instance or one DB cluster as the proxy's target.");  // Assumed
    ProxyRecord& record = **found;
    if (!record.instance.empty() || !record.cluster.empty())
        return aws::Error(rds_errors::db_proxy_target_already_registered,
                          fmt::format("DBProxy {} has a registered target.", record.name));  // Assumed
    std::string engine;
    if (!input.db_instance_identifiers.empty()) {
        const auto instance = available_instance(call, input.db_instance_identifiers.front());
        if (!instance.ok()) return instance.error();
        if (!(*instance)->source.empty())
            return aws::Error(rds_errors::invalid_db_instance_state,
                              "A read replica can't be the target of a proxy.");  // Assumed
        engine = (*instance)->engine;
        record.instance = (*instance)->id;
    } else {
        const auto cluster = available_cluster(call, input.db_cluster_identifiers.front());
        if (!cluster.ok()) return cluster.error();
        engine = (*cluster)->engine;
        record.cluster = (*cluster)->id;
    }
    if (!is_of_family(engine, record.family)) {
        record.instance.clear();
        record.cluster.clear();
        return aws::Error(invalid_combination, fmt::format("The engine {} is not of the proxy's family {}.", engine,
                                                           record.family));  // Assumed
    }
    catalogue_.proxies().keep(place, record.name);
    catalogue_.lead_proxies(place);
    RegisterDbProxyTargetsResponse output;
    output.db_proxy_targets = told_targets(place, record);
    return output;
}

aws::Outcome<DeregisterDbProxyTargetsResponse> Rds::deregister_db_proxy_targets(const aws::Call& call,
                                                                                DeregisterDbProxyTargetsRequest input) {
    const aws::AccountRegion place = place_of(call);
    if (const auto there = any_proxy(call, input.db_proxy_name, input.target_group_name); !there.ok())
        return there.error();
    const auto found = available_proxy(call, input.db_proxy_name);
    if (!found.ok()) return found.error();
    ProxyRecord& record = **found;
    const auto missing_one = [](const std::vector<std::string>& named, const std::string& registered) {
        return std::any_of(named.begin(), named.end(), [&](const auto& each) { return lowered(each) != registered; });
    };
    if (missing_one(input.db_instance_identifiers, record.instance) ||
        missing_one(input.db_cluster_identifiers, record.cluster))
        return aws::Error(rds_errors::db_proxy_target_not_found,
                          fmt::format("The target is not registered with DBProxy {}.", record.name));  // Assumed
    if (!input.db_instance_identifiers.empty()) record.instance.clear();
    if (!input.db_cluster_identifiers.empty()) record.cluster.clear();
    catalogue_.proxies().keep(place, record.name);
    catalogue_.lead_proxies(place);
    return DeregisterDbProxyTargetsResponse();
}

}  // namespace wt::rds::api
