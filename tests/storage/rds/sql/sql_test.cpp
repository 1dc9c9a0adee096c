#include <cstdlib>
#include <filesystem>

#include "catch.hpp"
#include "storage/rds/sql/dialect.hpp"
#include "storage/rds/sql/sql_connection.hpp"

using namespace wt;
using namespace wt::rds::sql;

namespace {

struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "sql-test-XXXXXX").string();
    Folder() { REQUIRE(mkdtemp(path.data()) != nullptr); }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

std::unique_ptr<Connection> open(const Folder& folder, const std::string& name = "a") {
    auto opened = Connection::open(folder.path + "/" + name, false);
    REQUIRE(opened.ok());
    return std::move(*opened);
}

}  // namespace

TEST_CASE("words of PostgreSQL and MySQL become SQLite's, and literals stay") {
    CHECK(for_sqlite("select :id::int, 'a::b', x.y::text") == "select CAST(:id AS INTEGER), 'a::b', CAST(x.y AS TEXT)");
    CHECK(for_sqlite("select (1 + f(2))::numeric(10,2)") == "select CAST((1 + f(2)) AS NUMERIC)");
    CHECK(for_sqlite("select lower(a)::varchar(20)") == "select CAST(lower(a) AS TEXT)");
    CHECK(for_sqlite("select a::double precision from t") == "select CAST(a AS REAL) from t");
    CHECK(for_sqlite("create table t (id SERIAL PRIMARY KEY, b text)") ==
          "create table t (id INTEGER PRIMARY KEY AUTOINCREMENT, b text)");
    CHECK(for_sqlite("create table t (id INT AUTO_INCREMENT PRIMARY KEY)") ==
          "create table t (id INTEGER PRIMARY KEY AUTOINCREMENT)");
    CHECK(for_sqlite("-- serial ::int\nselect 1 /* :: */") == "-- serial ::int\nselect 1 /* :: */");
    for (const char* const odd : {"", "::", "select ::int", ")::int", "select '", "serial", "auto_increment", "a::b("})
        (void)for_sqlite(odd);
}

TEST_CASE("statements take parameters by name and give rows with their types") {
    const Folder folder;
    const auto connection = open(folder);
    REQUIRE(
        connection->run("create table t (id serial primary key, name varchar(20) not null, price numeric(10,2))", {})
            .ok());
    const auto made = connection->run("insert into t (name, price) values (:name, :price)",
                                      {{"name", std::string("x")}, {"price", 1.5}, {"unused", Null()}});
    REQUIRE(made.ok());
    CHECK(made->changed == 1);
    CHECK(made->inserted == 1);
    const auto rows = connection->run("select id, name as n, price, count(*) over () from t", {});
    REQUIRE(rows.ok());
    CHECK(rows->changed == 0);
    REQUIRE(rows->rows.size() == 1);
    CHECK(rows->rows[0] == std::vector<Value>{std::int64_t{1}, std::string("x"), 1.5, std::int64_t{1}});
    CHECK(rows->columns[0].counts_up);
    CHECK((rows->columns[1].label == "n" && rows->columns[1].name == "name" && !rows->columns[1].nullable));
    CHECK(rows->columns[2].type == "numeric(10,2)");
    CHECK(rows->columns[3].type.empty());
    const auto returned = connection->run("insert into t (name) values ('y') returning id", {});
    REQUIRE(returned.ok());
    CHECK(returned->rows[0][0] == Value(std::int64_t{2}));
}

TEST_CASE("what is wrong has PostgreSQL's code") {
    const Folder folder;
    const auto connection = open(folder);
    REQUIRE(connection->run("create table t (id int primary key, b int not null check (b > 0))", {}).ok());
    REQUIRE(connection->run("insert into t values (1, 1)", {}).ok());
    const auto state = [&](const char* statement) {
        const auto outcome = connection->run(statement, {});
        return outcome.ok() ? std::string("none") : outcome.error().state;
    };
    CHECK(state("insert into t values (1, 1)") == "23505");
    CHECK(state("insert into t values (2, null)") == "23502");
    CHECK(state("insert into t values (2, 0)") == "23514");
    CHECK(state("select * from nope") == "42P01");
    CHECK(state("select nope from t") == "42703");
    CHECK(state("selec 1") == "42601");
    CHECK(state("create table t (id int)") == "42P07");
    CHECK(state("select 1; select 2") == "multi");
    CHECK(state("select 1; ") == "none");
    CHECK(state("select :a") == "parameter");
    CHECK(state("attach database '/tmp/x' as x") != "none");
    CHECK(state("pragma journal_mode=delete") != "none");
}

TEST_CASE("rows, answers and steps are bounded") {
    const Folder folder;
    const auto connection = open(folder);
    const std::string endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select ";
    Limits limits;
    limits.steps = 200'000;
    const auto slow = connection->run(endless + "max(x) from c", {}, limits);
    REQUIRE_FALSE(slow.ok());
    CHECK(slow.error().took_too_long);
    const auto large = connection->run(endless + "x from c", {});
    REQUIRE_FALSE(large.ok());
    CHECK(large.error().state == "size");
    const auto wide = connection->run("select printf('%70000s', 'x')", {});
    REQUIRE_FALSE(wide.ok());
    CHECK(wide.error().state == "size");
    CHECK(connection->run("select 1", {}).ok());
}

TEST_CASE("a transaction shows nobody what is not committed, and a second writer is refused") {
    const Folder folder;
    const auto one = open(folder);
    const auto other = open(folder);
    REQUIRE(one->run("create table t (id int)", {}).ok());
    REQUIRE(one->run("begin", {}).ok());
    REQUIRE(one->run("insert into t values (1)", {}).ok());
    CHECK(other->run("select * from t", {})->rows.empty());
    const auto refused = other->run("insert into t values (2)", {});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().state == "55P03");
    REQUIRE(one->run("commit", {}).ok());
    CHECK(other->run("select * from t", {})->rows.size() == 1);
    REQUIRE_FALSE(one->copy_to(folder.path + "/copy"));
    CHECK(open(folder, "copy")->run("select * from t", {})->rows.size() == 1);
}
