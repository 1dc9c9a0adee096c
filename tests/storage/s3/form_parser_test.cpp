#include "storage/s3/form_parser.hpp"

#include <string>

#include "catch.hpp"

using namespace wt;
using Stage = s3::FormParser::Stage;

namespace {

std::string part(const std::string& disposition, const std::string& value, const std::string& more = "") {
    return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n" + value + "\r\n";
}
const std::string usual = part("name=\"key\"", "a/${filename}") + part("name=\"Acl\"", "private") +
                          part("name=\"file\"; filename=\"C:\\\\pics\\\\cat.jpg\"", "\r\n--X\r\n--XY data \r",
                               "Content-Type: image/jpeg\r\n") +
                          part("name=\"late\"", "ignored") + "--XX--\r\n";

/// What a body comes to in pieces of that size.
struct Read {
    Stage stage;
    s3::PostForm form;
    std::string file;
    std::string code;
};
Read read(const std::string& body, std::size_t piece) {
    s3::FormParser parser("XX");
    Read result;
    for (std::size_t at = 0; at < body.size(); at += piece) {
        parser.feed(std::string_view(body).substr(at, piece));
        result.file += parser.take_file();
    }
    parser.end();
    result.stage = parser.stage();
    result.form = parser.form();
    if (result.stage == Stage::failed) result.code = parser.error().code;
    return result;
}

}  // namespace

TEST_CASE("a form is the same however it is cut into pieces") {
    for (std::size_t piece = 1; piece <= usual.size(); ++piece) {
        const Read result = read(usual, piece);
        REQUIRE(result.stage == Stage::complete);
        REQUIRE(result.form.fields.size() == 2);
        REQUIRE(result.form.fields[0].value == "a/${filename}");
        REQUIRE(*result.form.find("aCL") == "private");
        REQUIRE(result.form.find("late") == nullptr);
        REQUIRE(result.form.file_name == "cat.jpg");
        REQUIRE(result.form.file_content_type == "image/jpeg");
        REQUIRE(result.file == "\r\n--X\r\n--XY data \r");
    }
}

TEST_CASE("the fields are complete when the file begins") {
    s3::FormParser parser("XX");
    const std::size_t begin = usual.find("image/jpeg\r\n\r\n") + 14;
    parser.feed(std::string_view(usual).substr(0, begin - 1));
    CHECK(parser.stage() == Stage::fields);
    parser.feed(std::string_view(usual).substr(begin - 1, 1));
    CHECK(parser.stage() == Stage::file);
    CHECK(parser.form().fields.size() == 2);
    CHECK(parser.take_file().empty());
    parser.feed("some bytes");
    CHECK(parser.take_file() == "some bytes");
    CHECK(parser.take_file().empty());
    parser.feed("\r\n--XX");
    CHECK(parser.stage() == Stage::complete);
    parser.feed("anything");
    CHECK(parser.stage() == Stage::complete);
}

TEST_CASE("a file is as long as it likes, and may be empty") {
    const std::string large(3'000'000, '\r');
    const Read result = read(part("name=\"key\"", "k") + part("name=file", large) + "--XX--", 65'536);
    CHECK(result.stage == Stage::complete);
    CHECK(result.file == large);
    CHECK(read(part("name=\"file\"", "") + "--XX--", 7).file.empty());
    CHECK(read(part("name=\"file\"", "") + "--XX--", 7).stage == Stage::complete);
}

TEST_CASE("what stands before the first delimiter is passed over") {
    CHECK(read("hello\r\n" + usual, 3).stage == Stage::complete);
    CHECK(read("--XX  \r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--XX--", 3).file == "x");
}

TEST_CASE("more than 20 KB before the file is too much") {
    const std::string wide(20 * 1024, 'x');
    CHECK(read(part("name=\"key\"", wide) + part("name=\"file\"", "x"), 100).code ==
          "MaxPostPreDataLengthExceededError");
    CHECK(read(part("name=\"key\"", wide) + part("name=\"file\"", "x"), 1'000'000).code ==
          "MaxPostPreDataLengthExceededError");
    CHECK(read(wide + wide, 1'000'000).code == "MaxPostPreDataLengthExceededError");
    std::string many;
    for (int i = 0; i < 1000; ++i) many += part("name=\"f\"", "v");
    CHECK(read(many, 65'536).code == "MaxPostPreDataLengthExceededError");
    CHECK(read(part("name=\"key\"", wide.substr(1024)) + part("name=\"file\"", "x") + "--XX--", 100).stage ==
          Stage::complete);
}

TEST_CASE("what is no form fails") {
    CHECK(read("", 1).code == "MalformedPOSTRequest");
    CHECK(read("hello", 1).code == "MalformedPOSTRequest");
    CHECK(read("--XXdef\r\n", 1).code == "MalformedPOSTRequest");
    CHECK(read("--XX\r\nno colon\r\n\r\nx", 1).code == "MalformedPOSTRequest");
    CHECK(read("--XX\r\nContent-Type: text/plain\r\n\r\nx", 1).code == "MalformedPOSTRequest");
    CHECK(read("--XX\r\n\r\nx", 1).code == "MalformedPOSTRequest");
    CHECK(read("--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx", 1).code == "MalformedPOSTRequest");
    CHECK(read(part("name=\"key\"", "k"), 1).code == "IncompleteBody");
    CHECK(read(part("name=\"file\"", "cut off").substr(0, 60), 1).code == "IncompleteBody");
    CHECK(read(part("name=\"key\"", "k") + "--XX--", 1).code == "InvalidArgument");
    s3::FormParser parser("XX");
    parser.feed("--XX--");
    CHECK(parser.error().message == "POST requires exactly one file upload per request.");
}

TEST_CASE("the boundary stands in the content type") {
    CHECK(*s3::boundary_of("multipart/form-data; boundary=----WebKitFormBoundary7MA4") == "----WebKitFormBoundary7MA4");
    CHECK(*s3::boundary_of("Multipart/Form-Data;charset=utf-8; Boundary=\"a b;c\"") == "a b;c");
    const auto refused = [](std::string_view type) { return s3::boundary_of(type).error(); };
    CHECK(refused("application/json").status == 412);
    CHECK(refused("application/json").details.at(0).second ==
          "Bucket POST must be of the enclosure-type multipart/form-data");
    CHECK(refused("").code == "PreconditionFailed");
    CHECK(refused("multipart/form-data").code == "MalformedPOSTRequest");
    CHECK(refused("multipart/form-data; boundary=").code == "MalformedPOSTRequest");
    CHECK(refused("multipart/form-data; boundary=" + std::string(71, 'x')).code == "MalformedPOSTRequest");
    CHECK(refused("multipart/form-data; boundary=\"a\r\nb\"").code == "MalformedPOSTRequest");
}
