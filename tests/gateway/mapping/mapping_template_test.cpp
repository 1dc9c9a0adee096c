#include <nlohmann/json.hpp>
#include <string>

#include "catch.hpp"
#include "gateway/mapping/mapping_template.hpp"

using namespace wt::gateway::mapping;

namespace {

using Named = std::vector<std::pair<std::string, std::string>>;

const Named path = {{"proxy", "a/b"}, {"id", "path"}};
const Named querystring = {{"q", "1"}, {"id", "query"}};
const Named header = {{"Accept", "*/*"}, {"X-Name", "it's"}};
const Named stage_variables = {{"env", "prod"}};
const nlohmann::ordered_json context = {{"requestId", "r-1"},
                                        {"identity", {{"sourceIp", "192.0.2.1"}, {"user", nullptr}}},
                                        {"authorizer", {{"principalId", "u"}, {"claims", {{"custom:x", "y"}}}}},
                                        {"requestTimeEpoch", 1583348638390}};

wt::Result<Mapped, MappingFailure> mapped(std::string_view text, std::string_view body = "") {
    Variables variables;
    variables.body = body;
    variables.parameters = {path, querystring, header};
    variables.context = &context;
    variables.stage_variables = stage_variables;
    const auto read = MappingTemplate::of(text);
    REQUIRE(read.ok());
    return read->render(variables);
}

std::string text_of(std::string_view text, std::string_view body = "") {
    const auto made = mapped(text, body);
    return made.ok() ? made->text : "! " + made.error().message;
}

}  // namespace

TEST_CASE("bodies that are no JSON are what API Gateway was seen to make of them") {
    CHECK(text_of(R"-("$input.path('$')")-", "a=b") == R"("a=b")");
    CHECK(text_of(R"-("$input.path('$')")-", R"("a=b")") == R"("a=b")");
    CHECK(text_of("$input.json('$')", "a=b") == R"("a=b")");
    CHECK(text_of("$input.json('$')", R"("a=b")") == R"("a=b")");
    CHECK(text_of("$input.json('$')", "{}") == "{}");
    CHECK(text_of("$input.json('$')") == "{}");
    CHECK(text_of("$input.body") == "{}");
    CHECK(text_of(R"-("$input.path('$')")-", "a{b") == R"("a{b")");
    CHECK(text_of("$input $util") == "{} {}");
    const auto refused = mapped(R"-("$input.path('$')")-", "{a");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().cause == MappingFailure::Cause::body);
    CHECK(refused.error().message ==
          "Could not process payloadnet.minidev.json.parser.ParseException: Unexpected End Of File position 1: null");
}

TEST_CASE("$input.path gives objects, $input.json JSON, and what is not there an empty text") {
    constexpr std::string_view body = R"({"items": [{"id": 1}, {"id": 2, "u": "a/b"}], "name": "Ann", "Age": 11,})";
    CHECK(text_of("$input.path('$.name') $input.json('$.name') $input.json('$.items[1]')", body) ==
          R"(Ann "Ann" {"id":2,"u":"a/b"})");
    CHECK(text_of("#set($root = $input.path('$'))$root.items.size() $root.items[0].id $root", body) ==
          R"(2 1 {items=[{"id":1},{"id":2,"u":"a\/b"}], name=Ann, Age=11})");
    CHECK(text_of("#foreach($e in $input.path('$.items'))$e.id#if($foreach.hasNext),#end#end", body) == "1,2");
    CHECK(text_of("[$input.path('$.nope')] $input.json('$.nope') [$input.path('$').nope]", body) == R"([] "" [])");
    CHECK(text_of("#set($body = $input.path('$'))#set($body.more = [1])$input.json('$.more')", body) == "[1]");
    CHECK(mapped("$input.path('$.[')", body).error().cause == MappingFailure::Cause::template_);
}

