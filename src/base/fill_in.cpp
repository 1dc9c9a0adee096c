#include "base/fill_in.hpp"

namespace wt {

FillIn::FillIn(std::string_view text) : text_(text) {
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
        const std::size_t close = text.find('}', at);
        if (close == std::string_view::npos) return;
        places_.push_back({at, close + 1});
        at = close + 1;
    }
}

std::vector<std::string_view> FillIn::names() const& {
    std::vector<std::string_view> names;
    for (const Place& place : places_) names.push_back(name_of(place));
    return names;
}

}  // namespace wt
