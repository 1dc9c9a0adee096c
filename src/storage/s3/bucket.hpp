#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "storage/s3/event.hpp"
#include "storage/s3/object.hpp"
#include "storage/s3/upload.hpp"

namespace wt::s3 {

enum class Versioning : std::uint8_t { never, enabled, suspended };

/// What new objects of a bucket are locked for; days or years, not both.
struct DefaultRetention {
    LockMode mode = LockMode::governance;
    int days = 0;
    int years = 0;
    /// Until when an object of now is locked. A year has 365 days.
    [[nodiscard]] Retention from(Instant now) const {
        return {mode, now + std::chrono::hours(24) * (static_cast<std::int64_t>(days) + 365LL * years)};
    }
};

/// What a bucket is, beside what is in it.
struct BucketSettings {
    std::string name;
    std::string region = "us-east-1";
    std::string owner;  // account
    Instant created;
    Versioning versioning = Versioning::never;
    bool object_lock = false;
    std::optional<DefaultRetention> default_retention;
    /// "policy", "cors", "lifecycle", ...: each configuration as the document that was put, by kind.
    std::map<std::string, std::string, std::less<>> documents;
};

/// The versions of one key.
struct KeyVersions {
    std::vector<std::shared_ptr<ObjectVersion>> versions;  // oldest first; never empty
    std::uint64_t null_order = 0;                          // the order of the null version; 0: there is none
    [[nodiscard]] const std::shared_ptr<ObjectVersion>& newest() const { return versions.back(); }
};

/// One bucket: its settings, every version of its objects, and its uploads, in memory; each change is staged into the
/// journal as it is made. Knows the rules of versioning, and nothing of conditions, locks or requests (Objects,
/// Uploads). Strongly consistent: what stands between two awaits is atomic.
class Bucket {
public:
    using Keys = std::map<std::string, KeyVersions, std::less<>>;
    using UploadId = std::pair<std::string, std::uint64_t>;  // key, order: uploads of a key as they were initiated
    using AllUploads = std::map<UploadId, std::shared_ptr<Upload>>;

    Bucket(const Context& context, std::shared_ptr<Journal> journal, BucketSettings settings);
    Bucket(const Bucket&) = delete;
    Bucket& operator=(const Bucket&) = delete;

    [[nodiscard]] const BucketSettings& settings() const { return settings_; }
    [[nodiscard]] const std::string& name() const { return settings_.name; }
    [[nodiscard]] bool versioned() const { return settings_.versioning == Versioning::enabled; }
    /// A configuration document; null when there is none.
    [[nodiscard]] const std::string* document(std::string_view kind) const;
    /// True once the bucket is deleted: whoever held it over a wait finds it gone.
    [[nodiscard]] bool deleted() const { return deleted_; }
    [[nodiscard]] bool empty() const { return keys_.empty(); }
    [[nodiscard]] Journal& journal() const { return *journal_; }

