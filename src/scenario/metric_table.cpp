#include "scenario/metric_table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

using Names = std::vector<std::string_view>;
using Aggregation = Expectation::Aggregation;
using Unit = Expectation::Unit;
constexpr MetricKind gauge = MetricKind::gauge;
constexpr MetricKind histogram = MetricKind::histogram;
constexpr MetricKind ratio = MetricKind::ratio;

/// Rows of one type.
class Rows {
public:
    Rows(std::string_view type, std::vector<MetricRow>& to) : type_(type), to_(to) {}
    /// Counters that are shares of the same whole.
    Rows& parts(const Names& names, const Names& whole, const Names& labels = {}) {
        for (const std::string_view name : names)
            to_.push_back({type_, name, MetricKind::counter, whole, labels, false});
        return *this;
    }
    Rows& counters(const Names& names, const Names& labels = {}) { return parts(names, {}, labels); }
    Rows& others(MetricKind kind, const Names& names, const Names& labels = {}) {
        for (const std::string_view name : names) to_.push_back({type_, name, kind, {}, labels, false});
        return *this;
    }
    Rows& ages(std::string_view name) {
        to_.push_back({type_, name, MetricKind::histogram, {}, {}, true});
        return *this;
    }

private:
    std::string_view type_;
    std::vector<MetricRow>& to_;
};

void add_path(std::vector<MetricRow>& to) {
    Rows("http", to)
        .counters({"requests"}, {"client", "route"})
        .parts({"errors", "throttled", "blocked", "abandoned"}, {"requests"}, {"client", "route"})
        .parts({"turned.away"}, {"requests", "turned.away"}, {"client", "route"})
        .others(histogram, {"latency"}, {"client", "route", "status", "by"})
        .counters({"passed.over"})
        .counters({"sessions"}, {"session"})
        .parts({"sessions.finished", "sessions.broken", "sessions.abandoned"}, {"sessions"}, {"session"})
        .others(gauge, {"users"});
    Rows("attack", to)
        .counters({"requests", "benign"}, {"fault"})
        .parts({"blocked", "passed"}, {"requests"}, {"fault"})
        .parts({"benign.blocked"}, {"benign"}, {"fault"});
    Rows("apigateway-rest", to)
        .counters({"requests"})
        .parts({"errors.4xx", "errors.5xx"}, {"latency"})
        .parts({"admitted", "throttled", "unauthorized", "authorizer.cached", "cache.hits", "cache.misses",
                "cache.renewals"},
               {"requests"})
        .others(ratio, {"cache.hit.ratio"})
        .others(histogram, {"latency", "integration.latency"});
    Rows("cloudfront", to)
        .counters({"requests"})
        .parts({"errors.4xx", "errors.5xx", "hits", "misses", "collapsed", "origin.requests"}, {"requests"})
        .parts({"shield.hits", "shield.misses", "shield.collapsed"},
               {"shield.hits", "shield.misses", "shield.collapsed"})
        .counters({"pop.hits", "pop.misses", "shield.pop.hits", "shield.pop.misses"}, {"pop"})
        .others(ratio, {"hit.ratio", "shield.hit.ratio"});
    Rows("wafv2", to)
        .counters({"requests"})
        .parts({"allowed"}, {"requests"})
        .parts({"blocked", "counted", "captcha", "challenge"}, {"requests"}, {"rule"});
    Rows("cognito", to).counters({"sign.ins", "refused", "authentications"}).parts({"throttled"}, {"authentications"});
    Rows("lambda", to)
        .counters({"billed.ms", "billed.mb_ms", "provisioned.billed.mb_ms", "async.received", "source.records",
                   "source.batches", "source.expired"})
        .parts({"invocations", "throttled", "cold", "provisioned.invocations", "provisioned.spillover"},
               {"invocations", "throttled"})
        .parts({"errors", "timeouts"}, {"duration", "throttled"})
        .parts({"async.dropped"}, {"async.received"})
        .parts({"source.errors"}, {"source.batches"})
        .parts({"source.skipped"}, {"source.records", "source.skipped"})
        .others(ratio, {"cold.ratio"})
        .others(gauge, {"concurrency", "environments", "source.concurrency"})
        .others(histogram, {"duration"})
        .ages("source.iterator.age")
        .ages("source.message.age");
}

