#include "gateway/json_schema.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <re2/re2.h>
#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

using Json = nlohmann::json;
using Index = std::size_t;

constexpr std::size_t deepest = 512;
constexpr std::size_t most_steps = 1'000'000;

/// Null where RE2 does not take it.
using Pattern = std::shared_ptr<const RE2>;

/// What may come where nothing else is said of it.
struct Rest {
    bool allowed = true;
    std::optional<Index> schema;
};

struct Node {
    std::optional<Index> reference;  // instead of everything else
    std::vector<std::string> types;
    std::optional<std::vector<Json>> values;
    // Numbers
    std::optional<double> minimum;
    std::optional<double> maximum;
    bool above_minimum = false;
    bool below_maximum = false;
    std::optional<double> multiple_of;
    // Texts
    std::optional<std::size_t> shortest;
    std::optional<std::size_t> longest;
    Pattern pattern;
    // Objects
    std::map<std::string, Index> properties;
    std::vector<std::pair<Pattern, Index>> pattern_properties;
    Rest other_properties;
    std::vector<std::string> required;
    std::optional<std::size_t> fewest_properties;
    std::optional<std::size_t> most_properties;
    std::map<std::string, std::vector<std::string>> needed_with;
    std::map<std::string, Index> described_with;
    // Lists
    std::optional<Index> item;
    std::vector<Index> first_items;
    Rest other_items;
    std::optional<std::size_t> fewest_items;
    std::optional<std::size_t> most_items;
    bool unique = false;
    // Any
    std::vector<Index> all;
    std::vector<Index> any;
    std::vector<Index> one;
    std::optional<Index> none;
};

[[nodiscard]] std::optional<Json> parse(std::string_view text) {
    if (nests_deeper(text)) return std::nullopt;
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    return json;
}

struct Flaw {
    std::string what;
};

/// Reads schemas into nodes. Throws Flaw, which does not leave this file.
class Reader {
public:
    Reader(std::vector<Node>& nodes, const JsonSchema::Models& models) : nodes_(nodes), models_(models) {}

    /// Of a document, by the name of its model (empty: the first one), and a pointer into it.
    [[nodiscard]] Index at(const std::string& model, const std::string& pointer) {
        const auto key = std::pair(model, pointer);
        if (const auto known = known_.find(key); known != known_.end()) return known->second;
        const Json* found = nullptr;
        try {
            found = &documents_.at(model).at(Json::json_pointer(pointer));
        } catch (const Json::exception&) {
            throw Flaw{"there is nothing at #" + pointer};
        }
        return known_[key] = read(model, pointer, *found);
    }
    void add(const std::string& model, Json document) { documents_.emplace(model, std::move(document)); }

private:
    [[nodiscard]] Index read(const std::string& model, const std::string& pointer, const Json& schema) {
        if (!schema.is_object()) throw Flaw{"a schema is an object"};
        const Index index = nodes_.size();
        nodes_.emplace_back();
        known_[{model, pointer}] = index;
        Node node;
        if (const auto reference = schema.find("$ref"); reference != schema.end()) {
            node.reference = refer(model, text(*reference));
        } else {
            read_values(node, schema);
            read_object(node, model, pointer, schema);
            read_list(node, model, pointer, schema);
            node.all = list(model, pointer, schema, "allOf");
            node.any = list(model, pointer, schema, "anyOf");
            node.one = list(model, pointer, schema, "oneOf");
            if (schema.contains("not")) node.none = below(model, pointer, "not");
        }
        nodes_[index] = std::move(node);
        return index;
    }

