#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/context.hpp"
#include "base/hash.hpp"
#include "identity/config.hpp"
#include "identity/password.hpp"
#include "identity/quotas.hpp"
#include "identity/sessions.hpp"
#include "identity/signing_key.hpp"
#include "identity/tokens.hpp"
#include "identity/verified_tokens.hpp"

namespace wt::identity {

struct PoolEntry;
struct ClientEntry;
struct UserEntry;
struct GroupType;
struct ResourceServerType;
struct DomainDescriptionType;
struct IdentityProviderType;
struct ImportEntry;
struct ImportFile;
struct LookEntry;
struct AuthEventEntry;

/// A Cognito user pool: its clients, users and groups, real RS256 tokens, and their verification. One of a scenario has
/// one client and confirmed users user-0, user-1, ... from the start; the API changes both kinds alike. Answers at
/// once; latency is the gateway's. The last 100,000 sign-ins can be refreshed. It is told what to keep, and keeps
/// nothing on disk (catalogue.hpp).
class UserPool {
public:
    template <class T>
    using Parts = std::map<std::string, T, std::less<>>;

    /// Of a scenario. `key` signs the tokens; pool and client ids are drawn from the run's seed.
    UserPool(const Context& context, std::string name, UserPoolConfig config, std::shared_ptr<const SigningKey> key);
    /// Of the API.
    UserPool(const Context& context, PoolEntry entry, std::shared_ptr<const SigningKey> key);
    UserPool(const UserPool&) = delete;
    UserPool& operator=(const UserPool&) = delete;
    ~UserPool();
    /// Other lifetimes for tokens that are made from now on. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const UserPoolConfig& config);
    /// From now on another key signs.
    void use(std::shared_ptr<const SigningKey> key);

    /// From now on its tokens say that they come from `base`/POOL: "http://127.0.0.1:4566".
    void issue_at(std::string_view base);

    /// By which the components know it.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// "us-east-1_Ab12Cd34E".
    [[nodiscard]] const std::string& id() const { return id_; }
    /// What stands behind "_" in it.
    [[nodiscard]] std::string_view short_id() const;
    /// A scenario's one client.
    [[nodiscard]] const std::string& client_id() const { return client_id_; }
    /// "https://cognito-idp.REGION.amazonaws.com/POOL", unless it issues elsewhere.
    [[nodiscard]] const std::string& issuer() const { return issuer_; }
    /// Users that a scenario's pool has from the start.
    [[nodiscard]] std::uint64_t user_count() const { return config_.users; }
    [[nodiscard]] static std::string user_name(std::uint64_t index);
    /// The password that every one of them starts with.
    [[nodiscard]] const std::string& password() const { return config_.password; }
    [[nodiscard]] const UserPoolConfig& config() const { return config_; }
    [[nodiscard]] const std::shared_ptr<const SigningKey>& key() const { return key_; }

    [[nodiscard]] PoolEntry& entry() { return *entry_; }
    [[nodiscard]] const PoolEntry& entry() const { return *entry_; }
    /// By their ids or names.
    [[nodiscard]] const Parts<ClientEntry>& clients() const;
    [[nodiscard]] const Parts<GroupType>& groups() const;
    [[nodiscard]] const Parts<ResourceServerType>& servers() const;
    [[nodiscard]] const Parts<DomainDescriptionType>& domains() const;
    [[nodiscard]] const Parts<IdentityProviderType>& providers() const;
    [[nodiscard]] const Parts<ImportEntry>& imports() const;
    [[nodiscard]] const Parts<ImportFile>& import_files() const;
    [[nodiscard]] const Parts<LookEntry>& looks() const;
    [[nodiscard]] const Parts<AuthEventEntry>& events() const;
    /// Of a client's pages: its own, or that of all. Null without either.
    [[nodiscard]] const LookEntry* look_of(std::string_view client) const;
    [[nodiscard]] Sessions& sessions() { return sessions_; }
    /// All users; those of the scenario that nobody has asked for yet come to be.
    [[nodiscard]] const Parts<UserEntry>& users();
    [[nodiscard]] std::size_t size() const;

    /// Null when there is none of that name, sub aside.
    [[nodiscard]] const UserEntry* find_user(std::string_view name);
    /// By what somebody signs in with: a name, or an e-mail address or number where the pool takes those.
    [[nodiscard]] const UserEntry* find_login(std::string_view login);
    /// A user other than `but` who has that alias, verified.
    [[nodiscard]] const UserEntry* find_alias(std::string_view attribute, std::string_view value, std::string_view but);
    [[nodiscard]] const UserEntry* find_sub(std::string_view sub);
    /// Who is linked with somebody of that provider elsewhere, by that attribute.
    [[nodiscard]] const UserEntry* find_linked(std::string_view provider, std::string_view attribute,
                                               std::string_view value) const;

