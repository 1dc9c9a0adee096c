#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "cloudwatch/metric.hpp"
#include "cloudwatch/series.hpp"

namespace wt::cloudwatch {

/// Some dimension of that name, of any value where none is said.
struct DimensionFilter {
    std::string name;
    std::optional<std::string> value;
};

struct ListFilter {
    std::optional<std::string> name_space;
    std::optional<std::string> name;
    std::vector<DimensionFilter> dimensions;
    /// How long ago data was last reported, at most.
    Duration active_within = std::chrono::days(14);
};

/// Every metric of every account and region. In memory, and bounded: what would go beyond `most` bytes is refused.
/// Told the time.
class MetricStore {
public:
    static constexpr std::size_t usual_size = std::size_t{512} << 20;

    explicit MetricStore(std::size_t most = usual_size) : most_(most) {}

    /// Whether there is room for another metric, or for more of one. Rolls up what is old when there is none.
    [[nodiscard]] bool has_room(Instant now);
    /// `moment`: when it was reported for; `resolution`: 1 or 60 seconds.
    void add(const aws::AccountRegion& owner, const Metric& metric, Unit unit, Instant moment, std::int64_t resolution,
             const Aggregate& reported, Instant now);

    /// By unit: what lies in the window. Units without data in it are not there.
    [[nodiscard]] std::map<Unit, Periods> read(const aws::AccountRegion& owner, const Metric& metric,
                                               std::optional<Unit> unit, const Window& window) const;

    struct Page {
        std::vector<Metric> metrics;  // in order
        bool more = false;
    };
    /// Those behind `after`, at most `most` of them.
    [[nodiscard]] Page list(const aws::AccountRegion& owner, const ListFilter& filter,
                            const std::optional<Metric>& after, std::size_t most, Instant now) const;

    /// Forgets all that an account has, or every account when empty.
    void forget(std::string_view account);

    /// About so many bytes.
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Reported {
        std::map<Unit, Series> series;
        Instant last = epoch;  // the latest moment that data was reported for
    };
    using Metrics = std::map<Metric, Reported>;

    void roll_up(Instant now);

    std::size_t most_;
    std::size_t size_ = 0;
    Instant rolled_up_ = epoch;
    std::map<aws::AccountRegion, Metrics> owners_;
};

}  // namespace wt::cloudwatch
