#include "lambda/outcome.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace wt::lambda {

namespace {

/// What would have to be escaped in JSON is put otherwise: nobody takes these texts apart.
[[nodiscard]] std::string harmless(std::string_view text) {
    std::string safe(text);
    std::replace_if(
        safe.begin(), safe.end(), [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; },
        '\'');
    return safe;
}

}  // namespace

http::Response function_error(std::string_view type, std::string_view message) {
    http::Response response = http::json_response(
        500, Text(fmt::format(R"({{"errorType":"{}","errorMessage":"{}"}})", harmless(type), harmless(message))));
    response.headers.add("X-Amz-Function-Error", "Unhandled");
    return response;
}

}  // namespace wt::lambda
