#include "aws/shape.hpp"

#include <atomic>

namespace wt::aws {

namespace {

/// Until the program ends. Shapes are made when they are first used, by whichever run that is.
template <class T>
[[nodiscard]] const T& keep(T value) {
    struct Node {
        T held;
        Node* next;
    };
    static std::atomic<Node*> last;
    auto* const node = new Node{std::move(value), last.load()};  // NOLINT
    while (!last.compare_exchange_weak(node->next, node)) {
    }
    return node->held;
}

}  // namespace

const Facets& kept(Facets facets) { return keep(facets); }
std::span<const Member> kept(std::vector<Member> members) { return keep(std::move(members)); }

bool Structure::is_nothing() const { return this == &shape_of(Tag<Nothing>()); }

const Structure& shape_of(Tag<Nothing>) {
    static constexpr Structure none{std::span<const Member>()};
    return none;
}

}  // namespace wt::aws
