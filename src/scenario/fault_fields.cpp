#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenario/component_fields.hpp"
#include "scenario/expectation_text.hpp"
#include "scenario/scenario_fields.hpp"

namespace wt::scenario {

namespace {

using Profile = FaultSpec::Attack::Profile;

constexpr std::string_view lambda_action = "aws:lambda:";
constexpr std::string_view delay_action = "aws:lambda:invocation-add-delay";
constexpr std::string_view throttle_fault = "aws:fis:inject-api-throttle-error";
constexpr std::string_view unavailable_fault = "aws:fis:inject-api-unavailable-error";
constexpr std::string_view reboot_action = "aws:rds:reboot-db-instances";
/// Assumed: as long as a small instance is away when it is rebooted.
constexpr Duration reboot_takes = 30s;
constexpr std::string_view throughput_fault = "aws:kinesis:stream-provisioned-throughput-exception";
/// The names of kinds; after our own, the actions of AWS Fault Injection Service that mean one of them.
constexpr std::array<std::pair<std::string_view, FaultKind>, 28> fault_kinds{
    {{"unavailable", FaultKind::unavailable},
     {"error", FaultKind::error},
     {"latency", FaultKind::latency},
     {"recycle", FaultKind::recycle},
     {"lag", FaultKind::lag},
     {"failover", FaultKind::failover},
     {"crash", FaultKind::crash},
     {"promote", FaultKind::promote},
     {"flush", FaultKind::flush},
     {"load", FaultKind::load},
     {"attack", FaultKind::attack},
     {"pop_down", FaultKind::pop_down},
     {"skew", FaultKind::skew},
     {"replay", FaultKind::replay},
     {"response", FaultKind::response},
     {"set", FaultKind::set},
     {unavailable_fault, FaultKind::error},
     {throttle_fault, FaultKind::error},
     {"aws:elasticache:replicationgroup-interrupt-az-power", FaultKind::unavailable},
     {"aws:elasticache:interrupt-cluster-az-power", FaultKind::unavailable},  // its older name
     {"aws:network:disrupt-connectivity", FaultKind::unavailable},
     {"aws:fis:inject-api-internal-error", FaultKind::error},
     {"aws:lambda:invocation-error", FaultKind::error},
     {delay_action, FaultKind::latency},
     {"aws:lambda:invocation-http-integration-response", FaultKind::response},
     {"aws:rds:failover-db-cluster", FaultKind::failover},
     {reboot_action, FaultKind::crash},
     {throughput_fault, FaultKind::error}}};

/// Reads a condition on a metric: "rate(http.requests) > 1200/s".
void read_condition(const Value& value, std::optional<Condition>& to) {
    read_as(value, "a condition", parse_condition, [&](std::pair<Selector, Expectation> read) {
        to = Condition{std::move(read.first), std::move(read.second), value.tree.scalar};
    });
}

[[nodiscard]] Field<FaultSpec> count_of_ips() {
    return custom<FaultSpec>(
        "ips", count_shape(),
        [](const Value& value, FaultSpec& to) {
            const auto parsed = parse_count(value.text("a count"));
            if (!parsed.ok() || *parsed < 1 || *parsed > 100'000) return value.problem("expected 1 to 100k addresses");
            to.attack.ips = *parsed;
        },
        "attack: from how many addresses", "1");
}

void read_status(const Value& value, FaultSpec& to) {
    // An error answers with an error's status; a function may answer anything.
    const bool error = to.kind != FaultKind::response;
    const auto parsed = parse_count(value.text("a status"));
    if (!parsed.ok() || *parsed < (error ? 400U : 200U) || *parsed > 599)
        return value.problem(fmt::format("expected a status from {} to 599", error ? 400 : 200));
    to.fault.error_status = static_cast<int>(*parsed);
}

void read_percentage(const Value& value, FaultSpec& to) {
    const auto parsed = parse_count(value.text("a percentage"));
    if (!parsed.ok() || *parsed < 1 || *parsed > 100) return value.problem("expected a percentage from 1 to 100");
    to.fault.error_probability = to.fault.toxicity = static_cast<double>(*parsed) / 100;
}

void read_delay(const Value& value, FaultSpec& to) {
    const auto parsed = parse_count(value.text("milliseconds"));
    if (!parsed.ok() || *parsed > 900'000) return value.problem("expected 0 to 900000 milliseconds");
    to.fault.added_latency = Distribution::constant(std::chrono::milliseconds(*parsed));
}

const Fields<FaultSpec>& fault_fields() {
    using T = FaultSpec;
    static constexpr std::array<std::pair<std::string_view, Outage>, 3> outages{
        {{"refuse", Outage::refuse}, {"hang", Outage::hang}, {"reset", Outage::reset}}};
    static constexpr std::array<std::pair<std::string_view, Profile>, 3> profiles{
        {{"sqli", Profile::sqli}, {"xss", Profile::xss}, {"flood", Profile::flood}}};
    static const Fields<T> fields{
        named<T>("id", &T::id, "for expectations and reports; `set` may be known by its path", "the path"),
        choice<T>("kind", &T::kind, fault_kinds, "what goes wrong", "set, where there is a `to`"),
        named<T>("target", &T::target, "where; load without one takes the way of the viewers"),
        duration<T>("at", &T::at, "after the start"),
        custom<T>(
            "when", any_shape("condition"), [](const Value& value, T& to) { read_condition(value, to.when); },
            "begins when this holds over the last ten seconds, not before `at`: \"rate(http.requests) > 1200/s\""),
        duration<T>("for", &T::lasts, "how long"),
        custom<T>(
            "until", any_shape("duration after the start, or condition"),
            [](const Value& value, T& to) {
                const auto moment = parse_duration(value.text("a duration or a condition"));
                if (moment.ok()) {
                    to.until_moment = *moment;
                } else {
                    read_condition(value, to.until);
                }
            },
            "ends then, or when this holds"),
        duration<T>("ramp", &T::ramp, "latency, error, response, lag, load, attack: grows to full size over this time",
                    "0s"),
        choice<T>(
            "mode", [](T& to) -> std::optional<Outage>& { return to.fault.outage; }, outages,
            "unavailable: how it does not answer", "refuse"),
        custom<T>("status", count_shape(), read_status, "error, response: the answer's status", "500; 200"),
        text<T>(
            "code", [](T& to) -> std::string& { return to.fault.error_code; },
            "error: the answer's code; of a function the error's type"),
        share<T>(
            "probability", [](T& to) -> double& { return to.fault.error_probability; }, "error, response: how often",
            "100%"),
        distribution<T>(
            "add", [](T& to) -> Distribution& { return to.fault.added_latency; }, "latency: how much more"),
        share<T>(
            "toxicity", [](T& to) -> double& { return to.fault.toxicity; },
            "latency, unavailable: the share of the calls that it befalls", "100%"),
        boolean<T>("prevent", &T::prevents, "error, response of a function: its handler does not run",
                   "true; false where FIS's names are used"),
        text<T>("content_type", &T::content_type, "response: the answer's", "application/json"),
        custom<T>("invocationPercentage", count_shape(), read_percentage,
                  "as FIS calls `probability` and `toxicity` of a function, 1 to 100", "100"),
        custom<T>("percentage", count_shape(), read_percentage, "as FIS calls `probability` of a service, 1 to 100",
                  "100"),
        custom<T>(
            "duration", any_shape("PT5M"),
            [](const Value& value, T& to) {
                std::string_view text = value.text("a duration such as PT5M");
                const bool iso = text.starts_with("PT");
                const auto parsed = parse_duration(iso ? lowered(text.substr(2)) : std::string());
                if (!parsed.ok()) return value.problem("expected a duration as FIS writes it, such as PT5M or PT1H30M");
                to.lasts = *parsed;
            },
            "as FIS calls `for`"),
        boolean<T>("forceFailover", &T::forced, "reboot of an instance: by its standby's taking over", "false"),
        custom<T>("startupDelayMilliseconds", count_shape(), read_delay, "as FIS calls `add`, 0 to 900000", "2000"),
        boolean<T>("preventExecution", &T::prevents, "as FIS calls `prevent`", "false"),
        custom<T>("statusCode", count_shape(), read_status, "as FIS calls `status`", "200"),
        text<T>("contentTypeHeader", &T::content_type, "as FIS calls `content_type`", "application/json"),
        share<T>("fraction", &T::fraction, "recycle: how many environments go", "100%"),
        custom<T>(
            "set", any_shape("path; lag: distribution"),
            [](const Value& value, T& to) {
                if (to.kind != FaultKind::set) {
                    read_as(value, "a distribution", parse_any_distribution,
                            [&](Distribution law) { to.lag = std::move(law); });
                    return;
                }
                to.setting = value.text("a path such as reader.concurrency.reserved");
                const auto path = split_path(to.setting);
                if (path && path->size() > 1) {
                    to.target = path->front();
                } else {
                    value.problem("expected a component and its setting, such as reader.concurrency.reserved");
                }
            },
            "which setting is another while it lasts: a component's name, then its keys; lag: the law while it lasts"),
        custom<T>(
            "to", any_shape("whatever the setting takes"),
            [](const Value& value, T& to) { to.to = std::make_shared<const Tree>(value.tree); },
            "set: what it is meanwhile; null: what it is by default"),
        duration<T>("lose_tail", &T::lose_tail, "failover, crash: what was committed in the last so long is gone",
                    "0s"),
        custom<T>(
            "keys", any_shape("flush: list of keys or paths; load: keys"),
            [](const Value& value, T& to) {
                if (to.kind == FaultKind::load) {
                    read_as(value, "keys", parse_keys, [&](Keys keys) { to.load_keys = keys; });
                } else {
                    value.each([&](const Value& item) { to.keys.emplace_back(item.text("a key")); });
                }
            },
            "flush: only these keys, or paths (\"/items/*\"); load: which items", "all; those of the mix"),
        custom<T>(
            "route", any_shape("\"METHOD /path\""),
            [](const Value& value, T& to) {
                read_as(value, "a route", parse_route, [&](std::pair<http::Method, std::string> route) {
                    to.load.method = route.first;
                    to.load.pattern = std::move(route.second);
                });
            },
            "load: what is asked for"),
        named<T>("client", &T::client, "load: by which class of clients", "the first"),
        choice<T>(
            "profile", [](T& to) -> Profile& { return to.attack.profile; }, profiles, "attack: what is sent", "sqli"),
        rate<T>(
            "rate", [](T& to) -> Rate& { return to.attack.rate; }, "attack, load: how much"),
        count_of_ips(),
        share<T>(
            "mix_benign", [](T& to) -> double& { return to.attack.mix_benign; }, "attack: how many are harmless", "0%"),
        named<T>("pop", &T::pop, "pop_down: which point of presence"),
        duration<T>("detect", &T::detect, "pop_down: until resolvers send its viewers elsewhere", "60s, assumed"),
        custom<T>(
            "by", any_shape("duration, negative for behind"),
            [](const Value& value, T& to) {
                std::string_view text = value.text("a duration such as 5m or -5m");
                const bool behind = text.starts_with('-');
                if (behind) text.remove_prefix(1);
                const auto parsed = parse_duration(text);
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.skew = behind ? -*parsed : *parsed;
            },
            "skew: how much its calendar is ahead; behind, when negative"),
        text<T>("prefix", &T::prefix, "replay: only the objects whose keys begin so"),
    };
    return fields;
}

using Kinds = std::vector<FaultKind>;

/// The settings that only some kinds have.
[[nodiscard]] const std::vector<std::pair<std::string_view, Kinds>>& own_settings() {
    using enum FaultKind;
    static const std::vector<std::pair<std::string_view, Kinds>> settings{
        {"ramp", {latency, error, response, lag, load, attack}},
        {"mode", {unavailable}},
        {"status", {error, response}},
        {"code", {error}},
        {"probability", {error, response}},
        {"prevent", {error, response}},
        {"content_type", {response}},
        // As FIS calls them.
        {"invocationPercentage", {latency, error, response}},
        {"percentage", {error}},
        {"forceFailover", {crash, failover}},
        {"startupDelayMilliseconds", {latency}},
        {"preventExecution", {error, response}},
        {"statusCode", {response}},
        {"contentTypeHeader", {response}},
        {"add", {latency}},
        {"toxicity", {latency, unavailable}},
        {"fraction", {recycle}},
        {"set", {lag, set}},
        {"to", {set}},
        {"lose_tail", {failover, crash}},
        {"keys", {flush, load}},
        {"route", {load}},
        {"client", {load}},
        {"profile", {attack}},
        {"rate", {attack, load}},
        {"ips", {attack}},
        {"mix_benign", {attack}},
        {"pop", {pop_down}},
        {"detect", {pop_down}},
        {"by", {skew}},
        {"prefix", {replay}},
    };
    return settings;
}

/// A setting that a kind does not have would be read and not used.
void check_strangers(const Value& value, const FaultSpec& fault) {
    for (const auto& [key, kinds] : own_settings()) {
        const Tree* given = value.tree.find(std::string(key));
        if (given == nullptr || std::find(kinds.begin(), kinds.end(), fault.kind) != kinds.end()) continue;
        value.child(*given, std::string(key)).problem("this kind of fault has no such setting");
    }
    // Two names of one setting: the second would silently count.
    constexpr std::pair<const char*, const char*> same[] = {{"for", "duration"},
                                                            {"probability", "percentage"},
                                                            {"probability", "invocationPercentage"},
                                                            {"toxicity", "invocationPercentage"},
                                                            {"add", "startupDelayMilliseconds"},
                                                            {"prevent", "preventExecution"},
                                                            {"status", "statusCode"},
                                                            {"content_type", "contentTypeHeader"}};
    for (const auto& [ours, theirs] : same) {
        const Tree* given = value.tree.find(ours) != nullptr ? value.tree.find(theirs) : nullptr;
        if (given != nullptr) value.child(*given, theirs).problem(fmt::format("is \"{}\" by another name", ours));
    }
    if (const Tree* given = value.tree.find("target"); given != nullptr && fault.kind == FaultKind::set)
        value.child(*given, "target").problem("the path of \"set\" says where");
    for (const char* key : {"for", "until"}) {
        const Tree* given = fault.momentary() ? value.tree.find(key) : nullptr;
        if (given != nullptr) value.child(*given, key).problem("this kind of fault happens at one moment");
    }
}

/// What a fault of its kind cannot do without.
void check_needs(const Value& value, const FaultSpec& fault) {
    const auto needs = [&](bool given, std::string_view what) {
        if (!given) value.problem(fmt::format("\"{}\" is missing", what));
    };
    if (fault.id.empty() && fault.kind != FaultKind::set)
        value.problem("\"id\" is missing: for expectations and reports");
    if (fault.action.empty()) value.problem("\"kind\" is missing: what goes wrong");
    needs(value.tree.find("at") != nullptr || fault.when, "at");
    needs(!fault.target.empty() || fault.kind == FaultKind::load || fault.kind == FaultKind::set, "target");
    const bool ends = fault.lasts > Duration::zero() || fault.until || fault.until_moment;
    if (const Tree* given = value.tree.find("for"); given != nullptr && fault.lasts <= Duration::zero()) {
        value.child(*given, "for").problem("expected more than 0s: a fault lasts");
    } else if (!fault.momentary() && fault.kind != FaultKind::failover) {
        needs(ends, "for");
    }
    switch (fault.kind) {
        case FaultKind::latency:
            needs(!fault.fault.added_latency.is_zero() || value.tree.find("startupDelayMilliseconds") != nullptr,
                  "add");
            break;
        case FaultKind::lag: needs(value.tree.find("set") != nullptr, "set"); break;
        case FaultKind::set:
            needs(value.tree.find("set") != nullptr, "set");
            needs(fault.to != nullptr, "to");
            break;
        case FaultKind::attack: needs(fault.attack.rate.amount > 0, "rate"); break;
        case FaultKind::load:
            needs(fault.attack.rate.amount > 0, "rate");
            needs(!fault.load.pattern.empty(), "route");
            break;
        case FaultKind::pop_down: needs(!fault.pop.empty(), "pop"); break;
        case FaultKind::skew: needs(fault.skew != Duration::zero(), "by"); break;
        case FaultKind::crash:
        case FaultKind::promote: needs(fault.lasts > Duration::zero(), "for"); break;
        default: break;
    }
}

}  // namespace

std::vector<FieldInfo> fault_infos() { return infos(fault_fields()); }

void read_fault(const Value& value, Scenario& to) {
    FaultSpec fault;
    fault.line = value.tree.place.line;
    bool known = false;
    if (const Tree* kind = value.tree.find("kind"); kind != nullptr) {
        // What a kind means when nothing more is said; and what `keys` are depends on it.
        for (const auto& [name, meaning] : fault_kinds) {
            if (kind->scalar != name) continue;
            fault.kind = meaning;
            known = true;
        }
        if (fault.kind == FaultKind::unavailable) fault.fault.outage = Outage::refuse;
        if (fault.kind == FaultKind::error || fault.kind == FaultKind::response) fault.fault.error_probability = 1;
        if (fault.kind == FaultKind::response) fault.fault.error_status = 200;
        fault.action = kind->scalar;
        // FIS's own defaults, where its names are used. Assumed: that its code runs unless that is prevented.
        fault.prevents = !fault.action.starts_with(lambda_action);
        if (fault.action == delay_action) fault.fault.added_latency = Distribution::constant(2s);
        if (kind->scalar == unavailable_fault) {
            fault.fault.error_status = 503;
            fault.fault.error_code = "ServiceUnavailable";
        }
        if (kind->scalar == throttle_fault) {
            fault.fault.error_status = 429;
            fault.fault.error_code = "ThrottlingException";
        }
        if (kind->scalar == throughput_fault) {
            fault.fault.error_status = 400;
            fault.fault.error_code = "ProvisionedThroughputExceededException";
        }
    }
    if (value.tree.find("kind") == nullptr && value.tree.find("to") != nullptr) {
        fault.kind = FaultKind::set;
        fault.action = "set";
        known = true;
    }
    read_object(value, fault_fields(), fault);
    if (fault.id.empty()) fault.id = fault.setting;
    if (fault.action == reboot_action) {
        if (fault.forced) fault.kind = FaultKind::failover;
        if (!fault.forced && value.tree.find("for") == nullptr && fault.lasts == Duration::zero())
            fault.lasts = reboot_takes;
    }
    check_needs(value, fault);
    if (known) check_strangers(value, fault);
    for (const FaultSpec& other : to.faults) {
        // That one is missing has been said.
        if (!fault.id.empty() && other.id == fault.id)
            value.problem(fmt::format("two faults have the id \"{}\"", fault.id));
    }
    to.faults.push_back(std::move(fault));
}

}  // namespace wt::scenario
