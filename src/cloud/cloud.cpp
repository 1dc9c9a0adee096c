#include "cloud/cloud.hpp"

#include <utility>

#include "cloud/services.hpp"

namespace wt::cloud {

CloudRecords::CloudRecords(const Context& context, store::Store& store, aws::Accounts accounts,
                           lambda::api::CodeFolder& code, rds::api::SqlDatabases& sql, Pace::Kind kind)
    : records_(std::make_unique<ServiceRecords>(context, store, std::move(accounts), code, sql, kind)) {}
CloudRecords::~CloudRecords() = default;

iam::Credentials& CloudRecords::credentials() { return records_->credentials; }
iam::Directory& CloudRecords::directory() { return records_->directory; }

Cloud::Cloud(const Context& context, stack::Stack& stack, CloudRecords& records, const CloudOptions& options)
    : services_(std::make_unique<Services>(context, stack, *records.records_, options)) {}
Cloud::~Cloud() = default;

void Cloud::start(std::function<stack::ResourceIds()> ids) { services_->start(std::move(ids)); }
void Cloud::start_over() { services_->start_over(); }
aws::Endpoint& Cloud::endpoint() { return services_->endpoint(); }
front::AwsApis Cloud::apis() { return services_->apis(); }
front::FunctionUrls Cloud::function_urls() { return services_->function_urls(); }
void Cloud::be_at(std::string address, Offload& offload) { services_->be_at(std::move(address), offload); }
Task<std::optional<std::string>> Cloud::deploy(cloudformation::Wanted wanted) {
    return services_->deploy(std::move(wanted));
}
front::Page Cloud::answers_to_stacks() { return services_->answers_to_stacks(); }
front::Page Cloud::user_imports() { return services_->user_imports(); }
front::Logins Cloud::logins() { return services_->logins(); }
const Profiles& Cloud::profiles() const { return services_->profiles(); }
OpenWeb& Cloud::web() { return services_->web(); }
identity::Outbox& Cloud::outbox() { return services_->outbox(); }

void Cloud::keep_domains(front::Addresses& addresses) {
    services_->watch_domains([&addresses](const std::string& domain, const auto& mappings) {
        if (!mappings) return addresses.leave_domain(domain);
        std::vector<front::DomainPath> paths;
        for (const auto& each : *mappings) paths.push_back({each.base_path, each.api, each.stage});
        addresses.enter_domain(domain, std::move(paths));
    });
}

void Cloud::reach_by(std::function<Task<http::Response>(http::Request&& request)> here) {
    services_->reach_by(std::move(here));
}

}  // namespace wt::cloud
