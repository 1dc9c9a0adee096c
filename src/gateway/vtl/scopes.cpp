#include "gateway/vtl/scopes.hpp"

namespace wt::gateway::vtl {

using java::Outcome;
using java::Value;

ForeachScope* ForeachScope::of(Value value) {
    return value.is(java::Kind::object) ? dynamic_cast<ForeachScope*>(&value.as_object()) : nullptr;
}

Block* Block::of(Value value) {
    return value.is(java::Kind::object) ? dynamic_cast<Block*>(&value.as_object()) : nullptr;
}

std::optional<Value> ForeachScope::getter(std::string_view name) {
    if (name == "index") return Value::integer(index_);
    if (name == "count") return Value::integer(index_ + 1);
    if (name == "hasNext") return Value::boolean(has_next_);
    if (name == "first") return Value::boolean(index_ < 1);
    if (name == "last") return Value::boolean(!has_next_);
    if (name == "parent") return parent_ == nullptr ? Value() : Value::object(parent_);
    if (name == "topmost") {
        ForeachScope* top = this;
        while (top->parent_ != nullptr) top = top->parent_;
        return Value::object(top);
    }
    if (name == "replaced") {
        ForeachScope* scope = this;
        while (scope->replaced_.is_null() && scope->parent_ != nullptr) scope = scope->parent_;
        return scope->replaced_;
    }
    return std::nullopt;
}

Value ForeachScope::kept(std::string_view name) const {
    for (const ForeachScope* scope = this; scope != nullptr; scope = scope->parent_) {
        if (scope->storage_ == nullptr) continue;
        if (const auto found = scope->storage_->find(name)) return *found;
    }
    return {};
}

Outcome ForeachScope::property(std::string_view name, java::Heap& heap) {
    std::string first(name);
    if (!first.empty()) first[0] = static_cast<char>(first[0] | 0x20);
    if (const auto found = getter(name)) return Outcome::of(*found);
    if (const auto found = getter(first); found && first != name) return Outcome::of(*found);
    (void)heap;
    return Outcome::of(kept(name));
}

Outcome ForeachScope::call(std::string_view name, std::span<const Value> arguments, java::Heap& heap) {
    if (arguments.empty()) {
        if (name == "hasNext") return Outcome::of(Value::boolean(has_next_));
        if (name == "isFirst") return Outcome::of(Value::boolean(index_ < 1));
        if (name == "isLast") return Outcome::of(Value::boolean(!has_next_));
        if (name.starts_with("get") && name.size() > 3) {
            std::string property(name.substr(3));
            property[0] = static_cast<char>(property[0] | 0x20);
            if (const auto found = getter(property)) return Outcome::of(*found);
        }
        if (name == "toString") {
            std::string made;
            (void)print(made);
            return Outcome::of(Value::text(heap.keep(made)));
        }
        if (name == "size")
            return Outcome::of(Value::integer(storage_ ? static_cast<std::int32_t>(storage_->size()) : 0));
        if (name == "isEmpty") return Outcome::of(Value::boolean(storage_ == nullptr || storage_->size() == 0));
    }
    if (name == "get" && arguments.size() == 1 && arguments[0].is(java::Kind::text))
        return Outcome::of(kept(arguments[0].as_text()));
    if (name == "put" && arguments.size() == 2) {
        if (storage_ == nullptr) storage_ = heap.make<java::Map>();
        return Outcome::of(storage_->put(heap, arguments[0], arguments[1]));
    }
    return Outcome::unknown();
}

bool ForeachScope::assign(std::string_view name, Value value, java::Heap& heap) {
    if (storage_ == nullptr) storage_ = heap.make<java::Map>();
    storage_->put(heap, Value::text(name), value);
    return true;
}

bool ForeachScope::print(std::string& to) {
    if (storage_ != nullptr) return java::print(to, Value::map(storage_));
    to += "{}";
    return true;
}

}  // namespace wt::gateway::vtl