void add_backends(std::vector<MetricRow>& to) {
    Rows("elasticache", to)
        .parts({"hits", "misses"}, {"hits", "misses"})
        .counters({"evictions", "failovers", "lost.writes"})
        .others(ratio, {"hit.ratio"});
    for (const std::string_view type : {"rds", "rds-replica"}) {
        Rows(type, to)
            .counters({"statements", "crashes"})
            .parts({"refused", "errors"}, {"statements", "refused"})
            .others(gauge, {"connections", "busy"})
            .others(histogram, {"wait"});
    }
    Rows("rds", to).parts({"reads"}, {"statements"}).counters({"failovers", "lost.commits"}).others(gauge, {"rows"});
    Rows("rds-replica", to).parts({"stale.reads"}, {"statements"}).ages("lag").others(gauge, {"lag.entries"});
    Rows("kinesis", to)
        .parts({"accepted", "throttled", "refused"}, {"accepted", "throttled", "refused"})
        .parts({"trimmed", "expired"}, {"accepted"})
        .counters({"put.units", "read", "read.bytes", "accepted.bytes", "singles", "singles.bytes", "batches",
                   "batch.records", "batch.bytes"})
        .parts({"singles.accepted"}, {"singles"})
        .parts({"batches.accepted"}, {"batches"})
        .parts({"batch.records.accepted", "batch.records.throttled", "batch.records.failed"}, {"batch.records"})
        .parts({"reads", "throttled.reads"}, {"reads", "throttled.reads"})
        .others(gauge, {"retained"})
        .others(histogram,
                {"singles.latency", "batches.latency", "reads.latency", "put.bytes", "put.records", "single.bytes",
                 "batches.bytes", "batches.records", "batches.successful", "reads.bytes", "reads.records"})
        .ages("iterator.age");
    Rows firehose("firehose", to);
    firehose.parts({"accepted", "throttled"}, {"accepted", "throttled"})
        .parts({"expired", "dropped", "failed"}, {"accepted"})
        .counters({"billed.bytes", "accepted.bytes", "singles", "singles.bytes", "batches", "batch.records",
                   "batch.bytes", "transform.invocations", "transform.records", "transform.bytes", "source.throttled"})
        .parts({"singles.accepted"}, {"singles"})
        .parts({"batches.accepted"}, {"batches"})
        .parts({"transform.errors", "transform.succeeded"}, {"transform.invocations"})
        .others(gauge, {"backlog", "limit.records", "limit.requests", "limit.bytes"})
        .others(histogram, {"singles.latency", "batches.latency", "transform.duration"})
        .ages("source.behind");
    static constexpr std::string_view delivered[] = {"delivered", "errors.delivered", "backup.delivered"};
    static constexpr std::string_view lost[] = {"lost", "errors.lost", "backup.lost"};
    static constexpr std::string_view counted[][2] = {{"flushes", "delivered.bytes"},
                                                      {"errors.flushes", "errors.delivered.bytes"},
                                                      {"backup.flushes", "backup.delivered.bytes"}};
    static constexpr std::string_view tries[][2] = {{"delivered.objects", "retries"},
                                                    {"errors.delivered.objects", "errors.retries"},
                                                    {"backup.delivered.objects", "backup.retries"}};
    static constexpr std::string_view sizes[] = {"buffer.size", "errors.buffer.size", "backup.buffer.size"};
    static constexpr std::string_view ages[] = {"freshness", "errors.freshness", "backup.freshness"};
    for (std::size_t i = 0; i < 3; ++i) {
        firehose.parts({delivered[i], lost[i]}, {delivered[i], lost[i]})
            .counters({counted[i][0], counted[i][1]})
            .parts({tries[i][0], tries[i][1]}, {tries[i][0], tries[i][1]})
            .others(gauge, {sizes[i]})
            .others(histogram, {ages[i]});
    }
    Rows("rds-proxy", to)
        .counters({"borrows"})
        .parts({"borrow.timeouts"}, {"borrows"})
        .others(gauge, {"borrowed", "pinned"})
        .others(histogram, {"borrow.wait"});
    Rows("dynamodb", to)
        .counters({"reads", "writes", "read.units", "write.units"})
        .parts({"reads.throttled"}, {"reads"})
        .parts({"writes.throttled"}, {"writes"})
        .others(gauge, {"bytes"});
    Rows("sqs", to)
        .counters({"sent", "received", "deleted", "requests", "billed.requests"})
        .parts({"dead.letters", "expired"}, {"sent"})
        .others(gauge, {"visible", "in.flight"});
    Rows("http-service", to).counters({"calls"}).parts({"throttled", "errors"}, {"calls"});
    Rows("s3", to)
        .counters({"puts", "gets", "replayed"})
        .parts({"errors"}, {"puts", "gets"})
        .others(gauge, {"objects", "bytes"});
}

