// Whatever a document says, it is refused with a sentence, or the API that it makes can be told as a document, which
// makes an API with the same paths.
//   input: a document in JSON or YAML
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "gateway/api/openapi_export.hpp"
#include "gateway/api/openapi_import.hpp"

using namespace wt::gateway::api;

namespace {

wt::Result<Imported> imported(std::string_view text) {
    ImportOptions options;
    options.api_id = "abcdefghij";
    options.root_id = "root";
    options.new_id = [next = 0]() mutable { return "id" + std::to_string(next++); };
    return import_openapi(text, options);
}

std::set<std::string> methods_of(const Definition& definition) {
    std::set<std::string> all;
    for (const auto& [id, resource] : definition.resources) {
        WT_ASSERT(resource.path && (resource.path == "/" || definition.resources.contains(*resource.parent_id)));
        if (!resource.resource_methods) continue;
        for (const auto& [verb, method] : *resource.resource_methods) all.insert(verb + " " + *resource.path);
    }
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto first = imported({reinterpret_cast<const char*>(data), size});
    if (!first.ok()) {
        WT_ASSERT(!first.error().message.empty());
        return 0;
    }
    for (const auto form : {ExportOptions::Form::swagger_2, ExportOptions::Form::openapi_3}) {
        ExportOptions options;
        options.form = form;
        options.host = "abcdefghij.execute-api.us-east-1.amazonaws.com";
        options.stage = "prod";
        options.integrations = options.authorizers = true;
        const std::string told = export_openapi(first->definition, options);
        const auto second = imported(told);
        if (second.ok()) WT_ASSERT(methods_of(second->definition) == methods_of(first->definition));
    }
    return 0;
}
