#pragma once
#include <sys/types.h>

#include <cstddef>
#include <string>

#include "base/literals.hpp"

namespace wt::sandbox {

/// What the processes below one take of the machine now.
struct Usage {
    std::size_t processes = 0;
    Bytes resident{0};
};

/// Of the namespace whose first process `keeper` is, or of what descends from it. Counting stops a little above `most`
/// processes.
[[nodiscard]] Usage usage_of(pid_t keeper, bool namespaces, std::size_t most);

/// /proc/N/status of a process in the keeper's namespace, to be read again and again; -1 when there is none.
[[nodiscard]] int open_status(pid_t keeper, bool namespaces, int process);
/// VmHWM: the most memory that the process has used. Zero when that cannot be read.
[[nodiscard]] Bytes peak_memory(int status_file);
void close_status(int status_file);

}  // namespace wt::sandbox
