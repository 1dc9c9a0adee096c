// Invalidations, and tags.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

/// How long one usually takes. Assumed: general knowledge.
constexpr Duration invalidation_time = std::chrono::minutes(1);

[[nodiscard]] std::optional<aws::Error> refuse_batch(const InvalidationBatch& batch) {
    if (auto error = inconsistent(batch)) return error;
    const std::vector<std::string> paths = batch.paths.items.value_or(std::vector<std::string>());
    constexpr std::size_t most = 3000;
    constexpr std::size_t most_wild = 15;
    constexpr std::size_t longest = 4000;
    if (paths.empty()) return invalid("Your request must contain at least one invalidation path.");
    std::size_t wild = 0;
    for (const std::string& path : paths) {
        const bool names_tag = path.starts_with('#') && path.size() > 1 && path.find('*') == std::string::npos;
        if ((!path.starts_with('/') && !names_tag) || path.size() > longest)
            return invalid("Your request contains one or more invalid invalidation paths.");
        const std::size_t star = path.find('*');
        if (star != std::string::npos && star + 1 != path.size())
            return invalid("Your request contains one or more invalid invalidation paths.");
        wild += star != std::string::npos ? 1 : 0;
    }
    if (paths.size() > most || wild > most_wild)
        return aws::Error(too_many_invalidations_in_progress,
                          "Your request contains too many paths: 3,000 at once, 15 of them with a wildcard.");
    return std::nullopt;
}

}  // namespace

Invalidation CloudFront::told(const InvalidationRecord& record, Instant now) const {
    Invalidation told;
    told.id = record.id;
    told.status = now >= record.completed ? "Completed" : "InProgress";
    told.create_time = record.made;
    told.invalidation_batch = record.batch;
    return told;
}

aws::Outcome<CreateInvalidationResult> CloudFront::create_invalidation(const aws::Call& call,
                                                                       CreateInvalidationRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    if (auto error = refuse_batch(input.invalidation_batch)) return std::move(*error);
    const InvalidationRecord* kept = nullptr;
    for (const InvalidationRecord* each : catalogue_.invalidations(input.distribution_id)) {
        if (each->batch.caller_reference == input.invalidation_batch.caller_reference) kept = each;
    }
    if (kept != nullptr && kept->batch.paths.items != input.invalidation_batch.paths.items) {
        // Named in the model's text, which gives it no status. Assumed: 400.
        static constexpr aws::ErrorRow exists{"InvalidationBatchAlreadyExists", 400, ""};
        return aws::Error(exists, "The caller reference was used with other paths.");
    }
    if (kept == nullptr) {
        for (const std::string& path : *input.invalidation_batch.paths.items) planes_.invalidate(**found, path);
        InvalidationRecord record;
        record.distribution = input.distribution_id;
        record.id = catalogue_.new_id('I');
        record.made = in_seconds(call.now);
        record.completed = call.now + pace_.of(invalidation_time);
        record.batch = std::move(input.invalidation_batch);
        kept = &catalogue_.keep(std::move(record));
    }
    CreateInvalidationResult output;
    output.location = location_of(call, fmt::format("distribution/{}/invalidation", input.distribution_id), kept->id);
    output.invalidation = told(*kept, call.now);
    return output;
}

aws::Outcome<GetInvalidationResult> CloudFront::get_invalidation(const aws::Call& call, GetInvalidationRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    for (const InvalidationRecord* each : catalogue_.invalidations(input.distribution_id)) {
        if (each->id != input.id) continue;
        GetInvalidationResult output;
        output.invalidation = told(*each, call.now);
        return output;
    }
    return aws::Error(no_such_invalidation, "The specified invalidation does not exist.");
}

