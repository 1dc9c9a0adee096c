#include "iam/api/checks.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "iam/api/errors.hpp"
#include "iam/policy_rules.hpp"

namespace wt::iam::api {

namespace {

constexpr std::size_t longest_document = 131'072;

/// Of a document that reads.
[[nodiscard]] bool says_version(const std::string& text) { return nlohmann::json::parse(text).contains("Version"); }

[[nodiscard]] aws::Error refused(const aws::TagFault& fault) {
    if (fault.why == aws::TagFault::Why::too_many)
        return quota_exceeded("TagsPerResource", aws::TagSet::most);  // Assumed: the quota's name
    return {errors::invalid_input, fault.text};
}

}  // namespace

aws::Outcome<PolicyDocument> read_document(std::string text, PolicyUse use) {
    auto parsed = parse_policy(text, use, longest_document);
    if (!parsed.ok()) return malformed_policy_document(parsed.error());
    if (auto refused = refuse_document(*parsed, use)) return *std::move(refused);
    auto policy = std::make_shared<const iam::Policy>(std::move(*parsed));
    return PolicyDocument{std::move(text), std::move(policy)};
}

aws::Outcome<PolicyDocument> read_inline_document(std::string text) {
    auto parsed = parse_policy(text, PolicyUse::identity, longest_document);
    if (!parsed.ok() || says_version(text)) return read_document(std::move(text), PolicyUse::identity);
    iam::Policy of_today = *parsed;
    of_today.version = "2012-10-17";
    if (auto refused = refuse_document(of_today, PolicyUse::identity)) return *std::move(refused);
    auto policy = std::make_shared<const iam::Policy>(std::move(*parsed));
    return PolicyDocument{std::move(text), std::move(policy)};
}

std::size_t counted_size(std::string_view document) {
    return static_cast<std::size_t>(std::count_if(
        document.begin(), document.end(), [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; }));
}

aws::Error quota_exceeded(std::string_view quota, std::size_t limit) {
    return {errors::limit_exceeded, fmt::format("Cannot exceed quota for {}: {}", quota, limit)};
}

aws::Error no_such_entity(std::string message) { return {errors::no_such_entity, std::move(message)}; }

std::optional<aws::Error> add_tags(aws::TagSet& tags, const std::vector<IamTag>& more) {
    ByName<std::string> wanted;
    for (const IamTag& tag : more) {
        if (!wanted.emplace(tag.key, tag.value).second)
            return aws::Error(errors::invalid_input,
                              "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    aws::TagSet changed = tags;
    std::vector<std::string> replaced;
    for (const auto& [key, value] : tags.all()) {
        if (wanted.contains(key)) replaced.push_back(key);
    }
    if (auto fault = changed.remove(replaced)) return refused(*fault);
    std::map<std::string, std::string> added(wanted.begin(), wanted.end());
    if (auto fault = changed.add(added)) return refused(*fault);
    tags = std::move(changed);
    return std::nullopt;
}

std::optional<aws::Error> remove_tags(aws::TagSet& tags, const std::vector<std::string>& keys) {
    std::vector<std::string> gone;
    for (const auto& [key, value] : tags.all()) {
        if (std::any_of(keys.begin(), keys.end(),
                        [&](const std::string& each) { return same_ignoring_case(each, key); }))
            gone.push_back(key);
    }
    if (auto fault = tags.remove(gone)) return refused(*fault);
    return std::nullopt;
}

}  // namespace wt::iam::api
