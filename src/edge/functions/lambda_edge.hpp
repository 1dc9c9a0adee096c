#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "edge/functions/lambda_event.hpp"
#include "edge/special.hpp"
#include "http/way.hpp"

namespace wt {
class Clock;
}

namespace wt::edge::functions {

/// How long a function may take: 5 s at the viewers' side, 30 s at the origin's.
[[nodiscard]] Duration longest_run(Trigger trigger);

/// Lambda@Edge: a function of the account's pool, invoked where a request passes. One that is a program takes and
/// returns what AWS documents (lambda_event.hpp). One that is data takes its time and makes its calls; where it answers
/// a request with anything but 200, that is what the viewer gets, else the message goes on as it is.
class LambdaEdgeFunction final : public EdgeFunction {
public:
    LambdaEdgeFunction(Clock& clock, LambdaAssociation about, http::Way way)
        : clock_(clock), about_(std::move(about)), way_(std::move(way)) {}
    [[nodiscard]] Task<std::optional<http::Response>> on_request(http::Request& request, Occasion occasion) override;
    [[nodiscard]] Task<void> on_response(const http::Request& request, http::Response& response,
                                         Occasion occasion) override;

private:
    /// What the function answered; none: it did not in time.
    [[nodiscard]] Task<std::optional<http::Response>> invoke(const http::Request& about, std::string event);

    Clock& clock_;
    LambdaAssociation about_;
    http::Way way_;
};

/// Puts each where it stands. `way_to` finds functions.
void associate(const std::vector<LambdaAssociation>& functions, Clock& clock,
               const std::function<http::Way(std::string_view address)>& way_to, SpecialBehavior& to);

}  // namespace wt::edge::functions
