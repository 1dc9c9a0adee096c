#include "iam/authorize.hpp"

#include <optional>
#include <span>

#include <fmt/format.h>

namespace wt::iam {

namespace {

[[nodiscard]] Verdict together(std::span<const PolicyRef> policies, const AccessRequest& request) {
    Verdict verdict = Verdict::implicit_deny;
    for (const PolicyRef& policy : policies) {
        const Verdict one = evaluate(*policy, request).verdict;
        if (one == Verdict::explicit_deny) return one;
        if (one == Verdict::allow) verdict = one;
    }
    return verdict;
}

/// What each kind of policy says; one that is not there allows.
struct Sides {
    Verdict identity;
    Verdict boundary = Verdict::allow;
    Verdict session = Verdict::allow;
};

[[nodiscard]] Sides sides_of(const AccessRequest& request) {
    const IdentityPolicies& policies = *request.caller.policies;
    Sides sides{together(policies.identity, request)};
    if (policies.boundary) sides.boundary = evaluate(*policies.boundary, request).verdict;
    if (policies.session) sides.session = together(*policies.session, request);
    return sides;
}

[[nodiscard]] std::optional<Ruling> explicit_deny(const Sides& sides) {
    constexpr Verdict no = Verdict::explicit_deny;
    if (sides.identity == no) return Ruling{no, PolicyKind::identity};
    if (sides.boundary == no) return Ruling{no, PolicyKind::boundary};
    if (sides.session == no) return Ruling{no, PolicyKind::session};
    return std::nullopt;
}

[[nodiscard]] Ruling limited(const Sides& sides, PolicyKind by) {
    if (sides.boundary != Verdict::allow) return {Verdict::implicit_deny, PolicyKind::boundary};
    if (sides.session != Verdict::allow) return {Verdict::implicit_deny, PolicyKind::session};
    return {Verdict::allow, by};
}

}  // namespace

Ruling authorize(const AccessRequest& request, const Policy* of_resource) {
    const Sides sides = sides_of(request);
    if (const auto denied = explicit_deny(sides)) return *denied;
    if (of_resource != nullptr) {
        if (evaluate(*of_resource, request).verdict == Verdict::explicit_deny)
            return {Verdict::explicit_deny, PolicyKind::resource};
        const Grant grant = grant_of(*of_resource, request);
        if (grant == Grant::to_caller) return {Verdict::allow, PolicyKind::resource};
        if (grant == Grant::to_everybody) return limited(sides, PolicyKind::resource);
    }
    if (sides.identity != Verdict::allow) return {Verdict::implicit_deny, PolicyKind::identity};
    return limited(sides, PolicyKind::identity);
}

std::string denial_text(const Ruling& ruling, const AccessRequest& request, std::string_view resource) {
    struct Name {
        std::string_view name;
        std::string_view article;
    };
    constexpr Name names[] = {{"identity-based policy", "an"},
                              {"resource-based policy", "a"},
                              {"permissions boundary", "a"},
                              {"session policy", "a"}};
    const auto& [name, article] = names[static_cast<std::size_t>(ruling.by)];
    std::string text = fmt::format("User: {} is not authorized to perform: {} on resource: {}", request.caller.arn,
                                   request.action, resource);
    if (ruling.verdict == Verdict::explicit_deny)
        return text + fmt::format(" with an explicit deny in {} {}", article, name);
    return text + fmt::format(" because no {} allows the {} action", name, request.action);
}

}  // namespace wt::iam
