#pragma once
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "scenario/engine.hpp"

namespace wt::scenario {

/// Everything that a report is made of.
struct Swing;

struct Findings {
    const Scenario& scenario;
    const Outcome& outcome;
    stack::Stack& stack;
    Metrics& metrics;
    const Traffic& traffic;
    std::string reproduce;  // the command line that does this run again
    Instant ended;
    /// What becomes of it when an assumption is another one; null where nobody asked.
    const std::vector<Swing>* swings = nullptr;
};

struct ReportStyle {
    bool color = false;
    bool unicode = false;
};

/// For a person: what was asked, where requests stopped, what clients saw, what broke, and what held.
[[nodiscard]] std::string text_report(const Findings& findings, const ReportStyle& style);

/// For programs: docs/scenario.md describes the members.
[[nodiscard]] std::string json_report(const Findings& findings, std::string_view version);

/// A page with pictures, in one file that needs no other.
[[nodiscard]] std::string html_report(const Findings& findings, std::string_view version);

/// For CI: one suite, a test case per expectation and invariant.
[[nodiscard]] std::string junit_report(const Findings& findings);

/// What is said of a run that did all that was asked of it.
[[nodiscard]] std::string happy_end(const Scenario& scenario);

/// Dead letters, and who was behind when the load ended, in sentences.
[[nodiscard]] std::vector<std::string> left_over_sentences(const Findings& findings);

/// Whether a span of the slowest traced request had no end, because its client gave up.
[[nodiscard]] bool is_open(const http::Trace::Span& span, const Findings& findings);
/// When it ended, or was given up.
[[nodiscard]] Instant end_of(const http::Trace::Span& span, const Findings& findings);
/// "200", or "given up".
[[nodiscard]] std::string status_of(const http::Trace::Span& span, const Findings& findings);

/// A number in its unit, as people read it: "312ms", "0.04%", "1.2k".
[[nodiscard]] std::string format_measure(double value, Expectation::Unit unit);

/// What was judged by: "10m to 20m, 36,170 samples"; empty when there is nothing to say.
[[nodiscard]] std::string format_basis(const Judgement& judgement);

}  // namespace wt::scenario
