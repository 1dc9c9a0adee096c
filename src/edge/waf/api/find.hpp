#pragma once
#include <functional>

#include "aws/tags.hpp"
#include "edge/waf/api/wafv2.hpp"

/// What the operations on web ACLs, sets and rule groups have in common.
namespace wt::edge::waf::api {

template <class T>
aws::Outcome<Entry<T>*> WafV2::find(const aws::Call& call, const std::string& scope, const std::string& name,
                                    const std::string& id) {
    const auto place = place_of_call(call, scope);
    if (!place.ok()) return place.error();
    Entry<T>* const found = catalogue_.find<T>(arn_of(*place, KindOf<T>::word, name, id));
    if (found == nullptr) return nonexistent();
    return found;
}

template <class T>
aws::Outcome<Entry<T>*> WafV2::find_to_change(const aws::Call& call, const auto& input) {
    auto found = find<T>(call, input.scope, input.name, input.id);
    if (found.ok() && (*found)->lock_token != input.lock_token) {
        return aws::Error(wafv2_errors::waf_optimistic_lock,
                          "AWS WAF couldn\xe2\x80\x99t save your changes because someone changed the resource after "
                          "you started to edit it. Reapply your changes.");
    }
    return found;
}

template <class T>
aws::Outcome<Entry<T>*> WafV2::find_by_arn(const aws::Call& call, const std::string& arn) {
    const auto place = place_of(arn);
    if (!place) {
        return invalid(
            "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or "
            "slashes.",
            "RESOURCE_ARN", arn);
    }
    Entry<T>* const found = catalogue_.find<T>(arn);
    if (found == nullptr || place->of != aws::account_region_of(call)) return nonexistent();
    return found;
}

template <class T>
aws::Outcome<Entry<T>> WafV2::made(const aws::Call& call, const auto& input) {
    const auto place = place_of_call(call, input.scope);
    if (!place.ok()) return place.error();
    std::size_t count = 0;
    for (const auto& [arn, entry] : catalogue_.all<T>()) {
        if (entry.place != *place) continue;
        ++count;
        if (said(entry.detail.name) != input.name) continue;
        return aws::Error(wafv2_errors::waf_duplicate_item,
                          "AWS WAF couldn\xe2\x80\x99t perform the operation because some resource in your request is "
                          "a duplicate of an existing one.");
    }
    constexpr std::size_t most = std::is_same_v<T, RegexPatternSet> ? 10 : 100;  // AWS WAF quotas
    if (count >= most)
        return aws::Error(
            wafv2_errors::waf_limits_exceeded,
            "AWS WAF couldn\xe2\x80\x99t perform the operation because you exceeded your resource limit.");
    aws::TagSet tags;
    if (const auto fault = tags.add(input.tags, call.via))
        return aws::Error(wafv2_errors::waf_tag_operation, fault->text);
    Entry<T> entry;
    entry.place = *place;
    entry.tags = tags.all();
    entry.detail.name = input.name;
    const std::string id = new_id();
    entry.detail.id = id;
    entry.detail.arn = arn_of(*place, KindOf<T>::word, input.name, id);
    entry.detail.description = input.description;
    entry.plane = id;
    renew(entry);
    return entry;
}

template <class Summary, class T>
Summary WafV2::summary_of(const Entry<T>& entry) {
    Summary made;
    made.name = said(entry.detail.name);
    made.id = said(entry.detail.id);
    made.arn = said(entry.detail.arn);
    made.description = entry.detail.description.value_or("");
    made.lock_token = entry.lock_token;
    return made;
}

/// A page of what is listed by name; `shown` in the order of the names.
template <class T>
[[nodiscard]] aws::Outcome<aws::Page<T>> page_of(std::map<std::string, T> all, std::string_view scope,
                                                 const auto& input, Instant now) {
    const aws::PageTokens tokens(scope);
    const std::optional<std::string>& token = input.next_marker;
    // Assumed: AWS's usual page where no limit is said.
    const std::size_t limit = static_cast<std::size_t>(input.limit.value_or(100));
    auto page = aws::page_of(std::move(all), aws::PageAsk{tokens, token, limit, now});
    if (!page.ok()) return invalid("The parameter contains a value that is not valid.", "NEXT_MARKER", *token);
    return std::move(*page);
}

template <class Output, class Summary, class T>
aws::Outcome<Output> WafV2::list(const aws::Call& call, const auto& input, auto into) {
    const auto place = place_of_call(call, input.scope);
    if (!place.ok()) return place.error();
    std::map<std::string, Summary> all;
    for (const auto& [arn, entry] : catalogue_.all<T>()) {
        if (entry.place == *place) all.emplace(said(entry.detail.name), summary_of<Summary>(entry));
    }
    auto page =
        page_of(std::move(all), std::string("wafv2:") + std::string(KindOf<T>::word) + input.scope, input, call.now);
    if (!page.ok()) return page.error();
    Output output;
    output.*into = std::move(page->items);
    output.next_marker = std::move(page->next);
    return output;
}

}  // namespace wt::edge::waf::api
