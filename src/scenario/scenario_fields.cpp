#include "scenario/scenario_fields.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenario/bill.hpp"
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

// ---- expectations ----

/// What is measured, of whatever expects something of a metric.
template <class T>
[[nodiscard]] Field<T> metric_field() {
    return custom<T>(
               "metric", any_shape("COMPONENT.METRIC"),
               [](const Value& value, T& to) {
                   read_as(value, "a metric", parse_selector, [&](Selector metric) { to.metric = std::move(metric); });
               },
               "what is measured")
        .needed();
}

template <class T>
[[nodiscard]] Field<T> expect_field(const char* description) {
    return custom<T>(
               "expect", any_shape("expectation, or list of them"),
               [](const Value& value, T& to) {
                   if (value.is_sequence() && value.tree.items.empty())
                       return value.problem("expected an expectation, got an empty list");
                   value.each([&](const Value& item) {
                       read_as(item, "an expectation", parse_expectation,
                               [&](Expectation one) { to.expect.push_back(std::move(one)); });
                   });
               },
               description)
        .needed();
}

const Fields<Slo>& slo_fields() {
    using T = Slo;
    static const Fields<T> fields{
        metric_field<T>(),
        expect_field<T>("what must hold of it: \"p(99)<900ms\""),
        named<T>("during", &T::during, "only while this fault lasts"),
        named<T>("phase", &T::phase, "only in this phase; all: warm-up too"),
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
        boolean<T>("abort", &T::abort, "the load ends as soon as it does not hold any more; looked at every second",
                   "false"),
        duration<T>("grace", &T::grace, "abort: how long after its span has begun it is not looked at", "0s"),
    };
    return fields;
}

const Fields<SteadyState>& steady_fields() {
    using T = SteadyState;
    static const Fields<T> fields{
        metric_field<T>(),
        expect_field<T>("what is so while nothing is wrong"),
        custom<T>(
            "every", duration_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a duration", parse_duration, [&](Duration span) {
                    if (span < 1s) return value.problem("expected at least 1s");
                    to.every = span;
                });
            },
            "it holds of each span of this length", "the whole"),
        duration<T>("within", &T::within, "how long after the last fault it may take", "0s"),
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
            "after", text_shape(), [](const Value& value, T& to) { to.invariant.after = value.name("a fault's id"); },
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
        for (const char* key : {"to", "within", "after"}) {
            if (value.tree.find(key) == nullptr) continue;
            return value.problem(
                fmt::format("\"{}\" belongs to \"recovers\": {{recovers: METRIC, to: ..., after: ...}}", key));
        }
        static constexpr std::string_view words[] = {"always ", "eventually ", "", "sometimes "};
        invariant.text = std::string(words[static_cast<int>(invariant.when)]) + invariant.text;
    }
    to.invariants.push_back(std::move(invariant));
}

const Fields<CostSettings>& cost_fields() {
    using T = CostSettings;
    static const Fields<T> fields{
        custom<T>(
            "region", any_shape("us-east-1"),
            [](const Value& value, T&) {
                const std::string_view region = value.text("a region");
                if (region.empty() || region == "us-east-1") return;
                value.problem(
                    fmt::format("the prices of {} are not here, those of us-east-1 are: give others in "
                                "cost.prices",
                                region));
            },
            "whose prices", "us-east-1"),
        boolean<T>("free_tier", &T::free_tier, "what AWS gives every account each month is not charged", "false"),
        custom<T>(
            "prices", any_shape("map of items to money"),
            [](const Value& value, T& to) {
                if (!value.is_map())
                    return value.problem("expected items with prices: {lambda.requests: 0.0000002USD}");
                each_member(value, "items", [&](const std::string& item, const Value& price) {
                    // What stands by the hour may be of a kind that the list does not have.
                    const bool by_hour = item.ends_with(".hour") &&
                                         (item.starts_with("rds.db.") || item.starts_with("elasticache.cache."));
                    if (to.prices.find(item) == nullptr && !by_hour) {
                        std::vector<std::string> known;
                        for (const auto& [name, of] : to.prices.items()) known.push_back(name);
                        return price.problem(
                            fmt::format("nothing is charged as \"{}\"{}", item, suggestion(item, known)));
                    }
                    read_as(price, "money", parse_money, [&](Money each) { to.prices.set(item, each); });
                });
                to.name += ", and the scenario's own";
            },
            "instead of AWS's, for every unit: items as reports name them"),
    };
    return fields;
}

const Fields<Outputs>& output_fields() {
    using T = Outputs;
    static const Fields<T> fields{
        text<T>("json", &T::json, "every number, to this file"),
        text<T>("junit", &T::junit, "a JUnit report, to this file"),
        text<T>("html", &T::html, "a page with pictures, to this file"),
        later<T>("timeseries", "metrics over time"),
        later<T>("logs", "access logs"),
        later<T>("trace", "spans"),
    };
    return fields;
}

