#include "cloud/waf_surroundings.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "base/gzip.hpp"

namespace wt::cloud {

namespace {

using edge::waf::Protected;

/// What events wait for at most before they are written together, and how many wait.
constexpr Duration gathering_logs = 500ms;
constexpr std::size_t most_waiting = 5'000;
constexpr std::size_t most_bytes_waiting = 64 * 1024 * 1024;

constexpr std::string_view lost_sentence =
    "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes.";

/// "arn:aws:apigateway:REGION::/restapis/ID/stages/STAGE"
struct StageName {
    std::string region;
    std::string api;
    std::string stage;
};
[[nodiscard]] std::optional<StageName> stage_of(std::string_view arn) {
    constexpr std::string_view start = "arn:aws:apigateway:";
    if (!arn.starts_with(start)) return std::nullopt;
    arn.remove_prefix(start.size());
    const std::size_t colon = arn.find("::/");
    if (colon == std::string_view::npos) return std::nullopt;
    std::vector<std::string> parts;
    each_part(arn.substr(colon + 2), '/', [&](std::string_view part) { parts.emplace_back(part); });
    if (parts.size() != 4 || parts[0] != "restapis" || parts[2] != "stages") return std::nullopt;
    return StageName{std::string(arn.substr(0, colon)), parts[1], parts[3]};
}

/// What stands behind "arn:aws:SERVICE:REGION:ACCOUNT:".
[[nodiscard]] std::string_view rest_of(std::string_view arn) {
    for (int colons = 0; colons < 5; ++colons) {
        const std::size_t at = arn.find(':');
        if (at == std::string_view::npos) return {};
        arn.remove_prefix(at + 1);
    }
    return arn;
}

/// A user pool's id; empty: the ARN is of something else.
[[nodiscard]] std::string pool_of(std::string_view arn) {
    constexpr std::string_view start = "userpool/";
    const std::string_view rest = rest_of(arn);
    if (!arn.starts_with("arn:aws:cognito-idp:") || !rest.starts_with(start)) return {};
    return std::string(rest.substr(start.size()));
}

/// A log group's name, of an ARN with or without what means all of its streams.
[[nodiscard]] std::string group_of(std::string_view arn) {
    constexpr std::string_view start = "log-group:";
    std::string_view rest = rest_of(arn);
    if (!arn.starts_with("arn:aws:logs:") || !rest.starts_with(start)) return {};
    rest.remove_prefix(start.size());
    return std::string(rest.substr(0, rest.find(':')));
}

[[nodiscard]] bool is_stream(std::string_view arn) {
    return arn.starts_with("arn:aws:firehose:") && rest_of(arn).starts_with("deliverystream/");
}

/// "arn:aws:s3:::BUCKET/PREFIX"
struct LogBucket {
    std::string name;
    std::string prefix;  // ends with a slash, or is empty
};
[[nodiscard]] std::optional<LogBucket> waf_log_bucket_of(std::string_view arn) {
    constexpr std::string_view start = "arn:aws:s3:::";
    if (!arn.starts_with(start)) return std::nullopt;
    arn.remove_prefix(start.size());
    const std::size_t slash = std::min(arn.find('/'), arn.size());
    LogBucket made{std::string(arn.substr(0, slash)), std::string(arn.substr(std::min(slash + 1, arn.size())))};
    if (!made.prefix.empty() && made.prefix.back() != '/') made.prefix += '/';
    return made;
}

}  // namespace

WafSurroundings::WafSurroundings(const Context& context, const Parts& parts)
    : context_(context),
      stack_(parts.stack),
      apis_(parts.apis),
      pools_(parts.pools),
      groups_(parts.groups),
      log_interval_(parts.log_interval),
      ids_(fresh_random(context, "wafv2.log_objects")),
      lost_(context.metrics.counter("wafv2.log_records.lost")) {}

WafSurroundings::~WafSurroundings() { write_all(); }

std::optional<Protected> WafSurroundings::resource(const aws::AccountRegion& place, const std::string& arn) {
    if (const std::string pool = pool_of(arn); !pool.empty()) {
        const bool is_there = pools_.find(place, pool) != nullptr && pools_.find(pool)->entry().settings.arn == arn;
        return is_there ? std::optional(Protected::user_pool) : std::nullopt;
    }
    const auto name = stage_of(arn);
    if (!name || name->region != place.region) return std::nullopt;
    const gateway::api::Api* const api = apis_.find(place, name->api);
    if (api == nullptr || !api->stages.contains(name->stage)) return std::nullopt;
    return Protected::api;
}

namespace {

/// How an API's stage is called where it stands: a scenario's by its component's name.
[[nodiscard]] std::string plane_of(const gateway::api::Catalogue& apis, const StageName& name) {
    const auto found = apis.all().find(name.api);
    const bool scenario = found != apis.all().end() && !found->second->component.empty();
    return scenario ? found->second->component : name.api + "/" + name.stage;
}

}  // namespace

void WafSurroundings::guard(const std::string& arn, const std::string& plane) {
    if (const std::string pool = pool_of(arn); !pool.empty()) {
        // It has no way of its own that others stand on: who serves it asks the web ACL.
        if (plane.empty()) {
            pool_guards_.erase(pool);
        } else {
            pool_guards_.insert_or_assign(pool, plane);
        }
        return;
    }
    const auto name = stage_of(arn);
    if (!name) return;
    const auto found = apis_.all().find(name->api);
    const std::string account = found == apis_.all().end() ? "" : found->second->place.account;
    stack_.protect_api(plane_of(apis_, *name), plane, fmt::format("{}:{}:{}", account, name->api, name->stage));
}

edge::waf::WebAcl* WafSurroundings::before_pool(std::string_view id) const {
    const auto found = pool_guards_.find(id);
    return found == pool_guards_.end() ? nullptr : stack_.web_acls().find(found->second);
}

std::string WafSurroundings::guarding(const std::string& arn) {
    if (const auto pool = pool_guards_.find(pool_of(arn)); pool != pool_guards_.end()) return pool->second;
    const auto name = stage_of(arn);
    if (!name) return {};
    const std::string at = stack_.web_acls().guarding(plane_of(apis_, *name));
    return at.empty() ? std::string() : std::string(stack_.web_acls().name_at(at));
}

std::optional<std::string> WafSurroundings::refuse_log(const aws::AccountRegion& place,
                                                       const std::string& destination) {
    if (const std::string group = group_of(destination); !group.empty()) {
        if (groups_.find(place, group) != nullptr) return std::nullopt;
    } else if (is_stream(destination)) {
        auto* const delivery = stack_.delivery_stream_at(destination);
        if (delivery != nullptr && delivery->stream() != nullptr && delivery->stream()->takes_puts())
            return std::nullopt;
    } else if (const auto bucket = waf_log_bucket_of(destination)) {
        const s3::BucketRef found = stack_.s3().buckets.find(bucket->name);
        if (found != nullptr && found->settings().owner == place.account && bucket->name.starts_with("aws-waf-logs-"))
            return std::nullopt;
    }
    return std::string(lost_sentence);
}

void WafSurroundings::log(const Log& of, std::string record) {
    if (is_stream(of.destination)) {
        writing_.spawn(deliver(of.destination, Text(record + "\n")));
        return;
    }
    if (const auto bucket = waf_log_bucket_of(of.destination)) {
        // AWS WAF Developer Guide, "Amazon S3 bucket": folders of five minutes.
        const std::string time = aws::iso8601(context_.calendar());
        const std::string minute = fmt::format("{:02}", 5 * (std::stoi(time.substr(14, 2)) / 5));
        const std::string day = time.substr(0, 4) + "/" + time.substr(5, 2) + "/" + time.substr(8, 2);
        const std::string key = fmt::format("{}AWSLogs/{}/WAFLogs/{}/{}/{}/{}/{}/", bucket->prefix, of.place.account,
                                            of.from, of.acl, day, time.substr(11, 2), minute);
        Object& object = objects_[of.destination + " " + key];
        if (object.records.size() > most_bytes_waiting) return lost_.add();
        object.bucket = bucket->name;
        object.key = key;
        object.name = fmt::format("{}_waflogs_{}_{}_{}{}{}T{}{}Z", of.place.account, of.from, of.acl, time.substr(0, 4),
                                  time.substr(5, 2), time.substr(8, 2), time.substr(11, 2), minute);
        object.records += record + "\n";
        if (!std::exchange(objects_soon_, true)) writing_.spawn(write_objects_soon());
        return;
    }
    // AWS WAF Developer Guide, "Amazon CloudWatch Logs log group": how its streams are called.
    const std::string name = fmt::format("{}_{}_0", of.from, of.acl);
    Waiting& waiting = waiting_[of.destination + " " + name];
    waiting.place = of.place;
    waiting.group = group_of(of.destination);
    waiting.stream = name;
    if (waiting.events.size() >= most_waiting) return lost_.add();
    waiting.events.push_back(
        {std::chrono::floor<std::chrono::milliseconds>(context_.calendar().time_since_epoch()).count(),
         std::move(record)});
    if (!std::exchange(soon_, true)) writing_.spawn(write_soon());
}

Task<void> WafSurroundings::write_objects_soon() {
    co_await context_.clock.sleep_for(log_interval_);
    objects_soon_ = false;
    for (auto& [destination, object] : std::exchange(objects_, {})) {
        const std::string key =
            fmt::format("{}{}_{:08x}.log.gz", object.key, object.name, static_cast<std::uint32_t>(ids_.next() >> 32U));
        writing_.spawn(write_object(object.bucket, key, gzip(object.records)));
    }
}

Task<void> WafSurroundings::write_object(std::string bucket, std::string key, Text object) {
    const s3::BucketRef to = stack_.s3().buckets.find(bucket);
    if (to == nullptr) co_return lost_.add();
    const auto kept = co_await stack_.s3().objects.put_text(to, std::move(key), std::move(object));
    if (!kept.ok()) lost_.add();
}

Task<void> WafSurroundings::write_soon() {
    co_await context_.clock.sleep_for(gathering_logs);
    soon_ = false;
    write_all();
}

void WafSurroundings::write_all() {
    for (auto& [key, waiting] : std::exchange(waiting_, {})) {
        logs::LogGroup* const group = groups_.find(waiting.place, waiting.group);
        logs::LogStream* to = nullptr;
        if (group != nullptr) {
            const auto known = group->streams.find(waiting.stream);
            to = known != group->streams.end() ? known->second.get() : groups_.create_stream(*group, waiting.stream);
        }
        if (to == nullptr) {
            lost_.add(waiting.events.size());
        } else {
            groups_.append(*to, std::move(waiting.events));
        }
    }
}

Task<void> WafSurroundings::deliver(std::string stream, Text record) {
    stack::StreamPort* const port = stack_.delivery_stream_at(stream);
    if (port == nullptr) co_return lost_.add();
    const Passage passage = co_await port->gate().enter();
    // It may have gone meanwhile.
    if (passage != Passage::open || port->stream() == nullptr) co_return lost_.add();
    if (!port->stream()->put(std::move(record), 0).ok()) lost_.add();
}

}  // namespace wt::cloud
