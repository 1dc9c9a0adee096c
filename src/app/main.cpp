#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/localstack.hpp"
#include "app/options.hpp"
#include "app/version.hpp"
#include "postgres/cluster.hpp"
#include "scenario/outcome.hpp"
#include "scenario/reader.hpp"
#include "sweep/axis.hpp"

namespace {

using namespace wt::app;

enum class Needs { a_file, nothing };

void add_scenario_options(CLI::App& command, ScenarioOptions& options, Needs needs = Needs::a_file) {
    command.add_option("FILE", options.file, "the scenario")->required(needs == Needs::a_file)->type_name("");
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

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Windtunnel: a wind tunnel for serverless AWS architectures.", "windtunnel");
    app.set_version_flag("--version", std::string(version));
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  windtunnel new shop\n"
        "  windtunnel run scenarios/serverless-rest.yaml\n"
        "  windtunnel explain scenarios/serverless-rest.yaml\n"
        "  windtunnel sweep scenarios/lambda-limit.yaml --find 'workload.phases.0.rate=100/s..5000/s'\n"
        "  windtunnel serve scenarios/serverless-rest.yaml --port 4566\n"
        "  windtunnel schema > scenario.schema.json\n"
        "Each command has its own --help.");

    RunOptions run_options;
    CLI::App* run_command = app.add_subcommand("run", "play a scenario and judge it");
    add_scenario_options(*run_command, run_options.scenario);
    run_command->add_option("--clock", run_options.clock, "virtual, real, or scaled(60x); default: the scenario's");
    run_command->add_option("--runs", run_options.runs, "play it with so many seeds, and say how they spread")
        ->check(CLI::Range(std::uint64_t{1}, wt::scenario::Scenario::most_runs));
    run_command->add_option("--parallel", run_options.parallel, "so many of them at once, a thread each")
        ->check(CLI::Range(std::uint64_t{1}, wt::scenario::Scenario::most_parallel));
    run_command->add_option("--memory", run_options.memory,
                            "the most memory that it may take, e.g. 8GiB (default: half of what is free)");
    run_command->add_option("--json", run_options.json, "write every number to this file");
    run_command->add_option("--junit", run_options.junit, "write a JUnit report to this file");
    run_command->add_option("--html", run_options.html, "write a page with pictures to this file");
    run_command->add_flag("-q,--quiet", run_options.quiet, "print only what failed");
    run_command->add_flag("--check-determinism", run_options.check_determinism,
                          "run twice, each seed, and compare the digests (exit 6)");
    run_command->add_flag("--sensitivity", run_options.sensitivity,
                          "play it once more for each assumption, twice what it is, and say what hangs on it");
    run_command->add_flag("--shuffle-ties", run_options.shuffle_ties,
                          "wake equal deadlines in an order drawn from the seed");
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

    NewOptions new_options;
    CLI::App* new_command = app.add_subcommand("new", "write a first scenario, with comments, that can be played");
    new_command->add_option("NAME", new_options.name, "what it is called; it stands in NAME.yaml")
        ->required()
        ->type_name("");
    new_command->footer("Examples:\n  windtunnel new shop\n  windtunnel run shop.yaml");

    ExplainOptions explain_options;
    CLI::App* explain_command =
        app.add_subcommand("explain", "what stands in a scenario, and what theory expects of it, before anything runs");
    add_scenario_options(*explain_command, explain_options.scenario);
    explain_command->add_option("--against", explain_options.report,
                                "what `run --json` wrote: where did it come out otherwise?");
    explain_command->footer(
        "Examples:\n"
        "  windtunnel explain scenarios/serverless-rest.yaml\n"
        "  windtunnel run scenarios/serverless-rest.yaml --json result.json\n"
        "  windtunnel explain scenarios/serverless-rest.yaml --against result.json");

