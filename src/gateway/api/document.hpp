#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

/// Documents that say what an API is, in JSON or YAML: how importers look into them.
namespace wt::gateway::api::document {

using OrderedJson = nlohmann::ordered_json;
using Texts = std::map<std::string, std::string>;

/// What is wrong with a document. Importers throw it, and none lets it out.
struct Flaw {
    std::string what;
};

/// Throws a Flaw for what is no object.
[[nodiscard]] OrderedJson read_document(std::string_view text);

/// What stands under a name; null where nothing does.
[[nodiscard]] const OrderedJson& member(const OrderedJson& of, const std::string& name);
/// As JSON. What stands in YAML need not be UTF-8.
[[nodiscard]] std::string written(const OrderedJson& value);
/// A JSON document as YAML: in blocks, texts in quotes.
[[nodiscard]] std::string as_yaml(std::string_view json);
/// What stands where an object should: nothing, where it is none.
[[nodiscard]] const OrderedJson& as_object(const OrderedJson& value);
// None where something else stands there, or nothing.
[[nodiscard]] std::optional<std::string> text_of(const OrderedJson& value);
[[nodiscard]] std::optional<std::string> text_of(const OrderedJson& of, const std::string& name);
[[nodiscard]] bool truth_of(const OrderedJson& of, const std::string& name);
[[nodiscard]] std::optional<Texts> texts_of(const OrderedJson& of, const std::string& name);
[[nodiscard]] std::optional<std::vector<std::string>> list_of(const OrderedJson& of, const std::string& name);
[[nodiscard]] std::optional<std::string> capitals(std::optional<std::string> text);
/// What a reference into the document leads to, or the value itself. Throws a Flaw where it leads nowhere.
[[nodiscard]] const OrderedJson& resolved(const OrderedJson& document, const OrderedJson& value);

}  // namespace wt::gateway::api::document
