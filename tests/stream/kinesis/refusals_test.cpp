#include <string>

#include "base/contexts.hpp"
#include "catch.hpp"
#include "given_keys.hpp"
#include "storage/world.hpp"
#include "store/memory_store.hpp"
#include "stream/kinesis/kinesis.hpp"

using namespace wt;
using namespace wt::stream::kinesis;

namespace {

constexpr const char* first_shard = "shardId-000000000000";
const std::string orders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

struct Account {
    Account() {
        catalogue.stand_among(streams, place);
        CreateStreamInput made;
        made.stream_name = "orders";
        made.shard_count = 2;
        REQUIRE(kinesis.create_stream(call(), std::move(made)).ok());
    }
    [[nodiscard]] aws::Call call() {
        aws::Principal root;
        root.kind = aws::PrincipalKind::root;
        root.account = place.account;
        return aws::Call{root, place.region, "id", {}, world.clock.now(), false, request, {}, {}, {}};
    }
    [[nodiscard]] std::string subscribe(std::string type, std::optional<Instant> moment = std::nullopt) {
        SubscribeToShardInput input;
        input.consumer_arn = consumer;
        input.shard_id = first_shard;
        input.starting_position = {std::move(type), std::nullopt, moment};
        auto said = kinesis.subscribe_to_shard(call(), std::move(input));
        if (!said.ok()) return std::string(said.error().code) + ": " + said.error().message;
        held.push_back(said->event_stream.stream);
        return "";
    }
    test::World world;
    aws::AccountRegion place{"000000000000", "us-east-1"};
    Contexts contexts{world.context};
    stream::KinesisStreams streams{contexts};
    store::MemoryStore store;
    Pace pace{world.context};
    Catalogue catalogue{world.context, store, pace};
    test::GivenKeys keys;
    Kinesis kinesis{world.context, catalogue, keys};
    http::Request request;
    std::string consumer;
    std::vector<std::shared_ptr<http::BodyStream>> held;
};

}  // namespace

TEST_CASE("who subscribes again within five seconds is refused, and later takes over") {
    Account account;
    account.world.clock.run_until(epoch + 100s);
    auto made = account.kinesis.register_stream_consumer(account.call(), {orders, "reader", {}, {}});
    REQUIRE(made.ok());
    account.consumer = made->consumer.consumer_arn;
    CHECK(account.subscribe("LATEST").empty());
    const std::string refused =
        "ResourceInUseException: Another active subscription exists for this consumer: "
        "000000000000:orders:shardId-000000000000:reader";
    account.world.clock.run_until(epoch + 104s);
    CHECK(account.subscribe("LATEST") == refused);
    // Whether the first has hung up or not.
    account.held.clear();
    CHECK(account.subscribe("LATEST") == refused);
    account.world.clock.run_until(epoch + 105s);
    CHECK(account.subscribe("LATEST").empty());
    CHECK(account.subscribe("LATEST") == refused);
}

TEST_CASE("nobody reads from a moment to come") {
    Account account;
    account.world.clock.run_until(epoch + 100s);
    GetShardIteratorInput input;
    input.stream_name = "orders";
    input.shard_id = first_shard;
    input.shard_iterator_type = "AT_TIMESTAMP";
    input.timestamp = epoch + 100s;
    CHECK(account.kinesis.get_shard_iterator(account.call(), input).ok());
    input.timestamp = epoch + 100s + 1ms;
    const auto refused = account.kinesis.get_shard_iterator(account.call(), input);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "InvalidArgumentException");
    CHECK(refused.error().message ==
          "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: "
          "100001, currentTimestampInMillis: 100000");
    auto made = account.kinesis.register_stream_consumer(account.call(), {orders, "reader", {}, {}});
    REQUIRE(made.ok());
    account.consumer = made->consumer.consumer_arn;
    CHECK(
        account.subscribe("AT_TIMESTAMP", epoch + 200s).starts_with("InvalidArgumentException: The timestampInMillis"));
    CHECK(account.subscribe("AT_TIMESTAMP", epoch + 100s).empty());
}

TEST_CASE("an encrypted stream asks for its key when it is named, written to and read") {
    Account account;
    const auto start = [&] {
        StartStreamEncryptionInput input;
        input.stream_name = "clicks";
        input.encryption_type = "KMS";
        input.key_id = "alias/mine";
        const auto said = account.kinesis.start_stream_encryption(account.call(), std::move(input));
        return said.ok() ? std::string() : std::string(said.error().code);
    };
    using Why = aws::KeyFault::Why;
    const std::pair<Why, const char*> all[] = {{Why::not_found, "KMSNotFoundException"},
                                               {Why::disabled, "KMSDisabledException"},
                                               {Why::pending_deletion, "KMSInvalidStateException"},
                                               {Why::access_denied, "KMSAccessDeniedException"},
                                               {Why::wrong_kind, "InvalidArgumentException"}};
    for (const auto& [why, code] : all) {
        account.keys.faults["alias/mine"] = why;
        CHECK(start() == code);
    }
    account.keys.faults.clear();
    REQUIRE(start().empty());
    account.keys.faults["alias/mine"] = Why::disabled;
    std::string said;
    Scope scope;
    scope.spawn([](Account& to, std::string& into) -> Task<void> {
        PutRecordInput input;
        input.stream_name = "clicks";
        input.partition_key = "k";
        const auto answered = co_await to.kinesis.put_record(to.call(), std::move(input));
        into = answered.ok() ? "" : std::string(answered.error().code);
    }(account, said));
    CHECK(said == "KMSDisabledException");
}

TEST_CASE("shards of an on-demand stream are nobody's to split and merge") {
    Account account;
    REQUIRE(account.kinesis.update_stream_mode(account.call(), {orders, {}, {"ON_DEMAND"}, {}}).ok());
    const auto says = [](const auto& said) {
        return said.ok() ? std::string() : std::string(said.error().code) + ": " + said.error().message;
    };
    const std::string refused =
        "ValidationException: Request is invalid. Stream orders under account 000000000000 is in On-Demand mode.";
    CHECK(says(account.kinesis.split_shard(account.call(), {"orders", first_shard, "9", {}, {}})) == refused);
    CHECK(says(account.kinesis.merge_shards(account.call(), {"orders", first_shard, "shardId-000000000001", {}, {}})) ==
          refused);
}
