#include <array>

#include <fmt/format.h>

#include "edge/waf/check.hpp"
#include "edge/waf/ip_set.hpp"
#include "edge/waf/managed_groups.hpp"
#include "edge/waf/matcher.hpp"
#include "scenario/component_fields.hpp"

namespace wt::scenario {

namespace {

namespace waf = edge::waf;
using waf::Statement;

constexpr std::array<std::pair<std::string_view, waf::Action>, 5> actions{{{"block", waf::Action::block},
                                                                           {"count", waf::Action::count},
                                                                           {"allow", waf::Action::allow},
                                                                           {"captcha", waf::Action::captcha},
                                                                           {"challenge", waf::Action::challenge}}};

// ---- parts of a request ----

/// "path", "query:NAME", "header:NAME" and the like.
void read_part(const Value& value, waf::Field& to) {
    using Kind = waf::Field::Kind;
    static constexpr std::array<std::pair<std::string_view, Kind>, 8> parts{{{"path", Kind::path},
                                                                             {"query", Kind::query},
                                                                             {"query_arguments", Kind::query_arguments},
                                                                             {"headers", Kind::headers},
                                                                             {"cookies", Kind::cookies},
                                                                             {"body", Kind::body},
                                                                             {"json_body", Kind::json_body},
                                                                             {"method", Kind::method}}};
    const std::string_view text = value.text("a part of the request");
    for (const auto& [name, kind] : parts) {
        if (text == name) {
            to.kind = kind;
            return;
        }
    }
    for (const auto& [prefix, kind] : {std::pair(std::string_view("query:"), Kind::query_argument),
                                       std::pair(std::string_view("header:"), Kind::header)}) {
        if (!text.starts_with(prefix) || text.size() == prefix.size()) continue;
        to.kind = kind;
        to.name = text.substr(prefix.size());
        return;
    }
    if (value.is_scalar()) {
        value.problem(fmt::format(
            "expected path, query, query:NAME, query_arguments, header:NAME, headers, cookies, body, json_body "
            "or method, got \"{}\"",
            text));
    }
}

template <class T, class At>
[[nodiscard]] Field<T> words(std::string key, At at, std::string doc) {
    return custom<T>(
        std::move(key), any_shape("list of words"),
        [at](const Value& value, T& to) {
            value.each([&](const Value& item) { std::invoke(at, to).emplace_back(item.text("a word")); });
        },
        std::move(doc));
}

/// What statements that inspect a part have in common; `T` is made of an Inspection and more.
template <class T, class At>
[[nodiscard]] Fields<T> inspection_fields(At at) {
    using Scope = waf::Field::Scope;
    static constexpr std::array<std::pair<std::string_view, Scope>, 3> scopes{
        {{"all", Scope::all}, {"keys", Scope::keys}, {"values", Scope::values}}};
    static constexpr std::array<std::pair<std::string_view, waf::Oversize>, 3> oversizes{
        {{"inspect_visible", waf::Oversize::inspect_visible},
         {"match", waf::Oversize::match},
         {"no_match", waf::Oversize::no_match}}};
    static constexpr std::array<std::pair<std::string_view, waf::Field::Invalid>, 3> invalids{
        {{"as_string", waf::Field::Invalid::as_string},
         {"match", waf::Field::Invalid::match},
         {"no_match", waf::Field::Invalid::no_match}}};
    const auto field = [at](T& to) -> waf::Field& { return std::invoke(at, to).field; };
    return {
        custom<T>(
            "part",
            any_shape(
                "path, query, query:NAME, query_arguments, header:NAME, headers, cookies, body, json_body, method"),
            [field](const Value& value, T& to) { read_part(value, field(to)); }, "what is looked at", "query"),
        custom<T>(
            "transform", any_shape("list of text transformations"),
            [at](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    const std::string_view word = item.text("a text transformation");
                    std::vector<std::string> names;
                    for (const auto& [name, one] : waf::transformation_names) {
                        names.emplace_back(name);
                        if (name != word) continue;
                        std::invoke(at, to).transformations.push_back(one);
                        return;
                    }
                    item.problem(
                        fmt::format("no text transformation is called \"{}\"{}", word, suggestion(word, names)));
                });
            },
            "what is done to it before: url_decode, lowercase, ...", "[]"),
        choice<T>(
            "scope", [field](T& to) -> Scope& { return field(to).scope; }, scopes,
            "headers, cookies, json_body: which texts", "all"),
        words<T>(
            "include", [field](T& to) -> auto& { return field(to).included; }, "only these names, or JSON pointers"),
        words<T>(
            "exclude", [field](T& to) -> auto& { return field(to).excluded; }, "headers, cookies: all but these"),
        choice<T>(
            "oversize", [field](T& to) -> waf::Oversize& { return field(to).oversize; }, oversizes,
            "what is larger than what is inspected", "inspect_visible"),
        choice<T>(
            "invalid", [field](T& to) -> waf::Field::Invalid& { return field(to).invalid; }, invalids,
            "json_body: what is no JSON", "as_string"),
    };
}

