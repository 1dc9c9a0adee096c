#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/function_logs.hpp"
#include "app/identities.hpp"
#include "app/lambda_surroundings.hpp"
#include "app/log_deliveries.hpp"
#include "app/notifier.hpp"
#include "app/profiles.hpp"
#include "app/web_identities.hpp"
#include "aws/endpoint.hpp"
#include "base/scope.hpp"
#include "cloudwatch/cloudwatch.hpp"
#include "front/site.hpp"
#include "iam/api/iam_service.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "iam/sts.hpp"
#include "identity/cognito.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/function_url.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/planes.hpp"
#include "logs/logs.hpp"
#include "stack/metric_sampler.hpp"
#include "stack/stack.hpp"
#include "storage/s3/api/s3_service.hpp"
#include "storage/s3/sweeps.hpp"
#include "unwritten/unwritten.hpp"

namespace wt::app {

struct CloudOptions {
    iam::AuthMode auth = iam::AuthMode::lenient;
    /// Who is known from the start.
    std::vector<Identity> identities;
    /// Whether somebody moves the clock by hand.
    bool clock_by_hand = false;
};

/// What services keep of themselves. A store is read before anybody writes to it, so this stands before the stack.
struct CloudRecords {
    /// All outlive this.
    CloudRecords(const Context& context, store::Store& store, aws::Accounts accounts, lambda::api::CodeFolder& code)
        : credentials(std::move(accounts)),
          directory(context, store, credentials),
          log_groups(context, store),
          log_records(store),
          alarms(context, store),
          functions(context, store, code) {}

    iam::Credentials credentials;
    iam::Directory directory;
    logs::LogGroups log_groups;
    logs::AccountRecords log_records;
    cloudwatch::Alarms alarms;
    lambda::api::Catalogue functions;
};

/// The account's control plane: AWS's APIs over what stands in a stack. Everything that it is given outlives it.
class Cloud {
public:
    Cloud(const Context& context, stack::Stack& stack, CloudRecords& records, const CloudOptions& options);
    Cloud(const Cloud&) = delete;
    Cloud& operator=(const Cloud&) = delete;

    /// Starts what works in the background: lifecycle rules, the tiers' metrics, alarms, the end of old log events.
    void start(const stack::ResourceIds& ids);

    [[nodiscard]] aws::Endpoint& endpoint() { return endpoint_; }
    /// The way from the listener to the endpoint.
    [[nodiscard]] front::AwsApis apis();
    /// And to functions that have addresses of their own.
    [[nodiscard]] front::FunctionUrls function_urls();
    [[nodiscard]] const Profiles& profiles() const { return profiles_; }

private:
    Context context_;
    stack::Stack& stack_;
    iam::Credentials& credentials_;
    iam::KeyAuthenticator authenticator_;
    Notifier notifier_;
    s3::api::S3Service s3_;
    iam::api::IamService iam_;
    PoolIdentities web_identities_;
    iam::Sts sts_;
    identity::Cognito cognito_;
    cloudwatch::MetricStore metrics_;
    cloudwatch::Alarms& alarms_;
    cloudwatch::CloudWatch cloudwatch_;
    std::optional<stack::MetricSampler> sampler_;  // once started
    logs::LogGroups& log_groups_;
    LogDeliveries log_deliveries_;
    logs::Logs logs_;
    Profiles profiles_;
    FunctionLogs function_logs_;
    LambdaSurroundings lambda_surroundings_;
    lambda::api::Planes planes_;
    lambda::api::Lambda lambda_;
    lambda::api::FunctionUrls function_urls_;
    std::vector<std::unique_ptr<aws::Service>> unwritten_ = unwritten::services();
    aws::Endpoint endpoint_;
    s3::Sweeps sweeps_;
    Scope services_;
};

}  // namespace wt::app
