#include "cloudformation/language/template.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

// CloudFormation User Guide, "Understand CloudFormation quotas".
constexpr std::size_t most_resources = 500;
constexpr std::size_t most_parameters = 200;
constexpr std::size_t most_outputs = 200;
constexpr std::size_t most_mappings = 200;
constexpr std::size_t most_conditions = 1000;  // and rules; Assumed
constexpr std::size_t longest_description = 1024;

constexpr std::array<std::string_view, 11> sections = {"AWSTemplateFormatVersion",
                                                       "Description",
                                                       "Metadata",
                                                       "Parameters",
                                                       "Mappings",
                                                       "Conditions",
                                                       "Rules",
                                                       "Transform",
                                                       "Resources",
                                                       "Outputs",
                                                       "Hooks"};
constexpr std::array<std::string_view, 10> resource_members = {
    "Type",           "Properties",          "DependsOn",      "Condition",    "Metadata",
    "DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy", "Description"};

constexpr std::array<std::string_view, 11> parameter_members = {
    "Type",      "Default",   "NoEcho",   "Description", "ConstraintDescription", "AllowedPattern", "AllowedValues",
    "MinLength", "MaxLength", "MinValue", "MaxValue"};
/// CloudFormation User Guide, "Specify existing resources at runtime with CloudFormation-supplied parameter types";
/// each also as List<...>.
constexpr std::array<std::string_view, 12> parameter_types = {"String",
                                                              "Number",
                                                              "AWS::EC2::AvailabilityZone::Name",
                                                              "AWS::EC2::Image::Id",
                                                              "AWS::EC2::Instance::Id",
                                                              "AWS::EC2::KeyPair::KeyName",
                                                              "AWS::EC2::SecurityGroup::GroupName",
                                                              "AWS::EC2::SecurityGroup::Id",
                                                              "AWS::EC2::Subnet::Id",
                                                              "AWS::EC2::VPC::Id",
                                                              "AWS::EC2::Volume::Id",
                                                              "AWS::Route53::HostedZone::Id"};

template <class Names>
[[nodiscard]] bool is_among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

[[nodiscard]] const OrderedJson& member(const OrderedJson& of, std::string_view name) {
    static const OrderedJson nothing;
    if (!of.is_object()) return nothing;
    const auto found = of.find(std::string(name));
    return found == of.end() ? nothing : *found;
}

[[nodiscard]] std::optional<std::string> text_of(const OrderedJson& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    return std::nullopt;
}
[[nodiscard]] std::string text_at(const OrderedJson& of, std::string_view name) {
    return text_of(member(of, name)).value_or("");
}

[[nodiscard]] std::optional<double> number_at(const OrderedJson& of, std::string_view name) {
    const auto text = text_of(member(of, name));
    if (!text) return std::nullopt;
    char* end = nullptr;
    const double number = std::strtod(text->c_str(), &end);
    return end != nullptr && *end == '\0' ? std::optional(number) : std::nullopt;
}

