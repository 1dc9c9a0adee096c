#include "cloudformation/language/evaluate.hpp"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "cloudformation/language/blocks.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

[[nodiscard]] OrderedJson no_value() { return OrderedJson(OrderedJson::value_t::discarded); }

[[nodiscard]] std::string text_of(const OrderedJson& value, std::string_view function) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    throw Flaw{fmt::format("Template error: {} takes strings, got {}", function, written(value))};
}

[[nodiscard]] bool is_unknown(const OrderedJson& value) {
    if (value.is_string()) return value.get_ref<const std::string&>().find(known_after_apply) != std::string::npos;
    if (!value.is_structured()) return false;
    for (const OrderedJson& each : value) {
        if (is_unknown(each)) return true;
    }
    return false;
}

class Evaluation {
public:
    Evaluation(const Scope& scope, Answers& answers) : scope_(scope), answers_(answers) {}

    [[nodiscard]] OrderedJson value(const OrderedJson& said) {
        if (said.is_array()) {
            OrderedJson made = OrderedJson::array();
            for (const OrderedJson& each : said) {
                OrderedJson element = value(each);
                if (!element.is_discarded()) made.push_back(std::move(element));
            }
            return made;
        }
        if (!said.is_object()) return said;
        if (said.size() == 1) {
            const auto only = said.begin();
            if (only.key() == "Ref" || only.key().starts_with("Fn::")) return function(only.key(), only.value());
        }
        OrderedJson made = OrderedJson::object();
        for (const auto& [key, each] : said.items()) {
            OrderedJson member = value(each);
            if (!member.is_discarded()) made[key] = std::move(member);
        }
        return made;
    }

private:
    [[nodiscard]] OrderedJson function(const std::string& name, const OrderedJson& said) {
        if (name == "Ref") return reference(text_of(value(said), "Ref"));
        if (name == "Fn::GetAtt") return attribute(said);
        if (name == "Fn::Sub") return substituted(said);
        if (name == "Fn::Join") return joined(value(said));
        if (name == "Fn::Split") return split(value(said));
        if (name == "Fn::Select") return selected(value(said));
        if (name == "Fn::FindInMap") return mapped(said);
        if (name == "Fn::ImportValue") return answers_.import(text_of(value(said), name));
        if (name == "Fn::Base64") return base64(text_of(value(said), name));
        if (name == "Fn::GetAZs") return zones(value(said));
        if (name == "Fn::Cidr") return cidr(value(said));
        if (name == "Fn::If") return chosen_value(said);
        if (name == "Fn::Length" && extended()) return length(value(said));
        if (name == "Fn::ToJsonString" && extended()) return written(value(said));
        throw Flaw{
            fmt::format("Template error: Encountered unsupported function: {} Supported functions are: "
                        "[Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, "
                        "Fn::FindInMap, Fn::Select, Ref, Fn::If, Fn::Sub, Fn::Cidr]",
                        name)};
    }

    [[nodiscard]] bool extended() const { return scope_.declared.declares(language_extensions); }

    [[nodiscard]] OrderedJson reference(const std::string& name) {
        if (name == "AWS::NoValue") return no_value();
        if (const auto found = scope_.parameters.find(name); found != scope_.parameters.end()) return found->second;
        if (const auto found = scope_.pseudo.find(name); found != scope_.pseudo.end()) return found->second;
        if (scope_.declared.resource(name) == nullptr)
            throw Flaw{
                fmt::format("Template format error: Unresolved resource dependencies [{}] in the Resources "
                            "block of the template",
                            name)};
        return answers_.reference(name);
    }

    [[nodiscard]] OrderedJson attribute(const OrderedJson& said) {
        std::string resource;
        std::string name;
        if (said.is_string()) {
            const auto& text = said.get_ref<const std::string&>();
            const std::size_t dot = std::min(text.find('.'), text.size());
            resource = text.substr(0, dot);
            name = text.substr(std::min(dot + 1, text.size()));
        } else if (said.is_array() && said.size() == 2) {
            resource = text_of(value(said[0]), "Fn::GetAtt");
            name = text_of(value(said[1]), "Fn::GetAtt");
        }
        if (resource.empty() || name.empty())
            throw Flaw{
                "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name "
                "and the resource attribute"};
        return attribute(resource, name);
    }

    [[nodiscard]] OrderedJson attribute(const std::string& resource, const std::string& name) {
        if (scope_.declared.resource(resource) == nullptr)
            throw Flaw{
                fmt::format("Template error: instance of Fn::GetAtt references undefined resource {}", resource)};
        return answers_.attribute(resource, name);
    }

    [[nodiscard]] OrderedJson substituted(const OrderedJson& said) {
        const bool with_map = said.is_array() && said.size() == 2 && said[1].is_object();
        const OrderedJson& text = said.is_array() && !said.empty() ? said[0] : said;
        if (!text.is_string() || (said.is_array() && !with_map))
            throw Flaw{
                "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
                "Specify a string as first argument, and an optional second argument to specify a mapping of "
                "values to replace in the string"};
        std::string made;
        for (const SubPiece& piece : sub_pieces(text.get_ref<const std::string&>())) {
            if (!piece.is_name) {
                made += piece.text;
            } else if (with_map && said[1].contains(piece.text)) {
                made += text_of(value(said[1][piece.text]), "Fn::Sub");
            } else if (const std::size_t dot = piece.text.find('.'); dot != std::string::npos) {
                made += text_of(attribute(piece.text.substr(0, dot), piece.text.substr(dot + 1)), "Fn::Sub");
            } else {
                const OrderedJson found = reference(piece.text);
                if (found.is_array()) throw Flaw{fmt::format("Template error: Fn::Sub takes no list ({})", piece.text)};
                if (!found.is_discarded()) made += text_of(found, "Fn::Sub");
            }
        }
        return made;
    }

