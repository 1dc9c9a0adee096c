#pragma once
#include <optional>
#include <string>

#include "aws/endpoint.hpp"
#include "base/fresh_random.hpp"
#include "cloud/lambda_surroundings.hpp"
#include "cloudformation/sam/translator.hpp"
#include "cloudformation/surroundings.hpp"
#include "iam/directory.hpp"

namespace wt::cloud {

/// What CloudFormation's stacks ask of the account: operations of the other services, as their callers or as sessions
/// of the stacks' roles.
class StackSurroundings final : public cloudformation::Surroundings {
public:
    struct Parts {
        aws::Endpoint& endpoint;
        LambdaSurroundings& objects;
        const iam::Directory& directory;
        iam::AuthMode auth;
    };
    /// All parts outlive this.
    StackSurroundings(const Context& context, const Parts& parts)
        : context_(context), parts_(parts), random_(fresh_random(context, "cloudformation.keys")) {}

    /// From now on this server is reached there, and blocking work is done there.
    void be_at(std::string address, Offload& offload) {
        address_ = std::move(address);
        translator_.emplace(offload, context_.clock);
    }

    [[nodiscard]] aws::Later<std::string> call(cloudformation::Caller caller, std::string service,
                                               std::string operation, std::string input) override;
    [[nodiscard]] const aws::Structure* input_of(const std::string& service,
                                                 const std::string& operation) const override;
    [[nodiscard]] aws::Later<std::string> object(cloudformation::Caller caller, std::string bucket,
                                                 std::string key) override;
    [[nodiscard]] Task<Result<std::string>> translate(std::string request) override;
    [[nodiscard]] Result<aws::Principal, std::string> session_of(const std::string& role_arn) override;
    [[nodiscard]] std::string address() const override { return address_; }

private:
    Context context_;
    Parts parts_;
    Random random_;
    std::string address_;
    std::optional<cloudformation::SamTranslator> translator_;
};

}  // namespace wt::cloud
