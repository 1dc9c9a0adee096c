#include <array>

#include "gateway/java/numbers.hpp"
#include "gateway/java/print.hpp"
#include "gateway/vtl/renderer.hpp"
#include "gateway/vtl/scopes.hpp"

namespace wt::gateway::vtl {

using java::Kind;
using java::List;
using java::ListKind;
using java::Outcome;
using java::Value;

namespace {
constexpr std::int64_t longest_range = 1'000'000;
}  // namespace

bool Renderer::print(std::string& to, Value value) {
    if (java::print(to, value)) return true;
    fail("java.lang.StackOverflowError, or the text is too long");
    return false;
}

Value Renderer::value(const Node& node, Frame* frame) {
    if (!going()) return {};
    switch (node.kind) {
        case NodeKind::constant: return node.value;
        case NodeKind::string: return value_of_string(node, frame);
        case NodeKind::reference: return node.spelling->computable ? execute(node, frame) : Value();
        case NodeKind::range: return value_of_range(node, frame);
        case NodeKind::list: {
            List* const list = heap_.make<List>(ListKind::array_list);
            for (const Node* const each : node.children) list->add(heap_, value(*each, frame));
            return Value::list(list);
        }
        case NodeKind::map: {
            auto* const map = heap_.make<java::Map>();
            for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
                const Value key = value(*node.children[i], frame);
                map->put(heap_, key, value(*node.children[i + 1], frame));
            }
            return Value::map(map);
        }
        case NodeKind::arithmetic: return value_of_arithmetic(node, frame);
        case NodeKind::true_:
        case NodeKind::false_:
        case NodeKind::or_:
        case NodeKind::and_:
        case NodeKind::not_:
        case NodeKind::equal:
        case NodeKind::not_equal:
        case NodeKind::less:
        case NodeKind::less_equal:
        case NodeKind::greater:
        case NodeKind::greater_equal: return Value::boolean(truth(node, frame));
        default: return {};
    }
}

Value Renderer::value_of_string(const Node& node, Frame* frame) {
    std::string made;
    render(*node.children.front(), frame, made);
    if (node.chops && !made.empty()) made.pop_back();
    return Value::text(heap_.keep(made));
}

Value Renderer::value_of_range(const Node& node, Frame* frame) {
    const Value from = value(*node.children[0], frame);
    const Value to = value(*node.children[1], frame);
    if (!going() || !from.is_number() || !to.is_number()) return {};
    const auto whole = [](Value each) {
        if (each.is_whole()) return static_cast<std::int64_t>(static_cast<std::int32_t>(each.as_whole()));
        const double real = java::to_double(each);
        return static_cast<std::int64_t>(real > 2147483647.0 ? 2147483647.0
                                                             : (real > -2147483648.0 ? real : -2147483648.0));
    };
    std::int64_t at = whole(from);
    const std::int64_t last = whole(to);
    const std::int64_t step = at >= last ? -1 : 1;
    if ((last - at) * step > longest_range) {
        fail("the range is too long");
        return {};
    }
    List* const list = heap_.make<List>(ListKind::array_list);
    list->reserve(heap_, static_cast<std::size_t>((last - at) * step + 1));
    for (;; at += step) {
        list->add(heap_, Value::integer(static_cast<std::int32_t>(at)));
        if (at == last) break;
    }
    return Value::list(list);
}

Value Renderer::value_of_arithmetic(const Node& node, Frame* frame) {
    const Value left = value(*node.children[0], frame);
    const Value right = value(*node.children[1], frame);
    if (!going()) return {};
    if (node.operation == '+' && (left.is(Kind::text) || right.is(Kind::text))) {
        std::string made;
        // What is null is quoted.
        const auto side = [&](Value each, const Node& written) {
            if (!each.is_null()) return print(made, each);
            made += written.literal;
            return true;
        };
        if (!side(left, *node.children[0]) || !side(right, *node.children[1])) return {};
        if (made.size() > java::most_text) fail("the text is too long");
        return Value::text(heap_.keep(made));
    }
    if (!left.is_number() || !right.is_number()) return {};
    const Outcome outcome = java::compute(heap_, node.operation, left, right);
    if (outcome.what == Outcome::What::raised) fail(outcome.why);
    return outcome.value;
}

bool Renderer::truth(const Node& node, Frame* frame) {
    if (!going()) return false;
    switch (node.kind) {
        case NodeKind::true_: return true;
        case NodeKind::or_: return truth(*node.children[0], frame) || truth(*node.children[1], frame);
        case NodeKind::and_: return truth(*node.children[0], frame) && truth(*node.children[1], frame);
        case NodeKind::not_: return !truth(*node.children[0], frame);
        case NodeKind::equal: return is_equal(node, frame);
        case NodeKind::not_equal: return !is_equal(node, frame);
        case NodeKind::less:
        case NodeKind::less_equal:
        case NodeKind::greater:
        case NodeKind::greater_equal: return is_ordered(node, frame);
        case NodeKind::reference: {
            const Value found = execute(node, frame);
            if (found.is(Kind::boolean)) return found.as_boolean();
            if (Block* const block = Block::of(found)) {
                std::string dropped;
                return block->print(dropped);
            }
            return !found.is_null();
        }
        default: return false;  // numbers, texts, lists and arithmetic are never true by themselves
    }
}

