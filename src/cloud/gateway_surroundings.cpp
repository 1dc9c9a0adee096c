#include "cloud/gateway_surroundings.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "http/uri.hpp"
#include "iam/trust.hpp"

namespace wt::cloud {

namespace {

constexpr std::string_view service_name = "apigateway.amazonaws.com";

/// As what a deployed method's callers sign for.
[[nodiscard]] const aws::ServiceModel& execute_api() {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel made;
        made.name = made.signing_name = "execute-api";
        made.protocol = aws::Protocol::rest_json;
        return made;
    }();
    return model;
}

[[nodiscard]] aws::Call call_of(const GatewaySurroundings::Question& question, const http::Request& request,
                                Instant now) {
    return {{}, question.region,         {}, {}, now, false, request, request.path, http::parse_query(request.query),
            {}, aws::Protocol::rest_json};
}

/// "User: ARN is not authorized to perform: execute-api:Invoke on resource: ...", where the account is not shown.
[[nodiscard]] std::string denial(const aws::Principal& caller, const std::string& method, bool by_name) {
    std::string shown = method;
    constexpr std::size_t hidden = 8;
    constexpr int colons_before_account = 4;
    std::size_t at = 0;
    for (int i = 0; i < colons_before_account; ++i) at = shown.find(':', at) + 1;
    shown.replace(at, hidden, hidden, '*');
    return fmt::format("User: {} is not authorized to perform: execute-api:Invoke on resource: {}{}",
                       caller.anonymous() ? "anonymous" : caller.arn, shown, by_name ? " with an explicit deny" : "");
}

}  // namespace

std::optional<GatewaySurroundings::Assumed> GatewaySurroundings::assumed(const std::string& role_arn,
                                                                         const std::string& account) const {
    auto name = iam::parse_role_arn(role_arn);
    if (!name || name->account != account) return std::nullopt;
    Assumed role{std::move(*name), nullptr};
    role.known = parts_.directory.find_role(role.name.account, role.name.name);
    // A role that nobody made is taken as STS takes it.
    bool lets_in = parts_.auth != iam::AuthMode::strict;
    if (role.known != nullptr) {
        const iam::RequestContext context;
        const aws::Principal gateway = aws::service(service_name);
        const iam::AccessRequest assumes{gateway, "sts:AssumeRole", role_arn, context};
        const iam::Policy* const trust = role.known->trust.policy.get();
        lets_in = trust != nullptr && iam::evaluate(*trust, assumes).verdict == iam::Verdict::allow;
    }
    return lets_in ? std::optional(std::move(role)) : std::nullopt;
}

bool GatewaySurroundings::may_assume(const std::string& role, const std::string& account) const {
    return assumed(role, account).has_value();
}

bool GatewaySurroundings::may_invoke(const Delegation& delegation, const iam::Resource& function) const {
    const auto role = assumed(delegation.role, delegation.account);
    if (!role || !roles_.may(delegation.role, "lambda:InvokeFunction", function)) return false;
    if (role->known == nullptr) return true;
    aws::Principal session = iam::session_of(role->name, "BackplaneAssumeRoleSession");
    session.policies = std::make_shared<const iam::IdentityPolicies>(parts_.directory.policies_of(*role->known));
    const iam::RequestContext context;
    const iam::AccessRequest acts{session, "lambda:InvokeFunction", function.arn, context};
    return iam::authorize(acts).allowed();
}

Task<http::Response> GatewaySurroundings::call_service(ServiceCall call) {
    return parts_.services.send(std::move(call));
}

bool GatewaySurroundings::may_invoke(const Delegation& delegation) const {
    const auto name = lambda::api::read_function_arn(delegation.function);
    if (!name) return false;
    const lambda::api::Delegate who{service_name, delegation.source, delegation.account};
    if (delegation.role.empty()) return open_to(parts_.functions, *name, who) != nullptr;
    const lambda::api::FunctionRecord* const record = parts_.functions.find(*name);
    if (record == nullptr || record->version_of(name->qualifier).empty()) return false;
    return may_invoke(delegation, {name->arn(), name->place.account, record->policy_of(name->qualifier)});
}

std::shared_ptr<const iam::Policy> GatewaySurroundings::policy_of(const std::string& text) {
    constexpr std::size_t longest = 8192;
    constexpr std::size_t most = 1000;
    if (policies_.size() > most) policies_.clear();
    const auto [known, is_new] = policies_.try_emplace(text);
    if (!is_new) return known->second;
    // Resources that were written out make it longer than it came.
    auto read = iam::parse_policy(text, iam::PolicyUse::resource, 4 * longest);
    if (read.ok()) known->second = std::make_shared<const iam::Policy>(std::move(*read));
    return known->second;
}

Result<aws::Principal, aws::Error> GatewaySurroundings::caller_of(const Question& question) const {
    std::optional<aws::Error> problem;
    for (const std::string& path : question.paths) {
        http::Request as_signed = question.request;
        as_signed.path = Text(path);
        const aws::Call call = call_of(question, as_signed, context_.calendar());
        auto admitted = parts_.authenticator.admit(call, execute_api());
        if (admitted.ok()) return std::move(admitted->caller);
        problem = admitted.error();
    }
    return std::move(*problem);
}