[[nodiscard]] bool is_alphanumeric(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

/// A section of named objects, or nothing.
[[nodiscard]] const OrderedJson& section(const OrderedJson& tree, std::string_view name, std::size_t most) {
    const OrderedJson& found = member(tree, name);
    if (found.is_null()) return found;
    if (!found.is_object()) throw Flaw{fmt::format("Template format error: {} must be an object.", name)};
    if (found.size() > most)
        throw Flaw{fmt::format("Template format error: Number of {}, {}, is greater than maximum allowed, {}", name,
                               found.size(), most)};
    return found;
}

[[nodiscard]] bool is_parameter_type(std::string_view type) {
    const auto within = [&](std::string_view head) {
        return type.starts_with(head) && type.ends_with('>') ? type.substr(head.size(), type.size() - head.size() - 1)
                                                             : std::string_view();
    };
    if (type == "CommaDelimitedList" || type == "AWS::SSM::Parameter::Name" || is_among(parameter_types, type) ||
        is_among(parameter_types, within("List<")))
        return true;
    const std::string_view kept = within("AWS::SSM::Parameter::Value<");
    return !kept.empty() && is_parameter_type(kept);
}

void check_mappings(const OrderedJson& mappings) {
    const auto refuse = [](std::string_view what) { throw Flaw{fmt::format("Template format error: {}", what)}; };
    for (const auto& [name, map] : mappings.items()) {
        if (!is_alphanumeric(name)) refuse(fmt::format("Mappings name '{}' is non alphanumeric.", name));
        if (!map.is_object()) refuse("Every Mappings member must be an object");
        for (const auto& [key, values] : map.items()) {
            if (!values.is_object()) refuse(fmt::format("Every Mappings member {} must be a map", name));
            for (const auto& [second, value] : values.items()) {
                if (value.is_object() || value.is_null())
                    refuse("Every Mappings attribute must be a String or a List.");
            }
        }
    }
}

[[nodiscard]] ParameterDeclaration read_parameter(const std::string& name, const OrderedJson& said) {
    if (!is_alphanumeric(name))
        throw Flaw{fmt::format("Template format error: Parameter name {} is non alphanumeric.", name)};
    if (!said.is_object()) throw Flaw{fmt::format("Template format error: Every Parameters member must be an object.")};
    for (const auto& [key, value] : said.items()) {
        if (!is_among(parameter_members, key)) throw Flaw{fmt::format("Invalid template parameter property '{}'", key)};
    }
    ParameterDeclaration made;
    made.name = name;
    made.type = text_at(said, "Type");
    if (made.type.empty())
        throw Flaw{fmt::format("Template format error: Every Parameters object must contain a Type member.")};
    if (!is_parameter_type(made.type))
        throw Flaw{fmt::format("Template format error: Unrecognized parameter type: {}", made.type)};
    if (member(said, "Default").is_object())
        throw Flaw{"Template format error: Every Default member must be a string."};
    made.default_value = text_of(member(said, "Default"));
    if (const OrderedJson& many = member(said, "Default"); many.is_array()) {
        std::vector<std::string> texts;
        for (const OrderedJson& each : many) texts.push_back(text_of(each).value_or(""));
        made.default_value = fmt::format("{}", fmt::join(texts, ","));
    }
    made.no_echo = text_at(said, "NoEcho") == "true";
    made.description = text_at(said, "Description");
    made.constraint = text_at(said, "ConstraintDescription");
    made.allowed_pattern = text_at(said, "AllowedPattern");
    for (const OrderedJson& each : member(said, "AllowedValues")) made.allowed_values.push_back(*text_of(each));
    made.min_value = number_at(said, "MinValue");
    made.max_value = number_at(said, "MaxValue");
    made.min_length = number_at(said, "MinLength");
    made.max_length = number_at(said, "MaxLength");
    return made;
}

/// The templates' format has no nulls; of Metadata nobody reads the values (assumed).
void refuse_nulls(const OrderedJson& value, const std::string& place) {
    if (value.is_null())
        throw Flaw{fmt::format("Template format error: [{}] 'null' values are not allowed in templates", place)};
    if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) refuse_nulls(value[i], fmt::format("{}/{}", place, i));
    } else if (value.is_object()) {
        for (const auto& [key, each] : value.items()) {
            if (key != "Metadata") refuse_nulls(each, fmt::format("{}/{}", place, key));
        }
    }
}

void refuse_nulls_in(const OrderedJson& tree, std::string_view section) {
    const OrderedJson& found = member(tree, section);
    if (!found.is_object()) return;
    for (const auto& [name, each] : found.items()) {
        if (!each.is_object()) continue;  // told otherwise
        for (const auto& [key, value] : each.items()) {
            if (key != "Metadata" && key != "Type") refuse_nulls(value, fmt::format("/{}/{}/{}", section, name, key));
        }
    }
}

[[nodiscard]] std::string policy_at(const std::string& resource, const OrderedJson& said, std::string_view name) {
    const OrderedJson& value = member(said, name);
    if (value.is_null()) return {};
    const auto text = text_of(value);
    static constexpr std::array<std::string_view, 4> known = {"Delete", "Retain", "Snapshot", "RetainExceptOnCreate"};
    if (!text || !is_among(known, *text) || (name != "DeletionPolicy" && *text == "RetainExceptOnCreate"))
        throw Flaw{fmt::format("Template format error: Unrecognized {} {} for resource {}", name,
                               text.value_or(written(value)), resource)};
    return *text;
}

[[nodiscard]] ResourceDeclaration read_resource(const std::string& name, const OrderedJson& said) {
    if (!is_alphanumeric(name))
        throw Flaw{fmt::format("Template format error: Resource name {} is non alphanumeric.", name)};
    if (!said.is_object()) throw Flaw{"Template format error: Any Resources member must be an object."};
    for (const auto& [key, value] : said.items()) {
        if (!is_among(resource_members, key)) throw Flaw{fmt::format("Invalid template resource property '{}'", key)};
    }
    ResourceDeclaration made;
    made.name = name;
    made.type = text_at(said, "Type");
    if (made.type.empty())
        throw Flaw{fmt::format(
            "Template format error: [/Resources/{}] Every Resources object must contain a Type member.", name)};
    if (const OrderedJson& properties = member(said, "Properties"); properties.is_object()) {
        made.properties = properties;
    } else if (!properties.is_null()) {
        throw Flaw{fmt::format("Template format error: [/Resources/{}/Properties] must be an object.", name)};
    }
    const OrderedJson& before = member(said, "DependsOn");
    if (const auto one = text_of(before)) made.depends_on.push_back(*one);
    if (before.is_array()) {
        for (const OrderedJson& each : before) made.depends_on.push_back(text_of(each).value_or(""));
    }
    if (before.is_object() || (before.is_array() && is_among(made.depends_on, "")))
        throw Flaw{"Template format error: DependsOn must be a string or list of strings."};
    made.condition = text_at(said, "Condition");
    made.deletion_policy = policy_at(name, said, "DeletionPolicy");
    made.update_replace_policy = policy_at(name, said, "UpdateReplacePolicy");
    made.metadata = member(said, "Metadata");
    made.creation_policy = member(said, "CreationPolicy");
    return made;
}

