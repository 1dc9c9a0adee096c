#include "aws/coverage.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

Operation row(std::string_view name, std::string_view method, std::string_view uri) {
    Operation made;
    made.name = name;
    made.action = "toy:Do";
    made.method = method;
    made.uri = uri;
    made.input = []() -> const Structure& { return shape_of(Tag<Everything>()); };
    made.output = []() -> const Structure& { return shape_of(Tag<Nothing>()); };
    return made;
}

const Operation rows[] = {row("Put", "PUT", "/{Bucket}/{object_key+}")};
const MissingOperation missing[] = {{"Get", "GET", "/{Bucket}"}, {"Wait", "GET", "/"}};

ServiceModel model(Protocol protocol) {
    ServiceModel made;
    made.name = made.signing_name = "toy";
    made.version = "2026-01-01";
    made.protocol = protocol;
    made.operations = rows;
    made.missing = missing;
    return made;
}

}  // namespace

TEST_CASE("a table of operations, for people") {
    const ServiceModel toy = model(Protocol::rest_xml);
    CHECK(coverage_markdown({&toy}) ==
          "## toy 2026-01-01\n\n1 of 3 operations, protocol rest-xml.\n\n"
          "| operation | there | IAM action |\n| --- | --- | --- |\n"
          "| Get | no | |\n| Put | yes | `toy:Do` |\n| Wait | no | |\n");
}

TEST_CASE("tables as JSON say all of a shape") {
    const ServiceModel toy = model(Protocol::rest_xml);
    const auto json = nlohmann::json::parse(tables_json({&toy}));
    const auto& service = json["services"][0];
    CHECK(service["name"] == "toy");
    CHECK(service["protocol"] == "rest-xml");
    const auto& put = service["operations"][0];
    CHECK(put["there"] == true);
    CHECK(put["method"] == "PUT");
    CHECK(put["uri"] == "/{Bucket}/{object_key+}");
    CHECK_FALSE(put.contains("output"));
    CHECK(service["operations"][2] ==
          nlohmann::json{{"name", "Wait"}, {"there", false}, {"method", "GET"}, {"uri", "/"}});

    const auto& members = put["input"]["members"];
    CHECK(put["input"]["root"] == "Everything");
    CHECK(members["Key"] == nlohmann::json{{"type", "string"}, {"location", "uri"}, {"locationName", "object_key"}});
    CHECK(members["Metadata"]["location"] == "headers");
    CHECK(members["Flat"]["flattened"] == true);
    CHECK(members["Flat"]["locationName"] == "FlatInner");
    CHECK(members["Flat"]["element"]["members"]["Children"]["element"] ==
          nlohmann::json{{"type", "structure"}, {"recursive", true}});
    CHECK(members["Flat"]["element"]["members"]["Type"]["attribute"] == true);
    CHECK(members["Nested"]["elementName"] == "Row");
    CHECK(members["Nested"]["element"]["elementName"] == "Cell");
    CHECK(members["Map"]["valueName"] == "Content");
    CHECK(members["Day"]["timestampFormat"] == "rfc822");
}

TEST_CASE("an RPC's table has no addresses") {
    const ServiceModel toy = model(Protocol::json_1_1);
    CHECK_FALSE(nlohmann::json::parse(tables_json({&toy}))["services"][0]["operations"][0].contains("uri"));
}
