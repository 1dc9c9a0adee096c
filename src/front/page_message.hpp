#pragma once
#include <string_view>

#include "http/message.hpp"

namespace wt::front {

/// What a page of ours answers that has only a sentence to say: {"message": "..."}.
[[nodiscard]] http::Response page_message(int status, std::string_view text);

}  // namespace wt::front
