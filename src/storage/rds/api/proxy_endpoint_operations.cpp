// Endpoints of RDS Proxy beside the default ones.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon RDS User Guide, "Working with Amazon RDS Proxy endpoints": 20 for each proxy.
constexpr std::ptrdiff_t most_endpoints = 20;

[[nodiscard]] aws::Error no_proxy_endpoint(const std::string& name) {
    return aws::Error(rds_errors::db_proxy_endpoint_not_found,
                      fmt::format("DBProxyEndpoint {} not found.", name));  // Assumed
}

}  // namespace

DbProxyEndpoint Rds::told(const aws::AccountRegion& place, const ProxyEndpointRecord& record) const {
    DbProxyEndpoint told;
    told.db_proxy_endpoint_name = record.name;
    told.db_proxy_endpoint_arn = rds_arn(place, "db-proxy-endpoint", record.resource_id);
    told.db_proxy_name = record.proxy;
    const bool over = catalogue_.pace().over({record.passing.began, record.passing.ends});
    told.status = record.passing.status.empty() || over ? "available" : record.passing.status;
    told.vpc_security_group_ids = record.security_groups;
    told.vpc_subnet_ids = record.subnets;
    told.endpoint = fmt::format("{}.endpoint.proxy-{}", record.name, domain_of(place));
    if (const auto real = catalogue_.servers().relay_endpoint(record.resource_id)) told.endpoint = real->address;
    told.created_date = record.created;
    told.target_role = record.role;
    told.is_default = false;
    told.endpoint_network_type = "IPV4";
    return told;
}

aws::Outcome<CreateDbProxyEndpointResponse> Rds::create_db_proxy_endpoint(const aws::Call& call,
                                                                          CreateDbProxyEndpointRequest input) {
    const aws::AccountRegion place = place_of(call);
    const auto found = available_proxy(call, input.db_proxy_name);
    if (!found.ok()) return found.error();
    ProxyEndpointRecord record;
    record.name = lowered(input.db_proxy_endpoint_name);
    record.proxy = (*found)->name;
    const auto& all = catalogue_.proxy_endpoints().all();
    if (catalogue_.proxy_endpoints().has(place, record.name))
        return aws::Error(rds_errors::db_proxy_endpoint_already_exists,
                          fmt::format("DBProxyEndpoint {} already exists.", record.name));  // Assumed
    const auto here = std::count_if(all.begin(), all.end(), [&](const auto& each) {
        return each.first.first == place && each.second.proxy == record.proxy;
    });
    if (here >= most_endpoints)
        return aws::Error(rds_errors::db_proxy_endpoint_quota_exceeded,
                          fmt::format("DBProxy {} can't have more endpoints.", record.proxy));  // Assumed
    if (input.vpc_subnet_ids.size() < 2)
        return aws::Error(rds_errors::invalid_subnet,
                          "A proxy's endpoint needs subnets in two Availability Zones at least.");  // Assumed
    record.role = input.target_role.value_or("READ_WRITE");
    record.subnets = input.vpc_subnet_ids;
    record.security_groups = input.vpc_security_group_ids;
    record.created = context_.calendar();
    record.resource_id = catalogue_.fresh_proxy_id("prx-endpoint-");
    if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
    if (const auto course = catalogue_.pace().begin(creating_proxy))
        record.passing = {"creating", course->began, course->ends};
    const std::string name = record.name;
    const ProxyEndpointRecord& kept = catalogue_.proxy_endpoints().put(place, name, std::move(record));
    catalogue_.lead_proxies(place);
    CreateDbProxyEndpointResponse output;
    output.db_proxy_endpoint = told(place, kept);
    return output;
}

aws::Outcome<DescribeDbProxyEndpointsResponse> Rds::describe_db_proxy_endpoints(const aws::Call& call,
                                                                                DescribeDbProxyEndpointsRequest input) {
    const aws::AccountRegion place = place_of(call);
    if (input.db_proxy_name) {
        const auto found = any_proxy(call, *input.db_proxy_name, std::nullopt);
        if (!found.ok()) return found.error();
    }
    std::map<std::string, DbProxyEndpoint> all;
    for (const auto& [key, record] : catalogue_.proxy_endpoints().all()) {
        if (key.first != place) continue;
        if (input.db_proxy_name && record.proxy != lowered(*input.db_proxy_name)) continue;
        if (input.db_proxy_endpoint_name && record.name != lowered(*input.db_proxy_endpoint_name)) continue;
        all.emplace(record.name, told(place, record));
    }
    if (input.db_proxy_endpoint_name && all.empty()) return no_proxy_endpoint(*input.db_proxy_endpoint_name);
    auto part = page(call, std::move(all), input.marker, input.max_records);
    if (!part.ok()) return part.error();
    DescribeDbProxyEndpointsResponse output;
    output.db_proxy_endpoints = std::move(part->items);
    output.marker = part->next;
    return output;
}

aws::Outcome<ModifyDbProxyEndpointResponse> Rds::modify_db_proxy_endpoint(const aws::Call& call,
                                                                          ModifyDbProxyEndpointRequest input) {
    const aws::AccountRegion place = place_of(call);
    const std::string before = lowered(input.db_proxy_endpoint_name);
    const ProxyEndpointRecord* const found = catalogue_.proxy_endpoints().find(place, before);
    if (found == nullptr) return no_proxy_endpoint(input.db_proxy_endpoint_name);
    ProxyEndpointRecord changed = *found;
    if (input.new_db_proxy_endpoint_name) changed.name = lowered(*input.new_db_proxy_endpoint_name);
    if (!input.vpc_security_group_ids.empty()) changed.security_groups = input.vpc_security_group_ids;
    const std::string name = changed.name;
    if (name != before) {
        if (catalogue_.proxy_endpoints().has(place, name))
            return aws::Error(rds_errors::db_proxy_endpoint_already_exists,
                              fmt::format("DBProxyEndpoint {} already exists.", name));  // Assumed
        catalogue_.proxy_endpoints().erase(place, before);
    }
    if (const auto course = catalogue_.pace().begin(modifying_proxy))
        changed.passing = {"modifying", course->began, course->ends};
    ModifyDbProxyEndpointResponse output;
    output.db_proxy_endpoint = told(place, catalogue_.proxy_endpoints().put(place, name, std::move(changed)));
    return output;
}

aws::Outcome<DeleteDbProxyEndpointResponse> Rds::delete_db_proxy_endpoint(const aws::Call& call,
                                                                          DeleteDbProxyEndpointRequest input) {
    const aws::AccountRegion place = place_of(call);
    const std::string name = lowered(input.db_proxy_endpoint_name);
    const ProxyEndpointRecord* const found = catalogue_.proxy_endpoints().find(place, name);
    if (found == nullptr) return no_proxy_endpoint(input.db_proxy_endpoint_name);
    DeleteDbProxyEndpointResponse output;
    output.db_proxy_endpoint = told(place, *found);
    output.db_proxy_endpoint->status = "deleting";
    catalogue_.drop_proxy_endpoint(place, name);
    return output;
}

}  // namespace wt::rds::api