    void read_values(Node& node, const Json& schema) {
        if (const auto type = schema.find("type"); type != schema.end())
            node.types = type->is_array() ? texts(*type) : std::vector<std::string>{text(*type)};
        if (const auto values = schema.find("enum"); values != schema.end()) {
            if (!values->is_array()) throw Flaw{"enum is a list"};
            node.values.emplace(values->begin(), values->end());
        }
        node.minimum = number(schema, "minimum");
        node.maximum = number(schema, "maximum");
        node.above_minimum = schema.value("exclusiveMinimum", Json()) == Json(true);
        node.below_maximum = schema.value("exclusiveMaximum", Json()) == Json(true);
        node.multiple_of = number(schema, "multipleOf");
        node.shortest = count(schema, "minLength");
        node.longest = count(schema, "maxLength");
        if (const auto pattern = schema.find("pattern"); pattern != schema.end())
            node.pattern = read_pattern(text(*pattern));
    }
    void read_object(Node& node, const std::string& model, const std::string& pointer, const Json& schema) {
        for (const std::string& name : names(schema, "properties"))
            node.properties.emplace(name, below(model, pointer, "properties", name));
        for (const std::string& name : names(schema, "patternProperties"))
            node.pattern_properties.emplace_back(read_pattern(name), below(model, pointer, "patternProperties", name));
        node.other_properties = rest(model, pointer, schema, "additionalProperties");
        if (const auto required = schema.find("required"); required != schema.end()) node.required = texts(*required);
        node.fewest_properties = count(schema, "minProperties");
        node.most_properties = count(schema, "maxProperties");
        for (const std::string& name : names(schema, "dependencies")) {
            const Json& what = schema["dependencies"][name];
            if (what.is_array()) {
                node.needed_with.emplace(name, texts(what));
            } else {
                node.described_with.emplace(name, below(model, pointer, "dependencies", name));
            }
        }
    }
    void read_list(Node& node, const std::string& model, const std::string& pointer, const Json& schema) {
        const auto items = schema.find("items");
        if (items != schema.end() && items->is_array()) {
            node.first_items = list(model, pointer, schema, "items");
            node.other_items = rest(model, pointer, schema, "additionalItems");
        } else if (items != schema.end()) {
            node.item = below(model, pointer, "items");
        }
        node.fewest_items = count(schema, "minItems");
        node.most_items = count(schema, "maxItems");
        node.unique = schema.value("uniqueItems", Json()) == Json(true);
    }

    /// "#/definitions/X", or "https://apigateway.amazonaws.com/restapis/API/models/NAME" with or without such an end.
    [[nodiscard]] Index refer(const std::string& model, const std::string& reference) {
        const std::size_t mark = std::min(reference.find('#'), reference.size());
        const std::string pointer = http::percent_decode(reference.substr(std::min(mark + 1, reference.size())));
        if (!pointer.empty() && pointer.front() != '/') throw Flaw{"it refers to " + reference};
        if (mark == 0) return at(model, pointer);
        constexpr std::string_view models = "/models/";
        const std::size_t named = reference.rfind(models, mark);
        if (named == std::string::npos) throw Flaw{"it refers to " + reference};
        const std::string name = reference.substr(named + models.size(), mark - named - models.size());
        if (!documents_.contains(name)) {
            const auto text = models_ ? models_(name) : std::nullopt;
            auto document = text ? parse(*text) : std::nullopt;
            if (!document) throw Flaw{"there is no model " + name};
            add(name, std::move(*document));
        }
        return at(name, pointer);
    }

