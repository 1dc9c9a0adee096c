#include "scenario/builtin_laws.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

namespace {

constexpr std::string_view prefix = "builtin:";
constexpr std::string_view family = "lambda-perf/";
constexpr std::size_t first_quantile = 4;  // after runtime, package, architecture, samples

[[nodiscard]] std::vector<std::string_view> split(std::string_view line, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = line.find(separator);
        parts.push_back(line.substr(0, at));
        if (at == std::string_view::npos) return parts;
        line.remove_prefix(at + 1);
    }
}

[[nodiscard]] double number(std::string_view text) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    WT_ASSERT(result.ec == std::errc());
    return value;
}

[[nodiscard]] std::string name_of(const std::vector<std::string_view>& row) {
    std::string_view runtime = row[0];
    if (runtime.size() > 2 && runtime.substr(runtime.size() - 2) == ".x") runtime.remove_suffix(2);  // "nodejs22.x"
    return fmt::format("{}{}-{}-{}", family, runtime, row[1], row[2]);
}

/// Calls `visit` with the columns of each row but the heading.
template <class Visit>
void each_row(Visit visit) {
    for (const std::string_view line : split(lambda_init_quantiles, '\n')) {
        const auto columns = split(line, ',');
        if (columns.size() > first_quantile && columns[0] != "runtime") visit(columns);
    }
}

}  // namespace

std::vector<std::string> builtin_law_names() {
    std::vector<std::string> names;
    each_row([&](const auto& row) { names.push_back(name_of(row)); });
    return names;
}

Result<Distribution> empirical_law(std::string_view name) {
    if (name.substr(0, prefix.size()) != prefix) {
        return Error{fmt::format("expected empirical(builtin:NAME), got \"{}\"", name)};
    }
    name.remove_prefix(prefix.size());
    const std::vector<std::string_view> heading =
        split(lambda_init_quantiles.substr(0, lambda_init_quantiles.find('\n')), ',');
    std::vector<Distribution::Quantile> quantiles;
    each_row([&](const auto& row) {
        if (name_of(row) != name) return;
        for (std::size_t i = first_quantile; i < row.size(); ++i) {
            quantiles.push_back({number(heading[i].substr(1)) / 100, from_seconds(number(row[i]) / 1000)});
        }
    });
    if (quantiles.empty()) {
        return Error{fmt::format("no built-in law is called \"{}\"{}", name, suggestion(name, builtin_law_names()))};
    }
    return Distribution::empirical(std::move(quantiles));
}

}  // namespace wt::scenario
