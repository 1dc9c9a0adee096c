#include "scenario/scenario_fields.hpp"

#include <array>

#include <fmt/format.h>

#include "scenario/component_fields.hpp"

namespace wt::scenario {

bool is_law(std::string_view text) {
    constexpr std::string_view laws[] = {"const",   "uniform", "exp",    "lognormal", "gamma",
                                         "weibull", "erlang",  "pareto", "mix",       "empirical"};
    const std::size_t bracket = text.find('(');
    return bracket != std::string_view::npos && text.ends_with(')') &&
           std::find(std::begin(laws), std::end(laws), text.substr(0, bracket)) != std::end(laws);
}

Result<Choice> parse_texts(std::string_view text) {
    auto read = Choice::parse(text);
    if (!read.ok()) return read;
    for (const Choice::Part& part : read->parts()) {
        const std::string_view drawn = std::string_view(part.text).substr(part.text.rfind('=') + 1);
        if (is_law(drawn))
            return Error{fmt::format("\"{}\" would be said as it stands: say choice(...) with some values", part.text)};
    }
    return read;
}

Result<Keys> parse_keys(std::string_view text) {
    const Error wrong{
        fmt::format("expected keys: unique, const(k), uniform(n), zipf(n=100k, s=0.9), "
                    "recent(POST /orders, within=5s) or, in a session, ${{NAME}}, got \"{}\"",
                    text)};
    Keys keys;
    if (text == "unique") return keys;
    if (text.starts_with("${") && text.ends_with('}') && text.find('}') + 1 == text.size()) {
        keys.kind = Keys::Kind::saved;
        keys.constant = text.substr(2, text.size() - 3);
        return keys;
    }
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
    if (parts.size() > (name == "uniform" ? 1U : 2U)) return wrong;
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

template <class T>
[[nodiscard]] Field<T> weight(std::string doc) {
    return custom<T>(
        "weight", any_shape("number or share"), [](const Value& value, T& to) { read_weight(value, to.weight); },
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
        named<T>("plan", &T::plan, "the usage plan of its API keys"),
        text<T>("country", &T::country, "where they are, for the firewall's geo rules"),
        object<T>("retries", &T::retries, retries_fields(), "what it tries again"),
        duration<T>("timeout", &T::timeout, "how long it waits for an answer", "60s"),
    };
    return fields;
}

const Fields<Phase>& phase_fields() {
    using T = Phase;
    static const Fields<T> fields{
        named<T>("name", &T::name, "for expectations").needed(),
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
            "requests, or sessions, over time; between from and to it changes evenly; where the load is open"),
        custom<T>(
            "users", any_shape("count, or {from, to}"),
            [](const Value& value, T& to) {
                using Users = std::pair<std::uint64_t, std::uint64_t>;
                Users& users = to.users.emplace();
                if (!value.is_map()) {
                    return read_as(value, "a number of users", parse_count,
                                   [&](std::uint64_t count) { users = {count, count}; });
                }
                static const Fields<Users> ramp{
                    count_between<Users>("from", &Users::first, 0, T::most_users, "at the start").needed(),
                    count_between<Users>("to", &Users::second, 0, T::most_users, "at the end").needed(),
                };
                read_object(value, ramp, users);
            },
            "how many there are; between from and to they come or go evenly; where the load is closed"),
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
    static constexpr std::array<std::pair<std::string_view, T::Model>, 2> models{
        {{"open", T::Model::open}, {"closed", T::Model::closed}}};
    static const Fields<Patience> patience{
        distribution<Patience>("after", &Patience::lasts, "how long they wait").needed(),
        share<Patience>("share", &Patience::share, "how many requests are of those", "100%"),
    };
    static const Fields<T> fields{
        choice<T>("model", &T::model, models,
                  "open: requests come whether or not earlier ones were answered; closed: users wait for their answer "
                  "and think, then go on",
                  "open"),
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
            "what they ask for, each on its own", "", infos(mix_fields())),
        custom<T>("sessions", any_shape("map of sessions"), read_sessions,
                  "instead of a mix: what one of them does, from top to bottom", "", session_infos()),
        custom<T>(
            "phases", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.phases.emplace_back();
                    read_object(item, phase_fields(), to.phases.back());
                });
            },
            "when; a recording brings its own moments", "", infos(phase_fields())),
        distribution<T>("think", &T::think, "closed: how long a user does nothing before the next request or session",
                        "0s"),
        custom<T>(
            "gives_up", any_shape("object, or a distribution"),
            [](const Value& value, T& to) {
                Patience& read = to.gives_up.emplace();
                if (value.is_map()) {
                    read_object(value, patience, read);
                } else {
                    read_as(value, "a distribution", parse_any_distribution,
                            [&](Distribution law) { read.lasts = std::move(law); });
                }
                if (value.problems.empty() && read.lasts.is_zero())
                    value.problem("expected more than 0s: nobody gives up before there can be an answer");
            },
            "a request without an answer by then is given up, and its session with it; a distribution alone is of "
            "everybody",
            "", infos(patience)),
        named<T>("target", &T::target, "where requests come in: a cloudfront, wafv2 or apigateway-rest"),
        custom<T>(
            "replay", any_shape("object"),
            [](const Value& value, T& to) { read_object(value, replay_fields(), to.replay.emplace()); },
            "a recording, instead of all this", "", infos(replay_fields())),
    };
    return fields;
}

}  // namespace wt::scenario
