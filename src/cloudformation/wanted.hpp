#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wt::cloudformation {

/// What becomes of resources whose type is not here: the deployment fails, or goes on without them.
enum class Unsupported : std::uint8_t { fail, skip };

/// A stack that somebody wants, by its template's text.
struct Wanted {
    std::string name;
    std::string text;
    std::vector<std::pair<std::string, std::string>> parameters;
};

}  // namespace wt::cloudformation
