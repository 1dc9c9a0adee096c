#pragma once
#include <optional>
#include <string>

#include "base/task.hpp"
#include "base/time.hpp"
#include "http/message.hpp"

namespace wt::identity {

/// Web servers elsewhere, by whole addresses ("https://idp.example.com/token").
class Web {
public:
    Web() = default;
    Web(const Web&) = delete;
    Web& operator=(const Web&) = delete;
    virtual ~Web() = default;

    /// Sends the request there, whose path and query are the address'. None where nobody answers in time.
    [[nodiscard]] virtual Task<std::optional<http::Response>> ask(std::string url, http::Request request,
                                                                  Duration patience) = 0;
};

}  // namespace wt::identity
