#include "aws/rows.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace wt::aws {

void Rows::stage() {
    if (!changes_.empty()) ticket_ = store_.stage(std::exchange(changes_, {}));
}

Task<std::optional<wt::Error>> Rows::durable() {
    stage();
    if (store_.is_durable(ticket_)) co_return std::nullopt;
    co_return co_await store_.durable(ticket_);
}

std::string place_key(const AccountRegion& place) { return fmt::format("{}/{}", place.account, place.region); }

std::string take_part(std::string_view& key) {
    const std::size_t slash = std::min(key.find('/'), key.size());
    std::string part(key.substr(0, slash));
    key.remove_prefix(std::min(slash + 1, key.size()));
    return part;
}

std::string row_of(const Structure& shape, const void* part) {
    std::string row;
    write_json(row, shape, part);
    return row;
}

}  // namespace wt::aws
