#include "cloud/trigger_functions.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "cloud/access.hpp"
#include "lambda/outcome.hpp"

namespace wt::cloud {

namespace {

constexpr Duration trigger_patience = 5s;
constexpr int trigger_tries = 3;

/// The errorMessage of what a function threw.
[[nodiscard]] std::string thrown(std::string_view body) {
    if (nests_deeper(body)) return {};
    const auto json = nlohmann::json::parse(body, nullptr, false);
    const auto found = json.is_object() ? json.find("errorMessage") : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

bool TriggerFunctions::lets_in(const lambda::api::FunctionName& function, std::string_view event) const {
    const auto json = nests_deeper(event) ? nlohmann::json() : nlohmann::json::parse(event, nullptr, false);
    const auto text = [&](const char* name) {
        return json.is_object() && json.value(name, nlohmann::json()).is_string() ? json[name].get<std::string>() : "";
    };
    lambda::api::Delegate who;
    if (const identity::UserPool* const pool = parts_.pools.find(text("userPoolId"))) {
        const aws::AccountRegion& place = pool->entry().place;
        who = {"cognito-idp.amazonaws.com",
               fmt::format("arn:aws:cognito-idp:{}:{}:userpool/{}", place.region, place.account, pool->id()),
               place.account};
    } else if (const identity::pools::PoolEntry* const there = parts_.identity_pools.find(text("identityPoolId"))) {
        who = {"cognito-sync.amazonaws.com", there->arn(), there->place.account};
    }
    return who.source_account == function.place.account || open_to(parts_.functions, function, who) != nullptr;
}

Task<Result<std::string, identity::Triggers::Failure>> TriggerFunctions::ask(std::string function, std::string event) {
    using Kind = Failure::Kind;
    const auto name = lambda::api::read_function_arn(function);
    const lambda::api::FunctionRecord* const record = name ? parts_.functions.find(*name) : nullptr;
    if (record == nullptr || record->version_of(name->qualifier).empty()) {
        Failure none{Kind::unreachable, "Function not found: " + function};
        co_return none;
    }
    if (!lets_in(*name, event)) {
        Failure refused{Kind::unreachable, "AccessDeniedException"};
        co_return refused;
    }
    Failure failure{Kind::unreachable, "Socket timeout while invoking Lambda function"};
    for (int i = 0; i < trigger_tries; ++i) {
        lambda::api::Invocation invocation;
        invocation.payload = Text(event);
        Task<http::Response> asking = parts_.invoker.invoke(*name, std::move(invocation));
        const std::optional<http::Response> answer =
            co_await Timeout<http::Response>(context_.clock, trigger_patience, std::move(asking));
        if (!answer) continue;
        const lambda::Outcome outcome = lambda::outcome_of(*answer);
        if (outcome == lambda::Outcome::done) co_return answer->body.str();
        if (outcome == lambda::Outcome::failed) {
            Failure threw{Kind::threw, thrown(answer->body.view())};
            co_return threw;
        }
        if (answer->status == 429) failure.kind = Kind::throttled;
        failure.message = "the function could not be invoked";
    }
    co_return failure;
}

}  // namespace wt::cloud
