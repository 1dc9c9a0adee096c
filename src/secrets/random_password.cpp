#include "secrets/random_password.hpp"

#include <utility>
#include <vector>

namespace wt::secrets {

namespace {

constexpr std::int64_t usual_length = 32;

}  // namespace

std::optional<std::string> random_password(Random& random, const GetRandomPasswordRequest& wanted) {
    const auto length = static_cast<std::size_t>(wanted.password_length.value_or(usual_length));
    const std::string excluded = wanted.exclude_characters.value_or("");
    std::vector<std::string> kinds;
    const auto add = [&](bool left_out, std::string_view characters) {
        if (left_out) return;
        std::string kind;
        for (const char c : characters) {
            if (excluded.find(c) == std::string::npos) kind += c;
        }
        if (!kind.empty()) kinds.push_back(std::move(kind));
    };
    add(wanted.exclude_lowercase.value_or(false), "abcdefghijklmnopqrstuvwxyz");
    add(wanted.exclude_uppercase.value_or(false), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    add(wanted.exclude_numbers.value_or(false), "0123456789");
    // API Reference, "GetRandomPassword".
    add(wanted.exclude_punctuation.value_or(false), "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
    add(!wanted.include_space.value_or(false), " ");
    std::string all;
    for (const std::string& kind : kinds) all += kind;
    const bool each = wanted.require_each_included_type.value_or(true);
    if (all.empty() || (each && length < kinds.size())) return std::nullopt;
    std::string password;
    if (each) {
        for (const std::string& kind : kinds) password += kind[random.below(kind.size())];
    }
    while (password.size() < length) password += all[random.below(all.size())];
    for (std::size_t i = password.size(); i > 1; --i) std::swap(password[i - 1], password[random.below(i)]);
    return password;
}

}  // namespace wt::secrets
