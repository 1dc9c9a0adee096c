#include "scenario/scenario_fields.hpp"

#include <array>

#include <fmt/format.h>

#include "scenario/component_fields.hpp"
#include "scenario/expectation_text.hpp"
#include "scenario/reader.hpp"

namespace wt::scenario {

namespace {

/// Stores what `parse` makes of a scalar, or notes what is wrong with it.
template <class Parse, class Store>
void read_as(const Value& value, std::string_view expected, Parse parse, Store store) {
    const std::string_view text = value.text(expected);
    if (!value.is_scalar()) return;
    auto parsed = parse(text);
    if (parsed.ok()) {
        store(std::move(*parsed));
    } else {
        value.problem(parsed.error().message);
    }
}

/// Calls `read` for each member of a map.
void each_member(const Value& value, std::string_view expected,
                 const std::function<void(const std::string& name, const Value&)>& read) {
    if (!value.is_map()) return value.problem(fmt::format("expected {}", expected));
    for (const Tree::Member& member : value.tree.members) read(member.key, value.child(member.value, member.key));
}

// ---- clock ----

const Fields<ClockSettings>& clock_fields() {
    using T = ClockSettings;
    static const Fields<T> fields{
        custom<T>(
            "mode", any_shape("virtual / real / scaled(60x)"),
            [](const Value& value, T& to) {
                read_as(value, "virtual, real or scaled(60x)", parse_clock_mode, [&](const T& mode) {
                    to.mode = mode.mode;
                    to.scale = mode.scale;
                });
            },
            "which clock", "virtual"),
        custom<T>(
            "start", any_shape("instant"),
            [](const Value& value, T& to) {
                read_as(value, "an instant", parse_instant, [&](Instant start) { to.start = start; });
            },
            "the run's calendar: tokens, prefixes and quotas follow it", "2026-01-01T00:00:00Z"),
        custom<T>(
            "duration", duration_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a duration", parse_duration, [&](Duration length) { to.duration = length; });
            },
            "of the load", "the phases' sum"),
        duration<T>("warmup", &T::warmup, "left out of slo", "0s"),
    };
    return fields;
}

// ---- workload ----

/// "zipf(n=100k, s=0.9)" and the like.
[[nodiscard]] Result<Keys> parse_keys(std::string_view text) {
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
            if (!span.ok() || *span <= Duration::zero() || (name != "on" && name != "off")) return wrong;
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
        size<T>("bytes", &T::body, "of the body"),
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
        later<T>("replay", "a recorded trace"),
    };
    return fields;
}

// ---- faults ----

constexpr std::array<std::pair<std::string_view, FaultKind>, 7> fault_kinds{{{"unavailable", FaultKind::unavailable},
                                                                             {"error", FaultKind::error},
                                                                             {"latency", FaultKind::latency},
                                                                             {"recycle", FaultKind::recycle},
                                                                             {"flush", FaultKind::flush},
                                                                             {"lag", FaultKind::lag},
                                                                             {"attack", FaultKind::attack}}};

