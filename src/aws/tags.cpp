#include "aws/tags.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "aws/violations.hpp"
#include "base/ascii.hpp"

namespace wt::aws {

namespace {

constexpr std::int64_t longest_key = 128;
constexpr std::int64_t longest_value = 256;
/// Source: the models of services that state it, such as ECR's and Cognito's Tag.
constexpr std::string_view tag_characters = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*";

[[nodiscard]] constexpr Facets facets(std::int64_t least, std::int64_t most) {
    Facets made;
    made.min_length = least;
    made.max_length = most;
    made.matches = tag_characters;
    return made;
}
constexpr Facets key_facets = facets(1, longest_key);
constexpr Facets value_facets = facets(0, longest_value);

[[nodiscard]] constexpr Member member(std::string_view name, std::ptrdiff_t offset, const Facets& of) {
    Member made;
    made.name = name;
    made.offset = offset;
    made.type = &type_of<std::string>();
    made.facets = &of;
    made.is_required = true;
    return made;
}

[[nodiscard]] TagFault reserved(const std::string& key) {
    return {TagFault::Why::reserved, key, "aws: prefixed tag key names are not allowed for external use."};
}

}  // namespace

const Structure& shape_of(Tag<ResourceTag>) {
    static constexpr Member members[] = {member("Key", offsetof(ResourceTag, key), key_facets),
                                         member("Value", offsetof(ResourceTag, value), value_facets)};
    static constexpr Structure shape(members, "Tag");
    return shape;
}

bool is_reserved_tag(std::string_view key) {
    constexpr std::string_view prefix = "aws:";
    return key.size() >= prefix.size() && same_ignoring_case(key.substr(0, prefix.size()), prefix);
}

bool may_set_tag(std::string_view key, std::string_view via) {
    return !is_reserved_tag(key) || (via == cloudformation_principal && key.starts_with("aws:cloudformation:"));
}

bool is_tag_text(std::string_view text) { return matches(text, tag_characters); }

std::optional<TagFault> TagSet::add(const std::vector<ResourceTag>& tags, std::string_view via) {
    std::map<std::string, std::string> all;
    for (const ResourceTag& tag : tags) {
        if (!all.emplace(tag.key, tag.value).second)
            return TagFault{TagFault::Why::duplicate, tag.key, "Duplicate tag keys found."};
    }
    return add(all, via);
}

std::optional<TagFault> TagSet::add(const std::map<std::string, std::string>& tags, std::string_view via) {
    auto count = static_cast<std::size_t>(
        std::count_if(tags_.begin(), tags_.end(), [](const auto& tag) { return !is_reserved_tag(tag.first); }));
    for (const auto& [key, value] : tags) {
        if (!may_set_tag(key, via)) return reserved(key);
        if (!is_reserved_tag(key) && !tags_.contains(key)) ++count;
    }
    if (count > most) {
        return TagFault{TagFault::Why::too_many, {}, fmt::format("The resource cannot have more than {} tags.", most)};
    }
    for (const auto& [key, value] : tags) tags_[key] = value;
    return std::nullopt;
}

std::optional<TagFault> TagSet::remove(const std::vector<std::string>& keys) {
    const auto own =
        std::find_if(keys.begin(), keys.end(), [](const std::string& key) { return is_reserved_tag(key); });
    if (own != keys.end()) return reserved(*own);
    for (const std::string& key : keys) tags_.erase(key);
    return std::nullopt;
}

TagSet::Page TagSet::list(std::string_view after, std::size_t limit) const {
    Page page;
    auto at = after.empty() ? tags_.begin() : tags_.upper_bound(std::string(after));
    for (; at != tags_.end(); ++at) {
        if (page.tags.size() >= limit) {
            page.more = true;
            return page;
        }
        page.tags.push_back({at->first, at->second});
    }
    return page;
}

}  // namespace wt::aws
