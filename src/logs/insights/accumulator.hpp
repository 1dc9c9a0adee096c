#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "logs/insights/expression.hpp"

namespace wt::logs::insights {

/// One statistic of one group while its records come.
class Accumulator {
public:
    explicit Accumulator(const Aggregate& aggregate) : aggregate_(&aggregate) {}

    void add(const Record& record);
    /// Nothing where no record had a value; a count is 0 then.
    [[nodiscard]] Value result() const;

private:
    void add(const Value& value, const Record& record);
    [[nodiscard]] Value percentile() const;

    const Aggregate* aggregate_;
    double count_ = 0;
    double numbers_ = 0;
    double sum_ = 0;
    double squares_ = 0;
    Value best_;
    std::optional<double> best_time_;
    std::set<std::string> distinct_;
    std::vector<double> values_;
};

}  // namespace wt::logs::insights
