#pragma once
#include <string>
#include <string_view>

namespace wt::rds::sql {

/// A statement of PostgreSQL or MySQL as SQLite takes it, as far as that goes by words: `x::type` becomes a CAST,
/// SERIAL and AUTO_INCREMENT a key that counts up. Takes any text; what it does not know stays.
[[nodiscard]] std::string for_sqlite(std::string_view statement);

}  // namespace wt::rds::sql
