// Custom domains, which REST APIs have, too, and what stands at their paths.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "gateway/api/domain.hpp"
#include "gateway/api/stage_planes.hpp"
#include "gateway/http_api/api/api_gateway_v2.hpp"
#include "gateway/http_api/api/checks.hpp"
#include "gateway/http_api/api/paging.hpp"

namespace wt::gateway::http_api::api {

namespace {

using gateway::api::DomainMapping;
using gateway::api::no_path;
using SharedDomain = gateway::api::DomainName;

[[nodiscard]] aws::Error no_domain() { return not_found("Invalid domain name identifier specified"); }

// The two APIs have other words for what a request goes by.
[[nodiscard]] std::string routing_mode(std::string text, std::string_view from, std::string_view to) {
    if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}
constexpr std::string_view rests_word = "BASE_PATH_MAPPING";
constexpr std::string_view own_word = "API_MAPPING";

[[nodiscard]] DomainName shown(const SharedDomain& from) {
    DomainName made;
    made.api_mapping_selection_expression = "$request.basepath";
    made.domain_name = from.domain_name.value_or("");
    made.domain_name_arn = from.domain_name_arn;
    made.routing_mode =
        routing_mode(from.routing_mode.value_or(std::string(rests_word) + "_ONLY"), rests_word, own_word);
    made.tags = from.tags.value_or(std::map<std::string, std::string>());
    DomainNameConfiguration configuration;
    const bool regional = from.regional_domain_name.has_value();
    configuration.api_gateway_domain_name = regional ? from.regional_domain_name : from.distribution_domain_name;
    configuration.certificate_arn = regional ? from.regional_certificate_arn : from.certificate_arn;
    configuration.domain_name_status = from.domain_name_status;
    configuration.endpoint_type = regional ? "REGIONAL" : "EDGE";
    configuration.hosted_zone_id = regional ? from.regional_hosted_zone_id : from.distribution_hosted_zone_id;
    configuration.ip_address_type = from.endpoint_configuration ? from.endpoint_configuration->ip_address_type : "ipv4";
    configuration.security_policy = from.security_policy;
    configuration.ownership_verification_certificate_arn = from.ownership_verification_certificate_arn;
    made.domain_name_configurations.emplace().push_back(std::move(configuration));
    return made;
}

/// What is said of it goes in.
void configure(SharedDomain& domain, const DomainNameConfiguration& said) {
    take(domain.regional_certificate_arn, said.certificate_arn);
    take(domain.security_policy, said.security_policy);
    take(domain.ownership_verification_certificate_arn, said.ownership_verification_certificate_arn);
    if (said.ip_address_type && domain.endpoint_configuration)
        domain.endpoint_configuration->ip_address_type = said.ip_address_type;
}

[[nodiscard]] ApiMapping shown(const DomainMapping& from) {
    ApiMapping made;
    made.api_mapping_id = from.id;
    made.api_id = from.told.rest_api_id.value_or("");
    made.stage = from.told.stage.value_or("");
    made.api_mapping_key = from.told.base_path == no_path ? "" : from.told.base_path;
    return made;
}

[[nodiscard]] std::string path_of(const std::optional<std::string>& key) {
    return key.value_or("").empty() ? std::string(no_path) : *key;
}

/// Letters, digits and "$-_.+!*'()", in segments. Assumed: the sentence.
[[nodiscard]] std::optional<aws::Error> refuse_key(const std::string& path) {
    constexpr std::size_t longest = 300;
    const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("$-_.+!*'()/").find(c) != std::string_view::npos;
    });
    const bool segments = !path.starts_with('/') && !path.ends_with('/') && path.find("//") == std::string::npos;
    if (plain && segments && path.size() <= longest) return std::nullopt;
    return bad_request("Invalid ApiMappingKey specified: " + path);
}

}  // namespace

aws::Outcome<DomainName> ApiGatewayV2::create_domain_name(const aws::Call& call, CreateDomainNameRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (auto error = gateway::api::refuse_domain(shared_, input.domain_name)) return std::move(*error);
    const DomainNameConfiguration said =
        input.domain_name_configurations.empty() ? DomainNameConfiguration() : input.domain_name_configurations.front();
    if (said.endpoint_type && said.endpoint_type != "REGIONAL")
        return bad_request("Invalid EndpointType specified. HTTP APIs support only REGIONAL");  // Assumed
    if (input.mutual_tls_authentication) return unwritten("mutual TLS of custom domains");
    SharedDomain made = gateway::api::regional_domain(shared_, place, std::move(input.domain_name));
    configure(made, said);
    if (input.routing_mode) made.routing_mode = routing_mode(*input.routing_mode, own_word, rests_word);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    made.tags = unless_empty(std::move(input.tags));
    DomainName output = shown(shared_.keep_in(place, std::move(made)));
    map_domain(place, output.domain_name);
    return output;
}

aws::Outcome<DomainName> ApiGatewayV2::get_domain_name(const aws::Call& call, GetDomainNameRequest input) {
    const auto* const found = shared_.find_in<SharedDomain>(aws::account_region_of(call), input.domain_name);
    if (found == nullptr) return no_domain();
    DomainName output = shown(*found);
    return output;
}