const Fields<FaultSpec>& fault_fields() {
    using T = FaultSpec;
    using Profile = FaultSpec::Attack::Profile;
    static constexpr std::array<std::pair<std::string_view, Outage>, 3> outages{
        {{"refuse", Outage::refuse}, {"hang", Outage::hang}, {"reset", Outage::reset}}};
    static constexpr std::array<std::pair<std::string_view, Profile>, 3> profiles{
        {{"sqli", Profile::sqli}, {"xss", Profile::xss}, {"flood", Profile::flood}}};
    static const Fields<T> fields{
        text<T>("id", &T::id, "for expectations and reports").needed(),
        choice<T>("kind", &T::kind, fault_kinds, "what goes wrong").needed(),
        text<T>("target", &T::target, "where").needed(),
        duration<T>("at", &T::at, "after the start").needed(),
        duration<T>("for", &T::lasts, "how long"),
        choice<T>(
            "mode", [](T& to) -> std::optional<Outage>& { return to.fault.outage; }, outages,
            "unavailable: how it does not answer", "refuse"),
        custom<T>(
            "status", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("a status"));
                if (!parsed.ok() || *parsed < 400 || *parsed > 599)
                    return value.problem("expected a status from 400 to 599");
                to.fault.error_status = static_cast<int>(*parsed);
            },
            "error: the answer's status", "500"),
        text<T>(
            "code", [](T& to) -> std::string& { return to.fault.error_code; }, "error: the answer's code"),
        share<T>(
            "probability", [](T& to) -> double& { return to.fault.error_probability; }, "error: how often", "100%"),
        distribution<T>(
            "add", [](T& to) -> Distribution& { return to.fault.added_latency; }, "latency: how much more"),
        share<T>(
            "toxicity", [](T& to) -> double& { return to.fault.toxicity; }, "latency: how often", "100%"),
        share<T>("fraction", &T::fraction, "recycle: how many environments go", "100%"),
        distribution<T>("set", &T::lag, "lag: the law while it lasts"),
        choice<T>(
            "profile", [](T& to) -> Profile& { return to.attack.profile; }, profiles, "attack: what is sent", "sqli"),
        rate<T>(
            "rate", [](T& to) -> Rate& { return to.attack.rate; }, "attack: how much"),
        custom<T>(
            "ips", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("a count"));
                if (!parsed.ok() || *parsed < 1 || *parsed > 100'000)
                    return value.problem("expected 1 to 100k addresses");
                to.attack.ips = *parsed;
            },
            "attack: from how many addresses", "1"),
        share<T>(
            "mix_benign", [](T& to) -> double& { return to.attack.mix_benign; }, "attack: how many are harmless", "0%"),
        later<T>("when", "a condition that starts it"),
        later<T>("until", "a moment or condition that ends it"),
        later<T>("ramp", "a slow beginning"),
        later<T>("keys", "only some keys"),
    };
    return fields;
}

void read_fault(const Value& value, Scenario& to) {
    FaultSpec fault;
    fault.line = value.tree.place.line;
    if (const Tree* kind = value.tree.find("kind"); kind != nullptr) {
        // What a kind means when nothing more is said.
        if (kind->scalar == "unavailable") fault.fault.outage = Outage::refuse;
        if (kind->scalar == "error") fault.fault.error_probability = 1;
    }
    read_object(value, fault_fields(), fault);
    const auto needs = [&](bool given, std::string_view what) {
        if (!given) value.problem(fmt::format("\"{}\" is missing", what));
    };
    const bool momentary = fault.kind == FaultKind::recycle || fault.kind == FaultKind::flush;
    if (!momentary) needs(fault.lasts > Duration::zero(), "for");
    if (fault.kind == FaultKind::latency) needs(!fault.fault.added_latency.is_zero(), "add");
    if (fault.kind == FaultKind::lag) needs(value.tree.find("set") != nullptr, "set");
    if (fault.kind == FaultKind::attack) needs(fault.attack.rate.amount > 0, "rate");
    for (const FaultSpec& other : to.faults) {
        if (other.id == fault.id) value.problem(fmt::format("two faults have the id \"{}\"", fault.id));
    }
    to.faults.push_back(std::move(fault));
}

// ---- expectations ----

