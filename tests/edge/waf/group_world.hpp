#pragma once
#include <string>
#include <vector>

#include "base/context.hpp"
#include "edge/waf/managed_groups.hpp"
#include "edge/waf/web_acl.hpp"

namespace wt::edge::waf::test {

/// A web ACL with some managed groups, each behind a rule of its own.
class Groups {
public:
    explicit Groups(const std::vector<ManagedGroup::Name>& names) {
        WebAclConfig config;
        for (const ManagedGroup::Name name : names) {
            ManagedGroup group;
            group.name = name;
            config.rules.push_back({std::string(managed_group(name).word), group});
        }
        acl_ = std::make_unique<WebAcl>(context_, "waf", std::move(config));
    }

    [[nodiscard]] bool blocks(const http::Request& request) {
        http::Request copy = request;
        return acl_->look_at(copy, before_).has_value();
    }
    /// The rule of a group that ended it; empty: none did.
    [[nodiscard]] std::string rule_for(const http::Request& request) {
        return blocks(request) ? acl_->samples().back().within : "";
    }
    [[nodiscard]] std::string group_of_last() const { return acl_->samples().back().rule; }

private:
    Clock clock_;
    Metrics metrics_;
    Digest digest_;
    Context context_{clock_, 1, metrics_, digest_};
    WebAcl::Before before_{Protected::distribution, [] { return http::Response{}; }, {}};
    std::unique_ptr<WebAcl> acl_;
};

}  // namespace wt::edge::waf::test
