#pragma once
#include <optional>
#include <string>

#include "base/random.hpp"
#include "base/time.hpp"
#include "http/message.hpp"
#include "http/way.hpp"

namespace wt::edge {

/// How a continuous deployment divides the viewers of a distribution between it and its staging distribution: by a
/// field that they send, or by chance. CloudFront Developer Guide, "Learn how continuous deployment works".
struct Rollout {
    /// Whose viewers stay with who served them first.
    struct Sessions {
        Duration idle{0};     // a session ends when its viewer has not come for so long
        Duration longest{0};  // and after this in any case
    };

    http::Way staging;
    std::string header;  // whoever sends it with `value` goes there; empty: by `weight`
    std::string value;
    double weight = 0;  // the share that goes there, 0 to 1
    std::optional<Sessions> sessions;
};

/// Where a request goes.
struct Allotment {
    bool staged = false;
    std::string cookie;  // a Set-Cookie for its answer; empty: none
};

/// Pure policy. Takes the cookie of a session out of the request.
[[nodiscard]] Allotment allot(const Rollout& rollout, http::Request& request, Instant now, Random& random);

}  // namespace wt::edge
