#pragma once
#include <cstdint>
#include <functional>
#include <memory>
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

/// One invocation of a function at the edge.
struct EdgeInvocation {
    enum class Outcome : std::uint8_t { done, failed, throttled };
    std::uint32_t place = 0;  // the number of the point of presence
    Duration took{0};
    Outcome outcome = Outcome::done;
};

/// Told of every invocation of a function.
class LambdaAudience {
public:
    LambdaAudience() = default;
    LambdaAudience(const LambdaAudience&) = delete;
    LambdaAudience& operator=(const LambdaAudience&) = delete;
    virtual ~LambdaAudience() = default;
    virtual void saw(const EdgeInvocation& invocation) = 0;
};

/// How long a function may take: 5 s at the viewers' side, 30 s at the origin's.
[[nodiscard]] Duration longest_run(Trigger trigger);

/// Lambda@Edge: a function of the account's pool, invoked where a request passes. One that is a program takes and
/// returns what AWS documents (lambda_event.hpp). One that is data takes its time and makes its calls; where it answers
/// a request with anything but 200, that is what the viewer gets, else the message goes on as it is.
class LambdaEdgeFunction final : public EdgeFunction {
public:
    /// `audience`: null: nobody listens.
    LambdaEdgeFunction(Clock& clock, LambdaAssociation about, http::Way way, std::shared_ptr<LambdaAudience> audience)
        : clock_(clock), about_(std::move(about)), way_(std::move(way)), audience_(std::move(audience)) {}
    [[nodiscard]] Task<std::optional<http::Response>> on_request(http::Request& request, Occasion occasion) override;
    [[nodiscard]] Task<void> on_response(const http::Request& request, http::Response& response,
                                         Occasion occasion) override;

private:
    /// What the function answered; none: it did not in time.
    [[nodiscard]] Task<std::optional<http::Response>> invoke(const http::Request& about, std::string event);

    Clock& clock_;
    LambdaAssociation about_;
    http::Way way_;
    std::shared_ptr<LambdaAudience> audience_;
};

/// What a function at an address has around it.
struct LambdaGround {
    std::function<http::Way(std::string_view address)> way_to;
    std::function<std::shared_ptr<LambdaAudience>(std::string_view address)> audience_of = {};  // empty: none has one
};

/// Puts each where it stands.
void associate(const std::vector<LambdaAssociation>& functions, Clock& clock, const LambdaGround& ground,
               SpecialBehavior& to);

}  // namespace wt::edge::functions
