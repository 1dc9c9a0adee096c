#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "bill/account.hpp"

namespace wt::bill {

/// One thing that a component is charged for.
struct Line {
    std::string component;
    std::string item;
    std::string unit;
    Quantity used;        // of the run
    Quantity month_long;  // of the month
    Amount run;           // its share of what the account pays for the item
    Amount month;
    bool by_use = false;  // it grows with what was used, and not with time alone

    /// Of the run, in units.
    [[nodiscard]] double quantity() const { return used.units(); }
};

/// What the requests that a guard kept away would have cost, estimated, less what the guard itself costs.
struct Saving {
    std::string component;
    std::string guard;  // "cache"
    std::uint64_t kept_away = 0;
    Amount run;  // below zero: it costs more than it saves
    Amount month;
};

/// Something that was used, and for which nothing is charged here though AWS does.
struct Gap {
    std::string component;
    std::string what;  // "no price for rds.db.x9.huge.hour"
};

struct Bill {
    std::string prices;  // which list
    std::uint64_t requests = 0;
    std::vector<Line> lines;             // in the order in which they were metered
    std::vector<std::string> priceless;  // items that the list does not have: nothing is charged for them
    std::vector<Gap> gaps;               // those, and what no item stands for
    std::vector<Saving> savings;         // in the order in which requests meet the guards
    std::vector<std::string> notes;      // what somebody who reads it should know, in sentences

    [[nodiscard]] Amount run() const;
    [[nodiscard]] Amount month() const;
    /// Of the run; none when it had no requests.
    [[nodiscard]] std::optional<Amount> per_million() const;
    /// What a part of the run's bill is of a million requests.
    [[nodiscard]] std::optional<Amount> per_million(Amount part) const;
    /// What one component costs in the run; none when nothing is charged for it.
    [[nodiscard]] std::optional<Amount> of(const std::string& component) const;
    /// The first thing that is missing in what a component costs, or in the whole where none is named; null: nothing
    /// is.
    [[nodiscard]] const Gap* missing(const std::string& component = "") const;
};

/// Writes a bill: told what was used and what stood there, it finds the prices. All of it is one account's: an item's
/// tiers and free units are there once, and whoever used it pays in proportion.
class Meter {
public:
    static constexpr std::uint64_t month_hours = 730;

    /// For a load of that time.
    Meter(const PriceList& prices, std::string name, bool free_tier, Duration load);

    /// Nothing is written for a quantity of zero.
    void used(const std::string& component, const std::string& item, Quantity quantity);
    /// So many of them came at least once, of whom there are no more than `most`.
    void came(const std::string& component, const std::string& item, std::uint64_t count, std::uint64_t most);
    /// So many of a thing stood there all the time, by the hour: charged by the second, or by whole hours.
    void stood(const std::string& component, const std::string& item, std::uint64_t count, bool whole_hours = false);
    /// So much of a thing was kept ready all the time, for what is charged by its size and second, in whole five
    /// minutes.
    void reserved(const std::string& component, const std::string& item, Quantity size);
    /// So many of a thing that costs so much a month stood there: charged by whole hours.
    void kept(const std::string& component, const std::string& item, std::uint64_t count);
    /// So many bytes were there on average, for what is charged by the GB and month.
    void stored(const std::string& component, const std::string& item, double average_bytes);

    /// Something that AWS charges for is in no line.
    void uncharged(const std::string& component, std::string what);

    /// What is charged, now that all of it is known.
    [[nodiscard]] Bill take(std::uint64_t requests) &&;

private:
    void write(const std::string& component, const std::string& item, Quantity run, Quantity month,
               bool by_use = false);

    const PriceList& prices_;
    Account run_;
    Account month_;
    Wide load_;
    Bill bill_;
};

}  // namespace wt::bill