    SweepOptions sweep_options;
    CLI::App* sweep_command =
        app.add_subcommand("sweep", "play a scenario with many settings: what is the cheapest at which all holds?");
    add_scenario_options(*sweep_command, sweep_options.scenario);
    sweep_command
        ->add_option("--vary", sweep_options.vary,
                     "PATH=VALUES: `20..200 step 20`, `128MB..4GB times 2`, `off, 5, 10`; may be repeated: every "
                     "combination is a point")
        ->allow_extra_args(false);
    sweep_command->add_option("--find", sweep_options.find,
                              "PATH=FROM..TO: the highest value at which all holds, at each point");
    sweep_command
        ->add_option("--lhs", sweep_options.lhs,
                     "so many points of a Latin hypercube instead of every combination; spans need no step")
        ->check(CLI::Range(std::size_t{1}, wt::sweep::most_points));
    sweep_command->add_option("--seeds", sweep_options.seeds, "play each point with so many seeds")
        ->check(CLI::Range(std::uint64_t{1}, wt::scenario::Scenario::most_runs))
        ->capture_default_str();
    sweep_command
        ->add_option("--parallel", sweep_options.parallel,
                     "so many points at once, a thread each (default: as many as there are processors)")
        ->check(CLI::Range(std::uint64_t{1}, wt::scenario::Scenario::most_parallel));
    sweep_command->add_option("--out", sweep_options.out,
                              "a folder that keeps each point: the same command goes on where it was stopped");
    sweep_command
        ->add_option("--shard", sweep_options.shard,
                     "I/N: only the I-th of N parts, for several machines; `windtunnel merge` puts them together")
        ->capture_default_str();
    sweep_command->add_option("--json", sweep_options.json, "write every number to this file");
    sweep_command->add_option("--html", sweep_options.html, "write a page with curves and heat maps to this file");
    sweep_command->add_option("--memory", sweep_options.memory,
                              "the most memory that it may take, e.g. 8GiB (default: half of what is free)");
    sweep_command->add_flag("-q,--quiet", sweep_options.quiet, "print nothing");
    sweep_command->footer(
        "Examples:\n"
        "  windtunnel sweep scenarios/lambda-limit.yaml --vary 'architecture.reader.concurrency.reserved=20..200 step "
        "20'\n"
        "  windtunnel sweep app.yaml --vary 'architecture.reader.memory=128MB..4096MB times 2' --seeds 20 --out sweep\n"
        "  windtunnel sweep app.yaml --find 'workload.phases.0.rate=100/s..5000/s'\n"
        "  windtunnel sweep app.yaml --vary ... --out part --shard 2/10    # and `windtunnel merge part*`\n"
        "Exit codes: 0 everything held at some point, 2 invalid input or points are missing, 3 at none, 130 "
        "interrupted.");

    MergeOptions merge_options;
    CLI::App* merge_command = app.add_subcommand("merge", "put the parts of a sweep together, and say what came of it");
    merge_command->add_option("FOLDER", merge_options.folders, "what `sweep --out` wrote")->required()->type_name("");
    merge_command->add_option("--json", merge_options.json, "write every number to this file");
    merge_command->add_option("--html", merge_options.html, "write a page with curves and heat maps to this file");
    merge_command->footer("Examples:\n  windtunnel merge part-1 part-2 part-3\nExit codes: as those of sweep.");

    CompareOptions compare_options;
    CLI::App* compare_command =
        app.add_subcommand("compare", "what changed between two runs, and whether it is more than chance");
    compare_command->add_option("BEFORE", compare_options.before, "what `run --json` wrote")->required()->type_name("");
    compare_command->add_option("AFTER", compare_options.after, "the same of another run")->required()->type_name("");
    compare_command->add_flag("--all", compare_options.all, "also what changed by no more than chance");
    compare_command->footer(
        "Examples:\n"
        "  windtunnel run app.yaml --runs 20 --json before.json\n"
        "  windtunnel run app.yaml --runs 20 --json after.json --set architecture.api.cache=off\n"
        "  windtunnel compare before.json after.json\n"
        "Chance can be told from change with several seeds only (--runs), the same ones in both where possible.\n"
        "Exit codes: 0, 2 invalid input, 3 what held before does not hold any more.");

