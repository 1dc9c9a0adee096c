#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "cloudwatch/api/cloudwatch.hpp"
#include "cloudwatch/api/errors.hpp"

namespace wt::cloudwatch {

namespace {

constexpr std::size_t most_metrics_a_page = 500;  // ListMetrics, API Reference

/// Lengths before texts, so that any text goes.
void append(std::string& to, std::string_view text) { to += fmt::format("{}:{}", text.size(), text); }

[[nodiscard]] std::optional<std::string> take(std::string_view& from) {
    const std::size_t colon = from.find(':');
    if (colon == 0 || colon > 9) return std::nullopt;
    std::size_t size = 0;
    for (const char c : from.substr(0, colon)) {
        if (c < '0' || c > '9') return std::nullopt;
        size = size * 10 + static_cast<std::size_t>(c - '0');
    }
    from.remove_prefix(colon + 1);
    if (size > from.size()) return std::nullopt;
    std::string text(from.substr(0, size));
    from.remove_prefix(size);
    return text;
}

[[nodiscard]] std::string cursor_of(const Metric& metric) {
    std::string cursor;
    append(cursor, metric.name_space);
    append(cursor, metric.name);
    for (const Dimension& dimension : metric.dimensions) {
        append(cursor, dimension.name);
        append(cursor, dimension.value);
    }
    return cursor;
}

/// The metric that the page before ended with.
[[nodiscard]] std::optional<Metric> read_cursor(std::string_view cursor) {
    std::vector<std::string> texts;
    while (!cursor.empty()) {
        auto text = take(cursor);
        if (!text) return std::nullopt;
        texts.push_back(std::move(*text));
    }
    if (texts.size() < 2 || texts.size() % 2 != 0) return std::nullopt;
    Metric metric{texts[0], texts[1], {}};
    for (std::size_t i = 2; i < texts.size(); i += 2) metric.dimensions.push_back({texts[i], texts[i + 1]});
    return metric;
}

}  // namespace

aws::Outcome<ListMetricsOutput> CloudWatch::list_metrics(const aws::Call& call, ListMetricsInput input) {
    const aws::AccountRegion owner = aws::account_region_of(call);
    ListMetricsOutput output;
    const bool linked = input.include_linked_accounts.value_or(false);
    // No account is linked to another here.
    if (input.owning_account && *input.owning_account != owner.account) return output;
    ListFilter filter{input.name_space, input.metric_name, {}, std::chrono::days(14)};
    for (DimensionFilterInput& wanted : input.dimensions)
        filter.dimensions.push_back({std::move(wanted.name), std::move(wanted.value)});
    if (input.recently_active) filter.active_within = std::chrono::hours(3);

    const aws::PageTokens tokens("cloudwatch:ListMetrics");
    std::optional<Metric> after;
    if (input.next_token) {
        const auto cursor = tokens.open(*input.next_token, call.now);
        if (cursor.ok()) after = read_cursor(*cursor);
        if (!after) return aws::Error(invalid_value, "Request parameter nextToken is invalid.");
    }
    MetricStore::Page page = store_.list(owner, filter, after, most_metrics_a_page, call.now);
    if (page.more) output.next_token = tokens.seal(cursor_of(page.metrics.back()), call.now);
    if (linked) output.owning_accounts.emplace(page.metrics.size(), owner.account);
    for (Metric& metric : page.metrics)
        output.metrics.push_back({std::move(metric.name_space), std::move(metric.name), std::move(metric.dimensions)});
    return output;
}

}  // namespace wt::cloudwatch
