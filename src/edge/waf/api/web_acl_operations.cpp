// Web ACLs themselves, and how they come to stand on the request path.
#include <algorithm>

#include "base/assert.hpp"
#include "base/fresh_random.hpp"
#include "edge/waf/api/compile.hpp"
#include "edge/waf/api/find.hpp"
#include "edge/waf/api/request_log.hpp"
#include "edge/waf/api/scenario_acl.hpp"
#include "http/ids.hpp"

namespace wt::edge::waf::api {

WafV2::WafV2(const Context& context, Catalogue& catalogue, WebAcls& planes, Surroundings& around)
    : context_(context),
      catalogue_(catalogue),
      planes_(planes),
      around_(around),
      ids_(fresh_random(context, "wafv2.ids")) {}

WafV2::~WafV2() {
    for (const auto& [name, plane] : planes_.shelf().list()) plane->watch(nullptr);
}

std::string WafV2::new_id() { return http::request_id(ids_).str(); }

aws::Outcome<Place> WafV2::place_of_call(const aws::Call& call, const std::string& scope) {
    if (scope == "CLOUDFRONT" && call.region != "us-east-1")
        return invalid("The scope is not valid.", "SCOPE_VALUE", "CLOUDFRONT");
    return Place{{std::string(call.caller.account), std::string(call.region)}, scope};
}

Task<std::optional<wt::Error>> WafV2::reset(std::string_view account) {
    const auto protections = catalogue_.protections();
    for (const auto& [resource, acl] : protections) {
        const auto place = place_of(acl);
        if (account.empty() || (place && place->of.account == account)) around_.guard(resource, {});
    }
    for (const auto& [arn, entry] : catalogue_.all<WebAcl>()) {
        if (entry.is_kept && (account.empty() || entry.place.of.account == account)) (void)planes_.remove(entry.plane);
    }
    catalogue_.reset(account);
    return catalogue_.durable();
}

std::optional<aws::Error> WafV2::stand(Entry<WebAcl>& entry) {
    auto compiled = compile(entry.detail, entry.place, catalogue_);
    if (!compiled.ok()) return compiled.error();
    entry.detail.capacity = static_cast<std::int64_t>(capacity(*compiled));
    if (const waf::WebAcl* const before = planes_.find(entry.plane)) {
        // What AWS's documents do not have stays.
        compiled->countries = before->config().countries;
        compiled->latency = before->config().latency;
        (void)planes_.update(entry.plane, std::move(*compiled));
    } else {
        planes_.create(entry.plane, std::move(*compiled));
    }
    watch(entry);
    return std::nullopt;
}

void WafV2::stand_all(const aws::AccountRegion& scenarios_place) {
    for (const auto& [arn, entry] : catalogue_.all<WebAcl>()) {
        const auto problem = stand(*catalogue_.find<WebAcl>(arn));
        WT_ASSERT(!problem);
    }
    for (const auto& [resource, acl] : catalogue_.protections()) came(resource);
    planes_.shelf().watch([this, scenarios_place](const std::string& name, const waf::WebAcl* now) {
        list_scenario_acl(scenarios_place, name, now);
    });
}

void WafV2::came(const std::string& resource) {
    const Entry<WebAcl>* const entry = catalogue_.find<WebAcl>(catalogue_.protecting(resource));
    if (entry != nullptr && around_.resource(entry->place.of, resource)) around_.guard(resource, entry->plane);
}

void WafV2::list_scenario_acl(const aws::AccountRegion& place, const std::string& name, const waf::WebAcl* now) {
    for (const auto& [arn, entry] : catalogue_.all<WebAcl>()) {
        if (entry.plane != name) continue;
        if (entry.is_kept) return;
        const std::string gone = arn;
        catalogue_.drop<WebAcl>(gone);
        break;
    }
    if (now == nullptr) return;
    list_scenario(catalogue_, {name, place, planes_.stands_before_distributions(name)}, now->config());
}

void WafV2::list_anew(const aws::AccountRegion& scenarios_place) {
    for (const auto& [name, acl] : planes_.shelf().list()) list_scenario_acl(scenarios_place, name, acl);
}

std::vector<std::string> WafV2::resources_of(const Entry<WebAcl>& entry) const {
    std::vector<std::string> all;
    for (const auto& [resource, acl] : catalogue_.protections()) {
        // What has gone protects nothing any more.
        if (acl == entry.detail.arn && around_.resource(entry.place.of, resource)) all.push_back(resource);
    }
    return all;
}

bool WafV2::is_referred_to(const std::string& arn) const {
    const auto refers = [&](const std::optional<std::vector<Rule>>& rules) {
        const auto all = references(rules.value_or(std::vector<Rule>()));
        return std::find(all.begin(), all.end(), arn) != all.end();
    };
    const auto acls = catalogue_.all<WebAcl>();
    const auto groups = catalogue_.all<RuleGroup>();
    return std::any_of(acls.begin(), acls.end(), [&](const auto& one) { return refers(one.second.detail.rules); }) ||
           std::any_of(groups.begin(), groups.end(), [&](const auto& one) { return refers(one.second.detail.rules); });
}

std::optional<aws::Error> WafV2::recompile(const std::string& arn) {
    std::vector<std::string> changed{arn};
    for (const auto& [group_arn, group] : catalogue_.all<RuleGroup>()) {
        const auto all = references(group.detail.rules.value_or(std::vector<Rule>()));
        if (std::find(all.begin(), all.end(), arn) != all.end()) changed.push_back(group_arn);
    }
    for (const auto& [acl_arn, acl] : catalogue_.all<WebAcl>()) {
        const auto all = references(acl.detail.rules.value_or(std::vector<Rule>()));
        const bool touched = std::any_of(changed.begin(), changed.end(), [&](const std::string& one) {
            return std::find(all.begin(), all.end(), one) != all.end();
        });
        if (!touched) continue;
        if (auto problem = stand(*catalogue_.find<WebAcl>(acl_arn))) return problem;
    }
    return std::nullopt;
}

namespace {

/// What a request to make one, or to change one, says beyond names.
void configure(WebAcl& acl, auto& input) {
    acl.default_action = std::move(input.default_action);
    acl.description = std::move(input.description);
    acl.rules = std::move(input.rules);
    acl.visibility_config = std::move(input.visibility_config);
    acl.data_protection_config = std::move(input.data_protection_config);
    acl.custom_response_bodies.reset();
    if (!input.custom_response_bodies.empty()) acl.custom_response_bodies = std::move(input.custom_response_bodies);
    acl.captcha_config = std::move(input.captcha_config);
    acl.challenge_config = std::move(input.challenge_config);
    acl.token_domains.reset();
    if (!input.token_domains.empty()) acl.token_domains = std::move(input.token_domains);
    acl.association_config = std::move(input.association_config);
    acl.on_source_d_do_s_protection_config = std::move(input.on_source_d_do_s_protection_config);
    acl.application_config = std::move(input.application_config);
    acl.analytics_config = std::move(input.analytics_config);
}

}  // namespace

aws::Outcome<CreateWebAclResponse> WafV2::create_web_acl(const aws::Call& call, CreateWebAclRequest input) {
    auto entry = made<WebAcl>(call, input);
    if (!entry.ok()) return entry.error();
    if (input.monetization_config) return unwritten("monetization");
    configure(entry->detail, input);
    entry->detail.managed_by_firewall_manager = false;
    entry->detail.retrofitted_by_firewall_manager = false;
    entry->detail.label_namespace = fmt::format("awswaf:{}:webacl:{}:", entry->place.of.account, entry->detail.name);
    // The row is there before whoever watches the planes asks whose one is.
    Entry<WebAcl>& kept = catalogue_.keep(std::move(*entry));
    if (auto error = stand(kept)) {
        const std::string arn = kept.detail.arn;
        catalogue_.drop<WebAcl>(arn);
        return std::move(*error);
    }
    Entry<WebAcl> with_units = kept;
    CreateWebAclResponse output;
    output.summary = summary_of<WebAclSummary>(catalogue_.keep(std::move(with_units)));
    return output;
}

aws::Outcome<GetWebAclResponse> WafV2::get_web_acl(const aws::Call& call, GetWebAclRequest input) {
    const auto found =
        input.arn ? find_by_arn<WebAcl>(call, *input.arn)
                  : find<WebAcl>(call, input.scope.value_or(""), input.name.value_or(""), input.id.value_or(""));
    if (!found.ok()) return found.error();
    GetWebAclResponse output;
    output.web_acl = (*found)->detail;
    output.lock_token = (*found)->lock_token;
    return output;
}

aws::Outcome<UpdateWebAclResponse> WafV2::update_web_acl(const aws::Call& call, UpdateWebAclRequest input) {
    const auto found = find_to_change<WebAcl>(call, input);
    if (!found.ok()) return found.error();
    if (input.monetization_config) return unwritten("monetization");
    Entry<WebAcl> changed = **found;
    configure(changed.detail, input);
    renew(changed);
    // A scenario's is listed anew when its plane changes, and then as it was said here.
    if (auto error = stand(changed)) return std::move(*error);
    UpdateWebAclResponse output;
    output.next_lock_token = changed.lock_token;
    catalogue_.keep(std::move(changed));
    return output;
}

aws::Outcome<DeleteWebAclResponse> WafV2::delete_web_acl(const aws::Call& call, DeleteWebAclRequest input) {
    const auto found = find_to_change<WebAcl>(call, input);
    if (!found.ok()) return found.error();
    const std::string arn = (*found)->detail.arn;
    const std::string plane = (*found)->plane;
    if (!resources_of(**found).empty() || !planes_.remove(plane)) {
        return aws::Error(wafv2_errors::waf_associated_item,
                          "AWS WAF couldn\xe2\x80\x99t perform the operation because your resource is being used by "
                          "another resource or it\xe2\x80\x99s associated with another resource.");
    }
    (void)catalogue_.drop_logging(arn);
    if (catalogue_.find<WebAcl>(arn) != nullptr) catalogue_.drop<WebAcl>(arn);
    return DeleteWebAclResponse();
}

aws::Outcome<ListWebAcLsResponse> WafV2::list_web_ac_ls(const aws::Call& call, ListWebAcLsRequest input) {
    return list<ListWebAcLsResponse, WebAclSummary, WebAcl>(call, input, &ListWebAcLsResponse::web_ac_ls);
}

aws::Outcome<CheckCapacityResponse> WafV2::check_capacity(const aws::Call& call, CheckCapacityRequest input) {
    const auto place = place_of_call(call, input.scope);
    if (!place.ok()) return place.error();
    const auto compiled = compile(input.rules, {}, *place, catalogue_);
    if (!compiled.ok()) return compiled.error();
    CheckCapacityResponse output;
    std::uint64_t units = 0;
    for (const waf::Rule& rule : *compiled) units += capacity(rule.statement);
    output.capacity = static_cast<std::int64_t>(units);
    return output;
}

void WafV2::watch(const Entry<WebAcl>& entry) {
    waf::WebAcl* const plane = planes_.find(entry.plane);
    if (plane == nullptr) return;
    const auto logging = catalogue_.logging().find(entry.detail.arn);
    if (logging == catalogue_.logging().end()) return plane->watch(nullptr);
    plane->watch([this, plane, configuration = logging->second, arn = entry.detail.arn, name = entry.detail.name,
                  place = entry.place](const waf::WebAcl::Looked& looked) {
        if (!wants(configuration, looked)) return;
        const Entry<WebAcl>* const now = catalogue_.find<WebAcl>(arn);
        const LoggedAcl acl{arn, now == nullptr ? GroupIds() : group_ids(now->detail)};
        const std::string record = log_record(configuration, acl, plane->config(), looked, context_.calendar());
        for (const std::string& destination : configuration.log_destination_configs) {
            const std::string from = place.scope == "CLOUDFRONT" ? "cloudfront" : place.of.region;
            const Surroundings::Log of{place.of, from, name, destination};
            around_.log(of, record);
        }
    });
}

}  // namespace wt::edge::waf::api
