#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "gateway/api/catalogue.hpp"

namespace wt::gateway::api {

/// How a definition is read. API Gateway Developer Guide, "Develop REST APIs using OpenAPI".
struct ImportOptions {
    std::string api_id;
    std::string root_id;  // of the resource "/"
    enum class BasePath : std::uint8_t { ignore, prepend };
    BasePath base_path = BasePath::ignore;
    std::function<std::string()> new_id;
};
struct Imported {
    Definition definition;  // without the settings that no definition says
    std::vector<std::string> warnings;
};

/// An API of an OpenAPI 3.0 or Swagger 2.0 document, in JSON or YAML, with Amazon's extensions. Refused with a
/// sentence. Assumed: the sentences but "Invalid OpenAPI input.".
[[nodiscard]] Result<Imported> import_openapi(std::string_view text, const ImportOptions& options);

}  // namespace wt::gateway::api