template <class T>
[[nodiscard]] Fields<T> joined(Fields<T> some, const Fields<T>& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

const Fields<waf::Inspection>& part_fields() {
    static const Fields<waf::Inspection> fields =
        inspection_fields<waf::Inspection>([](waf::Inspection& to) -> waf::Inspection& { return to; });
    return fields;
}

const Fields<waf::ByteMatch>& byte_match_fields() {
    using T = waf::ByteMatch;
    static constexpr std::array<std::pair<std::string_view, T::Position>, 5> positions{
        {{"exactly", T::Position::exactly},
         {"starts_with", T::Position::starts_with},
         {"ends_with", T::Position::ends_with},
         {"contains", T::Position::contains},
         {"contains_word", T::Position::contains_word}}};
    static const Fields<T> fields = joined<T>(
        {
            custom<T>(
                "text", text_shape(), [](const Value& value, T& to) { to.text = value.text("a text"); },
                "what is looked for")
                .needed(),
            choice<T>("position", &T::position, positions, "where it must stand", "contains"),
        },
        inspection_fields<T>(&T::inspection));
    return fields;
}

const Fields<waf::RegexMatch>& regex_fields() {
    using T = waf::RegexMatch;
    static const Fields<T> fields = joined<T>({custom<T>(
                                                   "patterns", any_shape("pattern, or list of them"),
                                                   [](const Value& value, T& to) {
                                                       value.each([&](const Value& item) {
                                                           const std::string pattern(item.text("a pattern"));
                                                           const std::string wrong = waf::pattern_problem(pattern);
                                                           if (!wrong.empty()) return item.problem(wrong);
                                                           to.patterns.push_back(pattern);
                                                       });
                                                   },
                                                   "any of which must match")
                                                   .needed()},
                                              inspection_fields<T>(&T::inspection));
    return fields;
}

const Fields<waf::SizeConstraint>& size_fields() {
    using T = waf::SizeConstraint;
    using Comparison = T::Comparison;
    static constexpr std::array<std::pair<std::string_view, Comparison>, 6> comparisons{{{"eq", Comparison::eq},
                                                                                         {"ne", Comparison::ne},
                                                                                         {"le", Comparison::le},
                                                                                         {"lt", Comparison::lt},
                                                                                         {"ge", Comparison::ge},
                                                                                         {"gt", Comparison::gt}}};
    static const Fields<T> fields = joined<T>({size<T>("over", &T::size, "the size that it is compared with", "8KiB"),
                                               choice<T>("compare", &T::comparison, comparisons, "how", "gt")},
                                              inspection_fields<T>(&T::inspection));
    return fields;
}

const Fields<waf::ForwardedIp>& forwarded_fields() {
    using T = waf::ForwardedIp;
    static constexpr std::array<std::pair<std::string_view, T::Position>, 3> positions{
        {{"first", T::Position::first}, {"last", T::Position::last}, {"any", T::Position::any}}};
    static const Fields<T> fields{
        text<T>("header", &T::header, "where proxies write it", "X-Forwarded-For"),
        choice<T>("position", &T::position, positions, "which of several", "first"),
        boolean<T>("match_malformed", &T::match_malformed, "what is no address matches", "false"),
    };
    return fields;
}

template <class T, class At>
[[nodiscard]] Field<T> forwarded(At at) {
    return custom<T>(
        "forwarded", any_shape("object"),
        [at](const Value& value, T& to) {
            std::invoke(at, to).emplace();
            read_object(value, forwarded_fields(), *std::invoke(at, to));
        },
        "the address is in a header", "the client's own", infos(forwarded_fields()));
}

void read_addresses(const Value& value, std::vector<std::string>& to) {
    value.each([&](const Value& item) {
        const std::string address(item.text("an address"));
        if (waf::AddressBlock::parse(address)) {
            to.push_back(address);
        } else {
            item.problem(fmt::format("expected an address such as \"192.0.2.0/24\", got \"{}\"", address));
        }
    });
}

/// The reader has put the file's lines in the place of this before any row is asked.
template <class T>
[[nodiscard]] Field<T> addresses_file() {
    return custom<T>("addresses_file", text_shape(), [](const Value&, T&) {}, "a file that holds them, one a line");
}

const Fields<waf::IpSet>& ip_set_fields() {
    using T = waf::IpSet;
    static const Fields<T> fields{
        custom<T>(
            "addresses", any_shape("list of addresses"),
            [](const Value& value, T& to) { read_addresses(value, to.addresses); }, "in CIDR form", "[]"),
        addresses_file<T>(),
        forwarded<T>(&T::forwarded),
    };
    return fields;
}

const Fields<waf::GeoMatch>& geo_fields() {
    using T = waf::GeoMatch;
    static const Fields<T> fields{
        words<T>("countries", &T::countries, "as in the web ACL's countries; XX: unknown").needed(),
        forwarded<T>(&T::forwarded),
    };
    return fields;
}

// ---- statements ----

/// A statement in its long form; exactly one kind is given.
struct RuleDraft {
    waf::Rule rule;
    std::string kind;
    int statements = 0;

    template <class Made>
    void take(std::string_view named, Made made) {
        rule.statement.is = std::move(made);
        kind = named;
        ++statements;
    }
};

[[nodiscard]] Statement read_statement(const Value& value);

const Fields<waf::RateBased>& rate_based_fields() {
    using T = waf::RateBased;
    using Kind = T::Part::Kind;
    static constexpr std::array<std::pair<std::string_view, T::Key>, 3> keys{
        {{"ip", T::Key::ip}, {"forwarded_ip", T::Key::forwarded_ip}, {"constant", T::Key::constant}}};
    static constexpr std::array<std::pair<std::string_view, Kind>, 9> kinds{{{"header", Kind::header},
                                                                             {"cookie", Kind::cookie},
                                                                             {"query", Kind::query_argument},
                                                                             {"query_string", Kind::query},
                                                                             {"path", Kind::path},
                                                                             {"method", Kind::method},
                                                                             {"ip", Kind::ip},
                                                                             {"forwarded_ip", Kind::forwarded_ip},
                                                                             {"label", Kind::label}}};
    static const Fields<T> fields{
        count<T>("limit", &T::limit, "requests in a window, 10 to 2,000,000,000", "2000"),
        duration<T>("window", &T::window, "60s, 120s, 300s or 600s", "300s"),
        duration<T>("evaluate_every", &T::evaluate_every, "how often it is decided who is above", "30s"),
        custom<T>(
            "key",
            any_shape("ip, forwarded_ip, constant, or list of header:NAME, cookie:NAME, query:NAME, path, method, ip, "
                      "label:NAMESPACE"),
            [](const Value& value, T& to) {
                if (value.is_scalar()) {
                    for (const auto& [word, key] : keys) {
                        if (value.tree.scalar == word) {
                            to.key = key;
                            return;
                        }
                    }
                }
                to.key = T::Key::custom;
                value.each([&](const Value& item) {
                    const std::string text(item.text("a part of the key"));
                    const std::size_t colon = std::min(text.find(':'), text.size());
                    for (const auto& [word, kind] : kinds) {
                        if (text.compare(0, colon, word) != 0) continue;
                        to.parts.push_back({kind, colon < text.size() ? text.substr(colon + 1) : ""});
                        return;
                    }
                    item.problem(fmt::format("no part of a key is called \"{}\"", text));
                });
            },
            "what is counted apart", "ip"),
        object<T>("forwarded", &T::forwarded, forwarded_fields(), "where a forwarded_ip is"),
        custom<T>(
            "scope_down", any_shape("statement"),
            [](const Value& value, T& to) { to.scope_down.push_back(read_statement(value)); },
            "only requests that it matches count"),
    };
    return fields;
}

void read_rate_based(const Value& value, RuleDraft& to) {
    waf::RateBased rate;
    read_object(value, rate_based_fields(), rate);
    to.take("rate-based", std::move(rate));
}

void read_statements(const Value& value, std::vector<Statement>& to) {
    value.each([&](const Value& item) { to.push_back(read_statement(item)); });
    if (to.size() < 2) value.problem("expected at least two statements");
}

void read_group(const Value& value, std::string_view name, RuleDraft& to) {
    std::vector<std::string> names;
    for (const waf::ManagedGroupInfo& group : waf::managed_groups()) {
        names.push_back("managed:" + std::string(group.word));
        if (group.word != name) continue;
        waf::ManagedGroup made;
        if (const auto* old = std::get_if<waf::ManagedGroup>(&to.rule.statement.is)) made = *old;
        made.name = group.name;
        return to.take("managed:" + std::string(name), std::move(made));
    }
    value.problem(fmt::format("no managed rule is called \"managed:{}\"{}", name,
                              suggestion("managed:" + std::string(name), names)));
}

[[nodiscard]] std::vector<std::string> group_words() {
    std::vector<std::string> words;
    for (const waf::ManagedGroupInfo& group : waf::managed_groups()) words.emplace_back(group.word);
    return words;
}

/// The group that is being read; made when a setting of it comes first.
[[nodiscard]] waf::ManagedGroup& group_of(RuleDraft& to) {
    if (!std::holds_alternative<waf::ManagedGroup>(to.rule.statement.is)) to.rule.statement.is = waf::ManagedGroup{};
    return std::get<waf::ManagedGroup>(to.rule.statement.is);
}

/// A statement that is a map of settings, or, with `short_form`, something simpler.
template <class Made, class Rows, class Short>
[[nodiscard]] Field<RuleDraft> statement(std::string key, Rows rows, std::string kind, std::string doc,
                                         Short short_form) {
    return custom<RuleDraft>(
        key, any_shape("object"),
        [rows, kind, short_form](const Value& value, RuleDraft& to) {
            Made made;
            if (value.is_map()) {
                read_object(value, rows(), made);
            } else {
                short_form(value, made);
            }
            to.take(kind, std::move(made));
        },
        std::move(doc), "", infos(rows()));
}

template <class Made>
void no_short_form(const Value& value, Made& /*to*/) {
    value.problem("expected a map of settings");
}

using Sensitivity = waf::SqliMatch::Sensitivity;
[[nodiscard]] Sensitivity& sensitivity_of(RuleDraft& to) {
    if (!std::holds_alternative<waf::SqliMatch>(to.rule.statement.is)) to.rule.statement.is = waf::SqliMatch{};
    return std::get<waf::SqliMatch>(to.rule.statement.is).sensitivity;
}

const Fields<RuleDraft>& statement_fields() {
    using T = RuleDraft;
    static constexpr std::array<std::pair<std::string_view, Sensitivity>, 2> sensitivities{
        {{"low", Sensitivity::low}, {"high", Sensitivity::high}}};
    const auto injection = [](std::string key, auto made, std::string doc) {
        return custom<T>(
            key, any_shape("object"),
            [made, key](const Value& value, T& to) {
                auto match = made;
                if (auto* old = std::get_if<decltype(match)>(&to.rule.statement.is)) match = *old;
                match.inspection.emplace();
                read_object(value, part_fields(), *match.inspection);
                to.take(key, std::move(match));
            },
            std::move(doc), "", infos(part_fields()));
    };
    static const Fields<T> fields{
        custom<T>(
            "managed", choice_shape(group_words()),
            [](const Value& value, T& to) { read_group(value, value.text("a managed group"), to); },
            "a managed rule group"),
        custom<T>(
            "counted", any_shape("list of words"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    waf::Override made{std::string(item.text("a rule of the group")), {}};
                    made.outcome.action = waf::Action::count;
                    group_of(to).overrides.push_back(std::move(made));
                });
            },
            "managed: its rules that only count; names that it does not have are passed over, as AWS does"),
        custom<T>(
            "scope_down", any_shape("statement"),
            [](const Value& value, T& to) { group_of(to).scope_down.push_back(read_statement(value)); },
            "managed: only requests that it matches are looked at"),
        custom<T>(
            "addresses", any_shape("list of addresses"),
            [](const Value& value, T& to) { read_addresses(value, group_of(to).addresses); },
            "managed: ip-reputation, anonymous-ip: the list"),
        addresses_file<T>(),
        injection("sqli", waf::SqliMatch{}, "reads as SQL injection"),
        choice<T>(
            "sensitivity", [](T& to) -> Sensitivity& { return sensitivity_of(to); }, sensitivities,
            "sqli: low passes what reads like language", "low"),
        injection("xss", waf::XssMatch{}, "reads as a script"),
        statement<waf::ByteMatch>("byte_match", byte_match_fields, "byte-match", "a text",
                                  no_short_form<waf::ByteMatch>),
        statement<waf::RegexMatch>("regex", regex_fields, "regex", "patterns", no_short_form<waf::RegexMatch>),
        statement<waf::SizeConstraint>("size", size_fields, "size", "parts that are too large",
                                       no_short_form<waf::SizeConstraint>),
        statement<waf::IpSet>("ip_set", ip_set_fields, "ip-set", "addresses in this list",
                              [](const Value& value, waf::IpSet& to) { read_addresses(value, to.addresses); }),
        statement<waf::GeoMatch>("geo", geo_fields, "geo", "countries",
                                 [](const Value& value, waf::GeoMatch& to) {
                                     value.each(
                                         [&](const Value& item) { to.countries.emplace_back(item.text("a country")); });
                                 }),
        custom<T>("rate_based", any_shape("object"), read_rate_based, "who sends too much", "",
                  infos(rate_based_fields())),
        custom<T>(
            "label_match", any_shape("label, or namespaces that end in ':'"),
            [](const Value& value, T& to) {
                waf::LabelMatch match;
                match.key = value.text("a label");
                match.is_namespace = match.key.ends_with(':');
                to.take("label-match", std::move(match));
            },
            "requests that an earlier rule labelled"),
        custom<T>(
            "and", any_shape("list of statements"),
            [](const Value& value, T& to) {
                waf::And all;
                read_statements(value, all.of);
                to.take("and", std::move(all));
            },
            "all of them"),
        custom<T>(
            "or", any_shape("list of statements"),
            [](const Value& value, T& to) {
                waf::Or any;
                read_statements(value, any.of);
                to.take("or", std::move(any));
            },
            "any of them"),
        custom<T>(
            "not", any_shape("statement"),
            [](const Value& value, T& to) { to.take("not", waf::Not{{read_statement(value)}}); }, "not this"),
    };
    return fields;
}

