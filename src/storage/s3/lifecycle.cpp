#include "storage/s3/lifecycle.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "storage/s3/generated_id.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

using Refusal = std::optional<aws::Error>;

constexpr std::size_t most_lifecycle_rules = 1000;
constexpr std::size_t longest_id = 255;
constexpr std::size_t longest_prefix = 1024;
constexpr std::int64_t largest_size = 1'099'511'627'776'000;
constexpr std::array<std::string_view, 6> classes{"GLACIER",      "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING",
                                                  "DEEP_ARCHIVE", "GLACIER_IR"};

/// The form of a whole configuration.
enum class Form : std::uint8_t { prefixes, filters };

[[nodiscard]] Refusal refuse_midnight(Instant date) {
    if (date == std::chrono::floor<std::chrono::days>(date)) return std::nullopt;
    return invalid_argument("'Date' must be at midnight GMT", "Date", aws::iso8601(date, aws::Fraction::milliseconds));
}

/// The predicates of a rule, wherever they stand.
struct Predicates {
    std::size_t count = 0;
    std::vector<Tag> tags;
    std::optional<std::int64_t> more_than;
    std::optional<std::int64_t> less_than;
    std::optional<std::string> prefix;
    [[nodiscard]] bool sizes() const { return more_than || less_than; }
};
[[nodiscard]] Predicates predicates_of(const LifecycleRuleAndOperator& all) {
    Predicates found{0, all.tags, all.object_size_greater_than, all.object_size_less_than, all.prefix};
    found.count = all.tags.size() + static_cast<std::size_t>(found.more_than.has_value()) +
                  static_cast<std::size_t>(found.less_than.has_value()) +
                  static_cast<std::size_t>(found.prefix.has_value());
    return found;
}
[[nodiscard]] Predicates predicates_of(const LifecycleRuleFilter& filter) {
    LifecycleRuleAndOperator all{filter.prefix, {}, filter.object_size_greater_than, filter.object_size_less_than};
    if (filter.tag) all.tags.push_back(*filter.tag);
    return predicates_of(all);
}

