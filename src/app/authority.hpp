#pragma once
#include <optional>
#include <string>

namespace wt::app {

/// Where the authority is kept that signs for servers' names: authority.pem in the data folder, so that it is the same
/// wherever that is mounted, else in the user's cache folder ($XDG_CACHE_HOME or ~/.cache, windtunnel/), so that what a
/// user has told clients to trust outlives a restart. Empty: nowhere (no home), and it lives as long as the program.
[[nodiscard]] std::string authority_file(const std::string& data_folder);

/// The authority of that file, key and certificate; made when there is none, and readable by its owner alone. Throws
/// std::runtime_error when the file can neither be read nor made.
[[nodiscard]] std::string authority_of(const std::string& file);

}  // namespace wt::app
