#pragma once
#include <string>
#include <string_view>

#include "gateway/api/rows.hpp"

namespace wt::gateway::http_api::api {

/// The JSON of a part of that shape with what a request's JSON says of it.
[[nodiscard]] std::string merged(std::string_view part, std::string_view said, const aws::Structure& shape);

/// Takes over what a request says of a part: the members that both have, by their names. An empty text or list takes
/// away what was there; the names of a map go in one by one, and one with an empty value goes out.
template <class Part, class Said>
void merge(Part& to, const Said& said) {
    using gateway::api::row_of;
    auto made = gateway::api::read_row<Part>(merged(row_of(to), row_of(said), shape_of(aws::Tag<Part>{})));
    if (made) to = std::move(*made);
}

}  // namespace wt::gateway::http_api::api
