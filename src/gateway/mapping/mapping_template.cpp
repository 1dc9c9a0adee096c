#include "gateway/mapping/mapping_template.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "gateway/java/numbers.hpp"
#include "gateway/java/print.hpp"
#include "gateway/mapping/util.hpp"

namespace wt::gateway::mapping {

using java::Heap;
using java::List;
using java::ListKind;
using java::Map;
using java::Value;

namespace {

/// Data of ours as a template's. Texts point to it.
[[nodiscard]] Value value_of(const nlohmann::ordered_json& data, Heap& heap) {
    switch (data.type()) {
        case nlohmann::ordered_json::value_t::object: {
            Map* const map = heap.make<Map>();
            for (const auto& [key, each] : data.items())
                if (!each.is_null()) map->put(heap, Value::text(heap.keep(key)), value_of(each, heap));
            return Value::map(map);
        }
        case nlohmann::ordered_json::value_t::array: {
            List* const list = heap.make<List>(ListKind::json_array);
            for (const auto& each : data) list->add(heap, value_of(each, heap));
            return Value::list(list);
        }
        case nlohmann::ordered_json::value_t::string: return Value::text(data.get_ref<const std::string&>());
        case nlohmann::ordered_json::value_t::boolean: return Value::boolean(data.get<bool>());
        case nlohmann::ordered_json::value_t::number_integer:
        case nlohmann::ordered_json::value_t::number_unsigned: return java::whole_of(heap, data.dump());
        case nlohmann::ordered_json::value_t::number_float: return Value::real(data.get<double>());
        default: return {};
    }
}

/// $context with the maps that a template may write to.
[[nodiscard]] Map* context_of(const nlohmann::ordered_json* data, Heap& heap) {
    Map* const context = data != nullptr && data->is_object() ? java::as_map(value_of(*data, heap)) : heap.make<Map>();
    const auto places = [&](std::string_view name, std::initializer_list<std::string_view> parts) {
        Map* const made = heap.make<Map>();
        for (const std::string_view part : parts) made->put(heap, Value::text(part), Value::map(heap.make<Map>()));
        context->put(heap, Value::text(name), Value::map(made));
    };
    places("requestOverride", {"header", "path", "querystring"});
    places("responseOverride", {"header"});
    return context;
}

[[nodiscard]] std::string text_of(Value value) {
    std::string text;
    // Several values of a header are a list.
    if (const List* const list = java::as_list(value)) {
        for (const Value each : list->items()) {
            if (!text.empty()) text += ',';
            (void)java::print(text, each);
        }
        return text;
    }
    (void)java::print(text, value);
    return text;
}

[[nodiscard]] Overrides::Named named(const Map& in, std::string_view part) {
    Overrides::Named made;
    const Map* const map = java::as_map(in.find(part).value_or(Value()));
    if (map == nullptr) return made;
    for (const auto& each : map->entries()) made[text_of(each.key)] = text_of(each.value);
    return made;
}

[[nodiscard]] Overrides overrides_of(const Map& context) {
    Overrides made;
    if (const Map* const request = java::as_map(context.find("requestOverride").value_or(Value()))) {
        made.request_headers = named(*request, "header");
        made.request_path = named(*request, "path");
        made.request_querystring = named(*request, "querystring");
    }
    if (const Map* const response = java::as_map(context.find("responseOverride").value_or(Value()))) {
        made.response_headers = named(*response, "header");
        if (const auto status = response->find("status")) {
            const std::string text = text_of(*status);
            int code = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
            if (error == std::errc() && end == text.data() + text.size()) made.response_status = code;
        }
    }
    return made;
}

}  // namespace

Result<MappingTemplate> MappingTemplate::of(std::string_view text) {
    if (text.size() > longest) return Error{"a mapping template may have 300 KB"};
    MappingTemplate made;
    made.paths_ = std::make_unique<Paths>();
    auto parsed = vtl::Template::parse(text);
    if (parsed.ok()) {
        made.template_ = std::move(*parsed);
    } else {
        made.problem_ = parsed.error().message;
    }
    return made;
}

Result<Mapped, MappingFailure> MappingTemplate::render(const Variables& variables) const {
    if (!template_) return MappingFailure{MappingFailure::Cause::template_, problem_};
    Heap heap;
    Input input(variables.body, variables.parameters, *paths_);
    Util util;
    std::array<std::pair<std::string_view, Value>, 4> given{{
        {"input", Value::object(&input)},
        {"util", Value::object(&util)},
        {"context", {}},
        {"stageVariables", {}},
    }};
    Map* context = nullptr;
    // What it does not speak of need not be made; with #evaluate it may speak of anything.
    if (template_->names("context") || template_->evaluates()) {
        context = context_of(variables.context, heap);
        given[2].second = Value::map(context);
    }
    if (template_->names("stageVariables") || template_->evaluates()) {
        Map* const stage = heap.make<Map>();
        for (const auto& [name, value] : variables.stage_variables)
            stage->put(heap, Value::text(name), Value::text(value));
        given[3].second = Value::map(stage);
    }
    auto text = template_->render(heap, given, vtl::Absent::empty);
    if (!text.ok()) {
        if (!input.body_problem().empty()) return MappingFailure{MappingFailure::Cause::body, input.body_problem()};
        return MappingFailure{MappingFailure::Cause::template_, text.error().message};
    }
    Mapped made{std::move(*text), {}};
    if (context != nullptr) made.overrides = overrides_of(*context);
    return made;
}

}  // namespace wt::gateway::mapping
