#pragma once
#include <string>

#include "disk/file.hpp"

namespace wt::disk {

/// A folder belongs to one process at a time: a lock on its file `lock`, which goes with the process however that ends.
class FolderLock {
public:
    /// Throws a sentence when another process has it, and which.
    explicit FolderLock(const std::string& folder);

private:
    File file_;
};

}  // namespace wt::disk
