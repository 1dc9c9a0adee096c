#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace re2 {
class RE2;
}

namespace wt::gateway::vtl {

/// Java's regular expressions as far as RE2 goes, compiled once each. What RE2 has not (looking around, references
/// back, classes in classes, possessive quantifiers) is refused, and not taken for something else.
class Patterns {
public:
    Patterns();
    ~Patterns();
    Patterns(const Patterns&) = delete;
    Patterns& operator=(const Patterns&) = delete;

    /// Stays until the next one is asked for.
    [[nodiscard]] Result<const re2::RE2*> find(std::string_view pattern);

private:
    static constexpr std::size_t most = 64;
    std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> compiled_;
};

}  // namespace wt::gateway::vtl
