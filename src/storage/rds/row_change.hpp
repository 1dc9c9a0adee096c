#pragma once
#include <cstdint>

#include "base/text.hpp"

namespace wt::rds {

/// What a row is at some moment.
struct RowState {
    bool taken = false;    // there is one
    bool deleted = false;  // it is the mark of a removed item
    Text body;
    std::int64_t number = 0;
    std::int64_t written_at = 0;
    friend bool operator==(const RowState& a, const RowState& b) {
        return a.taken == b.taken && (!a.taken || (a.deleted == b.deleted && a.number == b.number &&
                                                   a.written_at == b.written_at && a.body == b.body));
    }
};

/// What a transaction did to one row. Tables that are copies of one another have an item at the same place.
struct RowChange {
    std::uint32_t place = 0;
    Text id;
    RowState before;
    RowState after;
};

}  // namespace wt::rds