    ServeOptions serve_options;
    CLI::App* serve_command =
        app.add_subcommand("serve", "answer AWS's APIs, and put a scenario's architecture behind real HTTP");
    add_scenario_options(*serve_command, serve_options.scenario, Needs::nothing);
    serve_command->add_option("--port", serve_options.port, "TCP port; 0 takes a free one")->capture_default_str();
    serve_command->add_option("--bind", serve_options.bind, "address to listen on")->capture_default_str();
    serve_command->add_flag("--expose", serve_options.expose, "allow an address that others can reach");
    serve_command->add_option("--host", serve_options.hosts,
                              "a name that is this machine's, too, e.g. windtunnel or *.corp.example; may be repeated");
    serve_command->add_option("--allow-origin", serve_options.origins,
                              "an origin whose pages may use the server, e.g. https://app.example, null, or *; may be "
                              "repeated (those of this machine may)");
    serve_command
        ->add_option("--access-log", serve_options.access_log, "off, stderr, or a file: one JSON object a line")
        ->capture_default_str();
    serve_command->add_option("--data", serve_options.data,
                              "a folder that keeps everything acknowledged; without it all is in memory");
    serve_command->add_option("--memory", serve_options.memory, "the most that objects take without --data")
        ->capture_default_str();
    serve_command
        ->add_option("--auth", serve_options.auth,
                     "lenient: unknown keys pass, known ones must sign right; strict: as AWS; off")
        ->capture_default_str();
    serve_command->add_option("--credential", serve_options.credentials,
                              "KEY:SECRET that is known; may be repeated (test:test is)");
    serve_command->add_option(
        "--identities", serve_options.identities,
        "a YAML or JSON list of who is known: access_key_id, secret_access_key, account_id, user, "
        "canonical_user_id, display_name; also from WINDTUNNEL_IDENTITY_NAME_ACCESS_KEY_ID, ...");
    serve_command->add_option("--account", serve_options.account, "the account of keys that nobody made")
        ->envname("WINDTUNNEL_ACCOUNT")
        ->capture_default_str();
    serve_command->add_option("--region", serve_options.region, "the region of calls that name none")
        ->envname("WINDTUNNEL_REGION")
        ->capture_default_str();
    serve_command
        ->add_option("--clock", serve_options.clock,
                     "machine; manual: time stands still, and goes where POST /_windtunnel/clock says")
        ->check(CLI::IsMember({"machine", "manual"}))
        ->capture_default_str();
    serve_command->add_option("--now", serve_options.now,
                              "where a manual clock begins, e.g. 2026-01-02T03:04:05Z (default: the machine's time)");
    serve_command
        ->add_option(
            "--pace", serve_options.pace,
            "how long statuses such as Pending, InProgress and Creating last: at-once; aws: as long as usually "
            "at AWS, on the run's clock")
        ->check(CLI::IsMember({"at-once", "aws"}))
        ->capture_default_str();
    serve_command
        ->add_option(
            "--databases", serve_options.databases,
            "what RDS's API starts behind an instance: auto: PostgreSQL, or MariaDB for mysql, mariadb and "
            "aurora-mysql, where it is installed; real: the same, and who makes an instance without it is refused; "
            "embedded: nothing (the Data API has its own SQL)")
        ->check(CLI::IsMember({"auto", "real", "embedded"}))
        ->capture_default_str();
    serve_command
        ->add_option("--issuer", serve_options.issuer,
                     "what user pools' tokens have as iss: aws (https://cognito-idp.REGION.amazonaws.com/POOL), local "
                     "(this server's address), or a URL that stands before /POOL")
        ->capture_default_str();
    serve_command->add_option("--otlp", serve_options.otlp,
                              "a collector of OpenTelemetry's that gets every request as spans, hop by hop, such as "
                              "http://127.0.0.1:4318 (OTLP over HTTP, JSON)");
    serve_command
        ->add_option("--cognito-quotas", serve_options.cognito_quotas,
                     "how often user pools' operations may come: none: no limit; aws: by AWS's defaults; "
                     "UserAuthentication=5/s,...: by these, and AWS's for other categories")
        ->capture_default_str();
    serve_command->add_option("--template", serve_options.template_file,
                              "a template of CloudFormation that is deployed first; FILE may be one, too");
    serve_command->add_option("--stack", serve_options.stack_name,
                              "what the template's stack is called (default: as its file)");
    serve_command->add_option("--parameter", serve_options.parameters, "KEY=VALUE for the template; may be repeated")
        ->allow_extra_args(false);
    serve_command
        ->add_option("--unsupported", serve_options.unsupported,
                     "what becomes of resources in templates whose types are not here: fail, or skip")
        ->check(CLI::IsMember({"fail", "skip"}))
        ->capture_default_str();
    serve_command->footer(
        "Examples:\n"
        "  windtunnel serve\n"
        "  windtunnel serve --clock manual --identities identities.yaml\n"
        "  curl -X POST http://127.0.0.1:4566/_windtunnel/clock -d '{\"advance\": \"30d\"}'\n"
        "  curl -X POST http://127.0.0.1:4566/_windtunnel/reset\n"
        "  windtunnel serve --data ./account --auth strict --credential AKIAEXAMPLE:secret\n"
        "  windtunnel serve --function hello=./hello\n"
        "  windtunnel serve template.yaml --parameter Stage=dev\n"
        "  windtunnel serve scenarios/serverless-rest.yaml\n"
        "  windtunnel serve scenarios/serverless-rest.yaml --port 0 --access-log access.jsonl");

