#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/sessions.hpp"

namespace wt::identity {

/// What is said of a user pool, as DescribeUserPool and GetUserPoolMfaConfig tell it.
struct PoolEntry {
    aws::AccountRegion place;
    bool of_scenario = false;
    bool says_recovery = false;  // whether AccountRecoverySetting was said, and is no default
    UserPoolType settings;
    GetUserPoolMfaConfigResponse mfa;

    [[nodiscard]] const std::string& id() const { return *settings.id; }
};
const aws::Structure& shape_of(aws::Tag<PoolEntry>);

/// An app client.
struct ClientEntry {
    UserPoolClientType settings;
    std::vector<ClientSecretDescriptorType> secrets;  // any of them is right
    // What the settings say of its tokens.
    Duration access_ttl{};
    Duration id_ttl{};
    Duration refresh_ttl{};

    [[nodiscard]] const std::string& id() const { return *settings.client_id; }
    /// "ALLOW_USER_SRP_AUTH".
    [[nodiscard]] bool allows(std::string_view flow) const;
    [[nodiscard]] bool hides_users() const { return settings.prevent_user_existence_errors == "ENABLED"; }
    [[nodiscard]] bool rotates() const;
    [[nodiscard]] bool is_secret(std::string_view text) const;
};
const aws::Structure& shape_of(aws::Tag<ClientEntry>);
/// Reads the lifetimes off the settings.
void measure(ClientEntry& client);

/// A code that was sent, and what it is good for.
struct CodeEntry {
    std::string code;
    Instant expires;
    std::string attribute;  // by which it was sent: "email", "phone_number"
};
const aws::Structure& shape_of(aws::Tag<CodeEntry>);

struct DeviceEntry {
    std::string group;
    std::string name;
    std::string salt;      // hexadecimal, as SRP has it
    std::string verifier;  // empty: not confirmed
    std::string address;   // last seen
    bool remembered = false;
    Instant created;
    Instant modified;
    Instant authenticated;
};
const aws::Structure& shape_of(aws::Tag<DeviceEntry>);

/// What a provider calls somebody, among the attributes by which they may be linked.
inline constexpr const char* subject_attribute = "Cognito_Subject";

/// A user of a provider elsewhere who is this user.
struct LinkedUser {
    std::string provider;
    std::string kind;  // "OIDC"
    std::string issuer;
    std::string user;
    bool primary = false;
    Instant created;
    std::string attribute = subject_attribute;  // whose value `user` is
};
const aws::Structure& shape_of(aws::Tag<LinkedUser>);

/// What somebody did at a pool with threat protection.
struct AuthEventEntry {
    std::string key;  // "SUB/...": a user's stand together, the newest first
    AuthEventType told;
};
const aws::Structure& shape_of(aws::Tag<AuthEventEntry>);

/// A passkey, by whose id a user has it.
struct PasskeyEntry {
    std::string key;  // a JSON Web Key set
    std::int64_t count = 0;
    std::string party;
    std::string attachment;
    std::vector<std::string> transports;
    Instant created;
};
const aws::Structure& shape_of(aws::Tag<PasskeyEntry>);

struct UserEntry {
    std::string name;
    std::string sub;
    std::map<std::string, std::string> attributes;  // but sub
    std::string status = "UNCONFIRMED";
    bool enabled = true;
    Instant created;
    Instant modified;

    std::string password;  // as Password::text(); empty: none
    std::string salt;      // of SRP, as srp_number(); empty: it is made when it is asked for
    std::string verifier;
    std::vector<std::string> passwords_before;
    std::optional<Instant> password_until;  // of a temporary one

    std::vector<std::string> groups;  // as they were joined
    std::string totp_secret;          // empty: none
    bool totp_verified = false;
    std::string totp_name;        // FriendlyDeviceName; empty: it has none
    std::int64_t totp_last = -1;  // the last step whose code was taken
    std::vector<std::string> mfa;
    std::string preferred_mfa;

    std::map<std::string, CodeEntry> codes;      // by what for: "confirm", "reset", "email", "phone_number"
    std::map<std::string, std::string> pending;  // new values of attributes that wait for their codes
    std::map<std::string, DeviceEntry> devices;
    std::vector<LinkedUser> linked;
    std::map<std::string, PasskeyEntry> passkeys;

    [[nodiscard]] std::string attribute(const std::string& attribute) const;
    /// Whether "email" or "phone_number" is there and verified.
    [[nodiscard]] bool verified(const std::string& attribute) const;
};
const aws::Structure& shape_of(aws::Tag<UserEntry>);
const aws::Structure& shape_of(aws::Tag<OlderToken>);
const aws::Structure& shape_of(aws::Tag<Session>);

/// "sub", the attributes and who the user is elsewhere, as operations list them.
[[nodiscard]] std::vector<UserAttribute> attributes_of(const UserEntry& user);

}  // namespace wt::identity
