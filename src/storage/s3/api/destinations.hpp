#pragma once
#include <optional>
#include <string>

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
};

}  // namespace wt::s3::api
