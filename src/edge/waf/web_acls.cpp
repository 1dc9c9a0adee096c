#include "edge/waf/web_acls.hpp"

#include <algorithm>
#include <memory>

#include "base/assert.hpp"

namespace wt::edge::waf {

namespace {

[[nodiscard]] auto find_at(std::vector<Association>& all, std::string_view at) {
    return std::find_if(all.begin(), all.end(), [&](const Association& one) { return one.at == at; });
}

}  // namespace

void WebAcls::stand(const std::string& name, const Association& association) {
    const std::shared_ptr<WebAcl>& acl = acls_.place(name);
    place_(association.at, acl->config().latency)
        .lead_to(std::make_shared<Guard>(acl, association.before, ways_.to(association.behind)));
}

WebAcl& WebAcls::create(const std::string& name, WebAclConfig config) {
    WT_ASSERT(!acls_.has(name));
    acls_.put(name, std::make_shared<WebAcl>(contexts_.begin(name), name, std::move(config)));
    return *acls_.find(name);
}

bool WebAcls::update(const std::string& name, WebAclConfig config) {
    WebAcl* const acl = acls_.find(name);
    if (acl == nullptr) return false;
    for (const Association& one : associations_[name])
        place_(one.at, config.latency).gate().set_latency(config.latency);
    if (acl->update(config)) {
        acls_.put(name, std::make_shared<WebAcl>(contexts_.begin(name), name, std::move(config)));
        for (const Association& one : associations_[name]) stand(name, one);
    }
    return true;
}

bool WebAcls::remove(const std::string& name) {
    if (!acls_.has(name)) return false;
    const std::vector<Association>& all = associations_[name];
    if (std::any_of(all.begin(), all.end(), [&](const Association& one) { return place_(one.at, {}).ways() > 0; }))
        return false;
    for (const Association& one : all) place_(one.at, {}).lead_to(nullptr);
    associations_.erase(name);
    acls_.take(name);
    return true;
}

void WebAcls::associate(const std::string& name, Association association) {
    WT_ASSERT(acls_.has(name));
    stand(name, association);
    std::vector<Association>& all = associations_[name];
    const std::string behind = association.behind;
    if (const auto known = find_at(all, association.at); known != all.end()) {
        *known = std::move(association);
    } else {
        all.push_back(std::move(association));
    }
    tell(behind);
}

bool WebAcls::dissociate(const std::string& name, std::string_view at) {
    const auto of_acl = associations_.find(name);
    if (of_acl == associations_.end()) return false;
    const auto known = find_at(of_acl->second, at);
    if (known == of_acl->second.end()) return false;
    place_(known->at, {}).lead_to(nullptr);
    const std::string behind = known->behind;
    of_acl->second.erase(known);
    tell(behind);
    return true;
}

std::vector<std::string> WebAcls::addresses(std::string_view name) const {
    std::vector<std::string> all;
    const auto found = associations_.find(name);
    if (found == associations_.end()) return all;
    for (const Association& one : found->second) all.push_back(one.at);
    return all;
}

bool WebAcls::stands_before_distributions(std::string_view name) const {
    const auto found = associations_.find(name);
    return found != associations_.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [](const Association& one) { return one.before.what == Protected::distribution; });
}

std::string WebAcls::guarding(std::string_view behind) const {
    for (const auto& [name, all] : associations_) {
        for (const Association& one : all) {
            if (one.behind == behind) return one.at;
        }
    }
    return {};
}

std::string_view WebAcls::name_at(std::string_view address) const {
    for (const auto& [name, all] : associations_) {
        for (const Association& one : all) {
            if (one.at == address) return name;
        }
    }
    return {};
}

}  // namespace wt::edge::waf
