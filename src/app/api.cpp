#include <cstdio>

#include <fmt/format.h>

#include "app/options.hpp"
#include "app/package_folder.hpp"
#include "aws/coverage.hpp"
#include "aws/endpoint.hpp"
#include "cloud/cloud.hpp"
#include "lambda/api/code_folder.hpp"
#include "play/world.hpp"
#include "storage/rds/api/sql_databases.hpp"
#include "store/memory_store.hpp"

namespace wt::app {

int api(const std::string& format) {
    const scenario::Scenario nothing;
    play::World world(nothing);
    stack::Stack stack(world.context, nothing.architecture, nullptr);
    store::MemoryStore store;
    const PackageFolder packages("");
    InlineOffload offload;
    lambda::api::CodeFolder code(packages.path(), offload);
    rds::api::SqlDatabases sql(packages.path(), rds::api::SqlDatabases::Durability::none);
    cloud::CloudRecords records(world.context, store, aws::Accounts(), code, sql, Pace::Kind::at_once);
    cloud::Cloud cloud(world.context, stack, records, cloud::CloudOptions());
    const auto models = cloud.endpoint().models();
    fmt::print("{}\n", format == "json" ? aws::tables_json(models) : aws::coverage_markdown(models));
    return 0;
}

}  // namespace wt::app
