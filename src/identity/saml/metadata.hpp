#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace wt::identity::saml {

/// What an identity provider says of itself (SAML 2.0 Metadata, 2.4.3).
struct Metadata {
    std::string entity;
    std::string sign_on;                    // where a browser is sent with a request (HTTP-Redirect)
    std::string sign_off;                   // the same; empty: nowhere
    std::vector<std::string> certificates;  // DER, of keys that sign
};
[[nodiscard]] Result<Metadata> read_metadata(std::string_view text);

}  // namespace wt::identity::saml
