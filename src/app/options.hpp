#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wt::app {

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

struct ServeOptions {
    ScenarioOptions scenario;  // without a file: an empty account
    std::string data;          // the folder that outlives the process; empty: memory
    std::string memory = "8GiB";
    std::string auth = "lenient";
    std::vector<std::string> credentials;  // KEY:SECRET
    std::string identities;                // a file; see identities.hpp
    std::string account = "000000000000";  // whose a key is that nobody made
    std::string region = "us-east-1";      // of calls that name none
    std::string clock = "machine";         // or "manual"
    std::string now;                       // where a manual clock begins; empty: the machine's time
    std::string pace = "at-once";          // how long changes take: or "aws"
    std::string otlp;                      // a collector of traces: a URL, or empty
    std::string issuer = "aws";            // whose tokens user pools' are: or "local", or a URL
    std::string cognito_quotas = "none";   // how often Cognito's operations may come: "aws", or CATEGORY=RATE,...
    std::string databases = "auto";        // what RDS's instances run: "auto", "real" or "embedded"
    std::string unsupported = "fail";      // what becomes of types in templates that are not here: or "skip"
    std::string template_file;             // that is deployed before anybody is told that the server listens
    std::string stack_name;                // of what comes of it; empty: as the file is called
    std::vector<std::string> parameters;   // KEY=VALUE for it
    std::string bind = "127.0.0.1";
    std::uint16_t port = 4566;
    bool expose = false;
    std::vector<std::string> hosts;    // names that are this machine's, too
    std::vector<std::string> origins;  // whose pages may use the server
    std::string access_log = "off";
    std::vector<std::string> functions;  // NAME=FOLDER[,...]: see programs.hpp
    bool no_user_code = false;           // functions that are programs are refused
    bool user_code = false;              // they run also for callers from elsewhere
    std::string tls_cert;                // files in PEM, both or none
    std::string tls_key;
};

struct ExecOptions {
    std::vector<std::string> serve;    // what `serve` is given
    std::vector<std::string> command;  // what is run, with its arguments
};

struct CertOptions {
    std::string data;  // the folder of `serve --data`; empty: the user's own authority
};

struct ProfileOptions {
    std::string function;
    std::uint16_t port = 4566;
    std::string file;  // empty: standard output
};

int run(const RunOptions& options);
int new_scenario(const NewOptions& options);
int explain(const ExplainOptions& options);
int sweep_scenario(const SweepOptions& options);
int merge_sweeps(const MergeOptions& options);
int compare(const CompareOptions& options);
int serve(const ServeOptions& options);
/// Runs a command beside a server of its own; the command's exit code.
int exec(const ExecOptions& options);
/// Prints the certificate of the authority that signs for servers' names.
int cert(const CertOptions& options);
/// Writes down what a server on this machine has seen of a program's invocations.
int record_profile(const ProfileOptions& options);
/// Prints the tables of the AWS APIs, "markdown" or "json".
int api(const std::string& format);

}  // namespace wt::app
