#pragma once
#include "gateway/java/print.hpp"
#include "gateway/vtl/renderer.hpp"

namespace wt::gateway::vtl {

/// $foreach: how far its loop is, and a place for what the loop keeps.
class ForeachScope final : public java::Object {
public:
    ForeachScope(const Node* owner, ForeachScope* parent, java::Value replaced)
        : owner_(owner), parent_(parent), replaced_(replaced) {}

    void advance() { ++index_; }
    void set_has_next(bool has_next) { has_next_ = has_next; }
    [[nodiscard]] const Node* owner() const { return owner_; }
    [[nodiscard]] ForeachScope* parent() const { return parent_; }
    [[nodiscard]] java::Value replaced() const { return replaced_; }

    [[nodiscard]] java::Outcome property(std::string_view name, java::Heap& heap) override;
    [[nodiscard]] java::Outcome call(std::string_view name, std::span<const java::Value> arguments,
                                     java::Heap& heap) override;
    [[nodiscard]] bool assign(std::string_view name, java::Value value, java::Heap& heap) override;
    [[nodiscard]] bool print(std::string& to) override;

    /// The scope that a value is, if it is one. Nothing else than scopes and blocks is ever the variable "foreach".
    [[nodiscard]] static ForeachScope* of(java::Value value);

private:
    [[nodiscard]] std::optional<java::Value> getter(std::string_view name);
    [[nodiscard]] java::Value kept(std::string_view name) const;

    const Node* owner_;
    ForeachScope* parent_;
    java::Value replaced_;
    java::Map* storage_ = nullptr;
    std::int32_t index_ = -1;
    bool has_next_ = false;
};

/// A block of #define, or the body of a #@macro, as a value: it is rendered wherever it is printed.
class Block final : public java::Object {
public:
    Block(Renderer* renderer, const Node* block, Frame* frame, int deepest)
        : renderer_(renderer), block_(block), frame_(frame), deepest_(deepest) {}

    [[nodiscard]] bool print(std::string& to) override {
        if (depth_ >= deepest_) return false;
        ++depth_;
        const bool printed = renderer_->print_block(*block_, frame_, to);
        --depth_;
        return printed;
    }
    [[nodiscard]] static Block* of(java::Value value);

private:
    Renderer* renderer_;
    const Node* block_;
    Frame* frame_;
    int deepest_;
    int depth_ = 0;
};

}  // namespace wt::gateway::vtl
