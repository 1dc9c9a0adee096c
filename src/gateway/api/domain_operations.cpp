// Custom domains, and what stands at their paths.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "gateway/api/domain.hpp"
#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"
#include "gateway/api/stage_planes.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule domain_rules[] = {
    {"/certificateArn", "replace"},
    {"/certificateName", "replace"},
    {"/regionalCertificateArn", "replace"},
    {"/regionalCertificateName", "replace"},
    {"/securityPolicy", "replace"},
    {"/endpointAccessMode", "replace"},
    {"/routingMode", "replace"},
    {"/ownershipVerificationCertificateArn", "replace"},
    {"/endpointConfiguration/types/*", "replace"},
    {"/endpointConfiguration/ipAddressType", "replace"},
};
constexpr PatchRule mapping_rules[] = {{"/basePath", "replace"}, {"/restapiId", "replace"}, {"/stage", "replace"}};

[[nodiscard]] aws::Error no_domain() { return not_found("Invalid domain name identifier specified"); }

}  // namespace

aws::Outcome<DomainName> ApiGateway::create_domain_name(const aws::Call& call, CreateDomainNameRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (auto error = refuse_domain(catalogue_, input.domain_name)) return std::move(*error);
    DomainName made = regional_domain(catalogue_, place, std::move(input.domain_name));
    made.certificate_name = std::move(input.certificate_name);
    made.certificate_arn = std::move(input.certificate_arn);
    made.regional_certificate_name = std::move(input.regional_certificate_name);
    made.regional_certificate_arn = std::move(input.regional_certificate_arn);
    made.endpoint_configuration = input.endpoint_configuration.value_or(EndpointConfiguration());
    auto& types = made.endpoint_configuration->types;
    if (!types || types->empty()) types = {"EDGE"};
    if (types->front() == "PRIVATE") return unwritten("private custom domains");
    if (!made.endpoint_configuration->ip_address_type) made.endpoint_configuration->ip_address_type = "ipv4";
    if (types->front() != "REGIONAL") {
        made.regional_domain_name.reset();
        made.distribution_domain_name = fmt::format("d{}.cloudfront.net", catalogue_.new_id(13));
        made.distribution_hosted_zone_id = "Z2FDTNDATAQYW2";  // CloudFront's, for everybody
        made.certificate_upload_date = in_seconds(call.now);
    }
    if (input.security_policy) made.security_policy = std::move(input.security_policy);
    made.endpoint_access_mode = std::move(input.endpoint_access_mode);
    made.ownership_verification_certificate_arn = std::move(input.ownership_verification_certificate_arn);
    if (input.routing_mode) made.routing_mode = std::move(input.routing_mode);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    made.tags = unless_empty(std::move(input.tags));
    DomainName output = catalogue_.keep_in(place, std::move(made));
    map_domain(place, *output.domain_name);
    return output;
}

aws::Outcome<DomainName> ApiGateway::get_domain_name(const aws::Call& call, GetDomainNameRequest input) {
    const DomainName* const found = catalogue_.find_in<DomainName>(aws::account_region_of(call), input.domain_name);
    if (found == nullptr) return no_domain();
    return *found;
}