    [[nodiscard]] static OrderedJson joined(const OrderedJson& said) {
        if (!said.is_array() || said.size() != 2 || !said[0].is_string() || !(said[1].is_array() || is_unknown(said)))
            throw Flaw{
                "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) "
                "a list of strings to be joined or a function that returns a list of strings (such as "
                "Fn::GetAZs) to be joined."};
        if (!said[1].is_array()) return known_after_apply;
        std::string made;
        for (std::size_t i = 0; i < said[1].size(); ++i) {
            if (i > 0) made += said[0].get_ref<const std::string&>();
            made += text_of(said[1][i], "Fn::Join");
        }
        return made;
    }

    [[nodiscard]] static OrderedJson split(const OrderedJson& said) {
        if (!said.is_array() || said.size() != 2 || !said[0].is_string() || !said[1].is_string() ||
            said[0].get_ref<const std::string&>().empty())
            throw Flaw{
                "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) "
                "a string to be split or a function that returns a string to be split."};
        if (is_unknown(said[1])) return known_after_apply;
        const auto& delimiter = said[0].get_ref<const std::string&>();
        std::string_view rest = said[1].get_ref<const std::string&>();
        OrderedJson made = OrderedJson::array();
        for (std::size_t at = rest.find(delimiter); at != std::string_view::npos; at = rest.find(delimiter)) {
            made.push_back(std::string(rest.substr(0, at)));
            rest.remove_prefix(at + delimiter.size());
        }
        made.push_back(std::string(rest));
        return made;
    }

    [[nodiscard]] static OrderedJson selected(const OrderedJson& said) {
        if (said.is_array() && said.size() == 2 &&
            (is_unknown(said[0]) || (is_unknown(said[1]) && !said[1].is_array())))
            return known_after_apply;
        const bool fits = said.is_array() && said.size() == 2 && said[1].is_array();
        std::size_t index = 0;
        const std::string text = fits ? text_of(said[0], "Fn::Select") : "";
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
        if (!fits || error != std::errc() || end != text.data() + text.size())
            throw Flaw{
                "Template error: Fn::Select requires a list argument with two elements: an integer index and a "
                "list"};
        if (index >= said[1].size())
            throw Flaw{fmt::format("Template error: Fn::Select cannot select nonexistent value at index {}", index)};
        return said[1][index];
    }

    [[nodiscard]] OrderedJson mapped(const OrderedJson& said) {
        const bool with_default = said.is_array() && said.size() == 4 && said[3].is_object() &&
                                  said[3].contains("DefaultValue") && extended();
        if (!said.is_array() || (said.size() != 3 && !with_default))
            throw Flaw{
                "Template error: every Fn::FindInMap object requires three parameters, the map name, map key "
                "and the attribute for return value"};
        std::string names[3];
        for (std::size_t i = 0; i < 3; ++i) {
            const OrderedJson name = value(said[i]);
            if (is_unknown(name)) return known_after_apply;
            names[i] = text_of(name, "Fn::FindInMap");
        }
        const OrderedJson* at = &scope_.declared.mappings;
        for (const std::string& name : names) {
            if (at != nullptr) at = at->is_object() && at->contains(name) ? &(*at)[name] : nullptr;
        }
        if (at != nullptr) return value(*at);
        if (with_default) return value(said[3]["DefaultValue"]);
        throw Flaw{fmt::format("Template error: Unable to get mapping for {}::{}::{}", names[0], names[1], names[2])};
    }

    [[nodiscard]] static OrderedJson base64(const std::string& text) { return base64_encode(text); }

    [[nodiscard]] OrderedJson zones(const OrderedJson& said) const {
        std::string region = text_of(said, "Fn::GetAZs");
        if (region.empty()) region = text_of(scope_.pseudo.at("AWS::Region"), "Fn::GetAZs");
        return OrderedJson::array({region + "a", region + "b", region + "c"});
    }

    [[nodiscard]] static OrderedJson cidr(const OrderedJson& said) {
        if (!said.is_array() || said.size() < 2 || said.size() > 3)
            throw Flaw{"Template error: Fn::Cidr expects an IP block, a count, and cidr bits"};
        if (is_unknown(said)) return known_after_apply;
        const std::string block = text_of(said[0], "Fn::Cidr");
        const bool is_long = block.find(':') != std::string::npos;
        return blocks_of(block, text_of(said[1], "Fn::Cidr"),
                         said.size() == 3 ? text_of(said[2], "Fn::Cidr")
                         : is_long        ? "64"
                                          : "8");
    }

    [[nodiscard]] OrderedJson chosen_value(const OrderedJson& said) {
        if (!said.is_array() || said.size() != 3 || !said[0].is_string())
            throw Flaw{"Template error: Fn::If requires a list argument with the first element being a condition"};
        const auto found = scope_.conditions.find(said[0].get_ref<const std::string&>());
        if (found == scope_.conditions.end())
            throw Flaw{fmt::format("Template error: unresolved condition dependency {} in Fn::If",
                                   said[0].get_ref<const std::string&>())};
        return value(said[found->second ? 1 : 2]);
    }

    [[nodiscard]] static OrderedJson length(const OrderedJson& said) {
        if (is_unknown(said) && !said.is_array()) return known_after_apply;
        if (!said.is_array()) throw Flaw{"Template error: Fn::Length takes a list"};
        return said.size();
    }

    const Scope& scope_;
    Answers& answers_;
};

}  // namespace

OrderedJson evaluate(const OrderedJson& value, const Scope& scope, Answers& answers) {
    return Evaluation(scope, answers).value(value);
}

}  // namespace wt::cloudformation::language
