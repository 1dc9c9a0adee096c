#include "secrets/filters.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.hpp"

namespace wt::secrets {

namespace {

[[nodiscard]] bool begins(std::string_view text, std::string_view with) { return text.starts_with(with); }
[[nodiscard]] bool begins_in_any_case(std::string_view text, std::string_view with) {
    return text.size() >= with.size() && same_ignoring_case(text.substr(0, with.size()), with);
}

template <class Match>
[[nodiscard]] bool any_key(const Secret& secret, Match match) {
    return std::any_of(secret.tags.begin(), secret.tags.end(), [&](const auto& tag) { return match(tag.first); });
}
template <class Match>
[[nodiscard]] bool any_value(const Secret& secret, Match match) {
    return std::any_of(secret.tags.begin(), secret.tags.end(), [&](const auto& tag) { return match(tag.second); });
}

/// One of the words begins one of the words of an attribute, or an attribute.
[[nodiscard]] bool found_anywhere(const Secret& secret, std::string_view words) {
    bool found = false;
    each_part(words, ' ', [&](std::string_view word) {
        const auto in = [&](std::string_view text) {
            bool there = begins_in_any_case(text, word);
            each_part(text, ' ', [&](std::string_view part) { there = there || begins_in_any_case(part, word); });
            return there;
        };
        found = found || in(secret.name) || in(secret.description) || in(secret.place.region) || in(secret.owner) ||
                any_key(secret, in) || any_value(secret, in);
    });
    return found;
}

[[nodiscard]] bool matches(const Secret& secret, std::string_view key, std::string_view value) {
    const auto with = [&](std::string_view text) { return begins(text, value); };
    if (key == "name") return with(secret.name);
    if (key == "description") return begins_in_any_case(secret.description, value);
    if (key == "tag-key") return any_key(secret, with);
    if (key == "tag-value") return any_value(secret, with);
    // Of a replica; there are none.
    if (key == "primary-region") return with(secret.place.region);
    if (key == "owning-service") return !secret.owner.empty() && with(secret.owner);
    return found_anywhere(secret, value);
}

}  // namespace

bool passes(const Secret& secret, const std::vector<Filter>& filters) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
        return std::any_of(filter.values.begin(), filter.values.end(), [&](std::string_view value) {
            const bool turned = value.starts_with('!');
            if (turned) value.remove_prefix(1);
            return matches(secret, filter.key.value_or("all"), value) != turned;
        });
    });
}

}  // namespace wt::secrets
