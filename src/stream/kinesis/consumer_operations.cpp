// Enhanced fan-out: consumers, and what they are sent.
#include <algorithm>

#include <fmt/format.h>

#include "iam/resource_access.hpp"
#include "stream/kinesis/kinesis.hpp"

namespace wt::stream::kinesis {

namespace {

/// Assumed: about as long as AWS takes.
constexpr Duration registering = 5s;

/// Kinesis Data Streams Developer Guide, "Quotas and limits".
constexpr std::size_t most_consumers = 20;
constexpr std::string_view consumers_scope = "kinesis:ListStreamConsumers";

[[nodiscard]] Consumer consumer_of(const StreamEntry& entry, const std::string& name) {
    const ConsumerEntry& about = entry.consumers.at(name);
    return {name, entry.consumer_arn(name), about.status(), about.created};
}

}  // namespace

aws::Outcome<RegisterStreamConsumerOutput> Kinesis::register_stream_consumer(const aws::Call& call,
                                                                             RegisterStreamConsumerInput input) {
    const auto make = [&]() -> aws::Outcome<RegisterStreamConsumerOutput> {
        const auto found = active(call, "kinesis:RegisterStreamConsumer", std::nullopt, input.stream_arn);
        if (!found.ok()) return found.error();
        StreamEntry& entry = *found->entry;
        if (entry.consumers.contains(input.consumer_name))
            return in_use(fmt::format("Consumer {} under stream {} already exists for account {}.", input.consumer_name,
                                      entry.name, entry.place.account));
        if (entry.consumers.size() >= most_consumers)
            return limit_exceeded(
                fmt::format("Stream {} has {} registered consumers already.", entry.name, most_consumers));
        ConsumerEntry consumer;
        consumer.created = std::chrono::floor<std::chrono::seconds>(call.now);
        if (auto wrong = add_tags(entry, consumer.tags, input.tags); !wrong.ok()) return wrong.error();
        entry.consumers.emplace(input.consumer_name, std::move(consumer));
        RegisterStreamConsumerOutput output;
        output.consumer = consumer_of(entry, input.consumer_name);
        output.consumer.consumer_status = "CREATING";
        catalogue_.pass(entry, input.consumer_name, "CREATING", registering);
        return output;
    };
    return make();
}

aws::Outcome<aws::Nothing> Kinesis::deregister_stream_consumer(const aws::Call& call,
                                                               DeregisterStreamConsumerInput input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = consumer(call, "kinesis:DeregisterStreamConsumer", input.stream_arn, input.consumer_name,
                                    input.consumer_arn);
        if (!found.ok()) return found.error();
        const std::string key = found->entry->consumer_arn(found->consumer_name);
        std::erase_if(*subscriptions_, [&](const auto& each) { return each.first.starts_with(key); });
        if (const auto standing = catalogue_.standing(*found->entry)) {
            for (std::size_t i = 0; i < standing->shards(); ++i) standing->arrival(i).pulse();
        }
        catalogue_.pass(*found->entry, found->consumer_name, "DELETING", registering);
        return aws::Nothing();
    };
    return remove();
}

aws::Outcome<DescribeStreamConsumerOutput> Kinesis::describe_stream_consumer(const aws::Call& call,
                                                                             DescribeStreamConsumerInput input) {
    const auto describe = [&]() -> aws::Outcome<DescribeStreamConsumerOutput> {
        const auto found =
            consumer(call, "kinesis:DescribeStreamConsumer", input.stream_arn, input.consumer_name, input.consumer_arn);
        if (!found.ok()) return found.error();
        const Consumer told = consumer_of(*found->entry, found->consumer_name);
        DescribeStreamConsumerOutput output;
        output.consumer_description = {told.consumer_name, told.consumer_arn, told.consumer_status,
                                       told.consumer_creation_timestamp, found->entry->arn()};
        return output;
    };
    return describe();
}