aws::Outcome<GetDomainNamesResponse> ApiGatewayV2::get_domain_names(const aws::Call& call,
                                                                    GetDomainNamesRequest input) {
    auto page = page_of<GetDomainNamesResponse>(shared_.at(aws::account_region_of(call)).domains,
                                                "apigatewayv2:GetDomainNames", input, call.now,
                                                [](const SharedDomain& each) { return std::optional(shown(each)); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<DomainName> ApiGatewayV2::update_domain_name(const aws::Call& call, UpdateDomainNameRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto* const found = shared_.find_in<SharedDomain>(place, input.domain_name);
    if (found == nullptr) return no_domain();
    if (input.mutual_tls_authentication) return unwritten("mutual TLS of custom domains");
    SharedDomain domain = *found;
    if (input.domain_name_configurations && !input.domain_name_configurations->empty())
        configure(domain, input.domain_name_configurations->front());
    if (input.routing_mode) domain.routing_mode = routing_mode(*input.routing_mode, own_word, rests_word);
    DomainName output = shown(shared_.keep_in(place, std::move(domain)));
    return output;
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_domain_name(const aws::Call& call, DeleteDomainNameRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (!gateway::api::drop_domain(shared_, place, input.domain_name)) return no_domain();
    domains_.map_domain(input.domain_name, std::nullopt);
    return aws::Nothing();
}

aws::Outcome<DomainMapping*> ApiGatewayV2::find_mapping(const aws::AccountRegion& place, const std::string& domain,
                                                        const std::string& id) {
    if (shared_.find_in<SharedDomain>(place, domain) == nullptr) return no_domain();
    for (auto& [key, mapping] : shared_.at(place).mappings) {
        if (mapping.domain == domain && mapping.id == id) return &mapping;
    }
    return not_found("Invalid API mapping identifier specified");
}

std::optional<aws::Error> ApiGatewayV2::refuse_mapping(const aws::AccountRegion& place, const DomainMapping& mapping) {
    if (auto error = refuse_key(mapping.told.base_path == no_path ? "" : *mapping.told.base_path)) return error;
    const std::string id = mapping.told.rest_api_id.value_or("");
    const std::string stage = mapping.told.stage.value_or("");
    const ApiRecord* const own = catalogue_.find(place, id);
    const gateway::api::Api* const rest = shared_.find(place, id);
    if (own == nullptr && rest == nullptr)
        return not_found(fmt::format("Invalid API identifier specified {}:{}", place.account, id));
    if (own != nullptr ? !own->stages.contains(stage) : !rest->stages.contains(stage))
        return bad_request("Invalid stage identifier specified");
    return std::nullopt;
}

void ApiGatewayV2::map_domain(const aws::AccountRegion& place, const std::string& domain) {
    domains_.map_domain(domain, gateway::api::mapped(shared_.at(place), domain));
}

aws::Outcome<ApiMapping> ApiGatewayV2::create_api_mapping(const aws::Call& call, CreateApiMappingRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (shared_.find_in<SharedDomain>(place, input.domain_name) == nullptr) return no_domain();
    DomainMapping made;
    made.domain = std::move(input.domain_name);
    made.id = new_id(6);
    made.told.base_path = path_of(input.api_mapping_key);
    made.told.rest_api_id = std::move(input.api_id);
    made.told.stage = std::move(input.stage);
    if (shared_.find_in<DomainMapping>(place, made.domain + "/" + *made.told.base_path) != nullptr)
        return conflict("ApiMapping key already exists for this domain name");
    if (auto error = refuse_mapping(place, made)) return std::move(*error);
    const DomainMapping& kept = shared_.keep_in(place, std::move(made));
    map_domain(place, kept.domain);
    ApiMapping output = shown(kept);
    return output;
}

aws::Outcome<ApiMapping> ApiGatewayV2::get_api_mapping(const aws::Call& call, GetApiMappingRequest input) {
    const auto found = find_mapping(aws::account_region_of(call), input.domain_name, input.api_mapping_id);
    if (!found.ok()) return found.error();
    ApiMapping output = shown(**found);
    return output;
}

aws::Outcome<GetApiMappingsResponse> ApiGatewayV2::get_api_mappings(const aws::Call& call,
                                                                    GetApiMappingsRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (shared_.find_in<SharedDomain>(place, input.domain_name) == nullptr) return no_domain();
    auto page = page_of<GetApiMappingsResponse>(
        shared_.at(place).mappings, "apigatewayv2:GetApiMappings/" + input.domain_name, input, call.now,
        [&](const DomainMapping& each) {
            return each.domain == input.domain_name ? std::optional(shown(each)) : std::nullopt;
        });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<ApiMapping> ApiGatewayV2::update_api_mapping(const aws::Call& call, UpdateApiMappingRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto found = find_mapping(place, input.domain_name, input.api_mapping_id);
    if (!found.ok()) return found.error();
    DomainMapping mapping = **found;
    const std::string before = mapping.domain + "/" + *mapping.told.base_path;
    mapping.told.rest_api_id = std::move(input.api_id);
    if (input.stage) mapping.told.stage = std::move(input.stage);
    if (input.api_mapping_key) mapping.told.base_path = path_of(input.api_mapping_key);
    if (auto error = refuse_mapping(place, mapping)) return std::move(*error);
    const std::string after = mapping.domain + "/" + *mapping.told.base_path;
    if (after != before) {
        if (shared_.find_in<DomainMapping>(place, after) != nullptr)
            return conflict("ApiMapping key already exists for this domain name");
        shared_.drop_in<DomainMapping>(place, before);
    }
    const DomainMapping& kept = shared_.keep_in(place, std::move(mapping));
    map_domain(place, kept.domain);
    ApiMapping output = shown(kept);
    return output;
}

aws::Outcome<aws::Nothing> ApiGatewayV2::delete_api_mapping(const aws::Call& call, DeleteApiMappingRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto found = find_mapping(place, input.domain_name, input.api_mapping_id);
    if (!found.ok()) return found.error();
    const std::string key = (*found)->domain + "/" + *(*found)->told.base_path;
    shared_.drop_in<DomainMapping>(place, key);
    map_domain(place, input.domain_name);
    return aws::Nothing();
}

}  // namespace wt::gateway::http_api::api
