#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/shape.hpp"
#include "kms/kms_shapes.hpp"

namespace wt::kms {

/// What a key encrypts, signs or authenticates with, from one rotation to the next.
struct Material {
    std::string id;    // 64 hexadecimal digits
    aws::Blob secret;  // a symmetric key's bytes, or a pair in PKCS #8
    Instant since;
    std::string began;  // RotationType: "AUTOMATIC", "ON_DEMAND"; empty for the first
};
const aws::Structure& shape_of(aws::Tag<Material>);

/// What lets somebody use a key beside its policy.
struct GrantEntry {
    GrantListEntry told;
    std::string token;  // that CreateGrant handed out
};
const aws::Structure& shape_of(aws::Tag<GrantEntry>);

/// A KMS key with all that is kept of it. It knows no wire, and no clock.
struct Key {
    aws::AccountRegion place;
    std::string id;

    std::string spec;
    std::string usage;
    std::string manager = "CUSTOMER";  // or "AWS"
    std::string description;
    std::string policy;
    std::map<std::string, std::string> tags;
    Instant created;
    bool enabled = true;
    bool multi_region = false;
    std::optional<Instant> ends;      // marked for deletion: it goes then
    std::vector<Material> materials;  // the last is the current one
    bool rotates = false;
    std::int32_t period = 365;  // days
    std::optional<Instant> next_rotation;
    std::map<std::string, GrantEntry> grants;  // by id

    [[nodiscard]] std::string arn() const;
    [[nodiscard]] bool is_aws() const { return manager == "AWS"; }
    [[nodiscard]] const Material& current() const { return materials.back(); }
    /// Null: it has none such.
    [[nodiscard]] const Material* material(std::string_view id) const;
    /// "Enabled", "Disabled", "PendingDeletion".
    [[nodiscard]] std::string_view state() const;
};
const aws::Structure& shape_of(aws::Tag<Key>);

/// Another name of a key.
struct Alias {
    aws::AccountRegion place;
    std::string name;  // "alias/..."
    std::string target;
    Instant created;
    Instant changed;

    [[nodiscard]] std::string arn() const;
};
const aws::Structure& shape_of(aws::Tag<Alias>);

/// "arn:aws:kms:REGION:ACCOUNT:key/ID" or "...:alias/NAME".
struct KmsArn {
    aws::AccountRegion place;
    std::string rest;
};
[[nodiscard]] std::optional<KmsArn> parse_kms_arn(std::string_view arn);
/// A UUID, or "mrk-" and 32 hexadecimal digits.
[[nodiscard]] bool is_key_id(std::string_view text);

}  // namespace wt::kms