    [[nodiscard]] Index below(const std::string& model, const std::string& pointer, const std::string& keyword,
                              const std::optional<std::string>& name = {}) {
        Json::json_pointer place(pointer);
        place /= keyword;
        if (name) place /= *name;
        return at(model, place.to_string());
    }
    [[nodiscard]] std::vector<Index> list(const std::string& model, const std::string& pointer, const Json& schema,
                                          const char* keyword) {
        std::vector<Index> all;
        const auto found = schema.find(keyword);
        if (found == schema.end()) return all;
        if (!found->is_array()) throw Flaw{std::string(keyword) + " is a list"};
        for (std::size_t i = 0; i < found->size(); ++i)
            all.push_back(below(model, pointer, keyword, std::to_string(i)));
        return all;
    }
    [[nodiscard]] Rest rest(const std::string& model, const std::string& pointer, const Json& schema,
                            const char* keyword) {
        const auto found = schema.find(keyword);
        if (found == schema.end()) return {};
        if (found->is_boolean()) return {found->get<bool>(), std::nullopt};
        return {true, below(model, pointer, keyword)};
    }
    [[nodiscard]] static std::vector<std::string> names(const Json& schema, const char* keyword) {
        std::vector<std::string> all;
        const auto found = schema.find(keyword);
        if (found == schema.end()) return all;
        if (!found->is_object()) throw Flaw{std::string(keyword) + " is an object"};
        for (const auto& [name, each] : found->items()) all.push_back(name);
        return all;
    }
    [[nodiscard]] static std::string text(const Json& value) {
        if (!value.is_string()) throw Flaw{value.dump(-1, ' ', false, Json::error_handler_t::replace) + " is no text"};
        return value.get<std::string>();
    }
    [[nodiscard]] static std::vector<std::string> texts(const Json& value) {
        std::vector<std::string> all;
        if (!value.is_array()) throw Flaw{"a list of names is wanted"};
        for (const Json& each : value) all.push_back(text(each));
        return all;
    }
    [[nodiscard]] static std::optional<double> number(const Json& schema, const char* keyword) {
        const auto found = schema.find(keyword);
        if (found == schema.end()) return std::nullopt;
        if (!found->is_number()) throw Flaw{std::string(keyword) + " is a number"};
        return found->get<double>();
    }
    [[nodiscard]] static std::optional<std::size_t> count(const Json& schema, const char* keyword) {
        const auto said = number(schema, keyword);
        if (!said) return std::nullopt;
        if (*said < 0 || *said > 1e15) throw Flaw{std::string(keyword) + " is no count"};
        return static_cast<std::size_t>(*said);
    }
    [[nodiscard]] static Pattern read_pattern(const std::string& text) {
        auto pattern = std::make_shared<const RE2>(text, RE2::Quiet);
        return pattern->ok() ? pattern : nullptr;
    }

    std::vector<Node>& nodes_;
    const JsonSchema::Models& models_;
    std::map<std::string, Json> documents_;
    std::map<std::pair<std::string, std::string>, Index> known_;
};

[[nodiscard]] bool is_type(const Json& value, std::string_view type) {
    switch (value.type()) {
        case Json::value_t::null: return type == "null";
        case Json::value_t::boolean: return type == "boolean";
        case Json::value_t::string: return type == "string";
        case Json::value_t::array: return type == "array";
        case Json::value_t::object: return type == "object";
        case Json::value_t::number_float: return type == "number";
        default: return type == "number" || type == "integer";
    }
}

[[nodiscard]] std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not the rest of a character
    }));
}

[[nodiscard]] bool within(std::size_t count, const std::optional<std::size_t>& least,
                          const std::optional<std::size_t>& most) {
    return (!least || count >= *least) && (!most || count <= *most);
}

/// One text against the nodes.
class Check {
public:
    explicit Check(const std::vector<Node>& nodes) : nodes_(nodes) {}