[[nodiscard]] OutputDeclaration read_output(const std::string& name, const OrderedJson& said) {
    if (!is_alphanumeric(name))
        throw Flaw{fmt::format("Template format error: Output name {} is non alphanumeric.", name)};
    if (!said.is_object() || !said.contains("Value"))
        throw Flaw{"Template format error: Every Outputs member must contain a Value object"};
    OutputDeclaration made;
    made.name = name;
    made.value = said["Value"];
    made.description = text_at(said, "Description");
    made.export_name = member(member(said, "Export"), "Name");
    made.condition = text_at(said, "Condition");
    return made;
}

/// Names that every template may refer to. CloudFormation Template Reference, "Pseudo parameters reference".
constexpr std::array<std::string_view, 8> pseudo_parameters = {
    "AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue",   "AWS::Partition",
    "AWS::Region",    "AWS::StackId",          "AWS::StackName", "AWS::URLSuffix"};

/// What Fn::Sub names: by its map, or in its text.
void each_sub_reference(const OrderedJson& said, const std::function<void(std::string_view)>& visit) {
    const OrderedJson& text = said.is_array() && !said.empty() ? said[0] : said;
    static const OrderedJson none = OrderedJson::object();
    const OrderedJson& own = said.is_array() && said.size() > 1 ? said[1] : none;
    each_reference(own, visit);
    if (!text.is_string()) return;
    for (const SubPiece& piece : sub_pieces(text.get_ref<const std::string&>())) {
        if (!piece.is_name || (own.is_object() && own.contains(piece.text))) continue;
        visit(std::string_view(piece.text).substr(0, piece.text.find('.')));
    }
}

}  // namespace

bool Template::declares(std::string_view transform) const { return is_among(transforms, transform); }

const ParameterDeclaration* Template::parameter(std::string_view name) const {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto& each) { return each.name == name; });
    return found == parameters.end() ? nullptr : &*found;
}

const ResourceDeclaration* Template::resource(std::string_view name) const {
    const auto found =
        std::find_if(resources.begin(), resources.end(), [&](const auto& each) { return each.name == name; });
    return found == resources.end() ? nullptr : &*found;
}

std::vector<std::string> transforms_of(const OrderedJson& tree) {
    std::vector<std::string> names;
    const OrderedJson& said = member(tree, "Transform");
    const auto take = [&](const OrderedJson& one) {
        if (one.is_object()) {
            names.push_back(text_at(one, "Name"));
        } else if (const auto name = text_of(one)) {
            names.push_back(*name);
        }
    };
    if (said.is_array()) {
        for (const OrderedJson& each : said) take(each);
    } else {
        take(said);
    }
    return names;
}

std::vector<std::string> macros_in(const OrderedJson& tree) {
    std::vector<std::string> names;
    if (!tree.is_structured()) return names;
    for (const auto& [key, value] : tree.items()) {
        const bool is_macro = tree.is_object() && key == "Fn::Transform";
        for (std::string& name : is_macro ? std::vector{text_at(value, "Name")} : macros_in(value))
            names.push_back(std::move(name));
    }
    return names;
}

std::vector<ParameterDeclaration> parameters_of(const OrderedJson& tree) {
    std::vector<ParameterDeclaration> made;
    const OrderedJson& said = section(tree, "Parameters", most_parameters);
    if (!said.is_object()) return made;
    for (const auto& [name, each] : said.items()) made.push_back(read_parameter(name, each));
    return made;
}

