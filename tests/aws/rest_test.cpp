#include "aws/rest.hpp"

#include "anyone.hpp"
#include "catch.hpp"
#include "everything.hpp"
#include "http/uri.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

constexpr Instant third_of_january = epoch + std::chrono::seconds(1767323045);

struct Request {
    Arguments labels;
    std::string query;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    std::shared_ptr<Payload> payload;
};

template <class In>
std::optional<Malformed> read(const Request& request, In& out, Violations& violations,
                              BodyFormat format = BodyFormat::xml) {
    http::Headers headers;
    for (const auto& [name, value] : request.fields) headers.add(Text(name), Text(value));
    const Arguments query = http::parse_query(request.query);
    const RestRequest rest{request.labels, query, headers, request.body, request.payload};
    return read_rest(rest, format, shape_of(Tag<In>()), &out, violations);
}

template <class In = Everything>
In good(const Request& request, BodyFormat format = BodyFormat::xml) {
    In out;
    Violations violations;
    const auto problem = read(request, out, violations, format);
    INFO((problem ? problem->reason : violations.message()));
    REQUIRE_FALSE(problem);
    REQUIRE(violations.empty());
    return out;
}

template <class Out>
http::Response written(const Out& value, RestStyle style = {}) {
    http::Response response;
    write_rest(response, style, shape_of(Tag<Out>()), &value);
    return response;
}

