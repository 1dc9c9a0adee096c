#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/shape.hpp"

namespace wt::aws {

/// A tag as most services' lists have it: {"Key": ..., "Value": ...}.
struct ResourceTag {
    std::string key;
    std::string value;
    friend bool operator==(const ResourceTag&, const ResourceTag&) = default;
};
/// With the constraints that AWS's models have: keys of 1 to 128 characters, values of at most 256.
[[nodiscard]] const Structure& shape_of(Tag<ResourceTag>);

/// Whether a key or a value has only characters that one may have: letters, digits, blanks and _ . : / = + - @.
[[nodiscard]] bool is_tag_text(std::string_view text);

/// Why tags are refused as a whole; nothing was changed.
struct TagFault {
    enum class Why : std::uint8_t {
        too_many,   // more than 50 on the resource
        reserved,   // a key that begins with "aws:", in any case
        duplicate,  // a list with one key twice
    };
    Why why;
    std::string key;   // empty for too many
    std::string text;  // AWS's sentence, where services agree; else Assumed, and a service may have its own
};

/// As whom CloudFormation acts for its callers.
inline constexpr std::string_view cloudformation_principal = "cloudformation.amazonaws.com";

/// Whether a key is one of AWS's own: "aws:", in any case.
[[nodiscard]] bool is_reserved_tag(std::string_view key);
/// Whether somebody may set that key. AWS's own come from CloudFormation alone, for whomever it deploys: `via` is the
/// call's (Call::via).
[[nodiscard]] bool may_set_tag(std::string_view key, std::string_view via);

/// The tags of one resource, sorted by key; keys differ by case. AWS's own ("aws:cloudformation:stack-name") stand
/// among them, count for nothing, and cannot be set or taken away by a caller. AWS General Reference, "Tagging your AWS
/// resources".
class TagSet {
public:
    static constexpr std::size_t most = 50;

    TagSet() = default;
    /// Those that a resource has.
    explicit TagSet(std::map<std::string, std::string> kept) : tags_(std::move(kept)) {}

    /// Sets them all, or none. `via`: the call's (Call::via); without it none is one of AWS's own.
    [[nodiscard]] std::optional<TagFault> add(const std::vector<ResourceTag>& tags, std::string_view via = {});
    [[nodiscard]] std::optional<TagFault> add(const std::map<std::string, std::string>& tags,
                                              std::string_view via = {});
    /// Keys that are not there are passed over.
    [[nodiscard]] std::optional<TagFault> remove(const std::vector<std::string>& keys);

    [[nodiscard]] const std::map<std::string, std::string>& all() const { return tags_; }
    /// At most `limit` of them, from the first behind the key `after`.
    struct Page {
        std::vector<ResourceTag> tags;
        bool more = false;
    };
    [[nodiscard]] Page list(std::string_view after, std::size_t limit) const;
    [[nodiscard]] std::vector<ResourceTag> list() const { return list({}, tags_.size()).tags; }

private:
    std::map<std::string, std::string> tags_;
};

}  // namespace wt::aws
