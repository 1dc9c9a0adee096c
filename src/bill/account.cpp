#include "bill/account.hpp"

#include <algorithm>
#include <numeric>

namespace wt::bill {

namespace {

[[nodiscard]] std::string_view who_has_free(std::string_view item, const Price& price) {
    return price.free_with.empty() ? item : std::string_view(price.free_with);
}

}  // namespace

void Account::add(const std::string& item, Quantity quantity) {
    const auto [at, first] = used_.try_emplace(item, quantity);
    if (!first) at->second += quantity;
    at->second.parts = std::max<Wide>(at->second.parts, 0);
}

Wide Account::free_parts(std::string_view item, const Price& price, Quantity quantity) const {
    if (!free_tier_ || price.free == 0) return 0;
    // Items that have their free units together: each has of them what it has of all that was used.
    Quantity all{0, quantity.per_unit};
    for (const auto& [other, used] : used_) {
        const Price* const of = prices_.find(other);
        if (of != nullptr && who_has_free(other, *of) == who_has_free(item, price)) all += used;
    }
    const Wide free = Wide{price.free} * quantity.per_unit;
    return share_of(free, quantity.parts_by(all.per_unit), all.parts);
}

Amount Account::cost(std::string_view item) const {
    const auto used = used_.find(item);
    const Price* const price = prices_.find(item);
    if (used == used_.end() || price == nullptr) return {};
    return cost_of(*price, used->second, free_parts(item, *price, used->second));
}

Amount Account::cost() const {
    Amount all;
    for (const auto& [item, used] : used_) all += cost(item);
    return all;
}

Amount Account::share(std::string_view item, Quantity used) const {
    const auto all = used_.find(item);
    if (all == used_.end() || all->second.parts == 0) return {};
    const std::uint64_t per_unit = std::lcm(used.per_unit, all->second.per_unit);
    return {share_of(cost(item).picodollars, used.parts_by(per_unit), all->second.parts_by(per_unit))};
}

}  // namespace wt::bill
