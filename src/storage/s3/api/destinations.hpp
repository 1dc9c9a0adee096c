#pragma once
#include <optional>
#include <string>
#include <vector>

#include "storage/s3/bucket.hpp"
#include "storage/s3/notification.hpp"

namespace wt::s3::api {

/// Where a bucket's notifications may go: whoever wires the account knows which functions stand in it.
class Destinations {
public:
    Destinations() = default;
    Destinations(const Destinations&) = delete;
    Destinations& operator=(const Destinations&) = delete;
    virtual ~Destinations() = default;
    /// Why S3 cannot send there for a bucket ("The destination queue does not exist"); nothing when it can.
    [[nodiscard]] virtual std::optional<std::string> refuse(const Destination& destination,
                                                            const Bucket& bucket) const = 0;
    /// The functions that a scenario's file says learn of new objects, by their ARNs.
    [[nodiscard]] virtual std::vector<std::string> provided(const Bucket& /*bucket*/) const { return {}; }
};

}  // namespace wt::s3::api
