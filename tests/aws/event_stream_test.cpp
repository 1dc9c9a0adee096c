#include "aws/event_stream.hpp"

#include <string>

#include "catch.hpp"

namespace wt::test {

using namespace std::string_literals;

TEST_CASE("a message has its lengths, checks, headers and payload") {
    // The empty message of the SDKs' own tests.
    std::string empty;
    aws::append_message(empty, {}, {});
    CHECK(empty == "\x00\x00\x00\x10\x00\x00\x00\x00\x05\xc2\x48\xeb\x7d\x98\xc8\xff"s);

    std::string event = "before";
    aws::append_event(event, "End", {}, "{}");
    const std::string fields =
        "\x0d:message-type\x07\x00\x05"
        "event\x0b:event-type\x07\x00\x03"
        "End"s;
    REQUIRE(event.size() == 6 + 12 + fields.size() + 2 + 4);
    CHECK(event.substr(6, 8) == "\x00\x00\x00"s + static_cast<char>(16 + fields.size() + 2) + "\x00\x00\x00"s +
                                    static_cast<char>(fields.size()));
    CHECK(event.substr(18, fields.size() + 2) == fields + "{}");
}

TEST_CASE("a stream that breaks says why in a message of its own") {
    std::string broken;
    aws::append_error(broken, "CastFailed", "why");
    CHECK(broken.find("\x0d:message-type\x07\x00\x05"
                      "error\x0b:error-code\x07\x00\x0a"
                      "CastFailed\x0e:error-message\x07\x00\x03why"s) == 12);
}

}  // namespace wt::test
