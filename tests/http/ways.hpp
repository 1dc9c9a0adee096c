#pragma once
#include <functional>
#include <map>
#include <string>

#include "http/tier.hpp"

namespace wt::http::test {

/// Addresses as a test gives them.
class Ways final : public http::Ways {
public:
    Ways(std::initializer_list<std::pair<const std::string, std::reference_wrapper<Hop>>> hops) : hops_(hops) {}
    [[nodiscard]] Way to(std::string_view address) override { return Way(hops_.at(std::string(address))); }

private:
    std::map<std::string, std::reference_wrapper<Hop>> hops_;
};

/// A hop at which a tier of the test's own stands.
struct Standing : Hop {
    Standing(const Context& context, std::string name, Tier& tier, Latency latency = {}, std::uint32_t stage = 0)
        : Hop(context, std::move(name), std::move(latency), stage) {
        lead_to(tier);
    }
};

}  // namespace wt::http::test
