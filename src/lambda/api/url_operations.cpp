// The addresses of functions.
#include <fmt/format.h>

#include "lambda/api/errors.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/pages.hpp"
#include "lambda/api/settings.hpp"

namespace wt::lambda::api {

namespace {

constexpr std::size_t id_size = 32;

/// "http://ID.lambda-url.localhost:4566/": as the caller reaches this server.
[[nodiscard]] std::string url_of(const aws::Call& call, std::string_view id) {
    const std::string_view host = call.request.headers.get("Host");
    const std::size_t colon = host.rfind(':');
    const std::string_view port = colon == std::string_view::npos ? "" : host.substr(colon);
    return fmt::format("{}://{}.lambda-url.localhost{}/", call.request.secure ? "https" : "http", id, port);
}

/// What all answers say of it.
template <class Output>
[[nodiscard]] Output tell(const FunctionUrlConfig& config) {
    Output output;
    output.function_url = config.function_url;
    output.function_arn = config.function_arn;
    output.auth_type = config.auth_type;
    output.cors = config.cors;
    output.creation_time = config.creation_time;
    output.invoke_mode = config.invoke_mode;
    if constexpr (requires { output.last_modified_time; }) output.last_modified_time = config.last_modified_time;
    return output;
}

}  // namespace

aws::Outcome<CreateFunctionUrlConfigResponse> Lambda::create_function_url_config(const aws::Call& call,
                                                                                 CreateFunctionUrlConfigRequest input) {
    using Response = CreateFunctionUrlConfigResponse;
    const auto make = [&]() -> aws::Outcome<Response> {
        const auto found = qualified(call, input.function_name, input.qualifier);
        if (!found.ok()) return found.error();
        const std::string& qualifier = found->name.qualifier;
        if (is_version(qualifier))
            return validation(
                fmt::format("1 validation error detected: Value '{}' at 'qualifier' failed to satisfy "
                            "constraint: Member must satisfy regular expression pattern: "
                            "((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
                            qualifier));
        if (found->record->urls.contains(qualifier))
            return conflict(
                fmt::format("Failed to create function url config for [functionArn = {}]. Error message:  "
                            "FunctionUrlConfig exists for this Lambda function",
                            found->name.arn()));
        constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
        std::string id;
        for (std::size_t i = 0; i < id_size; ++i) id += letters[ids_.below(letters.size())];
        FunctionUrlConfig config;
        config.function_url = url_of(call, id);
        config.function_arn = found->name.arn();
        config.auth_type = input.auth_type;
        config.cors = std::move(input.cors);
        config.creation_time = config.last_modified_time = last_modified(call.now);
        config.invoke_mode = input.invoke_mode.value_or("BUFFERED");
        found->record->urls.emplace(qualifier, config);
        catalogue_.keep(*found->record);
        return tell<Response>(config);
    };
    return make();
}

aws::Outcome<FunctionUrlConfig*> Lambda::url(const Found& found) {
    const auto config = found.record->urls.find(found.name.qualifier);
    if (config == found.record->urls.end()) return not_found("The resource you requested does not exist.");
    return &config->second;
}

aws::Outcome<GetFunctionUrlConfigResponse> Lambda::get_function_url_config(const aws::Call& call,
                                                                           GetFunctionUrlConfigRequest input) {
    using Response = GetFunctionUrlConfigResponse;
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    const auto config = url(*found);
    if (!config.ok()) return config.error();
    return tell<Response>(**config);
}

aws::Outcome<UpdateFunctionUrlConfigResponse> Lambda::update_function_url_config(const aws::Call& call,
                                                                                 UpdateFunctionUrlConfigRequest input) {
    using Response = UpdateFunctionUrlConfigResponse;
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    const auto config = url(*found);
    if (!config.ok()) return config.error();
    if (input.auth_type) (*config)->auth_type = *input.auth_type;
    if (input.invoke_mode) (*config)->invoke_mode = *input.invoke_mode;
    if (input.cors) (*config)->cors = std::move(input.cors);
    (*config)->last_modified_time = last_modified(call.now);
    catalogue_.keep(*found->record);
    return tell<Response>(**config);
}

aws::Outcome<Lambda::Nothing> Lambda::delete_function_url_config(const aws::Call& call,
                                                                 DeleteFunctionUrlConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    const auto config = url(*found);
    if (!config.ok()) return config.error();
    found->record->urls.erase(found->name.qualifier);
    catalogue_.keep(*found->record);
    return Nothing();
}

aws::Outcome<ListFunctionUrlConfigsResponse> Lambda::list_function_url_configs(const aws::Call& call,
                                                                               ListFunctionUrlConfigsRequest input) {
    using Response = ListFunctionUrlConfigsResponse;
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    std::map<std::string, FunctionUrlConfig> urls(found->record->urls.begin(), found->record->urls.end());
    auto page = page_of(std::move(urls), "lambda:ListFunctionUrlConfigs", input.marker, input.max_items, call.now);
    if (!page.ok()) return page.error();
    Response response;
    response.function_url_configs = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

}  // namespace wt::lambda::api
