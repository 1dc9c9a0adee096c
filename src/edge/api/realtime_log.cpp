#include "edge/api/realtime_log.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/api/access_log.hpp"
#include "edge/path_pattern.hpp"

namespace wt::edge::api {

namespace {

constexpr Duration gathered_for = std::chrono::milliseconds(200);
constexpr std::size_t most_bytes = 64 * 1024 * 1024;  // that wait
constexpr std::size_t most_records = 500;             // of one call: Amazon Kinesis Data Streams API, PutRecords

/// Fields that standard logs have, too, with their places there.
struct Shared {
    std::string_view name;
    std::size_t column;
};
constexpr Shared shared_fields[] = {{"x-edge-location", 2},
                                    {"sc-bytes", 3},
                                    {"c-ip", 4},
                                    {"cs-method", 5},
                                    {"cs-host", 6},
                                    {"cs-uri-stem", 7},
                                    {"sc-status", 8},
                                    {"cs-referer", 9},
                                    {"cs-user-agent", 10},
                                    {"cs-uri-query", 11},
                                    {"cs-cookie", 12},
                                    {"x-edge-result-type", 13},
                                    {"x-edge-request-id", 14},
                                    {"x-host-header", 15},
                                    {"cs-protocol", 16},
                                    {"cs-bytes", 17},
                                    {"time-taken", 18},
                                    {"x-forwarded-for", 19},
                                    {"ssl-protocol", 20},
                                    {"ssl-cipher", 21},
                                    {"x-edge-response-result-type", 22},
                                    {"cs-protocol-version", 23},
                                    {"fle-status", 24},
                                    {"fle-encrypted-fields", 25},
                                    {"c-port", 26},
                                    {"time-to-first-byte", 27},
                                    {"x-edge-detailed-result-type", 28},
                                    {"sc-content-type", 29},
                                    {"sc-content-len", 30},
                                    {"sc-range-start", 31},
                                    {"sc-range-end", 32}};

/// Those of which nothing is known here.
constexpr std::string_view unknown_fields[] = {"origin-fbl", "origin-lbl", "asn", "r-host", "sr-reason", "x-edge-mqcs"};
constexpr std::string_view cmcd_fields[] = {
    "encoded-bitrate",    "buffer-length", "buffer-starvation",   "content-id",
    "object-duration",    "deadline",      "measured-throughput", "next-object-request",
    "next-range-request", "object-type",   "playback-rate",       "requested-maximum-throughput",
    "streaming-format",   "session-id",    "stream-type",         "startup",
    "top-bitrate",        "version"};

/// Our own fields are none that the viewer of a distribution at AWS would have sent.
[[nodiscard]] bool is_ours(std::string_view header) {
    constexpr std::string_view start = "X-Windtunnel-";
    return same_ignoring_case(header.substr(0, start.size()), start);
}

[[nodiscard]] std::string cut(std::string text) {
    constexpr std::size_t longest = 800;  // the guide: "truncated to 800 bytes"
    if (text.size() > longest) text.resize(longest);
    return text.empty() ? "-" : text;
}

using Value = std::string (*)(const Seen& seen, const RealtimeOccasion& occasion);
struct Own {
    std::string_view name;
    Value value;
};

[[nodiscard]] std::string dashed(std::string text) { return text.empty() ? "-" : text; }

[[nodiscard]] std::string headers_of(const Seen& seen, bool values) {
    std::string all;
    for (const http::Header& each : seen.request.headers) {
        if (is_ours(each.name)) continue;
        all += all.empty() ? "" : "%0A";
        all += log_field(each.name);
        if (values) all += ":" + log_field(each.value);
    }
    return cut(std::move(all));
}

constexpr std::array own_fields{
    Own{"timestamp",
        [](const Seen& seen, const RealtimeOccasion&) {
            const auto moment = std::chrono::floor<std::chrono::milliseconds>(seen.answered).time_since_epoch().count();
            return fmt::format("{}.{:03}", moment / 1000, moment % 1000);
        }},
    Own{"c-ip-version",
        [](const Seen& seen, const RealtimeOccasion&) -> std::string {
            return seen.request.client.text().find(':') == std::string::npos ? "IPv4" : "IPv6";
        }},
    Own{"c-country",
        [](const Seen& seen, const RealtimeOccasion&) {
            return log_field(seen.request.headers.get("X-Windtunnel-Country"));
        }},
    Own{"cs-accept-encoding",
        [](const Seen& seen, const RealtimeOccasion&) {
            return log_field(seen.request.headers.get("Accept-Encoding"));
        }},
    Own{"cs-accept",
        [](const Seen& seen, const RealtimeOccasion&) { return log_field(seen.request.headers.get("Accept")); }},
    Own{"cache-behavior-path-pattern",
        [](const Seen&, const RealtimeOccasion& occasion) { return log_field(occasion.pattern); }},
    Own{"cs-headers", [](const Seen& seen, const RealtimeOccasion&) { return headers_of(seen, true); }},
    Own{"cs-header-names", [](const Seen& seen, const RealtimeOccasion&) { return headers_of(seen, false); }},
    Own{"cs-headers-count",
        [](const Seen& seen, const RealtimeOccasion&) {
            const http::Headers& all = seen.request.headers;
            return fmt::to_string(
                std::count_if(all.begin(), all.end(), [](const http::Header& each) { return !is_ours(each.name); }));
        }},
    Own{"primary-distribution-id",
        [](const Seen&, const RealtimeOccasion& occasion) { return dashed(occasion.primary); }},
    Own{"primary-distribution-dns-name",
        [](const Seen&, const RealtimeOccasion& occasion) { return dashed(occasion.primary_domain); }},
};

template <class Rows>
[[nodiscard]] auto find_named(const Rows& rows, std::string_view name) {
    return std::find_if(std::begin(rows), std::end(rows), [&](const auto& row) { return row.name == name; });
}

/// What a behaviour's requests are logged by.
struct BehaviorLog {
    std::string pattern;
    std::optional<RealtimeLogConfig> config;
};

}  // namespace

bool is_realtime_field(std::string_view name) {
    if (find_named(shared_fields, name) != std::end(shared_fields)) return true;
    if (find_named(own_fields, name) != own_fields.end()) return true;
    if (std::find(std::begin(unknown_fields), std::end(unknown_fields), name) != std::end(unknown_fields)) return true;
    constexpr std::string_view cmcd = "cmcd-";
    return name.starts_with(cmcd) &&
           std::find(std::begin(cmcd_fields), std::end(cmcd_fields), name.substr(cmcd.size())) != std::end(cmcd_fields);
}

std::string realtime_line(const Seen& seen, const std::vector<std::string>& fields, const RealtimeOccasion& occasion) {
    const std::string standard = log_line(seen, true);
    std::vector<std::string_view> columns;
    each_part(standard, '\t', [&](std::string_view value) { columns.push_back(value); });
    std::string line;
    for (const std::string& name : fields) {
        line += line.empty() ? "" : "\t";
        const auto* const shared = find_named(shared_fields, name);
        const auto* const own = find_named(own_fields, name);
        if (shared != std::end(shared_fields)) {
            line += columns.at(shared->column);
        } else {
            line += own != own_fields.end() ? own->value(seen, occasion) : "-";
        }
    }
    return line + "\n";
}

const ContinuousDeploymentPolicyConfig* rollout_policy(const Catalogue& catalogue, const DistributionRecord& record) {
    const std::string id = record.config.continuous_deployment_policy_id.value_or("");
    const auto* const found = catalogue.find<ContinuousDeploymentPolicyConfig>(record.account, id);
    return found == nullptr || !found->config.enabled ? nullptr : &found->config;
}

const DistributionRecord* primary_of(const Catalogue& catalogue, const DistributionRecord& record) {
    for (const auto& [id, one] : catalogue.distributions()) {
        if (one.account != record.account) continue;
        const ContinuousDeploymentPolicyConfig* const policy = rollout_policy(catalogue, one);
        if (policy == nullptr) continue;
        const auto names = policy->staging_distribution_dns_names.items.value_or(std::vector<std::string>());
        if (id == record.id || std::find(names.begin(), names.end(), record.domain) != names.end()) return &one;
    }
    return nullptr;
}

/// Writes down requests of one distribution's behaviours.
class RealtimeLogs::Writer final : public Witness {
public:
    Writer(RealtimeLogs& logs, std::string account, std::string id, std::string root,
           std::vector<BehaviorLog> behaviors)
        : logs_(logs),
          account_(std::move(account)),
          id_(std::move(id)),
          root_(std::move(root)),
          behaviors_(std::move(behaviors)) {}

