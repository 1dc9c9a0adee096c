#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

struct ReadOptions {
    std::vector<std::string> sets;  // "path=value", applied in order, after all files
    Environment environment;        // for ${NAME}; none: no variable is known
    /// What a file that the scenario names holds; the name is as it stands there. None: no file can be read.
    std::function<std::optional<std::string>(const std::string& name)> file;
    /// The components of a template's text with these parameters, as YAML; or what is wrong. None: templates are not
    /// read.
    std::function<Result<std::string, std::vector<std::string>>(
        const std::string& text, const std::vector<std::pair<std::string, std::string>>& parameters)>
        blueprint;
    /// The lines of a recording; null when it cannot be read. May be called as long as the scenario is there.
    std::function<std::unique_ptr<Lines>(const std::string& name)> lines;
};

/// A scenario file by name and content.
struct SourceText {
    std::string name;
    std::string text;
};

/// Reads a scenario: the first text, the others merged over it in order, then the sets. Every problem that is found is
/// reported, up to 20, with its place.
[[nodiscard]] Result<Scenario, Problems> read(const std::vector<SourceText>& texts, const ReadOptions& options);

/// "virtual", "real" or "scaled(60x)".
[[nodiscard]] Result<ClockSettings> parse_clock_mode(std::string_view text);

/// A JSON Schema (draft 2020-12) of scenario files, for editors.
[[nodiscard]] std::string json_schema();
/// The reference of every key, as Markdown.
[[nodiscard]] std::string reference_markdown();

}  // namespace wt::scenario
