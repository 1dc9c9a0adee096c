#pragma once
#include <cstddef>
#include <string_view>

#include "edge/waf/tame.hpp"

namespace wt::edge::waf {

/// Reads a JSON document, strictly, and asks of every name and scalar whether it is tame. A name is looked at with
/// those above it ("json.address.city"), as the rule set calls it. Escapes and deep nesting are not tame.
class TameJson {
public:
    explicit TameJson(Tame& tame) : tame_(tame) {}
    [[nodiscard]] bool read(std::string_view text);

private:
    static constexpr int deepest = 8;
    [[nodiscard]] bool element(int depth);
    [[nodiscard]] bool object(int depth);
    [[nodiscard]] bool array(int depth);
    [[nodiscard]] bool number();
    [[nodiscard]] bool word(std::string_view expected);
    [[nodiscard]] bool literal(std::string_view& to);
    [[nodiscard]] bool take(char c);
    void skip_space();

    Tame& tame_;
    std::string_view rest_;
    std::size_t parts_ = 0;
};

}  // namespace wt::edge::waf