/// How many runs of something, one unless it is given.
template <auto At>
[[nodiscard]] Field<Scenario> several(std::string key, std::uint64_t most, std::string doc) {
    return custom<Scenario>(
        std::move(key), count_shape(),
        [most](const Value& value, Scenario& to) {
            read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                if (count < 1 || count > most) return value.problem(fmt::format("expected 1 to {}", most));
                to.*At = count;
            });
        },
        std::move(doc), "1");
}

// ---- architecture ----

/// A component's name stands in metrics (NAME.METRIC), in --set, and in addresses. A bucket's may have dots, as in S3.
[[nodiscard]] std::string name_problem(std::string_view name, std::string_view type) {
    if (name == "http" || name == "attack")
        return fmt::format("\"{}\" stands for the load in metrics (\"{}.requests\"): choose another name", name, name);
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               (c == '.' && type == "s3");
    });
    return plain ? "" : "a component's name has letters, digits, \"-\" and \"_\"";
}

void read_architecture(const Value& value, Scenario& to) {
    each_member(value, "a map of components", [&](const std::string& name, const Value& item) {
        auto component = read_component(name, item, to.architecture);
        if (component) to.architecture.components.push_back(std::move(*component));
    });
}

}  // namespace

std::optional<stack::Component> read_component(const std::string& name, const Value& value,
                                               stack::Architecture& architecture) {
    const Tree* type = value.tree.find("type");
    if (type == nullptr || type->kind != Tree::Kind::scalar) {
        value.problem("\"type\" is missing: what stands here");
        return std::nullopt;
    }
    std::vector<std::string> names;
    for (const ComponentType& known : component_types()) {
        names.push_back(known.name);
        if (known.name != type->scalar) continue;
        if (const std::string problem = name_problem(name, known.name); !problem.empty()) {
            value.problem(problem);
            return std::nullopt;
        }
        stack::Component component;
        component.name = name;
        component.type = known.name;
        known.read(value, component, architecture);
        // A stream's way on stands in its own settings, too: the stack wires backends by them.
        if (auto* stream = std::get_if<stream::DeliveryStreamConfig>(&component.config)) stream->to = component.to;
        return component;
    }
    value.child(*type, "type")
        .problem(fmt::format("no component is of type \"{}\"{}", type->scalar, suggestion(type->scalar, names)));
    return std::nullopt;
}

void read_account(const Value& value, lambda::AccountConfig& to) {
    using A = lambda::AccountConfig;
    static const Fields<A> fields{custom<A>(
        "concurrency", count_shape(),
        [](const Value& given, A& account) {
            read_as(given, "a count", parse_count, [&](std::uint64_t concurrency) {
                if (concurrency > A::most) return given.problem("expected at most 10M");
                account.concurrency = concurrency;
            });
        },
        "Lambda's concurrent executions", "1000")};
    read_object(value, fields, to);
}

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
        several<&T::runs>("runs", T::most_runs, "how many seeds: this one and those that follow it"),
        several<&T::parallel>("parallel", T::most_parallel, "how many of them at once, a thread each"),
        custom<T>(
            "account", any_shape("object"),
            [](const Value& value, T& to) { read_account(value, to.architecture.account); },
            "limits of the AWS account: {concurrency: 1000}"),
        custom<T>("architecture", any_shape("map of components"), read_architecture, "what stands there").needed(),
        object<T>("workload", &T::workload, workload_fields(), "what comes"),
        custom<T>(
            "faults", any_shape("list"),
            [](const Value& value, T& to) { value.each([&](const Value& item) { read_fault(item, to); }); },
            "what breaks", "", fault_infos()),
        custom<T>(
            "steady_state", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.steady_state.emplace_back();
                    read_object(item, steady_fields(), to.steady_state.back());
                });
            },
            "holds before the first fault, else the load ends there, and again after the last one", "",
            infos(steady_fields())),
        custom<T>(
            "slo", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.slo.emplace_back();
                    read_object(item, slo_fields(), to.slo.back());
                    if (!to.cost && cost_asked_for(to.slo.back().metric)) to.cost.emplace();
                });
            },
            "what metrics must be", "", infos(slo_fields())),
        custom<T>(
            "invariants", any_shape("list"),
            [](const Value& value, T& to) { value.each([&](const Value& item) { read_invariant(item, to); }); },
            "what must be true", "", infos(invariant_fields())),
        object<T>(
            "cost",
            [](T& to) -> CostSettings& {
                if (!to.cost) to.cost.emplace();
                return *to.cost;
            },
            cost_fields(), "write a bill, also with {}; slo asks for cost.total, cost.month and the like"),
        object<T>("outputs", &T::outputs, output_fields(), "files"),
    };
    return fields;
}

}  // namespace wt::scenario
