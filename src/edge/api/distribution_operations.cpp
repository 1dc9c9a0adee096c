// Distributions.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/api/cloudfront.hpp"

namespace wt::edge::api {

namespace {

using namespace cloudfront_errors;  // NOLINT(google-build-using-namespace): rows, named once

/// How long a change usually takes until every place knows it: CloudFront Developer Guide, "a few minutes".
constexpr Duration propagation = std::chrono::minutes(5);

[[nodiscard]] aws::Error no_distribution() {
    return {no_such_distribution, "The specified distribution does not exist."};
}

}  // namespace

std::string location_of(const aws::Call& call, std::string_view path, const std::string& id) {
    return fmt::format("{}://{}/2020-05-31/{}/{}", call.request.secure ? "https" : "http",
                       call.request.headers.get("Host"), path, id);
}

std::optional<aws::Error> refuse_version(const std::string& etag, const std::optional<std::string>& if_match) {
    if (!if_match || if_match->empty())
        return aws::Error(invalid_if_match_version, "The If-Match version is missing or not valid for the resource.");
    if (*if_match == etag || *if_match == "\"" + etag + "\"") return std::nullopt;
    return aws::Error(
        precondition_failed,
        "The request failed because it didn't meet the preconditions in one or more request-header fields.");
}

CloudFront::CloudFront(const Context& context, Catalogue& catalogue, Planes& planes, const Pace& pace)
    : catalogue_(catalogue), planes_(planes), pace_(pace), test_chance_(context.random("cloudfront.test-function")) {}

bool CloudFront::claims(const http::Request& request) const {
    return request.headers.get("Host").starts_with("cloudfront.amazonaws.com");
}

std::optional<std::string> CloudFront::resource(const aws::Call& call, const aws::Operation& /*operation*/) {
    // Service Authorization Reference, "Resource types defined by Amazon CloudFront": the path names it.
    for (const auto& [name, value] : call.query) {
        if (name == "Resource") return value;
    }
    std::string_view path = call.path;
    constexpr std::string_view version = "/2020-05-31/";
    if (!path.starts_with(version)) return "*";
    path.remove_prefix(version.size());
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return "*";
    const std::string_view rest = path.substr(slash + 1);
    std::string_view kind = path.substr(0, slash);
    if (kind == "vpc-origin") kind = "vpcorigin";
    if (kind == "distributions") kind = "distribution";  // of monitoring subscriptions
    return fmt::format("arn:aws:cloudfront::{}:{}/{}", call.caller.account, kind, rest.substr(0, rest.find('/')));
}

Task<std::optional<wt::Error>> CloudFront::reset(std::string_view account) {
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (account.empty() || record.account == account) planes_.leave(record);
    }
    catalogue_.reset(account);
    return catalogue_.durable();
}

Result<const DistributionRecord*, aws::Error> CloudFront::find_distribution(const aws::Call& call,
                                                                            const std::string& id) const {
    const DistributionRecord* const found = catalogue_.find_distribution(call.caller.account, id);
    if (found == nullptr) return no_distribution();
    return found;
}

Result<const DistributionRecord*, aws::Error> CloudFront::find_to_change(
    const aws::Call& call, const std::string& id, const std::optional<std::string>& if_match) const {
    const auto found = find_distribution(call, id);
    if (!found.ok()) return found.error();
    if (!(*found)->component.empty()) return unwritten("changes of a scenario's distribution");
    if (auto error = refuse_version((*found)->etag, if_match)) return std::move(*error);
    return *found;
}

