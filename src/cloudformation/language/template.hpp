#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation::language {

struct ParameterDeclaration {
    std::string name;
    std::string type = "String";
    std::optional<std::string> default_value;
    bool no_echo = false;
    std::string description;
    std::string constraint;  // ConstraintDescription
    std::vector<std::string> allowed_values;
    std::string allowed_pattern;
    std::optional<double> min_value;
    std::optional<double> max_value;
    std::optional<double> min_length;
    std::optional<double> max_length;
};

struct ResourceDeclaration {
    std::string name;
    std::string type;
    OrderedJson properties = OrderedJson::object();
    std::vector<std::string> depends_on;
    std::string condition;
    std::string deletion_policy;
    std::string update_replace_policy;
    OrderedJson metadata;
    OrderedJson creation_policy;
};

struct OutputDeclaration {
    std::string name;
    OrderedJson value;
    std::string description;
    OrderedJson export_name;  // null: it is not exported
    std::string condition;
};

/// A template's parts. CloudFormation User Guide, "Template anatomy".
struct Template {
    std::string description;
    std::vector<std::string> transforms;
    OrderedJson metadata;
    std::vector<ParameterDeclaration> parameters;
    OrderedJson mappings = OrderedJson::object();
    OrderedJson conditions = OrderedJson::object();
    OrderedJson rules = OrderedJson::object();
    std::vector<ResourceDeclaration> resources;
    std::vector<OutputDeclaration> outputs;

    [[nodiscard]] bool declares(std::string_view transform) const;
    [[nodiscard]] const ParameterDeclaration* parameter(std::string_view name) const;
    [[nodiscard]] const ResourceDeclaration* resource(std::string_view name) const;
};

inline constexpr std::string_view language_extensions = "AWS::LanguageExtensions";
inline constexpr std::string_view serverless = "AWS::Serverless-2016-10-31";

/// The transforms that a tree declares.
[[nodiscard]] std::vector<std::string> transforms_of(const OrderedJson& tree);
/// The macros that Fn::Transform names, wherever it stands.
[[nodiscard]] std::vector<std::string> macros_in(const OrderedJson& tree);
/// The parameters alone: what a transform may need before the rest can be read. Throws a Flaw.
[[nodiscard]] std::vector<ParameterDeclaration> parameters_of(const OrderedJson& tree);
/// The parts of a tree in which nothing is left to expand, held to the grammar: names, members, references. Throws a
/// Flaw.
[[nodiscard]] Template read_parts(const OrderedJson& tree);

/// Holds what a template's resources and outputs refer to, to what it declares. Throws a Flaw.
void check_references(const Template& made);

/// Calls `visit(name)` for each resource or parameter that a value refers to.
void each_reference(const OrderedJson& value, const std::function<void(std::string_view name)>& visit);

/// "${A.B}" in a text of Fn::Sub: the text between, and what the holes name.
struct SubPiece {
    bool is_name = false;
    std::string text;
};
[[nodiscard]] std::vector<SubPiece> sub_pieces(std::string_view text);

}  // namespace wt::cloudformation::language
