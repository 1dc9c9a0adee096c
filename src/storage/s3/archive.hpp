#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
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

namespace wt::s3 {

/// An S3 bucket: objects by key, strongly consistent, the last writer wins. Tells a listener of every object that is
/// created. Answers at once; latency and faults are the caller's. Objects stay until they are removed or expire: the
/// bucket has no bound of its own.
class Bucket {
public:
    using Listener = std::function<void(const std::string& key)>;

    Bucket(const Context& context, std::string_view name, const BucketConfig& config);
    Bucket(const Bucket&) = delete;
    Bucket& operator=(const Bucket&) = delete;

    /// Keeps the object, instead of an older one of that key; its moment of creation, or why it is not kept. Keys have
    /// 1 to 1024 bytes.
    [[nodiscard]] Result<Instant> put(std::string key, Text body);
    [[nodiscard]] std::optional<Text> get(std::string_view key);
    [[nodiscard]] bool contains(std::string_view key);
    /// When the object was put; none when there is none.
    [[nodiscard]] std::optional<Instant> created(std::string_view key);
    /// False when the key's prefix gets more requests than S3 takes: 503 SlowDown. Asked before a put or get by whoever
    /// stands for S3's front door.
    [[nodiscard]] bool admit(PrefixLimits::Kind kind, std::string_view key);
    /// The keys that begin with `prefix`, in order of their bytes.
    [[nodiscard]] std::vector<std::string> list(std::string_view prefix);
    /// Removing what is not there is no error.
    void remove(std::string_view key);

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

    [[nodiscard]] std::uint64_t objects() const { return objects_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    static constexpr std::size_t longest_key = 1024;

private:
    struct Object {
        Text body;
        std::uint64_t number;  // of its put
        Instant created;
    };
    using Objects = std::map<std::string, Object, std::less<>>;
    /// What becomes too old at a moment; void when the object was overwritten or removed since.
    struct Expiry {
        Instant when;
        std::string key;
        std::uint64_t number;
    };

    void expire();
    void erase(Objects::iterator object);
    void show_levels();
    void replay_failed();

    Context context_;
    BucketConfig config_;
    PrefixLimits limits_;
    std::uint64_t id_;  // in the digest
    Objects objects_;
    std::deque<Expiry> expiries_;
    Listener listener_;
    std::vector<std::string> failed_;
    std::uint64_t bytes_ = 0;
    std::uint64_t puts_made_ = 0;

    Counter& puts_;
    Counter& gets_;
    Counter& errors_;
    Counter& replayed_;
    Gauge& objects_gauge_;
    Gauge& bytes_gauge_;
};

}  // namespace wt::s3
