#include <algorithm>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/localstack.hpp"
#include "app/options.hpp"
#include "app/real_run.hpp"
#include "play/commands.hpp"
#include "play/version.hpp"
#include "postgres/cluster.hpp"
#include "scenario/outcome.hpp"

using namespace wt::app;

int main(int argc, char** argv) {
    CLI::App app("Windtunnel: a wind tunnel for serverless AWS architectures.", "windtunnel");
    app.set_version_flag("--version", std::string(wt::play::version));
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

    const wt::play::Commands plays(app);

    ServeOptions serve_options;
    CLI::App* serve_command =
        app.add_subcommand("serve", "answer AWS's APIs, and put a scenario's architecture behind real HTTP");
    wt::play::add_scenario_options(*serve_command, serve_options.scenario, wt::play::Needs::nothing);
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
        ->check([](const std::string& text) {
            return text.empty() ? std::string("expected a region such as us-east-1, got nothing") : std::string();
        })
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
    profile_command->footer(
        "Examples:\n"
        "  windtunnel profile record hello -o hello.profile.json\n"
        "  windtunnel profile record --help");
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

    if (const auto problem = wt::play::unknown_command(app, argc, argv)) {
        fmt::print(stderr, "{}", *problem);
        return wt::scenario::exit_invalid;
    }
    try {
        // What stands behind "--" is the command's own.
        char** const all = argv + argc;
        char** const mark =
            argc > 1 && std::string_view(argv[1]) == "exec"
                ? std::find_if(argv, all, [](const char* each) { return std::string_view(each) == "--"; })
                : all;
        if (mark != all) exec_options.command.assign(mark + 1, all);
        app.parse(static_cast<int>(mark - argv), argv);
        if (const auto code = plays.called(play_real)) return *code;
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
