#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/rows.hpp"
#include "base/context.hpp"
#include "iam/policy.hpp"
#include "kms/key.hpp"
#include "store/store.hpp"

namespace wt::kms {

/// Every account's keys and aliases, with a row each in the store.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. Both outlive
    /// this.
    Catalogue(const Context& context, store::Store& store);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    using Place = std::pair<aws::AccountRegion, std::string>;
    [[nodiscard]] const std::map<Place, std::unique_ptr<Key>>& keys() const { return keys_; }
    [[nodiscard]] const std::map<Place, Alias>& aliases() const { return aliases_; }

    /// As it is now: what was due has rotated. Null when there is none, or its time is over. Valid until the next
    /// await.
    [[nodiscard]] Key* find(const aws::AccountRegion& place, const std::string& id);
    /// The same of whatever account: ids are drawn, so it is one key.
    [[nodiscard]] Key* find_in(std::string_view region, const std::string& id);
    /// By its name. AWS's own come to be when they are asked for. Null when there is none.
    [[nodiscard]] const Alias* find_alias(const aws::AccountRegion& place, const std::string& name);

    /// With an id of its own, made now, and its first material; of a pair that is `pair`, in PKCS #8.
    Key& add(Key draft, std::string pair);
    /// After a change.
    void keep(const Key& key);
    /// Another material, from now on.
    void rotate(Key& key, std::string_view how);
    void remove(Key& key);
    /// What is over goes, and what is due rotates.
    void settle_dates();

    void put_alias(Alias alias);
    void remove_alias(const aws::AccountRegion& place, const std::string& name);

    /// 64 hexadecimal digits.
    [[nodiscard]] std::string fresh_grant_id();
    /// Read once. Null where it does not read.
    [[nodiscard]] std::shared_ptr<const iam::Policy> policy_of(const std::string& document);

    [[nodiscard]] Instant now() const { return context_.calendar(); }
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }
    void reset(std::string_view account);

private:
    Key& put(std::unique_ptr<Key> key);

    Context context_;
    aws::Rows rows_;
    Random chance_;
    std::map<Place, std::unique_ptr<Key>> keys_;
    std::map<Place, Alias> aliases_;
    std::map<std::string, std::shared_ptr<const iam::Policy>> policies_;  // by their text
};

/// The policy of a key that was made without one. Developer Guide, "Default key policy".
[[nodiscard]] std::string usual_policy(std::string_view account);
/// A document of at most 32 KiB.
[[nodiscard]] Result<iam::Policy, iam::PolicyProblem> read_policy(std::string_view document);

}  // namespace wt::kms
