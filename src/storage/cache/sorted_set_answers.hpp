#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/cache/call.hpp"

namespace wt::cache {

using Place = SortedSet::Place;

/// Members, with their scores or without, as each protocol has them.
void answer_pairs(Call& call, const std::vector<Place>& found, bool with_scores);
/// The options of ZADD, some of which GEOADD has, too.
struct Adding {
    bool only_new = false;
    bool only_there = false;
    bool greater = false;
    bool less = false;
    bool counts_moved = false;
    bool increments = false;  // by the only score that is given; the answer is what came of it
};
/// Puts members with their scores into the sorted set at the first key, and answers.
void add_places(Call& call, const Adding& how, const std::vector<std::pair<double, std::string_view>>& places);
/// A sorted set of these in the place of whatever stands there; none of them: nothing.
void put_places(Call& call, std::string_view key, const std::vector<std::pair<double, std::string>>& places);

}  // namespace wt::cache
