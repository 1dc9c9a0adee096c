#include "app/cloud.hpp"

#include "storage/s3/api/lifecycle_rules.hpp"

namespace wt::app {

Cloud::Cloud(const Context& context, stack::Stack& stack, const CloudOptions& options)
    : directory_(context, stack.store(), credentials_),
      authenticator_(options.auth, credentials_, &directory_),
      notifier_(context, stack),
      s3_(stack.s3(), notifier_, authenticator_),
      iam_(context, directory_),
      web_identities_(stack.user_pools()),
      sts_(context, iam::Sts::Parts{credentials_, directory_, web_identities_, options.auth}),
      cognito_(stack.user_pools()),
      endpoint_(context, authenticator_),
      sweeps_(stack.s3().buckets, s3::api::lifecycle_policy()) {
    for (const auto& [key, secret] : options.credentials) {
        iam::Credential credential;
        credential.access_key_id = key;
        credential.secret_access_key = secret;
        credential.principal = aws::root_of(aws::account_of_key(key));
        credentials_.add(std::move(credential));
    }
    endpoint_.add(sts_);
    endpoint_.add(iam_);
    endpoint_.add(s3_);
    endpoint_.add(cognito_);
}

void Cloud::start() { services_.spawn(sweeps_.run()); }

front::AwsApis Cloud::apis() {
    front::AwsApis apis;
    apis.is_for = [this](const http::Request& head) { return endpoint_.is_for(head); };
    apis.streams = [this](const http::Request& head) { return endpoint_.streams(head); };
    apis.handle = [this](http::Request request) { return endpoint_.handle(std::move(request)); };
    for (const aws::ServiceModel* model : endpoint_.models()) apis.services.emplace_back(model->name);
    return apis;
}

}  // namespace wt::app
