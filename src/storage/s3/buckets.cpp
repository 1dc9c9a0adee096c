#include "storage/s3/buckets.hpp"

#include <utility>

#include <fmt/format.h>

#include "storage/s3/bucket_name.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/rows.hpp"
#include "store/unreadable.hpp"

namespace wt::s3 {

namespace {

constexpr std::string_view classic_region = "us-east-1";

[[nodiscard]] aws::Error no_such(std::string_view name) {
    return aws::Error(errors::no_such_bucket).with("BucketName", std::string(name));
}

}  // namespace

Buckets::Buckets(const Context& context, store::Store& store)
    : context_(context), journal_(std::make_shared<Journal>(store)) {
    load();
}

Buckets::~Buckets() {
    // What stands in the store is to stay: from here on letting go of a blob means nothing.
    journal_->close();
}

void Buckets::load() {
    store::Store& store = journal_->store();
    rows::Blobs blobs(journal_);
    store.load(rows::bucket_space, [&](std::string_view key, std::string_view row) {
        auto settings = rows::read_settings(row);
        if (!settings || settings->name != key) store::unreadable(rows::bucket_space, key);
        (void)add(std::move(*settings));
    });
    const auto owner_of = [&](std::string_view space, std::string_view key) -> Bucket& {
        const auto found = buckets_.find(rows::bucket_of(key));
        if (found == buckets_.end()) store::unreadable(space, key);
        return *found->second;
    };
    store.load(rows::object_space, [&](std::string_view key, std::string_view row) {
        auto version = rows::read_version(row, blobs);
        if (version == nullptr || key != rows::key(rows::bucket_of(key), version->order)) {
            store::unreadable(rows::object_space, key);
        }
        owner_of(rows::object_space, key).restore(std::move(version));
    });
    std::map<std::string, std::shared_ptr<Upload>, std::less<>> uploads;
    store.load(rows::upload_space, [&](std::string_view key, std::string_view row) {
        auto upload = rows::read_upload(row);
        if (upload == nullptr) store::unreadable(rows::upload_space, key);
        uploads.emplace(key, upload);
        owner_of(rows::upload_space, key).restore(std::move(upload));
    });
    store.load(rows::part_space, [&](std::string_view key, std::string_view row) {
        auto part = rows::read_part(row, blobs);
        const auto upload = uploads.find(rows::upload_of(key));
        if (!part || upload == uploads.end()) store::unreadable(rows::part_space, key);
        const int number = part->number;
        upload->second->parts.insert_or_assign(number, std::move(*part));
    });
    if (!store.keeps()) return;  // its blobs may be others' too, and none is from an earlier process
    std::unordered_set<store::BlobId> kept;
    for (const auto& [id, blob] : blobs.all()) kept.insert(id);
    store.keep_only(kept);
}

BucketRef Buckets::add(BucketSettings settings) {
    ++owned_[settings.owner];
    const std::string name = settings.name;
    auto bucket = std::make_shared<Bucket>(context_, journal_, std::move(settings));
    for (const EventListener& listener : listeners_) bucket->watch(listener);
    buckets_.emplace(name, bucket);
    return bucket;
}

Task<Result<BucketRef, aws::Error>> Buckets::create(NewBucket request) {
    if (is_reserved_for_accounts(request.name)) {
        co_return aws::Error(errors::invalid_bucket_namespace).with("BucketName", request.name);
    }
    if (!is_bucket_name(request.name)) {
        co_return aws::Error(errors::invalid_bucket_name).with("BucketName", request.name);
    }
    if (const BucketRef there = find(request.name)) {
        if (there->settings().owner != request.owner) {
            co_return aws::Error(errors::bucket_already_exists).with("BucketName", request.name);
        }
        // In us-east-1 it is made again as it is; one with tags would be another.
        if (request.region != classic_region || there->settings().region != classic_region ||
            request.documents.contains("tagging")) {
            co_return aws::Error(errors::bucket_already_owned_by_you).with("BucketName", request.name);
        }
        co_return there;
    }
    if (owned_[request.owner] >= most_per_account) co_return aws::Error(errors::too_many_buckets);
    BucketSettings settings;
    settings.name = std::move(request.name);
    settings.region = std::move(request.region);
    settings.owner = std::move(request.owner);
    settings.created = context_.calendar();
    settings.documents = std::move(request.documents);
    if (request.object_lock) {
        settings.object_lock = true;
        settings.versioning = Versioning::enabled;
    }
    const BucketRef bucket = add(std::move(settings));
    auto problem = co_await journal_->durable(bucket->keep_settings());
    if (problem) co_return std::move(*problem);
    co_return bucket;
}

BucketRef Buckets::provide(const std::string& name, const std::string& owner) {
    provided_.insert(name);
    if (BucketRef there = find(name)) return there;
    BucketSettings settings;
    settings.name = name;
    settings.owner = owner;
    settings.created = context_.calendar();
    BucketRef bucket = add(std::move(settings));
    bucket->keep_settings();
    return bucket;
}

Task<std::optional<aws::Error>> Buckets::remove(BucketRef bucket) {
    if (bucket->deleted()) co_return no_such(bucket->name());
    if (!bucket->empty()) {
        const bool versions = bucket->settings().versioning != Versioning::never;
        co_return aws::Error(versions ? errors::bucket_not_empty_of_versions : errors::bucket_not_empty)
            .with("BucketName", bucket->name());
    }
    --owned_[bucket->settings().owner];
    const store::Ticket ticket = bucket->destroy();
    buckets_.erase(bucket->name());
    co_return co_await journal_->durable(ticket);
}

Task<std::optional<aws::Error>> Buckets::reset(std::string account) {
    {
        const Journal::Change change(*journal_);
        for (auto at = buckets_.begin(); at != buckets_.end();) {
            const BucketRef bucket = at->second;
            const std::string& owner = bucket->settings().owner;
            if (!account.empty() && owner != account) {
                ++at;
                continue;
            }
            bucket->clear();
            if (provided_.contains(at->first)) {
                ++at;
                continue;
            }
            --owned_[owner];
            bucket->destroy();
            at = buckets_.erase(at);
        }
    }
    co_return co_await journal_->durable(journal_->latest());
}

BucketRef Buckets::find(std::string_view name) const {
    const auto found = buckets_.find(name);
    return found == buckets_.end() ? nullptr : found->second;
}

Result<BucketRef, aws::Error> Buckets::at(std::string_view name) const {
    if (BucketRef bucket = find(name)) return bucket;
    return no_such(name);
}

BucketPage Buckets::list(const BucketListRequest& request) const {
    BucketPage page;
    const auto start =
        request.after >= request.prefix ? buckets_.upper_bound(request.after) : buckets_.lower_bound(request.prefix);
    for (auto at = start; at != buckets_.end() && at->first.starts_with(request.prefix); ++at) {
        const BucketSettings& settings = at->second->settings();
        if (settings.owner != request.owner) continue;
        if (!request.region.empty() && region_of(*at->second) != request.region) continue;
        if (page.buckets.size() == request.max) {
            page.truncated = true;
            break;
        }
        page.buckets.push_back(at->second);
    }
    return page;
}

Task<std::optional<aws::Error>> Buckets::set_document(BucketRef bucket, std::string kind,
                                                      std::optional<std::string> document) {
    if (bucket->deleted()) co_return no_such(bucket->name());
    const store::Ticket ticket = bucket->configure([&](BucketSettings& settings) {
        if (document) {
            settings.documents.insert_or_assign(std::move(kind), std::move(*document));
        } else {
            settings.documents.erase(kind);
        }
    });
    co_return co_await journal_->durable(ticket);
}

Task<std::optional<aws::Error>> Buckets::set_versioning(BucketRef bucket, Versioning versioning) {
    WT_ASSERT(versioning != Versioning::never);
    if (bucket->deleted()) co_return no_such(bucket->name());
    if (bucket->settings().object_lock && versioning != Versioning::enabled) {
        co_return aws::Error(errors::invalid_bucket_state);
    }
    const store::Ticket ticket = bucket->configure([&](BucketSettings& settings) { settings.versioning = versioning; });
    co_return co_await journal_->durable(ticket);
}

Task<std::optional<aws::Error>> Buckets::set_object_lock(BucketRef bucket, std::optional<DefaultRetention> retention) {
    if (bucket->deleted()) co_return no_such(bucket->name());
    if (!bucket->versioned()) co_return aws::Error(errors::object_lock_needs_versioning);
    const store::Ticket ticket = bucket->configure([&](BucketSettings& settings) {
        settings.object_lock = true;
        settings.default_retention = retention;
    });
    co_return co_await journal_->durable(ticket);
}

void Buckets::watch(EventListener listener) {
    for (const auto& [name, bucket] : buckets_) bucket->watch(listener);
    listeners_.push_back(std::move(listener));
}

}  // namespace wt::s3
