// Whose tokens requests send, and the sign-ins that are a part of the load.
#include <algorithm>

#include "identity/sign_ins.hpp"
#include "scenario/traffic.hpp"

namespace wt::scenario {

namespace {

/// How long before a token expires it is renewed, as the SDKs do.
constexpr Duration renewed_before = 60s;

}  // namespace

Text Traffic::authorization(Door& door, std::uint64_t user) {
    // Without a pool the token is the user's name: a Lambda authorizer knows what to make of it.
    if (door.users == nullptr) return Text(fmt::format("user-{}", user));
    Token* const token = token_of(door, user);
    if (token == nullptr) return {};
    if (token->authorization.empty() || token->until <= context_.now()) {
        identity::UserPool& pool = **door.users;
        const auto signed_in = pool.sign_in(pool.user_name(user % door.tokens.size()), pool.password());
        if (!signed_in.ok()) return {};  // the API has changed who may sign in
        token->authorization = Text("Bearer " + signed_in->id_token);
        token->until = context_.clock.after(std::max<Duration>(signed_in->expires_in - renewed_before, 1s));
    }
    return token->authorization;
}

Traffic::Token* Traffic::token_of(Door& door, std::uint64_t user) {
    const identity::UserPool* const pool = door.users == nullptr ? nullptr : door.users->get();
    if (pool == nullptr || pool->user_count() == 0) return nullptr;
    if (door.tokens.empty()) door.tokens.resize(pool->user_count());
    return &door.tokens[user % door.tokens.size()];
}

Task<bool> Traffic::sign_in(Plan& plan, Ending& ending) {
    const ClientClass& who = scenario_.workload.clients[plan.client_class];
    const Auth how = entries_[plan.entry].auth;
    Door& door = doors_[entered_[plan.entry]];
    Token* const token = token_of(door, plan.user);
    if (token == nullptr) co_return false;
    const bool is_good = !token->authorization.empty() && token->until > context_.now();
    bool by_refresh = how != Auth::sign_in && !token->refresh_token.empty();
    for (int attempt = 0; how != Auth::keep || !is_good; ++attempt) {
        const identity::UserPool* const pool = door.users->get();
        if (pool == nullptr) co_return false;
        http::Request request =
            by_refresh
                ? identity::refresh_request(*pool, token->refresh_token)
                : identity::sign_in_request(*pool, pool->user_name(plan.user % door.tokens.size()), pool->password());
        request.number = ++requests_;
        request.client = plan.request.client;
        const Instant sent = context_.now();
        const Duration patience = std::min(who.timeout, plan.patience);
        std::optional<http::Response> answer =
            co_await Timeout<http::Response>(context_.clock, patience, target_.send(std::move(request), door.sign_in));
        const bool gave_up = !answer && plan.patience < who.timeout;
        http::Response response = answer ? std::move(*answer) : http::Response::broken_by(http::Delivery::reset);
        seen_.answered(plan.era, sign_in_place_of(plan), response, target_.answered_by(response),
                       context_.now() - sent);
        if (auto tokens = identity::signed_in(response)) {
            token->authorization = Text("Bearer " + tokens->id_token);
            token->until = context_.clock.after(std::max<Duration>(tokens->expires_in - renewed_before, 1s));
            if (!tokens->refresh_token.empty()) token->refresh_token = std::move(tokens->refresh_token);
            break;
        }
        if (by_refresh && response.status == 400 && !says_too_many(response)) {
            by_refresh = false;  // the sign-in is over
            token->refresh_token.clear();
            continue;
        }
        if (attempt >= who.retries.max || gave_up || !retriable(response)) {
            ending = Ending{std::move(response), gave_up};
            co_return false;
        }
        const Duration pause = backoff(who, attempt);
        co_await context_.clock.sleep_for(pause);
    }
    plan.request.headers.add("Authorization", token->authorization);
    co_return true;
}

}  // namespace wt::scenario
