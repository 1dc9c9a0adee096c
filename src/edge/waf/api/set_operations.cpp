// IP sets and regex pattern sets.
#include "edge/waf/api/find.hpp"
#include "edge/waf/ip_set.hpp"

namespace wt::edge::waf::api {

namespace {

[[nodiscard]] std::optional<aws::Error> refuse_addresses(const std::vector<std::string>& addresses,
                                                         std::string_view version) {
    if (addresses.size() > 10'000)
        return aws::Error(wafv2_errors::waf_limits_exceeded, "An IP set has up to 10,000 addresses.");
    for (const std::string& address : addresses) {
        const auto block = AddressBlock::parse(address);
        const bool slash = address.find('/') != std::string::npos;
        const bool fits = block && slash && block->is_v4() == (version == "IPV4");
        const bool everyone = block && block->prefix == (version == "IPV4" ? 96 : 0);
        if (!fits || everyone)
            return invalid("The parameter contains formatting that is not valid.", "IP_ADDRESS", address);
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_patterns(const std::vector<Regex>& patterns) {
    if (patterns.size() > 10)
        return aws::Error(wafv2_errors::waf_limits_exceeded, "A regex pattern set has up to 10 patterns.");
    for (const Regex& one : patterns) {
        const std::string text = one.regex_string.value_or("");
        if (text.empty() || !pattern_problem(text).empty())
            return invalid("The parameter contains formatting that is not valid.", "REGEX_PATTERN", text);
    }
    return std::nullopt;
}

}  // namespace

aws::Outcome<CreateIpSetResponse> WafV2::create_ip_set(const aws::Call& call, CreateIpSetRequest input) {
    auto entry = made<IpSet>(call, input);
    if (!entry.ok()) return entry.error();
    if (auto error = refuse_addresses(input.addresses, input.ip_address_version)) return std::move(*error);
    entry->detail.ip_address_version = std::move(input.ip_address_version);
    entry->detail.addresses = std::move(input.addresses);
    CreateIpSetResponse output;
    output.summary = summary_of<IpSetSummary>(catalogue_.keep(std::move(*entry)));
    return output;
}

aws::Outcome<GetIpSetResponse> WafV2::get_ip_set(const aws::Call& call, GetIpSetRequest input) {
    const auto found = find<IpSet>(call, input.scope, input.name, input.id);
    if (!found.ok()) return found.error();
    GetIpSetResponse output;
    output.ip_set = (*found)->detail;
    output.lock_token = (*found)->lock_token;
    return output;
}

aws::Outcome<UpdateIpSetResponse> WafV2::update_ip_set(const aws::Call& call, UpdateIpSetRequest input) {
    const auto found = find_to_change<IpSet>(call, input);
    if (!found.ok()) return found.error();
    Entry<IpSet> changed = **found;
    if (auto error = refuse_addresses(input.addresses, changed.detail.ip_address_version)) return std::move(*error);
    changed.detail.addresses = std::move(input.addresses);
    changed.detail.description = std::move(input.description);
    renew(changed);
    const std::string arn = changed.detail.arn;
    UpdateIpSetResponse output;
    output.next_lock_token = changed.lock_token;
    catalogue_.keep(std::move(changed));
    if (auto error = recompile(arn)) return std::move(*error);
    return output;
}

namespace {

[[nodiscard]] aws::Error in_use() {
    return {wafv2_errors::waf_associated_item,
            "AWS WAF couldn\xe2\x80\x99t perform the operation because your resource is being used by another resource "
            "or it\xe2\x80\x99s associated with another resource."};
}

}  // namespace

aws::Outcome<DeleteIpSetResponse> WafV2::delete_ip_set(const aws::Call& call, DeleteIpSetRequest input) {
    const auto found = find_to_change<IpSet>(call, input);
    if (!found.ok()) return found.error();
    const std::string arn = (*found)->detail.arn;
    if (is_referred_to(arn)) return in_use();
    catalogue_.drop<IpSet>(arn);
    return DeleteIpSetResponse();
}

aws::Outcome<ListIpSetsResponse> WafV2::list_ip_sets(const aws::Call& call, ListIpSetsRequest input) {
    return list<ListIpSetsResponse, IpSetSummary, IpSet>(call, input, &ListIpSetsResponse::ip_sets);
}

aws::Outcome<CreateRegexPatternSetResponse> WafV2::create_regex_pattern_set(const aws::Call& call,
                                                                            CreateRegexPatternSetRequest input) {
    auto entry = made<RegexPatternSet>(call, input);
    if (!entry.ok()) return entry.error();
    if (auto error = refuse_patterns(input.regular_expression_list)) return std::move(*error);
    entry->detail.regular_expression_list = std::move(input.regular_expression_list);
    CreateRegexPatternSetResponse output;
    output.summary = summary_of<RegexPatternSetSummary>(catalogue_.keep(std::move(*entry)));
    return output;
}

aws::Outcome<GetRegexPatternSetResponse> WafV2::get_regex_pattern_set(const aws::Call& call,
                                                                      GetRegexPatternSetRequest input) {
    const auto found = find<RegexPatternSet>(call, input.scope, input.name, input.id);
    if (!found.ok()) return found.error();
    GetRegexPatternSetResponse output;
    output.regex_pattern_set = (*found)->detail;
    output.lock_token = (*found)->lock_token;
    return output;
}

aws::Outcome<UpdateRegexPatternSetResponse> WafV2::update_regex_pattern_set(const aws::Call& call,
                                                                            UpdateRegexPatternSetRequest input) {
    const auto found = find_to_change<RegexPatternSet>(call, input);
    if (!found.ok()) return found.error();
    if (auto error = refuse_patterns(input.regular_expression_list)) return std::move(*error);
    Entry<RegexPatternSet> changed = **found;
    changed.detail.regular_expression_list = std::move(input.regular_expression_list);
    changed.detail.description = std::move(input.description);
    renew(changed);
    const std::string arn = *changed.detail.arn;
    UpdateRegexPatternSetResponse output;
    output.next_lock_token = changed.lock_token;
    catalogue_.keep(std::move(changed));
    if (auto error = recompile(arn)) return std::move(*error);
    return output;
}

aws::Outcome<DeleteRegexPatternSetResponse> WafV2::delete_regex_pattern_set(const aws::Call& call,
                                                                            DeleteRegexPatternSetRequest input) {
    const auto found = find_to_change<RegexPatternSet>(call, input);
    if (!found.ok()) return found.error();
    const std::string arn = *(*found)->detail.arn;
    if (is_referred_to(arn)) return in_use();
    catalogue_.drop<RegexPatternSet>(arn);
    return DeleteRegexPatternSetResponse();
}

aws::Outcome<ListRegexPatternSetsResponse> WafV2::list_regex_pattern_sets(const aws::Call& call,
                                                                          ListRegexPatternSetsRequest input) {
    return list<ListRegexPatternSetsResponse, RegexPatternSetSummary, RegexPatternSet>(
        call, input, &ListRegexPatternSetsResponse::regex_pattern_sets);
}

}  // namespace wt::edge::waf::api
