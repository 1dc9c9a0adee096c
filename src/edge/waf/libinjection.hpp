#pragma once
#include <cstddef>

// Exported by libmodsecurity, which installs no header for them. Both answer 1 for an attack. `fingerprint` has room
// for 8 characters, the last of them zero.
extern "C" {
int libinjection_sqli(const char* text, std::size_t length, char fingerprint[]);
int libinjection_xss(const char* text, std::size_t length);
}
