#pragma once
#include <map>
#include <string>
#include <string_view>

#include "bill/price_list.hpp"

namespace wt::bill {

/// What one account used of each priced item in some time, whoever used it: AWS gives a month's tiers and its free
/// units to the account, and not to each function or distribution. (AWS Lambda pricing: "pricing tiers are applied to
/// aggregate monthly duration of your functions running on the same architecture, in the same region, within the
/// account".)
class Account {
public:
    /// By prices that outlive it.
    Account(const PriceList& prices, bool free_tier) : prices_(prices), free_tier_(free_tier) {}

    /// More of an item; less where its parts are below zero, but of what was used never less than nothing. What the
    /// list has no price for costs nothing.
    void add(const std::string& item, Quantity quantity);

    /// What all of an item costs.
    [[nodiscard]] Amount cost(std::string_view item) const;
    /// What everything costs.
    [[nodiscard]] Amount cost() const;
    /// What an item costs is shared among those who used it, in proportion to what they used: this is what those pay
    /// together who used the first `used` of it. Differences of two therefore add up to the whole, to the picodollar.
    [[nodiscard]] Amount share(std::string_view item, Quantity used) const;

private:
    [[nodiscard]] Wide free_parts(std::string_view item, const Price& price, Quantity quantity) const;

    const PriceList& prices_;
    bool free_tier_;
    std::map<std::string, Quantity, std::less<>> used_;
};

}  // namespace wt::bill
