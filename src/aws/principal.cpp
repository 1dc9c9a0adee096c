#include "aws/principal.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/hash.hpp"

namespace wt::aws {

std::string Principal::canonical_user_id() const {
    return canonical_id.empty() ? aws::canonical_user_id(account) : canonical_id;
}

std::string_view Principal::user_name() const {
    if (kind != PrincipalKind::user) return {};
    const std::string_view whole = arn;
    return whole.substr(whole.rfind('/') + 1);
}

Principal root_of(std::string_view account) {
    Principal principal;
    principal.kind = PrincipalKind::root;
    principal.account = account;
    principal.arn = fmt::format("arn:aws:iam::{}:root", account);
    principal.user_id = account;
    return principal;
}

Principal user_of(std::string_view account, std::string_view name, std::string_view id, std::string_view path) {
    Principal principal;
    principal.kind = PrincipalKind::user;
    principal.account = account;
    principal.arn = fmt::format("arn:aws:iam::{}:user{}{}", account, path, name);
    principal.user_id = id;
    return principal;
}

Principal service(std::string_view name) {
    Principal principal;
    principal.kind = PrincipalKind::service;
    principal.arn = name;
    return principal;
}

bool is_account_id(std::string_view text) {
    return text.size() == 12 && std::all_of(text.begin(), text.end(), is_digit);
}

std::string canonical_user_id(std::string_view account) {
    std::string id;
    for (std::uint64_t part = 1; part <= 4; ++part) id += fmt::format("{:016x}", hash_bytes(account, part));
    return id;
}

bool is_canonical_user_id(std::string_view text) {
    // Of an account, or of an origin access identity.
    return (text.size() == 64 || text.size() == 96) && std::all_of(text.begin(), text.end(), [](char c) {
               return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
           });
}

}  // namespace wt::aws
