#pragma once
#include <map>
#include <string>

#include "aws/keys.hpp"

namespace wt::test {

/// Keys of KMS that are all there, but for those of which something is said.
struct GivenKeys final : aws::Keys {
    Result<std::string, aws::KeyFault> usable(const aws::Call&, const std::string& key, const aws::KeyUse&) override {
        const auto found = faults.find(key);
        if (found != faults.end()) return aws::KeyFault{found->second, key + " cannot be used"};
        return key;
    }
    std::map<std::string, aws::KeyFault::Why> faults;
};

}  // namespace wt::test
