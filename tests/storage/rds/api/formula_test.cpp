#include "storage/rds/api/formula.hpp"
#include "catch.hpp"

using namespace wt::rds::api;

namespace {

constexpr double gib = 1024.0 * 1024 * 1024;

}  // namespace

TEST_CASE("a parameter's formula comes to a number for a class's memory") {
    CHECK(value_of_formula("LEAST({DBInstanceClassMemory/9531392},5000)", gib) == 112);
    CHECK(value_of_formula("LEAST({DBInstanceClassMemory/9531392},5000)", 8 * gib) == 901);
    CHECK(value_of_formula("LEAST({DBInstanceClassMemory/9531392},5000)", 768 * gib) == 5000);
    CHECK(value_of_formula("GREATEST( {DBInstanceClassMemory/25165760}, 100 )", gib) == 100);
    CHECK(value_of_formula("{DBInstanceClassMemory*3/4}", 4 * gib) == 3221225472);
    CHECK(value_of_formula("SUM(1,2,LEAST(3,4))", gib) == 6);
    CHECK(value_of_formula("{log(DBInstanceClassMemory/1073741824)*45}", 8 * gib) == 135);
    CHECK(value_of_formula("77", gib) == 77);
    CHECK(value_of_formula("-1", gib) == -1);
}

TEST_CASE("what is no formula comes to nothing") {
    for (const char* const text :
         {"", "on", "LEAST(", "LEAST(1,", "{DBInstanceClassMemory/0}", "{DBInstanceClassMemory", "12 apples",
          "{Memory/2}", "LEAST()", "1e300", "{log(0)}", "{log(2}", "log(2)"})
        CHECK_FALSE(value_of_formula(text, gib).has_value());
    std::string deep;
    for (int i = 0; i < 10000; ++i) deep += "LEAST(";
    CHECK_FALSE(value_of_formula(deep, gib).has_value());
    std::string logs = "{";
    for (int i = 0; i < 10000; ++i) logs += "log(";
    CHECK_FALSE(value_of_formula(logs, gib).has_value());
}
