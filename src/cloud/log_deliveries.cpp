#include "cloud/log_deliveries.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/gzip.hpp"
#include "cloud/access.hpp"

namespace wt::cloud {

namespace {

constexpr Duration first_wait = 1s;
constexpr Duration longest_wait = 5min;
constexpr Duration tried_for = 24h;
/// Messages of one document; more go in several. A record of Kinesis may have 1 MiB.
constexpr std::size_t most_bytes_a_document = std::size_t{256} << 10;
constexpr std::size_t longest_key = stream::KinesisStream::longest_key;
/// By which of these names CloudWatch Logs asks functions to let it in.
constexpr std::string_view log_services[] = {"logs.amazonaws.com", "logs.{}.amazonaws.com"};

[[nodiscard]] Instant moment_of(std::int64_t ms) { return epoch + std::chrono::milliseconds(ms); }

/// "arn:aws:SERVICE:REGION:ACCOUNT:REST".
struct Arn {
    std::string_view service;
    aws::AccountRegion place;
    std::string_view rest;
};
[[nodiscard]] std::optional<Arn> read_arn(std::string_view text) {
    std::string_view parts[5];
    for (std::string_view& part : parts) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        part = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (parts[0] != "arn") return std::nullopt;
    return Arn{parts[2], {std::string(parts[4]), std::string(parts[3])}, text};
}

}  // namespace

LogDeliveries::LogDeliveries(const Context& context, stack::Stack& stack, logs::LogGroups& groups,
                             cloudwatch::MetricStore& metrics)
    : context_(context),
      stack_(stack),
      groups_(groups),
      metrics_(metrics),
      keys_(context.random("logs.partition_keys")),
      sent_(context.metrics.counter("logs.forwarded")),
      lost_(context.metrics.counter("logs.forwarded.lost")) {
    groups_.watch([this](const logs::LogStream& stream, std::uint64_t first, const Events& events) {
        take(stream, first, events);
    });
}

LogDeliveries::~LogDeliveries() { groups_.watch({}); }

std::optional<LogDeliveries::Target> LogDeliveries::target_of(std::string_view text) {
    const auto arn = read_arn(text);
    if (!arn) return std::nullopt;
    if (auto function = lambda::api::read_function_arn(text)) {
        std::string name = function->name;
        return Target{Kind::function, std::move(name), std::move(*function)};
    }
    constexpr std::string_view stream = "stream/";
    if (arn->service == "kinesis" && arn->rest.starts_with(stream)) return Target{Kind::kinesis, std::string(text), {}};
    constexpr std::string_view delivery = "deliverystream/";
    if (arn->service == "firehose" && arn->rest.starts_with(delivery))
        return Target{Kind::firehose, std::string(text), {}};
    return std::nullopt;
}

std::optional<std::string> LogDeliveries::refuse(const aws::AccountRegion& place, const std::string& group,
                                                 const logs::SubscriptionFilter& filter) const {
    const auto arn = read_arn(filter.destination);
    const auto target = target_of(filter.destination);
    // Assumed: the sentence about what is no ARN.
    if (!arn) return fmt::format("Invalid destinationArn: {}", filter.destination);
    if (!target) {
        return fmt::format("PutSubscriptionFilter operation cannot work with destinationArn for vendor {}",
                           arn->service);
    }
    const bool is_here = arn->place == place;
    if (target->kind == Kind::function) {
        if (!filter.role.empty()) return "destinationArn for vendor lambda cannot be used with roleArn";
        if (arn->place == place && open_to(target->function, place, group)) return std::nullopt;
        return "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute "
               "your function.";
    }
    if (filter.role.empty())
        return fmt::format("destinationArn for vendor {} cannot be used without roleArn", arn->service);
    const bool is_kinesis = target->kind == Kind::kinesis;
    auto* const delivery = is_kinesis ? nullptr : stack_.delivery_stream_at(target->name);
    const bool is_there = is_kinesis ? stack_.kinesis_at(target->name) != nullptr
                                     : delivery != nullptr && delivery->stream()->takes_puts();
    if (is_here && is_there) return std::nullopt;
    const std::string_view kind = is_kinesis ? "Kinesis" : "Firehose";
    return fmt::format(
        "Could not deliver test message to specified {0} stream. Check if the given {0} stream is in ACTIVE state.",
        kind);
}

void LogDeliveries::try_out(const logs::SubscriptionFilter& filter) {
    auto target = target_of(filter.destination);
    if (!target || target->kind == Kind::function) return;
    const std::string_view kind = target->kind == Kind::kinesis ? "Kinesis stream" : "Firehose";
    send(std::move(*target), logs::control_message(kind, groups_.now()), filter.name);
}

void LogDeliveries::take(const logs::LogStream& stream, std::uint64_t first, const Events& events) {
    for (const auto& [name, filter] : stream.group->metric_filters) measure(*stream.group, filter, events);
    for (const auto& [name, filter] : stream.group->subscriptions) forward(stream, filter, first, events);
}

void LogDeliveries::measure(const logs::LogGroup& group, const logs::MetricFilter& filter, const Events& events) {
    const cloudwatch::Unit unit = cloudwatch::unit_of(filter.unit).value_or(cloudwatch::no_unit());
    bool matched = false;
    for (const logs::InputEvent& event : events) {
        if (!filter.pattern.matches(event.message)) continue;
        matched = true;
        const auto found = logs::measure(filter, event.message, group.place, group.name);
        if (!found) continue;
        cloudwatch::Metric metric{filter.name_space, filter.metric_name, {}};
        for (const auto& [name, value] : found->dimensions) metric.dimensions.push_back({name, value});
        publish(group.place, std::move(metric), unit, moment_of(event.timestamp), found->value);
    }
    if (!filter.default_value) return;
    Quiet& quiet = quiet_[fmt::format("{}/{}/{}:{}", group.place.account, group.place.region, group.name, filter.name)];
    quiet.place = group.place;
    quiet.metric = {filter.name_space, filter.metric_name, {}};
    quiet.unit = unit;
    quiet.value = *filter.default_value;
    quiet.matched = quiet.matched || matched;
    if (minutes_.running() == 0) minutes_.spawn(end_minute());
}

void LogDeliveries::publish(const aws::AccountRegion& place, cloudwatch::Metric metric, cloudwatch::Unit unit,
                            Instant moment, double value) {
    const Instant now = context_.calendar();
    if (!metrics_.has_room(now)) return;
    cloudwatch::Aggregate one;
    one.add(value);
    metrics_.add(place, cloudwatch::sorted(std::move(metric)), unit, moment, 60, one, now);
}

/// In which events came in, and none matched: there the default value stands.
Task<void> LogDeliveries::end_minute() {
    const Instant minute = std::chrono::floor<std::chrono::minutes>(context_.calendar());
    co_await context_.clock.sleep_for(minute + 1min - context_.calendar());
    for (const auto& [key, quiet] : std::exchange(quiet_, {})) {
        if (!quiet.matched) publish(quiet.place, quiet.metric, quiet.unit, minute, quiet.value);
    }
}

void LogDeliveries::forward(const logs::LogStream& stream, const logs::SubscriptionFilter& filter, std::uint64_t first,
                            const Events& events) {
    const auto target = target_of(filter.destination);
    if (!target) return;
    const logs::EventSource source{stream.group->place, stream.group->name, stream.name};
    std::vector<logs::KeyedEvent> matching;
    std::size_t bytes = 0;
    const auto send_on = [&] {
        if (matching.empty()) return;
        const std::string key =
            filter.distribution == "Random" ? fmt::format("{:016x}", keys_.next()) : stream.name.substr(0, longest_key);
        send(*target, logs::data_message(filter, source, matching), key);
        matching.clear();
        bytes = 0;
    };
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!filter.pattern.matches(events[i].message)) continue;
        bytes += events[i].message.size();
        if (bytes > most_bytes_a_document) {
            send_on();
            bytes = events[i].message.size();
        }
        matching.push_back({{events[i].timestamp, first + i}, events[i].message});
    }
    send_on();
}

