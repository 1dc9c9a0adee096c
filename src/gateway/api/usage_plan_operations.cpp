// Usage plans, the keys in them, and what they used.
#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/tags.hpp"
#include "aws/timestamp.hpp"
#include "base/json_depth.hpp"
#include "gateway/api/compile.hpp"
#include "gateway/api/find.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule plan_rules[] = {
    {"/name", "replace"},
    {"/description", "replace"},
    {"/productCode", "replace remove"},
    {"/throttle", "remove"},
    {"/throttle/rateLimit", "add replace"},
    {"/throttle/burstLimit", "add replace"},
    {"/quota", "remove"},
    {"/quota/limit", "add replace"},
    {"/quota/offset", "add replace"},
    {"/quota/period", "add replace"},
};

[[nodiscard]] aws::Error no_plan() { return not_found("Invalid Usage Plan ID specified"); }

/// What a plan may not say. Assumed: the sentences but those about offsets.
[[nodiscard]] std::optional<aws::Error> refuse(const UsagePlan& plan) {
    if (plan.name.value_or("").empty()) return bad_request("Usage Plan name must not be empty");
    if (!plan.quota) return std::nullopt;
    const std::string period = plan.quota->period.value_or("");
    if (period != "DAY" && period != "WEEK" && period != "MONTH")
        return bad_request("Usage Plan quota must have a period: DAY, WEEK or MONTH");
    if (plan.quota->limit.value_or(0) <= 0) return bad_request("Usage Plan quota limit must be greater than zero");
    const std::int32_t offset = plan.quota->offset.value_or(0);
    if (period == "DAY" && offset != 0) return bad_request("Usage Plan quota offset must be zero in the DAY period");
    const std::int32_t most = period == "WEEK" ? 6 : 27;
    if (period != "DAY" && (offset < 0 || offset > most)) {
        return bad_request(
            fmt::format("Usage Plan quota offset must be inclusively between 0 and {} in the {} period", most, period));
    }
    return std::nullopt;
}

[[nodiscard]] auto find_stage(std::vector<ApiStage>& stages, std::string_view name) {
    return std::find_if(stages.begin(), stages.end(), [&](const ApiStage& each) {
        return fmt::format("{}:{}", each.api_id.value_or(""), each.stage.value_or("")) == name;
    });
}

/// A number of a throttle; false when it is none.
[[nodiscard]] bool set_number(ThrottleSettings& throttle, const std::string& name, const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr double most = 2e9;
    if (error != std::errc() || end != text.data() + text.size() || !(value >= -1 && value <= most)) return false;
    if (name == "rateLimit") throttle.rate_limit = value;
    if (name == "burstLimit") throttle.burst_limit = static_cast<std::int32_t>(value);
    return name == "rateLimit" || name == "burstLimit";
}

