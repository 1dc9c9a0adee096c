#pragma once
#include <map>
#include <string>
#include <string_view>

#include "gateway/json_path/path.hpp"

namespace wt::gateway::mapping {

/// JSONPaths of one API's templates, each compiled once.
class Paths {
public:
    /// Stays until the next one is asked for.
    [[nodiscard]] const Result<json_path::Path>& find(std::string_view path);

private:
    static constexpr std::size_t most = 256;
    std::map<std::string, Result<json_path::Path>, std::less<>> compiled_;
};

}  // namespace wt::gateway::mapping
