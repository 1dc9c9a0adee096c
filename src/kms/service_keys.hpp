#pragma once
#include <string>

#include "aws/keys.hpp"
#include "kms/kms.hpp"

namespace wt::kms {

/// The account's keys, for the services that encrypt with them. AWS KMS Developer Guide, "How AWS services use AWS
/// KMS".
class ServiceKeys final : public aws::Keys {
public:
    /// It outlives this.
    explicit ServiceKeys(Kms& kms) : kms_(kms) {}

    [[nodiscard]] Result<std::string, aws::KeyFault> usable(const aws::Call& call, const std::string& key,
                                                            const aws::KeyUse& use) override;

private:
    Kms& kms_;
};

}  // namespace wt::kms
