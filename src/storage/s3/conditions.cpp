#include "storage/s3/conditions.hpp"

#include <chrono>

#include "storage/s3/errors.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] aws::Error failed(std::string_view condition) {
    return aws::Error(errors::precondition_failed).with("Condition", std::string(condition));
}

/// HTTP dates have whole seconds: what changed within the named second has not changed since.
[[nodiscard]] bool modified_since(Instant last_modified, Instant date) {
    return std::chrono::floor<std::chrono::seconds>(last_modified) > date;
}

[[nodiscard]] aws::Error not_taken(std::string header, std::string why) {
    return aws::Error(errors::not_implemented)
        .with("Header", std::move(header))
        .with("additionalMessage", std::move(why));
}

/// The first condition that does not hold, by its header's name; and whether it says "not modified".
struct Failure {
    std::string_view header;
    bool unchanged = false;
};

[[nodiscard]] std::optional<Failure> first_failure(const ReadConditions& conditions, std::string_view etag,
                                                   Instant last_modified) {
    if (conditions.if_match) {
        if (!names_etag(*conditions.if_match, etag)) return Failure{"If-Match"};
    } else if (conditions.if_unmodified_since && modified_since(last_modified, *conditions.if_unmodified_since)) {
        return Failure{"If-Unmodified-Since"};
    }
    if (conditions.if_none_match) {
        if (names_etag(*conditions.if_none_match, etag)) return Failure{"If-None-Match", true};
    } else if (conditions.if_modified_since && !modified_since(last_modified, *conditions.if_modified_since)) {
        return Failure{"If-Modified-Since", true};
    }
    return std::nullopt;
}

}  // namespace

void drop_future(ReadConditions& conditions, Instant now) {
    if (conditions.if_modified_since && *conditions.if_modified_since > now) conditions.if_modified_since.reset();
}

bool names_etag(std::string_view header, std::string_view etag) {
    while (!header.empty()) {
        const std::size_t comma = header.find(',');
        std::string_view one = header.substr(0, comma);
        header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
        while (one.starts_with(' ')) one.remove_prefix(1);
        while (one.ends_with(' ')) one.remove_suffix(1);
        if (one == "*") return true;
        if (one.starts_with("W/")) one.remove_prefix(2);
        // One quote alone is no more a part of the tag than two.
        if (one.starts_with('"')) one.remove_prefix(1);
        if (one.ends_with('"')) one.remove_suffix(1);
        if (one == etag) return true;
    }
    return false;
}

std::optional<aws::Error> refusal(const ReadConditions& conditions, std::string_view etag, Instant last_modified) {
    const auto failure = first_failure(conditions, etag, last_modified);
    if (!failure) return std::nullopt;
    if (failure->unchanged) return aws::Error(errors::not_modified);
    return failed(failure->header);
}

std::optional<aws::Error> copy_refusal(const ReadConditions& conditions, std::string_view etag, Instant last_modified) {
    const auto failure = first_failure(conditions, etag, last_modified);
    if (!failure) return std::nullopt;
    return failed("x-amz-copy-source-" + std::string(failure->header));
}

std::optional<aws::Error> unsupported(const WriteConditions& conditions) {
    if (conditions.if_match && conditions.if_none_match) {
        return not_taken("If-Match,If-None-Match", "Multiple conditional request headers present in the request");
    }
    if (conditions.if_none_match && *conditions.if_none_match != "*") {
        return not_taken("If-None-Match", "We don't accept the provided value of If-None-Match header for this API");
    }
    if (conditions.if_match && *conditions.if_match == "*") {
        return not_taken("If-Match", "We don't accept the provided value of If-Match header for this API");
    }
    return std::nullopt;
}

std::optional<aws::Error> refusal(const WriteConditions& conditions, const std::string& key,
                                  const ObjectVersion* current) {
    if (!conditions.any()) return std::nullopt;
    if (auto problem = unsupported(conditions)) return problem;
    const bool there = current != nullptr && !current->is_delete_marker;
    if (conditions.if_none_match) {
        if (there) return failed("If-None-Match");
        return std::nullopt;
    }
    if (!there) return aws::Error(errors::no_such_key).with("Key", key);
    if (!names_etag(*conditions.if_match, current->etag)) return failed("If-Match");
    return std::nullopt;
}

std::optional<aws::Error> delete_refusal(const std::string& if_match, const std::string& key,
                                         const ObjectVersion* current) {
    if (current == nullptr || current->is_delete_marker) return aws::Error(errors::no_such_key).with("Key", key);
    if (!names_etag(if_match, current->etag)) return failed("If-Match");
    return std::nullopt;
}

}  // namespace wt::s3
