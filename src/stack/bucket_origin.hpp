#pragma once
#include "http/tier.hpp"
#include "stack/port.hpp"

namespace wt::stack {

/// A bucket as the origin of a distribution: GET and HEAD read the object whose key is the path without its first
/// slash. What is not there is 404 NoSuchKey, as for an origin access control that may list the bucket; other methods
/// are 405.
class BucketOrigin final : public http::Tier {
public:
    explicit BucketOrigin(BucketPort& bucket) : bucket_(bucket) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    BucketPort& bucket_;
};

}  // namespace wt::stack
