#pragma once
#include <memory>
#include <string>

#include "http/message.hpp"

namespace wt::edge::waf {

/// The OWASP Core Rule Set in libmodsecurity, as its package installs it: paranoia level 1, and an anomaly score of
/// five blocks. One look at a request takes about half a millisecond; CoreFilter spares most requests that.
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

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace wt::edge::waf
