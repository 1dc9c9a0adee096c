#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "gateway/java/heap.hpp"
#include "gateway/vtl/node.hpp"

namespace wt::gateway::vtl {

/// The names of variables, each with a slot. They live where the texts of the templates do.
class Names {
public:
    [[nodiscard]] std::uint32_t slot_of(std::string_view name);
    [[nodiscard]] std::size_t size() const { return slots_.size(); }
    /// Whether a template speaks of it.
    [[nodiscard]] bool has(std::string_view name) const { return slots_.contains(name); }

private:
    std::unordered_map<std::string_view, std::uint32_t> slots_;
};

/// A template that was read.
struct Tree {
    const Node* root = nullptr;
    std::unordered_map<std::string_view, const Node*> macros;
    bool evaluates = false;  // there is an #evaluate in it
};

/// Reads a template by the grammar of Velocity 1.7. Nodes, and a copy of the text, go to the heap. What is wrong is
/// said with its line and column.
[[nodiscard]] Result<Tree> parse(std::string_view text, java::Heap& heap, Names& names);

}  // namespace wt::gateway::vtl