Result<const DistributionRecord*, aws::Error> CloudFront::make(const aws::Call& call, DistributionConfig config,
                                                               const Tags& tags) {
    complete(config);
    if (auto error = refuse(config, call.caller.account, "", catalogue_)) return std::move(*error);
    if (auto error = refuse(config, call.caller.account, planes_.around())) return std::move(*error);
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account == call.caller.account && record.config.caller_reference == config.caller_reference)
            return aws::Error(distribution_already_exists,
                              "The caller reference that you are using to create a distribution is associated with "
                              "another distribution. Already exists: " +
                                  id);
    }
    DistributionRecord record;
    auto said = tags_of(tags);
    if (!said.ok()) return said.error();
    record.tags = std::move(*said);
    record.account = call.caller.account;
    record.id = catalogue_.new_id('E');
    record.domain = catalogue_.new_domain();
    record.config = std::move(config);
    return &changed(call, std::move(record));
}

const DistributionRecord& CloudFront::changed(const aws::Call& call, DistributionRecord record) {
    record.etag = catalogue_.new_etag();
    record.modified = in_seconds(call.now);
    record.deployed = call.now + pace_.of(propagation);
    const DistributionRecord& kept = catalogue_.keep(std::move(record));
    planes_.stand(kept);
    return kept;
}

Distribution CloudFront::told(const DistributionRecord& record, Instant now) const {
    Distribution told;
    told.id = record.id;
    told.arn = record.arn();
    told.status = now >= record.deployed ? "Deployed" : "InProgress";
    told.last_modified_time = record.modified;
    told.domain_name = record.domain;
    told.distribution_config = record.config;
    told.active_trusted_signers.emplace();
    told.active_trusted_key_groups.emplace();
    for (const InvalidationRecord* each : catalogue_.invalidations(record.id))
        told.in_progress_invalidation_batches += now < each->completed ? 1 : 0;
    return told;
}

DistributionSummary CloudFront::summary(const DistributionRecord& record, Instant now) const {
    const DistributionConfig& config = record.config;
    DistributionSummary told;
    told.id = record.id;
    told.arn = record.arn();
    told.etag = record.etag;
    told.status = now >= record.deployed ? "Deployed" : "InProgress";
    told.last_modified_time = record.modified;
    told.domain_name = record.domain;
    told.aliases = config.aliases.value_or(Aliases());
    told.origins = config.origins;
    told.origin_groups = config.origin_groups;
    told.default_cache_behavior = config.default_cache_behavior;
    told.cache_behaviors = config.cache_behaviors.value_or(CacheBehaviors());
    told.custom_error_responses = config.custom_error_responses.value_or(CustomErrorResponses());
    told.comment = config.comment;
    told.price_class = config.price_class.value_or("");
    told.enabled = config.enabled;
    told.viewer_certificate = config.viewer_certificate.value_or(ViewerCertificate());
    told.restrictions = config.restrictions.value_or(Restrictions());
    told.web_acl_id = config.web_acl_id.value_or("");
    told.http_version = config.http_version.value_or("");
    told.is_ipv6_enabled = config.is_ipv6_enabled.value_or(false);
    told.staging = config.staging.value_or(false);
    return told;
}

aws::Outcome<CreateDistributionResult> CloudFront::create_distribution(const aws::Call& call,
                                                                       CreateDistributionRequest input) {
    const auto made = make(call, std::move(input.distribution_config), Tags());
    if (!made.ok()) return made.error();
    CreateDistributionResult output;
    output.distribution = told(**made, call.now);
    output.location = location_of(call, "distribution", (*made)->id);
    output.etag = (*made)->etag;
    return output;
}

aws::Outcome<CreateDistributionWithTagsResult> CloudFront::create_distribution_with_tags(
    const aws::Call& call, CreateDistributionWithTagsRequest input) {
    DistributionConfigWithTags& said = input.distribution_config_with_tags;
    const auto made = make(call, std::move(said.distribution_config), said.tags);
    if (!made.ok()) return made.error();
    CreateDistributionWithTagsResult output;
    output.distribution = told(**made, call.now);
    output.location = location_of(call, "distribution", (*made)->id);
    output.etag = (*made)->etag;
    return output;
}