aws::Outcome<ListStreamConsumersOutput> Kinesis::list_stream_consumers(const aws::Call& call,
                                                                       ListStreamConsumersInput input) {
    const auto list = [&]() -> aws::Outcome<ListStreamConsumersOutput> {
        const auto found = stream(call, "kinesis:ListStreamConsumers", std::nullopt, input.stream_arn);
        if (!found.ok()) return found.error();
        const StreamEntry& entry = **found;
        const std::string scope = fmt::format("{}/{}", consumers_scope, entry.arn());
        const aws::PageTokens tokens(scope, 5min);
        std::string after;
        if (input.next_token) {
            const auto opened = tokens.open(*input.next_token, call.now);
            if (!opened.ok() && opened.error() == aws::TokenFault::expired)
                return aws::Error(kinesis_errors::expired_next_token, "The pagination token has expired.");
            if (!opened.ok()) return invalid_argument("NextToken is invalid.");
            after = *opened;
        }
        const auto limit = static_cast<std::size_t>(input.max_results.value_or(100));
        ListStreamConsumersOutput output;
        for (auto each = entry.consumers.upper_bound(after); each != entry.consumers.end(); ++each) {
            if (output.consumers.size() == limit) {
                output.next_token = tokens.seal(output.consumers.back().consumer_name, call.now);
                break;
            }
            output.consumers.push_back(consumer_of(entry, each->first));
        }
        return output;
    };
    return list();
}

aws::Outcome<SubscribeToShardOutput> Kinesis::subscribe_to_shard(const aws::Call& call, SubscribeToShardInput input) {
    const auto subscribe = [&]() -> aws::Outcome<SubscribeToShardOutput> {
        const auto found = consumer(call, "kinesis:SubscribeToShard", std::nullopt, std::nullopt, input.consumer_arn);
        if (!found.ok()) return found.error();
        const StreamEntry& entry = *found->entry;
        if (found->consumer->status() != "ACTIVE")
            return in_use(fmt::format("Consumer {} under stream {} is not ACTIVE, instead in state {}.",
                                      found->consumer_name, entry.name, found->consumer->status()));
        const Standing standing{found->entry, catalogue_.standing(entry)};
        if (standing.stream == nullptr)
            return not_found(fmt::format("Stream {} under account {} not found.", entry.name, entry.place.account));
        const auto wanted = shard(standing, input.shard_id);
        if (!wanted.ok()) return wanted.error();
        const auto from = iterator_at(standing, *wanted, input.starting_position);
        if (!from.ok()) return from.error();
        if (auto refused = refuse_key(call, entry, "Decrypt")) return std::move(*refused);
        Subscription::About about;
        about.key = fmt::format("{} {}", input.consumer_arn, input.shard_id);
        const auto is_recent = [now = context_.now()](const LatestSubscription& each) {
            return now - each.began < Subscription::alone;
        };
        std::erase_if(*subscriptions_, [&](const auto& each) { return each.second.over && !is_recent(each.second); });
        const auto before = subscriptions_->find(about.key);
        const KinesisStream::ConsumerCounts counts = standing.stream->counts_of(found->consumer_name);
        if (before != subscriptions_->end() && is_recent(before->second)) {
            counts.refused.add();
            return in_use(fmt::format("Another active subscription exists for this consumer: {}:{}:{}:{}",
                                      entry.place.account, entry.name, input.shard_id, found->consumer_name));
        }
        if (input.dry_run.value_or(false))
            return aws::Error(kinesis_errors::dry_run_operation,
                              "Request would have succeeded, but the DryRun parameter was set.");
        about.number = ++subscribed_;
        about.is_encrypted = entry.encryption == "KMS";
        about.protocol = call.protocol;
        counts.subscribed.add();
        SubscribeToShardOutput output;
        output.event_stream.stream =
            std::make_shared<Subscription>(context_, standing.stream, *from, subscriptions_, std::move(about), counts);
        // Who was subscribed before hears of it.
        standing.stream->arrival(*wanted).pulse();
        return output;
    };
    return subscribe();
}

}  // namespace wt::stream::kinesis
