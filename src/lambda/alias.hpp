#pragma once
#include <string>
#include <vector>

#include "base/random.hpp"
#include "http/tier.hpp"

namespace wt::lambda {

/// Another name of a function: an alias, which leads to one version, or to two by their weights, or a scenario's
/// function by its ARN. A tier at its own address, so whoever points at a function points at this in the same way.
class Alias final : public http::Tier {
public:
    struct Target {
        http::Way way;
        std::string version;  // as X-Amz-Executed-Version says it, where the function does not
        double weight = 1;    // its share; all of them together are 1
    };
    /// `arn`: what a function learns of how it was called.
    Alias(Random chance, std::string arn, std::vector<Target> targets)
        : chance_(chance), arn_(std::move(arn)), targets_(std::move(targets)) {}

    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    [[nodiscard]] const Target& draw();

    Random chance_;
    std::string arn_;
    std::vector<Target> targets_;  // never empty
};

}  // namespace wt::lambda
