#include "scenario/scenario_fields.hpp"

#include <array>

#include <fmt/format.h>

#include "scenario/component_fields.hpp"

namespace wt::scenario {

Result<Keys> parse_keys(std::string_view text) {
    const Error wrong{
        fmt::format("expected keys: unique, const(k), uniform(n), zipf(n=100k, s=0.9) or "
                    "recent(POST /orders, within=5s), got \"{}\"",
                    text)};
    Keys keys;
    if (text == "unique") return keys;
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || text.back() != ')') return wrong;
    const std::string_view name = text.substr(0, open);
    std::vector<std::string> parts;
    std::string part;
    for (const char c : text.substr(open + 1, text.size() - open - 2)) {
        if (c == ',') {
            parts.push_back(std::exchange(part, {}));
        } else if (c != ' ' || (!part.empty() && name == "recent" && parts.empty())) {
            part += c;
        }
    }
    parts.push_back(part);
    const auto given = [&](std::string_view key, std::size_t place) -> std::string {
        for (const std::string& each : parts) {
            if (each.rfind(std::string(key) + "=", 0) == 0) return each.substr(key.size() + 1);
        }
        return place < parts.size() && parts[place].find('=') == std::string::npos ? parts[place] : std::string();
    };
    if (name == "const") {
        keys.kind = Keys::Kind::constant;
        keys.constant = parts[0];
        return keys.constant.empty() ? Result<Keys>(wrong) : Result<Keys>(keys);
    }
    if (name == "recent") {
        keys.kind = Keys::Kind::recent;
        keys.route = parts[0];
        const auto route = parse_route(keys.route);
        const auto within = parse_duration(given("within", 9).empty() ? "5s" : given("within", 9));
        if (!route.ok() || !within.ok()) return wrong;
        keys.within = *within;
        return keys;
    }
    if (name != "uniform" && name != "zipf") return wrong;
    const auto n = parse_count(given("n", 0));
    if (!n.ok() || *n == 0 || *n > Zipf::largest) return wrong;
    keys.n = *n;
    keys.kind = name == "uniform" ? Keys::Kind::uniform : Keys::Kind::zipf;
    if (keys.kind == Keys::Kind::zipf) {
        const std::string s = given("s", 1);
        const auto exponent = parse_number(s.empty() ? "1" : s);
        if (!exponent.ok() || *exponent < 0 || *exponent > 10) return wrong;
        keys.s = *exponent;
    }
    return keys;
}

namespace {

/// "poisson", "regular", "mmpp(on=5s, off=20s, factor=3)".
[[nodiscard]] Result<Arrivals> parse_arrivals(std::string_view text) {
    const Error wrong{
        fmt::format("expected arrivals: poisson, regular or mmpp(on=5s, off=20s, factor=3), got \"{}\"", text)};
    Arrivals arrivals;
    if (text == "poisson") return arrivals;
    arrivals.kind = Arrivals::Kind::regular;
    if (text == "regular") return arrivals;
    arrivals.kind = Arrivals::Kind::mmpp;
    if (text.substr(0, 5) != "mmpp(" || text.back() != ')') return wrong;
    std::string_view inside = text.substr(5, text.size() - 6);
    while (!inside.empty()) {
        const std::size_t comma = std::min(inside.find(','), inside.size());
        std::string_view part = inside.substr(0, comma);
        inside.remove_prefix(std::min(comma + 1, inside.size()));
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) return wrong;
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(equals + 1);
        if (name == "factor") {
            const auto factor = parse_number(value);
            if (!factor.ok() || *factor < 1 || *factor > 1000) return wrong;
            arrivals.factor = *factor;
        } else {
            const auto span = parse_duration(value);
            if (!span.ok() || *span < 1ms || (name != "on" && name != "off")) return wrong;
            (name == "on" ? arrivals.on : arrivals.off) = *span;
        }
    }
    return arrivals;
}

/// A weight: a share or a plain number.
template <class T>
[[nodiscard]] Field<T> weight(std::string doc) {
    return custom<T>(
        "weight", any_shape("number or share"),
        [](const Value& value, T& to) {
            std::string_view text = value.text("a weight");
            if (!text.empty() && text.back() == '%') text.remove_suffix(1);
            const auto parsed = parse_number(text);
            if (!parsed.ok() || *parsed <= 0) return value.problem("expected a weight above 0, such as 88 or 88%");
            to.weight = *parsed;
        },
        std::move(doc), "1");
}

