#include "storage/s3/header_text.hpp"

#include "catch.hpp"

using namespace wt;

TEST_CASE("words that stand for characters beyond ASCII are read as what they mean") {
    CHECK(s3::decoded_words("=?UTF-8?B?YWJj?=") == "abc");
    CHECK(s3::decoded_words("=?UTF-8?Q?hello?=") == "hello");
    CHECK(s3::decoded_words("=?utf-8?q?Zo=C3=AB_Bell?=") == "Zo\u00eb Bell");
    CHECK(s3::decoded_words("=?ISO-8859-1?Q?Zo=EB?=") == "Zo\u00eb");
    CHECK(s3::decoded_words("a =?UTF-8?Q?b?= =?UTF-8?Q?c?=  d") == "a bc  d");
    for (const char* same : {"", "plain", "=?UTF-8?B?YWJj", "=?UTF-8?X?YWJj?=", "=?KOI8-R?Q?a?=", "=?UTF-8?Q?=C3?=",
                             "=?UTF-8?Q?=G0?=", "=?UTF-8?B?!?=",
                             "=?"
                             "?=",
                             "=?", " two  blanks "}) {
        CHECK(s3::decoded_words(same) == same);
    }
}

TEST_CASE("what no header field can say is written as such a word") {
    CHECK(s3::encoded_word("plain text = 1") == "plain text = 1");
    CHECK(s3::encoded_word("Zo\u00eb") == "=?UTF-8?Q?Zo=C3=AB?=");
    CHECK(s3::encoded_word("Zo\u00eb _=?") == "=?UTF-8?Q?Zo=C3=AB_=5F=3D=3F?=");
    CHECK(s3::encoded_word("a\r\nb") == "=?UTF-8?B?YQ0KYg==?=");
    CHECK(s3::encoded_word("Zo\xeb") == "=?UTF-8?Q?Zo=C3=AB?=");
    for (const char* each : {"Zo\u00eb", "\u6f22\u5b57 _?", "a\tb", "\u00fc=1"})
        CHECK(s3::decoded_words(s3::encoded_word(each)) == each);
}

TEST_CASE("a system field is ISO-8859-1, with blanks for the rest") {
    CHECK(s3::latin_1("max-age=5") == "max-age=5");
    CHECK(s3::latin_1("\u00fc \u2014 z") == "\xfc   z");
    CHECK(s3::latin_1("\u0100\u00ff\U0001f600") == " \xff ");
    CHECK(s3::latin_1("a\r\nb\x7f") == "a  b ");
    CHECK(s3::latin_1("\xfc") == "\xfc");
}
