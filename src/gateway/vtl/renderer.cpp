#include "gateway/vtl/renderer.hpp"

#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"
#include "gateway/vtl/scopes.hpp"

namespace wt::gateway::vtl {

using java::Kind;
using java::List;
using java::Value;

namespace {
constexpr int deepest_macro = 20;
constexpr int deepest_block = 2;
}  // namespace

Renderer::Renderer(java::Heap& heap, Patterns& patterns, const Names& names, const Tree& tree, Absent absent)
    : heap_(heap),
      patterns_(patterns),
      names_(names),
      macros_(tree.macros),
      absent_(absent),
      foreach_slot_(names_.slot_of("foreach")),
      count_slot_(names_.slot_of("velocityCount")),
      has_next_slot_(names_.slot_of("velocityHasNext")),
      body_slot_(names_.slot_of("bodyContent")) {
    slots_.resize(names_.size());
}

void Renderer::set(std::string_view name, Value value) {
    const std::uint32_t slot = names_.slot_of(name);
    slots_.resize(names_.size());
    slots_[slot] = value;
}

void Renderer::fail(std::string_view why) {
    if (flow_ == Flow::failed) return;
    flow_ = Flow::failed;
    why_ = why;
}

bool Renderer::work(const std::string& to) {
    if (++steps_ > Template::most_steps) fail("the template takes too many steps");
    if (heap_.full() || to.size() > java::most_text) fail("the template makes too much");
    return going();
}

Result<std::string> Renderer::run(const Node& root) {
    std::string to;
    render(root, nullptr, to);
    if (to.size() > java::most_text) fail("the template makes too much");
    if (flow_ == Flow::failed) return Error{why_};
    java::encode(to);
    return to;
}

void Renderer::render_children(const Node& node, Frame* frame, std::string& to) {
    for (const Node* const each : node.children) {
        render(*each, frame, to);
        if (!going()) return;
    }
}

void Renderer::render(const Node& node, Frame* frame, std::string& to) {
    if (!work(to)) return;
    if (node.kind == NodeKind::text) {
        to += node.text;
        return;
    }
    if (++depth_ > Template::deepest) fail("the template is nested too deep");
    if (going()) {
        switch (node.kind) {
            case NodeKind::block: render_children(node, frame, to); break;
            case NodeKind::reference: render_reference(node, frame, to); break;
            case NodeKind::set: render_set(node, frame); break;
            case NodeKind::condition: render_condition(node, frame, to); break;
            case NodeKind::foreach: render_foreach(node, frame, to); break;
            case NodeKind::define:
                put(node.slot, Value::object(heap_.make<Block>(this, node.children.back(), frame, deepest_block)),
                    frame);
                break;
            case NodeKind::macro_call:
            case NodeKind::block_call: render_macro(node, frame, to); break;
            case NodeKind::break_loop: render_break(node, frame); break;
            case NodeKind::stop: flow_ = Flow::stop; break;
            case NodeKind::evaluate: render_evaluate(node, frame, to); break;
            case NodeKind::literal: to += node.children.front()->literal; break;
            case NodeKind::include:
                if (!node.children.empty()) fail("there is nothing to include");
                break;
            case NodeKind::unusable: fail("#" + std::string(node.text) + " has no arguments"); break;
            default: break;  // an expression where a block should be prints nothing
        }
    }
    --depth_;
}

void Renderer::render_condition(const Node& node, Frame* frame, std::string& to) {
    std::size_t at = 0;
    for (; at + 1 < node.children.size(); at += 2) {
        const bool is_true = truth(*node.children[at], frame);
        if (!going()) return;
        if (is_true) return render(*node.children[at + 1], frame, to);
    }
    if (at < node.children.size()) render(*node.children[at], frame, to);
}

void Renderer::render_foreach(const Node& node, Frame* frame, std::string& to) {
    if (node.children.size() < 3) return fail("#foreach takes a variable, in, and what to go through");
    const Value over = value(*node.children[2], frame);
    if (!going() || (!over.is(Kind::list) && !over.is(Kind::map))) return;
    const Value element = get(node.slot, frame);
    const Value count = get(count_slot_, frame);
    const Value has_next = get(has_next_slot_, frame);
    const Value around = get(foreach_slot_, frame);
    ForeachScope* const parent = ForeachScope::of(around);
    auto* const scope = heap_.make<ForeachScope>(&node, parent, parent == nullptr ? around : Value());
    put(foreach_slot_, Value::object(scope), frame);
    iterate(node, frame, over, *scope, to);
    if (flow_ == Flow::break_nearest || (flow_ == Flow::break_one && break_target_ == &node)) flow_ = Flow::on;
    const auto restore = [&](std::uint32_t slot, Value old) {
        if (old.is_null()) {
            remove(slot, frame);
        } else {
            put(slot, old, frame);
        }
    };
    restore(node.slot, element);
    restore(count_slot_, count);
    restore(has_next_slot_, has_next);
    if (const ForeachScope* const last = ForeachScope::of(get(foreach_slot_, frame)))
        restore(foreach_slot_, last->parent() != nullptr ? Value::object(last->parent()) : last->replaced());
}

void Renderer::iterate(const Node& node, Frame* frame, Value over, ForeachScope& scope, std::string& to) {
    // A view of a map goes with the map.
    const java::Map* const map = over.is(Kind::map) ? &over.as_map() : over.as_list().source();
    const auto size = [&] { return map != nullptr ? map->size() : over.as_list().size(); };
    const std::size_t expected = over.is(Kind::map) ? size() : over.as_list().size();
    // Java's iterators see that somebody added or took something.
    const auto changes = [&] { return map != nullptr ? map->changes() : over.as_list().changes(); };
    const std::uint32_t seen = changes();
    Frame* hiding = nullptr;
    for (std::size_t at = 0; at != size() && at < static_cast<std::size_t>(Template::most_iterations); ++at) {
        if (changes() != seen || at >= expected) return fail("java.util.ConcurrentModificationException");
        put(count_slot_, Value::integer(static_cast<std::int32_t>(at) + 1), frame);
        const Value element = over.is(Kind::map) ? over.as_map().entries()[at].value : over.as_list()[at];
        const bool more = at + 1 != expected;
        put(has_next_slot_, Value::boolean(more), frame);
        put(node.slot, element, frame);
        scope.advance();
        scope.set_has_next(more);
        if (node.children.size() < 4) return fail("#foreach has no block");
        if (element.is_null() && hiding == nullptr) {
            hiding = heap_.make<Frame>();
            hiding->below = frame;
            hiding->is_loop = hiding->hides = true;
            hiding->hidden = node.slot;
        }
        render(*node.children[3], element.is_null() ? hiding : frame, to);
        if (!going()) return;
    }
}

void Renderer::render_macro(const Node& node, Frame* frame, std::string& to) {
    const auto found = macros_.find(node.text);
    if (found == macros_.end()) {
        to += node.literal;
        return;
    }
    for (const Node* const each : node.children)
        if (each->kind == NodeKind::word)
            return fail("Invalid arg '" + std::string(each->text) + "' in macro #" + std::string(node.text));
    const Node& macro = *found->second;
    auto* const made = heap_.make<Frame>();
    made->below = frame;
    for (std::size_t i = 0; i < macro.parameters.size() && i < node.children.size(); ++i) {
        const Node& argument = *node.children[i];
        Frame::Binding& binding = made->bind(heap_, macro.parameters[i]);
        switch (argument.kind) {
            case NodeKind::range:
            case NodeKind::reference:
            case NodeKind::list:
            case NodeKind::map:
            case NodeKind::string: binding.argument = binding.literal = &argument; break;
            case NodeKind::constant:
                binding.local = argument.value;
                if (argument.value.is(Kind::text)) binding.argument = binding.literal = &argument;
                break;
            default: binding.local = value(argument, frame); break;
        }
        if (argument.kind == NodeKind::constant && argument.value.is(Kind::text)) binding.local = {};
    }
    if (node.kind == NodeKind::block_call)
        made->bind(heap_, body_slot_).local =
            Value::object(heap_.make<Block>(this, node.children.back(), frame, deepest_macro));
    if (macro_depth_ == deepest_macro)
        return fail("Max calling depth of 20 was exceeded in macro '" + std::string(node.text) + "'");
    ++macro_depth_;
    render(*macro.children.back(), made, to);
    --macro_depth_;
    if (flow_ == Flow::break_nearest) flow_ = Flow::on;
}

void Renderer::render_break(const Node& node, Frame* frame) {
    if (node.children.empty()) {
        flow_ = Flow::break_nearest;
        return;
    }
    const Value scope = value(*node.children.front(), frame);
    if (!going()) return;
    const ForeachScope* const found = ForeachScope::of(scope);
    if (found == nullptr) return fail(std::string(node.children.front()->literal) + " is not a valid Scope");
    flow_ = Flow::break_one;
    break_target_ = found->owner();
}

void Renderer::render_evaluate(const Node& node, Frame* frame, std::string& to) {
    const Value source = value(*node.children.front(), frame);
    if (!going() || source.is_null()) return;
    std::string text;
    if (!print(text, source)) return;
    auto tree = parse(text, heap_, names_);
    if (!tree.ok()) return fail("in #evaluate: " + tree.error().message);
    slots_.resize(names_.size());
    for (const auto& [name, macro] : tree->macros) macros_[name] = macro;
    render(*tree->root, frame, to);
    if (flow_ == Flow::break_nearest || flow_ == Flow::stop) flow_ = Flow::on;
}

bool Renderer::print_block(const Node& block, Frame* frame, std::string& to) {
    render(block, frame, to);
    if (flow_ == Flow::break_nearest) flow_ = Flow::on;
    return true;
}

void Renderer::render_set(const Node& node, Frame* frame) {
    const Value made = value(*node.children[1], frame);
    // Velocity 1.7 leaves a variable as it is rather than set it to null.
    if (!going() || made.is_null()) return;
    const Node& left = *node.children[0];
    if (left.children.empty()) return put(node.slot, made, frame);
    assign(left, frame, made);
}

std::string_view Renderer::null_text(const Node& node, Frame* frame) const {
    if (node.spelling->is_plain) {
        for (const Frame* each = frame; each != nullptr; each = each->below) {
            const Frame::Binding* const found = each->find(node.slot);
            if (found != nullptr && found->literal != nullptr) return found->literal->literal;
        }
    }
    return node.spelling->null_text;
}

void Renderer::render_reference(const Node& node, Frame* frame, std::string& to) {
    const Spelling& spelling = *node.spelling;
    if (spelling.runt) {
        to += node.text;
        return;
    }
    const Value found = execute(node, frame);
    if (!going()) return;
    if (spelling.escaped) {
        to += spelling.slashes;
        if (found.is_null()) to += '\\';
        to += null_text(node, frame);
        return;
    }
    if (Block* const block = Block::of(found)) {
        // It prints nothing of what is in front of it.
        if (block->print(to)) return;
    } else if (!found.is_null()) {
        to += spelling.slashes;
        to += spelling.prefix;
        (void)print(to, found);
        return;
    }
    to += spelling.slashes;
    to += spelling.slashes;
    to += spelling.prefix;
    to += null_text(node, frame);
}

}  // namespace wt::gateway::vtl