aws::Outcome<CopyDistributionResult> CloudFront::copy_distribution(const aws::Call& call,
                                                                   CopyDistributionRequest input) {
    const auto found = find_to_change(call, input.primary_distribution_id, input.if_match);
    if (!found.ok()) return found.error();
    DistributionConfig config = (*found)->config;
    config.staging = input.staging.value_or(false);
    config.continuous_deployment_policy_id = "";
    config.caller_reference = std::move(input.caller_reference);
    config.enabled = input.enabled.value_or(true);
    config.aliases = Aliases();  // a name leads to one distribution
    const auto made = make(call, std::move(config), Tags());
    if (!made.ok()) return made.error();
    CopyDistributionResult output;
    output.distribution = told(**made, call.now);
    output.location = location_of(call, "distribution", (*made)->id);
    output.etag = (*made)->etag;
    return output;
}

aws::Outcome<GetDistributionResult> CloudFront::get_distribution(const aws::Call& call, GetDistributionRequest input) {
    const auto found = find_distribution(call, input.id);
    if (!found.ok()) return found.error();
    GetDistributionResult output;
    output.distribution = told(**found, call.now);
    output.etag = (*found)->etag;
    return output;
}

aws::Outcome<GetDistributionConfigResult> CloudFront::get_distribution_config(const aws::Call& call,
                                                                              GetDistributionConfigRequest input) {
    const auto found = find_distribution(call, input.id);
    if (!found.ok()) return found.error();
    GetDistributionConfigResult output;
    output.distribution_config = (*found)->config;
    output.etag = (*found)->etag;
    return output;
}

aws::Outcome<UpdateDistributionResult> CloudFront::update_distribution(const aws::Call& call,
                                                                       UpdateDistributionRequest input) {
    const auto found = find_to_change(call, input.id, input.if_match);
    if (!found.ok()) return found.error();
    DistributionConfig config = std::move(input.distribution_config);
    complete(config);
    if (config.caller_reference != (*found)->config.caller_reference ||
        config.staging != (*found)->config.staging.value_or(false))
        return aws::Error(illegal_update, "The update contains modifications that are not allowed.");
    if (auto error = refuse(config, call.caller.account, input.id, catalogue_)) return std::move(*error);
    if (auto error = refuse(config, call.caller.account, planes_.around())) return std::move(*error);
    DistributionRecord record = **found;
    record.config = std::move(config);
    const DistributionRecord& kept = changed(call, std::move(record));
    UpdateDistributionResult output;
    output.distribution = told(kept, call.now);
    output.etag = kept.etag;
    return output;
}

aws::Outcome<aws::Nothing> CloudFront::delete_distribution(const aws::Call& call, DeleteDistributionRequest input) {
    const auto found = find_to_change(call, input.id, input.if_match);
    if (!found.ok()) return found.error();
    const DistributionRecord& record = **found;
    if (record.config.enabled || call.now < record.deployed)
        return aws::Error(distribution_not_disabled,
                          "The distribution you are trying to delete has not been disabled.");
    for (const auto& [id, policy] : catalogue_.all<ContinuousDeploymentPolicyConfig>()) {
        const auto names = policy.config.staging_distribution_dns_names.items.value_or(std::vector<std::string>());
        if (std::find(names.begin(), names.end(), record.domain) != names.end())
            return aws::Error(staging_distribution_in_use,
                              "A continuous deployment policy for this staging distribution exists: " + id);
    }
    planes_.leave(record);
    catalogue_.drop_distribution(input.id);
    return aws::Nothing();
}

aws::Outcome<ListDistributionsResult> CloudFront::list_distributions(const aws::Call& call,
                                                                     ListDistributionsRequest input) {
    std::vector<DistributionSummary> rows;
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (record.account == call.caller.account) rows.push_back(summary(record, call.now));
    }
    auto page = page_of<DistributionList>(rows, input.marker, input.max_items,
                                          [](const DistributionSummary& row) -> const std::string& { return row.id; });
    if (!page.ok()) return page.error();
    ListDistributionsResult output;
    output.distribution_list = std::move(*page);
    return output;
}

