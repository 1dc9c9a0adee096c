#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "postgres/query.hpp"
#include "storage/rds/database.hpp"
#include "storage/rds/write.hpp"

namespace wt::postgres {

/// A batch of writes as one transaction of two statements: the rows that are there are locked and read, then one upsert
/// writes the last word of the batch for each item. Items are taken in order of their id, so that batches that overlap
/// wait for one another instead of deadlocking.
class Batch {
public:
    explicit Batch(std::vector<rds::Write> writes);
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    [[nodiscard]] bool empty() const { return writes_.empty(); }
    [[nodiscard]] std::vector<Query> queries(Instant now) const;
    /// What it did, as Database::apply counts it: each write in turn against what was `before` and `written` since.
    [[nodiscard]] rds::Applied outcome(const Rows& before, const Rows& written) const;

private:
    struct Row {
        const rds::Write* last;  // of the batch, with the highest number
        std::vector<const rds::Write*> writes;
    };
    std::vector<rds::Write> writes_;
    std::map<std::string_view, Row> rows_;
};

}  // namespace wt::postgres
