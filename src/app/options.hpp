#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "play/options.hpp"

namespace wt::app {

struct ServeOptions {
    play::ScenarioOptions scenario;  // without a file: an empty account
    std::string data;                // the folder that outlives the process; empty: memory
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
