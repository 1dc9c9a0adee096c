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
#include "secrets/secret.hpp"
#include "store/store.hpp"

namespace wt::secrets {

/// Every account's secrets, with their rows in the store: one a secret, and one for each version's value.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. Both outlive
    /// this.
    Catalogue(const Context& context, store::Store& store);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    using Key = std::pair<aws::AccountRegion, std::string>;
    [[nodiscard]] const std::map<Key, std::unique_ptr<Secret>>& all() const { return secrets_; }
    /// By name, or by ARN with or without what stands behind the name. Null when there is none. Valid until the next
    /// await.
    [[nodiscard]] Secret* find(const aws::AccountRegion& from, const std::string& id);

    /// A new one: with an ARN of its own, made now.
    Secret& add(const aws::AccountRegion& place, std::string name);
    /// After a change.
    void keep(const Secret& secret);
    /// A value for a version that has none yet.
    void put_value(Secret& secret, const std::string& version, Value value);
    /// Versions without stages that are older than a day go, the oldest first, until there are fewer than 100. Whether
    /// there is room for one more.
    [[nodiscard]] bool make_room(Secret& secret);
    void remove(Secret& secret);
    /// Those whose time to be restored is over go.
    void expire();

    [[nodiscard]] std::string fresh_id();
    [[nodiscard]] Random& chance() { return chance_; }
    /// Read once. Null for none.
    [[nodiscard]] std::shared_ptr<const iam::Policy> policy_of(const std::string& document);

    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }
    void reset(std::string_view account);

private:
    void drop_value(Secret& secret, const std::string& version);

    Context context_;
    aws::Rows rows_;
    Random chance_;
    std::map<Key, std::unique_ptr<Secret>> secrets_;
    std::map<std::string, std::shared_ptr<const iam::Policy>> policies_;  // by their text
};

/// "arn:aws:secretsmanager:REGION:ACCOUNT:secret:REST".
struct SecretArn {
    aws::AccountRegion place;
    std::string rest;  // the name, with what stands behind it or without
};
[[nodiscard]] std::optional<SecretArn> parse_secret_arn(std::string_view arn);

}  // namespace wt::secrets
