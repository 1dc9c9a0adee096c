#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "base/histogram.hpp"
#include "base/time.hpp"

namespace wt {

/// How often something happened.
class Counter {
public:
    void add(std::uint64_t times = 1) { value_ += times; }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0;
};

/// A level that rises and falls: places taken, lag, backlog. Remembers its time-weighted average and its extremes, in
/// whole and over windows that a watcher asks for.
class Gauge {
public:
    /// The extremes since a moment that someone chose.
    struct Watch {
        double min;
        double max;
    };

    void set(double value, Instant now) {
        if (used_) {
            WT_ASSERT(now >= last_);
            area_ += value_ * seconds(now - last_);
        } else {
            used_ = true;
            first_ = now;
        }
        last_ = now;
        value_ = value;
        all_ = {std::min(all_.min, value), std::max(all_.max, value)};
        for (Watch& watch : watches_) watch = {std::min(watch.min, value), std::max(watch.max, value)};
    }
    void add(double change, Instant now) { set(value_ + change, now); }

    [[nodiscard]] double value() const { return value_; }
    [[nodiscard]] double max() const { return all_.max; }
    [[nodiscard]] double min() const { return all_.min; }
    /// Integral of the level over time since the first set(), in level x seconds.
    [[nodiscard]] double integral(Instant now) const;
    [[nodiscard]] Instant first_set() const { return first_; }
    /// Starts to follow the extremes from now on; the Watch lives as long as the gauge.
    Watch& watch();

private:
    double value_ = 0;
    double area_ = 0;
    Instant last_ = epoch;
    Instant first_ = epoch;
    bool used_ = false;
    Watch all_{0, 0};
    std::deque<Watch> watches_;
};

/// Names and values, sorted by name: {{"route", "GET /items/{id}"}, {"status", "200"}}.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Part of a whole, by counters that something else counts: hits of (hits and misses).
struct Ratio {
    std::vector<const Counter*> part;
    std::vector<const Counter*> whole;
    [[nodiscard]] double value() const;
};

/// Every number that a run keeps, by the name that scenarios and reports use: "COMPONENT.METRIC" and labels. Asking for
/// a name again gives the same metric. What a component asks for is its own: of() it, so that no name that somebody
/// gives a component meets what another one, or the program itself, counts. References stay valid as long as the
/// registry.
class Metrics {
public:
    using Metric = std::variant<Counter, Gauge, Histogram, Ratio>;
    struct Entry {
        std::string name;
        Labels labels;
        std::string owner;  // the component's name; empty for the program's own
        Metric metric;
    };

    Metrics() = default;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The same registry, for that component.
    [[nodiscard]] Metrics& of(std::string_view component);

    Counter& counter(std::string_view name, Labels labels = {}) { return get<Counter>(name, std::move(labels)); }
    Gauge& gauge(std::string_view name, Labels labels = {}) { return get<Gauge>(name, std::move(labels)); }
    Histogram& histogram(std::string_view name, Labels labels = {}) { return get<Histogram>(name, std::move(labels)); }
    Ratio& ratio(std::string_view name, std::vector<const Counter*> part, std::vector<const Counter*> whole);

    /// Every metric of that name whose labels include `labels`, in order of labels: a component's, or, where no
    /// component has one, the program's own.
    [[nodiscard]] std::vector<Entry*> find(std::string_view name, const Labels& labels = {});

    /// All of them, by name, owner and labels.
    void visit(const std::function<void(const Entry&)>& visitor) const;

private:
    using Key = std::tuple<std::string, std::string, Labels>;  // name, owner

    template <class Kind>
    Kind& get(std::string_view name, Labels labels);

    Metrics* whole_ = this;  // who keeps the entries
    std::string owner_;
    std::map<std::string, std::unique_ptr<Metrics>, std::less<>> owners_;
    std::map<Key, std::unique_ptr<Entry>> entries_;
};

}  // namespace wt