const Fields<Slo>& slo_fields() {
    using T = Slo;
    static const Fields<T> fields{
        custom<T>(
            "metric", any_shape("COMPONENT.METRIC"),
            [](const Value& value, T& to) {
                read_as(value, "a metric", parse_selector, [&](Selector metric) { to.metric = std::move(metric); });
            },
            "what is measured")
            .needed(),
        custom<T>(
            "expect", any_shape("expectation, or list of them"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    read_as(item, "an expectation", parse_expectation,
                            [&](Expectation one) { to.expect.push_back(std::move(one)); });
                });
            },
            "what must hold of it: \"p(99)<900ms\"")
            .needed(),
        text<T>("during", &T::during, "only while this fault lasts"),
        text<T>("phase", &T::phase, "only in this phase; all: warm-up too"),
        custom<T>(
            "window", any_shape("[from, to]"),
            [](const Value& value, T& to) {
                if (!value.is_sequence() || value.tree.items.size() != 2) return value.problem("expected [from, to]");
                std::vector<Duration> ends;
                value.each([&](const Value& item) {
                    read_as(item, "a duration", parse_duration, [&](Duration end) { ends.push_back(end); });
                });
                if (ends.size() == 2) to.window = std::pair(ends[0], ends[1]);
            },
            "only between these moments after the start"),
        later<T>("abort", "ends the run at once"),
        later<T>("grace", "before a run is aborted"),
    };
    return fields;
}

struct InvariantDraft {
    Invariant invariant;
    std::string recovers;
    std::string to;
    int forms = 0;
};

const Fields<InvariantDraft>& invariant_fields() {
    using T = InvariantDraft;
    static const auto form = [](std::string key, Invariant::When when, std::string doc) {
        return custom<T>(
            std::move(key), any_shape("invariant, or condition on a metric"),
            [when](const Value& value, T& to) {
                read_as(value, "an invariant", parse_invariant, [&](Invariant read) {
                    read.within = to.invariant.within;
                    read.after = to.invariant.after;
                    to.invariant = std::move(read);
                    to.invariant.when = when;
                });
                ++to.forms;
            },
            std::move(doc));
    };
    static const Fields<T> fields{
        form("always", Invariant::When::always, "holds at every moment"),
        form("eventually", Invariant::When::eventually, "holds at the end, when everything has come to rest"),
        form("sometimes", Invariant::When::sometimes,
             "has been true at least once: a fault that never bites fails the run"),
        custom<T>(
            "recovers", any_shape("metric"),
            [](const Value& value, T& to) {
                read_as(value, "a metric", parse_selector,
                        [&](Selector metric) { to.invariant.metric = std::move(metric); });
                to.invariant.when = Invariant::When::recovers;
                ++to.forms;
            },
            "comes back ..."),
        custom<T>(
            "to", any_shape("expectation"),
            [](const Value& value, T& to) {
                read_as(value, "an expectation", parse_expectation,
                        [&](Expectation one) { to.invariant.condition = std::move(one); });
            },
            "... to this ..."),
        custom<T>(
            "within", duration_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a duration", parse_duration, [&](Duration span) { to.invariant.within = span; });
            },
            "... so long ..."),
        custom<T>(
            "after", text_shape(), [](const Value& value, T& to) { to.invariant.after = value.text("a fault's id"); },
            "... after this fault ends"),
    };
    return fields;
}

void read_invariant(const Value& value, Scenario& to) {
    InvariantDraft draft;
    read_object(value, invariant_fields(), draft);
    if (draft.forms != 1) return value.problem("expected exactly one of always, eventually, recovers, sometimes");
    Invariant& invariant = draft.invariant;
    if (invariant.when == Invariant::When::recovers) {
        if (invariant.condition.text.empty()) return value.problem("\"to\" is missing: what it recovers to");
        if (invariant.after.empty()) return value.problem("\"after\" is missing: the fault that it recovers from");
        invariant.text = fmt::format("recovers {} to {}", invariant.metric.text, invariant.condition.text);
        if (invariant.within) invariant.text += " within " + format_duration(*invariant.within);
        invariant.text += " after " + invariant.after;
    } else {
        static constexpr std::string_view words[] = {"always ", "eventually ", "", "sometimes "};
        invariant.text = std::string(words[static_cast<int>(invariant.when)]) + invariant.text;
    }
    to.invariants.push_back(std::move(invariant));
}