    void saw(const Seen& seen) override {
        const std::string_view path = seen.request.path == "/" && !root_.empty() ? root_ : seen.request.path.view();
        const auto met = std::find_if(behaviors_.begin(), behaviors_.end(),
                                      [&](const BehaviorLog& one) { return matches(one.pattern, path); });
        if (met == behaviors_.end() || !met->config) return;
        constexpr double percent = 0.01;
        if (!logs_.chance_.chance(percent * static_cast<double>(met->config->sampling_rate))) return;
        RealtimeOccasion occasion{met->pattern, {}, {}};
        const DistributionRecord* const record = logs_.catalogue_.find_distribution(account_, id_);
        if (const auto* const primary = record == nullptr ? nullptr : primary_of(logs_.catalogue_, *record)) {
            occasion.primary = primary->id;
            occasion.primary_domain = primary->domain;
        }
        const std::string line = realtime_line(seen, met->config->fields, occasion);
        for (const EndPoint& each : met->config->end_points) {
            if (each.kinesis_stream_config)
                logs_.note({each.kinesis_stream_config->stream_arn, each.kinesis_stream_config->role_arn}, line);
        }
    }

private:
    RealtimeLogs& logs_;
    std::string account_;
    std::string id_;
    std::string root_;
    std::vector<BehaviorLog> behaviors_;  // the default one is the last
};

RealtimeLogs::RealtimeLogs(const Context& context, const Catalogue& catalogue, Surroundings& around)
    : context_(context),
      catalogue_(catalogue),
      around_(around),
      chance_(context.random("cloudfront.realtime-logs")),
      lost_(context.metrics.counter("cloudfront.realtime-logs.lost")) {}

std::shared_ptr<Witness> RealtimeLogs::witness(const DistributionRecord& record) {
    std::vector<BehaviorLog> behaviors;
    bool any = false;
    const auto add = [&](const std::string& pattern, const std::optional<std::string>& arn) {
        BehaviorLog one{pattern, std::nullopt};
        if (const auto* const found = catalogue_.find<RealtimeLogConfig>(record.account, arn.value_or(""))) {
            one.config = found->config;
            any = true;
        }
        behaviors.push_back(std::move(one));
    };
    const DistributionConfig& config = record.config;
    for (const CacheBehavior& each : config.cache_behaviors&& config.cache_behaviors->items
                                         ? *config.cache_behaviors->items
                                         : std::vector<CacheBehavior>())
        add(each.path_pattern, each.realtime_log_config_arn);
    add("*", config.default_cache_behavior.realtime_log_config_arn);
    if (!any) return nullptr;
    const std::string root = config.default_root_object.value_or("");
    return std::make_shared<Writer>(*this, record.account, record.id, root.empty() ? root : "/" + root,
                                    std::move(behaviors));
}

void RealtimeLogs::note(const Place& place, std::string line) {
    if (bytes_ + line.size() > most_bytes) return lost_.add();
    bytes_ += line.size();
    waiting_[place].push_back(std::move(line));
    if (!std::exchange(soon_, true)) sending_.spawn(send_soon());
}

Task<void> RealtimeLogs::send_soon() {
    co_await context_.clock.sleep_for(gathered_for);
    soon_ = false;
    bytes_ = 0;
    for (auto& [place, lines] : std::exchange(waiting_, {})) sending_.spawn(send(place, std::move(lines)));
}

Task<void> RealtimeLogs::send(Place place, std::vector<std::string> lines) {
    for (std::size_t first = 0; first < lines.size(); first += most_records) {
        const auto from = lines.begin() + static_cast<std::ptrdiff_t>(first);
        const auto to = lines.begin() + static_cast<std::ptrdiff_t>(std::min(first + most_records, lines.size()));
        std::vector<std::string> some(std::make_move_iterator(from), std::make_move_iterator(to));
        const std::size_t count = some.size();
        const std::size_t taken = co_await around_.put_records(place.first, place.second, std::move(some));
        lost_.add(count - taken);
    }
}

}  // namespace wt::edge::api
