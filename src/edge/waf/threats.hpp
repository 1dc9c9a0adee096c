#pragma once
#include <cstdint>
#include <string_view>

namespace wt::edge::waf {

/// What the rules of managed groups are against. AWS publishes what each is for and a few examples, not its patterns:
/// those here are our own, after what is known of each kind of attack in public.
enum class Threat : std::uint8_t {
    sqli,
    sqli_extended,  // what the detector of SQL injection does not see from a text's beginning
    xss,
    metadata,     // of EC2 instances
    local_file,   // path traversal
    remote_file,  // an URL with an address in place of a name
    extension,    // of files that nobody should read
    log4j,
    java,
    react,
    exploitable_path,
    admin_path,
    linux_file,
    unix_shell,
    windows_shell,
    power_shell,
    php,
    wordpress_command,
    wordpress_path,
    none,
};
/// A set of them, a bit each.
using Threats = std::uint32_t;
[[nodiscard]] constexpr Threats threat_bit(Threat one) {
    return one == Threat::none ? 0 : Threats{1} << static_cast<unsigned>(one);
}

/// Those that a text may be, told at about a nanosecond a character: what is not in the set it is not. A text that is
/// one word is none.
[[nodiscard]] Threats may_be(std::string_view text);
/// Without the detectors of SQL injection and scripts: what its words remind of.
[[nodiscard]] Threats reminds_of(std::string_view text);
/// Whether the text, as an application would get it, is one.
[[nodiscard]] bool is_threat(Threat which, std::string_view text);

/// Whether a text has only letters, digits, '_' and these signs.
[[nodiscard]] bool is_plain_path(std::string_view text);

}  // namespace wt::edge::waf
