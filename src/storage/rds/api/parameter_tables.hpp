#pragma once
#include <span>

#include "storage/rds/api/engines.hpp"

namespace wt::rds::api {

/// Of PostgreSQL and Aurora PostgreSQL.
[[nodiscard]] std::span<const ParameterRow> postgres_parameters();
/// Of MySQL and Aurora MySQL; those without engines are MariaDB's, too.
[[nodiscard]] std::span<const ParameterRow> mysql_parameters();
/// Of MariaDB alone.
[[nodiscard]] std::span<const ParameterRow> mariadb_parameters();

}  // namespace wt::rds::api
