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
/// A sorted set of these in the place of whatever stands there; none of them: nothing.
void put_places(Call& call, std::string_view key, const std::vector<std::pair<double, std::string>>& places);

}  // namespace wt::cache
