#include "gateway/mapping/paths.hpp"

namespace wt::gateway::mapping {

const Result<json_path::Path>& Paths::find(std::string_view path) {
    if (const auto found = compiled_.find(path); found != compiled_.end()) return found->second;
    if (compiled_.size() >= most) compiled_.clear();
    return compiled_.emplace(std::string(path), json_path::Path::compile(path)).first->second;
}

}  // namespace wt::gateway::mapping
