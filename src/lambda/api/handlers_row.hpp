#pragma once
#include <memory>

#include <nlohmann/json_fwd.hpp>

#include "lambda/config.hpp"

/// What a scenario's function does, as data, kept with its versions: handlers, and how environments begin.
namespace wt::lambda::api::rows {

/// Numbers of memory, time and concurrency are the version's own, and no part of it; nor is code.
[[nodiscard]] nlohmann::json write_handlers(const FunctionConfig& config);
/// Null where a law is one that only a scenario file can name. Throws what the library throws when it does not read.
[[nodiscard]] std::shared_ptr<const FunctionConfig> read_handlers(const nlohmann::json& row);

}  // namespace wt::lambda::api::rows
