#include "edge/waf/api/catalogue.hpp"

#include <vector>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "base/ascii.hpp"
#include "store/unreadable.hpp"

namespace wt::edge::waf::api {

namespace {

constexpr std::string_view protection_space = "wafv2.associations";
constexpr std::string_view logging_space = "wafv2.logging";
constexpr std::string_view policy_space = "wafv2.policies";

}  // namespace

template <class T>
const aws::Structure& shape_of(aws::Tag<EntryRow<T>>) {
    static const aws::RowShape shape{aws::row_member<&EntryRow<T>::detail>("detail"),
                                     aws::row_member<&EntryRow<T>::lock_token>("lock"),
                                     aws::row_member<&EntryRow<T>::tags>("tags")};
    return shape;
}

std::string arn_of(const Place& place, std::string_view kind, const std::string& name, const std::string& id) {
    return fmt::format("arn:aws:wafv2:{}:{}:{}/{}/{}/{}", place.of.region, place.of.account,
                       place.scope == "CLOUDFRONT" ? "global" : "regional", kind, name, id);
}

std::optional<Place> place_of(std::string_view arn) {
    std::vector<std::string_view> parts;
    each_part(arn, ':', [&](std::string_view part) { parts.push_back(part); });
    if (parts.size() != 6 || parts[0] != "arn" || parts[2] != "wafv2") return std::nullopt;
    const bool global = parts[5].starts_with("global/");
    if (!global && !parts[5].starts_with("regional/")) return std::nullopt;
    return Place{{std::string(parts[4]), std::string(parts[3])}, global ? "CLOUDFRONT" : "REGIONAL"};
}

template <>
Entries<WebAcl>& Catalogue::entries<WebAcl>() {
    return acls_;
}
template <>
Entries<IpSet>& Catalogue::entries<IpSet>() {
    return ip_sets_;
}
template <>
Entries<RegexPatternSet>& Catalogue::entries<RegexPatternSet>() {
    return regex_sets_;
}
template <>
Entries<RuleGroup>& Catalogue::entries<RuleGroup>() {
    return groups_;
}

template <class T>
std::string Catalogue::row_of(const Entry<T>& entry) {
    const EntryRow<T> row{entry.detail, entry.lock_token, entry.tags};
    return aws::row_of(row);
}
template std::string Catalogue::row_of(const Entry<WebAcl>&);
template std::string Catalogue::row_of(const Entry<IpSet>&);
template std::string Catalogue::row_of(const Entry<RegexPatternSet>&);
template std::string Catalogue::row_of(const Entry<RuleGroup>&);

template <class T>
void Catalogue::load(store::Store& store) {
    store.load(KindOf<T>::space, [this](std::string_view key, std::string_view text) {
        auto row = aws::read_row<EntryRow<T>>(text);
        const auto place = place_of(key);
        if (!row || !place) store::unreadable(KindOf<T>::space, key);
        Entry<T> entry{*place, std::move(row->detail), std::move(row->lock_token), std::move(row->tags), {}, true};
        if constexpr (std::is_same_v<T, WebAcl>) entry.plane = entry.detail.id;
        entries<T>().emplace(std::string(key), std::move(entry));
    });
}

Catalogue::Catalogue(store::Store& store) : rows_(store) {
    load<WebAcl>(store);
    load<IpSet>(store);
    load<RegexPatternSet>(store);
    load<RuleGroup>(store);
    store.load(protection_space, [this](std::string_view key, std::string_view acl) {
        protections_.emplace(std::string(key), std::string(acl));
    });
    store.load(policy_space, [this](std::string_view key, std::string_view policy) {
        policies_.emplace(std::string(key), std::string(policy));
    });
    store.load(logging_space, [this](std::string_view key, std::string_view text) {
        auto row = aws::read_row<LoggingConfiguration>(text);
        if (!row) store::unreadable(logging_space, key);
        logging_.emplace(std::string(key), std::move(*row));
    });
}

std::string Catalogue::protecting(const std::string& resource) const {
    const auto found = protections_.find(resource);
    return found == protections_.end() ? std::string() : found->second;
}

void Catalogue::protect(const std::string& resource, const std::string& acl) {
    if (acl.empty()) {
        protections_.erase(resource);
        rows_.put(protection_space, resource, std::nullopt);
    } else {
        protections_[resource] = acl;
        rows_.put(protection_space, resource, acl);
    }
}

void Catalogue::keep_logging(LoggingConfiguration configuration) {
    std::string acl = configuration.resource_arn;
    rows_.put(logging_space, acl, aws::row_of(configuration));
    logging_.insert_or_assign(std::move(acl), std::move(configuration));
}

bool Catalogue::drop_logging(const std::string& acl) {
    if (logging_.erase(acl) == 0) return false;
    rows_.put(logging_space, acl, std::nullopt);
    return true;
}

void Catalogue::keep_policy(const std::string& group, std::optional<std::string> policy) {
    if (policy) {
        policies_[group] = *policy;
    } else {
        policies_.erase(group);
    }
    rows_.put(policy_space, group, std::move(policy));
}

template <class T>
void Catalogue::reset_kind(std::string_view account) {
    std::vector<std::string> gone;
    for (const auto& [arn, entry] : entries<T>()) {
        if (entry.is_kept && (account.empty() || entry.place.of.account == account)) gone.push_back(arn);
    }
    for (const std::string& arn : gone) drop<T>(arn);
}

void Catalogue::reset(std::string_view account) {
    const auto belongs = [&](const std::string& arn) {
        const auto place = place_of(arn);
        return account.empty() || (place && place->of.account == account);
    };
    std::vector<std::string> gone;
    for (const auto& [resource, acl] : protections_) {
        if (belongs(acl)) gone.push_back(resource);
    }
    for (const std::string& resource : gone) protect(resource, {});
    gone.clear();
    for (const auto& [acl, configuration] : logging_) {
        if (belongs(acl)) gone.push_back(acl);
    }
    for (const std::string& acl : gone) drop_logging(acl);
    gone.clear();
    for (const auto& [group, policy] : policies_) {
        if (belongs(group)) gone.push_back(group);
    }
    for (const std::string& group : gone) keep_policy(group, std::nullopt);
    reset_kind<WebAcl>(account);
    reset_kind<IpSet>(account);
    reset_kind<RegexPatternSet>(account);
    reset_kind<RuleGroup>(account);
}

}  // namespace wt::edge::waf::api
