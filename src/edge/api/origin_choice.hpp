#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/api/catalogue.hpp"
#include "edge/api/origin.hpp"
#include "edge/special.hpp"

namespace wt::edge::api {

/// Finds where an address is.
using Place = std::function<http::Hop&(std::string_view address)>;

/// The origins of one distribution, as functions of one of its behaviours are told of them and choose among them.
class OriginChoice final : public edge::Origins {
public:
    struct Parts {
        std::map<std::string, OriginPlace> places;  // by the origin's id
        std::map<std::string, std::string> firsts;  // of groups: the first of their members
        std::string distribution;                   // its id
        Surroundings& around;
        Clock& clock;
        Place place;
    };
    /// `target`: the behaviour's origin or origin group; `told`: its first origin, as events have it.
    OriginChoice(std::shared_ptr<const Parts> parts, std::string target, std::string told)
        : parts_(std::move(parts)), target_(std::move(target)), told_(std::move(told)) {}

    [[nodiscard]] std::string told() const override { return told_; }
    [[nodiscard]] Result<std::shared_ptr<http::Tier>> choose(const OriginChange& change) const override;

private:
    [[nodiscard]] Result<std::shared_ptr<http::Tier>> group_of(const OriginChange& change) const;

    std::shared_ptr<const Parts> parts_;
    std::string target_;
    std::string told_;
};

/// Two origins of a distribution, by their ids: the second is asked where the first fails. `timeout`: of the slowest.
[[nodiscard]] std::shared_ptr<http::Tier> group_of_origins(Clock& clock, const Place& place,
                                                           const std::string& distribution,
                                                           const std::vector<std::string>& members,
                                                           std::vector<int> statuses, Duration timeout);

/// An origin as Lambda@Edge's events tell it, in JSON. CloudFront Developer Guide, "Lambda@Edge event structure".
[[nodiscard]] std::string told_of(const Origin& origin, const OriginPlace& place);

}  // namespace wt::edge::api
