#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "http/tier.hpp"
#include "identity/api/web.hpp"

namespace wt::cloud {

/// Web servers elsewhere, over http and https.
class OpenWeb final : public identity::Web {
public:
    /// `at` opens them.
    OpenWeb(const Context& context, std::function<http::Hop&(std::string_view)> at)
        : context_(context), at_(std::move(at)) {}

    [[nodiscard]] Task<std::optional<http::Response>> ask(std::string url, http::Request request,
                                                          Duration patience) override;

private:
    Context context_;
    std::function<http::Hop&(std::string_view)> at_;
};

}  // namespace wt::cloud
