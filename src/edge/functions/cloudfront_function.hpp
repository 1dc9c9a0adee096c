#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "edge/script/engine.hpp"
#include "edge/special.hpp"

namespace wt::edge::functions {

/// CloudFront Developer Guide, "Quotas on CloudFront Functions".
constexpr std::size_t largest_code = 10 * 1024;

/// What came of a function and its event, when what it returned has been held to the rules.
struct Verdict {
    enum class Kind : std::uint8_t { request, response, invalid, failed, spent };
    Kind kind = Kind::failed;
    std::string text;                    // JSON of the request or response; else what was wrong
    std::optional<OriginChange> origin;  // of a request: where it goes on to
    std::vector<std::string> logs;
    int utilization = 0;  // percent of the time that it may take
};

/// Told of each run of a function that is published.
class Audience {
public:
    Audience() = default;
    Audience(const Audience&) = delete;
    Audience& operator=(const Audience&) = delete;
    virtual ~Audience() = default;
    virtual void saw(const Verdict& verdict, const Occasion& occasion) = 0;
};

/// A function with all that it stands on.
struct Function {
    std::shared_ptr<const script::Program> program;
    std::shared_ptr<const script::KeyValues> values;  // null: no key value store is associated with it
    std::shared_ptr<Audience> audience;               // null: nobody
};

/// `event`: an event's JSON, of either side. It must be an object with context.eventType and request.
[[nodiscard]] Verdict judge(const Function& function, const nlohmann::ordered_json& event, Instant now, Random& random);

/// A published function at the viewers' side of a behaviour.
class CloudFrontFunction final : public EdgeFunction {
public:
    explicit CloudFrontFunction(Function function) : function_(std::move(function)) {}
    [[nodiscard]] Task<std::optional<http::Response>> on_request(http::Request& request, Occasion occasion) override;
    [[nodiscard]] Task<void> on_response(const http::Request& request, http::Response& response,
                                         Occasion occasion) override;

private:
    Function function_;
};

}  // namespace wt::edge::functions
