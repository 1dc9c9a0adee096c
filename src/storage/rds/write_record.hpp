#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "storage/rds/write.hpp"

namespace wt::rds {

/// A write as one line of JSON, as it travels through a stream and lies in an object:
///   {"op":"put","id":"42","n":7,"body":"{\"colour\":\"red\"}"}
///   {"op":"remove","id":"42","n":8}
/// Ends with a line feed. Bytes that are not UTF-8 pass through as they are.
[[nodiscard]] Text encode(const Write& write);

struct Decoded {
    std::vector<Write> writes;    // in the order of their lines
    std::uint64_t malformed = 0;  // lines that are not what encode() writes, left out
};

/// The writes in an object of such lines. Takes exactly the form above (members in this order, no spaces; strings may
/// use every JSON escape); empty lines are nothing. Any input is safe.
[[nodiscard]] Decoded decode(std::string_view object);

}  // namespace wt::rds
