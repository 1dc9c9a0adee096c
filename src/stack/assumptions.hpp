#pragma once
#include <string>
#include <vector>

#include "stack/architecture.hpp"

namespace wt::stack {

/// A latency that nobody measured or published.
struct Assumption {
    std::string name;  // "api overhead"
    Latency* latency;

    [[nodiscard]] std::string text() const { return name + " " + latency->law.text(); }
};

/// Those of these components that are not zero, in the order in which a request travels.
[[nodiscard]] std::vector<Assumption> assumptions(std::vector<Component>& components);

/// Which limits are exact here and best effort on AWS, in a sentence that names the setting of each: of API Gateway
/// ("throttling limits are applied on a best-effort basis", Developer Guide), and of WAF's rate-based rules, which are
/// decided by an estimate, usually within 30 seconds (Developer Guide, "Rate-based rule caveats"). Empty: there are
/// none.
[[nodiscard]] std::string exact_limits(const std::vector<Component>& components);

/// The law of so many times what `law` draws: its text with every time in it so many times as long. `factor` > 0; a law
/// that has a text.
[[nodiscard]] Distribution times(double factor, const Distribution& law);

}  // namespace wt::stack
