#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "edge/waf/api/wafv2_shapes.hpp"
#include "store/store.hpp"

namespace wt::edge::waf::api {

/// "REGIONAL" or "CLOUDFRONT", in an account and a region.
struct Place {
    aws::AccountRegion of;
    std::string scope;
    friend auto operator<=>(const Place&, const Place&) = default;
};

/// A web ACL, a set or a rule group as it is written down: what AWS's model says of it, in its own structure.
template <class T>
struct Entry {
    Place place;
    T detail;
    std::string lock_token;
    std::map<std::string, std::string> tags;
    std::string plane;    // web ACLs: what it is called where it stands
    bool is_kept = true;  // false: the scenario's, which is made anew at each start
};

/// What of an entry its ARN does not say.
template <class T>
struct EntryRow {
    T detail;
    std::string lock_token;
    std::map<std::string, std::string> tags;
};

/// How AWS calls each kind in ARNs, and in the store.
template <class T>
struct KindOf;
template <>
struct KindOf<WebAcl> {
    static constexpr std::string_view word = "webacl", space = "wafv2.webacls";
};
template <>
struct KindOf<IpSet> {
    static constexpr std::string_view word = "ipset", space = "wafv2.ipsets";
};
template <>
struct KindOf<RegexPatternSet> {
    static constexpr std::string_view word = "regexpatternset", space = "wafv2.regexsets";
};
template <>
struct KindOf<RuleGroup> {
    static constexpr std::string_view word = "rulegroup", space = "wafv2.rulegroups";
};

/// What the members are called the same in all of them, though some may be absent in the model.
[[nodiscard]] inline const std::string& said(const std::string& text) { return text; }
[[nodiscard]] inline std::string said(const std::optional<std::string>& text) { return text.value_or(""); }

template <class T>
using Entries = std::map<std::string, Entry<T>, std::less<>>;  // by ARN

/// Every account's web ACLs, sets and rule groups, which of them protects what, logging configurations and policies, as
/// plain data with rows in the store. It knows no request and no traffic.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. The store
    /// outlives this.
    explicit Catalogue(store::Store& store);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    template <class T>
    [[nodiscard]] const Entries<T>& all() const {
        return const_cast<Catalogue*>(this)->entries<T>();
    }
    template <class T>
    [[nodiscard]] Entry<T>* find(std::string_view arn) {
        const auto found = entries<T>().find(arn);
        return found == entries<T>().end() ? nullptr : &found->second;
    }
    /// One that is new, or that replaces the one of its ARN. It stays where it is until it is dropped.
    template <class T>
    Entry<T>& keep(Entry<T> entry) {
        const std::string arn = said(entry.detail.arn);
        Entry<T>& kept = entries<T>().insert_or_assign(arn, std::move(entry)).first->second;
        if (kept.is_kept) rows_.put(KindOf<T>::space, arn, row_of(kept));
        return kept;
    }
    template <class T>
    void drop(const std::string& arn) {
        rows_.put(KindOf<T>::space, arn, std::nullopt);
        entries<T>().erase(arn);
    }

    /// Which web ACL protects a resource; empty: none. Both by ARN.
    [[nodiscard]] std::string protecting(const std::string& resource) const;
    [[nodiscard]] const std::map<std::string, std::string>& protections() const { return protections_; }
    void protect(const std::string& resource, const std::string& acl);  // empty: not any more

    [[nodiscard]] const std::map<std::string, LoggingConfiguration>& logging() const { return logging_; }
    void keep_logging(LoggingConfiguration configuration);
    bool drop_logging(const std::string& acl);

    [[nodiscard]] const std::map<std::string, std::string>& policies() const { return policies_; }
    void keep_policy(const std::string& group, std::optional<std::string> policy);

    /// Drops everything that an account has; every account's when it is empty. The scenario's stays.
    void reset(std::string_view account);
    [[nodiscard]] Task<std::optional<wt::Error>> durable() { return rows_.durable(); }

private:
    template <class T>
    [[nodiscard]] Entries<T>& entries();
    template <class T>
    [[nodiscard]] static std::string row_of(const Entry<T>& entry);
    template <class T>
    void load(store::Store& store);
    template <class T>
    void reset_kind(std::string_view account);

    Entries<WebAcl> acls_;
    Entries<IpSet> ip_sets_;
    Entries<RegexPatternSet> regex_sets_;
    Entries<RuleGroup> groups_;
    std::map<std::string, std::string> protections_;
    std::map<std::string, LoggingConfiguration> logging_;
    std::map<std::string, std::string> policies_;
    aws::Rows rows_;
};

/// "arn:aws:wafv2:us-east-1:000000000000:global/webacl/NAME/ID"
[[nodiscard]] std::string arn_of(const Place& place, std::string_view kind, const std::string& name,
                                 const std::string& id);
/// What an ARN says; none: it is none of AWS WAF's.
[[nodiscard]] std::optional<Place> place_of(std::string_view arn);

}  // namespace wt::edge::waf::api
