#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"
#include "edge/waf/core_rule_set.hpp"
#include "edge/waf/tame.hpp"

namespace wt::edge::waf {

/// The Core Rule Set's verdict without asking it about every request. Tame requests pass: see Tame. Of the others those
/// of one shape have one verdict, which is asked for once. A shape is the request itself, but for small numbers that
/// stand alone in a part of plain characters ("/items/42", "page=3", {"id":"u17"}): those stand for one another. The
/// rules tell large numbers apart, at the edges of integers (2147483648), and such with zeros in front; a property test
/// holds the filter against the rule set itself. Shapes are remembered up to a bound, then all are forgotten.
class CoreFilter {
public:
    /// Valid until the next call.
    [[nodiscard]] const CoreVerdict& verdict(const http::Request& request, std::uint64_t body_limit);
    [[nodiscard]] bool blocks(const http::Request& request, std::uint64_t body_limit) {
        return verdict(request, body_limit).blocks;
    }

    /// How many verdicts the rule set itself was asked for.
    [[nodiscard]] std::uint64_t asked() const { return asked_; }
    [[nodiscard]] const CoreRuleSet& rules() const { return rules_; }
    [[nodiscard]] bool is_tame(const http::Request& request, std::uint64_t body_limit) {
        return tame_.is_tame(request, body_limit);
    }

    /// The request's shape, in a buffer that the next call overwrites.
    [[nodiscard]] std::string_view shape_of(const http::Request& request, std::uint64_t body_limit);

    static constexpr std::size_t most_shapes = 20'000;
    static constexpr std::size_t longest_shape = 4096;  // a larger request is asked about each time

private:
    const CoreRuleSet& rules_ = CoreRuleSet::shared();
    Tame tame_{rules_};
    std::string shape_;
    std::unordered_map<std::string, CoreVerdict, TextHash, std::equal_to<>> verdicts_;
    CoreVerdict last_;  // one that is not remembered
    std::uint64_t asked_ = 0;
};

}  // namespace wt::edge::waf
