#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/context.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "cloudformation/sam/translator.hpp"
#include "identity/signing_key.hpp"
#include "play/options.hpp"
#include "scenario/reader.hpp"
#include "scenario/scenario.hpp"

namespace wt::play {

/// Everything that one run owns: its clock, its counters, its digest.
struct World {
    explicit World(const scenario::Scenario& scenario)
        : clock(scenario.clock.start), context{clock, scenario.seed, metrics, digest} {}
    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context;
};

/// What a scenario is made of: its files, each read once. Scenarios that are made of it share nothing with one another.
class ScenarioSource {
public:
    explicit ScenarioSource(ScenarioOptions options) : options_(std::move(options)) {}
    /// With more settings over those of the options. On errors: prints them to standard error and gives nothing. May be
    /// called from several threads.
    [[nodiscard]] std::optional<scenario::Scenario> read(const std::vector<std::string>& more_sets = {});

private:
    [[nodiscard]] std::optional<std::string> file(const std::string& path);

    ScenarioOptions options_;
    std::mutex mutex_;
    std::map<std::string, std::string> files_;  // by path
    cloudformation::SamPython sam_;
};

/// Reads the scenario that the options name, as above.
[[nodiscard]] std::optional<scenario::Scenario> read_scenario(const ScenarioOptions& options);

/// The command line that does this again.
[[nodiscard]] std::string command_line(std::string_view command, const ScenarioOptions& options, std::uint64_t seed);

/// True when standard output is a terminal that wants colours (NO_COLOR is honoured).
[[nodiscard]] bool wants_color();
[[nodiscard]] bool speaks_unicode();

/// A file's content; says why on standard error when it cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::string& path);
/// This process's environment: "NAME=value".
[[nodiscard]] std::vector<std::string> environment();
/// Writes a file whole; on failure says why on standard error and returns false.
[[nodiscard]] bool write_file(const std::string& path, const std::string& content);

}  // namespace wt::play
