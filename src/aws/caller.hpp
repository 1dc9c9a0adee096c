#pragma once
#include <cstdint>
#include <string>

namespace wt::aws {

/// Who made a request, as far as its signature says.
struct Caller {
    enum class Kind : std::uint8_t {
        anonymous,  // no signature
        root,       // an account's own keys
        user,
        role,  // temporary credentials of an assumed role
    };
    Kind kind = Kind::anonymous;
    std::string account;     // 12 digits; empty when anonymous
    std::string arn;         // "arn:aws:iam::000000000000:root"
    std::string user_id;     // "AIDA...", "AROA...:session", or the account of its root
    std::string access_key;  // empty when anonymous

    [[nodiscard]] bool anonymous() const { return kind == Kind::anonymous; }
};

}  // namespace wt::aws
