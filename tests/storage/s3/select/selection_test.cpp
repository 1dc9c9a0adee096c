#include "storage/s3/select/selection.hpp"

#include <string>

#include "catch.hpp"

namespace wt::test {

namespace {

using namespace s3::select;

const std::string people = "name,age,City\nann,31,Oslo\nbob,7,\"Rome, \"\"IT\"\"\"\ncy,100,\n";
const std::string lines = R"({"name":"ann","n":1,"tags":["x","y"]}
{"name":"bob","n":2.5,"in":{"Deep":true}}
{"name":null,"n":-3}
)";

/// The records, or the error's code; what was found before an error stands in front of it.
std::string found(const std::string& expression, const Format& format, const std::string& content) {
    const Selection selection = select(expression, format, content);
    return selection.records + (selection.failure ? std::string(selection.failure->code) : std::string());
}
std::string csv(const std::string& expression, FileHeader header = FileHeader::use, const std::string& text = people) {
    CsvInput input;
    input.header = header;
    Format format;
    format.input = input;
    return found(expression, format, text);
}
std::string json(const std::string& expression, const std::string& text = lines) {
    Format format;
    format.input = JsonInput{};
    format.output = JsonOutput{};
    return found(expression, format, text);
}
/// An expression's value over one record.
std::string value(const std::string& expression) {
    return json("SELECT " + expression + " AS v FROM S3Object s", R"({"a":5,"t":"Ab c","none":null,"x":"12"})");
}

}  // namespace

TEST_CASE("columns of CSV are found by header, by place, and refused when they are not there") {
    CHECK(csv("SELECT s.name, s.AGE FROM S3Object s WHERE s.age > 30") == "ann,31\ncy,100\n");
    CHECK(csv("select _3 from s3object") == "Oslo\n\"Rome, \"\"IT\"\"\"\n\n");
    CHECK(csv("SELECT s.\"City\" FROM S3Object s LIMIT 1") == "Oslo\n");
    CHECK(csv("SELECT s.\"city\" FROM S3Object s") == "MissingHeaders");
    CHECK(csv("SELECT nothing FROM S3Object") == "MissingHeaders");
    CHECK(csv("SELECT x._1 FROM S3Object s") == "EvaluatorBindingDoesNotExist");
    CHECK(csv("SELECT name FROM S3Object", FileHeader::none) == "InvalidColumnIndex");
    CHECK(csv("SELECT _1 FROM S3Object", FileHeader::ignore) == "ann\nbob\ncy\n");
    CHECK(csv("SELECT _1 FROM S3Object", FileHeader::none) == "name\nann\nbob\ncy\n");
    CHECK(csv("SELECT a FROM S3Object", FileHeader::use, "a,A\n1,2\n") == "AmbiguousFieldName");
    CHECK(csv("SELECT \"A\" FROM S3Object", FileHeader::use, "a,A\n1,2\n") == "2\n");
}

TEST_CASE("CSV is read by its options") {
    CHECK(csv("SELECT * FROM S3Object", FileHeader::none, "#no\na,b\r\n\n\"x\ny\",z\n") == "a,b\nx\n\"y\"\"\",z\n");
    CsvInput input;
    input.record_delimiter = ";";
    input.field_delimiter = "|";
    input.quote = '\'';
    input.escape = '\\';
    input.comment = '!';
    input.delimiter_in_quotes = true;
    Format format;
    format.input = input;
    CsvOutput output;
    output.always_quotes = true;
    output.field_delimiter = "\t";
    format.output = output;
    CHECK(found("SELECT * FROM S3Object", format, "!c;a|'b\\';c';d\"") == "\"a\"\t\"b';c\"\n\"d\"\"\"\n");
}