GatewaySurroundings::Entry GatewaySurroundings::admit(const Question& question) {
    using Verdict = Entry::Verdict;
    using Needs = Question::Needs;
    Entry entry;
    aws::Principal caller;
    if (question.needs == Needs::signature) {
        auto signer = caller_of(question);
        if (!signer.ok()) {
            const std::string_view code = signer.error().code;
            entry.message = signer.error().message;
            entry.verdict = code.starts_with("MissingAuthenticationToken") ? Verdict::not_signed
                            : code.starts_with("ExpiredToken")             ? Verdict::expired
                                                                           : Verdict::forged;
            return entry;
        }
        caller = std::move(*signer);
        entry.identity = {{"accountId", caller.account},
                          {"caller", caller.user_id},
                          {"accessKey", caller.access_key},
                          {"userArn", caller.arn},
                          {"user", caller.user_id}};
    }
    iam::RequestContext context;
    aws::Call call = call_of(question, question.request, context_.calendar());
    call.caller = caller;
    iam::describe_call(context, call);
    const auto policy = question.policy.empty() ? nullptr : policy_of(question.policy);
    const iam::AccessRequest access{caller, "execute-api:Invoke", question.method, context};
    iam::Verdict own = iam::Verdict::implicit_deny;
    if (policy != nullptr) own = iam::evaluate(*policy, access).verdict;
    bool allowed = own != iam::Verdict::explicit_deny;
    if (question.needs == Needs::allow) {
        allowed = question.policy.empty() || own == iam::Verdict::allow;
    } else if (question.needs == Needs::signature && allowed) {
        const bool is_own = caller.account == question.account;
        if (!is_own) allowed = own == iam::Verdict::allow;
        // An account's root may everything that nobody denies.
        if (allowed && caller.policies != nullptr)
            allowed = iam::authorize(access, is_own ? policy.get() : nullptr).allowed();
    }
    if (allowed) return entry;
    entry.verdict = Verdict::denied;
    entry.message = denial(caller, question.method, own == iam::Verdict::explicit_deny);
    return entry;
}

gateway::TokenVerifier::Verdict GatewaySurroundings::verify(const std::vector<std::string>& pools,
                                                            std::string_view token, Instant now) {
    using Verdict = gateway::TokenVerifier::Verdict;
    Verdict verdict = Verdict::refused;
    for (const auto& [name, pool] : parts_.pools.list()) {
        if (std::find(pools.begin(), pools.end(), pool->id()) == pools.end()) continue;
        const identity::Verified claims = pool->verify(token, now);
        if (claims.ok()) return Verdict::accepted;
        if (claims.error().expired) verdict = Verdict::expired;
    }
    return verdict;
}

Task<gateway::TokenCheck> GatewaySurroundings::check_issued(IssuedToken token, Instant now) {
    using Verdict = gateway::TokenVerifier::Verdict;
    for (const auto& [name, pool] : parts_.pools.list()) {
        if (pool->issuer() != token.issuer) continue;
        const identity::Verified claims = pool->verify(token.text, now);
        gateway::TokenCheck check;
        const auto& algorithms = token.algorithms;
        if (std::find(algorithms.begin(), algorithms.end(), "RS256") == algorithms.end()) co_return check;
        check.verdict = claims.ok() ? Verdict::accepted : claims.error().expired ? Verdict::expired : Verdict::refused;
        // Assumed, as in issuers.cpp.
        if (!claims.ok())
            check.why = claims.error().expired ? "the token has expired" : "signature verification failed";
        co_return check;
    }
    identity::Issuers::Issued issued{std::move(token.issuer), std::move(token.text), std::move(token.algorithms),
                                     token.keys_last};
    auto checked = co_await parts_.issuers.check(std::move(issued), now);
    gateway::TokenCheck check;
    check.verdict = checked.verdict == identity::Issuers::Checked::Verdict::accepted  ? Verdict::accepted
                    : checked.verdict == identity::Issuers::Checked::Verdict::expired ? Verdict::expired
                                                                                      : Verdict::refused;
    check.why = std::move(checked.why);
    co_return check;
}

void GatewaySurroundings::log(const std::string& destination, const std::string& stage, std::string line) {
    // "arn:aws:logs:REGION:ACCOUNT:log-group:NAME", with or without ":*" behind it.
    std::vector<std::string> parts;
    each_part(destination, ':', [&](std::string_view part) { parts.emplace_back(part); });
    constexpr std::size_t wanted = 7;
    logs::LogGroup* const group =
        parts.size() < wanted ? nullptr : parts_.logs.find({parts[4], parts[3]}, parts[wanted - 1]);
    if (group == nullptr) return;
    std::string name = fmt::format("{:016x}", hash_bytes(stage));
    const auto found = group->streams.find(name);
    logs::LogStream* const stream =
        found != group->streams.end() ? found->second.get() : parts_.logs.create_stream(*group, std::move(name));
    if (stream == nullptr) return;
    logs::InputEvent event;
    event.timestamp = parts_.logs.now();
    event.message = std::move(line);
    std::vector<logs::InputEvent> events;
    events.push_back(std::move(event));
    parts_.logs.append(*stream, std::move(events));
}

Task<void> GatewaySurroundings::enqueue(std::string function, Text event) {
    const auto name = lambda::api::read_function_arn(function);
    if (!name) co_return;
    lambda::api::Invocation invocation;
    invocation.payload = std::move(event);
    parts_.invoker.enqueue(*name, std::move(invocation));
    (void)co_await parts_.functions.durable();
}

}  // namespace wt::cloud
