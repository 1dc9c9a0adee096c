#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "aws/row_shape.hpp"
#include "aws/rows.hpp"
#include "base/context.hpp"
#include "edge/api/cloudfront_shapes.hpp"
#include "edge/api/function_catalogue.hpp"
#include "store/store.hpp"

namespace wt::edge::api {

/// A policy or another part of an account, as it was said.
template <class Config>
struct Kept {
    std::string account;  // empty: AWS's own, which everybody has
    std::string id;
    std::string etag;
    Instant modified;
    Config config;
};
template <class Config>
const aws::Structure& shape_of(aws::Tag<Kept<Config>> /*of*/) {
    using Row = Kept<Config>;
    static const aws::RowShape shape{aws::row_member<&Row::account>("account"), aws::row_member<&Row::id>("id"),
                                     aws::row_member<&Row::etag>("etag"), aws::row_member<&Row::modified>("modified"),
                                     aws::row_member<&Row::config>("config")};
    return shape;
}

/// What is fixed about a kind of part.
template <class Config>
struct About;
template <>
struct About<CachePolicyConfig> {
    static constexpr std::string_view space = "cloudfront.cache-policies";
    static constexpr std::string_view path = "cache-policy";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_cache_policy;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::cache_policy_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::cache_policy_in_use;
};
template <>
struct About<OriginRequestPolicyConfig> {
    static constexpr std::string_view space = "cloudfront.origin-request-policies";
    static constexpr std::string_view path = "origin-request-policy";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_origin_request_policy;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::origin_request_policy_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::origin_request_policy_in_use;
};
template <>
struct About<ResponseHeadersPolicyConfig> {
    static constexpr std::string_view space = "cloudfront.response-headers-policies";
    static constexpr std::string_view path = "response-headers-policy";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_response_headers_policy;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::response_headers_policy_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::response_headers_policy_in_use;
};
template <>
struct About<OriginAccessControlConfig> {
    static constexpr std::string_view space = "cloudfront.origin-access-controls";
    static constexpr std::string_view path = "origin-access-control";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_origin_access_control;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::origin_access_control_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::origin_access_control_in_use;
};
template <>
struct About<CloudFrontOriginAccessIdentityConfig> {
    static constexpr std::string_view space = "cloudfront.origin-access-identities";
    static constexpr std::string_view path = "origin-access-identity/cloudfront";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_cloud_front_origin_access_identity;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::cloud_front_origin_access_identity_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::cloud_front_origin_access_identity_in_use;
};

template <>
struct About<PublicKeyConfig> {
    static constexpr std::string_view space = "cloudfront.public-keys";
    static constexpr std::string_view path = "public-key";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_public_key;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::public_key_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::public_key_in_use;
};
template <>
struct About<KeyGroupConfig> {
    static constexpr std::string_view space = "cloudfront.key-groups";
    static constexpr std::string_view path = "key-group";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_resource;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::key_group_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::resource_in_use;
};

template <>
struct About<ContinuousDeploymentPolicyConfig> {
    static constexpr std::string_view space = "cloudfront.continuous-deployment-policies";
    static constexpr std::string_view path = "continuous-deployment-policy";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_continuous_deployment_policy;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::staging_distribution_in_use;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::continuous_deployment_policy_in_use;
};
/// Its id is its ARN.
template <>
struct About<RealtimeLogConfig> {
    static constexpr std::string_view space = "cloudfront.realtime-log-configs";
    static constexpr const aws::ErrorRow& missing = cloudfront_errors::no_such_realtime_log_config;
    static constexpr const aws::ErrorRow& exists = cloudfront_errors::realtime_log_config_already_exists;
    static constexpr const aws::ErrorRow& in_use = cloudfront_errors::realtime_log_config_in_use;
};

/// A place in a VPC, as distributions reach it.
struct VpcOriginRecord {
    std::string account;
    std::string id;
    std::string etag;
    Instant created;
    Instant modified;
    Instant deployed;  // when its status becomes that
    std::map<std::string, std::string> tags;
    VpcOriginEndpointConfig config;

    [[nodiscard]] std::string arn() const;
};
const aws::Structure& shape_of(aws::Tag<VpcOriginRecord>);

struct DistributionRecord {
    std::string account;
    std::string id;
    std::string etag;
    Instant modified;
    Instant deployed;  // when its status becomes that
    std::string domain;
    std::map<std::string, std::string> tags;
    DistributionConfig config;
    std::optional<MonitoringSubscription> monitoring;
    std::string component;  // of a scenario, which keeps it; empty: one that the API made

