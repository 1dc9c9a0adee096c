#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/hash.hpp"
#include "edge/waf/core_rule_set.hpp"
#include "edge/waf/tame_words.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// Tells requests that the Core Rule Set lets pass, in microseconds. It knows only such as are plain in every part:
/// letters, digits and a few signs, none of the words that the rules look for, well-known header fields, a body of
/// plain JSON or form fields. What it calls tame the rule set scores below its threshold; of anything else it says
/// nothing. tests/edge/waf/tame_test.cpp holds it to that against the rule set itself.
///
/// Values of header fields that hardly vary (User-Agent, Accept, ...) are shown to the rule set once each and
/// remembered, so that they may be as odd as browsers make them.
class Tame {
public:
    explicit Tame(const CoreRuleSet& rule_set) : rule_set_(rule_set) {}

    [[nodiscard]] bool is_tame(const http::Request& request, std::uint64_t body_limit);

    static constexpr std::size_t most_parts = 100;    // arguments, cookies, JSON scalars
    static constexpr std::size_t longest_part = 512;  // bytes
    static constexpr std::size_t most_remembered = 4096;

private:
    friend class TameJson;
    enum class Signs : std::uint8_t { few, sentence };
    [[nodiscard]] bool path(std::string_view path) const;
    [[nodiscard]] bool pairs(std::string_view text, char separator);
    [[nodiscard]] bool value(std::string_view text, Signs signs) const;
    /// A name is checked like a value, and remembered.
    [[nodiscard]] bool name(std::string_view text);
    [[nodiscard]] bool headers(const http::Request& request);
    [[nodiscard]] bool header(std::string_view name, std::string_view value);
    [[nodiscard]] bool token(std::string_view value) const;
    [[nodiscard]] bool shown(std::string_view name, std::string_view value);
    [[nodiscard]] bool body(const http::Request& request);

    using Texts = std::unordered_set<std::string, TextHash, std::equal_to<>>;
    static void remember(Texts& texts, std::string_view text);

    const CoreRuleSet& rule_set_;
    TameWords words_;
    Texts names_;          // that are tame
    Texts header_fields_;  // "name: value" that the rule set has nothing against
    Texts refused_;        // those that it has something against
    std::string field_;    // of shown()
    std::string pointer_;  // of a JSON body: where the scan stands
};

}  // namespace wt::edge::waf
