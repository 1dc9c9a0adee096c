#include "edge/api/checks.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/api/compile.hpp"
#include "edge/api/signed_access.hpp"
#include "edge/functions/lambda_edge.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

template <class T>
void default_to(std::optional<T>& member, T value) {
    if (!member) member = std::move(value);
}

template <class Said>
void complete_behavior(Said& said) {
    // Terraform says so of what it has none of.
    for (auto* const id : {&said.cache_policy_id, &said.origin_request_policy_id, &said.response_headers_policy_id,
                           &said.realtime_log_config_arn}) {
        if (*id && (*id)->empty()) id->reset();
    }
    default_to(said.trusted_signers, TrustedSigners());
    default_to(said.trusted_key_groups, TrustedKeyGroups());
    if (!said.allowed_methods) said.allowed_methods.emplace(AllowedMethods{2, {"HEAD", "GET"}, {}});
    default_to(said.allowed_methods->cached_methods, CachedMethods{2, {"HEAD", "GET"}});
    default_to(said.smooth_streaming, false);
    default_to(said.compress, false);
    default_to(said.lambda_function_associations, LambdaFunctionAssociations());
    default_to(said.function_associations, FunctionAssociations());
    default_to(said.field_level_encryption_id, std::string());
    default_to(said.grpc_config, GrpcConfig());
    if (!said.forwarded_values) return;
    default_to(said.min_ttl, std::int64_t{0});
    default_to(said.default_ttl, std::int64_t{86400});
    default_to(said.max_ttl, std::int64_t{31536000});
    default_to(said.forwarded_values->headers, Headers());
    default_to(said.forwarded_values->query_string_cache_keys, QueryStringCacheKeys());
}

void complete_origin(Origin& origin) {
    default_to(origin.origin_path, std::string());
    default_to(origin.custom_headers, CustomHeaders());
    default_to(origin.connection_attempts, 3);
    default_to(origin.connection_timeout, 10);
    default_to(origin.origin_shield, OriginShield());
    default_to(origin.origin_access_control_id, std::string());
    if (origin.custom_origin_config) {
        CustomOriginConfig& custom = *origin.custom_origin_config;
        default_to(custom.origin_read_timeout, 30);
        default_to(custom.origin_keepalive_timeout, 5);
        if (!custom.origin_ssl_protocols)
            custom.origin_ssl_protocols.emplace(OriginSslProtocols{3, {"TLSv1", "TLSv1.1", "TLSv1.2"}});
    }
    if (origin.s3_origin_config) default_to(origin.s3_origin_config->origin_read_timeout, 30);
    if (origin.vpc_origin_config) {
        default_to(origin.vpc_origin_config->origin_read_timeout, 30);
        default_to(origin.vpc_origin_config->origin_keepalive_timeout, 5);
    }
}

[[nodiscard]] std::optional<aws::Error> refuse_origin(const Origin& origin, const std::string& account,
                                                      const Catalogue& catalogue) {
    const int kinds =
        (origin.s3_origin_config ? 1 : 0) + (origin.custom_origin_config ? 1 : 0) + (origin.vpc_origin_config ? 1 : 0);
    if (kinds != 1)
        return invalid("Exactly one of CustomOriginConfig, VpcOriginConfig and S3OriginConfig must be specified");
    if (origin.s3_origin_config && bucket_of(origin.domain_name).empty())
        return invalid("The parameter Origin DomainName does not refer to a valid S3 bucket.");
    const std::string path = origin.origin_path.value_or("");
    if (!path.empty() && (path.front() != '/' || path.back() == '/'))
        return invalid("The parameter OriginPath must begin with a slash and must not end with one.");
    const std::string control = origin.origin_access_control_id.value_or("");
    if (!control.empty()) {
        const auto* const found = catalogue.find<OriginAccessControlConfig>(account, control);
        if (found == nullptr)
            return aws::Error(invalid_origin_access_control, "The specified origin access control does not exist.");
        // Assumed: the code and the sentence.
        const bool of_bucket = found->config.origin_access_control_origin_type == "s3";
        if (of_bucket != origin.s3_origin_config.has_value())
            return aws::Error(invalid_origin_access_control,
                              "The origin access control is for another type of origin: " +
                                  found->config.origin_access_control_origin_type);
    }
    if (origin.s3_origin_config && !origin.s3_origin_config->origin_access_identity.empty()) {
        const std::string& identity = origin.s3_origin_config->origin_access_identity;
        if (!control.empty())
            return aws::Error(illegal_origin_access_configuration,
                              "An origin cannot contain both an origin access control and an origin access identity.");
        constexpr std::string_view prefix = "origin-access-identity/cloudfront/";
        if (!identity.starts_with(prefix) ||
            catalogue.find<CloudFrontOriginAccessIdentityConfig>(account, identity.substr(prefix.size())) == nullptr)
            return aws::Error(invalid_origin_access_identity,
                              "The specified origin access identity does not exist or is not valid.");
    }
    if (origin.vpc_origin_config) {
        if (origin.vpc_origin_config->owner_account_id.value_or(account) != account)
            return unwritten("VPC origins of other accounts");
        if (catalogue.find_vpc_origin(account, origin.vpc_origin_config->vpc_origin_id) == nullptr)
            return aws::Error(entity_not_found,
                              "The VPC origin was not found: " + origin.vpc_origin_config->vpc_origin_id);
    }
    if (origin.custom_origin_config || origin.vpc_origin_config) {
        const std::int32_t timeout = (origin.custom_origin_config ? origin.custom_origin_config->origin_read_timeout
                                                                  : origin.vpc_origin_config->origin_read_timeout)
                                         .value_or(30);
        if (timeout < 1 || timeout > 120)
            return aws::Error(invalid_origin_read_timeout, "The read timeout is invalid.");
    }
    return std::nullopt;
}

