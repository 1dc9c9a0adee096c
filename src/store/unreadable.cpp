#include "store/unreadable.hpp"

#include <stdexcept>

#include <fmt/format.h>

namespace wt::store {

void unreadable(std::string_view space, std::string_view key) {
    throw std::runtime_error(
        fmt::format("the data folder has a row of {} that cannot be read ({}): it was written by another version of "
                    "this program, or is damaged",
                    space, key));
}

}  // namespace wt::store
