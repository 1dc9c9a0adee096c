#include "aws/xml.hpp"

#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

std::optional<Malformed> read(std::string_view xml, Everything& out) {
    Violations violations;
    return read_xml(xml, "Everything", shape_of(Tag<Everything>()), &out, violations);
}

Everything good(std::string_view inside) {
    Everything out;
    const auto problem = read("<Everything>" + std::string(inside) + "</Everything>", out);
    INFO((problem ? problem->reason : ""));
    REQUIRE_FALSE(problem);
    return out;
}

std::string reason(std::string_view xml) {
    Everything out;
    const auto problem = read(xml, out);
    return problem ? problem->reason : "it reads";
}

std::string written(const Everything& value, XmlStyle style = {}) {
    std::string text;
    write_xml(text, "Everything", "", shape_of(Tag<Everything>()), &value, style);
    return text;
}

}  // namespace

TEST_CASE("an element's text is taken as it is") {
    CHECK(good("<Text>  a b\n</Text>").text == "  a b\n");
    CHECK(good("<Text> </Text>").text == " ");
    CHECK(good("<Text></Text>").text == "");
    CHECK(good("<Text/>").text == "");
    CHECK_FALSE(good("").text);
    CHECK(good("<Text>a<!-- not this -->b<![CDATA[<c> &amp; ]]>d</Text>").text == "ab<c> &amp; d");
    CHECK(good("<Text>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F639;</Text>").text == "<>&\"'AB\xf0\x9f\x98\xb9");
    CHECK(good("<Text>a\r\nb&#13;</Text>").text == "a\nb\r");
    // Nobody's entities are taken for anything.
    CHECK(good("<Text>&bomb;</Text>").text == "&bomb;");
}

TEST_CASE("blanks around other values do not count") {
    CHECK(good("<Number> 7\n</Number>").number == 7);
    CHECK(good("<Flag>\n true </Flag>").flag == true);
    CHECK(good("<Moment> 2026-01-02T03:04:05Z </Moment>").moment == epoch + std::chrono::seconds(1767323045));
}

TEST_CASE("lists stand in an element of their own, or beside the other members") {
    CHECK(good("<List><Item>a</Item><Other/><Item>b</Item></List>").list == std::vector<std::string>{"a", "b"});
    CHECK(good("<List/>").list == std::vector<std::string>{});
    CHECK_FALSE(good("").list);
    const Everything flat =
        good("<FlatInner><Name>a</Name></FlatInner><Text>between</Text><FlatInner><Name>b</Name></FlatInner>");
    REQUIRE(flat.flat.size() == 2);
    CHECK(flat.flat[1].name == "b");
    CHECK(good("<Nested><Row><Cell>1</Cell><Cell>2</Cell></Row><Row/></Nested>").nested ==
          std::vector<std::vector<std::string>>{{"1", "2"}, {}});
}

TEST_CASE("maps have entries, under names of their own or flattened") {
    CHECK(good("<Map><entry><Name>k</Name><Content>v</Content></entry></Map>").map ==
          std::map<std::string, std::string>{{"k", "v"}});
    const Everything flat = good("<FlatMap><key>k</key><value><Name>n</Name></value></FlatMap>");
    CHECK(flat.flat_map.at("k").name == "n");
    CHECK(good("<Maps><entry><key>a</key><value><entry><key>b</key><value>1</value></entry></value></entry></Maps>")
              .maps == std::map<std::string, std::map<std::string, std::int32_t>>{{"a", {{"b", 1}}}});
}

