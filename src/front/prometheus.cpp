#include "front/prometheus.hpp"

#include <array>
#include <iterator>
#include <map>
#include <variant>

#include <fmt/format.h>

namespace wt::front {

namespace {

/// One name and type with all its series: the format wants them together, whatever names they had before.
struct Family {
    std::string_view type;
    std::string_view original;
    std::string series;
};

[[nodiscard]] std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"') text += '\\';
        if (c == '\n') {
            text += "\\n";
        } else {
            text += c;
        }
    }
    return text;
}

/// {route="GET /",quantile="0.5"}, or nothing. A label's name may not hold a ':'.
[[nodiscard]] std::string label_text(const Labels& labels, std::string_view quantile = {}) {
    std::string text;
    for (const auto& [name, value] : labels) {
        text += text.empty() ? '{' : ',';
        const bool needs_letter = name.empty() || (name.front() >= '0' && name.front() <= '9');
        if (needs_letter) text += '_';
        text += prometheus_name(name).substr(std::string_view("windtunnel_").size());
        text += "=\"" + escaped(value) + '"';
    }
    if (!quantile.empty()) text += fmt::format("{}quantile=\"{}\"", text.empty() ? '{' : ',', quantile);
    if (!text.empty()) text += '}';
    return text;
}

struct Writer {
    std::map<std::string, Family>& families;
    const Metrics::Entry& entry;
    const Labels& labels;

    std::string& family(std::string name, std::string_view type) const {
        Family& found = families[std::move(name)];
        if (found.type.empty()) {
            found.type = type;
            found.original = entry.name;
        }
        return found.series;
    }
    void line(std::string_view suffix, std::string_view type, double value) const {
        const std::string name = prometheus_name(entry.name) + std::string(suffix);
        family(name, type) += fmt::format("{}{} {}\n", name, label_text(labels), value);
    }

    void operator()(const Counter& counter) const {
        const std::string name = prometheus_name(entry.name) + "_total";
        family(name, "counter") += fmt::format("{}{} {}\n", name, label_text(labels), counter.value());
    }
    void operator()(const Gauge& gauge) const { line("", "gauge", gauge.value()); }
    void operator()(const Ratio& ratio) const { line("", "gauge", ratio.value()); }
    void operator()(const Histogram& histogram) const {
        static constexpr std::array<std::pair<std::string_view, double>, 4> quantiles{
            {{"0.5", 0.5}, {"0.9", 0.9}, {"0.99", 0.99}, {"0.999", 0.999}}};
        const std::string name = prometheus_name(entry.name) + "_seconds";
        std::string& to = family(name, "summary");
        for (const auto& [label, share] : quantiles) {
            fmt::format_to(
                std::back_inserter(to), "{}{} {}\n", name, label_text(labels, label),
                histogram.empty() ? std::string("NaN") : fmt::format("{}", seconds(histogram.quantile(share))));
        }
        const std::string text = label_text(labels);
        fmt::format_to(std::back_inserter(to), "{0}_sum{1} {2}\n{0}_count{1} {3}\n", name, text,
                       histogram.sum_seconds(), histogram.count());
    }
};

}  // namespace

std::string prometheus_name(std::string_view name) {
    std::string text = "windtunnel_";
    for (const char c : name) {
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        text += allowed ? c : '_';
    }
    return text;
}

std::string prometheus_text(const Metrics& metrics) {
    std::map<std::string, Family> families;
    // Names that differ here may be one there: all but the first say whose they are.
    std::map<std::string, std::pair<std::string, std::string>> first;
    metrics.visit([&](const Metrics::Entry& entry) {
        const std::pair whose(entry.owner, entry.name);
        Labels labels = entry.labels;
        if (first.try_emplace(prometheus_name(entry.name), whose).first->second != whose)
            labels.emplace_back("component", entry.owner);
        std::visit(Writer{families, entry, labels}, entry.metric);
    });
    std::string text;
    for (const auto& [name, family] : families)
        text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{3}", name, family.original, family.type, family.series);
    return text;
}

}  // namespace wt::front