TEST_CASE("$input.params looks into path, query and headers in this order, or gives all of them") {
    CHECK(text_of("$input.params('id') $input.params('q') $input.params('accept') [$input.params('nope')]") ==
          "path 1 */* []");
    CHECK(text_of("$input.params().querystring.get('id') $input.params().header.X-Name $input.params('path').size()") ==
          "query it's ");
    CHECK(text_of(
              "#foreach($type in $input.params().keySet())$type:#foreach($name in $input.params().get($type).keySet())"
              "$name,#end;#end") == "path:proxy,id,;querystring:q,id,;header:Accept,X-Name,;");
}

TEST_CASE("$context and $stageVariables are what the request has") {
    CHECK(text_of("$context.requestId $context.identity.sourceIp [$context.identity.user] $stageVariables.env "
                  "$context.nope") == "r-1 192.0.2.1 [] prod ");
    CHECK(text_of("$context.authorizer.claims['custom:x'] $context.authorizer.principalId $context.requestTimeEpoch") ==
          "y u 1583348638390");
    CHECK(text_of("#foreach($k in $stageVariables.keySet())$k=$stageVariables.get($k)#end") == "env=prod");
    CHECK(text_of("#evaluate('$context.requestId')") == "r-1");
}

TEST_CASE("$util escapes, encodes and reads") {
    CHECK(text_of("$util.escapeJavaScript($input.params('X-Name'))") == R"(it\'s)");
    CHECK(text_of(R"($util.escapeJavaScript($input.params('X-Name')).replaceAll("\\'","'"))") == "it's");
    CHECK(text_of(R"($util.escapeJavaScript($input.json('$')))", "{\"a\":\"\xc3\xa9/\"}") == R"({\"a\":\"\u00E9\/\"})");
    CHECK(text_of("$util.urlEncode('a b&c=\xc3\xa9') $util.urlDecode('a%20b+c')") == "a+b%26c%3D%C3%A9 a b c");
    CHECK(text_of("$util.base64Encode('hi') $util.base64Decode('aGk=')") == "aGk= hi");
    CHECK(text_of("#set($o = $util.parseJson($input.path('$.text')))$o.key1.arr[0]",
                  R"({"text": "{\"key1\":{\"arr\":[7]}}"})") == "7");
    CHECK(text_of("$util.base64Decode('%')").starts_with("! "));
}

TEST_CASE("overrides come back apart from the text") {
    const auto made = mapped(
        "#set($context.requestOverride.header.X-Amz-Target = \"AWSEvents.PutEvents\")"
        "#set($context.requestOverride.header.multi = ['1', '2'])"
        "#set($context.requestOverride.path.proxy = $input.params('q'))"
        "#set($context.requestOverride.querystring.n = 5)"
        "#set($context.responseOverride.status = 201)"
        "#set($context.responseOverride.header.hello = 'world')ok");
    REQUIRE(made.ok());
    CHECK(made->text == "ok");
    const Overrides& overrides = made->overrides;
    CHECK(overrides.request_headers == Overrides::Named{{"X-Amz-Target", "AWSEvents.PutEvents"}, {"multi", "1,2"}});
    CHECK(overrides.request_path == Overrides::Named{{"proxy", "1"}});
    CHECK(overrides.request_querystring == Overrides::Named{{"n", "5"}});
    CHECK(overrides.response_headers == Overrides::Named{{"hello", "world"}});
    CHECK(overrides.response_status == 201);
}

TEST_CASE("a template that does not parse fails each request, one that is too long is not taken") {
    CHECK(mapped("#if(").error().cause == MappingFailure::Cause::template_);
    CHECK_FALSE(MappingTemplate::of(std::string(MappingTemplate::longest + 1, 'x')).ok());
    CHECK(MappingTemplate::of(std::string(MappingTemplate::longest, 'x')).ok());
}

TEST_CASE("one template serves many requests") {
    const auto read = MappingTemplate::of("#set($n = $input.path('$.n'))$n#macro(m)$n#end#m()");
    REQUIRE(read.ok());
    for (const std::string body : {"{\"n\":1}", "{\"n\":2}", "{}"}) {
        Variables variables;
        variables.body = body;
        const auto made = read->render(variables);
        REQUIRE(made.ok());
        CHECK(made->text == (body == "{}" ? "" : std::string(2, body[5])));
    }
}
