#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "iam/condition.hpp"

namespace wt::iam {

enum class Effect : std::uint8_t { allow, deny };

/// Whom a statement is about. `aws` holds accounts (12 digits), ARNs of roots, users, roles and sessions.
struct PrincipalElement {
    bool everyone = false;  // "*", or {"AWS": "*"}: anonymous callers too
    std::vector<std::string> aws;
    std::vector<std::string> service;
    std::vector<std::string> canonical_user;
    std::vector<std::string> federated;
};

/// What Principal, Action and Resource say; or what NotPrincipal, NotAction and NotResource do.
enum class Sense : bool { named, all_but_named };

struct Statement {
    std::string sid;
    Effect effect = Effect::allow;
    bool exact_effect = true;                   // "Allow" and not "allow"
    std::optional<PrincipalElement> principal;  // none in the policy of an identity: it is about whoever holds it
    Sense principal_sense = Sense::named;
    std::vector<std::string> action;
    Sense action_sense = Sense::named;
    std::vector<std::string> resource;  // none in a trust policy: it is about the role
    Sense resource_sense = Sense::named;
    std::vector<Condition> conditions;  // all must hold
};

/// A policy document. IAM User Guide, "IAM JSON policy reference".
struct Policy {
    std::string version = "2008-10-17";  // AWS's default; variables are filled in from 2012-10-17 on
    std::string id;
    std::vector<Statement> statements;

    [[nodiscard]] Variables variables() const {
        return version == "2012-10-17" ? Variables::filled : Variables::literal;
    }
};

/// What a document is for: it stands at a resource and says who, at an identity and says what, at a role and says who
/// may take it, or is handed in for a session.
enum class PolicyUse : std::uint8_t { resource, identity, trust, session };

/// What is wrong with a document. Each service says it in words of its own.
enum class PolicyFlaw : std::uint8_t {
    first_byte,  // is no '{'
    json,        // is no JSON; names twice in one object count as that
    too_large,   // without white space; `detail` is the limit
    syntax,      // an element that is not known, or of the wrong kind
    version,
    missing,       // `detail` is the element
    prohibited,    // `detail` is the element
    no_statement,  // an empty list
    effect,        // `detail` is what stands there
    principal,
    action,
    resource,
    condition_operator,  // `detail` is its name
    condition_key,
    condition_value,  // `detail` is the operator
    ip_address,
};
struct PolicyProblem {
    PolicyFlaw flaw = PolicyFlaw::syntax;
    std::string detail;
};

/// Reads a document of at most `limit` bytes without white space; four times as many with it are looked at. The first
/// problem, in the order of the document's statements. Does not know which actions and resources there are. Of a
/// resource's document all is checked; of the others that they read, see refuse_document() in policy_rules.hpp.
[[nodiscard]] Result<Policy, PolicyProblem> parse_policy(std::string_view json, PolicyUse use, std::size_t limit);

}  // namespace wt::iam
