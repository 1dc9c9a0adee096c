#pragma once
#include <string_view>

namespace wt::sandbox {

// What the program carries along, so that it finds it wherever it runs: the keeper, and the clients that run handlers.
[[nodiscard]] std::string_view keeper_program();
[[nodiscard]] std::string_view python_client();
[[nodiscard]] std::string_view node_client();

}  // namespace wt::sandbox
