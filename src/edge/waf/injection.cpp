#include "edge/waf/injection.hpp"

#include <cstddef>

// Exported by libmodsecurity, which installs no header for them.
extern "C" {
int libinjection_sqli(const char* text, std::size_t length, char fingerprint[]);
int libinjection_xss(const char* text, std::size_t length);
}

namespace wt::edge::waf {

bool is_sqli(std::string_view text) {
    char fingerprint[8] = {};
    return !text.empty() && libinjection_sqli(text.data(), text.size(), fingerprint) == 1;
}

bool is_xss(std::string_view text) { return !text.empty() && libinjection_xss(text.data(), text.size()) == 1; }

}  // namespace wt::edge::waf