aws::Outcome<DomainNames> ApiGateway::get_domain_names(const aws::Call& call, GetDomainNamesRequest input) {
    auto page = page_of<DomainNames>(catalogue_.at(aws::account_region_of(call)).domains, "apigateway:GetDomainNames",
                                     input.position, input.limit, call.now,
                                     [](const DomainName& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<DomainName> ApiGateway::update_domain_name(const aws::Call& call, UpdateDomainNameRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const DomainName* const found = catalogue_.find_in<DomainName>(place, input.domain_name);
    if (found == nullptr) return no_domain();
    auto changed = patched(*found, input.patch_operations, domain_rules);
    if (!changed.ok()) return changed.error();
    DomainName output = catalogue_.keep_in(place, std::move(*changed));
    return output;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_domain_name(const aws::Call& call, DeleteDomainNameRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (!drop_domain(catalogue_, place, input.domain_name)) return no_domain();
    planes_.map_domain(input.domain_name, std::nullopt);
    return aws::Nothing();
}

aws::Outcome<DomainMapping*> ApiGateway::find_mapping(const aws::AccountRegion& place, const std::string& domain,
                                                      const std::string& path) {
    if (catalogue_.find_in<DomainName>(place, domain) == nullptr) return no_domain();
    DomainMapping* const found = catalogue_.find_in<DomainMapping>(place, domain + "/" + path);
    if (found == nullptr) return not_found("Invalid base path mapping identifier specified");
    return found;
}

std::optional<aws::Error> ApiGateway::refuse_mapping(const aws::AccountRegion& place, const BasePathMapping& mapping) {
    const Api* const api = catalogue_.find(place, mapping.rest_api_id.value_or(""));
    if (api == nullptr) return bad_request("Invalid REST API identifier specified");
    if (mapping.stage && !mapping.stage->empty() && !api->stages.contains(*mapping.stage))
        return bad_request("Invalid stage identifier specified");
    // Assumed: the sentence. Paths of several segments are HTTP APIs' (API Gateway Developer Guide, "API mappings").
    const std::string& path = *mapping.base_path;
    if (path != no_path && path.find('/') != std::string::npos)
        return bad_request("API Gateway V1 doesn't support the slash character (/) in base path mappings.");
    return std::nullopt;
}

void ApiGateway::map_domain(const aws::AccountRegion& place, const std::string& domain) {
    planes_.map_domain(domain, mapped(catalogue_.at(place), domain));
}

aws::Outcome<BasePathMapping> ApiGateway::create_base_path_mapping(const aws::Call& call,
                                                                   CreateBasePathMappingRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    DomainMapping made;
    made.domain = std::move(input.domain_name);
    made.told.base_path = input.base_path.value_or("").empty() ? std::string(no_path) : *input.base_path;
    made.told.rest_api_id = std::move(input.rest_api_id);
    made.told.stage = std::move(input.stage);
    const auto there = find_mapping(place, made.domain, *made.told.base_path);
    if (there.ok()) return conflict("Base path already exists for this domain name");
    if (catalogue_.find_in<DomainName>(place, made.domain) == nullptr) return no_domain();
    if (auto error = refuse_mapping(place, made.told)) return std::move(*error);
    made.id = catalogue_.new_id();
    const DomainMapping& kept = catalogue_.keep_in(place, std::move(made));
    map_domain(place, kept.domain);
    return kept.told;
}

aws::Outcome<BasePathMapping> ApiGateway::get_base_path_mapping(const aws::Call& call,
                                                                GetBasePathMappingRequest input) {
    const auto found = find_mapping(aws::account_region_of(call), input.domain_name, input.base_path);
    if (!found.ok()) return found.error();
    return (*found)->told;
}

aws::Outcome<BasePathMappings> ApiGateway::get_base_path_mappings(const aws::Call& call,
                                                                  GetBasePathMappingsRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (catalogue_.find_in<DomainName>(place, input.domain_name) == nullptr) return no_domain();
    auto page =
        page_of<BasePathMappings>(catalogue_.at(place).mappings, "apigateway:GetBasePathMappings/" + input.domain_name,
                                  input.position, input.limit, call.now, [&](const DomainMapping& each) {
                                      return each.domain == input.domain_name ? std::optional(each.told) : std::nullopt;
                                  });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<BasePathMapping> ApiGateway::update_base_path_mapping(const aws::Call& call,
                                                                   UpdateBasePathMappingRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto found = find_mapping(place, input.domain_name, input.base_path);
    if (!found.ok()) return found.error();
    auto changed = patched((*found)->told, input.patch_operations, mapping_rules);
    if (!changed.ok()) return changed.error();
    if (changed->base_path.value_or("").empty()) changed->base_path = std::string(no_path);
    if (auto error = refuse_mapping(place, *changed)) return std::move(*error);
    const std::string id = (*found)->id;
    if (changed->base_path != input.base_path) {
        if (find_mapping(place, input.domain_name, *changed->base_path).ok())
            return conflict("Base path already exists for this domain name");
        catalogue_.drop_in<DomainMapping>(place, input.domain_name + "/" + input.base_path);
    }
    const DomainMapping& kept = catalogue_.keep_in(place, DomainMapping{input.domain_name, *changed, id});
    map_domain(place, input.domain_name);
    return kept.told;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_base_path_mapping(const aws::Call& call,
                                                                DeleteBasePathMappingRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto found = find_mapping(place, input.domain_name, input.base_path);
    if (!found.ok()) return found.error();
    catalogue_.drop_in<DomainMapping>(place, input.domain_name + "/" + input.base_path);
    map_domain(place, input.domain_name);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