void LogDeliveries::send(Target target, std::string document, std::string partition_key) {
    if (waiting_.running() >= most_waiting) {
        lost_.add();
        return;
    }
    waiting_.spawn(deliver(std::move(target), gzip(document), Text(partition_key)));
}

Task<void> LogDeliveries::deliver(Target target, Text packed, Text partition_key) {
    const auto problem = co_await groups_.durable();
    const Instant since = context_.now();
    for (Duration wait = first_wait; !problem; wait = std::min(wait * 2, longest_wait)) {
        const Answer answer = co_await put(target, packed, partition_key);
        if (answer == Answer::done) {
            sent_.add();
            co_return;
        }
        if (answer == Answer::refused || context_.now() + wait - since > tried_for) break;
        co_await context_.clock.sleep_for(wait);
    }
    lost_.add();
}

Task<LogDeliveries::Answer> LogDeliveries::put(Target target, Text packed, Text partition_key) {
    if (target.kind == Kind::function) {
        if (functions_->find(target.function) == nullptr) co_return Answer::refused;
        lambda::api::Invocation invocation;
        invocation.key = Text(target.name);
        invocation.payload = Text(fmt::format(R"({{"awslogs":{{"data":"{}"}}}})", base64_encode(packed.view())));
        invoker_->enqueue(target.function, std::move(invocation));
        co_return Answer::done;
    }
    const bool is_kinesis = target.kind == Kind::kinesis;
    stack::KinesisPort* const kinesis = is_kinesis ? stack_.kinesis_at(target.name) : nullptr;
    stack::StreamPort* const delivery = is_kinesis ? nullptr : stack_.delivery_stream_at(target.name);
    if (kinesis == nullptr && delivery == nullptr) co_return Answer::refused;
    Gate& gate = is_kinesis ? kinesis->gate() : delivery->gate();
    const Passage passage = co_await gate.enter();
    if (passage != Passage::open) co_return Answer::busy;
    // It may have gone meanwhile.
    if (is_kinesis ? kinesis->stream() == nullptr : delivery->stream() == nullptr) co_return Answer::refused;
    std::string error;
    if (is_kinesis) {
        stream::KinesisStream::Entry entry{partition_key, packed, 0};
        const std::shared_ptr<stream::KinesisStream> stream = kinesis->stream();
        const auto place = stream->put_record(std::move(entry));
        if (!place.ok()) error = place.error().message;
    } else {
        const auto number = delivery->stream()->put(packed, 0);
        if (!number.ok()) error = number.error().message;
    }
    if (error.empty()) co_return Answer::done;
    co_return error.starts_with("ValidationException") ? Answer::refused : Answer::busy;
}

bool LogDeliveries::open_to(const lambda::api::FunctionName& function, const aws::AccountRegion& place,
                            const std::string& group) const {
    if (functions_ == nullptr) return false;
    const std::string source = fmt::format("arn:aws:logs:{}:{}:log-group:{}:*", place.region, place.account, group);
    return std::any_of(std::begin(log_services), std::end(log_services), [&](std::string_view service) {
        const std::string name = fmt::format(fmt::runtime(service), place.region);
        return cloud::open_to(*functions_, function, {name, source, place.account}) != nullptr;
    });
}

}  // namespace wt::cloud
