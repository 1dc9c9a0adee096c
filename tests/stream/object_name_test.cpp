#include "stream/object_name.hpp"

#include <string>

#include "base/gzip.hpp"
#include "catch.hpp"
#include "stream/date_pattern.hpp"

using namespace wt;
using stream::ObjectName;
using stream::prefix_problem;

namespace {

constexpr Instant moment = epoch + 1795766703s + 999ms;  // 2026-11-27T08:05:03.999Z, day 331 of the year

std::string key_of(const ObjectName& name) {
    Random random(1, "keys");
    return stream::object_key(name, moment, random);
}
ObjectName with_prefix(std::string prefix) { return {"events", std::move(prefix), "", "", "", 1}; }

}  // namespace

TEST_CASE("an object is named after the arrival of its oldest record") {
    Random random(1, "keys");
    const std::string key = stream::object_key(with_prefix("raw/"), moment, random);
    CHECK(key.starts_with("raw/2026/11/27/08/events-1-2026-11-27-08-05-03-"));
    const std::string uuid = key.substr(key.size() - 36);
    CHECK(uuid[8] == '-');
    CHECK(uuid[14] == '4');
    CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
    CHECK(stream::object_key(with_prefix("raw/"), moment, random) != key);
}

TEST_CASE("a prefix's expressions are evaluated, and a timestamp ends one that has none") {
    CHECK(key_of(with_prefix("")).starts_with("2026/11/27/08/events-1-"));
    CHECK(key_of(with_prefix("a/!{timestamp:yyyy-MM}/b/")).starts_with("a/2026-11/b/events-1-"));
    CHECK(key_of(with_prefix("!{timestamp:yy'y'DDD_H:m:s}/")).starts_with("26y331_8:5:3/events-1-"));
    CHECK(key_of(with_prefix("dt=!{timestamp:yyyyMMdd}/hour=!{timestamp:HH}/"))
              .starts_with("dt=20261127/hour=08/events-1-"));
    const std::string random = key_of(with_prefix("!{firehose:random-string}/"));
    CHECK(random.find('/') == 11);
    CHECK(random.substr(11).starts_with("/2026/11/27/08/events-1-"));
}

TEST_CASE("objects of failed records stand under the error prefix, with the kind of failure") {
    ObjectName name{"events", "raw/", "", "processing-failed", "", 1};
    CHECK(key_of(name).starts_with("raw/processing-failed/2026/11/27/08/events-1-"));
    name.error_prefix = "bad/!{firehose:error-output-type}/!{timestamp:yyyy}/";
    CHECK(key_of(name).starts_with("bad/processing-failed/2026/events-1-"));
}

TEST_CASE("a static error prefix is one, with the time at its end") {
    const ObjectName name{"events", "raw/", "errors/", "processing-failed", "", 1};
    CHECK(key_of(name).starts_with("errors/2026/11/27/08/events-1-"));
}

TEST_CASE("a timestamp is what Java's DateTimeFormatter makes of it") {
    // A Friday in the 48th week, if weeks begin on Sunday and 1 January is in the first.
    const auto said = [](std::string_view pattern, Duration offset = 0s, std::string_view zone = "UTC") {
        const auto text = stream::formatted(pattern, {moment, offset, zone});
        return text.ok() ? *text : text.error().message;
    };
    CHECK(said("EEE EEEE EEEEE E") == "Fri Friday F Fri");
    CHECK(said("e ee c") == "6 06 6");
    CHECK(said("M MM MMM MMMM MMMMM LLL") == "11 11 Nov November N Nov");
    CHECK(said("S SSS SSSSSS n A") == "9 999 999000 999000000 29103999");
    CHECK(said("hh:mm a K k") == "08:05 AM 8 8");
    CHECK(said("hh a K k", 4h + 55min) == "01 PM 1 13");
    CHECK(said("uuuu y yy YYYY ww w W F") == "2026 2026 26 2026 48 48 4 4");
    CHECK(said("Q QQ QQQ QQQQ") == "4 04 Q4 4th quarter");
    CHECK(said("G D DDD") == "AD 331 331");
    CHECK(said("X x Z O VV z") == "Z +00 +0000 GMT UTC UTC");
    CHECK(said("X XX xxx Z O VV", 5h + 30min, "Asia/Kolkata") == "+0530 +0530 +05:30 +0530 GMT+5:30 Asia/Kolkata");
    CHECK(said("X Z ZZZZZ OOOO", -5h, "America/New_York") == "-05 -0500 -05:00 GMT-05:00");
    CHECK(said("yyyy-MM-dd'T'HH 'o''clock' ''[ss]") == "2026-11-27T08 o'clock '03");
    for (const char* wrong : {"EEEEEE", "ddd", "DDDD", "aa", "cc", "SSSSSSSSSS", "j", "#"}) {
        INFO(wrong);
        CHECK_FALSE(stream::formatted(wrong, {moment}).ok());
    }
    // The last days of a year are in the next one's first week.
    const stream::LocalMoment eve{epoch + 1798588800s};  // Wednesday, 30 December 2026
    CHECK(*stream::formatted("YYYY-ww", eve) == "2027-01");
    CHECK(*stream::formatted("YYYY-ww", {epoch + 1798243200s}) == "2026-52");  // Saturday, 26 December
    CHECK(*stream::formatted("YYYY-ww", {epoch + 1767225600s}) == "2026-01");  // Thursday, 1 January
}