[[nodiscard]] std::string refused(const MetricRow& row, std::string_view why) {
    return fmt::format("{} {}", row.name, why);
}

}  // namespace

const std::vector<MetricRow>& metric_rows() {
    static const std::vector<MetricRow> rows = [] {
        std::vector<MetricRow> made;
        add_path(made);
        add_backends(made);
        return made;
    }();
    return rows;
}

const MetricRow* find_metric(std::string_view type, std::string_view name) {
    const std::string_view own = name.substr(name.find('.') + 1);
    const auto& rows = metric_rows();
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const MetricRow& row) { return row.type == type && row.name == own; });
    return found == rows.end() ? nullptr : &*found;
}

std::optional<std::string> cannot_measure(const MetricRow& row, const Expectation& expectation) {
    const Aggregation how = expectation.aggregation;
    const Unit unit = expectation.unit;
    const bool plain = unit == Unit::number || unit == Unit::bytes;
    const bool zero = unit == Unit::number && expectation.high == 0 && expectation.low == 0;
    switch (row.kind) {
        case MetricKind::counter:
            if (how == Aggregation::rate) {
                if (unit == Unit::per_second || zero || (unit == Unit::share && !row.whole.empty()))
                    return std::nullopt;
                return refused(row, unit == Unit::share ? "is a share of nothing: compare its rate with so many per "
                                                          "second, such as 5/s"
                                                        : "has a rate that is a share (\"rate<1%\") or per second "
                                                          "(\"rate<5/s\")");
            }
            if (how != Aggregation::count && how != Aggregation::value && how != Aggregation::sum)
                return refused(row, "counts: it has count, rate and value");
            return plain ? std::nullopt : std::optional(refused(row, "is a count: compare it with a plain number"));
        case MetricKind::histogram:
            if (how == Aggregation::rate && (unit == Unit::per_second || zero)) return std::nullopt;
            if (how == Aggregation::rate) return refused(row, "has a rate per second, such as 5/s, and no share");
            if (how == Aggregation::count)
                return unit == Unit::number ? std::nullopt
                                            : std::optional(refused(row, "has a count that is a plain number"));
            if (unit == Unit::seconds || zero) return std::nullopt;
            return refused(row, "is a time: compare it with one, such as 900ms");
        case MetricKind::gauge:
            if (how != Aggregation::min && how != Aggregation::max && how != Aggregation::avg &&
                how != Aggregation::value)
                return refused(row, "is a level: it has min, avg, max and value");
            return plain ? std::nullopt : std::optional(refused(row, "is a level: compare it with a plain number"));
        case MetricKind::ratio:
            if (how != Aggregation::value && how != Aggregation::rate && how != Aggregation::avg)
                return refused(row, "is a share: it has a value");
            return unit == Unit::share || unit == Unit::number
                       ? std::nullopt
                       : std::optional(refused(row, "is a share: compare it with one, such as 5%"));
    }
    return std::nullopt;
}

bool is_of_clients(const Selector& selector) {
    if (selector.name == "http.users") return false;  // a level, known at each moment
    return selector.name.starts_with("http.") || selector.name.starts_with("attack.");
}

}  // namespace wt::scenario
