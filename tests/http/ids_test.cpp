#include "http/ids.hpp"

#include <string>

#include "catch.hpp"

namespace wt::http {
namespace {

TEST_CASE("the trace that a field names") {
    CHECK(trace_root("Root=1-5759e988-bd862e3fe1be46a994272793") == "1-5759e988-bd862e3fe1be46a994272793");
    CHECK(trace_root("Self=1-67891234-12456789abcdef012345678; Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1") ==
          "1-5759e988-bd862e3fe1be46a994272793");
    for (const char* none : {"", "Root=", "Root=1-5759e988", "Root=2-5759e988-bd862e3fe1be46a994272793",
                             "Root=1-5759e988-bd862e3fe1be46a99427279g", "Root=1-5759e988xbd862e3fe1be46a994272793",
                             "Root=1-5759e988-bd862e3fe1be46a9942727931", "root", ";;;", "Parent=53995c3f42cd8ad8"})
        CHECK(trace_root(none).empty());
}

TEST_CASE("a trace goes on where its client names one, and begins where none can be meant") {
    Random drawn(1, "ids");
    Random untouched(1, "ids");
    const std::string said = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    CHECK(trace_id(drawn, epoch, said) == said);
    CHECK(drawn.next() == untouched.next());  // nothing was drawn for it
    const std::string long_one = said + ";x=" + std::string(300, 'x');
    CHECK(trace_id(drawn, epoch, "Sampled=1") == trace_id(untouched, epoch));
    CHECK(trace_id(drawn, epoch, long_one) == trace_id(untouched, epoch));
    CHECK(!trace_root(trace_id(drawn, epoch)).empty());
}

}  // namespace
}  // namespace wt::http