Template read_parts(const OrderedJson& tree) {
    std::vector<std::string> strange;
    for (const auto& [key, value] : tree.items()) {
        if (!is_among(sections, key)) strange.push_back(key);
    }
    if (!strange.empty())
        throw Flaw{fmt::format("Invalid template property or properties [{}]", fmt::join(strange, ", "))};
    if (tree.contains("AWSTemplateFormatVersion") && text_at(tree, "AWSTemplateFormatVersion") != "2010-09-09")
        throw Flaw{"Template format error: unsupported value for AWSTemplateFormatVersion."};
    for (const char* name : {"Resources", "Outputs"}) refuse_nulls_in(tree, name);
    Template made;
    if (tree.contains("Description") && !tree["Description"].is_string())
        throw Flaw{"Template format error: Description member must be a string."};  // Assumed: the sentence
    made.description = text_at(tree, "Description");
    if (made.description.size() > longest_description)
        throw Flaw{fmt::format("Template format error: 'Description' length is greater than {}.", longest_description)};
    made.transforms = transforms_of(tree);
    made.metadata = member(tree, "Metadata");
    made.parameters = parameters_of(tree);
    if (const OrderedJson& said = section(tree, "Mappings", most_mappings); said.is_object()) {
        check_mappings(said);
        made.mappings = said;
    }
    if (const OrderedJson& said = section(tree, "Conditions", most_conditions); said.is_object())
        made.conditions = said;
    if (const OrderedJson& said = section(tree, "Rules", most_conditions); said.is_object()) made.rules = said;
    const OrderedJson& resources = section(tree, "Resources", most_resources);
    if (!resources.is_object() || resources.empty())
        throw Flaw{"Template format error: At least one Resources member must be defined."};
    for (const auto& [name, each] : resources.items()) made.resources.push_back(read_resource(name, each));
    if (const OrderedJson& said = section(tree, "Outputs", most_outputs); said.is_object()) {
        for (const auto& [name, each] : said.items()) made.outputs.push_back(read_output(name, each));
    }
    check_references(made);
    return made;
}

void check_references(const Template& made) {
    std::set<std::string, std::less<>> known;
    for (const auto& each : made.parameters) known.insert(each.name);
    for (const auto& each : made.resources) known.insert(each.name);
    std::set<std::string> missing;
    const auto look = [&](std::string_view name) {
        if (!is_among(pseudo_parameters, name) && !known.contains(name)) missing.emplace(name);
    };
    const auto refuse = [&](std::string_view where) {
        if (missing.empty()) return;
        throw Flaw{
            fmt::format("Template format error: Unresolved resource dependencies [{}] in the {} block of the "
                        "template",
                        fmt::join(missing, ", "), where)};
    };
    for (const auto& each : made.resources) {
        each_reference(each.properties, look);
        for (const std::string& name : each.depends_on) {
            if (made.resource(name) == nullptr) missing.insert(name);
        }
    }
    refuse("Resources");
    for (const auto& each : made.outputs) {
        each_reference(each.value, look);
        each_reference(each.export_name, look);
    }
    refuse("Outputs");
    for (const auto& each : made.resources) {
        if (!each.condition.empty() && !made.conditions.contains(each.condition))
            throw Flaw{
                fmt::format("Template format error: Unresolved condition dependency {} in the Resources block "
                            "of the template",
                            each.condition)};
    }
    for (const auto& each : made.outputs) {
        if (!each.condition.empty() && !made.conditions.contains(each.condition))
            throw Flaw{
                fmt::format("Template format error: Unresolved condition dependency {} in the Outputs block of "
                            "the template",
                            each.condition)};
    }
}

void each_reference(const OrderedJson& value, const std::function<void(std::string_view)>& visit) {
    if (value.is_array()) {
        for (const OrderedJson& each : value) each_reference(each, visit);
        return;
    }
    if (!value.is_object()) return;
    for (const auto& [key, said] : value.items()) {
        if (value.size() == 1 && key == "Ref" && said.is_string()) {
            visit(said.get_ref<const std::string&>());
        } else if (value.size() == 1 && key == "Fn::GetAtt") {
            if (said.is_array() && !said.empty() && said[0].is_string()) visit(said[0].get_ref<const std::string&>());
            if (said.is_array() && said.size() > 1) each_reference(said[1], visit);
            if (said.is_string()) {
                const auto& text = said.get_ref<const std::string&>();
                visit(std::string_view(text).substr(0, text.find('.')));
            }
        } else if (value.size() == 1 && key == "Fn::Sub") {
            each_sub_reference(said, visit);
        } else {
            each_reference(said, visit);
        }
    }
}

std::vector<SubPiece> sub_pieces(std::string_view text) {
    std::vector<SubPiece> pieces;
    const auto add_text = [&](std::string_view part) {
        if (part.empty()) return;
        if (pieces.empty() || pieces.back().is_name) pieces.emplace_back();
        pieces.back().text += part;
    };
    while (!text.empty()) {
        const std::size_t open = text.find("${");
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) break;
        add_text(text.substr(0, open));
        std::string_view name = text.substr(open + 2, close - open - 2);
        if (name.starts_with('!')) {  // "${!Literal}"
            add_text("${");
            add_text(name.substr(1));
            add_text("}");
        } else {
            while (name.starts_with(' ')) name.remove_prefix(1);
            while (name.ends_with(' ')) name.remove_suffix(1);
            pieces.push_back({true, std::string(name)});
        }
        text.remove_prefix(close + 1);
    }
    add_text(text);
    return pieces;
}

}  // namespace wt::cloudformation::language
