#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/operation.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace wt::identity {

/// What functions need that send a pool's messages instead of it (the triggers CustomEmailSender and CustomSMSSender):
/// codes that only they can read, under a key of KMS.
class Senders {
public:
    Senders() = default;
    Senders(const Senders&) = delete;
    Senders& operator=(const Senders&) = delete;
    virtual ~Senders() = default;

    /// Why the caller's pool cannot have that key: it is not there, or the caller may not let a pool use it.
    [[nodiscard]] virtual std::optional<std::string> refuse_key(const aws::Call& call, const std::string& key) = 0;
    /// A code for that pool's functions: a message of the AWS Encryption SDK under the key, in base64. Why not, where
    /// the key cannot be used now.
    [[nodiscard]] virtual Result<std::string> seal(const std::string& key, const std::string& pool_id,
                                                   std::string_view code) = 0;
    /// Puts the event into the function's queue, and waits until it is there for good: Cognito invokes these functions
    /// asynchronously (Developer Guide, "Customizing user pool workflows with Lambda triggers").
    [[nodiscard]] virtual Task<void> send(std::string function, std::string event) = 0;
};

}  // namespace wt::identity