bool Renderer::is_equal(const Node& node, Frame* frame) {
    const Value left = value(*node.children[0], frame);
    const Value right = value(*node.children[1], frame);
    if (!going()) return false;
    if (left.is_number() && right.is_number()) return java::compare(left, right) == 0;
    if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
    if (left.kind() == right.kind()) {
        const bool lists = left.is(Kind::list);
        const bool alike =
            !lists || left.as_list().kind() == right.as_list().kind() ||
            (left.as_list().kind() <= ListKind::json_array && right.as_list().kind() <= ListKind::json_array);
        if (alike) return java::equal(left, right);
    }
    // A block that is within itself too often has no text: it is null.
    const auto text_of = [&](Value each) -> std::optional<std::string> {
        std::string text;
        if (Block* const block = Block::of(each))
            return block->print(text) ? std::optional(std::move(text)) : std::nullopt;
        return print(text, each) ? std::optional(std::move(text)) : std::nullopt;
    };
    const auto one = text_of(left);
    return one == text_of(right) && going();
}

bool Renderer::is_ordered(const Node& node, Frame* frame) {
    const Value left = value(*node.children[0], frame);
    const Value right = value(*node.children[1], frame);
    if (!going() || !left.is_number() || !right.is_number()) return false;
    const int order = java::compare(left, right);
    switch (node.kind) {
        case NodeKind::less: return order < 0;
        case NodeKind::less_equal: return order <= 0;
        case NodeKind::greater: return order > 0;
        default: return order >= 0;
    }
}

Value Renderer::execute(const Node& reference, Frame* frame) {
    if (reference.spelling->runt) return {};
    Value found = get(reference.slot, frame);
    if (!going()) return {};
    if (found.is_null()) return absent();
    for (const Node* const each : reference.children) {
        if (++steps_ > Template::most_steps) fail("the template takes too many steps");
        found = step(*each, found, frame);
        if (!going()) return {};
        if (found.is_null()) return absent();
    }
    return found;
}

Value Renderer::index_argument(const Node& member, Value of, Frame* frame) {
    const Value argument = value(*member.children.front(), frame);
    if (!going() || !argument.is(Kind::integer) || argument.as_whole() >= 0) return argument;
    // Counted from the end, if it has one.
    const Value size = call(of, "size", {});
    if (!size.is(Kind::integer)) {
        fail("A 'size()' method required for negative value does not exist");
        return {};
    }
    return Value::integer(static_cast<std::int32_t>(size.as_whole() + argument.as_whole()));
}

Value Renderer::step(const Node& member, Value of, Frame* frame) {
    if (member.kind == NodeKind::property) {
        const Outcome outcome = property_of(of, member.text, heap_);
        if (outcome.what == Outcome::What::raised) fail(outcome.why);
        return outcome.value;
    }
    if (member.kind == NodeKind::index) {
        const Value argument = index_argument(member, of, frame);
        return going() ? call(of, "get", {&argument, 1}) : Value();
    }
    constexpr std::size_t most_arguments = 16;
    if (member.children.size() > most_arguments) return {};
    std::array<Value, most_arguments> arguments;
    for (std::size_t i = 0; i < member.children.size(); ++i) arguments[i] = value(*member.children[i], frame);
    return going() ? call(of, member.text, {arguments.data(), member.children.size()}) : Value();
}

Value Renderer::call(Value of, std::string_view name, std::span<const Value> arguments) {
    const Outcome outcome = call_method(of, {heap_, patterns_, name, arguments});
    if (outcome.what == Outcome::What::raised) fail(outcome.why);
    return outcome.value;
}

void Renderer::assign(const Node& reference, Frame* frame, Value value) {
    Value found = get(reference.slot, frame);
    if (!going() || found.is_null()) return;
    for (const Node* const each : reference.children.first(reference.children.size() - 1)) {
        found = step(*each, found, frame);
        if (!going() || found.is_null()) return;
    }
    const Node& last = *reference.children.back();
    if (last.kind == NodeKind::index) {
        const Value index = index_argument(last, found, frame);
        if (!going()) return;
        const std::array<Value, 2> arguments{index, value};
        (void)call(found, found.is(Kind::list) ? "set" : "put", arguments);
        return;
    }
    if (found.is(Kind::map)) {
        found.as_map().put(heap_, Value::text(last.text), value);
    } else if (found.is(Kind::object)) {
        (void)found.as_object().assign(last.text, value, heap_);
    }
}

Value Renderer::get(std::uint32_t slot, Frame* frame) {
    for (; frame != nullptr; frame = frame->below) {
        if (frame->is_loop) {
            if (frame->hides && frame->hidden == slot) return {};
            continue;
        }
        const Frame::Binding* const found = frame->find(slot);
        if (found == nullptr) continue;
        if (!found->local.is_null()) return found->local;
        if (found->argument == nullptr) continue;
        if (++depth_ > Template::deepest) fail("the template is nested too deep");
        Value made;
        const Node& argument = *found->argument;
        // A bare name is looked up below, and may be null; anything else is computed.
        if (going()) {
            made = argument.kind == NodeKind::reference && argument.children.empty() ? get(argument.slot, frame->below)
                                                                                     : value(argument, frame->below);
        }
        --depth_;
        return made;
    }
    return slots_[slot];
}

void Renderer::put(std::uint32_t slot, Value value, Frame* frame) {
    for (; frame != nullptr; frame = frame->below) {
        if (!frame->is_loop) {
            frame->bind(heap_, slot).local = value;
        } else if (frame->hidden == slot && value.is_null()) {
            frame->hides = true;
        }
    }
    slots_[slot] = value;
}

void Renderer::remove(std::uint32_t slot, Frame* frame) {
    for (; frame != nullptr; frame = frame->below) {
        if (frame->is_loop) {
            if (frame->hidden == slot) frame->hides = false;
        } else if (Frame::Binding* const found = frame->find(slot)) {
            found->local = {};
            found->argument = nullptr;
        }
    }
    slots_[slot] = {};
}

}  // namespace wt::gateway::vtl
