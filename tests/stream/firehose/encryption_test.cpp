#include <string>

#include "base/contexts.hpp"
#include "catch.hpp"
#include "given_keys.hpp"
#include "storage/world.hpp"
#include "store/memory_store.hpp"
#include "stream/firehose/firehose.hpp"

using namespace wt;
using namespace wt::stream::firehose;

namespace {

struct Nowhere final : Surroundings {
    std::optional<aws::Error> refuse_source(std::string_view, std::string_view) const override { return std::nullopt; }
    std::optional<aws::Error> refuse_endpoint(const std::string&) const override { return std::nullopt; }
    stream::DeliveryLinks links_to(const std::shared_ptr<const Target>&) override {
        stream::DeliveryLinks links;
        links.archive = [](std::string, Text) -> Task<bool> { co_return true; };
        return links;
    }
};

struct Account {
    Account() { catalogue.stand_among(streams, nowhere, place); }
    [[nodiscard]] aws::Call call() {
        aws::Principal root;
        root.kind = aws::PrincipalKind::root;
        root.account = place.account;
        return aws::Call{root, place.region, "id", {}, world.clock.now(), false, request, {}, {}, {}};
    }
    using Key = std::optional<DeliveryStreamEncryptionConfigurationInput>;
    /// What is said against it.
    std::string create(const std::string& name, Key key = std::nullopt, const std::string& prefix = "",
                       const std::string& errors = "") {
        CreateDeliveryStreamInput input;
        input.delivery_stream_name = name;
        input.delivery_stream_encryption_configuration_input = std::move(key);
        S3DestinationConfiguration to;
        to.role_arn = "arn:aws:iam::000000000000:role/r";
        to.bucket_arn = "arn:aws:s3:::out";
        to.prefix = prefix;
        to.error_output_prefix = errors;
        input.s3_destination_configuration = std::move(to);
        const auto said = firehose.create_delivery_stream(call(), std::move(input));
        return said.ok() ? "" : said.error().message;
    }
    [[nodiscard]] std::string status(const std::string& name) {
        return catalogue.find(place, name)->encryption.status.value_or("");
    }
    test::World world;
    aws::AccountRegion place{"000000000000", "us-east-1"};
    Contexts contexts{world.context};
    stream::DeliveryStreams streams{contexts, [](const auto&, const auto&) { return stream::DeliveryLinks(); }};
    Nowhere nowhere;
    store::MemoryStore store;
    Pace pace{world.context, Pace::Kind::aws};
    Catalogue catalogue{world.context, store, pace};
    test::GivenKeys keys;
    Firehose firehose{world.context, catalogue, keys};
    http::Request request;
};

const DeliveryStreamEncryptionConfigurationInput owned{std::nullopt, "AWS_OWNED_CMK"};
const DeliveryStreamEncryptionConfigurationInput managed{"arn:aws:kms:us-east-1:000000000000:key/1",
                                                         "CUSTOMER_MANAGED_CMK"};

}  // namespace

TEST_CASE("encryption is ENABLING before it is ENABLED, and DISABLING before it is DISABLED") {
    Account account;
    REQUIRE(account.create("plain").empty());
    REQUIRE(account.create("sealed", owned).empty());
    CHECK(account.status("plain") == "DISABLED");
    CHECK(account.status("sealed") == "ENABLING");
    account.world.clock.run_until(epoch + 31s);
    CHECK(account.status("plain") == "DISABLED");
    CHECK(account.status("sealed") == "ENABLED");
    REQUIRE(account.firehose.start_delivery_stream_encryption(account.call(), {"plain", managed}).ok());
    REQUIRE(account.firehose.stop_delivery_stream_encryption(account.call(), {"sealed"}).ok());
    CHECK(account.status("plain") == "ENABLING");
    CHECK(account.status("sealed") == "DISABLING");
    // The later change counts.
    account.world.clock.run_until(epoch + 50s);
    REQUIRE(account.firehose.start_delivery_stream_encryption(account.call(), {"sealed", owned}).ok());
    account.world.clock.run_until(epoch + 62s);
    CHECK(account.status("plain") == "ENABLED");
    CHECK(account.status("sealed") == "ENABLING");
    account.world.clock.run_until(epoch + 81s);
    CHECK(account.status("sealed") == "ENABLED");
}

TEST_CASE("a key of one's own has an ARN, AWS's has none") {
    Account account;
    CHECK(account.create("a", {{std::nullopt, "CUSTOMER_MANAGED_CMK"}}).starts_with("KeyARN is required"));
    CHECK(account.create("a", {{managed.key_arn, "AWS_OWNED_CMK"}}).starts_with("KeyARN is not allowed"));
    REQUIRE(account.create("a", managed).empty());
    account.world.clock.run_until(epoch + 31s);
    CHECK_FALSE(account.firehose
                    .start_delivery_stream_encryption(
                        account.call(), {"a", DeliveryStreamEncryptionConfigurationInput{{}, "CUSTOMER_MANAGED_CMK"}})
                    .ok());
}

TEST_CASE("a key that cannot be used is refused when it is named, and when something is put") {
    Account account;
    account.keys.faults[*managed.key_arn] = aws::KeyFault::Why::not_found;
    CHECK(account.create("a", managed).find("cannot be used") != std::string::npos);
    account.keys.faults.clear();
    REQUIRE(account.create("a", managed).empty());
    account.world.clock.run_until(account.world.clock.after(31s));
    const auto put = [&] {
        std::string said = "nothing";
        Scope scope;
        scope.spawn([](Account& to, std::string& into) -> Task<void> {
            PutRecordInput input;
            input.delivery_stream_name = "a";
            input.record.data.bytes = "x";
            const aws::Call call = to.call();
            const auto answered = co_await to.firehose.put_record(call, std::move(input));
            into = answered.ok() ? "" : std::string(answered.error().code);
        }(account, said));
        account.world.clock.run_until(account.world.clock.after(1s));
        return said;
    };
    CHECK(put().empty());
    account.keys.faults[*managed.key_arn] = aws::KeyFault::Why::disabled;
    CHECK(put() == "InvalidKMSResourceException");
}

TEST_CASE("prefixes are refused in AWS's words") {
    Account account;
    CHECK(account.create("a", {}, "!{timestamp:yyyy}/") ==
          "Ths supplied prefix(es) do not satisfy the following constraint: ErrorOutputPrefix cannot be null or empty "
          "when Prefix contains expressions");
    CHECK(account.create("a", {}, "p/", "errors/!{timestamp:yyyy}/").find("ErrorOutputPrefix must contain") !=
          std::string::npos);
    CHECK(account.create("a", {}, "p/", "errors/").empty());
}

TEST_CASE("a change of a destination without a change is refused as that") {
    Account account;
    REQUIRE(account.create("a").empty());
    account.world.clock.run_until(epoch + 31s);
    UpdateDestinationInput input;
    input.delivery_stream_name = "a";
    input.current_delivery_stream_version_id = "1";
    input.destination_id = "destinationId-000000000001";
    const auto said = account.firehose.update_destination(account.call(), std::move(input));
    REQUIRE_FALSE(said.ok());
    CHECK(said.error().message == "Exactly one destination update must be specified.");
}
