#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "gateway/http_api/api/catalogue.hpp"

/// HTTP APIs as OpenAPI 3.0 documents with Amazon's extensions. API Gateway Developer Guide, "Working with OpenAPI
/// definitions for HTTP APIs in API Gateway".
namespace wt::gateway::http_api::api {

struct ImportOptions {
    enum class BasePath : std::uint8_t { ignore, prepend };
    BasePath base_path = BasePath::ignore;
    std::function<std::string(std::size_t letters)> new_id;
};
struct Imported {
    Definition definition;  // without the settings that no document says
    std::vector<std::string> warnings;
};
/// An API of a document in JSON or YAML. Refused with a sentence. Assumed: the sentences but "Invalid OpenAPI input.".
[[nodiscard]] Result<Imported> import_openapi(std::string_view text, const ImportOptions& options);

struct ExportOptions {
    std::string host;   // "ID.execute-api.us-east-1.amazonaws.com"
    std::string stage;  // empty: the API as it is now
    enum class Extensions : std::uint8_t { without, with };
    Extensions extensions = Extensions::with;
};
/// The document that makes the same API again, in JSON, which is YAML, too.
[[nodiscard]] std::string export_openapi(const Definition& definition, const ExportOptions& options);

}  // namespace wt::gateway::http_api::api