TEST_CASE("the extension and the version are part of the name") {
    ObjectName name = with_prefix("");
    name.extension = ".gz";
    name.version = 7;
    CHECK(key_of(name).find("/events-7-") != std::string::npos);
    CHECK(key_of(name).ends_with(".gz"));
}

TEST_CASE("a prefix that Firehose refuses is a problem") {
    CHECK_FALSE(prefix_problem("", ""));
    CHECK_FALSE(prefix_problem("plain/", ""));
    CHECK_FALSE(prefix_problem("!{timestamp:yyyy}/", "e/!{firehose:error-output-type}/"));
    const auto says = [](std::string_view prefix, std::string_view error_prefix, std::string_view word) {
        const auto problem = prefix_problem(prefix, error_prefix);
        return problem && problem->find(word) != std::string::npos;
    };
    CHECK_FALSE(prefix_problem("p/", "errors/"));
    CHECK(says("!{timestamp:yyyy}/", "", "error_prefix cannot be null or empty when prefix contains expressions"));
    CHECK(says("a", "errors/!{timestamp:yyyy}/", "error-output-type"));
    CHECK_FALSE(prefix_problem("!{timestamp:yyyy}/", "errors/"));
    CHECK(says("!{timestamp:yyyy", "", "never closed"));
    CHECK(says("!{timestamp:yyyy'}", "", "quote"));
    CHECK(says("!{timestamp:b}", "", "not known"));
    CHECK(says("!{timestamp:[yyyy]]}", "", "has no"));
    CHECK(says("!{timestamp:HHH}", "", "not known"));
    CHECK(says("!{partitionKeyFromQuery:a}", "", "no expression"));
    CHECK(says("!{firehose:error-output-type}", "", "no expression"));
    CHECK(says(std::string(513, 'a'), "", "512"));
}

TEST_CASE("what is compressed comes back, and the same bytes always give the same object") {
    for (const std::size_t size : {0U, 1U, 1000U, 3'000'000U}) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 7 * i % 11);
        const Text packed = gzip(text);
        CHECK(is_gzip(packed));
        CHECK(packed == gzip(text));
        CHECK(gunzip(packed) == Text(text));
    }
    CHECK(gzip(std::string(1'000'000, 'x')).size() < 2000);
    // Members one after another are one file.
    CHECK(gunzip(gzip("one,").str() + gzip("two").str()) == Text("one,two"));
}

TEST_CASE("what is no gzip, is cut off or is too large is not unpacked") {
    const std::string packed = gzip(std::string(100'000, 'x')).str();
    CHECK_FALSE(gunzip("plain"));
    CHECK_FALSE(gunzip(""));
    CHECK_FALSE(gunzip(packed.substr(0, packed.size() - 1)));
    CHECK_FALSE(gunzip(packed.substr(0, 20)));
    CHECK_FALSE(gunzip(packed, 99'999));
    CHECK(gunzip(packed, 100'000));
    std::string broken = packed;
    broken[broken.size() - 6] ^= 1;  // its checksum
    CHECK_FALSE(gunzip(broken));
}