aws::Outcome<ListInvalidationsResult> CloudFront::list_invalidations(const aws::Call& call,
                                                                     ListInvalidationsRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    std::vector<InvalidationSummary> rows;
    for (const InvalidationRecord* each : catalogue_.invalidations(input.distribution_id))
        rows.push_back({each->id, each->made, call.now >= each->completed ? "Completed" : "InProgress"});
    auto page = page_of<InvalidationList>(rows, input.marker, input.max_items,
                                          [](const InvalidationSummary& row) -> const std::string& { return row.id; });
    if (!page.ok()) return page.error();
    ListInvalidationsResult output;
    output.invalidation_list = std::move(*page);
    return output;
}

Result<std::map<std::string, std::string>, aws::Error> tags_of(const Tags& said) {
    std::vector<aws::ResourceTag> list;
    for (const Tag& tag : said.items.value_or(std::vector<Tag>())) list.push_back({tag.key, tag.value.value_or("")});
    aws::TagSet set;
    if (const auto fault = set.add(list)) return aws::Error(invalid_tagging, fault->text);
    return set.all();
}

Result<CloudFront::Tagged, aws::Error> CloudFront::find_tagged(const aws::Call& call, const std::string& arn) {
    const std::string& account = call.caller.account;
    using Tags = std::map<std::string, std::string>;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account != account || record.arn() != arn) continue;
        return Tagged{record.tags, [this, own = id](Tags tags) {
                          DistributionRecord changed = catalogue_.distributions().at(own);
                          changed.tags = std::move(tags);
                          catalogue_.keep(std::move(changed));
                      }};
    }
    for (const auto& [id, record] : catalogue_.vpc_origins()) {
        if (record.account != account || record.arn() != arn) continue;
        return Tagged{record.tags, [this, changed = record](Tags tags) mutable {
                          changed.tags = std::move(tags);
                          (void)catalogue_.keep(std::move(changed));
                      }};
    }
    FunctionCatalogue& functions = catalogue_.functions();
    const auto keeper = [&functions](const auto& record) {
        return [&functions, changed = record](Tags tags) mutable {
            changed.tags = std::move(tags);
            (void)functions.keep(std::move(changed));
        };
    };
    if (const auto* const function = functions.find_arn(account, arn)) return Tagged{function->tags, keeper(*function)};
    if (const auto* const store = functions.find_store_arn(account, arn)) return Tagged{store->tags, keeper(*store)};
    return aws::Error(no_such_resource, "The specified resource does not exist: " + arn);
}

aws::Outcome<ListTagsForResourceResult> CloudFront::list_tags_for_resource(const aws::Call& call,
                                                                           ListTagsForResourceRequest input) {
    const auto found = find_tagged(call, input.resource);
    if (!found.ok()) return found.error();
    ListTagsForResourceResult output;
    output.tags.items.emplace();
    for (const auto& [key, value] : found->tags) output.tags.items->push_back({key, value});
    return output;
}

aws::Outcome<aws::Nothing> CloudFront::tag_resource(const aws::Call& call, TagResourceRequest input) {
    const auto found = find_tagged(call, input.resource);
    if (!found.ok()) return found.error();
    if (is_of_scenario(input.resource)) return unwritten("changes of a scenario's distribution");
    const auto more = tags_of(input.tags);
    if (!more.ok()) return more.error();
    aws::TagSet set(found->tags);
    if (const auto fault = set.add(*more)) return aws::Error(invalid_tagging, fault->text);
    found->keep(set.all());
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> CloudFront::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    auto found = find_tagged(call, input.resource);
    if (!found.ok()) return found.error();
    if (is_of_scenario(input.resource)) return unwritten("changes of a scenario's distribution");
    aws::TagSet set(found->tags);
    if (const auto fault = set.remove(input.tag_keys.items)) return aws::Error(invalid_tagging, fault->text);
    found->keep(set.all());
    return aws::Nothing();
}

bool CloudFront::is_of_scenario(const std::string& arn) const {
    return std::any_of(catalogue_.distributions().begin(), catalogue_.distributions().end(),
                       [&](const auto& each) { return !each.second.component.empty() && each.second.arn() == arn; });
}

}  // namespace wt::edge::api