    // A part that is new, or that takes the place of the one of its name.
    const ClientEntry& put(ClientEntry part);
    const UserEntry& put(UserEntry part);
    const GroupType& put(GroupType part);
    const ResourceServerType& put(ResourceServerType part);
    const DomainDescriptionType& put(DomainDescriptionType part);
    const IdentityProviderType& put(IdentityProviderType part);
    const ImportEntry& put(ImportEntry part);
    const ImportFile& put(ImportFile part);
    const LookEntry& put(LookEntry part);
    const AuthEventEntry& put(AuthEventEntry part);
    void drop_client(std::string_view id);
    /// With their sign-ins.
    void drop_user(std::string_view name);
    void drop_group(std::string_view name);
    void drop_server(std::string_view id);
    void drop_domain(std::string_view name);
    void drop_provider(std::string_view name);
    void drop_import(std::string_view job);
    void drop_import_file(std::string_view job);
    void drop_look(std::string_view client);
    void drop_event(std::string_view key);

    /// Whether the quota of sign-ins has one left for a request of a load, which counts either way.
    [[nodiscard]] bool admit();

    /// USER_PASSWORD_AUTH at the scenario's client. The same error for a wrong name and a wrong password.
    [[nodiscard]] Result<Tokens, AuthError> sign_in(std::string_view user, std::string_view password);
    /// REFRESH_TOKEN_AUTH: new tokens of the same sign-in, without a new refresh token.
    [[nodiscard]] Result<Tokens, AuthError> refresh(std::string_view refresh_token);
    /// Whether it is the user's password; counts what failed, and lets nobody try for a while after five.
    [[nodiscard]] std::optional<AuthError> check_password(const UserEntry& user, std::string_view password);
    /// Of a user without one, or with the scenario's; what is kept of the password for SRP.
    struct SrpSecret {
        std::string salt;
        std::string verifier;
    };
    [[nodiscard]] SrpSecret srp_secret(const UserEntry& user);
    /// After a proof of either kind: whether the user may not try just now, and what came of it.
    [[nodiscard]] std::optional<AuthError> refuse_attempt(const std::string& user);
    void failed_attempt(const std::string& user);
    void good_attempt(const std::string& user) { attempts_.erase(user); }
    void set_password(UserEntry& user, std::string_view password);

    /// A sign-in of that user from now on, with a refresh token of that client.
    struct Begun {
        Session* session;
        std::string refresh_token;
    };
    [[nodiscard]] Begun begin(std::string_view user, const ClientEntry& client, std::string scope);
    /// Tokens of a sign-in, without a refresh token.
    [[nodiscard]] Tokens issue(const Session& session, const TokenChanges& changes = {});
    /// Another refresh token for that one of the sign-in's. Of those that are not the newest it knows the last 32.
    [[nodiscard]] std::string rotate(const Session& session, std::string_view refresh_token);
    /// What a token of a client for itself says.
    [[nodiscard]] Token client_token(const ClientEntry& client, const std::string& scope, const TokenChanges& changes);

    /// Checks algorithm, key, signature, issuer and expiry. A token whose signature was checked once is known again
    /// (the last 4,096); its expiry is checked every time.
    [[nodiscard]] Verified verify(std::string_view token, Instant now);
    [[nodiscard]] Verified verify(std::string_view token) { return verify(token, context_.calendar()); }
    /// Whether a token's sign-in was revoked.
    [[nodiscard]] bool revoked(const Claims& claims);

    /// The public keys, as `/POOL/.well-known/jwks.json` answers.
    [[nodiscard]] std::string jwks() const;

    /// Chance for what the pool hands out.
    [[nodiscard]] Random& random() { return random_; }
    [[nodiscard]] const Context& context() const { return context_; }
    [[nodiscard]] std::string draw_refresh_token();
    void count_refused() { refused_.add(); }

    static constexpr std::size_t most_verified = 4096;
    static constexpr std::size_t most_sessions = 100'000;
    /// RefreshTokenValidity of CreateUserPoolClient.
    static constexpr Duration refresh_token_ttl = 24h * 30;

private:
    struct Inside;
    struct Attempts {
        std::uint64_t failed = 0;
        Instant last;
        Instant locked_until = epoch;
    };
    struct Seed {
        std::string sub;
        Password password;
    };
    [[nodiscard]] AuthError refused(std::string message);
    [[nodiscard]] std::string payload(const UserEntry& user, const ClientEntry& client, const Session& session,
                                      std::string_view use, const TokenChanges& changes, const Token* access = nullptr);
    /// The scenario's user of that number, who is one of the users from now on.
    const UserEntry* grow(std::uint64_t index);
    [[nodiscard]] std::string key_of(std::string_view name) const;
    void note_aliases(const UserEntry& user, bool there);

    Context context_;
    std::string name_;
    UserPoolConfig config_;
    std::shared_ptr<const SigningKey> key_;
    Random random_;
    std::string id_;
    std::string client_id_;
    std::string issuer_;
    std::unique_ptr<PoolEntry> entry_;
    std::vector<std::optional<Seed>> seeds_;  // the scenario's users, until somebody asks for one
    Instant began_;
    std::unique_ptr<Inside> inside_;
    std::map<std::string, Attempts> attempts_;
    Sessions sessions_{most_sessions};
    VerifiedTokens verified_{most_verified};
    Quotas quotas_;
    Counter& sign_ins_;
    Counter& refused_;
    Counter& authentications_;
    Counter& throttled_;
};

/// Letters by chance.
[[nodiscard]] std::string draw(Random& random, std::string_view letters, std::size_t length);
[[nodiscard]] std::string draw_uuid(Random& random);
inline constexpr std::string_view alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view lower_alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace wt::identity
