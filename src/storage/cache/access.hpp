#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wt::cache {

/// A user of a cache, as an access string says it ("on ~app:* +@read -keys"). Passwords are as they are typed.
struct User {
    std::string name = "default";
    bool enabled = true;
    bool needs_password = false;
    std::vector<std::string> passwords;
    std::string access = "~* &* +@all";

    [[nodiscard]] bool takes(std::string_view password) const;
    /// Whether the user may run a command of those categories ("@read") under its name ("get").
    [[nodiscard]] bool may_run(std::string_view command, const std::vector<std::string_view>& categories) const;
    [[nodiscard]] bool may_touch(std::string_view key) const { return any_pattern('~', "allkeys", key); }
    [[nodiscard]] bool may_hear(std::string_view channel) const { return any_pattern('&', "allchannels", channel); }

private:
    [[nodiscard]] bool any_pattern(char sign, std::string_view all, std::string_view name_of_it) const;
};

/// What is wrong with an access string; empty: nothing.
[[nodiscard]] std::string problem_of_access(std::string_view access);

}  // namespace wt::cache
