#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "stream/jq/node.hpp"

namespace wt::stream::jq {

/// Reads a query; jq 1.6 Manual, "Basic filters" to "Conditionals and comparisons".
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}
    [[nodiscard]] Result<Part> query();

private:
    // Each null when it is wrong; then `problem_` says why.
    [[nodiscard]] Part pipe();
    [[nodiscard]] Part alternative();
    [[nodiscard]] Part disjunction();
    [[nodiscard]] Part conjunction();
    [[nodiscard]] Part comparison();
    [[nodiscard]] Part sum();
    [[nodiscard]] Part product();
    [[nodiscard]] Part postfix();
    [[nodiscard]] Part primary();
    [[nodiscard]] Part word();
    [[nodiscard]] Part choice();
    [[nodiscard]] Part object();
    [[nodiscard]] Part array();
    [[nodiscard]] Part text();
    [[nodiscard]] Part bracket(Part of);
    [[nodiscard]] Part fail(std::string why);

    void skip();
    [[nodiscard]] bool take(std::string_view token);
    [[nodiscard]] bool take_word(std::string_view word);
    [[nodiscard]] std::string name();

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::string problem_;
};

}  // namespace wt::stream::jq
