#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/notifier.hpp"
#include "app/web_identities.hpp"
#include "aws/endpoint.hpp"
#include "base/scope.hpp"
#include "front/site.hpp"
#include "iam/api/iam_service.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "iam/sts.hpp"
#include "identity/cognito.hpp"
#include "stack/stack.hpp"
#include "storage/s3/api/s3_service.hpp"
#include "storage/s3/sweeps.hpp"

namespace wt::app {

struct CloudOptions {
    iam::AuthMode auth = iam::AuthMode::lenient;
    /// Keys that are known from the start, with their secrets.
    std::vector<std::pair<std::string, std::string>> credentials;
};

/// The account's control plane: AWS's APIs over what stands in a stack. Everything that it is given outlives it.
class Cloud {
public:
    Cloud(const Context& context, stack::Stack& stack, const CloudOptions& options);
    Cloud(const Cloud&) = delete;
    Cloud& operator=(const Cloud&) = delete;

    /// Starts what works in the background: lifecycle rules.
    void start();

    [[nodiscard]] aws::Endpoint& endpoint() { return endpoint_; }
    /// The way from the listener to the endpoint.
    [[nodiscard]] front::AwsApis apis();

private:
    iam::Credentials credentials_;
    iam::Directory directory_;
    iam::KeyAuthenticator authenticator_;
    Notifier notifier_;
    s3::api::S3Service s3_;
    iam::api::IamService iam_;
    PoolIdentities web_identities_;
    iam::Sts sts_;
    identity::Cognito cognito_;
    aws::Endpoint endpoint_;
    s3::Sweeps sweeps_;
    Scope services_;
};

}  // namespace wt::app
