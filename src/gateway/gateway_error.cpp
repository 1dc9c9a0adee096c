#include "gateway/gateway_error.hpp"

#include <fmt/format.h>

#include "gateway/substitution.hpp"

namespace wt::gateway {

namespace {

[[nodiscard]] std::optional<std::string> variable(std::string_view name, const Pass& pass) {
    constexpr std::string_view context = "context.";
    constexpr std::string_view variables = "stageVariables.";
    if (name.starts_with(context)) return context_value(pass, name.substr(context.size()));
    if (!name.starts_with(variables)) return std::nullopt;
    const auto found = pass.stage.variables.find(std::string(name.substr(variables.size())));
    return found == pass.stage.variables.end() ? std::nullopt : std::optional(found->second);
}

/// How the gateway response of that type, or of its kind, is made; null where nobody said.
[[nodiscard]] const CustomResponse* custom(const Deployed& stage, const GatewayError& error) {
    const auto own = stage.responses.find(std::string(error.type));
    if (own != stage.responses.end()) return &own->second;
    const auto kind = stage.responses.find(error.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
    return kind == stage.responses.end() ? nullptr : &kind->second;
}

}  // namespace

std::string substituted(std::string_view text, const Pass& pass, std::string_view absent) {
    return substituted(text, [&pass](std::string_view name) { return variable(name, pass); }, absent);
}

http::Response answer_of(Pass& pass, const GatewayError& error, std::string message) {
    pass.error_type = error.type;
    pass.error_message = message.empty() ? std::string(error.message) : std::move(message);
    const CustomResponse* const said = custom(pass.stage, error);
    http::Response response;
    response.status = said != nullptr && said->status ? *said->status : error.status;
    std::string_view type = "application/json";
    std::string_view body = R"({"message":$context.error.messageString})";
    if (said != nullptr && !said->templates.empty()) {
        const auto usual = said->templates.find("application/json");
        const auto& chosen = usual != said->templates.end() ? *usual : *said->templates.begin();
        type = chosen.first;
        body = chosen.second;
    }
    // What a policy denies is told with a capital, unless the API has words of its own.
    if (said == nullptr && pass.error_message.find(" to perform: execute-api:Invoke ") != std::string::npos)
        body = R"({"Message":$context.error.messageString})";
    response.body = Text(substituted(body, pass, ""));
    set_field(response.headers, "Content-Type", type);
    response.headers.add("x-amzn-ErrorType", Text(error.name));
    if (said == nullptr) return response;
    constexpr std::string_view header = "gatewayresponse.header.";
    for (const auto& [to, from] : said->parameters) {
        if (!std::string_view(to).starts_with(header)) continue;
        if (auto value = request_value(pass, from))
            set_field(response.headers, std::string_view(to).substr(header.size()), *value);
    }
    return response;
}

http::Response not_implemented(std::string_view what) {
    return http::json_response(501,
                               Text(fmt::format(R"({{"message":"Windtunnel does not implement {} yet."}})", what)));
}

}  // namespace wt::gateway
