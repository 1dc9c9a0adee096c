#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "gateway/java/value.hpp"

namespace wt::gateway::json_path {

/// Jayway's kinds of exceptions; each is caught elsewhere.
enum class Trouble : std::uint8_t {
    none,
    absent,   // PathNotFoundException: nothing is where a definite path leads
    invalid,  // InvalidPathException
    other,    // whatever else Java raises
};

/// What a path found.
struct Reading {
    Trouble trouble = Trouble::none;
    java::Value value;
    std::string_view why;  // a literal
};

struct Expression;
struct Parameter;

/// One step of a path.
struct Token {
    enum class Kind : std::uint8_t { property, wildcard, scan, index, slice, filter, function };

    Kind kind = Kind::property;
    std::vector<std::string> properties;
    std::vector<std::int32_t> indexes;
    std::optional<std::int32_t> from;  // of a slice
    std::optional<std::int32_t> to;
    std::shared_ptr<const Expression> filter;
    std::string function;
    std::vector<Parameter> parameters;
    /// Whether everything in front of it can lead to one place only.
    bool after_definite = true;
};

/// A JSONPath as Jayway's library reads it, compiled once. Copies are cheap.
class Path {
public:
    static constexpr std::size_t longest = 10'000;
    static constexpr std::size_t most_tokens = 500;

    /// A path without $ or @ in front gets "$.".
    [[nodiscard]] static Result<Path> compile(std::string_view text);
    /// `depth`: how many filters it stands in.
    [[nodiscard]] static Result<Path> compile(std::string_view text, int depth);

    /// What it finds: the value of a definite path, else a list of what there is.
    [[nodiscard]] Reading read(java::Heap& heap, java::Value document) const;

    [[nodiscard]] bool is_rooted() const { return rooted_; }
    [[nodiscard]] bool is_definite() const { return definite_; }
    [[nodiscard]] const std::vector<Token>& tokens() const { return *tokens_; }
    /// How many tokens it was written with: fewer than there are, when one was put behind it.
    [[nodiscard]] std::size_t written() const { return written_; }
    [[nodiscard]] bool ends_in_function() const { return function_; }
    /// The same with one step more behind it, which changes nothing about whether it is definite.
    [[nodiscard]] Path with_wildcard() const;

private:
    friend class Compiler;
    Path() = default;

    std::shared_ptr<const std::vector<Token>> tokens_;
    std::size_t written_ = 0;
    bool rooted_ = true;
    bool definite_ = true;
    bool function_ = false;
};

/// A function's argument: a path, or JSON.
struct Parameter {
    std::optional<Path> path;
    std::string json;
};

/// Whether it leads to one place: of a list of tokens, at this place.
[[nodiscard]] bool is_definite(const std::vector<Token>& tokens, std::size_t at);

}  // namespace wt::gateway::json_path
