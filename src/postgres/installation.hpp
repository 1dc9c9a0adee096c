#pragma once
#include <string>
#include <vector>

namespace wt::postgres {

/// PostgreSQL's programs of one major version on this machine.
struct Installation {
    int major = 0;       // 0: not known
    std::string folder;  // of initdb, postgres and pg_basebackup
};

/// The newest first: those of Debian's packages in /usr/lib/postgresql/*/bin, or else the one in PATH.
[[nodiscard]] std::vector<Installation> installations();

}  // namespace wt::postgres
