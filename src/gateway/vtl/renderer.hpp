#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/vtl/frame.hpp"
#include "gateway/vtl/methods.hpp"
#include "gateway/vtl/template.hpp"

namespace wt::gateway::vtl {

class ForeachScope;

/// One rendering of a template: Velocity 1.7's tree walk. What goes wrong stops it; nothing is thrown.
class Renderer {
public:
    Renderer(java::Heap& heap, Patterns& patterns, const Names& names, const Tree& tree, Absent absent);

    /// A variable; when the template does not speak of it, #evaluate may.
    void set(std::string_view name, java::Value value);
    [[nodiscard]] Result<std::string> run(const Node& root);

    /// A block of #define or of a #@macro, where it is printed. False when it is within itself too often.
    [[nodiscard]] bool print_block(const Node& block, Frame* frame, std::string& to);

private:
    /// What comes next: the next node, the end of the nearest loop, of one loop, of the template, or of everything.
    enum class Flow : std::uint8_t { on, break_nearest, break_one, stop, failed };

    [[nodiscard]] bool going() const { return flow_ == Flow::on; }
    void fail(std::string_view why);
    /// Counts work; false when there was too much of it.
    [[nodiscard]] bool work(const std::string& to);

    void render(const Node& node, Frame* frame, std::string& to);
    void render_children(const Node& node, Frame* frame, std::string& to);
    void render_condition(const Node& node, Frame* frame, std::string& to);
    void render_foreach(const Node& node, Frame* frame, std::string& to);
    void iterate(const Node& node, Frame* frame, java::Value over, ForeachScope& scope, std::string& to);
    void render_macro(const Node& node, Frame* frame, std::string& to);
    void render_evaluate(const Node& node, Frame* frame, std::string& to);
    void render_break(const Node& node, Frame* frame);
    void render_set(const Node& node, Frame* frame);
    void render_reference(const Node& node, Frame* frame, std::string& to);
    [[nodiscard]] std::string_view null_text(const Node& node, Frame* frame) const;

    [[nodiscard]] java::Value value(const Node& node, Frame* frame);
    [[nodiscard]] java::Value value_of_string(const Node& node, Frame* frame);
    [[nodiscard]] java::Value value_of_range(const Node& node, Frame* frame);
    [[nodiscard]] java::Value value_of_arithmetic(const Node& node, Frame* frame);
    [[nodiscard]] bool truth(const Node& node, Frame* frame);
    [[nodiscard]] bool is_equal(const Node& node, Frame* frame);
    [[nodiscard]] bool is_ordered(const Node& node, Frame* frame);
    [[nodiscard]] bool print(std::string& to, java::Value value);

    [[nodiscard]] java::Value execute(const Node& reference, Frame* frame);
    /// What a property, method or index gives of a value that is not null.
    [[nodiscard]] java::Value step(const Node& member, java::Value of, Frame* frame);
    [[nodiscard]] java::Value call(java::Value of, std::string_view name, std::span<const java::Value> arguments);
    [[nodiscard]] java::Value index_argument(const Node& member, java::Value of, Frame* frame);
    void assign(const Node& reference, Frame* frame, java::Value value);
    [[nodiscard]] java::Value absent() const {
        return absent_ == Absent::empty ? java::Value::text({}) : java::Value();
    }

    [[nodiscard]] java::Value get(std::uint32_t slot, Frame* frame);
    void put(std::uint32_t slot, java::Value value, Frame* frame);
    void remove(std::uint32_t slot, Frame* frame);

    java::Heap& heap_;
    Patterns& patterns_;
    Names names_;  // its own: #evaluate may bring new ones
    std::unordered_map<std::string_view, const Node*> macros_;
    Absent absent_;
    std::vector<java::Value> slots_;
    std::uint32_t foreach_slot_;
    std::uint32_t count_slot_;
    std::uint32_t has_next_slot_;
    std::uint32_t body_slot_;
    Flow flow_ = Flow::on;
    const Node* break_target_ = nullptr;
    std::string why_;
    std::size_t steps_ = 0;
    int depth_ = 0;
    int macro_depth_ = 0;
};

}  // namespace wt::gateway::vtl
