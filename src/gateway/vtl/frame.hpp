#pragma once
#include <cstdint>
#include <vector>

#include "gateway/java/heap.hpp"
#include "gateway/vtl/node.hpp"

namespace wt::gateway::vtl {

/// What a macro's call adds to the variables: its own, and what its parameters stand for. Or a loop over null, which
/// hides its variable. Frames stay as long as the heap: a block that was defined in one may be printed after it.
struct Frame {
    struct Binding {
        std::uint32_t slot = 0;
        java::Value local;
        const Node* argument = nullptr;  // computed anew each time, in the frame below
        const Node* literal = nullptr;   // how the caller wrote it
        Binding* next = nullptr;
    };

    Frame* below = nullptr;
    Binding* bindings = nullptr;
    bool hides = false;  // the variable of hidden
    bool is_loop = false;
    std::uint32_t hidden = 0;

    [[nodiscard]] Binding* find(std::uint32_t slot) const {
        Binding* each = bindings;
        while (each != nullptr && each->slot != slot) each = each->next;
        return each;
    }
    Binding& bind(java::Heap& heap, std::uint32_t slot) {
        if (Binding* const found = find(slot)) return *found;
        auto* const made = heap.make<Binding>();
        made->slot = slot;
        made->next = bindings;
        bindings = made;
        return *made;
    }
};

}  // namespace wt::gateway::vtl
