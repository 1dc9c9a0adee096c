#pragma once
#include <optional>
#include <string>

#include "logs/event_filters.hpp"

namespace wt::logs {

/// Where subscription filters may send events: what stands around the log groups and is none of their business.
class Destinations {
public:
    Destinations() = default;
    Destinations(const Destinations&) = delete;
    Destinations& operator=(const Destinations&) = delete;
    virtual ~Destinations() = default;

    /// AWS's sentence when nothing can be sent there from that group, which is at `place`; none when it can.
    [[nodiscard]] virtual std::optional<std::string> refuse(const aws::AccountRegion& place, const std::string& group,
                                                            const SubscriptionFilter& filter) const = 0;
    /// A filter was made or changed: streams are tried out.
    virtual void try_out(const SubscriptionFilter& filter) = 0;
};

}  // namespace wt::logs
