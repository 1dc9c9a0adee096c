#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation {

/// What AWS says of its types of resources: which there are, and of those that are here the properties. A reading of
/// models/resource-types.txt, which is made of CloudFormation's public schemas and says of when.
class ResourceSchemas {
public:
    ResourceSchemas();

    /// Whether AWS has such a type, here or not.
    [[nodiscard]] bool has_type(std::string_view type) const;
    /// Whether that type has such a property, here or not. False of a type that is not here.
    [[nodiscard]] bool has_property(std::string_view type, std::string_view property) const;
    /// Where evaluated properties are otherwise than the schema says, as AWS words it: keys that it has not, keys that
    /// it needs, values of another kind ("#/Tags: expected type: JSONArray, found: JSONObject"). None of a type that is
    /// not here; what is not known yet fits.
    [[nodiscard]] std::vector<std::string> violations(std::string_view type,
                                                      const language::OrderedJson& properties) const;

private:
    struct Property {
        std::string_view of;  // what it may be, as the file says it
        bool is_required = false;
    };
    using Properties = std::map<std::string_view, Property, std::less<>>;
    using Structures = std::map<std::string_view, Properties, std::less<>>;  // by name; the type's own has none

    static void check(const language::OrderedJson& value, std::string_view of, const Structures& all,
                      const std::string& place, std::vector<std::string>& found);
    static void check_members(const language::OrderedJson& value, const Properties& known, const Structures& all,
                              const std::string& place, std::vector<std::string>& found);

    std::map<std::string_view, Structures, std::less<>> types_;
    std::map<std::string_view, std::vector<std::string_view>, std::less<>> names_;  // of all types, by service
};

/// "JSONArray", "String": what a value is called in AWS's sentences.
[[nodiscard]] std::string_view kind_of(const language::OrderedJson& value);

}  // namespace wt::cloudformation
