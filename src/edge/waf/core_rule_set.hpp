#pragma once
#include <memory>
#include <string_view>

#include "http/message.hpp"

namespace wt::edge::waf {

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

    /// Whether it blocks the request, of whose body the first `body_limit` bytes count. What HTTP/1.1 requires and a
    /// simulated request may lack (Host, Accept, Content-Length) is added. Nothing of the viewer's address counts.
    [[nodiscard]] bool blocks(const http::Request& request, std::uint64_t body_limit) const;

    /// Whether no rule has anything against it, not even the few points of a notice.
    [[nodiscard]] bool finds_nothing(const http::Request& request, std::uint64_t body_limit) const;

    /// The one that every web ACL asks: read when it is first asked for, never changed. An exception as above.
    [[nodiscard]] static const CoreRuleSet& shared();

    /// Where Debian's and Ubuntu's package modsecurity-crs has the rules.
    static constexpr std::string_view folder = "/usr/share/modsecurity-crs/rules";

private:
    struct Engine;
    struct Verdict {
        bool blocks;
        bool finds_nothing;
    };
    [[nodiscard]] Verdict look(const http::Request& request, std::uint64_t body_limit) const;
    std::unique_ptr<Engine> engine_;
};

}  // namespace wt::edge::waf
