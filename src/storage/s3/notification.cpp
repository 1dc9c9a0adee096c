#include "storage/s3/notification.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "aws/principal.hpp"
#include "base/ascii.hpp"
#include "http/uri.hpp"
#include "storage/s3/generated_id.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

constexpr std::size_t most_configurations = 100;

/// Amazon S3 API Reference, "NotificationConfiguration": Event.
constexpr std::array<std::string_view, 31> known_events{
    "s3:ReducedRedundancyLostObject",
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:ObjectAcl:Put",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectAnnotation:Delete",
    "s3:ObjectRetention:Put",
};

/// A configuration of any kind. Refers to it.
struct Entry {
    Destination destination;
    const std::vector<std::string>* events;
    const std::optional<NotificationConfigurationFilter>* filter;
};

[[nodiscard]] std::vector<Entry> entries_of(const NotificationConfiguration& configuration) {
    std::vector<Entry> entries;
    const auto add = [&](DestinationKind kind, const auto& one, const std::string& arn) {
        const std::string_view id = one.id ? std::string_view(*one.id) : std::string_view();
        entries.push_back({{kind, id, arn}, &one.events, &one.filter});
    };
    for (const auto& one : configuration.topic_configurations) add(DestinationKind::topic, one, one.topic_arn);
    for (const auto& one : configuration.queue_configurations) add(DestinationKind::queue, one, one.queue_arn);
    for (const auto& one : configuration.lambda_function_configurations) {
        add(DestinationKind::function, one, one.lambda_function_arn);
    }
    return entries;
}

/// What a configuration asks of keys, decoded.
struct Affixes {
    std::string prefix;
    std::string suffix;
    [[nodiscard]] bool match(std::string_view key) const { return key.starts_with(prefix) && key.ends_with(suffix); }
};
[[nodiscard]] Affixes affixes_of(const std::optional<NotificationConfigurationFilter>& filter) {
    Affixes affixes;
    if (!filter || !filter->key) return affixes;
    for (const FilterRule& rule : filter->key->filter_rules) {
        std::string value = http::percent_decode(rule.value, http::Plus::space);
        (same_ignoring_case(rule.name, "prefix") ? affixes.prefix : affixes.suffix) = std::move(value);
    }
    return affixes;
}

/// Whether an event, or a group of events, is part of what a configuration names.
[[nodiscard]] bool includes(std::string_view named, std::string_view event) {
    if (named == event) return true;
    return named.ends_with(":*") && event.starts_with(named.substr(0, named.size() - 1));
}
[[nodiscard]] bool overlap(std::string_view a, std::string_view b) { return includes(a, b) || includes(b, a); }

