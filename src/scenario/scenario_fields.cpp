#include "scenario/scenario_fields.hpp"

#include <array>

#include <fmt/format.h>

#include "scenario/component_fields.hpp"
#include "scenario/expectation_text.hpp"
#include "scenario/reader.hpp"

namespace wt::scenario {

namespace {

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
