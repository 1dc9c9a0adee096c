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

/// The law of so many times what `law` draws: its text with every time in it so many times as long. `factor` > 0; a law
/// that has a text.
[[nodiscard]] Distribution times(double factor, const Distribution& law);

}  // namespace wt::stack