Statement read_statement(const Value& value) {
    RuleDraft draft;
    read_object(value, statement_fields(), draft);
    if (draft.statements != 1) value.problem("a statement has exactly one kind");
    return std::move(draft.rule.statement);
}

// ---- rules ----

const Fields<waf::CustomResponse>& response_fields() {
    using T = waf::CustomResponse;
    static const Fields<T> fields{
        custom<T>(
            "status", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a status", parse_count, [&](std::uint64_t status) {
                    to.status = static_cast<int>(std::min<std::uint64_t>(status, 999));
                });
            },
            "one of those that AWS WAF takes", "403"),
        custom<T>(
            "headers", any_shape("map of names to values"),
            [](const Value& value, T& to) {
                each_member(value, "a map of names to values", [&](const std::string& name, const Value& item) {
                    to.headers.emplace_back(name, item.text("a value"));
                });
                if (to.headers.size() > 10) value.problem("AWS WAF adds up to 10 headers");
            },
            "added to it"),
        text<T>("body", &T::body, "at most 4 KB"),
        text<T>("content_type", &T::content_type, "of the body", "text/plain"),
    };
    return fields;
}

const Fields<RuleDraft>& rule_fields() {
    using T = RuleDraft;
    static const Fields<T> fields = joined<T>(
        {
            text<T>(
                "name", [](T& to) -> std::string& { return to.rule.name; }, "in metrics"),
            choice<T>(
                "action", [](T& to) -> waf::Action& { return to.rule.action; }, actions, "what happens to a match",
                "block"),
            words<T>(
                "labels", [](T& to) -> auto& { return to.rule.labels; }, "added to a match, for later rules"),
            custom<T>(
                "response", any_shape("object"),
                [](const Value& value, T& to) {
                    to.rule.response.emplace();
                    read_object(value, response_fields(), *to.rule.response);
                },
                "block: what the viewer gets", "as what the web ACL protects answers", infos(response_fields())),
        },
        statement_fields());
    return fields;
}