/// Assumed: the sentences.
[[nodiscard]] std::optional<aws::Error> refuse_functions(const FunctionAssociations& said, const std::string& account,
                                                         const Catalogue& catalogue) {
    std::set<std::string> sides;
    for (const FunctionAssociation& each : said.items.value_or(std::vector<FunctionAssociation>())) {
        if (each.event_type != "viewer-request" && each.event_type != "viewer-response")
            return aws::Error(invalid_function_association,
                              "CloudFront functions can be associated with viewer-request and viewer-response only.");
        if (!sides.insert(each.event_type).second)
            return aws::Error(invalid_function_association,
                              "A cache behavior can have one function for each event type only.");
        const FunctionRecord* const function = catalogue.functions().find_arn(account, each.function_arn);
        if (function == nullptr || !function->live)
            return aws::Error(
                invalid_function_association,
                "The function does not exist, or is not published to the LIVE stage: " + each.function_arn);
    }
    return std::nullopt;
}

template <class Said>
[[nodiscard]] std::optional<aws::Error> refuse_behavior(const Said& said, const std::set<std::string>& targets,
                                                        const std::string& account, const Catalogue& catalogue) {
    if (!targets.contains(said.target_origin_id))
        return aws::Error(no_such_origin, "One or more of your origins or origin groups do not exist.");
    if (said.cache_policy_id && (said.forwarded_values || said.min_ttl || said.default_ttl || said.max_ttl))
        return invalid(
            "The parameter ForwardedValues cannot be used when a cache policy is associated to the cache "
            "behavior.");
    if (!said.cache_policy_id && !said.forwarded_values) return invalid("The parameter ForwardedValues is required.");
    if (said.cache_policy_id && catalogue.find<CachePolicyConfig>(account, *said.cache_policy_id) == nullptr)
        return aws::Error(no_such_cache_policy, "The specified cache policy does not exist.");
    const std::string forward = said.origin_request_policy_id.value_or("");
    if (!forward.empty() && catalogue.find<OriginRequestPolicyConfig>(account, forward) == nullptr)
        return aws::Error(no_such_origin_request_policy, "The specified origin request policy does not exist.");
    const std::string headers = said.response_headers_policy_id.value_or("");
    if (!headers.empty() && catalogue.find<ResponseHeadersPolicyConfig>(account, headers) == nullptr)
        return aws::Error(no_such_response_headers_policy, "The specified response headers policy does not exist.");
    if (said.min_ttl && said.default_ttl && said.max_ttl &&
        (*said.min_ttl > *said.default_ttl || *said.default_ttl > *said.max_ttl))
        return aws::Error(invalid_ttl_order, "The minimum, default and maximum TTL are not in this order.");
    static constexpr std::array<std::string_view, 3> schemes{"allow-all", "https-only", "redirect-to-https"};
    if (std::find(schemes.begin(), schemes.end(), said.viewer_protocol_policy) == schemes.end())
        return invalid("The parameter ViewerProtocolPolicy is not valid.");
    if (auto error = refuse_functions(said.function_associations.value_or(FunctionAssociations()), account, catalogue))
        return error;
    for (const std::string& group : said.trusted_key_groups&& said.trusted_key_groups->items
                                        ? *said.trusted_key_groups->items
                                        : std::vector<std::string>()) {
        if (catalogue.find<KeyGroupConfig>(account, group) == nullptr)
            return aws::Error(trusted_key_group_does_not_exist, "The specified key group does not exist: " + group);
    }
    if (said.trusted_signers && said.trusted_signers->enabled) return unwritten("trusted signers by account");
    if (!said.field_level_encryption_id.value_or("").empty()) return unwritten("field-level encryption");
    if (said.realtime_log_config_arn) {
        const auto& all = catalogue.all<RealtimeLogConfig>();
        const auto logs = all.find(*said.realtime_log_config_arn);
        if (logs == all.end())
            return aws::Error(no_such_realtime_log_config, "The real-time log configuration does not exist.");
        if (logs->second.account != account)
            return aws::Error(realtime_log_config_owner_mismatch,
                              "The specified real-time log configuration belongs to a different Amazon Web Services "
                              "account.");
    }
    if (said.grpc_config && said.grpc_config->enabled) return unwritten("gRPC");
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_errors(const CustomErrorResponses& errors) {
    static constexpr std::array<int, 11> codes{400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504};
    const auto known = [](int code) { return std::find(codes.begin(), codes.end(), code) != codes.end(); };
    for (const CustomErrorResponse& error : errors.items.value_or(std::vector<CustomErrorResponse>())) {
        if (!known(error.error_code)) return aws::Error(invalid_error_code, "An invalid error code was specified.");
        const std::string path = error.response_page_path.value_or("");
        const std::string code = error.response_code.value_or("");
        if (path.empty() != code.empty())
            return invalid("The parameters ResponsePagePath and ResponseCode must be specified together.");
        if (!path.empty() && path.front() != '/')
            return aws::Error(invalid_relative_path,
                              "The relative path is too big, is not URL-encoded, or does not "
                              "begin with a slash (/).");
        int number = 0;
        for (const char digit : code) number = is_digit(digit) && number < 1000 ? 10 * number + (digit - '0') : -1000;
        if (!code.empty() && number != 200 && !known(number))
            return aws::Error(invalid_response_code, "A response code is not valid.");
    }
    return std::nullopt;
}

template <class List>
[[nodiscard]] bool lists(const std::optional<List>& list, std::string_view name) {
    if (!list || !list->items) return false;
    return std::any_of(list->items->begin(), list->items->end(),
                       [&](const std::string& one) { return same_ignoring_case(one, name); });
}

/// CloudFront Developer Guide, "Quotas and other considerations for continuous deployment". Assumed: codes and
/// sentences of what is said of staging distributions and HTTP/3.
[[nodiscard]] std::optional<aws::Error> refuse_deployment(const DistributionConfig& config, const std::string& account,
                                                          const std::string& own, const Catalogue& catalogue) {
    const std::string policy = config.continuous_deployment_policy_id.value_or("");
    if (config.staging.value_or(false) && (!policy.empty() || config.aliases->quantity > 0))
        return invalid("A staging distribution cannot have aliases, nor a continuous deployment policy.");
    if (policy.empty()) return std::nullopt;
    if (catalogue.find<ContinuousDeploymentPolicyConfig>(account, policy) == nullptr)
        return aws::Error(no_such_continuous_deployment_policy, "The continuous deployment policy doesn't exist.");
    if (config.http_version.value_or("").find('3') != std::string::npos)
        return invalid("Continuous deployment cannot be used with HTTP/3.");
    for (const auto& [id, record] : catalogue.distributions()) {
        if (id != own && record.config.continuous_deployment_policy_id == policy)
            return aws::Error(continuous_deployment_policy_in_use,
                              "The continuous deployment policy is associated with another distribution: " + id);
    }
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> inconsistent(const aws::Structure& structure, const void* value) {
    std::optional<std::int32_t> quantity;
    std::optional<std::size_t> items;
    for (const aws::Member& member : structure.members) {
        const void* const slot = member.slot(value);
        if (!member.type->has_value(slot)) continue;
        const void* const held = member.type->value(slot);
        if (member.type->kind == aws::Kind::structure) {
            if (auto error = inconsistent(member.type->structure(), held)) return error;
        } else if (member.type->kind == aws::Kind::list) {
            const std::size_t size = member.type->size(held);
            if (member.name == "Items") items = size;
            const aws::Type& element = member.type->element();
            for (std::size_t i = 0; element.kind == aws::Kind::structure && i < size; ++i) {
                if (auto error = inconsistent(element.structure(), member.type->at(held, i))) return error;
            }
        } else if (member.name == "Quantity") {
            quantity = *static_cast<const std::int32_t*>(held);
        }
    }
    if (!quantity || static_cast<std::size_t>(std::max(*quantity, 0)) == items.value_or(0)) return std::nullopt;
    return aws::Error(inconsistent_quantities, "The value of Quantity and the size of Items don't match.");
}

std::vector<std::string> lambdas_of(const DistributionConfig& config) {
    std::vector<std::string> arns;
    const auto add = [&](const std::optional<LambdaFunctionAssociations>& said) {
        if (!said || !said->items) return;
        for (const LambdaFunctionAssociation& each : *said->items) arns.push_back(each.lambda_function_arn);
    };
    add(config.default_cache_behavior.lambda_function_associations);
    if (config.cache_behaviors && config.cache_behaviors->items) {
        for (const CacheBehavior& each : *config.cache_behaviors->items) add(each.lambda_function_associations);
    }
    return arns;
}

void complete(DistributionConfig& config) {
    default_to(config.aliases, Aliases());
    default_to(config.default_root_object, std::string());
    default_to(config.origin_groups, OriginGroups());
    default_to(config.cache_behaviors, CacheBehaviors());
    default_to(config.custom_error_responses, CustomErrorResponses());
    if (!config.logging) config.logging.emplace();
    default_to(config.logging->enabled, false);
    default_to(config.logging->include_cookies, false);
    default_to(config.logging->bucket, std::string());
    default_to(config.logging->prefix, std::string());
    default_to(config.price_class, std::string("PriceClass_All"));
    if (!config.viewer_certificate) config.viewer_certificate.emplace().cloud_front_default_certificate = true;
    ViewerCertificate& certificate = *config.viewer_certificate;
    if (certificate.cloud_front_default_certificate.value_or(false)) {
        certificate.minimum_protocol_version = "TLSv1";
        certificate.certificate_source = "cloudfront";
        certificate.ssl_support_method.reset();
    } else if (certificate.acm_certificate_arn) {
        certificate.certificate = certificate.acm_certificate_arn;
        certificate.certificate_source = "acm";
        default_to(certificate.minimum_protocol_version, std::string("TLSv1"));
    }
    if (!config.restrictions) config.restrictions.emplace().geo_restriction.restriction_type = "none";
    default_to(config.web_acl_id, std::string());
    default_to(config.http_version, std::string("http2"));
    default_to(config.is_ipv6_enabled, false);
    default_to(config.continuous_deployment_policy_id, std::string());
    default_to(config.staging, false);
    complete_behavior(config.default_cache_behavior);
    if (config.cache_behaviors->items) {
        for (CacheBehavior& behavior : *config.cache_behaviors->items) complete_behavior(behavior);
    }
    for (Origin& origin : config.origins.items) complete_origin(origin);
}

std::optional<aws::Error> refuse(const DistributionConfig& config, const std::string& account, const std::string& own,
                                 const Catalogue& catalogue) {
    if (auto error = inconsistent(config)) return error;
    if (config.default_root_object.value_or("").starts_with('/'))
        return aws::Error(invalid_default_root_object,
                          "The default root object file name is too big or contains an "
                          "invalid character.");
    std::set<std::string> targets;
    if (config.origins.items.empty()) return invalid("The parameter Origins is required.");
    for (const Origin& origin : config.origins.items) {
        if (!targets.insert(origin.id).second) return invalid("The parameter Origin Id must be unique.");
        if (auto error = refuse_origin(origin, account, catalogue)) return error;
    }
    const std::set<std::string> origins = targets;
    for (const OriginGroup& group : config.origin_groups->items.value_or(std::vector<OriginGroup>())) {
        constexpr std::size_t members = 2;
        if (group.members.items.size() != members)
            return invalid("The parameter OriginGroupMembers must have two members.");
        for (const OriginGroupMember& member : group.members.items) {
            if (!origins.contains(member.origin_id))
                return aws::Error(no_such_origin, "One or more of your origins or origin groups do not exist.");
        }
        if (group.selection_criteria.value_or("default") != "default") return unwritten("media-quality selection");
        targets.insert(group.id);
    }
    if (auto error = refuse_behavior(config.default_cache_behavior, targets, account, catalogue)) return error;
    for (const CacheBehavior& behavior : config.cache_behaviors->items.value_or(std::vector<CacheBehavior>())) {
        if (auto error = refuse_behavior(behavior, targets, account, catalogue)) return error;
    }
    if (auto error = refuse_errors(*config.custom_error_responses)) return error;
    for (const std::string& alias : config.aliases->items.value_or(std::vector<std::string>())) {
        for (const auto& [id, record] : catalogue.distributions()) {
            if (id != own && lists(record.config.aliases, alias))
                return aws::Error(cname_already_exists,
                                  "One or more of the CNAMEs you provided are already associated with a different "
                                  "resource.");
        }
    }
    const GeoRestriction& geo = config.restrictions->geo_restriction;
    const bool by_country = geo.restriction_type == "whitelist" || geo.restriction_type == "blacklist";
    // Assumed: the sentence.
    if (by_country != (geo.quantity > 0) || (!by_country && geo.restriction_type != "none"))
        return aws::Error(invalid_geo_restriction_parameter, "The parameter GeoRestriction is not valid.");
    if (auto error = refuse_deployment(config, account, own, catalogue)) return error;
    if (config.connection_mode.value_or("direct") != "direct" || config.tenant_config)
        return unwritten("multi-tenant distributions");
    if (config.viewer_mtls_config || config.connection_function_association) return unwritten("viewers' certificates");
    if (!config.anycast_ip_list_id.value_or("").empty()) return unwritten("Anycast IP lists");
    return std::nullopt;
}

namespace {

[[nodiscard]] aws::Error bad_lambda(std::string why) { return {invalid_lambda_function_association, std::move(why)}; }

/// CloudFront Developer Guide, "Restrictions on Lambda@Edge", "Quotas on Lambda@Edge". The sentences about ARNs, roles
/// and limits are those that tools' reports quote; Assumed: the others.
[[nodiscard]] std::optional<aws::Error> refuse_lambda(const LambdaFunctionAssociation& said, const std::string& account,
                                                      Surroundings& around) {
    const std::string& arn = said.lambda_function_arn;
    const auto trigger = functions::parse_trigger(said.event_type);
    if (!trigger) return bad_lambda("The parameter EventType is not valid: " + said.event_type);
    if (said.include_body.value_or(false) && !functions::of_request(*trigger))
        return bad_lambda("IncludeBody can be set for the event types viewer-request and origin-request only.");
    std::vector<std::string_view> parts;
    each_part(arn, ':', [&](std::string_view part) { parts.push_back(part); });
    constexpr std::size_t with_version = 8;  // arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION
    const bool numbered = parts.size() == with_version && !parts.back().empty() &&
                          std::all_of(parts.back().begin(), parts.back().end(), is_digit);
    if (!numbered)
        return bad_lambda(
            "The function ARN must reference a specific function version. (The ARN must end with the version number.) "
            "ARN: " +
            arn);
    if (parts[3] != "us-east-1") return bad_lambda("The function must be in region 'us-east-1'. ARN: " + arn);
    const auto version = around.find_version(account, arn);
    if (!version) return bad_lambda("The function does not exist, or is not active. ARN: " + arn);
    if (!version->assumable)
        return bad_lambda(
            "The function execution role must be assumable with edgelambda.amazonaws.com as well as "
            "lambda.amazonaws.com principals. Update the IAM role and try again. Role: " +
            version->role);
    if (!version->unsupported.empty())
        return bad_lambda(fmt::format("The function cannot have {}. Function: {}", version->unsupported, arn));
    const Duration longest = functions::longest_run(*trigger);
    if (version->timeout > longest)
        return bad_lambda(
            fmt::format("The function timeout is larger than the maximum allowed for functions that are triggered by a "
                        "CloudFront event: {} Max allowed: {} Function: {}",
                        seconds(version->timeout), seconds(longest), arn));
    constexpr std::int64_t most_at_viewer = 128;
    if (functions::at_viewer(*trigger) && version->memory > most_at_viewer)
        return bad_lambda(
            fmt::format("The function memory size is larger than the maximum allowed for functions that are triggered "
                        "by a CloudFront event: {} Max allowed: {} Function: {}",
                        version->memory, most_at_viewer, arn));
    return std::nullopt;
}

template <class Said>
[[nodiscard]] std::optional<aws::Error> refuse_lambdas(const Said& said, const std::string& account,
                                                       Surroundings& around) {
    std::set<std::string> events;
    bool at_viewer = false;
    for (const LambdaFunctionAssociation& each :
         said.lambda_function_associations->items.value_or(std::vector<LambdaFunctionAssociation>())) {
        if (!events.insert(each.event_type).second)
            return bad_lambda("A cache behavior can have one function for each event type only.");
        if (auto error = refuse_lambda(each, account, around)) return error;
        at_viewer = at_viewer || each.event_type.starts_with("viewer-");
    }
    // "Restrictions on all edge functions".
    if (at_viewer && said.function_associations->quantity > 0)
        return aws::Error(invalid_function_association,
                          "CloudFront Functions and Lambda@Edge functions cannot both be associated with viewer events "
                          "of a cache behavior.");
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> refuse(const DistributionConfig& config, const std::string& account, Surroundings& around) {
    if (auto error = refuse_lambdas(config.default_cache_behavior, account, around)) return error;
    for (const CacheBehavior& behavior : config.cache_behaviors->items.value_or(std::vector<CacheBehavior>())) {
        if (auto error = refuse_lambdas(behavior, account, around)) return error;
    }
    const std::string& web_acl = *config.web_acl_id;
    // Assumed: the sentence.
    if (!web_acl.empty() && !around.has_web_acl(account, web_acl))
        return aws::Error(invalid_web_acl_id, "The web ACL ID is not valid: " + web_acl);
    if (!config.logging->enabled.value_or(false)) return std::nullopt;
    const std::string bucket = log_bucket_of(config.logging->bucket.value_or(""));
    if (bucket.empty()) return invalid("The parameter Logging Bucket does not refer to a valid S3 bucket.");
    if (config.logging->prefix.value_or("").starts_with('/'))
        return invalid("The parameter Logging Prefix must not begin with a slash.");
    if (auto why = around.refuse_logs(account, bucket)) return invalid(std::move(*why));
    return std::nullopt;
}

std::optional<aws::Error> refuse(const CachePolicyConfig& config) {
    const std::int64_t usual = config.default_ttl.value_or(std::max<std::int64_t>(86400, config.min_ttl));
    const std::int64_t most = config.max_ttl.value_or(std::max<std::int64_t>(31536000, usual));
    if (config.min_ttl < 0 || config.min_ttl > usual || usual > most)
        return invalid("The parameters MinTTL, DefaultTTL and MaxTTL must be in this order.");
    return inconsistent(config);
}

std::optional<aws::Error> refuse(const OriginRequestPolicyConfig& config) {
    // The code is Assumed.
    if (config.headers_config.header_behavior == "whitelist" && lists(config.headers_config.headers, "Authorization"))
        return invalid("The parameter Headers contains Authorization that is not allowed.");
    return inconsistent(config);
}

std::optional<aws::Error> refuse(const ResponseHeadersPolicyConfig& config) { return inconsistent(config); }

std::optional<aws::Error> refuse(const OriginAccessControlConfig& config) {
    if (config.signing_protocol != "sigv4") return unwritten("signing protocol " + config.signing_protocol);
    if (config.origin_access_control_origin_type != "s3" && config.origin_access_control_origin_type != "lambda")
        return unwritten("origin access controls for " + config.origin_access_control_origin_type);
    return std::nullopt;
}

std::optional<aws::Error> refuse(const CloudFrontOriginAccessIdentityConfig& /*config*/) { return std::nullopt; }

std::optional<aws::Error> refuse(const PublicKeyConfig& config) {
    if (VerifyingKey::read(config.encoded_key) != nullptr) return std::nullopt;
    return invalid("Your request contains empty/invalid/out of limits RSA Encoded Key");
}

std::optional<aws::Error> refuse(const KeyGroupConfig& config) {
    if (!config.items.empty()) return std::nullopt;
    return invalid("A key group must have at least one public key.");
}

}  // namespace wt::edge::api
