#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/distribution.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace wt {

/// The literals of the scenario language. Each parser takes the whole text and answers with the value, or with a
/// sentence that names what was expected, an example, and what was found:
///   expected a duration such as "60s", got "60": which unit? (ns, us, ms, s, m, h, d)

/// Bytes. KB is 1000 bytes, KiB is 1024.
struct Bytes {
    std::uint64_t count = 0;
    friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

/// So many per so long, exactly: "1000/10s" is {1000, 10s}.
struct Rate {
    double amount = 0;
    Duration per = std::chrono::seconds(1);
    [[nodiscard]] double per_second() const { return amount / seconds(per); }
};

/// Dollars, in millionths of millionths, so that sums are exact.
struct Money {
    std::int64_t picodollars = 0;
    [[nodiscard]] double dollars() const { return static_cast<double>(picodollars) * 1e-12; }
    friend auto operator<=>(const Money&, const Money&) = default;
};

[[nodiscard]] Result<Duration> parse_duration(std::string_view text);    // "250us" "30s" "1h30m" "7d", not negative
[[nodiscard]] Result<Rate> parse_rate(std::string_view text);            // "100/s" "6000/m" "1000/10s" "200000/day"
[[nodiscard]] Result<Bytes> parse_size(std::string_view text);           // "800B" "5KB" "5KiB" "1.6GB"
[[nodiscard]] Result<double> parse_share(std::string_view text);         // "0.5%" is 0.005; 0% to 100%
[[nodiscard]] Result<Money> parse_money(std::string_view text);          // "120USD" "0.25USD"
[[nodiscard]] Result<std::uint64_t> parse_count(std::string_view text);  // "20000" "100k" "2M"
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);      // "2026-11-27T00:00:00Z"

/// Finds the law that `empirical(NAME)` names: a builtin table or a file.
using EmpiricalLaws = std::function<Result<Distribution>(std::string_view name)>;
[[nodiscard]] Result<Distribution> parse_distribution(std::string_view text, const EmpiricalLaws& empirical = {});

/// As people write them, three significant digits: "1.25ms", "2h30m", "12.5KB", "48.2k", "0.12%".
[[nodiscard]] std::string format_duration(Duration span);
[[nodiscard]] std::string format_size(Bytes size);
[[nodiscard]] std::string format_count(double count);
[[nodiscard]] std::string format_share(double share);
[[nodiscard]] std::string format_instant(Instant moment);  // "2026-11-27T00:00:00Z"

}  // namespace wt
