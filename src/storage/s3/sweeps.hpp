#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "storage/s3/attributes.hpp"
#include "storage/s3/buckets.hpp"

namespace wt::s3 {

/// What lifecycle rules do to a bucket, and the hour at which they are asked: midnight UTC, every day (UG "Expiring
/// objects": S3 rounds to the next midnight, and acts some time after). What the rules say is for a policy that sees
/// Bucket::keys() and calls these.
class Sweeps {
public:
    /// Decides about one bucket, and acts by way of the functions below.
    using Policy = std::function<void(Sweeps& sweeps, Bucket& bucket, Instant midnight)>;

    Sweeps(Buckets& buckets, Policy policy) : buckets_(buckets), policy_(std::move(policy)) {}
    Sweeps(const Sweeps&) = delete;
    Sweeps& operator=(const Sweeps&) = delete;

    /// The current version expires: it is gone in a bucket that was never versioned, else hidden by a delete marker.
    /// False when there is none, or it is locked and would be gone.
    bool expire(Bucket& bucket, const std::string& key);
    /// A version, or a delete marker that stands alone, goes for good. False when it is not there, or locked.
    bool remove(Bucket& bucket, const std::string& key, const std::string& version_id);
    /// The version has another storage class from now on. False when it is not there.
    bool transition(Bucket& bucket, const std::string& key, const std::string& version_id,
                    const std::string& storage_class);
    /// Ends every upload of keys with that prefix that was initiated at `moment` or before; how many.
    std::size_t abort_uploads(Bucket& bucket, std::string_view prefix, Instant moment);

    /// Asks the policy about every bucket that has a lifecycle configuration.
    void sweep(Instant midnight);
    /// Sweeps at each midnight UTC, for ever; stopped by cancelling.
    [[nodiscard]] Task<void> run();

    /// The first midnight UTC after `moment`.
    [[nodiscard]] static Instant next_midnight(Instant moment);

private:
    Buckets& buckets_;
    Policy policy_;
};

}  // namespace wt::s3
