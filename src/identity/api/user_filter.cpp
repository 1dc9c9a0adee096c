#include "identity/api/user_filter.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace wt::identity {

namespace {

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }

[[nodiscard]] std::string small(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = lower(c);
    return low;
}

}  // namespace

std::optional<UserFilter> UserFilter::parse(std::string_view text) {
    UserFilter filter;
    skip_blanks(text);
    const bool is_quoted = text.starts_with('"');
    if (is_quoted) text.remove_prefix(1);
    const std::size_t end = text.find_first_of(is_quoted ? "\"" : " \t=^");
    if (end == std::string_view::npos) return std::nullopt;
    filter.attribute_ = std::string(text.substr(0, end));
    text.remove_prefix(end + (is_quoted ? 1 : 0));
    skip_blanks(text);
    filter.is_prefix_ = text.starts_with("^=");
    if (!filter.is_prefix_ && !text.starts_with('=')) return std::nullopt;
    text.remove_prefix(filter.is_prefix_ ? 2 : 1);
    skip_blanks(text);
    if (!text.starts_with('"')) return std::nullopt;
    text.remove_prefix(1);
    bool is_closed = false;
    while (!text.empty() && !is_closed) {
        is_closed = text.front() == '"';
        if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
        if (!is_closed) filter.value_ += text.front();
        text.remove_prefix(1);
    }
    skip_blanks(text);
    if (!is_closed || !text.empty()) return std::nullopt;
    // ListUsers, "Filter": the attributes that can be searched by.
    static constexpr std::string_view searched[] = {
        "username",   "email",       "phone_number",       "name",
        "given_name", "family_name", "preferred_username", "cognito:user_status",
        "status",     "sub"};
    if (std::find(std::begin(searched), std::end(searched), filter.attribute_) == std::end(searched))
        return std::nullopt;
    return filter;
}

bool UserFilter::takes(const UserEntry& user) const {
    std::string value = attribute_ == "username"              ? user.name
                        : attribute_ == "sub"                 ? user.sub
                        : attribute_ == "cognito:user_status" ? user.status
                        : attribute_ == "status"              ? (user.enabled ? "Enabled" : "Disabled")
                                                              : user.attribute(attribute_);
    std::string wanted = value_;
    // Told apart by case: username, and nothing else.
    if (attribute_ != "username") {
        value = small(value);
        wanted = small(wanted);
    }
    return is_prefix_ ? value.starts_with(wanted) : value == wanted;
}

}  // namespace wt::identity
