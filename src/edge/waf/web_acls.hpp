#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "edge/waf/web_acl.hpp"

namespace wt::edge::waf {

/// What a web ACL stands before.
struct Protected {
    std::string behind;  // its address
    std::function<http::Response()> block_response;
};

/// The web ACLs of the account. Each stands at the address of its name, before one other address. Not modelled: one ACL
/// before several.
class WebAcls {
public:
    /// The hop of an address, made with that latency when it is not there yet.
    using Place = std::function<http::Hop&(const std::string& address, const Latency& latency)>;

    /// All of it outlives the ACLs.
    WebAcls(Contexts& contexts, http::Ways& ways, Place place)
        : contexts_(contexts), ways_(ways), place_(std::move(place)) {}

    // create and update throw as WebAcl's constructor does, before anything has changed.
    /// A new one, of a name that no other has.
    WebAcl& create(const std::string& name, WebAclConfig config, Protected before);
    /// As WebAcl::update: rules that stay go on counting. False when there is none of that name.
    bool update(const std::string& name, WebAclConfig config);
    /// False when there is none, or when somebody sends requests through it: AWS refuses that with
    /// WAFAssociatedItemException.
    bool remove(const std::string& name);

    [[nodiscard]] WebAcl* find(std::string_view name) const { return acls_.find(name); }
    [[nodiscard]] Shelf<WebAcl>& shelf() { return acls_; }
    [[nodiscard]] const Shelf<WebAcl>& shelf() const { return acls_; }

private:
    void stand(const std::string& name, WebAclConfig config);

    Contexts& contexts_;
    http::Ways& ways_;
    Place place_;
    std::map<std::string, Protected, std::less<>> protected_;  // by name
    Shelf<WebAcl> acls_;
};

}  // namespace wt::edge::waf
