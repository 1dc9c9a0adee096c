#include "storage/rds/write_record.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "catch.hpp"

using namespace wt;
using rds::Decoded;
using rds::Write;

namespace {

bool equal(const Write& a, const Write& b) {
    return a.kind == b.kind && a.id == b.id && a.body == b.body && a.number == b.number;
}

/// Valid UTF-8 with many characters that JSON escapes.
std::string random_text(Random& random) {
    static const std::vector<std::string> pieces{
        "\"", "\\", "/", "\n", "\r", "\t", "\b", "\f", std::string(1, '\0'), "\x01", "\x1f", "\x7f", "a", "Z",
        " ",  "{",  "}", ":",  ",",  "é",  "漢", "😀", "plain text"};
    std::string text;
    for (std::uint64_t n = random.below(12); n > 0; --n) text += pieces[random.below(pieces.size())];
    return text;
}

}  // namespace

TEST_CASE("a write is one line of JSON") {
    const Write put{Write::Kind::put, "42", Text(R"({"colour":"red"})"), 7};
    CHECK(rds::encode(put).str() ==
          "{\"op\":\"put\",\"id\":\"42\",\"n\":7,\"body\":\"{\\\"colour\\\":\\\"red\\\"}\"}\n");
    const Write remove{Write::Kind::remove, "42", {}, 8};
    CHECK(rds::encode(remove).str() == "{\"op\":\"remove\",\"id\":\"42\",\"n\":8}\n");
}

TEST_CASE("what is encoded is read back, and reads the same as JSON") {
    Random random(1, "test");
    std::string object;
    std::vector<Write> writes;
    for (int i = 0; i < 3000; ++i) {
        Write write;
        write.kind = random.chance(0.2) ? Write::Kind::remove : Write::Kind::put;
        write.id = Text(random_text(random));
        write.number = random.next() >> random.below(64);
        if (write.kind == Write::Kind::put) write.body = Text(random_text(random));
        const std::string line = rds::encode(write).str();
        object += line;

        const auto json = nlohmann::json::parse(line);
        REQUIRE(json.at("id").get<std::string>() == write.id.view());
        REQUIRE(json.at("n").get<std::uint64_t>() == write.number);
        REQUIRE(json.contains("body") == (write.kind == Write::Kind::put));
        if (json.contains("body")) REQUIRE(json.at("body").get<std::string>() == write.body.view());

        // The same written by someone who escapes all that can be.
        std::string ascii = R"({"op":"put","id":)" + nlohmann::json(write.id.str()).dump(-1, ' ', true) + R"(,"n":)" +
                            std::to_string(write.number) + R"(,"body":)" +
                            nlohmann::json(write.body.str()).dump(-1, ' ', true) + "}\n";
        const Decoded other = rds::decode(ascii);
        REQUIRE(other.writes.size() == 1);
        REQUIRE(other.writes[0].id == write.id);
        REQUIRE(other.writes[0].body == write.body);
        writes.push_back(std::move(write));
    }
    const Decoded decoded = rds::decode(object);
    CHECK(decoded.malformed == 0);
    REQUIRE(decoded.writes.size() == writes.size());
    for (std::size_t i = 0; i < writes.size(); ++i) REQUIRE(equal(decoded.writes[i], writes[i]));
}

TEST_CASE("bytes that are not UTF-8 pass through") {
    Random random(2, "test");
    for (int i = 0; i < 500; ++i) {
        std::string bytes;
        for (std::uint64_t n = random.below(30); n > 0; --n) bytes += static_cast<char>(random.below(256));
        const Write write{Write::Kind::put, Text(bytes), Text(bytes), 1};
        const Decoded decoded = rds::decode(rds::encode(write));
        REQUIRE(decoded.writes.size() == 1);
        REQUIRE(equal(decoded.writes[0], write));
    }
}

TEST_CASE("malformed lines are left out and counted, the others are read") {
    const std::string good = "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"x\"}";
    for (const char* bad : {
             "x",
             "{}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1}",
             "{\"op\":\"remove\",\"id\":\"1\",\"n\":1,\"body\":\"x\"}",
             "{\"op\":\"update\",\"id\":\"1\",\"n\":1,\"body\":\"x\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":-1,\"body\":\"x\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":01,\"body\":\"x\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":,\"body\":\"x\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":18446744073709551616,\"body\":\"x\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"x\"} ",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"x\"",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"x",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\q\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\u12\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\u-123\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\ud83d\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\ude00\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"\\ud83d\\u0041\"}",
             "{\"op\":\"put\",\"id\":\"1\",\"n\":1,\"body\":\"tab\there\"}",
         }) {
        const Decoded decoded = rds::decode(good + "\n" + bad + "\n\n" + good);
        INFO(bad);
        CHECK(decoded.malformed == 1);
        CHECK(decoded.writes.size() == 2);
    }
    CHECK(rds::decode("").writes.empty());
    CHECK(rds::decode("\n\n").malformed == 0);
}

TEST_CASE("a damaged object never reads as more than its lines") {
    Random random(3, "test");
    const Write write{Write::Kind::put, "id", Text("{\"a\":\"\\u00e9\n\"}"), 12345};
    std::string object;
    for (int i = 0; i < 5; ++i) object += rds::encode(write).str();
    for (int round = 0; round < 5000; ++round) {
        std::string damaged = object.substr(0, random.below(object.size() + 1));
        for (std::uint64_t n = random.below(4); n > 0 && !damaged.empty(); --n)
            damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
        const Decoded decoded = rds::decode(damaged);
        REQUIRE(decoded.writes.size() + decoded.malformed <=
                static_cast<std::size_t>(std::count(damaged.begin(), damaged.end(), '\n')) + 1);
    }
}
