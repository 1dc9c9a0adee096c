#include "storage/s3/bucket.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "storage/s3/rows.hpp"
#include "storage/s3/version_id.hpp"

namespace wt::s3 {

namespace {

[[nodiscard]] bool older(const std::shared_ptr<ObjectVersion>& version, std::uint64_t order) {
    return version->order < order;
}

}  // namespace

Bucket::Bucket(const Context& context, std::shared_ptr<Journal> journal, BucketSettings settings)
    : context_(context),
      journal_(std::move(journal)),
      settings_(std::move(settings)),
      ids_(fresh_random(context, "s3.ids." + settings_.name)) {}

const std::string* Bucket::document(std::string_view kind) const {
    const auto found = settings_.documents.find(kind);
    return found == settings_.documents.end() ? nullptr : &found->second;
}

std::shared_ptr<ObjectVersion> Bucket::current(std::string_view key) const {
    const auto found = keys_.find(key);
    return found == keys_.end() ? nullptr : found->second.newest();
}

std::shared_ptr<ObjectVersion> Bucket::find(std::string_view key, std::string_view version_id) const {
    const auto found = keys_.find(key);
    if (found == keys_.end()) return nullptr;
    const KeyVersions& all = found->second;
    const std::optional<std::uint64_t> order =
        version_id == "null" ? std::optional(all.null_order) : order_in(version_id);
    if (!order || *order == 0) return nullptr;
    const auto at = std::lower_bound(all.versions.begin(), all.versions.end(), *order, older);
    return at != all.versions.end() && (*at)->version_id == version_id ? *at : nullptr;
}

void Bucket::seal(const ObjectVersion& version) const {
    if (!version.etag.empty() || version.is_delete_marker) return;
    // Put without them because the bytes are at hand at any time (Objects::put_text).
    WT_ASSERT(version.content.size() == 1);
    const std::optional<Text> bytes = journal_->store().whole(version.content.front().blob->id());
    WT_ASSERT(bytes.has_value());
    version.etag = aws::digest(aws::Algorithm::md5, *bytes).hex();
    version.checksum = Checksum{aws::Algorithm::crc64nvme, ChecksumType::full_object,
                                aws::digest(aws::Algorithm::crc64nvme, *bytes).base64()};
}

std::uint64_t Bucket::next_order() {
    // From the time, so that it goes on growing after a restart, whatever has been removed meanwhile.
    const auto now = std::max<std::int64_t>(0, context_.now().time_since_epoch().count());
    last_order_ = std::max(last_order_ + 1, static_cast<std::uint64_t>(now));
    return last_order_;
}

bool Bucket::has_given(std::optional<std::uint64_t> order) const {
    const auto now = static_cast<std::uint64_t>(std::max<std::int64_t>(0, context_.now().time_since_epoch().count()));
    return order && *order > 0 && *order <= std::max(last_order_, now);
}

bool Bucket::has_given_upload(std::string_view id) const {
    const std::string_view first = id.substr(0, id.size() / 2);
    const auto order = order_in(first);
    if (!has_given(order) || order_in(id.substr(first.size())) != order) return false;
    return context_.now().time_since_epoch() - Duration(static_cast<std::int64_t>(*order)) < std::chrono::hours(24);
}

std::string Bucket::random_etag() { return fmt::format("{:016x}{:016x}", ids_.next(), ids_.next()); }

std::string Bucket::random_upload_id(std::uint64_t order) {
    std::string id = make_version_id(ids_, order);
    id += make_version_id(ids_, order);
    return id;
}

void Bucket::put(const std::shared_ptr<ObjectVersion>& version, EventKind kind, const Requester& requester,
                 std::optional<std::uint64_t> order) {
    const Journal::Change change(*journal_);
    if (versioned()) {
        version->order = order.value_or(0);
        if (version->order == 0) version->order = next_order();
        version->version_id = make_version_id(ids_, version->order);
    } else {
        remove_null_version(version->key);
        version->order = next_order();
        version->version_id = "null";
    }
    insert(version);
    keep_row(*version);
    tell(kind, version, requester);
}

std::shared_ptr<ObjectVersion> Bucket::remove(const std::string& key, EventKind kind, const Requester& requester) {
    const Journal::Change change(*journal_);
    const auto marker_kind = static_cast<EventKind>(static_cast<int>(kind) + 1);
    note_removal_for_uploads(key);
    if (settings_.versioning == Versioning::never) {
        if (const auto version = current(key)) erase(version, kind, requester);
        return nullptr;
    }
    auto marker = std::make_shared<ObjectVersion>();
    marker->key = key;
    marker->is_delete_marker = true;
    marker->last_modified = context_.calendar();
    marker->attributes.owner = settings_.owner;
    put(marker, marker_kind, requester);
    last_removal_ = marker->ticket;
    return marker;
}

void Bucket::erase(const std::shared_ptr<ObjectVersion>& version, EventKind kind, const Requester& requester) {
    const Journal::Change change(*journal_);
    const std::shared_ptr<ObjectVersion> held = version;
    note_removal_for_uploads(held->key);
    take_out(held);
    drop_row(*held);
    held->ticket = journal_->commit();
    tell(kind, held, requester);
    last_removal_ = held->ticket;
}

void Bucket::changed(const std::shared_ptr<ObjectVersion>& version) {
    const Journal::Change change(*journal_);
    keep_row(*version);
}

void Bucket::changed(const std::shared_ptr<ObjectVersion>& version, EventKind kind, const Requester& requester) {
    changed(version);
    tell(kind, version, requester);
}

std::shared_ptr<Upload> Bucket::upload(const std::string& key, const std::string& id) const {
    const auto order = order_in_upload(id);
    const auto found = order ? uploads_.find({key, *order}) : uploads_.end();
    return found != uploads_.end() && found->second->id == id ? found->second : nullptr;
}

void Bucket::begin(const std::shared_ptr<Upload>& upload) {
    const Journal::Change change(*journal_);
    uploads_[{upload->key, upload->order}] = upload;
    if (journal_->keeps()) journal_->row(rows::upload_space, row_key(upload->order), rows::write(*upload));
    upload->ticket = journal_->commit();
}

void Bucket::keep(Upload& upload, UploadedPart part) {
    const Journal::Change change(*journal_);
    if (journal_->keeps()) {
        journal_->row(rows::part_space, rows::part_key(name(), upload.order, part.number), rows::write(part));
    }
    const int number = part.number;
    UploadedPart& kept = upload.parts[number];
    kept = std::move(part);
    kept.ticket = journal_->commit();
    upload.ticket = kept.ticket;
}

void Bucket::end(const std::shared_ptr<Upload>& upload) {
    const Journal::Change change(*journal_);
    const std::shared_ptr<Upload> held = upload;
    take_out(*held);
    held->ticket = journal_->commit();
}

void Bucket::complete(const std::shared_ptr<Upload>& upload, const std::shared_ptr<ObjectVersion>& version,
                      const Requester& requester) {
    const Journal::Change change(*journal_);
    const std::shared_ptr<Upload> held = upload;
    take_out(*held);
    put(version, EventKind::complete_upload, requester, held->order);
    held->ticket = version->ticket;
}

store::Ticket Bucket::keep_settings() {
    const Journal::Change change(*journal_);
    if (journal_->keeps()) journal_->row(rows::bucket_space, name(), rows::write(settings_));
    return journal_->commit();
}

store::Ticket Bucket::clear() {
    const Journal::Change change(*journal_);
    while (!uploads_.empty()) end(uploads_.begin()->second);
    for (const auto& [key, all] : keys_) {
        for (const auto& version : all.versions) drop_row(*version);
    }
    keys_.clear();
    completed_ = {};
    objects_ = bytes_ = 0;
    settings_.versioning = Versioning::never;
    settings_.object_lock = false;
    settings_.default_retention.reset();
    settings_.documents.clear();
    last_removal_ = keep_settings();
    return last_removal_;
}

store::Ticket Bucket::destroy() {
    WT_ASSERT(keys_.empty());
    const Journal::Change change(*journal_);
    while (!uploads_.empty()) end(uploads_.begin()->second);
    deleted_ = true;
    if (journal_->keeps()) journal_->row(rows::bucket_space, name(), std::nullopt);
    return journal_->commit();
}

void Bucket::restore(std::shared_ptr<ObjectVersion> version) {
    last_order_ = std::max(last_order_, version->order);
    insert(version);
}

void Bucket::restore(std::shared_ptr<Upload> upload) {
    last_order_ = std::max(last_order_, upload->order);
    UploadId id{upload->key, upload->order};
    uploads_.insert_or_assign(std::move(id), std::move(upload));
}

void Bucket::insert(const std::shared_ptr<ObjectVersion>& version) {
    KeyVersions& all = keys_[version->key];
    const auto at = std::lower_bound(all.versions.begin(), all.versions.end(), version->order, older);
    WT_ASSERT(at == all.versions.end() || (*at)->order != version->order);
    all.versions.insert(at, version);
    if (version->is_null_version()) all.null_order = version->order;
    if (!version->is_delete_marker) ++objects_;
    bytes_ += version->size;
}

void Bucket::take_out(const std::shared_ptr<ObjectVersion>& version) {
    const auto found = keys_.find(version->key);
    WT_ASSERT(found != keys_.end());
    KeyVersions& all = found->second;
    const auto at = std::lower_bound(all.versions.begin(), all.versions.end(), version->order, older);
    WT_ASSERT(at != all.versions.end() && *at == version);
    if (version->is_null_version()) all.null_order = 0;
    if (!version->is_delete_marker) --objects_;
    bytes_ -= version->size;
    all.versions.erase(at);
    if (all.versions.empty()) keys_.erase(found);
}

void Bucket::take_out(Upload& upload) {
    uploads_.erase({upload.key, upload.order});
    upload.over = true;
    if (journal_->keeps()) {
        journal_->row(rows::upload_space, row_key(upload.order), std::nullopt);
        for (const auto& [number, part] : upload.parts) {
            journal_->row(rows::part_space, rows::part_key(name(), upload.order, number), std::nullopt);
        }
    }
    upload.parts.clear();
}

void Bucket::remove_null_version(const std::string& key) {
    const auto version = find(key, "null");
    if (version == nullptr) return;
    take_out(version);
    drop_row(*version);
}

void Bucket::keep_row(ObjectVersion& version) {
    if (journal_->keeps()) {
        seal(version);
        journal_->row(rows::object_space, row_key(version.order), rows::write(version));
    }
    version.ticket = journal_->commit();
}

void Bucket::drop_row(const ObjectVersion& version) {
    if (journal_->keeps()) journal_->row(rows::object_space, row_key(version.order), std::nullopt);
}

void Bucket::note_removal_for_uploads(const std::string& key) {
    for (auto at = uploads_.lower_bound({key, 0}); at != uploads_.end() && at->first.first == key; ++at) {
        at->second->key_removed = true;
        if (journal_->keeps()) {
            journal_->row(rows::upload_space, row_key(at->second->order), rows::write(*at->second));
        }
    }
}

void Bucket::tell(EventKind kind, const std::shared_ptr<ObjectVersion>& version, const Requester& requester) {
    if (listeners_.empty()) return;
    const Journal::Change change(*journal_);
    const ObjectEvent event{kind, *this, version, next_order(), requester};
    // By number: a listener may add another.
    for (std::size_t i = 0; i < listeners_.size(); ++i) listeners_[i](event);
    version->ticket = std::max(version->ticket, journal_->commit());
}

std::string Bucket::row_key(std::uint64_t order) const { return rows::key(name(), order); }

}  // namespace wt::s3
