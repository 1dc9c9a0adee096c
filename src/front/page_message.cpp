#include "front/page_message.hpp"

#include <nlohmann/json.hpp>

namespace wt::front {

http::Response page_message(int status, std::string_view text) {
    return http::json_response(status, Text(nlohmann::json{{"message", text}}.dump()));
}

}  // namespace wt::front