[[nodiscard]] aws::Error overlapping_events() {
    return invalid_argument(
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.");
}

[[nodiscard]] std::optional<aws::Error> refuse_arn(const Destination& destination, std::string_view region) {
    std::array<std::string_view, 6> parts;
    std::string_view rest = destination.arn;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t end = i + 1 == parts.size() ? rest.size() : rest.find(':');
        if (end == std::string_view::npos) return invalid_argument("The ARN could not be parsed");
        parts[i] = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (parts[0] != "arn" || !parts[1].starts_with("aws")) return invalid_argument("The ARN could not be parsed");
    struct Form {
        std::string_view service;
        std::string_view pattern;
        std::string_view begin;  // of the resource
        std::size_t longest;
    };
    constexpr std::array<Form, 3> forms{{
        {"sns", R"(^arn:aws[\p{Alpha}\-]*:sns:[\p{Alnum}\-]+:[\p{Digit}]{12}:[\p{Alnum}\-_]{1,256}$)", "", 256},
        {"sqs", R"(^arn:aws[\p{Alpha}\-]*:sqs:[\p{Alnum}\-]+:[\p{Digit}]{12}:[\p{Alnum}\-_]{1,80}$)", "", 80},
        {"lambda",
         R"(^arn:aws[a-zA-Z\-]*:lambda:[a-zA-Z0-9\-]+:[0-9]{12}:function:[a-zA-Z0-9\-_]+(:[a-zA-Z0-9$_\-]+)?$)",
         "function:", 256},
    }};
    const Form& form = forms.at(static_cast<std::size_t>(destination.kind));
    if (form.service == "sqs" && parts[2] == "sqs" && parts[5].ends_with(".fifo")) {
        return invalid_argument("FIFO SQS queues are not supported.");
    }
    const std::string_view name = parts[5].substr(std::min(form.begin.size(), parts[5].size()));
    const bool of_function = destination.kind == DestinationKind::function;
    const auto allowed = [&](char c) {
        return is_word_character(c) || c == '-' || (of_function && (c == ':' || c == '$'));
    };
    const bool well_formed = parts[2] == form.service && aws::is_account_id(parts[4]) &&
                             parts[5].starts_with(form.begin) && !name.empty() && name.size() <= form.longest &&
                             std::all_of(name.begin(), name.end(), allowed) &&
                             std::count(name.begin(), name.end(), ':') <= 1;
    if (!well_formed) {
        return invalid_argument(fmt::format(
            "The ARN failed to satisfy constraint: Member must satisfy regular expression pattern: {}", form.pattern));
    }
    if (parts[3] != region) {
        return invalid_argument(
            "The notification destination service region is not valid for the bucket location constraint");
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_filter(const NotificationConfigurationFilter& filter) {
    if (!filter.key) return std::nullopt;
    bool prefix = false;
    bool suffix = false;
    for (const FilterRule& rule : filter.key->filter_rules) {
        const bool is_prefix = same_ignoring_case(rule.name, "prefix");
        if (!is_prefix && !same_ignoring_case(rule.name, "suffix")) {
            return invalid_argument("filter rule name must be either prefix or suffix", "FilterRule.Name", rule.name);
        }
        bool& seen = is_prefix ? prefix : suffix;
        if (seen) {
            return invalid_argument(
                fmt::format("Cannot specify more than one {} rule in a filter.", is_prefix ? "prefix" : "suffix"));
        }
        seen = true;
        if (rule.value.size() > 1024) {
            return invalid_argument("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
        }
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse(const Entry& entry, std::string_view region) {
    if (entry.destination.id.size() > 255) return invalid_argument("ID length exceeded allowed limit of 255");
    if (entry.events->empty() || entry.destination.arn.empty()) return malformed_xml();
    if (auto refused = refuse_arn(entry.destination, region)) return refused;
    for (std::size_t i = 0; i < entry.events->size(); ++i) {
        const std::string& event = (*entry.events)[i];
        if (std::find(known_events.begin(), known_events.end(), event) == known_events.end()) {
            return invalid_argument("The event is not supported for notifications");
        }
        // Ends at the first that stands twice, so within the number of events that there are.
        for (std::size_t j = 0; j < i; ++j) {
            if (overlap((*entry.events)[j], event)) return overlapping_events();
        }
    }
    return *entry.filter ? refuse_filter(**entry.filter) : std::nullopt;
}

[[nodiscard]] bool share_events(const Entry& a, const Entry& b) {
    return std::any_of(a.events->begin(), a.events->end(), [&](const std::string& event) {
        return std::any_of(b.events->begin(), b.events->end(),
                           [&](const std::string& other) { return overlap(event, other); });
    });
}

}  // namespace

std::optional<aws::Error> refuse(const NotificationConfiguration& configuration, std::string_view region) {
    const std::vector<Entry> entries = entries_of(configuration);
    if (entries.size() > most_configurations) {
        return invalid_request("Too many configurations submitted. The maximum number of configurations is 100");
    }
    std::set<std::string_view> ids;
    for (const Entry& entry : entries) {
        if (auto refused = refuse(entry, region)) return refused;
        if (!entry.destination.id.empty() && !ids.insert(entry.destination.id).second) {
            return invalid_argument("Same ID used for multiple configurations. IDs must be unique.");
        }
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Affixes mine = affixes_of(*entries[i].filter);
        for (std::size_t j = 0; j < i; ++j) {
            if (!share_events(entries[i], entries[j])) continue;
            const Affixes other = affixes_of(*entries[j].filter);
            const bool prefixes = mine.prefix.starts_with(other.prefix) || other.prefix.starts_with(mine.prefix);
            const bool suffixes = mine.suffix.ends_with(other.suffix) || other.suffix.ends_with(mine.suffix);
            if (!prefixes || !suffixes) continue;
            if (!*entries[i].filter && !*entries[j].filter) return overlapping_events();
            return invalid_argument(
                "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes "
                "are "
                "overlapping for the same event type.");
        }
    }
    return std::nullopt;
}

aws::Error unusable(const std::vector<UnusableDestination>& destinations) {
    aws::Error error = invalid_argument("Unable to validate the following destination configurations");
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        error.details.emplace_back(fmt::format("ArgumentName{}", i + 1), destinations[i].arn);
        error.details.emplace_back(fmt::format("ArgumentValue{}", i + 1), destinations[i].why);
    }
    return error;
}

void name_configurations(NotificationConfiguration& configuration, Random& random) {
    const auto name = [&](auto& all) {
        for (auto& one : all) {
            if (!one.id || one.id->empty()) one.id = generated_id(random);
        }
    };
    name(configuration.topic_configurations);
    name(configuration.queue_configurations);
    name(configuration.lambda_function_configurations);
}

std::vector<Destination> destinations(const NotificationConfiguration& configuration) {
    std::vector<Destination> all;
    for (const Entry& entry : entries_of(configuration)) all.push_back(entry.destination);
    return all;
}

std::vector<Destination> destinations(const NotificationConfiguration& configuration, std::string_view event,
                                      std::string_view key) {
    std::vector<Destination> found;
    for (const Entry& entry : entries_of(configuration)) {
        const bool named = std::any_of(entry.events->begin(), entry.events->end(),
                                       [&](const std::string& one) { return includes(one, event); });
        if (named && affixes_of(*entry.filter).match(key)) found.push_back(entry.destination);
    }
    return found;
}

}  // namespace wt::s3
