#pragma once
#include <cstdint>

#include "base/text.hpp"

namespace wt::rds {

/// A change to one item, as a client asked for it. Of two writes to one item the one with the higher `number` wins, in
/// whatever order and however often they are applied.
struct Write {
    enum class Kind : std::uint8_t { put, remove };
    Kind kind = Kind::put;
    Text id;
    Text body;                 // empty for a remove
    std::uint64_t number = 0;  // of the request that was acknowledged
};

}  // namespace wt::rds