aws::Outcome<aws::Nothing> CloudFront::associate_alias(const aws::Call& call, AssociateAliasRequest input) {
    const auto found = find_distribution(call, input.target_distribution_id);
    if (!found.ok()) return found.error();
    if (!(*found)->component.empty()) return unwritten("changes of a scenario's distribution");
    std::vector<DistributionRecord> others;
    for (const auto& [id, record] : catalogue_.distributions()) {
        const auto names = record.config.aliases.value_or(Aliases()).items.value_or(std::vector<std::string>());
        if (std::find(names.begin(), names.end(), input.alias) != names.end()) others.push_back(record);
    }
    DistributionRecord target = **found;
    for (DistributionRecord& other : others) {
        if (other.account != call.caller.account)
            return aws::Error(cname_already_exists, "The CNAME is associated with another account's resource.");
        if (other.id == target.id) return aws::Nothing();
        Aliases& aliases = *other.config.aliases;
        std::erase(*aliases.items, input.alias);
        --aliases.quantity;
        (void)changed(call, std::move(other));
    }
    Aliases aliases = target.config.aliases.value_or(Aliases());
    if (!aliases.items) aliases.items.emplace();
    aliases.items->push_back(std::move(input.alias));
    ++aliases.quantity;
    target.config.aliases = std::move(aliases);
    (void)changed(call, std::move(target));
    return aws::Nothing();
}

namespace {

/// "*.example.com" has each name of one label more.
[[nodiscard]] bool covers(std::string_view wildcard, std::string_view name) {
    if (!wildcard.starts_with("*.")) return false;
    const std::size_t dot = std::min(name.find('.'), name.size());
    return same_ignoring_case(wildcard.substr(1), name.substr(dot));
}

/// All but the last six letters hidden.
[[nodiscard]] std::string half_hidden(const std::string& id) {
    constexpr std::size_t shown = 6;
    const std::size_t hidden = id.size() - std::min(shown, id.size());
    return std::string(hidden, '*') + id.substr(hidden);
}

}  // namespace

aws::Outcome<ListConflictingAliasesResult> CloudFront::list_conflicting_aliases(const aws::Call& call,
                                                                                ListConflictingAliasesRequest input) {
    const auto found = find_distribution(call, input.distribution_id);
    if (!found.ok()) return found.error();
    constexpr std::int32_t usual = 100;
    ConflictingAliasesList list;
    list.max_items = input.max_items.value_or(usual);
    std::vector<ConflictingAlias> items;
    std::string last_listed;
    const std::string after = input.marker.value_or("");
    // Every account's: a name leads to one distribution.
    for (const auto& [id, record] : catalogue_.distributions()) {
        if (id == input.distribution_id || id <= after) continue;
        const auto names = record.config.aliases.value_or(Aliases()).items.value_or(std::vector<std::string>());
        std::vector<ConflictingAlias> of_one;
        for (const std::string& name : names) {
            const bool overlaps =
                same_ignoring_case(name, input.alias) || covers(name, input.alias) || covers(input.alias, name);
            if (!overlaps) continue;
            ConflictingAlias each;
            each.alias = name;
            each.distribution_id = half_hidden(id);
            each.account_id = half_hidden(record.account);
            of_one.push_back(std::move(each));
        }
        if (of_one.empty()) continue;
        if (items.size() >= static_cast<std::size_t>(std::max(*list.max_items, 1))) {
            list.next_marker = last_listed;
            break;
        }
        last_listed = id;
        std::move(of_one.begin(), of_one.end(), std::back_inserter(items));
    }
    list.quantity = static_cast<std::int32_t>(items.size());
    if (!items.empty()) list.items = std::move(items);
    ListConflictingAliasesResult output;
    output.conflicting_aliases_list = std::move(list);
    return output;
}

}  // namespace wt::edge::api
