#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/accounts.hpp"
#include "base/context.hpp"
#include "base/offload.hpp"
#include "base/pace.hpp"
#include "base/task.hpp"
#include "cloud/identities.hpp"
#include "cloudformation/wanted.hpp"
#include "front/addresses.hpp"
#include "front/site.hpp"
#include "iam/authenticator.hpp"
#include "identity/quotas.hpp"
#include "stack/metric_sampler.hpp"
#include "stack/stack.hpp"
#include "store/store.hpp"

namespace wt::aws {
class Endpoint;
}
namespace wt::cache::api {
class Nodes;
}
namespace wt::iam {
class Directory;
}
namespace wt::identity {
class Outbox;
}
namespace wt::lambda::api {
class CodeFolder;
}
namespace wt::rds::api {
class Servers;
class SqlDatabases;
}  // namespace wt::rds::api

namespace wt::cloud {

class OpenWeb;
class Profiles;
// All of AWS's services: who uses them by these two need not compile them.
class Services;
struct ServiceRecords;

struct CloudOptions {
    iam::AuthMode auth = iam::AuthMode::lenient;
    /// Who is known from the start.
    std::vector<Identity> identities;
    /// Whether somebody moves the clock by hand.
    bool clock_by_hand = false;
    /// How long changes take whose statuses pass.
    Pace::Kind pace = Pace::Kind::at_once;
    /// What templates have of types that are not here.
    cloudformation::Unsupported unsupported = cloudformation::Unsupported::fail;
    /// How often Cognito's operations may come; empty: as often as they do.
    identity::QuotaRates cognito_quotas;
    /// Real servers behind RDS's instances; null: none.
    rds::api::Servers* database_servers = nullptr;
    /// Where caches listen; null: nowhere.
    cache::api::Nodes* nodes = nullptr;
};

/// What services keep of themselves. A store is read before anybody writes to it, so this stands before the stack.
class CloudRecords {
public:
    /// All outlive this.
    CloudRecords(const Context& context, store::Store& store, aws::Accounts accounts, lambda::api::CodeFolder& code,
                 rds::api::SqlDatabases& sql, Pace::Kind kind);
    ~CloudRecords();

    [[nodiscard]] iam::Credentials& credentials();
    [[nodiscard]] iam::Directory& directory();

private:
    friend class Cloud;
    std::unique_ptr<ServiceRecords> records_;
};

/// The account's control plane: AWS's APIs over what stands in a stack. Everything that it is given outlives it.
class Cloud {
public:
    Cloud(const Context& context, stack::Stack& stack, CloudRecords& records, const CloudOptions& options);
    ~Cloud();

    /// Starts what works in the background: lifecycle rules, the tiers' metrics, alarms, the end of old log events.
    /// `ids`: of the distributions that are there.
    void start(std::function<stack::ResourceIds()> ids);

    /// The stack has started over: what the APIs tell of the scenario is as at the beginning. After Endpoint::reset.
    void start_over();

    [[nodiscard]] aws::Endpoint& endpoint();
    /// The way from the listener to the endpoint.
    [[nodiscard]] front::AwsApis apis();
    /// And to functions that have addresses of their own.
    [[nodiscard]] front::FunctionUrls function_urls();
    /// This server is reached there, and blocking work is done there; once, before start().
    void be_at(std::string address, Offload& offload);
    /// Makes a stack of a template, or changes it; why not, when it cannot be.
    [[nodiscard]] Task<std::optional<std::string>> deploy(cloudformation::Wanted wanted);
    /// Where custom resources and wait conditions are answered.
    [[nodiscard]] front::Page answers_to_stacks();
    /// Where import jobs of user pools take their files.
    [[nodiscard]] front::Page user_imports();
    /// And to the domains of user pools.
    [[nodiscard]] front::Logins logins();
    [[nodiscard]] const Profiles& profiles() const;
    /// Servers elsewhere.
    [[nodiscard]] OpenWeb& web();
    /// What user pools have sent.
    [[nodiscard]] identity::Outbox& outbox();
    /// Enters custom domains of APIs into the addresses, now and whenever one changes. They outlive this.
    void keep_domains(front::Addresses& addresses);
    /// How distributions reach what has a host here. The request lives until the answer is there.
    void reach_by(std::function<Task<http::Response>(http::Request&& request)> here);

private:
    std::unique_ptr<Services> services_;
};

}  // namespace wt::cloud
