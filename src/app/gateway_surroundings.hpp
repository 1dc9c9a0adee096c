#pragma once
#include <string>

#include "gateway/surroundings.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"

namespace wt::app {

/// What APIs that API Gateway's API made have around them: functions with their policies, and roles of the directory.
class GatewaySurroundings final : public gateway::Surroundings {
public:
    struct Parts {
        lambda::api::Catalogue& functions;
        lambda::api::Invoker& invoker;
        const iam::Directory& directory;
        iam::AuthMode auth;
    };
    /// All parts outlive this.
    explicit GatewaySurroundings(const Parts& parts) : parts_(parts) {}

    [[nodiscard]] bool may_invoke(const Delegation& delegation) const override;
    void enqueue(const std::string& function, Text event) override;

private:
    /// Whether API Gateway may be a session of the role, which may do that.
    [[nodiscard]] bool may(const std::string& role_arn, std::string_view action, const std::string& resource) const;

    Parts parts_;
};

}  // namespace wt::app
