#include "bill/price_list.hpp"

#include <algorithm>

namespace wt::bill {

const Price* PriceList::find(std::string_view item) const {
    const auto found = items_.find(item);
    return found == items_.end() ? nullptr : &found->second;
}

void PriceList::set(const std::string& item, Money each) {
    Price& price = items_[item];
    price.tiers = {Tier{Tier::endless, each.picodollars}};
    price.free = 0;
    price.free_with.clear();
    price.source = "the scenario";
}

Amount cost_of(const Price& price, Quantity quantity, Wide free_parts) {
    const Wide per_unit = quantity.per_unit;
    Wide from = free_parts;  // what is free comes first
    Wide total = 0;          // picodollars times parts of a unit
    for (const Tier& tier : price.tiers) {
        const Wide end =
            tier.up_to == Tier::endless ? quantity.parts : std::min<Wide>(quantity.parts, Wide{tier.up_to} * per_unit);
        if (end > from) {
            total += (end - from) * tier.picodollars;
            from = end;
        }
    }
    return {(2 * total + per_unit) / (2 * per_unit)};
}

}  // namespace wt::bill
