#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/keys.hpp"
#include "cloud/trigger_functions.hpp"
#include "identity/api/senders.hpp"
#include "kms/kms.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"

namespace wt::cloud {

/// What user pools give to functions that send their messages: codes under a key of this account's KMS, and the events
/// into the functions' queues.
class CodeSenders final : public identity::Senders {
public:
    /// All of it outlives this.
    CodeSenders(kms::Kms& kms, aws::Keys& keys, lambda::api::Catalogue& functions, lambda::api::Invoker& invoker,
                const TriggerFunctions& triggers)
        : kms_(kms), keys_(keys), functions_(functions), invoker_(invoker), triggers_(triggers) {}

    [[nodiscard]] std::optional<std::string> refuse_key(const aws::Call& call, const std::string& key) override;
    [[nodiscard]] Result<std::string> seal(const std::string& key, const std::string& pool_id,
                                           std::string_view code) override;
    [[nodiscard]] Task<void> send(std::string function, std::string event) override;

private:
    kms::Kms& kms_;
    aws::Keys& keys_;
    lambda::api::Catalogue& functions_;
    lambda::api::Invoker& invoker_;
    const TriggerFunctions& triggers_;
};

}  // namespace wt::cloud