/// One change to a plan's stages: "/apiStages" by "API:STAGE", "/apiStages/API:STAGE/throttle/PATH/rateLimit". API
/// Gateway Developer Guide, "Patch operations", "usageplan:update".
[[nodiscard]] std::optional<aws::Error> change_stages(UsagePlan& plan, const PatchOperation& operation) {
    const aws::Error wrong = bad_request("Invalid patch path " + operation.path.value_or(""));
    const auto names = pointer_names(*operation.path);
    const std::string value = operation.value.value_or("");
    const bool removes = operation.op == "remove";
    auto& stages = open(plan.api_stages);
    if (names.size() == 1) {
        const auto there = find_stage(stages, value);
        if (removes) {
            // Assumed: the sentence.
            if (there == stages.end()) return bad_request("Invalid API stage specified: " + value);
            stages.erase(there);
        } else if (there == stages.end()) {
            const std::size_t colon = value.find(':');
            if (colon == std::string::npos) return bad_request("Invalid API stage specified: " + value);
            ApiStage& added = stages.emplace_back();
            added.api_id = value.substr(0, colon);
            added.stage = value.substr(colon + 1);
        }
        return std::nullopt;
    }
    const auto stage = find_stage(stages, names[1]);
    if (stage == stages.end() || names.size() < 3 || names[2] != "throttle") return wrong;
    if (names.size() == 3 && removes) {
        stage->throttle.reset();
    } else if (names.size() == 3) {
        const auto read = nlohmann::json::parse(nests_deeper(value) ? "" : value, nullptr, false);
        if (!read.is_object()) return wrong;
        auto& throttle = stage->throttle.emplace();
        for (const auto& [path, limits] : read.items()) {
            for (const char* name : {"rateLimit", "burstLimit"}) {
                if (limits.is_object() && limits.contains(name) &&
                    !set_number(throttle[path], name, limits[name].dump()))
                    return wrong;
            }
        }
    } else if (names.size() == 4 && removes) {
        if (stage->throttle) stage->throttle->erase(names[3]);
    } else if (names.size() != 5 || !set_number(open(stage->throttle)[names[3]], names[4], value)) {
        return wrong;
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<std::int64_t> day_from(const std::string& date) {
    const auto moment = date.size() == 10 ? aws::parse_iso8601(date + "T00:00:00Z") : std::nullopt;
    return moment ? std::optional(day_of(*moment)) : std::nullopt;
}

}  // namespace

std::optional<aws::Error> ApiGateway::refuse_stages(const aws::AccountRegion& place, const UsagePlan& plan) {
    if (!plan.api_stages) return std::nullopt;
    for (const ApiStage& each : *plan.api_stages) {
        Api* const api = catalogue_.find(place, each.api_id.value_or(""));
        // Assumed: the sentence.
        if (api == nullptr || !api->stages.contains(each.stage.value_or(""))) {
            return not_found(fmt::format("Invalid API Stage {{api: {}, stage: {}}} specified for usageplan {}",
                                         each.api_id.value_or(""), each.stage.value_or(""), plan.id.value_or("")));
        }
    }
    return std::nullopt;
}

UsagePlan ApiGateway::keep_plan(const aws::AccountRegion& place, UsagePlan plan) {
    planes_.usage_plans(place).put_plan(*plan.id, compile(plan), planes_.now());
    return catalogue_.keep_in(place, std::move(plan));
}

aws::Outcome<UsagePlan> ApiGateway::create_usage_plan(const aws::Call& call, CreateUsagePlanRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    UsagePlan plan;
    plan.name = std::move(input.name);
    plan.description = std::move(input.description);
    plan.api_stages = std::move(input.api_stages);
    plan.throttle = input.throttle;
    plan.quota = std::move(input.quota);
    if (plan.quota && !plan.quota->offset) plan.quota->offset = 0;
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via)) return bad_request(fault->text);
    plan.tags = unless_empty(std::move(input.tags));
    while (!plan.id || catalogue_.find_in<UsagePlan>(place, *plan.id) != nullptr) plan.id = catalogue_.new_id();
    if (auto error = refuse(plan)) return std::move(*error);
    if (auto error = refuse_stages(place, plan)) return std::move(*error);
    constexpr std::size_t most = 300;  // API Gateway quotas: usage plans per account
    if (catalogue_.at(place).plans.size() >= most) return aws::Error(apigateway_errors::limit_exceeded);
    UsagePlan output = keep_plan(place, std::move(plan));
    return output;
}

aws::Outcome<UsagePlan> ApiGateway::get_usage_plan(const aws::Call& call, GetUsagePlanRequest input) {
    const UsagePlan* const plan = catalogue_.find_in<UsagePlan>(aws::account_region_of(call), input.usage_plan_id);
    if (plan == nullptr) return no_plan();
    return *plan;
}