    [[nodiscard]] const Keys& keys() const { return keys_; }
    /// The newest version, which may be a delete marker; null when the key has none.
    [[nodiscard]] std::shared_ptr<ObjectVersion> current(std::string_view key) const;
    /// By its id ("null" too); null when it is not there.
    [[nodiscard]] std::shared_ptr<ObjectVersion> find(std::string_view key, std::string_view version_id) const;
    /// Versions that are no delete markers, and their bytes.
    [[nodiscard]] std::uint64_t objects() const { return objects_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// The latest removal: who finds nothing waits for it, so that nothing comes back after a crash.
    [[nodiscard]] store::Ticket last_removal() const { return last_removal_; }
    /// Makes the ETag and checksum of a version that was put without them.
    void seal(const ObjectVersion& version) const;

    /// A number above all that it has given, for the order of versions and uploads.
    [[nodiscard]] std::uint64_t next_order();
    /// Whether an order, as an id holds it, can be one that was given so far. A made-up one hardly ever is.
    [[nodiscard]] bool has_given(std::optional<std::uint64_t> order) const;
    /// Whether this was the id of an upload that began within a day.
    [[nodiscard]] bool has_given_upload(std::string_view id) const;
    /// 32 hexadecimal digits, for an ETag that is no MD5.
    [[nodiscard]] std::string random_etag();
    [[nodiscard]] std::string random_upload_id(std::uint64_t order);

    /// Puts a version as the state of versioning says: beside the others, or instead of the null version. `order` says
    /// where it stands among versions (a multipart upload: when it was initiated); none: it is the newest. Sets its id,
    /// order and ticket.
    void put(const std::shared_ptr<ObjectVersion>& version, EventKind kind, const Requester& requester,
             std::optional<std::uint64_t> order = std::nullopt);
    /// A DELETE without a version id: the delete marker that hides the key from now on; null when the bucket was never
    /// versioned, and the object is gone. `kind` is removed or lifecycle_removed; a marker has the kind after it.
    std::shared_ptr<ObjectVersion> remove(const std::string& key, EventKind kind, const Requester& requester);
    /// Removes one version for good.
    void erase(const std::shared_ptr<ObjectVersion>& version, EventKind kind, const Requester& requester);
    /// A version's tags, lock or ACL have changed.
    void changed(const std::shared_ptr<ObjectVersion>& version);
    void changed(const std::shared_ptr<ObjectVersion>& version, EventKind kind, const Requester& requester);

    [[nodiscard]] const AllUploads& uploads() const { return uploads_; }
    [[nodiscard]] std::shared_ptr<Upload> upload(const std::string& key, const std::string& id) const;
    void begin(const std::shared_ptr<Upload>& upload);
    /// Keeps the part instead of an older one of that number.
    void keep(Upload& upload, UploadedPart part);
    /// The upload has become that version.
    void complete(const std::shared_ptr<Upload>& upload, const std::shared_ptr<ObjectVersion>& version,
                  const Requester& requester);
    /// The upload is over, and its parts go.
    void end(const std::shared_ptr<Upload>& upload);
    [[nodiscard]] CompletedUploads& completed() { return completed_; }

    /// Changes the settings by `change(BucketSettings&)`; name, owner and region stay.
    template <class Change>
    store::Ticket configure(Change&& change) {
        change(settings_);
        return keep_settings();
    }
    /// Everything in it goes, locked or not, and what was configured; nobody is told of it.
    store::Ticket clear();
    /// Removes the bucket's row, and its uploads. Its versions are gone before.
    store::Ticket destroy();

    /// Adds one who learns of every object event. For as long as the bucket lives.
    void watch(EventListener listener) { listeners_.push_back(std::move(listener)); }

    // What an earlier process left; nothing is staged.
    void restore(std::shared_ptr<ObjectVersion> version);
    void restore(std::shared_ptr<Upload> upload);
    store::Ticket keep_settings();

private:
    void insert(const std::shared_ptr<ObjectVersion>& version);
    void take_out(const std::shared_ptr<ObjectVersion>& version);
    void take_out(Upload& upload);
    void remove_null_version(const std::string& key);
    void keep_row(ObjectVersion& version);
    void drop_row(const ObjectVersion& version);
    void note_removal_for_uploads(const std::string& key);
    void tell(EventKind kind, const std::shared_ptr<ObjectVersion>& version, const Requester& requester);
    [[nodiscard]] std::string row_key(std::uint64_t order) const;

    Context context_;
    std::shared_ptr<Journal> journal_;
    BucketSettings settings_;
    Keys keys_;
    AllUploads uploads_;
    CompletedUploads completed_;
    std::vector<EventListener> listeners_;
    Random ids_;
    std::uint64_t last_order_ = 0;
    std::uint64_t objects_ = 0;
    std::uint64_t bytes_ = 0;
    store::Ticket last_removal_ = 0;
    bool deleted_ = false;
};
using BucketRef = std::shared_ptr<Bucket>;

/// The region's code, which the location constraint "EU" is not.
[[nodiscard]] inline std::string region_of(const Bucket& bucket) {
    return bucket.settings().region == "EU" ? "eu-west-1" : bucket.settings().region;
}

}  // namespace wt::s3