const Fields<Outputs>& output_fields() {
    using T = Outputs;
    static const Fields<T> fields{
        text<T>("json", &T::json, "every number, to this file"),
        text<T>("junit", &T::junit, "a JUnit report, to this file"),
        later<T>("html", "a page"),
        later<T>("timeseries", "metrics over time"),
        later<T>("logs", "access logs"),
        later<T>("trace", "spans"),
    };
    return fields;
}

// ---- architecture ----

void read_architecture(const Value& value, Scenario& to) {
    each_member(value, "a map of components", [&](const std::string& name, const Value& item) {
        const Tree* type = item.tree.find("type");
        if (type == nullptr || type->kind != Tree::Kind::scalar)
            return item.problem("\"type\" is missing: what stands here");
        std::vector<std::string> names;
        for (const ComponentType& known : component_types()) {
            names.push_back(known.name);
            if (known.name != type->scalar) continue;
            stack::Component component;
            component.name = name;
            component.type = known.name;
            known.read(item, component, to.architecture);
            // A stream's way on stands in its own settings, too: the stack wires backends by them.
            if (auto* stream = std::get_if<stream::DeliveryStreamConfig>(&component.config)) stream->to = component.to;
            to.architecture.components.push_back(std::move(component));
            return;
        }
        static constexpr std::array<std::string_view, 1> planned{"kinesis"};
        const bool soon = std::find(planned.begin(), planned.end(), type->scalar) != planned.end();
        item.child(*type, "type")
            .problem(
                soon ? fmt::format("{} is not supported yet", type->scalar)
                     : fmt::format("no component is of type \"{}\"{}", type->scalar, suggestion(type->scalar, names)));
    });
}

}  // namespace

const Fields<Scenario>& scenario_fields() {
    using T = Scenario;
    static const Fields<T> fields{
        custom<T>(
            "version", choice_shape({"1"}),
            [](const Value& value, T&) {
                if (value.text("1") != "1") value.problem("this is version 1 of the language");
            },
            "1")
            .needed(),
        text<T>("name", &T::name, "in reports").needed(),
        text<T>("description", &T::description, "the question, in a sentence or two"),
        custom<T>(
            "tags", any_shape("list of words"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) { to.tags.emplace_back(item.text("a word")); });
            },
            "for picking scenarios"),
        object<T>("clock", &T::clock, clock_fields(), "time"),
        count<T>("seed", &T::seed, "the root of all chance", "1"),
        later<T>("runs", "several seeds"),
        later<T>("parallel", "several at once"),
        custom<T>(
            "account", any_shape("object"),
            [](const Value& value, T& to) {
                using A = lambda::AccountConfig;
                static const Fields<A> account{
                    count<A>("concurrency", &A::concurrency, "Lambda's concurrent executions", "1000")};
                read_object(value, account, to.architecture.account);
            },
            "limits of the AWS account: {concurrency: 1000}"),
        custom<T>("architecture", any_shape("map of components"), read_architecture, "what stands there").needed(),
        object<T>("workload", &T::workload, workload_fields(), "what comes"),
        custom<T>(
            "faults", any_shape("list"),
            [](const Value& value, T& to) { value.each([&](const Value& item) { read_fault(item, to); }); },
            "what breaks", "", infos(fault_fields())),
        later<T>("steady_state", "holds before the first fault and after the last"),
        custom<T>(
            "slo", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.slo.emplace_back();
                    read_object(item, slo_fields(), to.slo.back());
                });
            },
            "what metrics must be", "", infos(slo_fields())),
        custom<T>(
            "invariants", any_shape("list"),
            [](const Value& value, T& to) { value.each([&](const Value& item) { read_invariant(item, to); }); },
            "what must be true", "", infos(invariant_fields())),
        later<T>("cost", "what it may cost"),
        object<T>("outputs", &T::outputs, output_fields(), "files"),
    };
    return fields;
}

}  // namespace wt::scenario
