#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "gateway/java/heap.hpp"
#include "gateway/java/value.hpp"
#include "gateway/vtl/parser.hpp"
#include "gateway/vtl/patterns.hpp"

namespace wt::gateway::vtl {

/// What a reference is that leads nowhere.
enum class Absent : std::uint8_t {
    as_written,  // Velocity's own way: null, which prints as the reference is written
    empty,       // API Gateway's: an empty text, which also counts as true
};

/// A template, read once and rendered many times. All renderings are on one thread.
class Template {
public:
    /// Of one rendering. Each but the first is Assumed.
    static constexpr int most_iterations = 1000;
    static constexpr std::size_t most_steps = 5'000'000;
    static constexpr int deepest = 400;

    using Variables = std::span<const std::pair<std::string_view, java::Value>>;

    [[nodiscard]] static Result<Template> parse(std::string_view text);

    /// Whether it speaks of the variable, so that whoever renders it need not make it.
    [[nodiscard]] bool names(std::string_view variable) const { return names_->has(variable); }

    /// Whether it has #evaluate, which may speak of anything.
    [[nodiscard]] bool evaluates() const { return tree_.evaluates; }

    /// What it gives with these variables, or why it gives nothing.
    [[nodiscard]] Result<std::string> render(java::Heap& heap, Variables variables, Absent absent) const;

private:
    Template() = default;

    std::unique_ptr<java::Heap> heap_;
    std::unique_ptr<Names> names_;
    std::unique_ptr<Patterns> patterns_;
    Tree tree_;
};

}  // namespace wt::gateway::vtl
