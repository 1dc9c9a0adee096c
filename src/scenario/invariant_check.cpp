#include "scenario/invariant_check.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "scenario/metrics_window.hpp"

namespace wt::scenario {

namespace {

using Violation = std::optional<std::string>;

/// How often requests came into any tier or backend.
[[nodiscard]] std::uint64_t came_in(const stack::Stack& stack) {
    std::uint64_t in = 0;
    for (const stack::Stage& stage : stack.stages()) in += stage.flow->in;
    return in;
}

/// What such a counter says of all components whose configuration is of that kind.
template <class Config>
[[nodiscard]] std::uint64_t counted(const stack::Stack& stack, Metrics& metrics, std::string_view counter) {
    std::uint64_t sum = 0;
    for (const stack::Component& component : stack.architecture().components) {
        if (!std::holds_alternative<Config>(component.config)) continue;
        sum += metrics.of(component.name).counter(fmt::format("{}.{}", component.name, counter)).value();
    }
    return sum;
}

[[nodiscard]] std::uint64_t writes(const stack::Stack& stack, Metrics& metrics) {
    using Primary = rds::PrimaryConfig;
    return counted<Primary>(stack, metrics, "statements") - counted<Primary>(stack, metrics, "reads");
}

/// Per tier: in = answered + refused + passed on + cancelled + in flight; between tiers: what one sent, the next got.
class Conservation final : public InvariantCheck {
public:
    explicit Conservation(stack::Stack& stack) : stack_(stack) {}

    Violation look(Instant) override {
        for (const stack::Stage& stage : stack_.stages()) {
            const http::Flow& flow = *stage.flow;
            const std::uint64_t out = flow.answered + flow.refused + flow.passed_on + flow.cancelled +
                                      static_cast<std::uint64_t>(flow.in_flight);
            if (flow.in_flight < 0 || flow.in != out) {
                return fmt::format("{}: {} requests in, but {} accounted for", stage.name, flow.in, out);
            }
        }
        std::uint64_t sent = 0;
        std::uint64_t arrived = 0;
        for (const http::Hop* hop : stack_.every_hop()) {
            sent += hop->flow().sent;
            arrived += hop->flow().from_ways;
        }
        if (sent != arrived) return fmt::format("tiers sent {} requests on, but {} arrived", sent, arrived);
        return std::nullopt;
    }
    Violation look_at_end(Instant now) override {
        for (const stack::Stage& stage : stack_.stages()) {
            if (stage.flow->in_flight != 0) {
                return fmt::format("{}: {} requests never came out", stage.name, stage.flow->in_flight);
            }
        }
        return look(now);
    }
    std::optional<std::uint64_t> samples() const override { return came_in(stack_); }

private:
    stack::Stack& stack_;
};

/// Every request that the firewall saw was either refused by it or sent on, never both.
class BlockedNeverReaches final : public InvariantCheck {
public:
    BlockedNeverReaches(stack::Stack& stack, std::string target) : stack_(stack), target_(std::move(target)) {}

    Violation look(Instant) override {
        const http::Hop* target = stack_.hop(target_);
        const auto acls = stack_.web_acls().shelf().list();
        if (acls.empty() || target == nullptr) return std::nullopt;
        std::uint64_t let_through = 0;
        for (const auto& [name, acl] : acls) {
            for (const std::string& address : stack_.web_acls().addresses(name)) {
                const http::Flow& flow = stack_.hop(address)->flow();
                if (flow.sent + flow.refused > flow.in) {
                    return fmt::format("the firewall {} refused {} of {} requests, but sent {} on", address,
                                       flow.refused, flow.in, flow.sent);
                }
                let_through += flow.sent;
            }
        }
        // The edge may ask more than once for one viewer, and what comes past the firewalls meets none.
        std::uint64_t attempts = 1;
        for (const auto& [name, edge] : stack_.distributions().shelf().list()) {
            attempts = std::max(attempts, static_cast<std::uint64_t>(edge->config().origin_attempts));
            if (edge->config().web_acl.empty()) let_through += stack_.hop(name)->flow().in;
        }
        std::uint64_t past = 0;
        for (const auto& [name, api] : stack_.rest_apis().shelf().list()) {
            const http::Flow& flow = stack_.hop(name)->flow();
            past += flow.in - flow.from_ways;
        }
        const std::uint64_t arrived = target->flow().from_ways;
        if (arrived > let_through * attempts + past) {
            return fmt::format("{} got {} requests, the firewalls let {} through", target_, arrived, let_through);
        }
        return std::nullopt;
    }
    std::optional<std::uint64_t> samples() const override {
        std::uint64_t seen = 0;
        for (const auto& [name, acl] : stack_.web_acls().shelf().list()) {
            for (const std::string& address : stack_.web_acls().addresses(name)) seen += stack_.hop(address)->flow().in;
        }
        return seen;
    }

private:
    stack::Stack& stack_;
    std::string target_;
};

/// In any span, a gateway admits at most burst + rate x span requests.
class WithinTokenBucket final : public InvariantCheck {
public:
    WithinTokenBucket(stack::Stack& stack, Metrics& metrics) : stack_(stack), metrics_(metrics) {}

