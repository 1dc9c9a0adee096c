#pragma once
#include <cstdint>
#include <string>

#include "gateway/api/catalogue.hpp"

namespace wt::gateway::api {

/// What a deployment's document says. API Gateway Developer Guide, "Export a REST API from API Gateway".
struct ExportOptions {
    enum class Form : std::uint8_t { swagger_2, openapi_3 };
    Form form = Form::openapi_3;
    std::string host;   // "ID.execute-api.us-east-1.amazonaws.com"
    std::string stage;  // its name
    bool integrations = false;
    bool authorizers = false;
};
[[nodiscard]] std::string export_openapi(const Definition& definition, const ExportOptions& options);

}  // namespace wt::gateway::api
