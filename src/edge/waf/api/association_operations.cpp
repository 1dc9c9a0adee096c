// What web ACLs protect, and tags.
#include <algorithm>

#include "edge/waf/api/find.hpp"

namespace wt::edge::waf::api {

namespace {

[[nodiscard]] aws::Error no_arn(const std::string& arn) {
    return invalid(
        "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or "
        "slashes.",
        "RESOURCE_ARN", arn);
}

/// AWS's word for what a resource is.
[[nodiscard]] std::string_view type_of(std::string_view arn) {
    if (arn.starts_with("arn:aws:apigateway:")) return "API_GATEWAY";
    if (arn.starts_with("arn:aws:cognito-idp:")) return "COGNITO_USER_POOL";
    return "APPLICATION_LOAD_BALANCER";
}

}  // namespace

aws::Outcome<AssociateWebAclResponse> WafV2::associate_web_acl(const aws::Call& call, AssociateWebAclRequest input) {
    const auto acl = find_by_arn<WebAcl>(call, input.web_acl_arn);
    if (!acl.ok()) return acl.error();
    // A distribution says itself which web ACL protects it.
    if ((*acl)->place.scope != "REGIONAL" || (*acl)->place.of.region != call.region)
        return invalid("The scope is not valid.", "SCOPE_VALUE", (*acl)->place.scope);
    if (!input.resource_arn.starts_with("arn:") || input.resource_arn.starts_with("arn:aws:cloudfront:"))
        return no_arn(input.resource_arn);
    const auto what = around_.resource((*acl)->place.of, input.resource_arn);
    if (!what) {
        // An HTTP API's stage, a load balancer: not protected by AWS, or not here.
        const bool may_be = input.resource_arn.find("/restapis/") != std::string::npos ||
                            type_of(input.resource_arn) == "COGNITO_USER_POOL";
        if (!may_be) return no_arn(input.resource_arn);
        return nonexistent();
    }
    around_.guard(input.resource_arn, (*acl)->plane);
    catalogue_.protect(input.resource_arn, (*acl)->detail.arn);
    return AssociateWebAclResponse();
}

aws::Outcome<DisassociateWebAclResponse> WafV2::disassociate_web_acl(const aws::Call& call,
                                                                     DisassociateWebAclRequest input) {
    const aws::AccountRegion place{std::string(call.caller.account), std::string(call.region)};
    if (!input.resource_arn.starts_with("arn:")) return no_arn(input.resource_arn);
    if (!around_.resource(place, input.resource_arn)) return nonexistent();
    around_.guard(input.resource_arn, {});
    catalogue_.protect(input.resource_arn, {});
    return DisassociateWebAclResponse();
}

aws::Outcome<GetWebAclForResourceResponse> WafV2::get_web_acl_for_resource(const aws::Call& call,
                                                                           GetWebAclForResourceRequest input) {
    const aws::AccountRegion place{std::string(call.caller.account), std::string(call.region)};
    if (!input.resource_arn.starts_with("arn:")) return no_arn(input.resource_arn);
    if (!around_.resource(place, input.resource_arn)) return nonexistent();
    GetWebAclForResourceResponse output;
    const std::string plane = around_.guarding(input.resource_arn);
    for (const auto& [arn, entry] : catalogue_.all<WebAcl>()) {
        if (!plane.empty() && entry.plane == plane) output.web_acl = entry.detail;
    }
    return output;
}

aws::Outcome<ListResourcesForWebAclResponse> WafV2::list_resources_for_web_acl(const aws::Call& call,
                                                                               ListResourcesForWebAclRequest input) {
    const auto acl = find_by_arn<WebAcl>(call, input.web_acl_arn);
    if (!acl.ok()) return acl.error();
    ListResourcesForWebAclResponse output;
    output.resource_arns.emplace();
    for (const std::string& arn : resources_of(**acl)) {
        if (type_of(arn) == input.resource_type.value_or("APPLICATION_LOAD_BALANCER"))
            output.resource_arns->push_back(arn);
    }
    return output;
}

namespace {

/// Calls `visit` with the entry of that ARN, of whatever kind; false when there is none.
[[nodiscard]] bool with_entry(Catalogue& catalogue, const std::string& arn, auto visit) {
    const auto look = [&](auto* entry) {
        if (entry != nullptr) visit(*entry);
        return entry != nullptr;
    };
    return look(catalogue.find<WebAcl>(arn)) || look(catalogue.find<IpSet>(arn)) ||
           look(catalogue.find<RegexPatternSet>(arn)) || look(catalogue.find<RuleGroup>(arn));
}

/// Whether the ARN is of the caller's account, and of the region that is asked.
[[nodiscard]] std::optional<aws::Error> refuse_arn(const aws::Call& call, const std::string& arn) {
    const auto place = place_of(arn);
    if (!place) return no_arn(arn);
    if (place->of != aws::account_region_of(call)) return nonexistent();
    return std::nullopt;
}

}  // namespace

aws::Outcome<TagResourceResponse> WafV2::tag_resource(const aws::Call& call, TagResourceRequest input) {
    if (auto error = refuse_arn(call, input.resource_arn)) return std::move(*error);
    std::optional<aws::Error> refused;
    const bool found = with_entry(catalogue_, input.resource_arn, [&](auto& entry) {
        auto changed = entry;
        aws::TagSet tags(changed.tags);
        if (const auto fault = tags.add(input.tags, call.via)) {
            refused = aws::Error(wafv2_errors::waf_tag_operation, fault->text);
            return;
        }
        changed.tags = tags.all();
        catalogue_.keep(std::move(changed));
    });
    if (!found) return nonexistent();
    if (refused) return std::move(*refused);
    return TagResourceResponse();
}

aws::Outcome<UntagResourceResponse> WafV2::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    if (auto error = refuse_arn(call, input.resource_arn)) return std::move(*error);
    std::optional<aws::Error> refused;
    const bool found = with_entry(catalogue_, input.resource_arn, [&](auto& entry) {
        auto changed = entry;
        aws::TagSet tags(changed.tags);
        if (const auto fault = tags.remove(input.tag_keys)) {
            refused = aws::Error(wafv2_errors::waf_tag_operation, fault->text);
            return;
        }
        changed.tags = tags.all();
        catalogue_.keep(std::move(changed));
    });
    if (!found) return nonexistent();
    if (refused) return std::move(*refused);
    return UntagResourceResponse();
}

aws::Outcome<ListTagsForResourceResponse> WafV2::list_tags_for_resource(const aws::Call& call,
                                                                        ListTagsForResourceRequest input) {
    if (auto error = refuse_arn(call, input.resource_arn)) return std::move(*error);
    std::map<std::string, aws::ResourceTag> tags;
    const bool found = with_entry(catalogue_, input.resource_arn, [&](const auto& entry) {
        for (const auto& [key, value] : entry.tags) tags.emplace(key, aws::ResourceTag{key, value});
    });
    if (!found) return nonexistent();
    auto page = page_of(std::move(tags), "wafv2:tags:" + input.resource_arn, input, call.now);
    if (!page.ok()) return page.error();
    ListTagsForResourceResponse output;
    output.next_marker = std::move(page->next);
    output.tag_info_for_resource.emplace();
    output.tag_info_for_resource->resource_arn = std::move(input.resource_arn);
    output.tag_info_for_resource->tag_list = std::move(page->items);
    return output;
}

}  // namespace wt::edge::waf::api