/// A payload of each kind.
struct TextPayload {
    std::optional<std::string> policy;
};
const Structure& shape_of(Tag<TextPayload>) {
    static const Written shape("", {member<&TextPayload::policy>("Policy").payload()});
    return shape;
}
struct BlobPayload {
    Blob bytes;
    std::optional<std::string> type;
};
const Structure& shape_of(Tag<BlobPayload>) {
    static const Written shape("", {member<&BlobPayload::bytes>("Bytes").payload(),
                                    member<&BlobPayload::type>("Type").header("Content-Type")});
    return shape;
}
struct StructurePayload {
    std::optional<Inner> inner;
};
const Structure& shape_of(Tag<StructurePayload>) {
    static const Written shape("", {member<&StructurePayload::inner>("Inner").wire("Root").payload()});
    return shape;
}
struct RequiredPayload {
    Inner inner;
};
const Structure& shape_of(Tag<RequiredPayload>) {
    static const Written shape("", {member<&RequiredPayload::inner>("Inner").wire("Root").payload().required()});
    return shape;
}
struct Streamed {
    std::shared_ptr<Payload> body;
    std::string key;
};
const Structure& shape_of(Tag<Streamed>) {
    static const Written shape("", {member<&Streamed::body>("Body").payload(), member<&Streamed::key>("Key").label()});
    return shape;
}
struct Served {
    Body body;
    std::int32_t status = 200;
    std::optional<std::string> etag;
};
const Structure& shape_of(Tag<Served>) {
    static const Written shape("", {member<&Served::body>("Body").payload(), member<&Served::status>("Status").status(),
                                    member<&Served::etag>("ETag").header("ETag")});
    return shape;
}
struct Needed {
    std::string marker;
    std::int32_t part = 0;
};
const Structure& shape_of(Tag<Needed>) {
    static const Written shape("",
                               {member<&Needed::marker>("Marker").header("x-marker").required(),
                                member<&Needed::part>("PartNumber").query("partNumber").required().range(1, 10'000)});
    return shape;
}

}  // namespace

TEST_CASE("labels are members, under their own names or the path's") {
    const Everything in = good({{{"Bucket", "b"}, {"object_key", "a/b c"}}, {}, {}, {}, {}});
    CHECK(in.bucket == "b");
    CHECK(in.key == "a/b c");
}

TEST_CASE("arguments of the query are members: one, a list, or all of them") {
    const Everything in = good({{}, "prefix=a%20b&max-keys=7&tag=x&tag=y&flag", {}, {}, {}});
    CHECK(in.prefix == "a b");
    CHECK(in.max == 7);
    CHECK(in.tag == std::vector<std::string>{"x", "y"});
    CHECK(in.arguments.at("tag") == std::vector<std::string>{"x", "y"});
    CHECK(in.arguments.at("flag") == std::vector<std::string>{""});
    CHECK(in.arguments.size() == 4);
    CHECK(good({{}, "prefix=", {}, {}, {}}).prefix == "");
    CHECK_FALSE(good({{}, "tag=x", {}, {}, {}}).prefix);
}

TEST_CASE("fields are members: one, a list, or all that begin so") {
    const Everything in = good({{},
                                {},
                                {{"X-Length", "12"},
                                 {"x-words", "a, \"b,\\\"c\\\"\" ,d"},
                                 {"X-Words", "e"},
                                 {"x-meta-Colour", "blue"},
                                 {"X-Meta-COLOUR", "green"},
                                 {"x-meta-", "no key"},
                                 {"X-Checksum", "abc"}},
                                {},
                                {}});
    CHECK(in.length == 12);
    CHECK(in.words == std::vector<std::string>{"a", "b,\"c\"", "d", "e"});
    CHECK(in.metadata == std::map<std::string, std::string>{{"colour", "blue,green"}});
    CHECK(in.checksum == "abc");
}

TEST_CASE("dates are read in every form, and in lists with the comma that they have") {
    for (const char* form : {"Fri, 02 Jan 2026 03:04:05 GMT", "2026-01-02T03:04:05Z", "1767323045"}) {
        CHECK(good({{}, {}, {{"If-Modified-Since", form}}, {}, {}}).since == third_of_january);
    }
    const Everything in =
        good({{}, {}, {{"x-dates", "Fri, 02 Jan 2026 03:04:05 GMT, Fri, 02 Jan 2026 03:04:05 GMT"}}, {}, {}});
    CHECK(in.dates == std::vector<Instant>{third_of_january, third_of_january});
}

TEST_CASE("a value of another type is told as it travels") {
    const auto bad = [](const Request& request) {
        Everything out;
        Violations violations;
        const auto problem = read(request, out, violations);
        REQUIRE(problem);
        CHECK(problem->what == Malformed::What::value);
        return problem->member + "=" + problem->value;
    };
    CHECK(bad({{}, "max-keys=many", {}, {}, {}}) == "max-keys=many");
    CHECK(bad({{}, "max-keys=2147483648", {}, {}, {}}) == "max-keys=2147483648");
    CHECK(bad({{}, {}, {{"X-LENGTH", ""}}, {}, {}}) == "x-length=");
    CHECK(bad({{}, {}, {{"If-Modified-Since", "never"}}, {}, {}}) == "If-Modified-Since=never");
}

TEST_CASE("members that must come and do not are violations; so is what is out of range") {
    Needed out;
    Violations violations;
    REQUIRE_FALSE(read<Needed>({}, out, violations));
    CHECK(violations.message() ==
          "2 validation errors detected: Value null at 'marker' failed to satisfy constraint: Member must not be null; "
          "Value null at 'partNumber' failed to satisfy constraint: Member must not be null");
    Violations range;
    REQUIRE_FALSE(read<Needed>({{}, "partNumber=0", {{"X-Marker", "m"}}, {}, {}}, out, range));
    CHECK(range.first().value == "0");
    CHECK(range.first().member->location_name == "partNumber");
}

TEST_CASE("the body is the members that travel nowhere else") {
    CHECK(good({{}, "prefix=q", {}, "<Everything><Text>t</Text></Everything>", {}}).text == "t");
    const Everything json =
        good({{}, "prefix=q", {}, R"({"Text": "t", "Prefix": "not from here"})", {}}, BodyFormat::json);
    CHECK(json.text == "t");
    CHECK(json.prefix == "q");
    // Nothing in it must come, so it may be left out.
    CHECK_FALSE(good({}).text);
}

TEST_CASE("a payload is the whole body") {
    CHECK(good<TextPayload>({{}, {}, {}, "{\"a\": 1}", {}}).policy == "{\"a\": 1}");
    CHECK_FALSE(good<TextPayload>({}).policy);
    CHECK(good<BlobPayload>({{}, {}, {{"Content-Type", "image/png"}}, std::string("a\0b", 3), {}}).bytes.bytes ==
          std::string_view("a\0b", 3));
    CHECK(good<StructurePayload>({{}, {}, {}, "<Root><Name>n</Name></Root>", {}}).inner->name == "n");
    CHECK(good<StructurePayload>({{}, {}, {}, R"({"Name": "n"})", {}}, BodyFormat::json).inner->name == "n");
    CHECK_FALSE(good<StructurePayload>({}).inner);
    const auto stream = std::make_shared<WholeBody>("bytes");
    const Streamed streamed = good<Streamed>({{{"Key", "k"}}, {}, {}, {}, stream});
    CHECK(streamed.body == stream);
    CHECK(streamed.key == "k");
}

TEST_CASE("a payload that must come and does not is told: in XML as a missing body, in JSON as a missing member") {
    RequiredPayload out;
    Violations violations;
    const auto xml = read<RequiredPayload>({}, out, violations);
    REQUIRE(xml);
    CHECK(xml->what == Malformed::What::missing);
    Violations of_json;
    REQUIRE_FALSE(read<RequiredPayload>({}, out, of_json, BodyFormat::json));
    CHECK(of_json.first().missing);
}

TEST_CASE("an output travels in fields, the status and the body") {
    Everything out;
    out.length = 5;
    out.since = third_of_january;
    out.words = {"a", "b,c", "\"d\"", ""};
    out.dates = {third_of_january, third_of_january};
    out.metadata = {{"colour", "blue"}};
    out.checksum = "sum";
    out.text = "t";
    RestStyle style;
    style.xmlns = "urn:x";
    const http::Response xml = written(out, style);
    CHECK(xml.headers.get("x-length") == "5");
    CHECK(xml.headers.get("If-Modified-Since") == "Fri, 02 Jan 2026 03:04:05 GMT");
    CHECK(xml.headers.get("x-words") == R"(a, "b,c", "\"d\"", "")");
    CHECK(xml.headers.get("x-dates") == "Fri, 02 Jan 2026 03:04:05 GMT, Fri, 02 Jan 2026 03:04:05 GMT");
    CHECK(xml.headers.get("x-meta-colour") == "blue");
    CHECK(xml.headers.get("x-checksum") == "sum");
    CHECK(xml.headers.get("Content-Type") == "application/xml");
    CHECK(
        xml.body.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Everything xmlns=\"urn:x\"><Text>t</Text>"));

    style.format = BodyFormat::json;
    const http::Response json = written(out, style);
    CHECK(json.headers.get("Content-Type") == "application/json");
    CHECK(json.body.starts_with("{\"Text\":\"t\""));

    // Read again, it is the same.
    Request again;
    for (const http::Header& field : xml.headers) again.fields.emplace_back(field.name.str(), field.value.str());
    again.body = xml.body.str();
    const Everything in = good(again);
    CHECK(in.words == out.words);
    CHECK(in.dates == out.dates);
    CHECK(written(in, style).body == json.body.view());
}

TEST_CASE("payloads of an output are the whole body, with a type unless a member says it") {
    CHECK(written(TextPayload{"{}"}).body == "{}");
    CHECK(written(TextPayload{"{}"}).headers.get("Content-Type") == "text/plain");
    CHECK(written(TextPayload{}).body.empty());
    CHECK_FALSE(written(TextPayload{}).headers.has("Content-Type"));
    CHECK(written(BlobPayload{{"b"}, "image/png"}).headers.get("Content-Type") == "image/png");
    CHECK(written(BlobPayload{{"b"}, {}}).headers.get("Content-Type") == "application/octet-stream");
    StructurePayload structure;
    structure.inner.emplace();
    structure.inner->name = "n";
    CHECK(written(structure).body.view().find("<Root><Name>n</Name>") != std::string_view::npos);

    Served served;
    served.body.bytes = "object";
    served.status = 206;
    served.etag = "\"e\"";
    const http::Response response = written(served);
    CHECK(response.status == 206);
    CHECK(response.body == "object");
    CHECK(response.headers.get("ETag") == "\"e\"");
}

TEST_CASE("an output without members in the body is an object in JSON and nothing in XML") {
    RestStyle json;
    json.format = BodyFormat::json;
    CHECK(written(Needed{}, json).body == "{}");
    CHECK(written(Needed{}).body.empty());
    CHECK(written(Nothing{}, json).body.empty());
}