[[nodiscard]] Refusal refuse(const Predicates& predicates) {
    std::set<std::string_view> keys;
    for (const Tag& tag : predicates.tags) {
        if (tag.key.empty()) return malformed_xml();
        if (!keys.insert(tag.key).second) return invalid_request("Duplicate Tag Keys are not allowed.");
    }
    if (predicates.tags.size() > 10) return invalid_request("Object tags cannot be greater than 10");
    if (predicates.prefix && predicates.prefix->size() > longest_prefix) {
        return invalid_request("The maximum size of a prefix is 1024.");
    }
    const auto within = [](std::optional<std::int64_t> size, std::int64_t least) {
        return !size || (*size >= least && *size <= largest_size);
    };
    if (!within(predicates.more_than, 0)) {
        return invalid_request(fmt::format("'ObjectSizeGreaterThan' should be between 0 and {}.", largest_size));
    }
    if (!within(predicates.less_than, 1)) {
        return invalid_request(fmt::format("'ObjectSizeLessThan' should be between 1 and {}.", largest_size));
    }
    if (predicates.more_than && predicates.less_than && *predicates.less_than <= *predicates.more_than) {
        return invalid_request("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
    }
    return std::nullopt;
}

[[nodiscard]] Refusal refuse(const LifecycleExpiration& expiration, const Predicates& predicates) {
    const int said = static_cast<int>(expiration.date.has_value()) + static_cast<int>(expiration.days.has_value()) +
                     static_cast<int>(expiration.expired_object_delete_marker.has_value());
    if (said != 1) return malformed_xml();
    if (expiration.days && *expiration.days <= 0) {
        return invalid_argument("'Days' for Expiration action must be a positive integer");
    }
    if (expiration.date) return refuse_midnight(*expiration.date);
    if (!expiration.expired_object_delete_marker) return std::nullopt;
    if (!predicates.tags.empty()) return invalid_request("ExpiredObjectDeleteMarker cannot be specified with Tags.");
    if (predicates.sizes()) return invalid_request("ExpiredObjectDeleteMarker cannot be specified with Object Size.");
    return std::nullopt;
}

[[nodiscard]] Refusal refuse_newer(std::optional<std::int64_t> newer, Form form) {
    if (!newer) return std::nullopt;
    if (form == Form::prefixes) {
        return invalid_request("NewerNoncurrentVersions element can only be used in Lifecycle V2.");
    }
    if (*newer <= 0) return invalid_argument("'NewerNoncurrentVersions' must be a positive integer");
    return std::nullopt;
}

[[nodiscard]] bool is_class(const std::optional<std::string>& name) {
    return name && std::find(classes.begin(), classes.end(), *name) != classes.end();
}

[[nodiscard]] Refusal refuse_transitions(const LifecycleRule& rule, const Predicates& predicates, Form form) {
    bool dates = rule.expiration && rule.expiration->date;
    bool days = rule.expiration && rule.expiration->days;
    const std::string about = fmt::format("(prefix={})", predicates.prefix.value_or(""));
    std::set<std::string_view> seen;
    for (const Transition& transition : rule.transitions) {
        if (!is_class(transition.storage_class) || transition.date.has_value() == transition.days.has_value()) {
            return malformed_xml();
        }
        const std::string& name = *transition.storage_class;
        if (transition.date) {
            if (auto refused = refuse_midnight(*transition.date)) return refused;
            dates = true;
        } else {
            if (*transition.days < 0) {
                return invalid_argument("'Days' in Transition action must be nonnegative");
            }
            days = true;
        }
        if (!seen.insert(name).second) {
            return invalid_request(fmt::format(
                "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter '{}'", about));
        }
    }
    if (dates && days) {
        return invalid_request(fmt::format(
            "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter '{}'",
            about));
    }
    // Assumed: the sentence's words.
    const auto outlived = [&](std::string_view what, std::string_view expiration, std::string_view transition) {
        return invalid_argument(
            fmt::format("'{0}' in the {1} action for filter '{2}' must be greater than '{0}' in the "
                        "{3} action",
                        what, expiration, about, transition));
    };
    for (const Transition& transition : rule.transitions) {
        if (!rule.expiration) break;
        const LifecycleExpiration& end = *rule.expiration;
        if (transition.days && end.days && *end.days <= *transition.days)
            return outlived("Days", "Expiration", "Transition");
        if (transition.date && end.date && *end.date <= *transition.date)
            return outlived("Date", "Expiration", "Transition");
    }
    seen.clear();
    for (const NoncurrentVersionTransition& transition : rule.noncurrent_version_transitions) {
        if (!is_class(transition.storage_class) || !transition.noncurrent_days) return malformed_xml();
        if (*transition.noncurrent_days < 0) {
            return invalid_argument("'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative");
        }
        if (auto refused = refuse_newer(transition.newer_noncurrent_versions, form)) return refused;
        if (!seen.insert(*transition.storage_class).second) {
            return invalid_request(
                fmt::format("'StorageClass' must be different for 'NoncurrentVersionTransition' "
                            "actions in same 'Rule' with filter '{}'",
                            about));
        }
        const auto& end = rule.noncurrent_version_expiration;
        if (end && end->noncurrent_days && *end->noncurrent_days <= *transition.noncurrent_days)
            return outlived("NoncurrentDays", "NoncurrentVersionExpiration", "NoncurrentVersionTransition");
    }
    return std::nullopt;
}

[[nodiscard]] Refusal refuse(const LifecycleRule& rule, Form form) {
    if (rule.status != "Enabled" && rule.status != "Disabled") return malformed_xml();
    if (!rule.filter && !rule.prefix) return malformed_xml();
    if (form == Form::filters && rule.prefix) {
        return invalid_request(
            "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.");
    }
    if (form == Form::prefixes && rule.filter) {
        return invalid_request("Filter element can only be used in Lifecycle V2.");
    }
    Predicates predicates;
    predicates.prefix = rule.prefix;
    if (rule.filter) {
        predicates = predicates_of(*rule.filter);
        if (rule.filter->and_) {
            if (predicates.count != 0) return malformed_xml();
            predicates = predicates_of(*rule.filter->and_);
            if (predicates.count < 2) return malformed_xml();
        } else if (predicates.count > 1) {
            return malformed_xml();
        }
    }
    if (auto refused = refuse(predicates)) return refused;
    if (!rule.expiration && rule.transitions.empty() && !rule.noncurrent_version_expiration &&
        rule.noncurrent_version_transitions.empty() && !rule.abort_incomplete_multipart_upload) {
        return invalid_request("At least one action needs to be specified in a rule");
    }
    if (rule.expiration) {
        if (auto refused = refuse(*rule.expiration, predicates)) return refused;
    }
    if (const auto& noncurrent = rule.noncurrent_version_expiration) {
        if (!noncurrent->noncurrent_days) return malformed_xml();
        if (*noncurrent->noncurrent_days <= 0) {
            return invalid_argument(
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
        }
        if (auto refused = refuse_newer(noncurrent->newer_noncurrent_versions, form)) return refused;
    }
    if (const auto& abort = rule.abort_incomplete_multipart_upload) {
        if (!abort->days_after_initiation) return malformed_xml();
        if (*abort->days_after_initiation <= 0) {
            return invalid_argument(
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
        }
        if (!predicates.tags.empty()) {
            return invalid_request("AbortIncompleteMultipartUpload cannot be specified with Tags.");
        }
        if (predicates.sizes()) {
            return invalid_request("AbortIncompleteMultipartUpload cannot be specified with Object Size.");
        }
    }
    return refuse_transitions(rule, predicates, form);
}

/// In the old form, no two rules whose prefixes overlap may do the same kind of thing.
[[nodiscard]] Refusal refuse_overlaps(const std::vector<LifecycleRule>& rules) {
    struct Kind {
        std::string_view name;
        bool (*does)(const LifecycleRule&);
    };
    constexpr std::array<Kind, 5> kinds{{
        {"Expiration", [](const LifecycleRule& rule) { return rule.expiration.has_value(); }},
        {"Transition", [](const LifecycleRule& rule) { return !rule.transitions.empty(); }},
        {"NoncurrentVersionExpiration",
         [](const LifecycleRule& rule) { return rule.noncurrent_version_expiration.has_value(); }},
        {"NoncurrentVersionTransition",
         [](const LifecycleRule& rule) { return !rule.noncurrent_version_transitions.empty(); }},
        {"AbortIncompleteMultipartUpload",
         [](const LifecycleRule& rule) { return rule.abort_incomplete_multipart_upload.has_value(); }},
    }};
    for (const Kind& kind : kinds) {
        std::vector<std::string_view> prefixes;
        for (const LifecycleRule& rule : rules) {
            if (kind.does(rule)) prefixes.push_back(*rule.prefix);
        }
        std::sort(prefixes.begin(), prefixes.end());
        // In order, one that begins another begins its neighbour too.
        for (std::size_t i = 1; i < prefixes.size(); ++i) {
            if (!prefixes[i].starts_with(prefixes[i - 1])) continue;
            return invalid_request(fmt::format("Found overlapping prefixes '{}' and '{}' for same action type '{}'",
                                               prefixes[i - 1], prefixes[i], kind.name));
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> refuse(const LifecycleConfiguration& configuration) {
    if (configuration.rules.empty()) return malformed_xml();
    if (configuration.rules.size() > most_lifecycle_rules) {
        return invalid_request("The number of lifecycle rules must not exceed the allowed limit of 1000 rules.");
    }
    std::set<std::string_view> ids;
    for (const LifecycleRule& rule : configuration.rules) {
        if (!rule.id || rule.id->empty()) continue;
        if (rule.id->size() > longest_id) return invalid_argument("ID length should not exceed allowed limit of 255");
        if (!ids.insert(*rule.id).second) {
            return invalid_argument("Rule ID must be unique. Found same ID for more than one rule");
        }
    }
    const Form form = configuration.rules.front().filter ? Form::filters : Form::prefixes;
    for (const LifecycleRule& rule : configuration.rules) {
        if (auto refused = refuse(rule, form)) return refused;
    }
    return form == Form::prefixes ? refuse_overlaps(configuration.rules) : std::nullopt;
}

void name_rules(LifecycleConfiguration& configuration, Random& random) {
    for (LifecycleRule& rule : configuration.rules) {
        if (!rule.id || rule.id->empty()) rule.id = generated_id(random);
    }
}

}  // namespace wt::s3
