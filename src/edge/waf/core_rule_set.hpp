#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "http/message.hpp"

namespace wt::edge::waf {

/// What the Core Rule Set makes of a request: whether it blocks it, and the points of each of its chapters.
struct CoreVerdict {
    static constexpr std::size_t chapters = 11;
    static constexpr int threshold = 5;  // the points of one critical rule

    bool blocks = false;
    bool finds_nothing = true;  // not even the few points of a notice
    std::array<std::uint16_t, chapters> points{};
};

/// The OWASP Core Rule Set in libmodsecurity, as its package holds it (not as the machine's owner may have set it up
/// under /etc: a verdict is the same everywhere): paranoia level 1, and an anomaly score of five blocks. One look at a
/// request takes about half a millisecond; CoreFilter spares most requests that.
class CoreRuleSet {
public:
    /// Throws std::runtime_error, with a sentence, when the rules are not installed.
    CoreRuleSet();
    CoreRuleSet(const CoreRuleSet&) = delete;
    CoreRuleSet& operator=(const CoreRuleSet&) = delete;
    ~CoreRuleSet();

    /// What it makes of the request, of whose body the first `body_limit` bytes count. What HTTP/1.1 requires and a
    /// simulated request may lack (Host, Accept, Content-Length) is added. Nothing of the viewer's address counts.
    [[nodiscard]] CoreVerdict verdict(const http::Request& request, std::uint64_t body_limit) const;
    [[nodiscard]] bool blocks(const http::Request& request, std::uint64_t body_limit) const {
        return verdict(request, body_limit).blocks;
    }

    /// The one that every web ACL asks: read when it is first asked for, never changed; from any thread, one at a time.
    /// An exception as above.
    [[nodiscard]] static const CoreRuleSet& shared();

    /// Where Debian's and Ubuntu's package modsecurity-crs has the rules.
    static constexpr std::string_view folder = "/usr/share/modsecurity-crs/rules";

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace wt::edge::waf
