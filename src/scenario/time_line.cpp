#include "scenario/time_line.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/metrics.hpp"

namespace wt::scenario {

TimeLine::TimeLine(const Context& context, stack::Stack& stack)
    : context_(context), start_(context.now()), last_(start_) {
    const std::size_t requests = chart("Requests", Chart::Unit::per_second, true);
    add(requests, "answered", rest_of("http.requests", {"http.errors", "http.throttled", "http.blocked"}));
    add(requests, "throttled", rate_of({"http.throttled"}));
    // An attack's requests are nobody's of the mix.
    add(requests, "attack, got through", rest_of("attack.requests", {"attack.blocked"}));
    add(requests, "blocked", rate_of({"http.blocked", "attack.blocked", "attack.benign.blocked"}));
    add(requests, "failed", rate_of({"http.errors"}));
    const std::size_t latency = chart("Latency", Chart::Unit::seconds);
    for (const auto& [name, share] : {std::pair{"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}})
        add(latency, name, quantile_of("http.latency", share));
    add_components(stack);
}

void TimeLine::add_components(stack::Stack& stack) {
    const std::size_t concurrency = chart("Concurrency of functions", Chart::Unit::number);
    const std::size_t cold = chart("Cold starts", Chart::Unit::per_second);
    const std::size_t throttled = chart("Throttled invocations", Chart::Unit::per_second);
    const std::size_t hits = chart("Cache hits", Chart::Unit::share);
    const std::size_t lag = chart("Lag of replicas, p99", Chart::Unit::seconds);
    const std::size_t messages = chart("Messages in queues", Chart::Unit::number);
    const std::size_t message_age = chart("Age of messages when they are handled, p99", Chart::Unit::seconds);
    const std::size_t behind = chart("Records that readers have not handled", Chart::Unit::number);
    const std::size_t iterator_age = chart("Age of records when they are read, p99", Chart::Unit::seconds);
    const std::size_t age = chart("Age of what streams hold, p99", Chart::Unit::seconds);
    const std::size_t backlog = chart("Records that wait", Chart::Unit::number);
    const std::size_t connections = chart("Database connections", Chart::Unit::number);
    const std::size_t throttled_items = chart("Throttled reads and writes", Chart::Unit::per_second);
    for (const auto& [name, type] : stack.components()) {
        if (type == "lambda") {
            add(concurrency, name, level_of(name + ".concurrency"));
            add(cold, name, rate_of({name + ".cold"}));
            add(throttled, name, rate_of({name + ".throttled"}));
            const stack::Component* const reader = stack.architecture().find(name);
            if (reader != nullptr && reader->consumes)
                add(message_age, name, quantile_of(name + ".source.message.age", 0.99));
            if (reader != nullptr && reader->source) {
                const std::string source = name + ".source";
                add(behind, name,
                    left_of(reader->source->stream + ".accepted",
                            {source + ".records", source + ".skipped", source + ".expired"}));
                add(iterator_age, name, quantile_of(source + ".iterator.age", 0.99));
            }
        } else if (type == "cloudfront" || type == "elasticache") {
            add(hits, name, share_of(name + ".hits", name + ".misses"));
        } else if (type == "apigateway-rest") {
            add(hits, name, share_of(name + ".cache.hits", name + ".cache.misses"));
        } else if (type == "rds-replica") {
            add(lag, name, quantile_of(name + ".lag", 0.99));
            add(connections, name, level_of(name + ".connections"));
        } else if (type == "rds") {
            add(connections, name, level_of(name + ".connections"));
        } else if (type == "firehose") {
            add(backlog, name, level_of(name + ".backlog"));
            add(age, name, quantile_of(name + ".freshness", 0.99));
        } else if (type == "sqs") {
            add(messages, name + " visible", level_of(name + ".visible"));
            add(messages, name + " in flight", level_of(name + ".in.flight"));
        } else if (type == "dynamodb") {
            add(throttled_items, name, rate_of({name + ".reads.throttled", name + ".writes.throttled"}));
        }
    }
}

std::size_t TimeLine::chart(std::string title, Chart::Unit unit, bool stacked) {
    charts_.push_back(Chart{std::move(title), unit, stacked, {}, {}});
    return charts_.size() - 1;
}

void TimeLine::add(std::size_t chart, std::string name, Probe probe) {
    charts_[chart].series.push_back(Series{std::move(name), {}});
    lines_.push_back(Line{chart, charts_[chart].series.size() - 1, std::move(probe)});
}

std::uint64_t TimeLine::counted(const std::string& metric) {
    std::uint64_t sum = 0;
    for (const Metrics::Entry* entry : context_.metrics.find(metric)) {
        if (const auto* counter = std::get_if<Counter>(&entry->metric)) sum += counter->value();
    }
    return sum;
}

std::uint64_t TimeLine::counted(const std::vector<std::string>& metrics) {
    std::uint64_t sum = 0;
    for (const std::string& metric : metrics) sum += counted(metric);
    return sum;
}

TimeLine::Probe TimeLine::rate_of(std::vector<std::string> metrics) {
    return
        [this, metrics = std::move(metrics), before = std::uint64_t{0}](double span) mutable -> std::optional<double> {
            const std::uint64_t now = counted(metrics);
            return static_cast<double>(now - std::exchange(before, now)) / span;
        };
}

TimeLine::Probe TimeLine::rest_of(std::string metric, std::vector<std::string> parts) {
    return [this, metric = std::move(metric), parts = std::move(parts),
            before = std::uint64_t{0}](double span) mutable -> std::optional<double> {
        const std::uint64_t all = counted(metric);
        const std::uint64_t now = all - std::min(all, counted(parts));
        return static_cast<double>(now - std::min(now, std::exchange(before, now))) / span;
    };
}

TimeLine::Probe TimeLine::left_of(std::string metric, std::vector<std::string> parts) {
    return [this, metric = std::move(metric), parts = std::move(parts)](double) -> std::optional<double> {
        const std::uint64_t all = counted(metric);
        return static_cast<double>(all - std::min(all, counted(parts)));
    };
}

TimeLine::Probe TimeLine::level_of(std::string metric) {
    // The average of the slice: a level at one moment says little.
    return [this, metric = std::move(metric), before = 0.0](double span) mutable -> std::optional<double> {
        const std::vector<Metrics::Entry*> entries = context_.metrics.find(metric);
        if (entries.empty()) return std::nullopt;
        double area = 0;
        for (const Metrics::Entry* entry : entries) {
            if (const auto* gauge = std::get_if<Gauge>(&entry->metric)) area += gauge->integral(context_.now());
        }
        return std::max(0.0, area - std::exchange(before, area)) / span;
    };
}

TimeLine::Probe TimeLine::share_of(std::string hits, std::string misses) {
    return [this, hits = std::move(hits), misses = std::move(misses),
            before = std::pair<std::uint64_t, std::uint64_t>{}](double) mutable -> std::optional<double> {
        const std::pair now{counted(hits), counted(misses)};
        const std::uint64_t hit = now.first - before.first;
        const std::uint64_t all = hit + now.second - before.second;
        before = now;
        return all == 0 ? std::nullopt : std::optional(static_cast<double>(hit) / static_cast<double>(all));
    };
}

TimeLine::Probe TimeLine::quantile_of(std::string metric, double share) {
    return [this, metric = std::move(metric), share, before = Histogram()](double) mutable -> std::optional<double> {
        Histogram now;
        for (const Metrics::Entry* entry : context_.metrics.find(metric)) {
            if (const auto* histogram = std::get_if<Histogram>(&entry->metric)) now.merge(*histogram);
        }
        const Histogram slice = now.since(before);
        before = std::move(now);
        return slice.empty() ? std::nullopt : std::optional(seconds(slice.quantile(share)));
    };
}

Task<void> TimeLine::follow(Duration length) {
    start_ = last_ = context_.now();
    // Whole seconds, where the load lasts long enough for them.
    Duration slice = std::max<Duration>(length / slices, std::min<Duration>(1s, length));
    if (slice <= Duration::zero()) co_return;
    const Instant over = start_ + length;
    std::size_t after = 0;  // slices
    for (;;) {
        const bool loading = last_ < over;
        co_await context_.clock.sleep_until(loading ? std::min(last_ + slice, over) : last_ + slice);
        look();
        if (loading || ++after < slices) continue;
        slice *= 2;
        after = 0;
    }
}

void TimeLine::look() {
    const Instant now = context_.now();
    if (now <= last_) return;
    for (Line& line : lines_)
        charts_[line.chart].series[line.series].values.push_back(line.probe(seconds(now - last_)));
    ends_.push_back(seconds(now - start_));
    last_ = now;
}

std::vector<Chart> TimeLine::finish() {
    look();
    std::vector<Chart> measured;
    for (const Chart& chart : charts_) {
        Chart kept{chart.title, chart.unit, chart.stacked, {}, ends_};
        for (const Series& series : chart.series) {
            const bool something = std::any_of(series.values.begin(), series.values.end(),
                                               [](const auto& value) { return value && *value != 0; });
            if (something) kept.series.push_back(series);
        }
        if (!kept.series.empty()) measured.push_back(std::move(kept));
    }
    return measured;
}

}  // namespace wt::scenario
