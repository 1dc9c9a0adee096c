#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/authenticator.hpp"
#include "base/context.hpp"
#include "base/shelf.hpp"
#include "cloud/access.hpp"
#include "cloud/service_calls.hpp"
#include "gateway/surroundings.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "iam/policy.hpp"
#include "iam/role_session.hpp"
#include "identity/api/issuers.hpp"
#include "identity/user_pool.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"
#include "logs/log_groups.hpp"

namespace wt::cloud {

/// What APIs that API Gateway's API made have around them: functions with their policies, roles of the directory,
/// issuers of tokens, other services' APIs.
class GatewaySurroundings final : public gateway::Surroundings {
public:
    struct Parts {
        lambda::api::Catalogue& functions;
        lambda::api::Invoker& invoker;
        const iam::Directory& directory;
        iam::AuthMode auth;
        aws::Authenticator& authenticator;
        logs::LogGroups& logs;
        const Shelf<identity::UserPool>& pools;
        identity::Issuers& issuers;
        ServiceCalls& services;
    };
    /// All parts outlive this.
    GatewaySurroundings(const Context& context, const Parts& parts)
        : context_(context), parts_(parts), roles_(parts.directory) {}

    [[nodiscard]] bool may_invoke(const Delegation& delegation) const override;
    [[nodiscard]] Entry admit(const Question& question) override;
    [[nodiscard]] gateway::TokenVerifier::Verdict verify(const std::vector<std::string>& pools, std::string_view token,
                                                         Instant now) override;
    [[nodiscard]] Task<gateway::TokenCheck> check_issued(IssuedToken token, Instant now) override;
    [[nodiscard]] bool may_assume(const std::string& role, const std::string& account) const override;
    [[nodiscard]] Task<http::Response> call_service(ServiceCall call) override;
    void log(const std::string& destination, const std::string& stage, std::string line) override;
    [[nodiscard]] Task<void> enqueue(std::string function, Text event) override;

private:
    /// The role, where it is the API's account's and API Gateway may be a session of it; `known` is null where nobody
    /// made it.
    struct Assumed {
        iam::RoleName name;
        const iam::Role* known;
    };
    [[nodiscard]] std::optional<Assumed> assumed(const std::string& role_arn, const std::string& account) const;
    /// Whether API Gateway may be a session of the role, which may invoke the function, and is let in where that is
    /// another account's.
    [[nodiscard]] bool may_invoke(const Delegation& delegation, const iam::Resource& function) const;

    /// Who signed the request, by one of the paths; else why nobody did.
    [[nodiscard]] Result<aws::Principal, aws::Error> caller_of(const Question& question) const;
    /// Read once. Null for one that does not read.
    [[nodiscard]] std::shared_ptr<const iam::Policy> policy_of(const std::string& text);

    Context context_;
    Parts parts_;
    RoleAccess roles_;
    std::map<std::string, std::shared_ptr<const iam::Policy>> policies_;  // by their text
};

}  // namespace wt::cloud
