#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "storage/rds/database.hpp"

namespace wt::rds {

/// A transaction that changed something on the primary, as its replicas receive it.
struct Commit {
    std::uint64_t lsn;               // its place in the primary's history, from 1
    Instant committed_at;            // on the primary
    std::vector<RowChange> changes;  // Applied::changes
    std::vector<Text> ids;           // the items it wrote
    std::uint64_t position = 0;      // Applied::position
};

/// Who follows a primary.
class Follower {
public:
    Follower() = default;
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;
    virtual ~Follower() = default;

    /// Called within the commit, in order of lsn.
    virtual void committed(std::shared_ptr<const Commit> commit) = 0;
    /// Starts from a copy of the primary; what was committed before is of no use any more.
    virtual void seed(const Database& primary) = 0;
    /// The primary's history ends at `lsn` now; what came after it never happened. `primary` is what is left.
    virtual void rolled_back(std::uint64_t lsn, const Database& primary) = 0;
    /// The primary is no more: nothing comes from it after what has come.
    virtual void left_alone() = 0;
};

}  // namespace wt::rds
