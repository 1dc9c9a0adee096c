#include "aws/page_token.hpp"

#include "base/base64.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::aws;

namespace {
const PageTokens shards("kinesis:ListShards/orders");
const Instant now = epoch + std::chrono::hours(500'000);
}  // namespace

TEST_CASE("a cursor comes back from its token, whatever bytes it has") {
    for (const std::string& cursor : {std::string(), std::string("shard-1"), std::string("a\0.b\xff", 5)}) {
        const auto opened = shards.open(shards.seal(cursor, now), now);
        REQUIRE(opened.ok());
        CHECK(*opened == cursor);
    }
}

TEST_CASE("a token of another operation, or of other parameters, is broken") {
    const std::string token = shards.seal("cursor", now);
    CHECK(PageTokens("kinesis:ListShards/clicks").open(token, now).error() == TokenFault::broken);
    CHECK(PageTokens("kinesis:ListStreams").open(token, now).error() == TokenFault::broken);
    // What ends a scope cannot begin a cursor.
    CHECK(PageTokens("kinesis:ListShards/order").open(token, now).error() == TokenFault::broken);
}

TEST_CASE("a token that was made up or changed is broken") {
    for (const char* token : {"", "a", "AAAA", "not a token", "\xff", "2"}) {
        CHECK(shards.open(token, now).error() == TokenFault::broken);
    }
    CHECK(shards.open(std::string(PageTokens::longest + 1, 'A'), now).error() == TokenFault::broken);
    const std::string token = shards.seal("cursor", now);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(shards.open(changed, now).ok());
        CHECK_FALSE(shards.open(token.substr(0, i), now).ok());
    }
}

TEST_CASE("a token lives as long as its operation's do") {
    const PageTokens short_lived("kinesis:ListShards", 5min);
    const std::string token = short_lived.seal("cursor", now);
    CHECK(short_lived.open(token, now + 5min).ok());
    CHECK(short_lived.open(token, now + 5min + 1s).error() == TokenFault::expired);
    CHECK(shards.open(shards.seal("cursor", now), now + std::chrono::hours(100'000)).ok());
}

TEST_CASE("a token can stand in a query as it is") {
    const std::string token = shards.seal("a cursor/+=", now);
    CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
}
