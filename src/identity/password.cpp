#include "identity/password.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "base/hex.hpp"
#include "base/utf8.hpp"
#include "identity/cognito_idp_shapes.hpp"

namespace wt::identity {

namespace {

constexpr std::string_view capital_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
// Developer Guide, "Adding user pool password requirements".
constexpr std::string_view symbols = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ";

[[nodiscard]] bool has_one_of(std::string_view text, std::string_view letters) {
    return text.find_first_of(letters) != std::string_view::npos;
}

/// In code points, as far as it is UTF-8.
[[nodiscard]] std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Password::Password(std::string_view password, Random& salts) {
    const std::uint64_t halves[2] = {salts.next(), salts.next()};
    std::memcpy(salt_.data(), halves, salt_.size());
    hash_ = hash(password);
}

std::string Password::text() const {
    return hex_encode({reinterpret_cast<const char*>(salt_.data()), salt_.size()}) +
           hex_encode({reinterpret_cast<const char*>(hash_.data()), hash_.size()});
}

std::optional<Password> Password::read(std::string_view text) {
    Password read;
    if (text.size() != 2 * (read.salt_.size() + read.hash_.size())) return std::nullopt;
    for (std::size_t i = 0; i < text.size() / 2; ++i) {
        const int high = hex_digit(text[2 * i]);
        const int low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        unsigned char& to = i < read.salt_.size() ? read.salt_[i] : read.hash_[i - read.salt_.size()];
        to = static_cast<unsigned char>(high * 16 + low);
    }
    return read;
}

bool Password::is(std::string_view password) const {
    const Bytes32 other = hash(password);
    return CRYPTO_memcmp(other.data(), hash_.data(), hash_.size()) == 0;
}

Password::Bytes32 Password::hash(std::string_view password) const {
    std::string salted(reinterpret_cast<const char*>(salt_.data()), salt_.size());
    salted += password;
    Bytes32 digest;
    SHA256(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
    return digest;
}

std::optional<std::string> refuse_password(const PasswordPolicyType& policy, std::string_view password) {
    const std::string_view prefix = "Password did not conform with policy: ";
    const auto because = [prefix](std::string_view why) { return std::string(prefix).append(why); };
    if (letters_in(password) < static_cast<std::size_t>(std::max(policy.minimum_length.value_or(6), 0)))
        return because("Password not long enough");
    if (policy.require_uppercase.value_or(false) && !has_one_of(password, capital_letters))
        return because("Password must have uppercase characters");
    if (policy.require_lowercase.value_or(false) && !has_one_of(password, small_letters))
        return because("Password must have lowercase characters");
    if (policy.require_numbers.value_or(false) && !has_one_of(password, digits))
        return because("Password must have numeric characters");
    if (policy.require_symbols.value_or(false) && !has_one_of(password, symbols))
        return because("Password must have symbol characters");
    return std::nullopt;
}

std::string draw_password(const PasswordPolicyType& policy, Random& random) {
    constexpr std::size_t least = 10;
    const auto length = std::max(least, static_cast<std::size_t>(std::max(policy.minimum_length.value_or(8), 0)));
    constexpr std::string_view plain_symbols = "!@#%&*?+=-_";
    const std::string_view kinds[] = {capital_letters, small_letters, digits, plain_symbols};
    std::string password;
    while (password.size() < length) {
        const std::string_view kind = kinds[password.size() % std::size(kinds)];
        password += kind[random.below(kind.size())];
    }
    return password;
}

}  // namespace wt::identity
