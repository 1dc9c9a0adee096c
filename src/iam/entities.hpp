#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "base/time.hpp"
#include "iam/identity_policies.hpp"

/// What an account's directory is made of. IAM User Guide, "IAM identifiers": names are unique in an account whatever
/// their case.
namespace wt::iam {

struct LessIgnoringCase {
    using is_transparent = void;
    [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                            [](char x, char y) { return lower(x) < lower(y); });
    }
};
template <class T>
using ByName = std::map<std::string, T, LessIgnoringCase>;

/// A policy as it was handed in, and what it says.
struct PolicyDocument {
    std::string text;
    PolicyRef policy;
};

/// What all entities have.
struct Entity {
    std::string name;
    std::string path = "/";  // begins and ends with '/'
    std::string id;          // AWS's unique id: "AROA..."
    Instant created = epoch;
    aws::TagSet tags;
};

/// A user, a group or a role.
struct PolicyHolder : Entity {
    ByName<PolicyDocument> inline_policies;
    std::vector<std::string> attached;  // ARNs of managed policies, in the order of their names
};

struct Role : PolicyHolder {
    PolicyDocument trust;
    std::string description;
    std::int32_t max_session = 3600;  // seconds
    std::string boundary;             // ARN of a managed policy; empty: none
    std::string linked_service;       // "elasticbeanstalk.amazonaws.com" for a service-linked role; else empty
};

struct Group : PolicyHolder {};

/// A user name and a password for one service: CodeCommit, Keyspaces.
struct ServiceCredential {
    std::string id;
    std::string service;
    std::string service_user;
    std::string password;
    bool active = true;
    Instant created = epoch;
};

struct SigningCertificate {
    std::string id;
    std::string body;  // PEM
    bool active = true;
    Instant uploaded = epoch;
};

struct User : PolicyHolder {
    std::string boundary;
    std::vector<ServiceCredential> service_credentials;  // from old to new, as the next
    std::vector<SigningCertificate> certificates;
    std::vector<std::string> groups;  // names, in the order that the user joined them
};

struct PolicyVersion {
    PolicyDocument document;
    Instant created = epoch;
};

/// A managed policy of the customer's.
struct ManagedPolicy : Entity {
    std::string description;
    Instant updated = epoch;
    std::map<std::int32_t, PolicyVersion> versions;  // 1 is "v1"
    std::int32_t default_version = 1;
    std::int32_t last_version = 1;  // numbers are not used again
};

struct InstanceProfile : Entity {
    std::string role;  // empty: none
};

struct AccessKey {
    std::string id;
    std::string secret;
    std::string user;  // name; empty: the account's root
    bool active = true;
    Instant created = epoch;
};

/// An OpenID Connect provider.
struct OidcProvider {
    std::string url;  // without "https://"
    std::vector<std::string> client_ids;
    std::vector<std::string> thumbprints;
    Instant created = epoch;
    aws::TagSet tags;
};

struct Account {
    ByName<Role> roles;
    ByName<User> users;
    ByName<Group> groups;
    ByName<ManagedPolicy> policies;
    ByName<InstanceProfile> profiles;
    std::map<std::string, AccessKey, std::less<>> keys;          // by id
    std::map<std::string, OidcProvider, std::less<>> providers;  // by URL
    std::string alias;                                           // empty: none
};

}  // namespace wt::iam
