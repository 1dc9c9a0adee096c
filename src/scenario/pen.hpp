#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scenario/report.hpp"

namespace wt::scenario {

/// Colours, bars and ticks, in the two styles that a report has.
class Pen {
public:
    explicit Pen(const ReportStyle& style) : style_(style) {}
    [[nodiscard]] std::string bold(std::string_view text) const { return paint("1", text); }
    [[nodiscard]] std::string dim(std::string_view text) const { return paint("2", text); }
    [[nodiscard]] std::string green(std::string_view text) const { return paint("32", text); }
    [[nodiscard]] std::string red(std::string_view text) const { return paint("31", text); }
    [[nodiscard]] std::string yellow(std::string_view text) const { return paint("33", text); }
    [[nodiscard]] std::string_view solid() const { return style_.unicode ? "█" : "#"; }
    [[nodiscard]] std::string_view cross() const { return style_.unicode ? "▒" : "x"; }
    [[nodiscard]] std::string_view light() const { return style_.unicode ? "░" : "."; }
    [[nodiscard]] std::string_view line() const { return style_.unicode ? "─" : "-"; }
    [[nodiscard]] static std::string times(std::string_view sign, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += sign;
        return text;
    }

private:
    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
        return style_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
    }
    ReportStyle style_;
};

/// "1,234,567"
[[nodiscard]] inline std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (int place = static_cast<int>(digits.size()) - 3; place > 0; place -= 3) {
        digits.insert(static_cast<std::size_t>(place), ",");
    }
    return digits;
}

/// The text in lines of at most a hundred characters, broken at blanks.
[[nodiscard]] inline std::string wrapped(std::string_view text) {
    constexpr std::size_t longest = 100;
    std::string lines;
    while (!text.empty()) {
        std::size_t end = text.size();
        if (end > longest) {
            end = text.rfind(' ', longest);
            if (end == std::string_view::npos) end = std::min(text.find(' '), text.size());
        }
        lines.append(text.substr(0, end)).append("\n");
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// What clients saw of a route, the most frequent answers first.
[[nodiscard]] inline std::vector<ClientMetrics::Seen> most_seen_first(std::vector<ClientMetrics::Seen> seen) {
    std::sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) {
        return a.latency->count() != b.latency->count() ? a.latency->count() > b.latency->count()
                                                        : std::pair(a.status, a.by) < std::pair(b.status, b.by);
    });
    return seen;
}

inline void heading(std::string& to, std::string_view text, const Pen& pen) { to += "\n" + pen.bold(text) + "\n"; }

[[nodiscard]] inline std::string_view clock_name(const Scenario& scenario) {
    return scenario.clock.mode == ClockMode::virtual_time ? "virtual clock"
           : scenario.clock.mode == ClockMode::real       ? "real clock"
                                                          : "scaled clock";
}

}  // namespace wt::scenario