    serve_command
        ->add_option("--function", serve_options.functions,
                     "NAME=FOLDER[,handler=FILE.FUNCTION][,runtime=nodejs22.x][,timeout=30s][,memory=512MB]"
                     "[,role=ARN]: a folder that runs as a Lambda function, and is watched; may be repeated")
        ->allow_extra_args(false);
    serve_command->add_flag("--no-user-code", serve_options.no_user_code,
                            "functions that are programs are refused: nobody runs code here");
    serve_command->add_flag("--user-code", serve_options.user_code,
                            "with --expose: others may run code here, also without --auth strict");
    serve_command->add_option("--tls-cert", serve_options.tls_cert,
                              "a certificate for https (its chain in PEM) instead of one of our own authority's");
    serve_command->add_option("--tls-key", serve_options.tls_key, "the private key that belongs to it, in PEM");

    ExecOptions exec_options;
    CLI::App* exec_command = app.add_subcommand(
        "exec",
        "run a command beside a server of its own, with a scenario or a template deployed, and hand on its exit code");
    exec_command->allow_extras();
    exec_command->footer(
        "windtunnel exec [SCENARIO|TEMPLATE] [OPTIONS OF serve] -- COMMAND [ARGUMENT...]\n"
        "The command finds the server by AWS_ENDPOINT_URL, and has keys and a region. The server's log is shown when "
        "the\n"
        "command fails.\n"
        "Examples:\n"
        "  windtunnel exec -- pytest tests\n"
        "  windtunnel exec template.yaml -- npm test\n"
        "  windtunnel exec template.yaml --parameter Stage=test --unsupported skip -- ./integration-tests\n"
        "  windtunnel exec scenarios/serverless-rest.yaml -- aws s3 ls\n"
        "Exit codes: the command's; 2 when the server did not start, or the template could not be deployed; 128 and "
        "the\n"
        "  signal's number when one ended the command.");

