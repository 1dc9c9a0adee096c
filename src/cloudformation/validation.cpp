#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/cloudformation.hpp"
#include "cloudformation/language/flaw.hpp"

/// What is wrong before anything is made, and what a change set takes over.
namespace wt::cloudformation {

using language::Flaw;

namespace {

/// Sources: AWS CloudFormation User Guide, "Validate stack deployments"; the last two as they were seen.
constexpr std::string_view property_syntax = "PROPERTY_VALIDATION";
constexpr std::string_view name_conflict = "NAME_CONFLICT_VALIDATION";
constexpr std::string_view bucket_emptiness = "BUCKET_EMPTINESS_VALIDATION";

/// Of the types that are here, those that are not validated: the same page, "Resource limitations".
[[nodiscard]] bool is_validated(std::string_view type) {
    static constexpr std::string_view left_out[] = {"AWS::ApiGateway::BasePathMapping",
                                                    "AWS::ApiGateway::GatewayResponse",
                                                    "AWS::ApiGatewayV2::DomainName",
                                                    "AWS::ApiGatewayV2::Stage",
                                                    "AWS::CloudFront::CachePolicy",
                                                    "AWS::CloudFront::OriginRequestPolicy",
                                                    "AWS::CloudWatch::CompositeAlarm",
                                                    "AWS::Cognito::IdentityPoolRoleAttachment",
                                                    "AWS::Cognito::UserPoolUICustomizationAttachment",
                                                    "AWS::Cognito::UserPoolUserToGroupAttachment",
                                                    "AWS::ElastiCache::CacheCluster",
                                                    "AWS::ElastiCache::ReplicationGroup",
                                                    "AWS::ElastiCache::SubnetGroup",
                                                    "AWS::IAM::AccessKey",
                                                    "AWS::IAM::Group",
                                                    "AWS::IAM::InstanceProfile",
                                                    "AWS::IAM::Policy",
                                                    "AWS::IAM::Role",
                                                    "AWS::IAM::User",
                                                    "AWS::IAM::UserToGroupAddition",
                                                    "AWS::KinesisFirehose::DeliveryStream",
                                                    "AWS::Lambda::EventInvokeConfig",
                                                    "AWS::Lambda::EventSourceMapping",
                                                    "AWS::Logs::LogGroup",
                                                    "AWS::RDS::DBCluster",
                                                    "AWS::RDS::DBClusterParameterGroup",
                                                    "AWS::RDS::DBInstance",
                                                    "AWS::RDS::DBParameterGroup",
                                                    "AWS::RDS::DBSubnetGroup",
                                                    "AWS::RDS::OptionGroup",
                                                    "AWS::S3::BucketPolicy",
                                                    "AWS::SecretsManager::SecretTargetAttachment",
                                                    "AWS::WAFv2::IPSet",
                                                    "AWS::WAFv2::RegexPatternSet",
                                                    "AWS::WAFv2::RuleGroup",
                                                    "AWS::WAFv2::WebACL",
                                                    "AWS::WAFv2::WebACLAssociation"};
    return std::find(std::begin(left_out), std::end(left_out), type) == std::end(left_out);
}

/// Events say a problem of a property without the sentence that a resource's failure has before it.
[[nodiscard]] std::string without_head(const std::string& why) {
    const std::size_t at = why.find("message:\n");
    if (at == std::string::npos) return why;
    std::string made = why.substr(at + std::string_view("message:\n").size());
    if (made.starts_with('[') && made.ends_with(']')) made = made.substr(1, made.size() - 2);
    return made;
}

[[nodiscard]] OrderedJson outputs_said(const OrderedJson& tree) {
    return tree.contains("Outputs") ? tree["Outputs"] : OrderedJson::object();
}

/// Why a resource of a template cannot be imported; empty: it can.
[[nodiscard]] std::string refuse_import(const ResourceType* type, const ResourceToImport& wanted) {
    const std::vector<std::string> names = type == nullptr ? std::vector<std::string>() : type->identifiers();
    if (names.empty()) return fmt::format("ResourceTypes [{}] are not supported for Import", wanted.resource_type);
    std::set<std::string> given;
    for (const auto& [name, value] : wanted.resource_identifier) given.insert(name);
    if (given != std::set<std::string>(names.begin(), names.end()))
        return fmt::format("Invalid resource identifiers. Required identifiers for {} are: [{}]", wanted.resource_type,
                           fmt::join(names, ", "));  // Assumed: the sentence
    return {};
}

}  // namespace

bool is_name_conflict(const OperationEvent& problem) { return problem.validation_name == name_conflict; }

std::string failed_validations(const std::vector<OperationEvent>& problems) {
    std::vector<std::string_view> names;
    const auto add = [&](std::string_view validation, std::string_view name) {
        const bool failed = std::any_of(problems.begin(), problems.end(), [&](const OperationEvent& each) {
            return each.validation_name == validation && each.validation_failure_mode == "FAIL";
        });
        if (failed) names.push_back(name);
    };
    add(name_conflict, "AWS::EarlyValidation::ResourceExistenceCheck");
    add(property_syntax, "AWS::EarlyValidation::PropertyValidation");
    if (names.empty()) return {};
    return fmt::format(
        "The following hook(s)/validation failed: [{}]. To troubleshoot Early Validation errors, use the "
        "DescribeEvents API for detailed failure information.",
        fmt::join(names, ", "));
}

Engine::Validation CloudFormation::validation_of(const StackRecord& stack, const StackSource& source,
                                                 const Caller& caller, std::shared_ptr<const Prepared> made,
                                                 std::string operation_type) {
    Validated what{made, engine_.changes_of(stack, *made, source), std::move(operation_type)};
    return [this, caller, what = std::move(what)](StackRef of) { return problems_alone(std::move(of), caller, what); };
}

Task<std::vector<OperationEvent>> CloudFormation::problems_alone(StackRef stack, Caller caller, Validated what) {
    std::map<std::string, std::string> none;
    ValidationResult result =
        co_await problems_of(std::move(stack), std::move(caller), std::move(what), std::move(none));
    co_return std::move(result.problems);
}

Task<CloudFormation::ValidationResult> CloudFormation::problems_of(StackRef stack, Caller caller, Validated what,
                                                                   std::map<std::string, std::string> imports) {
    ValidationResult result;
    const bool is_change_set = what.operation_type == "CREATE_CHANGESET";
    const auto problem = [&](const std::string& logical, const std::string& type, std::string_view name,
                             std::string why, std::string_view mode) {
        OperationEvent event;
        event.event_id = engine_.new_id();
        event.stack_id = stack->id();
        event.operation_type = what.operation_type;
        event.event_type = "VALIDATION_ERROR";
        event.logical_resource_id = logical;
        event.physical_resource_id = "";
        event.resource_type = type;
        event.timestamp = context_.calendar();
        event.validation_failure_mode = mode;
        event.validation_name = name;
        event.validation_status = "FAILED";
        event.validation_status_reason = std::move(why);
        event.validation_path = "/Resources/" + logical + (name == property_syntax ? "/Properties" : "");
        result.problems.push_back(std::move(event));
    };
    const std::shared_ptr<const Prepared> made = what.made;
    const std::vector<Change>& changes = what.changes;
    StackAnswers answers(*stack, stacks_);
    for (const auto& each : made->made.resources) {
        const auto there = stack->resources.find(each.name);
        if (there == stack->resources.end() || !there->second.stands()) answers.unknown.insert(each.name);
    }
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const ResourceChange about = *changes[i].resource_change;
        const std::string logical = about.logical_resource_id.value_or("");
        if (is_change_set && about.action == "Remove" && about.resource_type == "AWS::S3::Bucket" &&
            about.policy_action == "Delete") {
            const std::string bucket = about.physical_resource_id.value_or("");
            OrderedJson asked = OrderedJson::object();
            asked["Bucket"] = bucket;
            asked["MaxKeys"] = 1;
            const auto listed = co_await engine_.handler().call(caller, "s3", "ListObjectVersions", std::move(asked));
            if (listed.ok() && (listed->contains("Versions") || listed->contains("DeleteMarkers")))
                problem(logical, "AWS::S3::Bucket", bucket_emptiness,
                        fmt::format("The bucket '{}' is not empty. You must either delete all objects and versions or "
                                    "use the deletion policy to retain it, otherwise the delete operation will fail.",
                                    bucket),
                        "WARN");
        }
        const auto* const declared = made->made.resource(logical);
        const ResourceType* const type = declared == nullptr ? nullptr : engine_.types().find(declared->type);
        if (type == nullptr) continue;
        OrderedJson properties;
        bool flawed = false;
        try {
            properties = language::evaluate(declared->properties, made->scope(), answers);
        } catch (const Flaw&) {
            flawed = true;  // told when it is made
        }
        if (flawed || !properties.is_object()) continue;
        if (auto why = engine_.handler().refuse_properties(*type, logical, properties)) {
            if (is_validated(type->name)) problem(logical, type->name, property_syntax, without_head(*why), "FAIL");
            continue;
        }
        if (about.action != "Add" || imports.contains(logical)) continue;
        // Whether its name is taken, where the template gives it one.
        const std::vector<std::string> names = type->identifiers();
        if (names.size() != 1 || names.front() != type->name_property || !properties.contains(names.front())) continue;
        const OrderedJson& said = properties[names.front()];
        if (!said.is_string() || said == language::known_after_apply ||
            said.get_ref<const std::string&>().find("{{resolve:") != std::string::npos)
            continue;
        const std::string id = said.get<std::string>();
        Job job{caller, stack->id(), logical, type->name, id, properties};
        job.id = id;
        const auto seen = co_await engine_.handler().adopt(*type, std::move(job));
        if (!seen.ok()) continue;
        result.there[logical] = id;
        if (is_validated(type->name))
            problem(logical, type->name, name_conflict,
                    fmt::format("Resource of type '{}' with identifier '{}' already exists.", type->name, id), "FAIL");
    }
    co_return result;
}