TEST_CASE("JSON values are found along paths") {
    CHECK(json("SELECT * FROM S3Object[*] LIMIT 1") == "{\"name\":\"ann\",\"n\":1,\"tags\":[\"x\",\"y\"]}\n");
    CHECK(json("SELECT s.tags[1], s.\"in\".deep FROM S3Object[*] s") == "{\"_1\":\"y\"}\n{\"deep\":true}\n{}\n");
    CHECK(json("SELECT s.name FROM S3Object s WHERE s.name IS NULL") == "{\"name\":null}\n");
    CHECK(json("SELECT s.name FROM S3Object s WHERE s.tags IS NOT MISSING") == "{\"name\":\"ann\"}\n");
    const std::string rules = R"({"Rules":[{"id":"1"},{"expr":"y > x"},{"id":"2"}]} {"x":1})";
    CHECK(json("SELECT id FROM S3Object[*].Rules[*].id", rules) == "{\"id\":\"1\"}\n{}\n{\"id\":\"2\"}\n{}\n");
    CHECK(json("SELECT id FROM S3Object[*].Rules[*].id WHERE id IS NOT MISSING", rules) ==
          "{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
    CHECK(json("SELECT r.id FROM S3Object[*].Rules[2] r LIMIT 1", rules) == "{\"id\":\"2\"}\n");
    CHECK(json("SELECT * FROM S3Object", "[1,2]") == "{\"_1\":[1,2]}\n");
    CHECK(json("SELECT * FROM S3Object[*][*]", "[1,2]") == "{\"_1\":1}\n{\"_1\":2}\n");
    CHECK(json("SELECT n FROM S3Object", "{\"n\":1}{\"n\":") == "{\"n\":1}\nJSONParsingError");
    CHECK(json("SELECT n FROM S3Object", std::string(200, '[')) == "JSONParsingError");
}

TEST_CASE("operators and functions come to SQL's values") {
    CHECK(value("a + 2 * 3 - 10 / 3 % 2") == "{\"v\":10}\n");
    CHECK(value("-(a) / 2.0") == "{\"v\":-2.5}\n");
    CHECK(value("x + 1") == "{\"v\":13}\n");
    CHECK(value("a BETWEEN 5 AND 6 AND a <> 4 AND a != 4 AND NOT a < 5 AND a <= 5 AND a >= 5") == "{\"v\":true}\n");
    CHECK(value("a NOT IN (1, 2) OR none = 1") == "{\"v\":true}\n");
    CHECK(value("a IN (1, none)") == "{\"v\":null}\n");
    CHECK(value("none = 1 AND a = 6") == "{\"v\":false}\n");
    CHECK(value("t LIKE 'A_ %' AND t NOT LIKE 'a%' AND 'x%y' LIKE '%!%_' ESCAPE '!'") == "{\"v\":true}\n");
    CHECK(value("LOWER(t) || UPPER(t)") == "{\"v\":\"ab cAB C\"}\n");
    CHECK(value("CHAR_LENGTH('\xc3\xa9t') + CHARACTER_LENGTH('')") == "{\"v\":2}\n");
    CHECK(value("SUBSTRING(t, 2) || SUBSTRING(t FROM 0 FOR 2)") == "{\"v\":\"b cA\"}\n");
    CHECK(value("TRIM('  k ') || TRIM(LEADING 'z' FROM 'zkz')") == "{\"v\":\"kkz\"}\n");
    CHECK(value("COALESCE(gone, none, NULLIF(a, 5), 'it''s')") == "{\"v\":\"it's\"}\n");
    CHECK(value("CAST(x AS INT) + CAST('2' AS FLOAT)") == "{\"v\":14}\n");
    CHECK(value("CAST(a AS STRING) || CAST(TRUE AS STRING)") == "{\"v\":\"5true\"}\n");
    CHECK(value("gone") == "{}\n");
    CHECK(value("CAST(t AS INT)") == "CastFailed");
    CHECK(value("9223372036854775807 + 1") == "IntegerOverflow");
    CHECK(value("1e300 * 1e300") == "NumberOverflow");
    CHECK(value("a / 0") == "DivideByZero");
    CHECK(value("t LIKE 5") == "LikeInvalidInputs");
    CHECK(value("LOWER(a)") == "IncorrectSqlFunctionArgumentType");
}

TEST_CASE("aggregates come to one record") {
    CHECK(csv("SELECT COUNT(*), SUM(CAST(age AS INT)), AVG(age), MIN(age), MAX(age) FROM S3Object") ==
          "3,138,46,7,100\n");
    CHECK(json("SELECT COUNT(name) AS c, SUM(n) / COUNT(*) AS mean FROM S3Object s WHERE n > 0") ==
          "{\"c\":2,\"mean\":1.75}\n");
    CHECK(json("SELECT COUNT(*), MAX(n) FROM S3Object WHERE n > 9") == "{\"_1\":0,\"_2\":null}\n");
    CHECK(csv("SELECT SUM(name) FROM S3Object") == "CastFailed");
}

TEST_CASE("what is no query is refused by the code that says why") {
    CHECK(csv("") == "ParseExpectedKeyword");
    CHECK(csv("SELECT FROM S3Object") == "ParseEmptySelect");
    CHECK(csv("SELECT *") == "ParseSelectMissingFrom");
    CHECK(csv("SELECT *, name FROM S3Object") == "ParseAsteriskIsNotAloneInSelectList");
    CHECK(csv("SELECT * FROM people") == "InvalidDataSource");
    CHECK(csv("SELECT * FROM S3Object GROUP BY name") == "ParseUnexpectedToken");
    CHECK(csv("SELECT * FROM S3Object s WHERE (s.name = 'a'") == "ParseUnexpectedToken");
    CHECK(csv("SELECT * FROM S3Object WHERE") == "ParseUnexpectedTerm");
    CHECK(csv("SELECT 'open FROM S3Object") == "LexerInvalidLiteral");
    CHECK(csv("SELECT ? FROM S3Object") == "LexerInvalidChar");
    CHECK(csv("SELECT SQRT(age) FROM S3Object") == "UnsupportedFunction");
    CHECK(csv("SELECT SUM(*) FROM S3Object") == "ParseUnsupportedCallWithStar");
    CHECK(csv("SELECT SUM(_1, _2) FROM S3Object") == "ParseNonUnaryAgregateFunctionCall");
    CHECK(csv("SELECT name, COUNT(*) FROM S3Object") == "UnsupportedSqlStructure");
    CHECK(csv("SELECT SUM(COUNT(*)) FROM S3Object") == "UnsupportedSqlStructure");
    CHECK(csv("SELECT * FROM S3Object WHERE COUNT(*) > 1") == "UnsupportedSqlStructure");
    CHECK(csv("SELECT CAST(_1 AS WORD) FROM S3Object") == "ParseExpectedTypeName");
    CHECK(csv("SELECT NULLIF(_1) FROM S3Object") == "EvaluatorInvalidArguments");
    CHECK(csv("SELECT UTCNOW() FROM S3Object") == "NotImplemented");
    CHECK(csv("SELECT _1 FROM S3Object[*].a") == "InvalidKeyPath");
}

TEST_CASE("queries and records have bounds") {
    const std::string begin = "SELECT _1 FROM S3Object WHERE ";
    CHECK(csv(begin + std::string(300'000, ' ')) == "ExpressionTooLong");
    CHECK(csv(begin + std::string(100'000, '(')) == "ParseUnsupportedSyntax");
    std::string sum = begin + "1";
    for (int i = 0; i < 100'000; ++i) sum += "+1";
    CHECK(csv(sum) == "ParseUnsupportedSyntax");
    std::string either = begin + "_1='no'";
    for (int i = 0; i < 10'000; ++i) either += " OR _1='ann'";
    CHECK(csv(either) == "ann\n");
    const std::string large(1024 * 1024 + 1, 'x');
    CHECK(csv("SELECT * FROM S3Object", FileHeader::none, large) == "OverMaxRecordSize");
    CHECK(json("SELECT * FROM S3Object", "\"" + large + "\"") == "OverMaxRecordSize");
    CHECK(json("SELECT n AS \"\xff\" FROM S3Object LIMIT 1") == "{\"\xef\xbf\xbd\":1}\n");
    CHECK(csv("SELECT * FROM S3Object", FileHeader::none, "a\n\xff\n") == "a\nInvalidTextEncoding");
}

TEST_CASE("a scan range takes the records that begin in it") {
    const auto ranged = [](std::optional<std::uint64_t> start, std::optional<std::uint64_t> end) {
        Format format;
        format.range = ScanRange{start, end};
        return found("SELECT * FROM S3Object", format, "aa\nbb\ncc\n");
    };
    CHECK(ranged(0, 3) == "aa\nbb\n");
    CHECK(ranged(1, 5) == "bb\n");
    CHECK(ranged(4, {}) == "cc\n");
    CHECK(ranged({}, 6) == "bb\ncc\n");
}

}  // namespace wt::test