    Violation look(Instant now) override {
        for (const auto& [name, api] : stack_.rest_apis().shelf().list()) {
            if (Violation violation = look(name, api->config(), buckets_[name], now)) return violation;
        }
        return std::nullopt;
    }
    std::optional<std::uint64_t> samples() const override {
        std::uint64_t asked = 0;
        for (const auto& [name, api] : stack_.rest_apis().shelf().list()) asked += stack_.hop(name)->flow().in;
        return asked;
    }

private:
    /// What the invariant allows one API to admit.
    struct Bucket {
        bool started = false;
        double tokens = 0;
        double rate = 0;
        double burst = 0;
        Instant last;
        std::uint64_t admitted = 0;
    };

    [[nodiscard]] Violation look(const std::string& api, const gateway::RestApiConfig& config, Bucket& bucket,
                                 Instant now) {
        const std::uint64_t admitted = metrics_.of(api).counter(api + ".admitted").value();
        // Routes with limits of their own do not take from the stage's bucket, but everything takes from the account's.
        const gateway::Limit& limit = config.method_limits.empty() ? config.stage_limit : config.account;
        // A limit may have changed since the last look: until then the other one counted.
        const double rate = std::max(limit.rate.per_second(), std::exchange(bucket.rate, limit.rate.per_second()));
        const auto now_burst = static_cast<double>(limit.burst * config.limit_hosts);
        const double burst = std::max(now_burst, std::exchange(bucket.burst, now_burst));
        if (!bucket.started) bucket.tokens = burst;
        const double allowed = bucket.tokens + (bucket.started ? rate * seconds(now - bucket.last) : 0);
        const auto taken = static_cast<double>(admitted - bucket.admitted);
        if (bucket.started && taken > allowed + 1) {
            return fmt::format("{} admitted {} requests in {}, its bucket allows {:.0f}", api, taken,
                               format_duration(now - bucket.last), allowed);
        }
        bucket.tokens = std::min(burst, allowed - taken);
        bucket.started = true;
        bucket.last = now;
        bucket.admitted = admitted;
        return std::nullopt;
    }

    stack::Stack& stack_;
    Metrics& metrics_;
    std::map<std::string, Bucket, std::less<>> buckets_;
};

/// No function ever runs more invocations at once than its reserved concurrency. When that shrinks, those that run run
/// on, and no new one begins until they are few enough.
class BusyWithinReserved final : public InvariantCheck {
public:
    BusyWithinReserved(stack::Stack& stack, Metrics& metrics) : stack_(stack), metrics_(metrics) {}

    Violation look(Instant) override {
        const stack::Architecture& architecture = stack_.architecture();
        for (const stack::Component& component : architecture.components) {
            const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
            if (function == nullptr) continue;
            const Gauge& busy = metrics_.of(component.name).gauge(component.name + ".concurrency");
            Seen& seen = seen_[component.name];
            const double allowed = static_cast<double>(function->reserved.value_or(architecture.account.concurrency));
            seen.most = std::max(seen.most, allowed);
            // Where the limit has changed since the last look, those that run now were let in under either.
            const bool same = std::exchange(seen.allowed, allowed) == allowed;
            const double before = std::exchange(seen.busy, busy.value());
            if (!function->reserved) continue;
            const bool rose = same && busy.value() > std::max(allowed, before);
            if (const double most = rose ? busy.value() : busy.max(); rose || most > seen.most) {
                return fmt::format("{} ran {} invocations at once, with {} reserved", component.name, most,
                                   *function->reserved);
            }
        }
        return std::nullopt;
    }
    std::optional<std::uint64_t> samples() const override {
        return counted<lambda::FunctionConfig>(stack_, metrics_, "invocations");
    }

private:
    struct Seen {
        double most = 0;     // that was ever allowed
        double allowed = 0;  // at the last look
        double busy = 0;
    };
    stack::Stack& stack_;
    Metrics& metrics_;
    std::map<std::string, Seen> seen_;
};

class ReadsNeverTouch final : public InvariantCheck {
public:
    ReadsNeverTouch(stack::Stack& stack, Metrics& metrics, std::string database)
        : stack_(stack), metrics_(metrics), database_(std::move(database)) {}