    [[nodiscard]] std::string arn() const;
};
const aws::Structure& shape_of(aws::Tag<DistributionRecord>);

struct InvalidationRecord {
    std::string distribution;
    std::string id;
    Instant made;
    Instant completed;
    InvalidationBatch batch;
};
const aws::Structure& shape_of(aws::Tag<InvalidationRecord>);

/// CloudFront's resources of every account, as plain data with rows in the store. It knows no request and no traffic.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. The store
    /// outlives this.
    Catalogue(const Context& context, store::Store& store);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    template <class Config>
    using All = std::map<std::string, Kept<Config>>;  // by id
    template <class Config>
    [[nodiscard]] All<Config>& all() {
        return std::get<All<Config>>(parts_);
    }
    template <class Config>
    [[nodiscard]] const All<Config>& all() const {
        return std::get<All<Config>>(parts_);
    }
    /// The account's own, or AWS's; null when there is none.
    template <class Config>
    [[nodiscard]] const Kept<Config>* find(const std::string& account, const std::string& id) const {
        const auto found = all<Config>().find(id);
        if (found == all<Config>().end()) return nullptr;
        const Kept<Config>& part = found->second;
        return part.account == account || part.account.empty() ? &part : nullptr;
    }
    /// A new one, or one in the place of that with its id.
    template <class Config>
    const Kept<Config>& keep(Kept<Config> part) {
        rows_.put(About<Config>::space, part.id, aws::row_of(part));
        std::string id = part.id;
        return all<Config>().insert_or_assign(std::move(id), std::move(part)).first->second;
    }
    template <class Config>
    void drop(const std::string& id) {
        rows_.put(About<Config>::space, id, std::nullopt);
        all<Config>().erase(id);
    }

    [[nodiscard]] const std::map<std::string, DistributionRecord>& distributions() const { return distributions_; }
    [[nodiscard]] const DistributionRecord* find_distribution(const std::string& account, const std::string& id) const;
    const DistributionRecord& keep(DistributionRecord record);
    /// A scenario has it no more.
    void withdraw(const std::string& id) { distributions_.erase(id); }
    /// With its invalidations.
    void drop_distribution(const std::string& id);
    /// Of that distribution.
    void drop_invalidations(const std::string& id);

    [[nodiscard]] const std::map<std::string, VpcOriginRecord>& vpc_origins() const { return vpc_origins_; }
    [[nodiscard]] const VpcOriginRecord* find_vpc_origin(const std::string& account, const std::string& id) const;
    const VpcOriginRecord& keep(VpcOriginRecord record);
    void drop_vpc_origin(const std::string& id);

    /// Of a distribution, the newest first.
    [[nodiscard]] std::vector<const InvalidationRecord*> invalidations(const std::string& distribution) const;
    const InvalidationRecord& keep(InvalidationRecord record);

    [[nodiscard]] FunctionCatalogue& functions() { return functions_; }
    [[nodiscard]] const FunctionCatalogue& functions() const { return functions_; }

    [[nodiscard]] std::string new_id(char first);  // "E1A2B3C4D5E6F7"
    [[nodiscard]] std::string new_uuid();          // of a policy
    [[nodiscard]] std::string new_domain();        // "d111111abcdef8.cloudfront.net"
    [[nodiscard]] std::string new_vpc_origin();    // "vo_aB3dEfGhIjKlMnOpQrStUv"
    [[nodiscard]] std::string new_etag() { return new_id('E'); }

    /// All that an account has; every account's when it is empty.
    void reset(std::string_view account);
    [[nodiscard]] Task<std::optional<wt::Error>> durable() { return rows_.durable(); }

private:
    template <class Config>
    void load(store::Store& store);
    template <class Config>
    void forget(std::string_view account);
    [[nodiscard]] std::string draw(std::string_view letters, std::size_t length);

    Random ids_;
    aws::Rows rows_;
    std::tuple<All<CachePolicyConfig>, All<OriginRequestPolicyConfig>, All<ResponseHeadersPolicyConfig>,
               All<OriginAccessControlConfig>, All<CloudFrontOriginAccessIdentityConfig>, All<PublicKeyConfig>,
               All<KeyGroupConfig>, All<ContinuousDeploymentPolicyConfig>, All<RealtimeLogConfig>>
        parts_;
    std::map<std::string, DistributionRecord> distributions_;
    std::map<std::string, InvalidationRecord> invalidations_;
    std::map<std::string, VpcOriginRecord> vpc_origins_;
    FunctionCatalogue functions_{rows_};
};

/// How policies of buckets name an origin access identity: 96 hexadecimal digits, always the same for its id.
[[nodiscard]] std::string canonical_id(std::string_view identity);

// AWS's own policies.
[[nodiscard]] std::vector<Kept<CachePolicyConfig>> managed_cache_policies();
[[nodiscard]] std::vector<Kept<OriginRequestPolicyConfig>> managed_origin_request_policies();
[[nodiscard]] std::vector<Kept<ResponseHeadersPolicyConfig>> managed_response_headers_policies();

}  // namespace wt::edge::api
