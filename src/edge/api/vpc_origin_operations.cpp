// Origins in VPCs. What stands behind one is a web server that this machine reaches by the origin's domain name.
#include <algorithm>

#include <fmt/format.h>

#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

/// CloudFront Developer Guide, "Restrict access with VPC origins": up to 15 minutes.
constexpr Duration deployment = std::chrono::minutes(15);

[[nodiscard]] aws::Error no_vpc_origin() { return {entity_not_found, "The entity was not found."}; }

[[nodiscard]] bool is_port(std::int32_t port) {
    return port == 80 || port == 443 || (port >= 1024 && port <= 65535);  // the guide, "Origin settings"
}

/// Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_endpoint(const VpcOriginEndpointConfig& config) {
    if (auto error = inconsistent(config)) return error;
    if (config.name.empty()) return invalid("The parameter Name is required.");
    const bool balancer = config.arn.starts_with("arn:aws:elasticloadbalancing:") &&
                          config.arn.find(":loadbalancer/") != std::string::npos;
    const bool instance = config.arn.starts_with("arn:aws:ec2:") && config.arn.find(":instance/") != std::string::npos;
    if (!balancer && !instance)
        return invalid("The parameter Arn is that of no load balancer and no EC2 instance: " + config.arn);
    if (!is_port(config.http_port) || !is_port(config.https_port))
        return invalid("The parameters HTTPPort and HTTPSPort must be 80, 443, or between 1024 and 65535.");
    return std::nullopt;
}

void complete_endpoint(VpcOriginEndpointConfig& config) {
    if (!config.origin_ssl_protocols) config.origin_ssl_protocols.emplace(OriginSslProtocols{1, {"TLSv1.2"}});
    if (!config.ip_address_type) config.ip_address_type = "ipv4";
}

}  // namespace

VpcOrigin CloudFront::told(const VpcOriginRecord& record, Instant now) const {
    VpcOrigin told;
    told.id = record.id;
    told.arn = record.arn();
    told.account_id = record.account;
    told.status = now >= record.deployed ? "Deployed" : "Deploying";
    told.created_time = record.created;
    told.last_modified_time = record.modified;
    told.vpc_origin_endpoint_config = record.config;
    return told;
}

aws::Outcome<CreateVpcOriginResult> CloudFront::create_vpc_origin(const aws::Call& call, CreateVpcOriginRequest input) {
    if (auto error = refuse_endpoint(input.vpc_origin_endpoint_config)) return std::move(*error);
    for (const auto& [id, record] : catalogue_.vpc_origins()) {
        if (record.account == call.caller.account && record.config.name == input.vpc_origin_endpoint_config.name)
            return aws::Error(entity_already_exists, "The entity already exists. You must provide a unique entity.");
    }
    auto tags = tags_of(input.tags.value_or(Tags()));
    if (!tags.ok()) return tags.error();
    VpcOriginRecord record;
    record.account = call.caller.account;
    record.id = catalogue_.new_vpc_origin();
    record.etag = catalogue_.new_etag();
    record.created = record.modified = in_seconds(call.now);
    record.deployed = call.now + pace_.of(deployment);
    record.tags = std::move(*tags);
    record.config = std::move(input.vpc_origin_endpoint_config);
    complete_endpoint(record.config);
    const VpcOriginRecord& kept = catalogue_.keep(std::move(record));
    CreateVpcOriginResult output;
    output.vpc_origin = told(kept, call.now);
    output.location = location_of(call, "vpc-origin", kept.id);
    output.etag = kept.etag;
    return output;
}

aws::Outcome<GetVpcOriginResult> CloudFront::get_vpc_origin(const aws::Call& call, GetVpcOriginRequest input) {
    const VpcOriginRecord* const found = catalogue_.find_vpc_origin(call.caller.account, input.id);
    if (found == nullptr) return no_vpc_origin();
    GetVpcOriginResult output;
    output.vpc_origin = told(*found, call.now);
    output.etag = found->etag;
    return output;
}

aws::Outcome<UpdateVpcOriginResult> CloudFront::update_vpc_origin(const aws::Call& call, UpdateVpcOriginRequest input) {
    const VpcOriginRecord* const found = catalogue_.find_vpc_origin(call.caller.account, input.id);
    if (found == nullptr) return no_vpc_origin();
    if (auto error = refuse_version(found->etag, input.if_match)) return std::move(*error);
    if (auto error = refuse_endpoint(input.vpc_origin_endpoint_config)) return std::move(*error);
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (is_named_by(record.config, input.id))
            return aws::Error(cannot_update_entity_while_in_use, "The entity cannot be updated while it is in use.");
    }
    VpcOriginRecord record = *found;
    record.etag = catalogue_.new_etag();
    record.modified = in_seconds(call.now);
    record.deployed = call.now + pace_.of(deployment);
    record.config = std::move(input.vpc_origin_endpoint_config);
    complete_endpoint(record.config);
    const VpcOriginRecord& kept = catalogue_.keep(std::move(record));
    UpdateVpcOriginResult output;
    output.vpc_origin = told(kept, call.now);
    output.etag = kept.etag;
    return output;
}

aws::Outcome<DeleteVpcOriginResult> CloudFront::delete_vpc_origin(const aws::Call& call, DeleteVpcOriginRequest input) {
    const VpcOriginRecord* const found = catalogue_.find_vpc_origin(call.caller.account, input.id);
    if (found == nullptr) return no_vpc_origin();
    if (auto error = refuse_version(found->etag, input.if_match)) return std::move(*error);
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (is_named_by(record.config, input.id))
            return aws::Error(cannot_delete_entity_while_in_use, "The entity cannot be deleted while it is in use.");
    }
    DeleteVpcOriginResult output;
    output.vpc_origin = told(*found, call.now);
    output.vpc_origin->status = "Deleting";
    output.etag = found->etag;
    catalogue_.drop_vpc_origin(input.id);
    return output;
}

aws::Outcome<ListVpcOriginsResult> CloudFront::list_vpc_origins(const aws::Call& call, ListVpcOriginsRequest input) {
    std::vector<VpcOriginSummary> rows;
    for (const auto& [id, record] : catalogue_.vpc_origins()) {
        if (record.account != call.caller.account) continue;
        const VpcOrigin one = told(record, call.now);
        rows.push_back({id, record.config.name, one.status, one.created_time, one.last_modified_time, one.arn,
                        one.account_id, record.config.arn, record.config.ip_address_type});
    }
    auto page = page_of<VpcOriginList>(rows, input.marker, input.max_items,
                                       [](const VpcOriginSummary& row) -> const std::string& { return row.id; });
    if (!page.ok()) return page.error();
    ListVpcOriginsResult output;
    output.vpc_origin_list = std::move(*page);
    return output;
}

aws::Outcome<ListDistributionsByVpcOriginIdResult> CloudFront::list_distributions_by_vpc_origin_id(
    const aws::Call& call, ListDistributionsByVpcOriginIdRequest input) {
    if (catalogue_.find_vpc_origin(call.caller.account, input.vpc_origin_id) == nullptr) return no_vpc_origin();
    std::vector<std::string> ids;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account == call.caller.account && is_named_by(record.config, input.vpc_origin_id)) ids.push_back(id);
    }
    auto page = page_of<DistributionIdList>(ids, input.marker, input.max_items,
                                            [](const std::string& id) -> const std::string& { return id; });
    if (!page.ok()) return page.error();
    ListDistributionsByVpcOriginIdResult output;
    output.distribution_id_list = std::move(*page);
    return output;
}

}  // namespace wt::edge::api
