// API keys.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "gateway/api/compile.hpp"
#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule key_rules[] = {
    {"/name", "replace"},
    {"/description", "replace"},
    {"/enabled", "replace"},
    {"/customerId", "replace"},
};

constexpr std::size_t shortest_value = 20;
constexpr std::size_t longest_value = 128;
constexpr std::size_t usual_value = 40;

[[nodiscard]] aws::Error no_key() { return not_found("Invalid API Key identifier specified"); }

[[nodiscard]] ApiKey without_value(ApiKey key) {
    key.value.reset();
    return key;
}

[[nodiscard]] std::optional<aws::Error> refuse_value(const Place& place, const std::string& value) {
    if (value.size() < shortest_value) return bad_request("API Key value should be at least 20 characters");
    // Assumed: the sentence.
    if (value.size() > longest_value) return bad_request("API Key value should be at most 128 characters");
    for (const auto& [id, other] : place.keys) {
        if (other.value == value) return conflict("API Key already exists");
    }
    return std::nullopt;
}

/// The fields of a line of CSV; a field in quotes may hold commas, and two quotes for one.
[[nodiscard]] std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '"' && quoted && at + 1 < line.size() && line[at + 1] == '"') {
            fields.back() += line[++at];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    return fields;
}

}  // namespace

ApiKey ApiGateway::add_key(const aws::AccountRegion& place, ApiKey key, Instant now) {
    while (!key.id || catalogue_.find_in<ApiKey>(place, *key.id) != nullptr) key.id = catalogue_.new_id(10);
    key.created_date = key.last_updated_date = in_seconds(now);
    key.stage_keys.emplace();
    planes_.usage_plans(place).put_key(*key.id, compile(key));
    return catalogue_.keep_in(place, std::move(key));
}

aws::Outcome<ApiKey> ApiGateway::create_api_key(const aws::Call& call, CreateApiKeyRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    ApiKey key;
    key.name = std::move(input.name);
    key.description = std::move(input.description);
    key.enabled = input.enabled.value_or(false);
    key.customer_id = std::move(input.customer_id);
    // An empty one is as good as none: Terraform sends it so.
    const bool given = input.value && !input.value->empty();
    key.value = given ? std::move(*input.value) : catalogue_.new_id(usual_value);
    if (auto error = refuse_value(catalogue_.at(place), *key.value)) return std::move(*error);
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    key.tags = unless_empty(std::move(input.tags));
    ApiKey made = add_key(place, std::move(key), call.now);
    return made;
}

aws::Outcome<ApiKey> ApiGateway::get_api_key(const aws::Call& call, GetApiKeyRequest input) {
    const ApiKey* const key = catalogue_.find_in<ApiKey>(aws::account_region_of(call), input.api_key);
    if (key == nullptr) return no_key();
    ApiKey output = input.include_value.value_or(false) ? *key : without_value(*key);
    return output;
}

aws::Outcome<ApiKeys> ApiGateway::get_api_keys(const aws::Call& call, GetApiKeysRequest input) {
    const bool values = input.include_values.value_or(false);
    auto page = page_of<ApiKeys>(
        catalogue_.at(aws::account_region_of(call)).keys, "apigateway:GetApiKeys", input.position, input.limit,
        call.now, [&](const ApiKey& key) {
            const bool named = !input.name_query || key.name.value_or("").starts_with(*input.name_query);
            const bool of_customer = !input.customer_id || key.customer_id == input.customer_id;
            if (!named || !of_customer) return std::optional<ApiKey>();
            return std::optional(values ? key : without_value(key));
        });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<ApiKey> ApiGateway::update_api_key(const aws::Call& call, UpdateApiKeyRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const ApiKey* const key = catalogue_.find_in<ApiKey>(place, input.api_key);
    if (key == nullptr) return no_key();
    auto changed = patched(*key, input.patch_operations, key_rules);
    if (!changed.ok()) return changed.error();
    changed->last_updated_date = in_seconds(call.now);
    planes_.usage_plans(place).put_key(input.api_key, compile(*changed));
    ApiKey output = without_value(catalogue_.keep_in(place, std::move(*changed)));
    return output;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_api_key(const aws::Call& call, DeleteApiKeyRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (catalogue_.find_in<ApiKey>(place, input.api_key) == nullptr) return no_key();
    std::vector<std::string> memberships;
    for (const auto& [id, member] : catalogue_.at(place).members) {
        if (member.key == input.api_key) memberships.push_back(id);
    }
    for (const std::string& id : memberships) drop_member(place, id);
    planes_.usage_plans(place).drop_key(input.api_key);
    catalogue_.drop_in<ApiKey>(place, input.api_key);
    return aws::Nothing();
}

aws::Outcome<ApiKeyIds> ApiGateway::import_api_keys(const aws::Call& call, ImportApiKeysRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const Text body = input.body.bytes;
    std::vector<std::vector<std::string>> lines;
    each_part(body, '\n', [&](std::string_view line) { lines.push_back(fields_of(line)); });
    // Assumed: both sentences.
    if (lines.empty()) return bad_request("Failed to parse API keys: the file is empty");
    const auto column = [&](std::string_view name) {
        const auto found = std::find_if(lines.front().begin(), lines.front().end(), [&](const std::string& each) {
            return same_ignoring_case(trimmed(each), name);
        });
        return static_cast<std::size_t>(found - lines.front().begin());
    };
    const std::size_t names = column("name");
    const std::size_t values = column("key");
    if (std::max(names, values) >= lines.front().size())
        return bad_request("Failed to parse API keys: the columns name and key are required");
    const auto field = [&](const std::vector<std::string>& line, std::string_view name) {
        const std::size_t at = column(name);
        return at < line.size() ? std::string(trimmed(line[at])) : std::string();
    };
    ApiKeyIds output;
    auto& ids = output.ids.emplace();
    auto& warnings = output.warnings.emplace();
    for (std::size_t i = 1; i < lines.size(); ++i) {
        ApiKey key;
        key.name = field(lines[i], "name");
        key.value = field(lines[i], "key");
        key.description = unless_empty(field(lines[i], "description"));
        key.enabled = same_ignoring_case(field(lines[i], "enabled"), "true");
        if (const auto error = refuse_value(catalogue_.at(place), *key.value)) {
            if (input.fail_on_warnings.value_or(false)) return *error;
            warnings.push_back(fmt::format("Row {}: {}", i, error->message));
            continue;
        }
        const std::string id = *add_key(place, std::move(key), call.now).id;
        each_part(field(lines[i], "usageplanids"), ',', [&](std::string_view plan) {
            if (auto error = add_to_plan(place, std::string(plan), id)) warnings.push_back(error->message);
        });
        ids.push_back(id);
    }
    return output;
}

}  // namespace wt::gateway::api
