#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bill/amount.hpp"

namespace wt::bill {

/// What one unit costs, by how many there are in a month.
struct Tier {
    static constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t up_to = endless;  // units, from the month's first on
    std::int64_t picodollars = 0;   // each
};

struct Price {
    std::string unit;            // "request", "GB", "hour"
    std::vector<Tier> tiers;     // by `up_to`, the last one endless
    std::uint64_t free = 0;      // units that the free tier gives in a month, for ever
    std::string source;          // with its date
    std::string free_with = {};  // the item with which it has its free units together; empty: it has them alone
};

/// Prices by item: "lambda.requests", "rds.db.t3.large.hour".
class PriceList {
public:
    /// Those of us-east-1.
    [[nodiscard]] static PriceList us_east_1();
    /// "us-east-1, 2026-04"
    static constexpr std::string_view us_east_1_name = "us-east-1, 2026-04";

    /// Null when it has no such item.
    [[nodiscard]] const Price* find(std::string_view item) const;
    [[nodiscard]] const std::map<std::string, Price, std::less<>>& items() const { return items_; }
    /// A price of one's own, the same for every unit; its unit stays, where the item is known.
    void set(const std::string& item, Money each);

private:
    std::map<std::string, Price, std::less<>> items_;
};

/// What so much costs when it is all that an account's month has of it, and so many of its parts are free.
[[nodiscard]] Amount cost_of(const Price& price, Quantity quantity, Wide free_parts);

}  // namespace wt::bill
