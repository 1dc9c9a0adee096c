#pragma once
#include <map>
#include <string>
#include <vector>

#include "aws/outcome.hpp"
#include "base/result.hpp"
#include "storage/rds/data/rds_data_shapes.hpp"
#include "storage/rds/sql/sql_connection.hpp"

namespace wt::rds::data {

[[nodiscard]] aws::Outcome<std::map<std::string, sql::Value>> parameters_of(
    const std::vector<SqlParameter>& parameters);
[[nodiscard]] Field field_of(const sql::Value& value, const sql::Column& column, const ResultSetOptions& options);
[[nodiscard]] ColumnMetadata metadata_of(const sql::Column& column);
/// An array of objects.
[[nodiscard]] std::string records_as_json(const sql::Outcome& outcome);

}  // namespace wt::rds::data