void read_rule(const Value& value, std::vector<waf::Rule>& rules) {
    RuleDraft draft;
    if (value.is_scalar()) {
        static constexpr std::string_view managed = "managed:";
        const std::string_view text = value.tree.scalar;
        if (!text.starts_with(managed)) {
            return value.problem(fmt::format("expected managed:GROUP or a rule, got \"{}\"", text));
        }
        read_group(value, text.substr(managed.size()), draft);
    } else {
        read_object(value, rule_fields(), draft);
        if (draft.statements != 1)
            return value.problem("a rule has exactly one statement: rate_based, ip_set, size, ...");
    }
    if (draft.rule.name.empty()) draft.rule.name = draft.kind;
    if (const auto problem = waf::rule_problem(draft.rule)) return value.problem(*problem);
    rules.push_back(std::move(draft.rule));
}

}  // namespace

const Fields<waf::WebAclConfig>& wafv2_fields() {
    using T = waf::WebAclConfig;
    static constexpr std::array<std::pair<std::string_view, waf::Action>, 2> defaults{
        {{"allow", waf::Action::allow}, {"block", waf::Action::block}}};
    static const Fields<T> fields{
        custom<T>(
            "rules", any_shape("list of managed:core, managed:sqli, managed:known-bad-inputs, ..., or rules"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) { read_rule(item, to.rules); });
                if (const auto problem = waf::acl_problem(to)) value.problem(*problem);
            },
            "in order of priority", "[]", infos(rule_fields())),
        choice<T>("default_action", &T::default_action, defaults, "for what no rule decides", "allow"),
        custom<T>(
            "body_limit", size_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a size", parse_size, [&](Bytes size) {
                    if (size.count > 64 * 1024) return value.problem("AWS WAF inspects up to 64KiB of a body");
                    to.body_limits.by.fill(size);
                });
            },
            "how much of a body is inspected, to 64KiB", "16KiB"),
        custom<T>(
            "countries", any_shape("map of countries to lists of addresses"),
            [](const Value& value, T& to) {
                each_member(value, "a map: {DE: [192.0.2.0/24]}", [&](const std::string& country, const Value& item) {
                    read_addresses(item, to.countries[country]);
                });
            },
            "where addresses are; clients with a country are added"),
        latency<T>("latency", &T::latency, "to inspect a request"),
    };
    return fields;
}

}  // namespace wt::scenario