    Violation look(Instant) override {
        const std::uint64_t reads = stack_.reads_of(database_);
        if (reads == 0) return std::nullopt;
        return fmt::format("{} statements read from {}", reads, database_);
    }
    std::optional<std::uint64_t> samples() const override {
        return counted<rds::PrimaryConfig>(stack_, metrics_, "statements") +
               counted<rds::ReplicaConfig>(stack_, metrics_, "statements");
    }

private:
    stack::Stack& stack_;
    Metrics& metrics_;
    std::string database_;
};

/// Every write that was answered 2xx is in the database or in the archive, by what really stands there.
class NoWriteLost final : public InvariantCheck {
public:
    NoWriteLost(stack::Stack& stack, const WriteLedger& ledger) : stack_(stack), ledger_(ledger) {}

    Violation look(Instant) override { return std::nullopt; }
    Violation look_at_end(Instant) override {
        const std::unordered_set<std::uint64_t> archived = stack_.archived_writes();
        std::uint64_t lost = 0;
        std::string first;
        for (const WriteLedger::Write& write : ledger_.writes()) {
            if (archived.count(write.number) != 0 || stack_.database_has(ledger_.key(write), write.number)) continue;
            if (lost++ == 0) first = ledger_.key(write);
        }
        if (lost == 0) return std::nullopt;
        return fmt::format(
            "{} of {} acknowledged writes are neither in the database nor in the archive, the first is "
            "item {}",
            lost, ledger_.writes().size(), first);
    }
    std::optional<std::uint64_t> samples() const override { return ledger_.writes().size(); }

private:
    stack::Stack& stack_;
    const WriteLedger& ledger_;
};

/// At the end every acknowledged write has reached the database, and every replica has it too.
class Converges final : public InvariantCheck {
public:
    Converges(stack::Stack& stack, const WriteLedger& ledger) : stack_(stack), ledger_(ledger) {}

    Violation look(Instant) override { return std::nullopt; }
    Violation look_at_end(Instant) override {
        std::uint64_t missing = 0;
        for (const WriteLedger::Write& write : ledger_.writes()) {
            if (!stack_.database_has(ledger_.key(write), write.number)) ++missing;
        }
        if (missing > 0) {
            return fmt::format("{} of {} acknowledged writes never reached the database", missing,
                               ledger_.writes().size());
        }
        if (!stack_.replicas_equal_primary()) return "a replica does not hold what its primary holds";
        return std::nullopt;
    }
    std::optional<std::uint64_t> samples() const override { return ledger_.writes().size(); }

private:
    stack::Stack& stack_;
    const WriteLedger& ledger_;
};

/// What a primary has acknowledged stays in it, until a later write of the same item.
class AcknowledgedIsDurable final : public InvariantCheck {
public:
    AcknowledgedIsDurable(stack::Stack& stack, Metrics& metrics) : stack_(stack), metrics_(metrics) {
        stack.remember_acknowledged();
    }
    Violation look(Instant) override { return std::nullopt; }
    Violation look_at_end(Instant) override {
        const std::uint64_t gone = stack_.acknowledged_but_gone();
        if (gone == 0) return std::nullopt;
        return fmt::format("{} items lack a write that the primary had acknowledged", gone);
    }
    std::optional<std::uint64_t> samples() const override { return writes(stack_, metrics_); }

private:
    stack::Stack& stack_;
    Metrics& metrics_;
};

class ReplicaIsPrefix final : public InvariantCheck {
public:
    ReplicaIsPrefix(stack::Stack& stack, Metrics& metrics) : stack_(stack), metrics_(metrics) {}
    Violation look(Instant) override { return std::nullopt; }
    Violation look_at_end(Instant) override {
        if (stack_.replicas_equal_primary()) return std::nullopt;
        return "a replica does not hold what its primary holds";
    }
    std::optional<std::uint64_t> samples() const override { return writes(stack_, metrics_); }

private:
    stack::Stack& stack_;
    Metrics& metrics_;
};

/// L = lambda x W, tier by tier: the time-average of requests inside equals arrivals times their mean stay.
class LittlesLaw final : public InvariantCheck {
public:
    explicit LittlesLaw(stack::Stack& stack) : stack_(stack) {}
    Violation look(Instant) override { return std::nullopt; }
    Violation look_at_end(Instant now) override {
        for (const stack::Stage& stage : stack_.stages()) {
            const http::Flow& flow = *stage.flow;
            const double inside = flow.concurrency.integral(now);
            const double stayed = flow.latency.sum_seconds();
            // Those who were cancelled stayed too, but nobody timed them.
            if (flow.cancelled == 0 && std::abs(inside - stayed) > 0.01 * inside + 1e-6) {
                return fmt::format(
                    "{}: requests were inside for {:.3f} s in all, but their latencies add up to {:.3f} s", stage.name,
                    inside, stayed);
            }
        }
        return std::nullopt;
    }
    std::optional<std::uint64_t> samples() const override { return came_in(stack_); }

private:
    stack::Stack& stack_;
};

/// A condition on a metric that must hold at every look, or at one of them (`sometimes`).
class MetricCondition final : public InvariantCheck {
public:
    MetricCondition(const Invariant& invariant, Metrics& metrics)
        : invariant_(invariant), window_(metrics, invariant.metric, epoch) {}

