#pragma once
#include <cstddef>
#include <vector>

namespace wt::cloudwatch {

/// Values with how often each came: what percentiles are computed from. Exact up to 150 different values; beyond them
/// near values count as one, first within 1%, and within twice as much whenever there are too many again. Bounded.
class Distribution {
public:
    static constexpr std::size_t most_values = 150;

    struct Entry {
        double value;
        double count;
    };

    /// `count` above zero; `value` finite.
    void add(double value, double count);
    void merge(const Distribution& other);

    [[nodiscard]] bool exact() const { return coarseness_ == 0; }
    /// By value.
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    /// All counts together.
    [[nodiscard]] double total() const;

private:
    void insert(double value, double count);
    void coarsen();
    void coarsen_to(int coarseness);
    [[nodiscard]] double nearby(double value) const;

    std::vector<Entry> entries_;
    int coarseness_ = 0;
};

}  // namespace wt::cloudwatch
