#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "storage/s3/config.hpp"
#include "storage/s3/prefix_limits.hpp"
#include "storage/s3/service.hpp"

namespace wt::s3 {

/// A bucket as the request path knows it: where delivery streams keep a copy of every record, and that tells a function
/// of each new object. What SDKs put into the bucket counts, notifies and expires like what the path puts. Answers
/// without a wait of its own (in memory at once, else when it is on disk); latency and faults are the caller's.
class Archive {
public:
    using Listener = std::function<void(const std::string& key)>;

    /// Makes the bucket in `service`, if it is not there; `service` outlives this.
    Archive(const Context& context, std::string_view name, const BucketConfig& config, Service& service);
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    ~Archive();

    /// Another configuration from now on; objects that are there keep their moment of expiry. Refused with a sentence,
    /// it changes nothing.
    [[nodiscard]] std::optional<Error> update(const BucketConfig& config);

    /// Puts what stands in it from the start, as if it had always been there.
    [[nodiscard]] Task<void> fill();
    /// The bucket is there, with what was in it from the start.
    [[nodiscard]] Task<void> start_over();

    /// Keeps the object, instead of an older one of that key; its moment of creation, or why it is not kept. Keys have
    /// 1 to 1024 bytes, objects at most 5 GiB.
    [[nodiscard]] Task<Result<Instant>> put(std::string key, Text body) {
        return put(std::move(key), std::move(body), Filling());
    }
    [[nodiscard]] Task<Result<Instant>> put(std::string key, Text body, Filling filling);
    /// The first `most` bytes of it. None when there is no such object; an error when its bytes cannot be read.
    [[nodiscard]] Task<Result<std::optional<Text>>> get(std::string key,
                                                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
    /// The same at once, uncounted, where the bytes are in memory: for who looks at a run's end.
    [[nodiscard]] std::optional<Text> peek(std::string_view key);
    [[nodiscard]] bool contains(std::string_view key) { return current(key) != nullptr; }
    /// What stands there now; null when nothing does.
    [[nodiscard]] VersionRef current(std::string_view key);
    /// How long so many bytes are on their way after the first, for whoever stands for S3's front door.
    [[nodiscard]] Duration transfer(std::uint64_t bytes) const;
    /// False when the key's prefix gets more requests than S3 takes: 503 SlowDown. Asked before a put or get by whoever
    /// stands for S3's front door.
    [[nodiscard]] bool admit(PrefixLimits::Kind kind, std::string_view key);
    /// The keys that begin with `prefix`, in order of their bytes.
    [[nodiscard]] std::vector<std::string> list(std::string_view prefix);
    /// Removing what is not there is no error.
    void remove(const std::string& key);

    /// Who learns of each created object (s3:ObjectCreated), within the put. Expiry and removal raise nothing.
    void on_created(Listener listener) { listener_ = std::move(listener); }
    /// The listener could not do its work on that object, and will not try again by itself: it learns of the object
    /// anew at the next replay, if it is still there.
    void notification_failed(std::string key) { failed_.push_back(std::move(key)); }
    /// Tells the listener of every object under `prefix` anew, in order of their keys.
    void replay(std::string_view prefix);
    /// How many objects wait for a replay.
    [[nodiscard]] std::size_t waiting_for_replay() const { return failed_.size(); }

    /// Replays failed notifications every `replay_every`, for ever; stopped by cancelling. Returns at once when the
    /// bucket replays nothing.
    [[nodiscard]] Task<void> run();

    /// With every version, where the bucket is versioned.
    [[nodiscard]] std::uint64_t objects() const { return bucket_->objects(); }
    [[nodiscard]] std::uint64_t bytes() const { return bucket_->bytes(); }

private:
    /// What becomes too old at a moment; void when the object was overwritten or removed since.
    struct Expiry {
        Instant when;
        std::string key;
        std::uint64_t order;
    };

    void attach(BucketRef bucket);
    /// The bucket; once somebody has deleted it, the one that took its name since.
    [[nodiscard]] Bucket& bucket();
    void learn(const ObjectEvent& event);
    void expire();
    void show_levels();
    void replay_failed();

    Context context_;
    BucketConfig config_;
    PrefixLimits limits_;
    std::uint64_t id_;  // in the digest
    Service& service_;
    BucketRef bucket_;
    std::shared_ptr<Archive*> self_;  // for the bucket's listener: empty once this is gone
    std::string filling_;             // what is being put as if it had always been there
    std::deque<Expiry> expiries_;
    Listener listener_;
    std::vector<std::string> failed_;
    std::uint64_t puts_made_ = 0;

    Counter& puts_;
    Counter& gets_;
    Counter& errors_;
    Counter& replayed_;
    Gauge& objects_gauge_;
    Gauge& bytes_gauge_;
};

}  // namespace wt::s3