aws::Outcome<std::map<std::string, std::string>> CloudFormation::imports_of(const StackRef& stack, const Prepared& made,
                                                                            const std::vector<ResourceToImport>& wanted,
                                                                            const std::vector<Change>& changes) const {
    std::map<std::string, std::string> imports;
    for (const ResourceToImport& each : wanted) {
        const auto* const declared = made.made.resource(each.logical_resource_id);
        if (declared == nullptr || declared->type != each.resource_type)
            return invalid(
                fmt::format("Resources [{}] to import are missing in the template", each.logical_resource_id));
        if (stack->resources.contains(each.logical_resource_id))
            return invalid(fmt::format("Resources [{}] already exist in the stack", each.logical_resource_id));
        const ResourceType* const type = engine_.types().find(each.resource_type);
        if (std::string why = refuse_import(type, each); !why.empty()) return invalid(std::move(why));
        if (declared->deletion_policy.empty())
            return invalid(
                fmt::format("Resources [{}] to import must have DeletionPolicy attribute specified in the "
                            "template.",
                            each.logical_resource_id));
        OrderedJson properties;
        try {
            StackAnswers answers(*stack, stacks_);
            for (const auto& other : made.made.resources) answers.unknown.insert(other.name);
            properties = language::evaluate(declared->properties, made.scope(), answers);
        } catch (const Flaw&) {
            properties = declared->properties;  // told when it is imported
        }
        for (const auto& [name, value] : each.resource_identifier) {
            if (!properties.contains(name) || !properties[name].is_string() || properties[name] == value) continue;
            const std::string& said = properties[name].get_ref<const std::string&>();
            if (has_dynamic_reference(said) || said.find(language::known_after_apply) != std::string::npos) continue;
            return invalid(fmt::format("The {} of resource [{}] is {} in the template, and {} in its identifier", name,
                                       each.logical_resource_id, said, value));  // Assumed: the sentence
        }
        imports[each.logical_resource_id] = each.resource_identifier.at(type->identifiers().back());
    }
    if (!stack->resources.empty() &&
        outputs_said(language::read_template(stack->source.template_text)) != outputs_said(made.tree))
        return invalid("As part of the import operation, you cannot modify or add [Outputs]");
    for (const Change& change : changes) {
        const std::string logical = change.resource_change->logical_resource_id.value_or("");
        if (!imports.contains(logical))
            return invalid(
                fmt::format("As part of the import operation, you cannot modify or add [Resources]: {}", logical));
    }
    return imports;
}

}  // namespace wt::cloudformation
