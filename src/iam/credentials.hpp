#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/principal.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"
#include "iam/identity_policies.hpp"

namespace wt::iam {

/// A user or a role of the directory, by name and by id: one that was deleted and made again is another.
struct IdentityName {
    enum class Kind : std::uint8_t { user, role };
    Kind kind = Kind::user;
    std::string name;
    std::string id;
};

/// What was said when a session was made, and goes for as long as it lasts.
struct SessionLimits {
    std::optional<std::vector<PolicyRef>> policies;
    std::map<std::string, std::string> tags;
    std::set<std::string> transitive;  // keys of tags that go on to the sessions that this one makes
    /// As IdentityPolicies has them; they do not go on.
    std::map<std::string, std::vector<std::string>> web_identity{};
};

/// A key that signs requests, and whom it stands for. One that STS hands out has a token, which must come with every
/// request, and ends.
struct Credential {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;          // empty for a long-term key
    std::optional<Instant> expiration;  // none for a long-term key
    aws::Principal principal;
    /// Whose policies count; none: the account's root, or somebody whom the directory does not know.
    std::optional<IdentityName> identity;
    std::shared_ptr<const SessionLimits> session;  // null: nothing was said

    [[nodiscard]] bool limited() const { return identity || session; }
    [[nodiscard]] bool expired(Instant now) const { return expiration && *expiration <= now; }
};

/// The keys that are known. Long-term keys stay; of the temporary ones at most `most_temporary` are kept, and those
/// that end first leave first, so the expired ones before any other. An expired one is still found as long as it is
/// kept: its answer is ExpiredToken, not InvalidClientTokenId.
class Credentials {
public:
    explicit Credentials(aws::Accounts accounts = aws::Accounts(), std::size_t most_temporary = 10'000)
        : accounts_(std::move(accounts)), most_temporary_(most_temporary) {}

    /// Whose keys those are that nobody made.
    [[nodiscard]] const aws::Accounts& accounts() const { return accounts_; }

    /// Replaces the one of the same key id.
    void add(Credential credential);
    /// Null when it is not known. Valid until the next add() or forget_expired().
    [[nodiscard]] const Credential* find(std::string_view access_key_id) const;
    /// Nothing when it is not known.
    void remove(std::string_view access_key_id);
    /// Drops what ended at `now` or before.
    void forget_expired(Instant now);
    /// Drops what STS has handed out for an account, or for every one when it is empty.
    void forget_temporary(std::string_view account);

    [[nodiscard]] std::size_t size() const { return known_.size(); }
    [[nodiscard]] std::size_t temporary() const { return by_end_.size(); }

private:
    aws::Accounts accounts_;
    std::size_t most_temporary_;
    std::unordered_map<std::string, Credential, TextHash, std::equal_to<>> known_;
    std::set<std::pair<Instant, std::string>> by_end_;
};

}  // namespace wt::iam
