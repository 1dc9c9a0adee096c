#pragma once
#include <optional>
#include <string>

#include "aws/accounts.hpp"
#include "edge/waf/web_acl.hpp"

namespace wt::edge::waf::api {

/// What stands around web ACLs and is none of their business: what they may protect, and where logs go.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    /// What a resource's ARN names that a web ACL may protect; none: it is not there, or is of another kind. Told of
    /// what is in that account and region.
    [[nodiscard]] virtual std::optional<Protected> resource(const aws::AccountRegion& place,
                                                            const std::string& arn) = 0;
    /// From now on the web ACL that is called so where it stands looks at the resource's requests; empty: none does.
    virtual void guard(const std::string& arn, const std::string& plane) = 0;
    /// The web ACL, by what it is called, that the scenario has put before a resource, in place of an account's own.
    [[nodiscard]] virtual std::string guarding(const std::string& arn) = 0;

    /// AWS's sentence when no log can be sent there; none when it can.
    [[nodiscard]] virtual std::optional<std::string> refuse_log(const aws::AccountRegion& place,
                                                                const std::string& destination) = 0;
    /// A record of a web ACL, for that destination. `from`: its region, or "cloudfront".
    struct Log {
        aws::AccountRegion place;
        std::string from;
        std::string acl;
        std::string destination;
    };
    virtual void log(const Log& of, std::string record) = 0;
};

}  // namespace wt::edge::waf::api
