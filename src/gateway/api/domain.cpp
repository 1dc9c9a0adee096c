#include "gateway/api/domain.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "gateway/api/errors.hpp"

namespace wt::gateway::api {

namespace {

[[nodiscard]] bool is_domain(std::string_view name) {
    constexpr std::size_t longest = 512;
    return !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '*' || c == '_';
    });
}

}  // namespace

std::optional<aws::Error> refuse_domain(const Catalogue& catalogue, const std::string& name) {
    // Assumed: the sentence.
    if (!is_domain(name)) return bad_request("Invalid domain name specified: " + name);
    for (const auto& [other, parts] : catalogue.places()) {
        if (parts.domains.contains(name)) return bad_request("The domain name you provided already exists.");
    }
    return std::nullopt;
}

DomainName regional_domain(Catalogue& catalogue, const aws::AccountRegion& place, std::string name) {
    DomainName made;
    made.domain_name = std::move(name);
    made.domain_name_arn = fmt::format("arn:aws:apigateway:{}::/domainnames/{}", place.region, *made.domain_name);
    made.endpoint_configuration.emplace();
    made.endpoint_configuration->types = {"REGIONAL"};
    made.endpoint_configuration->ip_address_type = "ipv4";
    made.regional_domain_name = fmt::format("d-{}.execute-api.{}.amazonaws.com", catalogue.new_id(10), place.region);
    made.domain_name_status = "AVAILABLE";
    made.security_policy = "TLS_1_2";
    made.routing_mode = "BASE_PATH_MAPPING_ONLY";
    return made;
}

bool drop_domain(Catalogue& catalogue, const aws::AccountRegion& place, const std::string& name) {
    if (catalogue.find_in<DomainName>(place, name) == nullptr) return false;
    std::vector<std::string> gone;
    for (const auto& [id, mapping] : catalogue.at(place).mappings) {
        if (mapping.domain == name) gone.push_back(id);
    }
    for (const std::string& id : gone) catalogue.drop_in<DomainMapping>(place, id);
    catalogue.drop_in<DomainName>(place, name);
    return true;
}

}  // namespace wt::gateway::api
