#include "edge/waf/web_acls.hpp"

#include <memory>

#include "base/assert.hpp"

namespace wt::edge::waf {

void WebAcls::stand(const std::string& name, WebAclConfig config) {
    const Protected& before = protected_.at(name);
    http::Hop& hop = place_(name, config.latency);
    auto acl = std::make_shared<WebAcl>(contexts_.begin(name), name, std::move(config), before.block_response,
                                        ways_.to(before.behind));
    hop.lead_to(acl);
    acls_.put(name, std::move(acl));
}

WebAcl& WebAcls::create(const std::string& name, WebAclConfig config, Protected before) {
    WT_ASSERT(!acls_.has(name));
    protected_.insert_or_assign(name, std::move(before));
    stand(name, std::move(config));
    return *acls_.find(name);
}

bool WebAcls::update(const std::string& name, WebAclConfig config) {
    WebAcl* const acl = acls_.find(name);
    if (acl == nullptr) return false;
    place_(name, config.latency).gate().set_latency(config.latency);
    if (acl->update(config)) stand(name, std::move(config));
    return true;
}

bool WebAcls::remove(const std::string& name) {
    http::Hop* const hop = acls_.has(name) ? &place_(name, {}) : nullptr;
    if (hop == nullptr || hop->ways() > 0) return false;
    acls_.take(name);
    protected_.erase(name);
    hop->lead_to(nullptr);
    return true;
}

}  // namespace wt::edge::waf
