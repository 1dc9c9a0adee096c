// Domains, where managed login stands, and resource servers, whose scopes tokens have.
#include <algorithm>

#include <fmt/format.h>

#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

/// Of the distribution behind a custom domain, or of Cognito's own.
[[nodiscard]] std::string cloud_front_domain(Random& random) {
    return fmt::format("d{}.cloudfront.net", draw(random, lower_alphanumeric, 13));
}

[[nodiscard]] aws::Error no_server(const std::string& id) {
    return aws::Error(resource_not_found, fmt::format("Resource server {} does not exist.", id));
}

template <class Input>
[[nodiscard]] ResourceServerType server_of(Input& input) {
    ResourceServerType server;
    server.user_pool_id = std::move(input.user_pool_id);
    server.identifier = std::move(input.identifier);
    server.name = std::move(input.name);
    server.scopes = std::move(input.scopes);
    return server;
}

constexpr std::size_t most_servers = 25;  // Quotas: resource servers of a pool

}  // namespace

aws::Outcome<CreateUserPoolDomainResponse> Cognito::create_user_pool_domain(const aws::Call& call,
                                                                            CreateUserPoolDomainRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (catalogue_.of_domain(input.domain) != nullptr)
        return wrong_parameter("Domain already associated with another user pool.");
    const bool is_custom = input.custom_domain_config.has_value();
    for (const auto& [name, domain] : (*pool)->domains()) {
        if (domain.custom_domain_config.has_value() == is_custom)
            return wrong_parameter(fmt::format("User pool {} already has a domain configured.", (*pool)->id()));
    }
    for (const char* const reserved : {"aws", "amazon", "cognito"}) {
        if (!is_custom && input.domain.find(reserved) != std::string::npos)
            return wrong_parameter("Domain cannot contain reserved word: " + std::string(reserved));
    }
    DomainDescriptionType domain;
    domain.user_pool_id = (*pool)->id();
    domain.aws_account_id = (*pool)->entry().place.account;
    domain.domain = std::move(input.domain);
    domain.s3_bucket = fmt::format("aws-cognito-prod-{}-assets", (*pool)->entry().place.region);
    domain.cloud_front_distribution = cloud_front_domain(catalogue_.random());
    domain.version = fmt::format("{}", unix_seconds(call.now));
    domain.status = "ACTIVE";
    domain.custom_domain_config = std::move(input.custom_domain_config);
    domain.managed_login_version = input.managed_login_version.value_or(1);
    domain.routing = std::move(input.routing);
    const DomainDescriptionType& kept = catalogue_.keep(**pool, std::move(domain));
    CreateUserPoolDomainResponse output;
    output.managed_login_version = kept.managed_login_version;
    if (is_custom) output.cloud_front_domain = kept.cloud_front_distribution;
    return output;
}

aws::Outcome<DescribeUserPoolDomainResponse> Cognito::describe_user_pool_domain(const aws::Call& call,
                                                                                DescribeUserPoolDomainRequest input) {
    DescribeUserPoolDomainResponse output;
    output.domain_description.emplace();
    UserPool* const pool = catalogue_.of_domain(input.domain);
    // One that is not there is answered, too.
    if (pool != nullptr && pool->entry().place == aws::account_region_of(call))
        output.domain_description = pool->domains().find(input.domain)->second;
    return output;
}

aws::Outcome<UpdateUserPoolDomainResponse> Cognito::update_user_pool_domain(const aws::Call& call,
                                                                            UpdateUserPoolDomainRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->domains().find(input.domain);
    if (found == (*pool)->domains().end()) return wrong_parameter("No such domain.");
    DomainDescriptionType domain = found->second;
    if (input.custom_domain_config) domain.custom_domain_config = std::move(input.custom_domain_config);
    if (input.managed_login_version) domain.managed_login_version = input.managed_login_version;
    if (input.routing) domain.routing = std::move(input.routing);
    const DomainDescriptionType& kept = catalogue_.keep(**pool, std::move(domain));
    UpdateUserPoolDomainResponse output;
    output.managed_login_version = kept.managed_login_version;
    if (kept.custom_domain_config) output.cloud_front_domain = kept.cloud_front_distribution;
    return output;
}

aws::Outcome<DeleteUserPoolDomainResponse> Cognito::delete_user_pool_domain(const aws::Call& call,
                                                                            DeleteUserPoolDomainRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!(*pool)->domains().contains(input.domain))
        return wrong_parameter(fmt::format("No such domain or user pool exists."));
    catalogue_.drop<DomainDescriptionType>(**pool, input.domain);
    return DeleteUserPoolDomainResponse();
}

aws::Outcome<CreateResourceServerResponse> Cognito::create_resource_server(const aws::Call& call,
                                                                           CreateResourceServerRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if ((*pool)->servers().contains(input.identifier))
        return wrong_parameter(fmt::format("{} already exists in user pool {}.", input.identifier, input.user_pool_id));
    if ((*pool)->servers().size() >= most_servers)
        return aws::Error(limit_exceeded, "Exceeded the number of resource servers in this user pool.");
    CreateResourceServerResponse output;
    output.resource_server = catalogue_.keep(**pool, server_of(input));
    return output;
}

aws::Outcome<DescribeResourceServerResponse> Cognito::describe_resource_server(const aws::Call& call,
                                                                               DescribeResourceServerRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->servers().find(input.identifier);
    if (found == (*pool)->servers().end()) return no_server(input.identifier);
    DescribeResourceServerResponse output;
    output.resource_server = found->second;
    return output;
}

aws::Outcome<UpdateResourceServerResponse> Cognito::update_resource_server(const aws::Call& call,
                                                                           UpdateResourceServerRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!(*pool)->servers().contains(input.identifier)) return no_server(input.identifier);
    UpdateResourceServerResponse output;
    output.resource_server = catalogue_.keep(**pool, server_of(input));
    return output;
}

aws::Outcome<aws::Nothing> Cognito::delete_resource_server(const aws::Call& call, DeleteResourceServerRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!(*pool)->servers().contains(input.identifier)) return no_server(input.identifier);
    catalogue_.drop<ResourceServerType>(**pool, input.identifier);
    return aws::Nothing();
}

aws::Outcome<ListResourceServersResponse> Cognito::list_resource_servers(const aws::Call& call,
                                                                         ListResourceServersRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    std::map<std::string, ResourceServerType> all((*pool)->servers().begin(), (*pool)->servers().end());
    auto page = cut_page(std::move(all), "cognito-idp:ListResourceServers/" + input.user_pool_id, input.next_token,
                         input.max_results, call.now);
    if (!page.ok()) return page.error();
    ListResourceServersResponse output;
    output.resource_servers = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

}  // namespace wt::identity
