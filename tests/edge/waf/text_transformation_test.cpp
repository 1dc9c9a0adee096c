#include "catch.hpp"

#include <string>

#include "base/random.hpp"
#include "edge/waf/text_transformation.hpp"

using namespace wt;
using namespace wt::edge::waf;
using T = Transformation;

TEST_CASE("text transformations do what AWS WAF says they do") {
    struct Case {
        T transformation;
        std::string text;
        std::string wanted;
    };
    const std::string nulls("a\0b", 3);
    for (const Case& one : {
             Case{T::none, "A%20b", "A%20b"},
             Case{T::lowercase, "SeLeCt \xc3\x84", "select \xc3\x84"},
             Case{T::compress_white_space,
                  "a \t\r\n\v\f b\xa0\xa0"
                  "c",
                  "a b c"},
             Case{T::html_entity_decode, "&lt;script&GT;&#x41;&#66&quot;&bogus;&", "<script>AB\"&bogus;&"},
             Case{T::url_decode, "%3Cscript%3e+%zz%u0041", "<script> %zz%u0041"},
             Case{T::url_decode_uni, "%u0041%uff1c%41%u00zz", "A<A%u00zz"},
             Case{T::cmd_line, "C^MD \"/c\" 'dir' ,;  ( x", "cmd/c dir( x"},
             Case{T::base64_decode, "PHNjcmlwdD4=", "<script>"},
             Case{T::base64_decode, "PHNj!cmlwdD4=", "<sc"},
             Case{T::base64_decode_ext, "PH Nj!cm.lwdD4=", "<script>"},
             Case{T::hex_decode, "3c7363", "<sc"},
             Case{T::sql_hex_decode, "select 0x414243, 0xz", "select ABC, 0xz"},
             Case{T::md5, "", "\xd4\x1d\x8c\xd9\x8f\x00\xb2\x04\xe9\x80\x09\x98\xec\xf8\x42\x7e"},
             Case{T::replace_comments, "un/**/ion/* x */select*/ /* open", "un ion select*/  "},
             Case{T::escape_seq_decode, R"(\x41\102\n\'\q\\)", "AB\n'q\\"},
             Case{T::css_decode, R"(ja\76 ascript\000041x)", "javascriptAx"},
             Case{T::js_decode, R"(\u0061lert\x28\x31\x29\n\uff1c)", "alert(1)\n<"},
             Case{T::utf8_to_unicode, "a\xc3\xa4\xe2\x82\xac\xff", "a%u00e4%u20ac\xff"},
             Case{T::normalize_path, "/a//b/./c/../d/", "/a/b/d/"},
             Case{T::normalize_path, "../../etc/passwd", "../../etc/passwd"},
             Case{T::normalize_path_win, "C:\\a\\..\\b", "C:/b"},
             Case{T::remove_nulls, nulls, "ab"},
             Case{T::replace_nulls, nulls, "a b"},
             Case{T::remove_whitespace, " a\t b\r\n\xa0", "ab"},
             Case{T::trim, " \ta b\v ", "a b"},
             Case{T::trim_left, "\n a b ", "a b "},
             Case{T::trim_right, " a b \f", " a b"},
             Case{T::trim, " \t", ""},
             Case{T::uppercase, "SeLeCt \xc3\xa4", "SELECT \xc3\xa4"},
             Case{T::sha256, "", "\xe3\xb0\xc4\x42"},
             Case{T::remove_comments_char, "a/*b*/c--d#e-/", "abcde-/"},
             Case{T::cmd_line_win, "C^MD \"/c\" 'dir' ,;  ( x\\y", "cmd/c 'dir'( x\\y"},
             Case{T::cmd_line_unix, "c\\at \"/etc\" 'x^y'  ;z", "cat/etc x^y z"},
             Case{T::js_decode_ext, R"(\u{61}lert\u{000028}\u0031\u{zz})", "alert(1u{zz}"},
             Case{T::combine_duplicate_query_args_by_comma, "a=1&b=2&A=3&c", "a=1,3&b=2&c="},
             Case{T::replace_semicolons_with_ampersands, "a=1;b=2", "a=1&b=2"},
         }) {
        INFO(static_cast<int>(one.transformation) << ": " << one.text);
        if (one.transformation == T::md5) {
            CHECK(transformed(one.transformation, one.text).size() == 16);
        } else if (one.transformation == T::sha256) {
            CHECK(transformed(one.transformation, one.text).size() == 32);
            CHECK(transformed(one.transformation, one.text).starts_with(one.wanted));
        } else {
            CHECK(transformed(one.transformation, one.text) == one.wanted);
        }
    }
}

TEST_CASE("any bytes are safe in every transformation") {
    Random random(11, "bytes");
    static constexpr std::string_view favourites = "\\%&#x;u0/*.+=AF<\"' \t";
    for (int round = 0; round < 3000; ++round) {
        std::string text(random.below(40), '\0');
        for (char& c : text) {
            c = random.chance(0.6) ? favourites[random.below(favourites.size())] : static_cast<char>(random.below(256));
        }
        for (const auto& [name, transformation] : transformation_names) {
            const std::string to = transformed(transformation, text);
            CHECK(to.size() <= text.size() * 7 + 32);
        }
    }
}
