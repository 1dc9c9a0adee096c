#pragma once
#include <string_view>

#include "edge/waf/config.hpp"

namespace wt::edge::waf {

/// True when the text, as an application would get it, reads as SQL injection or as a script. The detectors are
/// libinjection's, inside libmodsecurity: the same that the SQLi and XSS rules of the Core Rule Set call. About 100 ns
/// for a short text; a single word or number (letters, digits, _) costs nothing, since it can be neither.
[[nodiscard]] bool is_sqli(std::string_view text, SqliMatch::Sensitivity sensitivity);
[[nodiscard]] bool is_xss(std::string_view text);

}  // namespace wt::edge::waf
