#include "gateway/mapping/input.hpp"

#include <variant>

#include "base/ascii.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"

namespace wt::gateway::mapping {

using java::Heap;
using java::Kind;
using java::Map;
using java::Outcome;
using java::Value;

namespace {

[[nodiscard]] Map* map_of(Parameters parameters, Heap& heap) {
    Map* const made = heap.make<Map>();
    for (const auto& [name, value] : parameters) made->put(heap, Value::text(name), Value::text(value));
    return made;
}

}  // namespace

Outcome Input::property(std::string_view name, Heap& heap) {
    if (name != "body") return Outcome::unknown();
    return Outcome::of(Value::text(heap.keep(java::decoded(body_))));
}

bool Input::print(std::string& to) {
    to += "{}";
    return true;
}

Outcome Input::call(std::string_view name, std::span<const Value> arguments, Heap& heap) {
    if (name == "params") {
        if (arguments.empty()) return Outcome::of(all_parameters(heap));
        if (arguments.size() == 1 && arguments[0].is(Kind::text)) return parameter(arguments[0].as_text());
    }
    if ((name == "path" || name == "json") && arguments.size() == 1 && arguments[0].is(Kind::text))
        return read(arguments[0].as_text(), name == "path" ? Form::object : Form::json, heap);
    if (name == "getBody" && arguments.empty()) return property("body", heap);
    return Outcome::unknown();
}

Outcome Input::parameter(std::string_view name) const {
    for (const Parameters each : {parameters_.path, parameters_.querystring}) {
        for (auto at = each.rbegin(); at != each.rend(); ++at)
            if (at->first == name) return Outcome::of(Value::text(at->second));
    }
    for (auto at = parameters_.header.rbegin(); at != parameters_.header.rend(); ++at)
        if (same_ignoring_case(at->first, name)) return Outcome::of(Value::text(at->second));
    return Outcome::of(Value::text({}));
}

Value Input::all_parameters(Heap& heap) {
    if (made_parameters_ == nullptr) {
        made_parameters_ = heap.make<Map>();
        made_parameters_->put(heap, Value::text("path"), Value::map(map_of(parameters_.path, heap)));
        made_parameters_->put(heap, Value::text("querystring"), Value::map(map_of(parameters_.querystring, heap)));
        made_parameters_->put(heap, Value::text("header"), Value::map(map_of(parameters_.header, heap)));
    }
    return Value::map(made_parameters_);
}

Outcome Input::read(std::string_view path, Form form, Heap& heap) {
    if (!was_read_) {
        was_read_ = true;
        auto parsed = java::parse_json(heap, heap.keep(java::decoded(body_)));
        if (const auto* const found = std::get_if<Value>(&parsed)) {
            document_ = *found;
        } else {
            problem_ = "Could not process payloadnet.minidev.json.parser.ParseException: " +
                       std::get<java::ParseFailure>(parsed).message;
        }
    }
    if (!problem_.empty()) return Outcome::raised(heap.keep(problem_));
    const auto& compiled = paths_.find(path);
    if (!compiled.ok()) return Outcome::raised(heap.keep("Invalid JSONPath: " + compiled.error().message));
    const auto reading = compiled->read(heap, document_);
    if (reading.trouble == json_path::Trouble::absent) {
        // Assumed: what is not there is an empty text, as JSON too.
        return Outcome::of(form == Form::json ? Value::text("\"\"") : Value());
    }
    if (reading.trouble != json_path::Trouble::none) return Outcome::raised(heap.keep(reading.why));
    if (form == Form::object) return Outcome::of(reading.value);
    std::string made;
    if (!java::print_json(made, reading.value, java::Slashes::plain))
        return Outcome::raised("java.lang.StackOverflowError");
    return Outcome::of(Value::text(heap.keep(made)));
}

}  // namespace wt::gateway::mapping