aws::Outcome<UsagePlanPage> ApiGateway::get_usage_plans(const aws::Call& call, GetUsagePlansRequest input) {
    const Place& place = catalogue_.at(aws::account_region_of(call));
    auto page = page_of<UsagePlanPage>(
        place.plans, "apigateway:GetUsagePlans", input.position, input.limit, call.now, [&](const UsagePlan& plan) {
            const bool has = !input.key_id || place.members.contains(*plan.id + "/" + *input.key_id);
            return has ? std::optional(plan) : std::nullopt;
        });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<UsagePlan> ApiGateway::update_usage_plan(const aws::Call& call, UpdateUsagePlanRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const UsagePlan* const plan = catalogue_.find_in<UsagePlan>(place, input.usage_plan_id);
    if (plan == nullptr) return no_plan();
    UsagePlan staged = *plan;
    std::vector<PatchOperation> others;
    for (PatchOperation& operation : input.patch_operations) {
        if (operation.path.value_or("").starts_with("/apiStages")) {
            if (auto error = change_stages(staged, operation)) return std::move(*error);
        } else {
            others.push_back(std::move(operation));
        }
    }
    auto changed = patched(staged, others, plan_rules);
    if (!changed.ok()) return changed.error();
    if (auto error = refuse(*changed)) return std::move(*error);
    if (auto error = refuse_stages(place, *changed)) return std::move(*error);
    UsagePlan output = keep_plan(place, std::move(*changed));
    return output;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_usage_plan(const aws::Call& call, DeleteUsagePlanRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const UsagePlan* const plan = catalogue_.find_in<UsagePlan>(place, input.usage_plan_id);
    if (plan == nullptr) return no_plan();
    std::vector<std::string> memberships;
    for (const auto& [id, member] : catalogue_.at(place).members) {
        if (member.plan == input.usage_plan_id) memberships.push_back(id);
    }
    for (const std::string& id : memberships) drop_member(place, id);
    planes_.usage_plans(place).drop_plan(input.usage_plan_id);
    catalogue_.drop_in<UsagePlan>(place, input.usage_plan_id);
    return aws::Nothing();
}

std::optional<aws::Error> ApiGateway::add_to_plan(const aws::AccountRegion& place, const std::string& plan,
                                                  const std::string& key) {
    const Place& all = catalogue_.at(place);
    if (!all.plans.contains(plan)) return no_plan();
    if (!all.keys.contains(key)) return not_found("Invalid API Key identifier specified");
    // Assumed: both sentences. A key is in one plan for a stage (API Gateway Developer Guide, "Usage plans").
    if (all.members.contains(plan + "/" + key)) return conflict("Usage Plan Key already exists");
    UsagePlan wanted = all.plans.at(plan);
    for (const auto& [id, member] : all.members) {
        if (member.key != key) continue;
        UsagePlan other = all.plans.at(member.plan);
        for (const ApiStage& stage : open(other.api_stages)) {
            const std::string name = fmt::format("{}:{}", stage.api_id.value_or(""), stage.stage.value_or(""));
            auto& stages = open(wanted.api_stages);
            if (find_stage(stages, name) != stages.end()) {
                return conflict(
                    fmt::format("The API key {} is already in a usage plan for the API stage {}", key, name));
            }
        }
    }
    catalogue_.keep_in(place, PlanMember{plan, key});
    planes_.usage_plans(place).join(plan, key);
    return std::nullopt;
}

UsagePlanKey ApiGateway::plan_key(const aws::AccountRegion& place, const std::string& key) {
    const ApiKey& of = catalogue_.at(place).keys.at(key);
    UsagePlanKey shown;
    shown.id = key;
    shown.type = "API_KEY";
    shown.value = of.value;
    shown.name = of.name;
    return shown;
}

aws::Outcome<UsagePlanKey> ApiGateway::create_usage_plan_key(const aws::Call& call, CreateUsagePlanKeyRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    // Assumed: the sentence.
    if (input.key_type != "API_KEY") return bad_request("Usage Plan Key type must be API_KEY");
    if (auto error = add_to_plan(place, input.usage_plan_id, input.key_id)) return std::move(*error);
    UsagePlanKey output = plan_key(place, input.key_id);
    return output;
}

aws::Outcome<UsagePlanKey> ApiGateway::get_usage_plan_key(const aws::Call& call, GetUsagePlanKeyRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const Place& all = catalogue_.at(place);
    if (!all.plans.contains(input.usage_plan_id)) return no_plan();
    if (!all.members.contains(input.usage_plan_id + "/" + input.key_id))
        return not_found("Invalid API Key identifier specified");
    UsagePlanKey output = plan_key(place, input.key_id);
    return output;
}

aws::Outcome<UsagePlanKeys> ApiGateway::get_usage_plan_keys(const aws::Call& call, GetUsagePlanKeysRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const Place& all = catalogue_.at(place);
    if (!all.plans.contains(input.usage_plan_id)) return no_plan();
    auto page = page_of<UsagePlanKeys>(all.members, "apigateway:GetUsagePlanKeys/" + input.usage_plan_id,
                                       input.position, input.limit, call.now, [&](const PlanMember& member) {
                                           if (member.plan != input.usage_plan_id) return std::optional<UsagePlanKey>();
                                           UsagePlanKey key = plan_key(place, member.key);
                                           const bool named = !input.name_query ||
                                                              key.name.value_or("").starts_with(*input.name_query);
                                           return named ? std::optional(std::move(key)) : std::nullopt;
                                       });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<aws::Nothing> ApiGateway::delete_usage_plan_key(const aws::Call& call, DeleteUsagePlanKeyRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const std::string id = input.usage_plan_id + "/" + input.key_id;
    if (catalogue_.find_in<UsagePlan>(place, input.usage_plan_id) == nullptr) return no_plan();
    if (catalogue_.find_in<PlanMember>(place, id) == nullptr) return not_found("Invalid API Key identifier specified");
    planes_.usage_plans(place).leave(input.usage_plan_id, input.key_id);
    drop_member(place, id);
    return aws::Nothing();
}

void ApiGateway::drop_member(const aws::AccountRegion& place, const std::string& id) {
    catalogue_.drop_in<PlanMember>(place, id);
    catalogue_.drop_in<KeyUse>(place, id);
}

Usage ApiGateway::usage_of(const aws::AccountRegion& place, const std::string& plan, const std::string& key,
                           std::int64_t first, std::int64_t last) {
    Usage told;
    told.usage_plan_id = plan;
    auto& items = told.items.emplace();
    for (const auto& [id, member] : catalogue_.at(place).members) {
        if (member.plan != plan || (!key.empty() && member.key != key)) continue;
        std::vector<std::vector<std::int64_t>> days;
        for (const auto& day : planes_.usage_plans(place).usage(plan, member.key, first, last)) {
            // Assumed: without a quota nothing is ever used up.
            constexpr std::int64_t endless = std::numeric_limits<std::int32_t>::max();
            days.push_back(
                {static_cast<std::int64_t>(day.used), day.left ? static_cast<std::int64_t>(*day.left) : endless});
        }
        items.emplace(member.key, std::move(days));
    }
    return told;
}

aws::Outcome<Usage> ApiGateway::get_usage(const aws::Call& call, GetUsageRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (catalogue_.find_in<UsagePlan>(place, input.usage_plan_id) == nullptr) return no_plan();
    const auto first = day_from(input.start_date);
    const auto last = day_from(input.end_date);
    constexpr std::int64_t most_days = 90;
    // Assumed: the sentence.
    if (!first || !last || *last < *first || *last - *first > most_days)
        return bad_request("Invalid date range: at most 90 days, each as YYYY-MM-DD");
    using Days = std::vector<std::vector<std::int64_t>>;
    using Of = std::pair<std::string, Days>;
    Usage output = usage_of(place, input.usage_plan_id, input.key_id.value_or(""), *first, *last);
    std::map<std::string, Of> all;
    for (auto& [key, days] : *output.items) all.emplace(key, Of(key, std::move(days)));
    struct Part {
        std::vector<Of> items;
        std::optional<std::string> position;
    };
    auto page = page_of<Part>(all, "apigateway:GetUsage/" + input.usage_plan_id, input.position, input.limit, call.now,
                              [](const Of& each) { return std::optional(each); });
    if (!page.ok()) return page.error();
    output.items->clear();
    for (Of& each : page->items) output.items->insert(std::move(each));
    output.position = std::move(page->position);
    output.start_date = std::move(input.start_date);
    output.end_date = std::move(input.end_date);
    return output;
}

aws::Outcome<Usage> ApiGateway::update_usage(const aws::Call& call, UpdateUsageRequest input) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (catalogue_.find_in<UsagePlan>(place, input.usage_plan_id) == nullptr) return no_plan();
    if (catalogue_.find_in<PlanMember>(place, input.usage_plan_id + "/" + input.key_id) == nullptr)
        return not_found("Invalid API Key identifier specified");
    for (const PatchOperation& operation : input.patch_operations) {
        if (operation.path != "/remaining" || operation.op != "replace")
            return bad_request("Invalid patch path  '" + operation.path.value_or("") +
                               "' specified for op 'replace'. Must be one of: [/remaining]");
        const std::string text = operation.value.value_or("");
        std::uint64_t left = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), left);
        const bool read = error == std::errc() && end == text.data() + text.size() && left <= INT32_MAX;
        // Assumed: the sentence.
        if (!read || !planes_.usage_plans(place).set_left(input.usage_plan_id, input.key_id, left, planes_.now()))
            return bad_request("Invalid value for /remaining, or the usage plan has no quota");
    }
    planes_.keep_use();
    const std::int64_t today = day_of(planes_.now());
    Usage output = usage_of(place, input.usage_plan_id, input.key_id, today, today);
    output.start_date = output.end_date = aws::iso8601(call.now).substr(0, 10);
    return output;
}

}  // namespace wt::gateway::api
