#pragma once
#include <optional>
#include <string>

namespace wt::mariadb {

/// MariaDB's programs on this machine.
struct Installation {
    std::string version;  // "10.11"
    std::string server;   // the path of mariadbd
    std::string install;  // of mariadb-install-db
    // Of mariadb-binlog and mariadb, which Debian's server brings; empty: there is none.
    std::string read_log;
    std::string client;
};

/// Of Debian's package mariadb-server, or else in PATH.
[[nodiscard]] std::optional<Installation> installation();

}  // namespace wt::mariadb