    CertOptions cert_options;
    CLI::App* cert_command =
        app.add_subcommand("cert", "print the certificate that clients of https must trust, in PEM");
    cert_command->add_option("--data", cert_options.data, "the folder of `serve --data`, which has one of its own");
    cert_command->footer(
        "Examples:\n"
        "  windtunnel cert > windtunnel.pem\n"
        "  export AWS_CA_BUNDLE=$PWD/windtunnel.pem NODE_EXTRA_CA_CERTS=$PWD/windtunnel.pem\n"
        "  AWS_ENDPOINT_URL=https://localhost:4566 aws s3 ls");

    ProfileOptions profile_options;
    CLI::App* profile_command = app.add_subcommand("profile", "what programs took, for simulations of them");
    profile_command->require_subcommand(1);
    CLI::App* record_command = profile_command->add_subcommand(
        "record", "write down the last 10,000 invocations of a function that is a program, as `serve` saw them");
    record_command->add_option("FUNCTION", profile_options.function, "its name")->required()->type_name("");
    record_command->add_option("--port", profile_options.port, "where the server listens")->capture_default_str();
    record_command->add_option("-o,--output", profile_options.file, "the file; default: standard output");
    record_command->footer(
        "Examples:\n"
        "  windtunnel serve app.yaml          # and call the function: by its API, by Invoke, by events\n"
        "  windtunnel profile record hello -o hello.profile.json\n"
        "  windtunnel run app.yaml --set architecture.hello.profile=hello.profile.json\n"
        "A profile has the durations, sizes and statuses of invocations by route, and those of INIT. They are this\n"
        "machine's, and what a function asks of other services is in its durations.");

    std::string api_format = "markdown";
    CLI::App* api_command = app.add_subcommand("api", "print which operations of AWS's APIs are there");
    api_command->add_option("--format", api_format, "markdown, or json with all shapes")
        ->check(CLI::IsMember({"markdown", "json"}))
        ->capture_default_str();
    api_command->add_flag_callback("--json", [&] { api_format = "json"; }, "short for --format json");

    CLI::App* schema_command = app.add_subcommand("schema", "print the JSON Schema of scenario files, for editors");
    CLI::App* reference_command =
        app.add_subcommand("reference", "print the reference of the scenario language (Markdown)");

    try {
        // What stands behind "--" is the command's own.
        char** const all = argv + argc;
        char** const mark =
            argc > 1 && std::string_view(argv[1]) == "exec"
                ? std::find_if(argv, all, [](const char* each) { return std::string_view(each) == "--"; })
                : all;
        if (mark != all) exec_options.command.assign(mark + 1, all);
        app.parse(static_cast<int>(mark - argv), argv);
        if (*run_command) return run(run_options);
        if (*new_command) return new_scenario(new_options);
        if (*explain_command) return explain(explain_options);
        if (*sweep_command) return sweep_scenario(sweep_options);
        if (*merge_command) return merge_sweeps(merge_options);
        if (*compare_command) return compare(compare_options);
        if (*serve_command) {
            heed_localstack(serve_options, [&](const char* option) { return serve_command->count(option) > 0; });
            return serve(serve_options);
        }
        if (*exec_command) {
            exec_options.serve = exec_command->remaining();
            return exec(exec_options);
        }
        if (*cert_command) return cert(cert_options);
        if (*record_command) return record_profile(profile_options);
        if (*api_command) return api(api_format);
        if (*schema_command) fmt::print("{}\n", wt::scenario::json_schema());
        if (*reference_command) fmt::print("{}\n", wt::scenario::reference_markdown());
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(wt::scenario::exit_invalid);
    } catch (const wt::servers::Interrupted&) {
        return wt::scenario::exit_interrupted;
    } catch (const std::exception& error) {
        fmt::print(stderr, "windtunnel: {}\n", error.what());
        return wt::scenario::exit_invalid;
    }
}
