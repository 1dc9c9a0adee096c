// REST APIs themselves, the account's settings, and tags.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"
#include "gateway/api/policy_text.hpp"

namespace wt::gateway::api {

namespace {

constexpr std::int32_t largest_compression_size = 10'485'760;

constexpr PatchRule api_rules[] = {
    {"/name", "replace"},
    {"/description", "replace"},
    {"/policy", "replace"},
    {"/version", "replace"},
    {"/apiKeySource", "replace"},
    {"/minimumCompressionSize", "replace"},
    {"/disableExecuteApiEndpoint", "replace"},
    {"/binaryMediaTypes/*", "add remove replace"},
    {"/endpointConfiguration/types/*", "replace"},
    {"/endpointConfiguration/ipAddressType", "replace"},
    {"/endpointConfiguration/vpcEndpointIds", "add remove"},
    {"/endpointConfiguration/vpcEndpointIds/*", "add remove replace"},
    {"/securityPolicy", "replace"},
    {"/endpointAccessMode", "replace"},
};
constexpr PatchRule account_rules[] = {
    {"/cloudwatchRoleArn", "add replace remove"},
    {"/features", "add"},
};

/// The models that every API begins with.
[[nodiscard]] Model usual_model(std::string id, std::string name, std::string description, std::string schema) {
    Model model;
    model.id = std::move(id);
    model.name = std::move(name);
    model.description = std::move(description);
    model.schema = std::move(schema);
    model.content_type = "application/json";
    return model;
}
constexpr const char* empty_schema =
    "{\n  \"$schema\": \"http://json-schema.org/draft-04/schema#\",\n  \"title\" : \"Empty Schema\",\n"
    "  \"type\" : \"object\"\n}";
constexpr const char* error_schema =
    "{\n  \"$schema\" : \"http://json-schema.org/draft-04/schema#\",\n  \"title\" : \"Error Schema\",\n"
    "  \"type\" : \"object\",\n  \"properties\" : {\n    \"message\" : { \"type\" : \"string\" }\n  }\n}";

/// What an API's settings may not be, however they were given.
[[nodiscard]] std::optional<aws::Error> refuse(const RestApiDetail& api) {
    if (!api.name || api.name->empty()) return bad_request("API name must not be empty");
    if (const auto& size = api.minimum_compression_size; size && (*size < 0 || *size > largest_compression_size))
        return bad_request("Invalid minimum compression size, must be between 0 and 10485760");
    if (auto error = refuse_policy(api.policy)) return error;
    const auto& types = api.endpoint_configuration->types;
    if (!types || types->size() != 1) return bad_request("Cannot create an api with multiple Endpoint Types.");
    constexpr std::string_view known[] = {"REGIONAL", "EDGE", "PRIVATE"};
    if (std::find(std::begin(known), std::end(known), types->front()) == std::end(known))
        return bad_request("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
    return std::nullopt;
}

}  // namespace

Task<std::optional<wt::Error>> ApiGateway::reset(std::string_view account) {
    for (const auto& [id, api] : catalogue_.all()) {
        if (!api->component.empty() || (!account.empty() && api->place.account != account)) continue;
        for (const auto& [name, stage] : api->stages) planes_.leave(*api, name);
        planes_.leave(*api, std::string(trial_stage));
    }
    for (const auto& [place, parts] : catalogue_.places()) {
        if (!account.empty() && place.account != account) continue;
        for (const auto& [name, domain] : parts.domains) planes_.map_domain(name, std::nullopt);
    }
    catalogue_.reset(account);
    planes_.forget(account);
    return catalogue_.durable();
}

aws::Outcome<Api*> ApiGateway::find_api(const aws::Call& call, const std::string& id) {
    Api* const found = catalogue_.find(aws::account_region_of(call), id);
    if (found == nullptr)
        return not_found(fmt::format("Invalid API identifier specified {}:{}", call.caller.account, id));
    if (!found->component.empty() && call.request.method != http::Method::get)
        return unwritten("changes of a scenario's API");
    return found;
}

aws::Outcome<RestApiDetail> ApiGateway::create_rest_api(const aws::Call& call, CreateRestApiRequest input) {
    const Api* original = nullptr;
    if (input.clone_from) {
        original = catalogue_.find(aws::account_region_of(call), *input.clone_from);
        if (original == nullptr) return bad_request("Invalid REST API identifier specified");
    }
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    auto made = std::make_unique<Api>();
    made->place = aws::account_region_of(call);
    made->id = catalogue_.new_api_id();
    if (original != nullptr) made->now = original->now;
    RestApiDetail& settings = made->now.settings;
    settings.name = std::move(input.name);
    if (input.description) settings.description = std::move(input.description);
    if (input.version) settings.version = std::move(input.version);
    if (!input.binary_media_types.empty()) settings.binary_media_types = std::move(input.binary_media_types);
    if (input.minimum_compression_size) settings.minimum_compression_size = input.minimum_compression_size;
    settings.api_key_source = input.api_key_source.value_or("HEADER");
    settings.endpoint_configuration = input.endpoint_configuration.value_or(EndpointConfiguration());
    EndpointConfiguration& endpoint = *settings.endpoint_configuration;
    if (!endpoint.types || endpoint.types->empty()) endpoint.types = {"EDGE"};
    // API Gateway Developer Guide, "IP address types for REST APIs": private APIs are dualstack.
    if (!endpoint.ip_address_type)
        endpoint.ip_address_type = endpoint.types->front() == "PRIVATE" ? "dualstack" : "ipv4";
    settings.id = made->id;
    if (input.policy) settings.policy = unless_empty(whole_policy(std::move(*input.policy), made->place, made->id));
    settings.tags = unless_empty(std::move(input.tags));
    settings.disable_execute_api_endpoint = input.disable_execute_api_endpoint.value_or(false);
    settings.security_policy = std::move(input.security_policy);
    settings.endpoint_access_mode = std::move(input.endpoint_access_mode);
    settings.created_date = in_seconds(call.now);
    if (auto error = refuse(settings)) return std::move(*error);
    if (original == nullptr) {
        Resource root;
        root.id = made->now.settings.root_resource_id = catalogue_.new_id(10);
        root.path = "/";
        made->now.resources.emplace(*root.id, root);
        made->now.models.emplace(
            "Empty", usual_model(catalogue_.new_id(), "Empty", "This is a default empty schema model", empty_schema));
        made->now.models.emplace(
            "Error", usual_model(catalogue_.new_id(), "Error", "This is a default error schema model", error_schema));
    }
    return add_api(std::move(made)).now.settings;
}

Api& ApiGateway::add_api(std::unique_ptr<Api> made) {
    Definition parts = std::move(made->now);
    made->now = Definition();
    made->now.settings = parts.settings;
    Api& api = catalogue_.add(std::move(made));
    keep_parts(api, std::move(parts));
    return api;
}

void ApiGateway::keep_parts(Api& api, Definition parts) {
    const auto keep_all = [&](auto& of) {
        for (auto& [id, part] : of) catalogue_.keep(api, std::move(part));
    };
    keep_all(parts.resources);
    keep_all(parts.models);
    keep_all(parts.validators);
    keep_all(parts.gateway_responses);
    keep_all(parts.authorizers);
}

aws::Outcome<RestApiDetail> ApiGateway::get_rest_api(const aws::Call& call, GetRestApiRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    return (*found)->now.settings;
}

aws::Outcome<RestApiPage> ApiGateway::get_rest_apis(const aws::Call& call, GetRestApisRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    std::map<std::string, const Api*> all;
    for (const auto& [id, api] : catalogue_.all()) {
        if (api->place == place) all.emplace(id, api.get());
    }
    auto page = page_of<RestApiPage>(all, "apigateway:GetRestApis", input.position, input.limit, call.now,
                                     [](const Api* api) { return std::optional(api->now.settings); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<RestApiDetail> ApiGateway::update_rest_api(const aws::Call& call, UpdateRestApiRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto changed = patched((*found)->now.settings, input.patch_operations, api_rules);
    if (!changed.ok()) return changed.error();
    if (changed->policy) changed->policy = whole_policy(std::move(*changed->policy), (*found)->place, (*found)->id);
    if (auto error = refuse(*changed)) return std::move(*error);
    (*found)->now.settings = std::move(*changed);
    catalogue_.keep(**found);
    return (*found)->now.settings;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_rest_api(const aws::Call& call, DeleteRestApiRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    for (const auto& [name, stage] : (*found)->stages) planes_.leave(**found, name);
    planes_.leave(**found, std::string(trial_stage));
    catalogue_.remove(**found);
    return aws::Nothing();
}

namespace {

/// The account as it answers: its limits are the usual ones.
[[nodiscard]] Account shown(Account settings) {
    constexpr std::int32_t burst = 5000;
    constexpr double rate = 10'000;
    settings.throttle_settings.emplace();
    settings.throttle_settings->burst_limit = burst;
    settings.throttle_settings->rate_limit = rate;
    settings.features = {"UsagePlans"};
    settings.api_key_version = "4";
    return settings;
}

}  // namespace

aws::Outcome<Account> ApiGateway::get_account(const aws::Call& call, GetAccountRequest /*input*/) {
    auto output = shown(catalogue_.at(aws::account_region_of(call)).settings);
    return output;
}

aws::Outcome<Account> ApiGateway::update_account(const aws::Call& call, UpdateAccountRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    auto changed = patched(catalogue_.at(place).settings, input.patch_operations, account_rules);
    if (!changed.ok()) return changed.error();
    catalogue_.keep(place, *changed);
    auto output = shown(std::move(*changed));
    return output;
}

namespace {

using TagMap = std::optional<std::map<std::string, std::string>>;

/// Sets or takes away; the tags that it leaves, or why not.
[[nodiscard]] aws::Outcome<TagMap> with(const TagMap& before, const std::map<std::string, std::string>& added,
                                        const std::vector<std::string>& removed, std::string_view via) {
    aws::TagSet tags(before.value_or(std::map<std::string, std::string>()));
    std::optional<aws::TagFault> fault = tags.add(added, via);
    if (!fault) fault = tags.remove(removed);
    if (fault) return bad_request(fault->text);
    return unless_empty(std::map<std::string, std::string>(tags.all()));
}

/// The path in "arn:aws:apigateway:REGION::/restapis/ID".
[[nodiscard]] std::string_view path_of(std::string_view arn) {
    const std::size_t at = arn.find("::");
    return arn.starts_with("arn:") && at != std::string_view::npos ? arn.substr(at + 2) : std::string_view();
}

}  // namespace

aws::Outcome<ApiGateway::Tagged> ApiGateway::tagged(const aws::Call& call, const std::string& arn) {
    const auto names = pointer_names(path_of(arn));
    const aws::AccountRegion place = aws::account_region_of(call);
    // Assumed: the sentence.
    const aws::Error unknown = not_found("Invalid resource ARN specified: " + arn);
    if (names.size() == 2 && names[0] == "apikeys") {
        ApiKey* const key = catalogue_.find_in<ApiKey>(place, names[1]);
        if (key == nullptr) return unknown;
        return Tagged{&key->tags, [this, place, key] { catalogue_.note_in(place, *key); }};
    }
    if (names.size() == 2 && names[0] == "usageplans") {
        UsagePlan* const plan = catalogue_.find_in<UsagePlan>(place, names[1]);
        if (plan == nullptr) return unknown;
        return Tagged{&plan->tags, [this, place, plan] { catalogue_.note_in(place, *plan); }};
    }
    if (names.size() == 2 && names[0] == "domainnames") {
        DomainName* const domain = catalogue_.find_in<DomainName>(place, names[1]);
        if (domain == nullptr) return unknown;
        return Tagged{&domain->tags, [this, place, domain] { catalogue_.note_in(place, *domain); }};
    }
    if (names.size() < 2 || names[0] != "restapis") return unknown;
    const auto found = find_api(call, names[1]);
    if (!found.ok()) return found.error();
    Api* const api = *found;
    if (names.size() == 2) return Tagged{&api->now.settings.tags, [this, api] { catalogue_.keep(*api); }};
    Stage* const stage = names.size() == 4 && names[2] == "stages" ? catalogue_.find<Stage>(*api, names[3]) : nullptr;
    if (stage == nullptr) return unknown;
    return Tagged{&stage->tags, [this, api, stage] { catalogue_.note(*api, *stage); }};
}

std::optional<aws::Error> ApiGateway::tag(const aws::Call& call, const std::string& arn,
                                          const std::map<std::string, std::string>& added,
                                          const std::vector<std::string>& removed) {
    const auto found = tagged(call, arn);
    if (!found.ok()) return found.error();
    auto changed = with(*found->tags, added, removed, call.via);
    if (!changed.ok()) return changed.error();
    *found->tags = std::move(*changed);
    found->keep();
    return std::nullopt;
}

aws::Outcome<Tags> ApiGateway::get_tags(const aws::Call& call, GetTagsRequest input) {
    const auto found = tagged(call, input.resource_arn);
    if (!found.ok()) return found.error();
    Tags output;
    output.tags = *found->tags;
    if (!output.tags) output.tags.emplace();
    return output;
}

aws::Outcome<aws::Nothing> ApiGateway::tag_resource(const aws::Call& call, TagResourceRequest input) {
    if (auto error = tag(call, input.resource_arn, input.tags, {})) return std::move(*error);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> ApiGateway::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    if (auto error = tag(call, input.resource_arn, {}, input.tag_keys)) return std::move(*error);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
