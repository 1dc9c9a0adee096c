#include "iam/request_context.hpp"

#include <algorithm>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "iam/identity_policies.hpp"

namespace wt::iam {

namespace {

[[nodiscard]] std::string as_compared(std::string_view key) {
    std::string name(key);
    for (char& c : name) {
        if (c == '/') break;
        c = lower(c);
    }
    return name;
}

[[nodiscard]] std::string_view type_of(aws::PrincipalKind kind) {
    switch (kind) {
        case aws::PrincipalKind::anonymous: return "Anonymous";
        case aws::PrincipalKind::root: return "Account";
        case aws::PrincipalKind::user: return "User";
        case aws::PrincipalKind::assumed_role: return "AssumedRole";
        case aws::PrincipalKind::service: return "Service";
    }
    return {};
}

/// Of this machine, or of nobody: a call of a service's own.
[[nodiscard]] bool is_here(const http::IpAddress& client) {
    return client == http::IpAddress() || client == *http::IpAddress::parse("::1") || client.text().starts_with("127.");
}

}  // namespace

void RequestContext::set(std::string_view key, Values values) { values_[as_compared(key)] = std::move(values); }

const RequestContext::Values* RequestContext::find(std::string_view key) const {
    std::string name = as_compared(key);
    auto found = values_.find(name);
    if (found == values_.end()) {
        if (!source_) return nullptr;
        std::optional<Values> values = source_(name);
        found = values_.emplace(std::move(name), std::move(values)).first;
    }
    return found->second ? &*found->second : nullptr;
}

void describe_caller(RequestContext& context, const aws::Principal& caller) {
    context.set("aws:PrincipalType", std::string(type_of(caller.kind)));
    context.set("aws:PrincipalIsAWSService", caller.kind == aws::PrincipalKind::service ? "true" : "false");
    if (caller.anonymous()) {
        context.set("aws:userid", "anonymous");
        return;
    }
    if (caller.kind == aws::PrincipalKind::service) {
        context.set("aws:PrincipalServiceName", caller.arn);
        // On behalf of a resource, whose ARN stands in place of a user's id: "arn:aws:cloudfront::ACCOUNT:...".
        if (!caller.user_id.empty()) {
            context.set("aws:SourceArn", caller.user_id);
            std::string_view account = caller.user_id;
            for (int part = 0; part < 4; ++part) account.remove_prefix(std::min(account.find(':') + 1, account.size()));
            context.set("aws:SourceAccount", std::string(account.substr(0, account.find(':'))));
        }
        return;
    }
    context.set("aws:PrincipalArn", caller.role_arn.empty() ? caller.arn : caller.role_arn);
    context.set("aws:PrincipalAccount", caller.account);
    context.set("aws:userid", caller.user_id);
    if (caller.policies) {
        for (const auto& [key, value] : caller.policies->tags) context.set("aws:PrincipalTag/" + key, value);
        for (const auto& [key, values] : caller.policies->web_identity) context.set(key, values);
    }
    if (caller.kind == aws::PrincipalKind::user) context.set("aws:username", std::string(caller.user_name()));
}

void describe_request(RequestContext& context, Instant now, const http::IpAddress& client) {
    context.set("aws:CurrentTime", aws::iso8601(now));
    context.set("aws:EpochTime", std::to_string(unix_seconds(now)));
    context.set("aws:SourceIp", client.text());
}

Transport transport_of(const http::Request& request) { return request.secure ? Transport::tls : Transport::plain; }

void describe_headers(RequestContext& context, const http::Headers& headers, Transport transport) {
    context.set("aws:SecureTransport", transport == Transport::tls ? "true" : "false");
    if (const Text* agent = headers.find("User-Agent")) context.set("aws:UserAgent", agent->str());
    if (const Text* referer = headers.find("Referer")) context.set("aws:Referer", referer->str());
}

void describe_call(RequestContext& context, const aws::Call& call) {
    describe_caller(context, call.caller);
    describe_request(context, call.now, call.request.client);
    // At AWS a client that signs comes by TLS, and so do its services: buckets that want it refuse nobody who deploys.
    const bool trusted = !call.caller.anonymous() && is_here(call.request.client);
    describe_headers(context, call.request.headers, trusted ? Transport::tls : transport_of(call.request));
    if (!call.caller.anonymous()) context.set("aws:ResourceAccount", call.caller.account);
    context.set("aws:RequestedRegion", call.region);
}

}  // namespace wt::iam
