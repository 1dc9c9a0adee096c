#include "gateway/api/targets.hpp"

#include <algorithm>

namespace wt::gateway::api {

std::string with_variables(std::string text, const std::map<std::string, std::string>& variables) {
    constexpr std::string_view open_mark = "${stageVariables.";
    for (std::size_t at = text.find(open_mark); at != std::string::npos; at = text.find(open_mark, at)) {
        const std::size_t close = text.find('}', at);
        if (close == std::string::npos) break;
        const auto found = variables.find(text.substr(at + open_mark.size(), close - at - open_mark.size()));
        const std::string value = found == variables.end() ? "" : found->second;
        text.replace(at, close - at + 1, value);
        at += value.size();
    }
    return text;
}

std::string function_of(std::string_view uri) {
    constexpr std::string_view mark = "/functions/";
    constexpr std::string_view latest = ":$LATEST";
    const std::size_t at = uri.find(mark);
    if (at == std::string_view::npos && !uri.starts_with("arn:aws:lambda:")) return {};
    if (at != std::string_view::npos) uri.remove_prefix(at + mark.size());
    std::string_view arn = uri.substr(0, uri.find('/'));
    if (arn.ends_with(latest)) arn.remove_suffix(latest.size());
    return std::string(arn);
}

ServiceUri service_of(std::string_view uri) {
    const auto take = [&uri] {
        const std::size_t colon = std::min(uri.find(':'), uri.size());
        const std::string_view part = uri.substr(0, colon);
        uri.remove_prefix(std::min(colon + 1, uri.size()));
        return part;
    };
    for (int passed = 0; passed < 3; ++passed) (void)take();  // "arn", "aws", "apigateway"
    ServiceUri made;
    made.action.region = take();
    const std::string_view service = take();
    const std::size_t dot = service.rfind('.');
    made.action.service = service.substr(dot == std::string_view::npos ? 0 : dot + 1);
    if (dot != std::string_view::npos) made.action.subdomain = service.substr(0, dot);
    constexpr std::string_view action = "action/";
    if (uri.starts_with(action)) {
        made.action.operation = uri.substr(action.size());
        made.path = "/";
    } else {
        made.path = uri.substr(std::min(uri.find('/'), uri.size()));
    }
    return made;
}

std::size_t end_of_origin(std::string_view uri) {
    const std::size_t host = uri.find("://");
    return host == std::string_view::npos ? 0 : std::min(uri.find_first_of("/?", host + 3), uri.size());
}

std::optional<Limit> limit_of(std::optional<double> rate, std::optional<std::int32_t> burst) {
    if (rate.value_or(-1) < 0 || burst.value_or(-1) < 0) return std::nullopt;
    // Whatever is said: nobody is faster, and TokenBucket holds no more.
    constexpr double fastest = 1e9;
    constexpr std::int32_t largest = 1'000'000'000;
    return Limit{Rate{std::min(*rate, fastest), 1s}, static_cast<std::uint64_t>(std::min(*burst, largest))};
}

}  // namespace wt::gateway::api
