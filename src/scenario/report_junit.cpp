#include <fmt/format.h>

#include "scenario/several.hpp"

namespace wt::scenario {

namespace {

[[nodiscard]] std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        switch (c) {
            case '&': xml += "&amp;"; break;
            case '<': xml += "&lt;"; break;
            case '>': xml += "&gt;"; break;
            case '"': xml += "&quot;"; break;
            default:
                // Control characters have no place in XML 1.0.
                xml += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return xml;
}

/// One suite: a run with one seed.
[[nodiscard]] std::string suite_of(const Scenario& scenario, std::uint64_t seed, const Outcome& outcome,
                                   const std::string& again) {
    std::size_t failures = 0;
    std::size_t skipped = 0;
    std::string cases;
    for (const Judgement& judgement : outcome.judgements) {
        cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n", escaped(scenario.name),
                             escaped(judgement.text), outcome.wall_seconds);
        const std::string measured =
            judgement.value ? "measured " + format_measure(*judgement.value, judgement.unit) : "";
        const std::string basis = format_basis(judgement);
        if (judgement.verdict == Verdict::fail) {
            ++failures;
            cases += fmt::format("      <failure message=\"{}\">{}</failure>\n",
                                 escaped(judgement.detail.empty() ? measured : judgement.detail),
                                 escaped(fmt::format("{}\n{}\nAgain: {}", judgement.text, measured, again)));
        } else if (judgement.verdict == Verdict::not_judged) {
            ++skipped;
            cases += "      <skipped message=\"the run was interrupted first\"/>\n";
        }
        if (const std::string said = measured + (basis.empty() ? "" : " (" + basis + ")"); !said.empty()) {
            cases += fmt::format("      <system-out>{}</system-out>\n", escaped(said));
        }
        cases += "    </testcase>\n";
    }
    return fmt::format(
        "  <testsuite name=\"{} (seed {})\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n{}"
        "  </testsuite>\n",
        escaped(scenario.name), seed, outcome.judgements.size(), failures, skipped, outcome.wall_seconds, cases);
}

[[nodiscard]] std::string document_of(const std::string& suites) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suites + "</testsuites>\n";
}

}  // namespace

std::string junit_report(const Findings& f) {
    return document_of(suite_of(f.scenario, f.scenario.seed, f.outcome, f.reproduce));
}

std::string junit_report(const SeveralRuns& several) {
    std::string suites;
    for (const SeedRun& run : several.runs) suites += suite_of(several.scenario, run.seed, run.outcome, run.again);
    return document_of(suites);
}

}  // namespace wt::scenario