    [[nodiscard]] bool accepts(Index index, const Json& value, std::size_t depth = 0) {
        if (depth > deepest || ++steps_ > most_steps) return false;
        const Node& node = nodes_[index];
        const std::size_t deeper = depth + 1;
        if (node.reference) return accepts(*node.reference, value, deeper);
        if (!node.types.empty() && std::none_of(node.types.begin(), node.types.end(),
                                                [&](const std::string& type) { return is_type(value, type); }))
            return false;
        if (node.values && std::find(node.values->begin(), node.values->end(), value) == node.values->end())
            return false;
        if (value.is_number() && !fits_number(node, value.get<double>())) return false;
        if (value.is_string() && !fits_text(node, value.get_ref<const std::string&>())) return false;
        if (value.is_object() && !fits_object(node, value, deeper)) return false;
        if (value.is_array() && !fits_list(node, value, deeper)) return false;
        const auto fits = [&](Index each) { return accepts(each, value, deeper); };
        return std::all_of(node.all.begin(), node.all.end(), fits) &&
               (node.any.empty() || std::any_of(node.any.begin(), node.any.end(), fits)) &&
               (node.one.empty() || std::count_if(node.one.begin(), node.one.end(), fits) == 1) &&
               (!node.none || !fits(*node.none)) && steps_ <= most_steps;
    }

private:
    [[nodiscard]] static bool fits_number(const Node& node, double value) {
        if (node.minimum && (value < *node.minimum || (node.above_minimum && value == *node.minimum))) return false;
        if (node.maximum && (value > *node.maximum || (node.below_maximum && value == *node.maximum))) return false;
        return !node.multiple_of || *node.multiple_of <= 0 || std::remainder(value, *node.multiple_of) == 0;
    }
    [[nodiscard]] static bool fits_text(const Node& node, const std::string& value) {
        if ((node.shortest || node.longest) && !within(characters(value), node.shortest, node.longest)) return false;
        return node.pattern == nullptr || RE2::PartialMatch(value, *node.pattern);
    }
    [[nodiscard]] bool fits_object(const Node& node, const Json& value, std::size_t deeper) {
        if (!within(value.size(), node.fewest_properties, node.most_properties)) return false;
        const auto there = [&](const std::string& name) { return value.contains(name); };
        if (!std::all_of(node.required.begin(), node.required.end(), there)) return false;
        for (const auto& [name, needed] : node.needed_with) {
            if (there(name) && !std::all_of(needed.begin(), needed.end(), there)) return false;
        }
        for (const auto& [name, schema] : node.described_with) {
            if (there(name) && !accepts(schema, value, deeper)) return false;
        }
        for (const auto& [name, each] : value.items()) {
            const auto said = node.properties.find(name);
            bool known = said != node.properties.end();
            if (known && !accepts(said->second, each, deeper)) return false;
            for (const auto& [pattern, schema] : node.pattern_properties) {
                if (pattern == nullptr || !RE2::PartialMatch(name, *pattern)) continue;
                known = true;
                if (!accepts(schema, each, deeper)) return false;
            }
            if (!known && !fits_rest(node.other_properties, each, deeper)) return false;
        }
        return true;
    }
    [[nodiscard]] bool fits_list(const Node& node, const Json& value, std::size_t deeper) {
        if (!within(value.size(), node.fewest_items, node.most_items)) return false;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (node.item && !accepts(*node.item, value[i], deeper)) return false;
            if (i < node.first_items.size()) {
                if (!accepts(node.first_items[i], value[i], deeper)) return false;
            } else if (!node.first_items.empty() && !fits_rest(node.other_items, value[i], deeper)) {
                return false;
            }
        }
        if (!node.unique) return true;
        const std::set<Json> different(value.begin(), value.end());
        return different.size() == value.size();
    }
    [[nodiscard]] bool fits_rest(const Rest& rest, const Json& value, std::size_t deeper) {
        return rest.allowed && (!rest.schema || accepts(*rest.schema, value, deeper));
    }

    const std::vector<Node>& nodes_;
    std::size_t steps_ = 0;
};

}  // namespace

struct JsonSchema::Nodes {
    std::vector<Node> all;
    Index first = 0;
};

JsonSchema::JsonSchema(std::unique_ptr<const Nodes> nodes) : nodes_(std::move(nodes)) {}
JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

Result<JsonSchema> JsonSchema::of(std::string_view text, const Models& models) {
    auto document = parse(text);
    if (!document) return Error{"it is no JSON"};
    auto nodes = std::make_unique<Nodes>();
    Reader reader(nodes->all, models);
    reader.add("", std::move(*document));
    try {
        nodes->first = reader.at("", "");
    } catch (const Flaw& flaw) {
        return Error{flaw.what};
    }
    return JsonSchema(std::move(nodes));
}

bool JsonSchema::accepts(std::string_view json) const {
    const auto value = parse(json);
    return value && Check(nodes_->all).accepts(nodes_->first, *value);
}

}  // namespace wt::gateway
