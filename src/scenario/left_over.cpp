#include "scenario/left_over.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/bill.hpp"
#include "scenario/pen.hpp"

namespace wt::scenario {

namespace {

/// Whether somebody should hear of `left` things to do of `all` that came.
[[nodiscard]] bool much(std::uint64_t left, std::uint64_t all) { return left >= 10 && left >= all / 100; }

[[nodiscard]] std::uint64_t level(Metrics& metrics, const std::string& name) {
    double sum = 0;
    for (const Metrics::Entry* entry : metrics.find(name)) {
        if (const auto* gauge = std::get_if<Gauge>(&entry->metric)) sum += gauge->value();
    }
    return static_cast<std::uint64_t>(std::max(sum, 0.0));
}

[[nodiscard]] std::string plural(std::uint64_t count, std::string_view what) {
    return fmt::format("{} {}{}", grouped(count), what, count == 1 ? "" : "s");
}

}  // namespace

std::vector<std::string> behind_now(const stack::Stack& stack, Metrics& metrics) {
    std::vector<std::string> sentences;
    for (const stack::Component& component : stack.architecture().components) {
        const std::string& name = component.name;
        // What nobody reads is no backlog: dead letters lie there.
        const auto& all = stack.architecture().components;
        const bool read = std::any_of(all.begin(), all.end(), [&](const stack::Component& other) {
            return other.consumes && other.consumes->queue == name;
        });
        if (component.type == "sqs" && read) {
            const std::uint64_t left = level(metrics, name + ".visible") + level(metrics, name + ".in.flight");
            if (much(left, counted(metrics, name + ".sent")))
                sentences.push_back(fmt::format("{} held {} when the load ended", name, plural(left, "message")));
        }
        if (!component.source) continue;
        const std::string& stream = component.source->stream;
        const std::string source = name + ".source";
        const std::uint64_t came = counted(metrics, stream + ".accepted");
        const std::uint64_t done = counted(metrics, source + ".records") + counted(metrics, source + ".skipped") +
                                   counted(metrics, source + ".expired");
        const std::uint64_t left = came - std::min(came, done);
        if (much(left, came))
            sentences.push_back(fmt::format("{} was {} of {} behind {} when the load ended", name, grouped(left),
                                            plural(came, "record"), stream));
    }
    return sentences;
}

std::uint64_t dead_letters_in(const stack::Stack& stack, Metrics& metrics, std::string_view queue) {
    std::uint64_t sum = 0;
    for (const stack::Component& component : stack.architecture().components) {
        const auto* config = std::get_if<queue::QueueConfig>(&component.config);
        if (config != nullptr && config->dead_letters == queue)
            sum += counted(metrics, component.name + ".dead.letters");
    }
    return sum;
}

std::vector<std::string> dead_letters(const stack::Stack& stack, Metrics& metrics) {
    std::vector<std::string> sentences;
    for (const stack::Component& component : stack.architecture().components) {
        const auto* config = std::get_if<queue::QueueConfig>(&component.config);
        if (config == nullptr) continue;
        const std::string& name = component.name;
        if (const std::uint64_t dead = counted(metrics, name + ".dead.letters"); dead > 0) {
            sentences.push_back(fmt::format("{} of {} ended as {} in {}", plural(dead, "message"), name,
                                            dead == 1 ? "a dead letter" : "dead letters", config->dead_letters));
        }
        if (const std::uint64_t old = counted(metrics, name + ".expired"); old > 0)
            sentences.push_back(
                fmt::format("{} of {} expired before anybody handled them", plural(old, "message"), name));
    }
    return sentences;
}

std::string level_key(const Metrics::Entry& entry) {
    std::string key = entry.name;
    for (const auto& [name, value] : entry.labels) key += fmt::format(",{}={}", name, value);
    return key;
}

std::map<std::string, double> level_averages(Metrics& metrics, Instant now) {
    std::map<std::string, double> averages;
    metrics.visit([&](const Metrics::Entry& entry) {
        const auto* gauge = std::get_if<Gauge>(&entry.metric);
        if (gauge == nullptr) return;
        const double span = seconds(now - gauge->first_set());
        averages[level_key(entry)] = span > 0 ? gauge->integral(now) / span : gauge->value();
    });
    return averages;
}

}  // namespace wt::scenario
