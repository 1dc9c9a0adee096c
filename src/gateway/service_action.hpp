#pragma once
#include <string>

namespace wt::gateway {

/// What an integration asks of another service's API.
struct ServiceAction {
    std::string region;
    std::string service;    // "kinesis"
    std::string subdomain;  // of its host: a bucket's name; empty for most
    std::string operation;  // "PutRecord"; empty: the request has its own path
};

/// "kinesis:PutRecord"; the service alone where the path says what.
[[nodiscard]] inline std::string name_of(const ServiceAction& action) {
    return action.operation.empty() ? action.service : action.service + ":" + action.operation;
}

}  // namespace wt::gateway
