#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "edge/waf/web_acl.hpp"

namespace wt::edge::waf {

/// What a web ACL stands before: a distribution's cache, an API.
struct Association {
    std::string at;      // the address where requests meet the ACL
    std::string behind;  // the address where they go on
    WebAcl::Before before;
};

/// The web ACLs of the account, each with any number of associations.
class WebAcls {
public:
    /// The hop of an address, made with that latency when it is not there yet.
    using Place = std::function<http::Hop&(const std::string& address, const Latency& latency)>;

    /// All of it outlives the ACLs.
    WebAcls(Contexts& contexts, http::Ways& ways, Place place)
        : contexts_(contexts), ways_(ways), place_(std::move(place)) {}

    // create and update throw as WebAcl's constructor does, before anything has changed.
    /// A new one, of a name that no other has.
    WebAcl& create(const std::string& name, WebAclConfig config);
    /// As WebAcl::update: rules that stay go on counting. False when there is none of that name.
    bool update(const std::string& name, WebAclConfig config);
    /// False when there is none, or when somebody sends requests through it: AWS refuses that with
    /// WAFAssociatedItemException.
    bool remove(const std::string& name);

    /// From now on the ACL, which is there, stands at that address, too, or in another way than before.
    void associate(const std::string& name, Association association);
    /// It stands there no more. False when it did not.
    bool dissociate(const std::string& name, std::string_view at);
    /// The addresses where requests meet an ACL, in the order in which it was associated.
    [[nodiscard]] std::vector<std::string> addresses(std::string_view name) const;
    /// Where requests meet the ACL that stands before an address; empty: none does.
    [[nodiscard]] std::string guarding(std::string_view behind) const;
    /// The ACL that stands at an address; empty: none.
    [[nodiscard]] std::string_view name_at(std::string_view address) const;

    /// Whether one of those that it protects is a distribution.
    [[nodiscard]] bool stands_before_distributions(std::string_view name) const;
    /// Told of an address whenever another ACL, or none any more, stands before it. What it uses outlives the last of
    /// these.
    using Watcher = std::function<void(const std::string& behind)>;
    void watch(Watcher watcher) { watchers_.push_back(std::move(watcher)); }

    [[nodiscard]] WebAcl* find(std::string_view name) const { return acls_.find(name); }
    [[nodiscard]] Shelf<WebAcl>& shelf() { return acls_; }
    [[nodiscard]] const Shelf<WebAcl>& shelf() const { return acls_; }

private:
    void stand(const std::string& name, const Association& association);
    void tell(const std::string& behind) const {
        for (const Watcher& watcher : watchers_) watcher(behind);
    }

    Contexts& contexts_;
    http::Ways& ways_;
    Place place_;
    std::map<std::string, std::vector<Association>, std::less<>> associations_;  // by name
    Shelf<WebAcl> acls_;
    std::vector<Watcher> watchers_;
};

}  // namespace wt::edge::waf
