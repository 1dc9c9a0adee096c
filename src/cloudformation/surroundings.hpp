#pragma once
#include <optional>
#include <string>

#include "aws/outcome.hpp"
#include "aws/principal.hpp"
#include "aws/shape.hpp"

namespace wt::cloudformation {

/// For whom something is done, and where.
struct Caller {
    aws::Principal principal;
    std::string region;
    std::string host;  // by which the client reached this server
};

/// What stacks need of the account around them.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    /// An operation of another service, which makes and changes resources as it does for its clients. Input and answer
    /// are JSON by the model's names (aws::Endpoint::call).
    [[nodiscard]] virtual aws::Later<std::string> call(Caller caller, std::string service, std::string operation,
                                                       std::string input) = 0;
    /// What it takes; null: that operation is not there.
    [[nodiscard]] virtual const aws::Structure* input_of(const std::string& service,
                                                         const std::string& operation) const = 0;
    /// An object of a bucket.
    [[nodiscard]] virtual aws::Later<std::string> object(Caller caller, std::string bucket, std::string key) = 0;
    /// A template of AWS::Serverless types as one without them, both in JSON: {"template": ..., "parameters": {...},
    /// "region": ...} goes in.
    [[nodiscard]] virtual Task<Result<std::string>> translate(std::string request) = 0;
    /// A session of that role; why not, when it cannot be assumed.
    [[nodiscard]] virtual Result<aws::Principal, std::string> session_of(const std::string& role_arn) = 0;
    /// Where this server is reached from this machine: "http://127.0.0.1:4566".
    [[nodiscard]] virtual std::string address() const = 0;
};

}  // namespace wt::cloudformation
