#pragma once
#include <string>
#include <utility>

#include "aws/error.hpp"
#include "storage/cache/api/elasticache_shapes.hpp"

namespace wt::cache::api {

[[nodiscard]] inline aws::Error invalid_value(std::string text) {
    return aws::Error(elasticache_errors::invalid_parameter_value, std::move(text));
}
[[nodiscard]] inline aws::Error invalid_combination(std::string text) {
    return aws::Error(elasticache_errors::invalid_parameter_combination, std::move(text));
}
[[nodiscard]] inline aws::Error not_here(std::string_view what) {
    return invalid_value("Windtunnel does not implement " + std::string(what) + " yet.");
}

}  // namespace wt::cache::api
