// What users do at a pool with threat protection: AdminListUserAuthEvents.
#include <limits>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

/// Of a user; the oldest leaves first.
constexpr std::size_t most_events = 1000;

[[nodiscard]] bool is_watched(const UserPool& pool) {
    const auto& added = pool.entry().settings.user_pool_add_ons;
    return added && added->advanced_security_mode != "OFF";
}

[[nodiscard]] std::string first_key(std::string_view sub) { return fmt::format("{}/", sub); }

}  // namespace

const aws::Structure& shape_of(aws::Tag<AuthEventEntry>) {
    static const aws::RowShape shape{aws::row_member<&AuthEventEntry::key>("key"),
                                     aws::row_member<&AuthEventEntry::told>("told")};
    return shape;
}

AuthEventEntry Cognito::draft_event(UserPool& pool, const UserEntry& user, std::string type, std::string address) {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    AuthEventEntry event;
    event.told.event_id = draw_uuid(pool.random());
    event.told.event_type = std::move(type);
    event.told.creation_date = context_.calendar();
    // The newest comes first, as in the console.
    event.key = fmt::format("{}{:019d}-{:019d}", first_key(user.sub),
                            last - context_.calendar().time_since_epoch().count(), last - ++events_noted_);
    EventRiskType risk;
    risk.risk_decision = "NoRisk";
    risk.compromised_credentials_detected = false;
    event.told.event_risk = std::move(risk);
    if (!address.empty()) {
        EventContextDataType context;
        context.ip_address = std::move(address);
        event.told.event_context_data = std::move(context);
    }
    return event;
}

void Cognito::keep_event(UserPool& pool, AuthEventEntry event) {
    const std::string start = first_key(event.key.substr(0, event.key.find('/')));
    (void)catalogue_.keep(pool, std::move(event));
    const auto& all = pool.events();
    std::size_t count = 0;
    std::string oldest;
    for (auto each = all.lower_bound(start); each != all.end() && each->first.starts_with(start); ++each) {
        ++count;
        oldest = each->first;
    }
    if (count > most_events) catalogue_.drop_event(pool, oldest);
}

void Cognito::note_event(UserPool& pool, const UserEntry& user, std::string type, std::string_view response,
                         std::string address) {
    if (!is_watched(pool)) return;
    AuthEventEntry event = draft_event(pool, user, std::move(type), std::move(address));
    event.told.event_response = response;
    keep_event(pool, std::move(event));
}

void Cognito::note_sign_in(SignIn& state, std::string_view response) {
    UserPool* const pool = catalogue_.find(state.pool);
    const UserEntry* const user = pool == nullptr ? nullptr : pool->find_user(state.user);
    if (user == nullptr || !is_watched(*pool)) return;
    const auto before = pool->events().find(state.event);
    AuthEventEntry event =
        before == pool->events().end() ? draft_event(*pool, *user, "SignIn", state.address) : before->second;
    event.told.event_response = response;
    event.told.challenge_responses.emplace();
    for (const auto& [factor, outcome] : state.factors) {
        ChallengeResponseType shown;
        shown.challenge_name = factor;
        shown.challenge_response = outcome;
        event.told.challenge_responses->push_back(std::move(shown));
    }
    state.event = event.key;
    keep_event(*pool, std::move(event));
}

std::string Cognito::event_id_of(const UserPool& pool, const SignIn& state) {
    const auto event = pool.events().find(state.event);
    return event == pool.events().end() ? std::string() : event->second.told.event_id.value_or("");
}

std::string Cognito::address_of(const aws::Call& call, const ClientEntry& client,
                                const std::optional<UserContextDataType>& said) {
    const bool may_say = client.settings.enable_propagate_additional_user_context_data.value_or(false);
    if (may_say && said && said->ip_address) return *said->ip_address;
    return call.request.client.text();
}

aws::Outcome<AdminListUserAuthEventsResponse> Cognito::admin_list_user_auth_events(
    const aws::Call& call, AdminListUserAuthEventsRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    if (!is_watched(**pool))
        // Assumed: the sentence.
        return aws::Error(user_pool_add_on_not_enabled, "Threat protection is not enabled for this user pool.");
    const UserEntry* const user = (*pool)->find_login(input.username);
    if (user == nullptr) return no_user();
    std::map<std::string, AuthEventType> events;
    const std::string start = first_key(user->sub);
    const auto& all = (*pool)->events();
    for (auto each = all.lower_bound(start); each != all.end() && each->first.starts_with(start); ++each)
        events.emplace(each->first, each->second.told);
    auto page = cut_page(std::move(events), "cognito-idp:AdminListUserAuthEvents/" + user->sub, input.next_token,
                         input.max_results, call.now);
    if (!page.ok()) return page.error();
    AdminListUserAuthEventsResponse output;
    output.auth_events = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

}  // namespace wt::identity