const Fields<Retries>& retries_fields() {
    using T = Retries;
    static const Fields<T> fields{
        custom<T>(
            "max", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok() || *parsed > 20) return value.problem("expected a number of retries, 0 to 20");
                to.max = static_cast<int>(*parsed);
            },
            "after 429, 5xx and broken connections", "0"),
        custom<T>(
            "backoff", any_shape("full-jitter(base, cap)"),
            [](const Value& value, T& to) {
                read_as(value, "full-jitter(100ms, 2s)", parse_backoff, [&](const auto& backoff) {
                    to.backoff_base = backoff.first;
                    to.backoff_cap = backoff.second;
                });
            },
            "the wait before", "full-jitter(100ms, 2s)"),
    };
    return fields;
}

const Fields<ClientClass>& client_fields() {
    using T = ClientClass;
    static const Fields<T> fields{
        weight<T>("share of the requests, against the other classes"),
        custom<T>(
            "ips", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a count", parse_count, [&](std::uint64_t ips) {
                    if (ips < 1 || ips > 1'000'000) return value.problem("expected 1 to 1M addresses");
                    to.ips = ips;
                });
            },
            "how many clients; each has an address, and with a plan an API key, of its own", "1000"),
        text<T>("plan", &T::plan, "the usage plan of its API keys"),
        text<T>("country", &T::country, "where they are, for the firewall's geo rules"),
        object<T>("retries", &T::retries, retries_fields(), "what it tries again"),
        duration<T>("timeout", &T::timeout, "how long it waits for an answer", "60s"),
    };
    return fields;
}

const Fields<MixEntry>& mix_fields() {
    using T = MixEntry;
    static const Fields<T> fields{
        custom<T>(
            "route", any_shape("\"METHOD /path\""),
            [](const Value& value, T& to) {
                read_as(value, "a route", parse_route, [&](const auto& route) {
                    to.method = route.first;
                    to.pattern = route.second;
                });
            },
            "what is asked for")
            .needed(),
        weight<T>("share of the requests, against the other entries"),
        custom<T>(
            "keys", any_shape("keys"),
            [](const Value& value, T& to) {
                read_as(value, "keys", parse_keys, [&](Keys keys) { to.keys = std::move(keys); });
            },
            "which item each request is about", "unique"),
        boolean<T>("auth", &T::auth, "sends a user's token", "false"),
        size_between<T>("bytes", &T::body, "0B", "64MiB", "of the body"),
        text<T>("target", &T::target, "where it is sent, if not where the workload says"),
    };
    return fields;
}

const Fields<Phase>& phase_fields() {
    using T = Phase;
    static const Fields<T> fields{
        text<T>("name", &T::name, "for expectations").needed(),
        duration<T>("for", &T::duration, "how long").needed(),
        custom<T>(
            "rate", any_shape("rate, or {from, to}"),
            [](const Value& value, T& to) {
                if (!value.is_map()) {
                    return read_as(value, "a rate", parse_rate, [&](Rate rate) { to.from = to.to = rate; });
                }
                static const Fields<T> ramp{
                    rate<T>("from", &T::from, "at the start").needed(),
                    rate<T>("to", &T::to, "at the end").needed(),
                };
                read_object(value, ramp, to);
            },
            "requests over time; between from and to it changes evenly")
            .needed(),
        custom<T>(
            "arrivals", any_shape("poisson / regular / mmpp(on=, off=, factor=)"),
            [](const Value& value, T& to) {
                read_as(value, "arrivals", parse_arrivals, [&](Arrivals arrivals) { to.arrivals = arrivals; });
            },
            "how requests are spread", "poisson"),
    };
    return fields;
}

}  // namespace

const Fields<Workload>& workload_fields() {
    using T = Workload;
    static const Fields<T> fields{
        custom<T>(
            "model", choice_shape({"open"}),
            [](const Value& value, T&) {
                const std::string_view model = value.text("a model");
                if (model == "closed") return value.problem("the model closed is not supported yet; there is open");
                if (model != "open") value.problem("expected the model open");
            },
            "open: requests come whether or not earlier ones were answered", "open"),
        custom<T>(
            "clients", any_shape("map of classes"),
            [](const Value& value, T& to) {
                each_member(value, "a map of client classes", [&](const std::string& name, const Value& item) {
                    ClientClass client;
                    client.name = name;
                    read_object(item, client_fields(), client);
                    to.clients.push_back(std::move(client));
                });
            },
            "who sends requests", "one class of 1,000", infos(client_fields())),
        custom<T>(
            "mix", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.mix.emplace_back();
                    read_object(item, mix_fields(), to.mix.back());
                });
            },
            "what they ask for", "", infos(mix_fields()))
            .needed(),
        custom<T>(
            "phases", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.phases.emplace_back();
                    read_object(item, phase_fields(), to.phases.back());
                });
            },
            "when", "", infos(phase_fields()))
            .needed(),
        text<T>("target", &T::target, "where requests come in: a cloudfront, wafv2 or apigateway-rest"),
        later<T>("replay", "a recorded trace"),
    };
    return fields;
}

}  // namespace wt::scenario
