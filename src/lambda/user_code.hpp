#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/literals.hpp"

namespace wt::lambda {

/// A function's code where it is a program of the user's and no handler as data: what its environments run, and what
/// they are told. Whoever makes a function of it fills it in; it does not change afterwards.
struct UserCode {
    std::string runtime;                           // "python3.12", "nodejs22.x", "provided.al2023"
    std::string handler;                           // "app.handler"
    std::string folder;                            // the unpacked code: an absolute path
    std::vector<std::string> layers;               // folders that /opt is made of; a later one covers an earlier
    std::map<std::string, std::string> variables;  // the function's own environment variables
    Bytes ephemeral_storage{std::uint64_t{512} << 20U};
    std::string role;                 // whose policies its calls are held to: an ARN; empty: the account's root
    std::string version = "$LATEST";  // or a number
    std::string account = "000000000000";
    std::string region = "us-east-1";
    std::string arn;  // the function's, without a qualifier; empty: made of the region, the account and the name
    std::string architecture = "x86_64";
    /// LoggingConfig. Levels are empty where the format is text.
    bool json_logs = false;
    std::string application_log_level;  // "INFO"
    std::string system_log_level;       // "INFO"
    std::string log_group;              // empty: /aws/lambda/NAME
    /// Somebody works on the folder: what is saved there is what the next invocation runs.
    bool watched = false;
    /// Keeps the folders where they are as long as somebody may run what is in them.
    std::shared_ptr<const void> kept;
};

}  // namespace wt::lambda
