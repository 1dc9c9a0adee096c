#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wt::play {

/// What the command line said, for the commands that read a scenario.
struct ScenarioOptions {
    std::string file;
    std::vector<std::string> overlays;  // -f, merged over the file in order
    std::vector<std::string> sets;      // --set path=value
    std::optional<std::uint64_t> seed;
};

struct RunOptions {
    ScenarioOptions scenario;
    std::string clock;  // "virtual", "real", "60x"; empty: as the scenario says
    std::optional<std::uint64_t> runs;
    std::optional<std::uint64_t> parallel;
    std::string memory;  // the most that it takes; empty: half of what is free
    std::string json;
    std::string junit;
    std::string html;
    bool quiet = false;
    bool check_determinism = false;
    bool sensitivity = false;
    bool shuffle_ties = false;
};

struct SweepOptions {
    ScenarioOptions scenario;
    std::vector<std::string> vary;  // PATH=VALUES
    std::string find;               // PATH=FROM..TO; empty: nothing is looked for
    std::size_t lhs = 0;            // so many points of a Latin hypercube; 0: all combinations
    std::uint64_t seeds = 1;
    std::optional<std::uint64_t> parallel;  // default: as many as there are processors
    std::string shard = "1/1";
    std::string out;  // the folder that keeps the points; empty: nothing is kept
    std::string json;
    std::string html;
    std::string memory;
    bool quiet = false;
};

struct MergeOptions {
    std::vector<std::string> folders;
    std::string json;
    std::string html;
};

struct NewOptions {
    std::string name;  // with or without ".yaml"
};

struct ExplainOptions {
    ScenarioOptions scenario;
    std::string report;  // of `run --json`, to compare with; empty: none
};

struct CompareOptions {
    std::string before;  // JSON reports
    std::string after;
    bool all = false;  // also what did not change by more than chance
};

/// Each does what its options say, prints what came of it, and gives the exit code.
int new_scenario(const NewOptions& options);
int explain(const ExplainOptions& options);
int sweep_scenario(const SweepOptions& options);
int merge_sweeps(const MergeOptions& options);
int compare(const CompareOptions& options);

}  // namespace wt::play