    Violation look(Instant now) override {
        const Measured measured = window_.measure(invariant_.condition, now);
        const auto value = measured.value;
        samples_ = measured.samples;
        measured_ = measured_ || value;
        const bool holds = value && MetricsWindow::holds(invariant_.condition, *value);
        if (invariant_.when == Invariant::When::sometimes) {
            happened_ = happened_ || holds;
            return std::nullopt;
        }
        if (holds || !value) return std::nullopt;
        return fmt::format("{} is {}", invariant_.metric.text, *value);
    }
    Violation look_at_end(Instant now) override {
        Violation violation = look(now);
        if (!measured_) return "there was nothing to measure";
        if (invariant_.when != Invariant::When::sometimes || happened_) return violation;
        return "it never happened";
    }

    std::optional<std::uint64_t> samples() const override { return samples_; }

private:
    Invariant invariant_;
    MetricsWindow window_;
    bool measured_ = false;
    bool happened_ = false;
    std::optional<std::uint64_t> samples_;
};

}  // namespace

std::unique_ptr<InvariantCheck> make_check(const Invariant& invariant, const Evidence& evidence) {
    const std::string& name = invariant.name;
    const std::string argument = invariant.arguments.empty() ? "" : invariant.arguments.front();
    if (invariant.when == Invariant::When::recovers) return nullptr;
    if (name.empty()) return std::make_unique<MetricCondition>(invariant, evidence.metrics);
    if (name == "conservation.requests") return std::make_unique<Conservation>(evidence.stack);
    if (name == "waf.blocked_never_reaches") return std::make_unique<BlockedNeverReaches>(evidence.stack, argument);
    if (name == "apigw.admitted_within_token_bucket") {
        return std::make_unique<WithinTokenBucket>(evidence.stack, evidence.metrics);
    }
    if (name == "lambda.busy <= reserved")
        return std::make_unique<BusyWithinReserved>(evidence.stack, evidence.metrics);
    if (name == "reads_never_touch")
        return std::make_unique<ReadsNeverTouch>(evidence.stack, evidence.metrics, argument);
    if (name == "no_acknowledged_write_is_lost") return std::make_unique<NoWriteLost>(evidence.stack, evidence.ledger);
    if (name == "rds.acked_write_is_durable")
        return std::make_unique<AcknowledgedIsDurable>(evidence.stack, evidence.metrics);
    if (name == "converges") return std::make_unique<Converges>(evidence.stack, evidence.ledger);
    if (name == "replica.read_is_prefix_of") return std::make_unique<ReplicaIsPrefix>(evidence.stack, evidence.metrics);
    if (name == "littles_law") return std::make_unique<LittlesLaw>(evidence.stack);
    return nullptr;
}

}  // namespace wt::scenario
