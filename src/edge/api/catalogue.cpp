#include "edge/api/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "base/hash.hpp"
#include "http/ids.hpp"
#include "store/unreadable.hpp"

namespace wt::edge::api {

namespace {

constexpr std::string_view distribution_space = "cloudfront.distributions";
constexpr std::string_view invalidation_space = "cloudfront.invalidations";
constexpr std::string_view vpc_origin_space = "cloudfront.vpc-origins";

template <class Config>
void add_all(std::map<std::string, Kept<Config>>& to, std::vector<Kept<Config>> parts) {
    for (Kept<Config>& part : parts) {
        std::string id = part.id;
        to.emplace(std::move(id), std::move(part));
    }
}

}  // namespace

std::string canonical_id(std::string_view identity) {
    std::string id;
    for (std::uint64_t part = 1; part <= 6; ++part) id += fmt::format("{:016x}", hash_bytes(identity, part));
    return id;
}

std::string DistributionRecord::arn() const {
    return fmt::format("arn:aws:cloudfront::{}:distribution/{}", account, id);
}

const aws::Structure& shape_of(aws::Tag<DistributionRecord> /*of*/) {
    using Row = DistributionRecord;
    static const aws::RowShape shape{aws::row_member<&Row::account>("account"),
                                     aws::row_member<&Row::id>("id"),
                                     aws::row_member<&Row::etag>("etag"),
                                     aws::row_member<&Row::modified>("modified"),
                                     aws::row_member<&Row::deployed>("deployed"),
                                     aws::row_member<&Row::domain>("domain"),
                                     aws::row_member<&Row::tags>("tags"),
                                     aws::row_member<&Row::config>("config"),
                                     aws::row_member<&Row::monitoring>("monitoring")};
    return shape;
}

std::string VpcOriginRecord::arn() const { return fmt::format("arn:aws:cloudfront::{}:vpcorigin/{}", account, id); }

const aws::Structure& shape_of(aws::Tag<VpcOriginRecord> /*of*/) {
    using Row = VpcOriginRecord;
    static const aws::RowShape shape{
        aws::row_member<&Row::account>("account"),   aws::row_member<&Row::id>("id"),
        aws::row_member<&Row::etag>("etag"),         aws::row_member<&Row::created>("created"),
        aws::row_member<&Row::modified>("modified"), aws::row_member<&Row::deployed>("deployed"),
        aws::row_member<&Row::tags>("tags"),         aws::row_member<&Row::config>("config")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<InvalidationRecord> /*of*/) {
    using Row = InvalidationRecord;
    static const aws::RowShape shape{aws::row_member<&Row::distribution>("distribution"),
                                     aws::row_member<&Row::id>("id"), aws::row_member<&Row::made>("made"),
                                     aws::row_member<&Row::completed>("completed"),
                                     aws::row_member<&Row::batch>("batch")};
    return shape;
}

Catalogue::Catalogue(const Context& context, store::Store& store)
    : ids_(fresh_random(context, "cloudfront.ids")), rows_(store) {
    add_all(all<CachePolicyConfig>(), managed_cache_policies());
    add_all(all<OriginRequestPolicyConfig>(), managed_origin_request_policies());
    add_all(all<ResponseHeadersPolicyConfig>(), managed_response_headers_policies());
    load<CachePolicyConfig>(store);
    load<OriginRequestPolicyConfig>(store);
    load<ResponseHeadersPolicyConfig>(store);
    load<OriginAccessControlConfig>(store);
    load<CloudFrontOriginAccessIdentityConfig>(store);
    load<PublicKeyConfig>(store);
    load<KeyGroupConfig>(store);
    load<ContinuousDeploymentPolicyConfig>(store);
    load<RealtimeLogConfig>(store);
    functions_.load(store);
    store.load(distribution_space, [this](std::string_view key, std::string_view row) {
        auto record = aws::read_row<DistributionRecord>(row);
        if (!record) store::unreadable(distribution_space, key);
        distributions_.emplace(std::string(key), std::move(*record));
    });
    store.load(invalidation_space, [this](std::string_view key, std::string_view row) {
        auto record = aws::read_row<InvalidationRecord>(row);
        if (!record) store::unreadable(invalidation_space, key);
        invalidations_.emplace(std::string(key), std::move(*record));
    });
    store.load(vpc_origin_space, [this](std::string_view key, std::string_view row) {
        auto record = aws::read_row<VpcOriginRecord>(row);
        if (!record) store::unreadable(vpc_origin_space, key);
        vpc_origins_.emplace(std::string(key), std::move(*record));
    });
}

template <class Config>
void Catalogue::load(store::Store& store) {
    store.load(About<Config>::space, [this](std::string_view key, std::string_view row) {
        auto part = aws::read_row<Kept<Config>>(row);
        if (!part) store::unreadable(About<Config>::space, key);
        all<Config>().emplace(std::string(key), std::move(*part));
    });
}

const DistributionRecord* Catalogue::find_distribution(const std::string& account, const std::string& id) const {
    const auto found = distributions_.find(id);
    return found == distributions_.end() || found->second.account != account ? nullptr : &found->second;
}

const DistributionRecord& Catalogue::keep(DistributionRecord record) {
    if (record.component.empty()) rows_.put(distribution_space, record.id, aws::row_of(record));
    std::string id = record.id;
    return distributions_.insert_or_assign(std::move(id), std::move(record)).first->second;
}

void Catalogue::drop_distribution(const std::string& id) {
    rows_.put(distribution_space, id, std::nullopt);
    distributions_.erase(id);
    drop_invalidations(id);
}

void Catalogue::drop_invalidations(const std::string& id) {
    for (auto at = invalidations_.begin(); at != invalidations_.end();) {
        const bool gone = at->second.distribution == id;
        if (gone) rows_.put(invalidation_space, at->first, std::nullopt);
        at = gone ? invalidations_.erase(at) : std::next(at);
    }
}

std::vector<const InvalidationRecord*> Catalogue::invalidations(const std::string& distribution) const {
    std::vector<const InvalidationRecord*> list;
    for (const auto& [id, record] : invalidations_) {
        if (record.distribution == distribution) list.push_back(&record);
    }
    std::sort(list.begin(), list.end(), [](const InvalidationRecord* a, const InvalidationRecord* b) {
        return std::pair(b->made, a->id) < std::pair(a->made, b->id);
    });
    return list;
}

const InvalidationRecord& Catalogue::keep(InvalidationRecord record) {
    rows_.put(invalidation_space, record.id, aws::row_of(record));
    std::string id = record.id;
    return invalidations_.insert_or_assign(std::move(id), std::move(record)).first->second;
}

const VpcOriginRecord* Catalogue::find_vpc_origin(const std::string& account, const std::string& id) const {
    const auto found = vpc_origins_.find(id);
    return found == vpc_origins_.end() || found->second.account != account ? nullptr : &found->second;
}

const VpcOriginRecord& Catalogue::keep(VpcOriginRecord record) {
    rows_.put(vpc_origin_space, record.id, aws::row_of(record));
    std::string id = record.id;
    return vpc_origins_.insert_or_assign(std::move(id), std::move(record)).first->second;
}

void Catalogue::drop_vpc_origin(const std::string& id) {
    rows_.put(vpc_origin_space, id, std::nullopt);
    vpc_origins_.erase(id);
}

std::string Catalogue::draw(std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[ids_.below(letters.size())];
    return text;
}

std::string Catalogue::new_id(char first) { return first + draw("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 13); }
std::string Catalogue::new_uuid() { return http::request_id(ids_).str(); }
std::string Catalogue::new_domain() {
    return fmt::format("d{}.cloudfront.net", draw("abcdefghijklmnopqrstuvwxyz0123456789", 13));
}

std::string Catalogue::new_vpc_origin() {
    constexpr std::size_t length = 22;
    return "vo_" + draw("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}

template <class Config>
void Catalogue::forget(std::string_view account) {
    std::vector<std::string> gone;
    for (const auto& [id, part] : all<Config>()) {
        if (!part.account.empty() && (account.empty() || part.account == account)) gone.push_back(id);
    }
    for (const std::string& id : gone) drop<Config>(id);
}

void Catalogue::reset(std::string_view account) {
    forget<CachePolicyConfig>(account);
    forget<OriginRequestPolicyConfig>(account);
    forget<ResponseHeadersPolicyConfig>(account);
    forget<OriginAccessControlConfig>(account);
    forget<CloudFrontOriginAccessIdentityConfig>(account);
    forget<PublicKeyConfig>(account);
    forget<KeyGroupConfig>(account);
    forget<ContinuousDeploymentPolicyConfig>(account);
    forget<RealtimeLogConfig>(account);
    std::vector<std::string> gone;
    for (const auto& [id, record] : vpc_origins_) {
        if (account.empty() || record.account == account) gone.push_back(id);
    }
    for (const std::string& id : std::exchange(gone, {})) drop_vpc_origin(id);
    for (auto& [id, record] : distributions_) {
        if (!account.empty() && record.account != account) continue;
        if (record.component.empty()) {
            gone.push_back(id);
            continue;
        }
        // The scenario's is told of as at the beginning.
        record.tags.clear();
        record.monitoring.reset();
        drop_invalidations(id);
    }
    for (const std::string& id : gone) drop_distribution(id);
    functions_.reset(account);
}

}  // namespace wt::edge::api
