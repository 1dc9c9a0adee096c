#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"

namespace wt::cloudwatch {

struct Dimension {
    std::string name;
    std::string value;
    friend auto operator<=>(const Dimension&, const Dimension&) = default;
};

/// Which metric: nothing is added up across dimensions. User Guide, "Metrics concepts".
struct Metric {
    std::string name_space;
    std::string name;
    std::vector<Dimension> dimensions;  // by name; see sorted()
    friend auto operator<=>(const Metric&, const Metric&) = default;
};

/// The same dimensions in another order are the same metric.
[[nodiscard]] Metric sorted(Metric metric);

/// A place in standard_units().
using Unit = std::uint8_t;
/// As the API names them, in its order.
[[nodiscard]] std::span<const std::string_view> standard_units();
[[nodiscard]] std::optional<Unit> unit_of(std::string_view name);
[[nodiscard]] std::string_view unit_name(Unit unit);
/// What is meant when a publisher says none.
[[nodiscard]] Unit no_unit();

}  // namespace wt::cloudwatch
