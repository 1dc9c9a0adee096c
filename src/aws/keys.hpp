#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "aws/accounts.hpp"
#include "aws/operation.hpp"
#include "base/result.hpp"

namespace wt::aws {

/// Why a key of KMS cannot be used now. Each service says it by an error of its own.
struct KeyFault {
    enum class Why : std::uint8_t { not_found, disabled, pending_deletion, wrong_kind, access_denied };
    Why why = Why::not_found;
    std::string text;  // KMS's own sentence
};

/// What a service does with a key.
struct KeyUse {
    std::string_view service;                         // whose key of AWS's goes without asking: "s3", alias/aws/s3
    std::string_view action;                          // of KMS: "GenerateDataKey"
    AccountRegion place;                              // where the key is, if its ARN does not say
    std::map<std::string, std::string> context = {};  // the encryption context, as policies of keys see it
    /// A service that uses it by itself ("logs.eu-west-1.amazonaws.com"); empty: the caller must be allowed to.
    std::string_view principal = {};
};

/// Keys of KMS as other services know them: symmetric ones, which are there, enabled, and may be used. What they
/// encrypt stays as it is here.
class Keys {
public:
    Keys() = default;
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;
    virtual ~Keys() = default;

    /// The ARN of the key that is named, by its id, its ARN, an alias or an alias's ARN.
    [[nodiscard]] virtual Result<std::string, KeyFault> usable(const Call& call, const std::string& key,
                                                               const KeyUse& use) = 0;
};

}  // namespace wt::aws
