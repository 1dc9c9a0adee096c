#include "gateway/api/document.hpp"

#include <algorithm>
#include <charconv>

#include <yaml-cpp/yaml.h>

#include "base/json_depth.hpp"

namespace wt::gateway::api::document {

namespace {

constexpr std::size_t deepest = 200;
constexpr std::size_t most_nodes = 500'000;

/// YAML's scalars without quotes as JSON has them.
[[nodiscard]] OrderedJson scalar_of(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return text;  // it stood in quotes
    if (text == "true" || text == "false") return text == "true";
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
        return whole;
    double number = 0;
    if (const auto read = std::from_chars(text.data(), end, number); read.ec == std::errc() && read.ptr == end)
        return number;
    return text;
}

[[nodiscard]] OrderedJson json_of(const YAML::Node& node, std::size_t depth, std::size_t& nodes) {
    if (depth > deepest || ++nodes > most_nodes) throw Flaw{"Invalid OpenAPI input."};
    switch (node.Type()) {
        case YAML::NodeType::Map: {
            OrderedJson made = OrderedJson::object();
            for (const auto& each : node) made[each.first.Scalar()] = json_of(each.second, depth + 1, nodes);
            return made;
        }
        case YAML::NodeType::Sequence: {
            OrderedJson made = OrderedJson::array();
            for (const YAML::Node& each : node) made.push_back(json_of(each, depth + 1, nodes));
            return made;
        }
        case YAML::NodeType::Scalar: return scalar_of(node);
        default: return nullptr;
    }
}

void emit(YAML::Emitter& to, const OrderedJson& value) {
    if (value.is_object() && !value.empty()) {
        to << YAML::BeginMap;
        for (const auto& [name, each] : value.items()) {
            // Names without quotes, where those change nothing.
            to << YAML::Key << YAML::Auto << name << YAML::Value;
            emit(to, each);
        }
        to << YAML::EndMap;
    } else if (value.is_array() && !value.empty()) {
        to << YAML::BeginSeq;
        for (const OrderedJson& each : value) emit(to, each);
        to << YAML::EndSeq;
    } else if (value.is_string()) {
        to << YAML::DoubleQuoted << value.get_ref<const std::string&>();
    } else if (value.is_object() || value.is_array()) {
        to << YAML::Flow << (value.is_object() ? YAML::BeginMap : YAML::BeginSeq)
           << (value.is_object() ? YAML::EndMap : YAML::EndSeq);
    } else {
        to << value.dump();
    }
}

}  // namespace

std::string as_yaml(std::string_view json) {
    YAML::Emitter made;
    emit(made, OrderedJson::parse(json));
    return std::string(made.c_str()) + "\n";
}

OrderedJson read_document(std::string_view text) {
    if (nests_deeper(text)) throw Flaw{"Invalid OpenAPI input."};
    OrderedJson read = OrderedJson::parse(text, nullptr, false);
    if (read.is_discarded()) {
        try {
            std::size_t nodes = 0;
            read = json_of(YAML::Load(std::string(text)), 0, nodes);
        } catch (const YAML::Exception&) {
            throw Flaw{"Invalid OpenAPI input."};
        }
    }
    if (!read.is_object()) throw Flaw{"Invalid OpenAPI input."};
    return read;
}

const OrderedJson& member(const OrderedJson& of, const std::string& name) {
    static const OrderedJson nothing;
    if (!of.is_object()) return nothing;
    const auto found = of.find(name);
    return found == of.end() ? nothing : *found;
}
std::string written(const OrderedJson& value) {
    return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

const OrderedJson& as_object(const OrderedJson& value) {
    static const OrderedJson nothing = OrderedJson::object();
    return value.is_object() ? value : nothing;
}
std::optional<std::string> text_of(const OrderedJson& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    return std::nullopt;
}
std::optional<std::string> text_of(const OrderedJson& of, const std::string& name) { return text_of(member(of, name)); }
bool truth_of(const OrderedJson& of, const std::string& name) { return text_of(of, name) == "true"; }
std::optional<Texts> texts_of(const OrderedJson& of, const std::string& name) {
    const OrderedJson& from = member(of, name);
    if (!from.is_object() || from.empty()) return std::nullopt;
    Texts made;
    for (const auto& [key, value] : as_object(from).items()) made[key] = text_of(value).value_or("");
    return made;
}
std::optional<std::vector<std::string>> list_of(const OrderedJson& of, const std::string& name) {
    const OrderedJson& from = member(of, name);
    if (!from.is_array()) return std::nullopt;
    std::vector<std::string> made;
    for (const OrderedJson& each : from) made.push_back(text_of(each).value_or(""));
    return made;
}
std::optional<std::string> capitals(std::optional<std::string> text) {
    if (text)
        std::transform(text->begin(), text->end(), text->begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
    return text;
}

const OrderedJson& resolved(const OrderedJson& document, const OrderedJson& value) {
    constexpr int longest_way = 10;
    const OrderedJson* at = &value;
    for (int steps = 0; steps <= longest_way; ++steps) {
        const auto reference = text_of(*at, "$ref");
        if (!reference) break;
        if (!reference->starts_with("#/")) throw Flaw{"Unable to parse API definition: it refers to " + *reference};
        try {
            at = &document.at(OrderedJson::json_pointer(reference->substr(1)));
        } catch (const OrderedJson::exception&) {
            throw Flaw{"Unable to parse API definition: there is nothing at " + *reference};
        }
    }
    return *at;
}

}  // namespace wt::gateway::api::document
