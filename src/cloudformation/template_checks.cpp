#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/engine.hpp"

/// What is wrong with a template that only the types of its resources tell.
namespace wt::cloudformation {

namespace {

/// CloudFormation User Guide, "Get a secure string value from Systems Manager Parameter Store": of the types that are
/// here, where such a reference may stand.
[[nodiscard]] bool takes_secure_text(std::string_view place) {
    static constexpr std::string_view places[] = {
        "AWS::ElastiCache::ReplicationGroup/Properties/AuthToken", "AWS::IAM::User/Properties/LoginProfile/Password",
        "AWS::KinesisFirehose::DeliveryStream/Properties/RedshiftDestinationConfiguration/Password",
        "AWS::RDS::DBCluster/Properties/MasterUserPassword", "AWS::RDS::DBInstance/Properties/MasterUserPassword"};
    return std::find(std::begin(places), std::end(places), place) != std::end(places);
}

void find_secure_texts(const OrderedJson& value, const std::string& place, std::vector<std::string>& found) {
    if (value.is_string()) {
        if (value.get_ref<const std::string&>().find("{{resolve:ssm-secure:") != std::string::npos &&
            !takes_secure_text(place))
            found.push_back(place);
    } else if (value.is_array()) {
        for (const OrderedJson& each : value) find_secure_texts(each, place, found);
    } else if (value.is_object()) {
        for (const auto& [key, each] : value.items())
            find_secure_texts(each, key.starts_with("Fn::") ? place : place + "/" + key, found);
    }
}

/// Whether a type has an attribute; of a type that is not here nobody knows.
[[nodiscard]] bool has_attribute(const ResourceType* row, std::string_view type, const std::string& name) {
    if (row != nullptr) {
        const OrderedJson& all = row->attributes;
        if (!all.is_object() || all.contains(name)) return true;
        return all.contains(name.substr(0, name.find('.')));
    }
    if (is_custom(type) || !is_own_type(type)) return true;
    if (type == "AWS::CloudFormation::Stack") return name.starts_with("Outputs.");
    if (type == "AWS::CloudFormation::WaitCondition") return name == "Data";
    return type == "AWS::ECR::Repository" && (name == "Arn" || name == "RepositoryUri");
}

}  // namespace

std::string Engine::missing_capability(const Prepared& made, const StackSource& source, bool expands) const {
    const auto has = [&](std::string_view capability) {
        return std::find(source.capabilities.begin(), source.capabilities.end(), capability) !=
               source.capabilities.end();
    };
    for (const auto& each : made.made.resources) {
        const ResourceType* const type = types().find(each.type);
        if (type == nullptr || !type->iam_capability) continue;
        const bool named = type->named_capability && each.properties.contains(type->name_property);
        if (named && !has("CAPABILITY_NAMED_IAM")) return "CAPABILITY_NAMED_IAM";
        if (!has("CAPABILITY_IAM") && !has("CAPABILITY_NAMED_IAM")) return "CAPABILITY_IAM";
    }
    const bool transformed = expands && !made.parts.transforms.empty() && !has("CAPABILITY_AUTO_EXPAND");
    return transformed ? "CAPABILITY_AUTO_EXPAND" : "";
}

std::string Engine::refuse_new_types(const StackRecord& stack, const Prepared& made) {
    std::vector<std::string> changed;
    for (const auto& each : made.made.resources) {
        const auto old = stack.resources.find(each.name);
        if (old != stack.resources.end() && old->second.stands() && old->second.type != each.type)
            changed.push_back(each.name);
    }
    if (changed.empty()) return {};
    return fmt::format(
        "Update of resource type is not permitted. The new template modifies resource type of the following "
        "resources: [{}]",
        fmt::join(changed, ", "));
}

std::string Engine::refuse_types(const std::vector<std::string>& types) const {
    std::vector<std::string> known;
    std::vector<std::string> strange;
    for (const std::string& each : types) (handler_.schemas().has_type(each) ? known : strange).push_back(each);
    if (!strange.empty())
        return fmt::format("Template format error: Unrecognized resource types: [{}]", fmt::join(strange, ", "));
    return fmt::format(
        "Template format error: Unrecognized resource types: [{}] (Windtunnel does not implement them yet; "
        "--unsupported skip leaves them out)",
        fmt::join(known, ", "));
}

std::string Engine::refuse_or_leave_out(Prepared& made) const {
    std::string all;
    for (auto& each : made.made.resources) {
        const ResourceType* const type = types().find(each.type);
        if (type == nullptr || !each.properties.is_object()) continue;
        const std::set<std::string> names = handler_.not_here(*type, each.properties);
        if (names.empty()) continue;
        const std::vector<std::string> listed(names.begin(), names.end());
        if (unsupported_ == Unsupported::skip) {
            for (const std::string& name : listed) {
                const std::size_t dot = name.find('.');
                OrderedJson& of = dot == std::string::npos ? each.properties : each.properties[name.substr(0, dot)];
                of.erase(name.substr(dot + 1));
            }
            made.left_out[each.name] = listed;
        } else {
            all +=
                fmt::format("{}{} of {} ({})", all.empty() ? "" : "; ", fmt::join(listed, ", "), each.name, each.type);
        }
    }
    if (all.empty()) return all;
    return fmt::format("Windtunnel does not implement these properties yet: {} (--unsupported skip leaves them out)",
                       all);
}

std::string Engine::refuse_by_types(const Prepared& made) const {
    std::vector<std::string> secure;
    for (const auto& each : made.made.resources) {
        const ResourceType* const row = types().find(each.type);
        for (const auto& [policy, name] :
             {std::pair(&each.deletion_policy, "deletion"), std::pair(&each.update_replace_policy, "update replace")}) {
            if (*policy == "Snapshot" && row != nullptr && !row->takes_snapshots)
                return fmt::format("Template error: resource type {} does not support {} policy Snapshot", each.type,
                                   name);
        }
        find_secure_texts(each.properties, each.type + "/Properties", secure);
    }
    if (!secure.empty()) return fmt::format("SSM Secure reference is not supported in: [{}]", fmt::join(secure, ","));
    for (const auto& [resource, name] : made.asked) {
        const auto* const declared = made.made.resource(resource);
        if (declared != nullptr && !has_attribute(types().find(declared->type), declared->type, name))
            return fmt::format("Template error: resource {} does not support attribute type {} in Fn::GetAtt", resource,
                               name);
    }
    return {};
}

}  // namespace wt::cloudformation
