#pragma once
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "edge/waf/text_transformation.hpp"

namespace wt::edge::waf {

enum class Action : std::uint8_t { allow, block, count };

/// What happens when a part is larger than what is inspected of it (AWS WAF, "Oversize web request components").
enum class Oversize : std::uint8_t { inspect_visible, match, no_match };

/// A part of the request that a statement looks at (AWS WAF, "Request components"). A part that is missing matches
/// nothing.
struct Field {
    enum class Kind : std::uint8_t {
        path,             // as it came, without the query
        query,            // without the '?'
        query_argument,   // the value of the argument called `name`, without case
        query_arguments,  // the values of all
        header,           // the value of the header called `name`
        headers,
        cookies,
        body,
        json_body,
        method,
    };
    enum class Scope : std::uint8_t { all, keys, values };
    /// What a JSON body that is none becomes: inspected as a text (Assumed for AWS's "evaluate up to the error"), or
    /// the statement matches, or it does not.
    enum class Invalid : std::uint8_t { as_string, match, no_match };

    [[nodiscard]] static Field of(Kind kind, std::string name = {}) {
        Field field;
        field.kind = kind;
        field.name = std::move(name);
        return field;
    }

    Kind kind = Kind::query;
    std::string name;
    Scope scope = Scope::all;           // headers, cookies, json_body
    std::vector<std::string> included;  // headers, cookies: only these names; json_body: only these pointers ("/a/0")
    std::vector<std::string> excluded;  // headers, cookies: all but these
    Oversize oversize = Oversize::inspect_visible;
    Invalid invalid = Invalid::as_string;
    bool operator==(const Field&) const = default;
};

/// A part, and what is done to its text, in order, before a statement looks at it.
struct Inspection {
    Field field;
    std::vector<Transformation> transformations;
    bool operator==(const Inspection&) const = default;
};

/// Reads as SQL injection, or as a script. Without an inspection: everything that AWS's managed rules look at (query
/// arguments, body, cookies, as they came and decoded).
struct SqliMatch {
    std::optional<Inspection> inspection{};
    bool operator==(const SqliMatch&) const = default;
};
struct XssMatch {
    std::optional<Inspection> inspection{};
    bool operator==(const XssMatch&) const = default;
};

struct ByteMatch {
    enum class Position : std::uint8_t { exactly, starts_with, ends_with, contains, contains_word };
    Inspection inspection;
    std::string text;  // at most 200 bytes
    Position position = Position::contains;
    bool operator==(const ByteMatch&) const = default;
};

/// One pattern, or several of which any may match (a regex pattern set).
struct RegexMatch {
    Inspection inspection;
    std::vector<std::string> patterns;  // RE2's syntax: no back-references, as in AWS WAF
    bool operator==(const RegexMatch&) const = default;
};

struct SizeConstraint {
    enum class Comparison : std::uint8_t { eq, ne, le, lt, ge, gt };
    Inspection inspection{Field::of(Field::Kind::body), {}};
    Comparison comparison = Comparison::gt;
    Bytes size{8192};
    bool operator==(const SizeConstraint&) const = default;
};

/// Where a viewer's address is found behind a proxy: in a header such as X-Forwarded-For.
struct ForwardedIp {
    enum class Position : std::uint8_t { first, last, any };
    std::string header = "X-Forwarded-For";
    Position position = Position::first;
    bool match_malformed = false;  // what a text that is no address means
    bool operator==(const ForwardedIp&) const = default;
};

struct IpSet {
    std::vector<std::string> addresses;  // CIDR, v4 or v6: "192.0.2.0/24", "2001:db8::/32"
    std::optional<ForwardedIp> forwarded{};
    bool operator==(const IpSet&) const = default;
};

/// The country of the viewer's address, by WebAclConfig::countries; "XX" when nobody knows.
struct GeoMatch {
    std::vector<std::string> countries;  // ISO 3166: "DE"
    std::optional<ForwardedIp> forwarded{};
    bool operator==(const GeoMatch&) const = default;
};

/// A label that an earlier rule has added. `key` is its name with as many namespaces before it as are given, or with
/// `is_namespace` namespaces that end in ':'.
struct LabelMatch {
    std::string key;
    bool is_namespace = false;
    bool operator==(const LabelMatch&) const = default;
};

struct Statement;

/// Counts requests by aggregation key; above `limit` in `window` the action applies (AWS WAF, "Rate-based rules").
struct RateBased {
    enum class Key : std::uint8_t { ip, forwarded_ip, constant, custom };
    /// A part of a custom key.
    struct Part {
        enum class Kind : std::uint8_t { header, cookie, query_argument, query, path, method, ip, forwarded_ip, label };
        Kind kind = Kind::header;
        std::string name;
        bool operator==(const Part&) const = default;
    };
    std::uint64_t limit = 2000;     // 10 to 2,000,000,000
    Duration window = 300s;         // 60, 120, 300 or 600 s
    Duration evaluate_every = 30s;  // "usually within 30 seconds"
    Key key = Key::ip;
    ForwardedIp forwarded;
    std::vector<Part> parts;            // custom: 1 to 5
    std::vector<Statement> scope_down;  // none or one: only requests that it matches count
    bool operator==(const RateBased&) const = default;
};

struct And {
    std::vector<Statement> of;
    bool operator==(const And&) const = default;
};
struct Or {
    std::vector<Statement> of;
    bool operator==(const Or&) const = default;
};
struct Not {
    std::vector<Statement> of;  // one
    bool operator==(const Not&) const = default;
};

/// AWS's managed rule groups, as far as what they do is known. `core` stands on the OWASP Core Rule Set.
struct ManagedGroup {
    enum class Name : std::uint8_t { core, sqli, xss, known_bad_inputs, ip_reputation };
    Name name = Name::core;
    std::vector<std::string> addresses;  // ip_reputation: the list
    std::vector<std::string> counted;    // rules of the group that only count
    /// The whole group only counts: all of its rules are looked at. WebAcl says so for a rule that counts.
    bool counts = false;
    bool operator==(const ManagedGroup&) const = default;
};

struct Statement {
    using Kind = std::variant<SqliMatch, XssMatch, RateBased, IpSet, SizeConstraint, ByteMatch, RegexMatch, GeoMatch,
                              LabelMatch, And, Or, Not, ManagedGroup>;
    Statement() = default;
    template <class Made>
        requires(!std::same_as<std::remove_cvref_t<Made>, Statement>)
    Statement(Made made) : is(std::move(made)) {}  // NOLINT(google-explicit-constructor): one of the kinds

    [[nodiscard]] bool operator==(const Statement& other) const;

    Kind is;
};

struct CustomResponse {
    int status = 403;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string content_type = "text/plain";
};

struct Rule {
    std::string name;
    Statement statement;
    Action action = Action::block;
    std::vector<std::string> labels{};  // added to a request that it matches: "team:scraper"
    std::optional<CustomResponse> response{};
};

struct WebAclConfig {
    std::vector<Rule> rules;  // in order of priority
    Action default_action = Action::allow;
    Bytes body_limit{16 * 1024};  // how much of a body is inspected (CloudFront's default), to 64 KiB
    /// Where addresses are: blocks by country, in place of a geographic database.
    std::map<std::string, std::vector<std::string>> countries;
    Latency latency;
};

/// Web ACL capacity units of a rule's statement, and of a whole web ACL (AWS WAF, "Rule statements list"). A web ACL
/// has at most 5,000.
[[nodiscard]] std::uint64_t capacity(const Statement& statement);
[[nodiscard]] std::uint64_t capacity(const WebAclConfig& config);
inline constexpr std::uint64_t most_capacity = 5'000;

}  // namespace wt::edge::waf
