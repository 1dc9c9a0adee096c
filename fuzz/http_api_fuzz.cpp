// Whatever a document says, it is refused with a sentence, or the HTTP API that it makes can be told as a document,
// which makes an API with the same routes; its mappings change a request and an answer within HTTP's bounds, and its
// routes are found by every path.
//   input: a document in JSON or YAML
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "gateway/http_api/api/openapi.hpp"
#include "gateway/http_api/parameter_mapping.hpp"
#include "gateway/http_api/passage.hpp"
#include "gateway/http_api/route_table.hpp"

using namespace wt;
using namespace wt::gateway::http_api;

namespace {

Result<api::Imported> imported(std::string_view text) {
    api::ImportOptions options;
    options.new_id = [next = 0](std::size_t) mutable { return "id" + std::to_string(next++); };
    return api::import_openapi(text, options);
}

std::set<std::string> keys_of(const api::Definition& definition) {
    std::set<std::string> keys;
    for (const auto& [id, route] : definition.routes) keys.insert(route.route_key);
    return keys;
}

void check(const http::Headers& fields) {
    for (const http::Header& field : fields) {
        WT_ASSERT(field.name.view().find_first_of("\r\n") == std::string_view::npos);
        WT_ASSERT(field.value.view().find_first_of("\r\n") == std::string_view::npos);
    }
}

void pass_through(const api::Definition& definition, std::string_view body) {
    HttpApiConfig config;
    config.id = "abcdefghij";
    http::Request request;
    request.method = http::Method::post;
    request.path = "/pets/7";
    request.query = "a=1&b=2&a=3";
    request.headers.add("X-A", "1");
    request.body = Text(body);
    const gateway::http_api::Passage pass{config, request};
    for (const auto& [id, integration] : definition.integrations) {
        if (integration.request_parameters) {
            const auto changes = read_changes(*integration.request_parameters, Side::request);
            if (!integration.integration_subtype) WT_ASSERT(changes.ok());
            http::Request sent = request;
            if (changes.ok()) apply(*changes, pass, sent);
            WT_ASSERT(sent.path.starts_with("/"));
            check(sent.headers);
        }
        if (!integration.response_parameters) continue;
        for (const auto& [status, said] : *integration.response_parameters) {
            const auto changes = read_changes(said, Side::answer);
            http::Response answer = http::json_response(200, Text(body));
            if (changes.ok()) apply(*changes, pass, answer);
            WT_ASSERT(answer.status >= 200 && answer.status <= 599);
            check(answer.headers);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto first = imported(text);
    if (!first.ok()) {
        WT_ASSERT(!first.error().message.empty());
        return 0;
    }
    pass_through(first->definition, text);
    const std::set<std::string> keys = keys_of(first->definition);
    const std::vector<std::string> list(keys.begin(), keys.end());
    const RouteTable table(list);
    for (const std::string& key : list) {
        const auto read = read_route_key(key);
        WT_ASSERT(read.has_value());
        const auto found = table.find(read->method.value_or(http::Method::get), read->is_default ? "/" : read->path);
        WT_ASSERT(!found || *found < list.size());
    }
    api::ExportOptions options;
    options.host = "abcdefghij.execute-api.us-east-1.amazonaws.com";
    const auto second = imported(api::export_openapi(first->definition, options));
    WT_ASSERT(second.ok());
    WT_ASSERT(keys_of(second->definition) == keys);
    return 0;
}