TEST_CASE("an attribute is found whatever prefix its namespace has") {
    CHECK(good("<Inner xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"/>")
              .inner->type == "CanonicalUser");
    CHECK(good("<Inner xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:type=\"Group\"/>").inner->type ==
          "Group");
    CHECK_FALSE(good("<Inner/>").inner->type);

    Everything out;
    out.inner.emplace();
    out.inner->type = "a\"<\n";
    CHECK(written(out).find("<Inner xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                            "xsi:type=\"a&quot;&lt;&#10;\">") != std::string::npos);
}

TEST_CASE("namespaces, declarations and unknown elements are passed over") {
    Everything out;
    REQUIRE_FALSE(
        read("<?xml version=\"1.0\"?><!-- a --><s:Everything xmlns:s=\"urn:x\"><s:Text>t</s:Text><s:Odd><s:Text>no"
             "</s:Text></s:Odd></s:Everything>",
             out));
    CHECK(out.text == "t");
    REQUIRE_FALSE(read("<!DOCTYPE x [<!ENTITY bomb \"boom\">]><Everything><Text>&bomb;</Text></Everything>", out));
    CHECK(out.text == "&bomb;");
    // A shape without an element of its own takes any.
    Violations violations;
    CHECK_FALSE(read_xml("<Any><Text>x</Text></Any>", "", shape_of(Tag<Everything>()), &out, violations));
}

TEST_CASE("what is no such element is told") {
    CHECK(reason("") == "The request has no body.");
    CHECK(reason("<Other/>") == "the body is no Everything.");
    CHECK(reason("<Everything>") != "it reads");
    CHECK(reason("text") != "it reads");
    CHECK(reason("<Everything><Number/></Everything>") == "number does not read as its type.");
    CHECK(reason("<Everything><FlatInner><Numbers><member>x</member></Numbers></FlatInner></Everything>") ==
          "flat.1.member.numbers.1.member does not read as its type.");
    std::string deep = "<Everything><Inner>";
    for (int i = 0; i < 200; ++i) deep += "<Child>";
    for (int i = 0; i < 200; ++i) deep += "</Child>";
    CHECK(reason(deep + "</Inner></Everything>") == "the body is nested too deeply.");
}

TEST_CASE("a text is written so that it reads the same") {
    for (const char* text : {"<&>\"'", " ", "\t\n\r", "a\x01z", "\xc3\xa4 \xf0\x9f\x98\xb9", "]]>"}) {
        Everything out;
        out.text = text;
        out.map = {{text, text}};
        Everything in;
        REQUIRE_FALSE(read(written(out), in));
        CHECK(in.text == text);
        CHECK(in.map == out.map);
    }
    std::string xml;
    write_xml_text(xml, "\r\x01");
    CHECK(xml == "&#13;&#x1;");
}

TEST_CASE("timestamps have milliseconds where the service has them, and the form that their member says") {
    Everything out;
    out.moment = epoch + std::chrono::milliseconds(1767323045678);
    out.day = out.moment;
    CHECK(written(out).find("<Moment>2026-01-02T03:04:05Z</Moment>") != std::string::npos);
    // What a service has noted itself, it tells in whole seconds.
    CHECK(written(out, {true}).find("<Moment>2026-01-02T03:04:05.000Z</Moment>") != std::string::npos);
    CHECK(written(out, {true}).find("<Day>Fri, 02 Jan 2026 03:04:05 GMT</Day>") != std::string::npos);
}

TEST_CASE("members come in the model's order, lists in theirs") {
    Everything out;
    out.flag = false;
    out.text = "t";
    out.flat.resize(2);
    out.flat[0].name = "a";
    out.flat[0].numbers = {1, 2};
    out.nested = {{"1"}, {}};
    CHECK(written(out) ==
          "<Everything><Text>t</Text><Flag>false</Flag>"
          "<FlatInner><Name>a</Name><Numbers><member>1</member><member>2</member></Numbers></FlatInner>"
          "<FlatInner><Name></Name><Numbers></Numbers></FlatInner>"
          "<Nested><Row><Cell>1</Cell></Row><Row></Row></Nested><Map></Map><Maps></Maps></Everything>");
    std::string xml;
    write_xml(xml, "Everything", "urn:x", shape_of(Tag<Everything>()), &out, {});
    CHECK(xml.starts_with("<Everything xmlns=\"urn:x\"><Text>"));
}

TEST_CASE("the text of the element itself is a member, too") {
    struct Where {
        std::optional<std::string> region;
    };
    static const Written shape("Where", {member<&Where::region>("Region").content()});
    Where out{"eu-west-1"};
    std::string xml;
    write_xml(xml, "Where", "", shape, &out, {});
    CHECK(xml == "<Where>eu-west-1</Where>");
    Where in;
    Violations violations;
    REQUIRE_FALSE(read_xml(xml, "Where", shape, &in, violations));
    CHECK(in.region == "eu-west-1");
}
