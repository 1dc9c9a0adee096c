#include "play/commands.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenario/outcome.hpp"
#include "scenario/reader.hpp"
#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"
#include "sweep/axis.hpp"

namespace wt::play {

void add_scenario_options(CLI::App& command, ScenarioOptions& options, Needs needs) {
    command
        .add_option("FILE", options.file,
                    needs == Needs::a_file ? "the scenario" : "a scenario, or a template of CloudFormation or SAM")
        ->required(needs == Needs::a_file)
        ->type_name("");
    command.add_option("-f,--file", options.overlays, "another file, merged over the first (repeat as needed)");
    command
        .add_option("--set", options.sets,
                    "override one setting, e.g. --set architecture.reader.concurrency.reserved=50")
        ->allow_extra_args(false);
    command.add_option("--seed", options.seed, "the root of all chance (default: the scenario's)")
        ->check(CLI::Validator(
            [](const std::string& text) {
                std::uint64_t seed = 0;
                const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
                const bool fits = error == std::errc() && end == text.data() + text.size();
                return fits ? std::string() : text + " is no whole number from 0 to 18446744073709551615";
            },
            "UINT64"));
}

std::optional<std::string> unknown_command(const CLI::App& app, int argc, const char* const* argv) {
    if (argc < 2 || *argv[1] == '-') return std::nullopt;
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return std::nullopt;
    return fmt::format("windtunnel: there is no command {}{}\n", argv[1], scenario::suggestion(argv[1], names));
}

Commands::Commands(CLI::App& app) : app_(app) {
    add_run();
    add_sweep();
    add_others();
}

void Commands::add_run() {
    CLI::App* run_command = app_.add_subcommand("run", "play a scenario and judge it");
    add_scenario_options(*run_command, run_.scenario);
    run_command->add_option("--clock", run_.clock, "virtual, real, or scaled(60x); default: the scenario's");
    run_command->add_option("--runs", run_.runs, "play it with so many seeds, and say how they spread")
        ->check(CLI::Range(std::uint64_t{1}, scenario::Scenario::most_runs));
    run_command->add_option("--parallel", run_.parallel, "so many of them at once, a thread each")
        ->check(CLI::Range(std::uint64_t{1}, scenario::Scenario::most_parallel));
    run_command->add_option("--memory", run_.memory,
                            "the most memory that it may take, e.g. 8GiB (default: half of what is free)");
    run_command->add_option("--json", run_.json, "write every number to this file");
    run_command->add_option("--junit", run_.junit, "write a JUnit report to this file");
    run_command->add_option("--html", run_.html, "write a page with pictures to this file");
    run_command->add_flag("-q,--quiet", run_.quiet, "print only what failed");
    run_command->add_flag("--check-determinism", run_.check_determinism,
                          "run twice, each seed, and compare the digests (exit 6)");
    run_command->add_flag("--sensitivity", run_.sensitivity,
                          "play it once more for each assumption, twice what it is, and say what hangs on it");
    run_command->add_flag("--shuffle-ties", run_.shuffle_ties, "wake equal deadlines in an order drawn from the seed");
    run_command->footer(
        "Examples:\n"
        "  windtunnel run scenarios/primary-down.yaml\n"
        "  windtunnel run scenarios/primary-down.yaml --html report.html\n"
        "  windtunnel run scenarios/cold-start-storm.yaml --sensitivity\n"
        "  windtunnel run scenarios/lambda-limit.yaml --set architecture.reader.concurrency.reserved=off\n"
        "  windtunnel run scenarios/smoke.yaml --clock real --junit report.xml\n"
        "  windtunnel run scenarios/greedy-client.yaml --runs 20 --parallel 2\n"
        "Exit codes: 0 everything held, 2 invalid input, 3 an expectation failed, 4 an invariant was violated,\n"
        "  5 no recovery, 6 not deterministic, 7 a `sometimes` never happened, 130 interrupted.");
}

void Commands::add_sweep() {
    CLI::App* sweep_command =
        app_.add_subcommand("sweep", "play a scenario with many settings: what is the cheapest at which all holds?");
    add_scenario_options(*sweep_command, sweep_.scenario);
    sweep_command
        ->add_option("--vary", sweep_.vary,
                     "PATH=VALUES: `20..200 step 20`, `128MB..4GB times 2`, `off, 5, 10`; may be repeated: every "
                     "combination is a point")
        ->allow_extra_args(false);
    sweep_command->add_option("--find", sweep_.find,
                              "PATH=FROM..TO: the highest value at which all holds, at each point");
    sweep_command
        ->add_option("--lhs", sweep_.lhs,
                     "so many points of a Latin hypercube instead of every combination; spans need no step")
        ->check(CLI::Range(std::size_t{1}, sweep::most_points));
    sweep_command->add_option("--seeds", sweep_.seeds, "play each point with so many seeds")
        ->check(CLI::Range(std::uint64_t{1}, scenario::Scenario::most_runs))
        ->capture_default_str();
    sweep_command
        ->add_option("--parallel", sweep_.parallel,
                     "so many points at once, a thread each (default: as many as there are processors)")
        ->check(CLI::Range(std::uint64_t{1}, scenario::Scenario::most_parallel));
    sweep_command->add_option("--out", sweep_.out,
                              "a folder that keeps each point: the same command goes on where it was stopped");
    sweep_command
        ->add_option("--shard", sweep_.shard,
                     "I/N: only the I-th of N parts, for several machines; `windtunnel merge` puts them together")
        ->capture_default_str();
    sweep_command->add_option("--json", sweep_.json, "write every number to this file");
    sweep_command->add_option("--html", sweep_.html, "write a page with curves and heat maps to this file");
    sweep_command->add_option("--memory", sweep_.memory,
                              "the most memory that it may take, e.g. 8GiB (default: half of what is free)");
    sweep_command->add_flag("-q,--quiet", sweep_.quiet, "print nothing");
    sweep_command->footer(
        "Examples:\n"
        "  windtunnel sweep scenarios/lambda-limit.yaml --vary 'architecture.reader.concurrency.reserved=20..200 step "
        "20'\n"
        "  windtunnel sweep app.yaml --vary 'architecture.reader.memory=128MB..4096MB times 2' --seeds 20 --out sweep\n"
        "  windtunnel sweep app.yaml --find 'workload.phases.0.rate=100/s..5000/s'\n"
        "  windtunnel sweep app.yaml --vary ... --out part --shard 2/10    # and `windtunnel merge part*`\n"
        "Exit codes: 0 everything held at some point, 2 invalid input or points are missing, 3 at none, 130 "
        "interrupted.");

    CLI::App* merge_command =
        app_.add_subcommand("merge", "put the parts of a sweep together, and say what came of it");
    merge_command->add_option("FOLDER", merge_.folders, "what `sweep --out` wrote")->required()->type_name("");
    merge_command->add_option("--json", merge_.json, "write every number to this file");
    merge_command->add_option("--html", merge_.html, "write a page with curves and heat maps to this file");
    merge_command->footer("Examples:\n  windtunnel merge part-1 part-2 part-3\nExit codes: as those of sweep.");
}

void Commands::add_others() {
    CLI::App* new_command = app_.add_subcommand("new", "write a first scenario, with comments, that can be played");
    new_command->add_option("NAME", new_.name, "what it is called; it stands in NAME.yaml")->required()->type_name("");
    new_command->footer("Examples:\n  windtunnel new shop\n  windtunnel run shop.yaml");

    CLI::App* explain_command = app_.add_subcommand(
        "explain", "what stands in a scenario, and what theory expects of it, before anything runs");
    add_scenario_options(*explain_command, explain_.scenario);
    explain_command->add_option("--against", explain_.report,
                                "what `run --json` wrote: where did it come out otherwise?");
    explain_command->footer(
        "Examples:\n"
        "  windtunnel explain scenarios/serverless-rest.yaml\n"
        "  windtunnel run scenarios/serverless-rest.yaml --json result.json\n"
        "  windtunnel explain scenarios/serverless-rest.yaml --against result.json");

    CLI::App* compare_command =
        app_.add_subcommand("compare", "what changed between two runs, and whether it is more than chance");
    compare_command->add_option("BEFORE", compare_.before, "what `run --json` wrote")->required()->type_name("");
    compare_command->add_option("AFTER", compare_.after, "the same of another run")->required()->type_name("");
    compare_command->add_flag("--all", compare_.all, "also what changed by no more than chance");
    compare_command->footer(
        "Examples:\n"
        "  windtunnel run app.yaml --runs 20 --json before.json\n"
        "  windtunnel run app.yaml --runs 20 --json after.json --set architecture.api.cache=off\n"
        "  windtunnel compare before.json after.json\n"
        "Chance can be told from change with several seeds only (--runs), the same ones in both where possible.\n"
        "Exit codes: 0, 2 invalid input, 3 what held before does not hold any more.");

    app_.add_subcommand("schema", "print the JSON Schema of scenario files, for editors");
    app_.add_subcommand("reference", "print the reference of the scenario language (Markdown)");
}

std::optional<int> Commands::called(const PlayReal& play_real) const {
    if (app_.got_subcommand("run")) return run(run_, play_real);
    if (app_.got_subcommand("new")) return new_scenario(new_);
    if (app_.got_subcommand("explain")) return explain(explain_);
    if (app_.got_subcommand("sweep")) return sweep_scenario(sweep_);
    if (app_.got_subcommand("merge")) return merge_sweeps(merge_);
    if (app_.got_subcommand("compare")) return compare(compare_);
    if (app_.got_subcommand("schema")) {
        fmt::print("{}\n", scenario::json_schema());
        return scenario::exit_held;
    }
    if (app_.got_subcommand("reference")) {
        fmt::print("{}\n", scenario::reference_markdown());
        return scenario::exit_held;
    }
    return std::nullopt;
}

}  // namespace wt::play
