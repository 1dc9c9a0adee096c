#pragma once
#include <array>
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

/// `captcha` and `challenge` ask the client for a token, which nobody here gives out: they always end the evaluation.
enum class Action : std::uint8_t { allow, block, count, captcha, challenge };

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
        header_order,  // the names of all headers, in lower case, with ':' between
        /// What a request does not have here (fingerprints of TLS clients, a fragment): it matches or not by
        /// `oversize`, which says what is done instead.
        absent,
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
    std::vector<Transformation> before_split{};  // query arguments: done to the query string before it is split
    bool operator==(const Inspection&) const = default;
};

/// Reads as SQL injection, or as a script. Without an inspection: everything that AWS's managed rules look at (query
/// arguments, body, cookies, as they came and decoded).
struct SqliMatch {
    /// `high` is the detector's own verdict; `low`, AWS's default, passes what reads like ordinary language.
    enum class Sensitivity : std::uint8_t { low, high };
    std::optional<Inspection> inspection{};
    Sensitivity sensitivity = Sensitivity::low;
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
    bool is_set = false;                // a set, whatever it holds
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

/// The network (autonomous system) of the viewer's address. Nobody here knows networks, so it matches no address.
struct AsnMatch {
    std::vector<std::uint64_t> numbers;
    std::optional<ForwardedIp> forwarded{};
    bool operator==(const AsnMatch&) const = default;
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
        std::vector<Transformation> transformations{};
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

struct CustomResponse {
    int status = 403;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string content_type = "text/plain";
    bool operator==(const CustomResponse&) const = default;
};

/// What happens to a request that a rule matches.
struct Outcome {
    Action action = Action::block;
    std::optional<CustomResponse> response{};  // block: in place of what the protected resource answers
    /// All but block: added for whoever stands behind, each name behind "x-amzn-waf-".
    std::vector<std::pair<std::string, std::string>> inserted{};
    bool operator==(const Outcome&) const = default;
};

/// What a rule of a group does instead of what the group says. Rules that the group does not have are passed over.
struct Override {
    std::string rule;
    Outcome outcome;
    bool operator==(const Override&) const = default;
};

/// AWS's managed rule groups (see managed_groups.hpp), and two that are none of AWS's: `xss`, the XSS rules of `core`
/// alone, and `owasp`, the OWASP Core Rule Set.
struct ManagedGroup {
    enum class Name : std::uint8_t {
        core,
        admin_protection,
        known_bad_inputs,
        sqli,
        linux_os,
        posix_os,
        windows_os,
        php,
        wordpress,
        ip_reputation,
        anonymous_ip,
        bot_control,
        xss,
        owasp,
    };
    Name name = Name::core;
    std::string version{};               // all have the same rules
    std::vector<std::string> addresses;  // ip_reputation, anonymous_ip: the list
    std::vector<Override> overrides{};
    std::vector<Statement> scope_down;  // none or one: only requests that it matches are looked at
    bool operator==(const ManagedGroup&) const = default;
};

struct Rule;

/// Rules of one's own, as a group that web ACLs refer to.
struct RuleGroup {
    std::string name;
    std::vector<Rule> rules;  // in order of priority
    std::vector<Override> overrides;
    std::uint64_t capacity = 0;  // what it was made with
    [[nodiscard]] bool operator==(const RuleGroup& other) const;
};

struct Statement {
    using Kind = std::variant<SqliMatch, XssMatch, RateBased, IpSet, SizeConstraint, ByteMatch, RegexMatch, GeoMatch,
                              LabelMatch, And, Or, Not, ManagedGroup, RuleGroup, AsnMatch>;
    Statement() = default;
    template <class Made>
        requires(!std::same_as<std::remove_cvref_t<Made>, Statement>)
    Statement(Made made) : is(std::move(made)) {}  // NOLINT(google-explicit-constructor): one of the kinds

    [[nodiscard]] bool operator==(const Statement& other) const;

    Kind is;
};

/// A rule's name and statement, and what happens then. Of a rule whose statement is a group the action is what the
/// group comes to: `block` leaves it as it is, `count` only counts what would have ended the evaluation.
struct Rule {
    std::string name;
    Statement statement;
    Action action = Action::block;
    std::vector<std::string> labels{};  // added to a request that it matches: "team:scraper"
    std::optional<CustomResponse> response{};
    std::vector<std::pair<std::string, std::string>> inserted{};
    [[nodiscard]] Outcome outcome() const { return {action, response, inserted}; }
    bool operator==(const Rule&) const = default;
};

/// What a web ACL stands before.
enum class Protected : std::uint8_t { distribution, api, user_pool };

/// How much of a body is inspected before each: 16 KiB, unless somebody pays for up to 64.
struct BodyLimits {
    std::array<Bytes, 3> by{Bytes{16 * 1024}, Bytes{16 * 1024}, Bytes{16 * 1024}};
    [[nodiscard]] Bytes& of(Protected what) { return by[static_cast<std::size_t>(what)]; }
    [[nodiscard]] Bytes of(Protected what) const { return by[static_cast<std::size_t>(what)]; }
    bool operator==(const BodyLimits&) const = default;
};

struct WebAclConfig {
    std::vector<Rule> rules;  // in order of priority
    Action default_action = Action::allow;
    BodyLimits body_limits;
    /// Where addresses are: blocks by country, in place of a geographic database.
    std::map<std::string, std::vector<std::string>> countries;
    Latency latency;
    std::string account = "000000000000";  // with the name, in its labels
    std::string name{};                    // empty: what it is called where it stands
    CustomResponse default_response{};     // of a default action that blocks, where `default_responds`
    bool default_responds = false;
    std::vector<std::pair<std::string, std::string>> default_inserted{};
};

/// Web ACL capacity units of a rule's statement, and of a whole web ACL (AWS WAF, "Rule statements list"). A web ACL
/// has at most 5,000.
[[nodiscard]] std::uint64_t capacity(const Statement& statement);
[[nodiscard]] std::uint64_t capacity(const WebAclConfig& config);
inline constexpr std::uint64_t most_capacity = 5'000;

}  // namespace wt::edge::waf
