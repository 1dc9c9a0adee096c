#pragma once
#include <map>
#include <string>
#include <string_view>

#include "aws/endpoint.hpp"
#include "base/context.hpp"
#include "base/fresh_random.hpp"
#include "gateway/surroundings.hpp"
#include "iam/credentials.hpp"
#include "iam/directory.hpp"

namespace wt::cloud {

/// Calls of AWS's APIs that integrations make, signed as sessions of their roles: the endpoint answers them as it
/// answers clients, and holds them to the roles' policies.
class ServiceCalls {
public:
    struct Parts {
        aws::Endpoint& endpoint;
        iam::Credentials& credentials;
        const iam::Directory& directory;
    };
    /// All parts outlive this.
    ServiceCalls(const Context& context, const Parts& parts)
        : context_(context), parts_(parts), random_(fresh_random(context, "apigateway.keys")) {}

    /// The role is one that API Gateway may assume.
    [[nodiscard]] Task<http::Response> send(gateway::Surroundings::ServiceCall call);

private:
    [[nodiscard]] const iam::Credential& keys_of(const std::string& role);
    /// The service that is signed for by that name; of several the one that has the operation. Null: it is not known.
    [[nodiscard]] const aws::ServiceModel* model_of(std::string_view service, std::string_view operation) const;

    Context context_;
    Parts parts_;
    Random random_;
    std::map<std::string, iam::Credential> keys_;  // by role
};

}  // namespace wt::cloud
