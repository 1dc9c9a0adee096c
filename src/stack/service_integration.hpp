#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "http/tier.hpp"
#include "lambda/backend.hpp"

namespace wt::stack {

/// What a route of an API asks of a service without a function between them (API Gateway Developer Guide, "AWS
/// integrations"), by the type of what stands there and the route's method: records and messages are put (POST, PUT);
/// objects and items are read (GET, HEAD) and put (POST, PUT), items also updated (PATCH) and deleted; others' services
/// are called. None: nothing is asked so.
[[nodiscard]] std::optional<lambda::Operation> integration_operation(std::string_view type, http::Method method);

/// A service as the integration of an API's routes. What the request is about is the path's parameter, or the "id" of a
/// JSON body, or the request itself. Answers 200 with what was found, or with an empty object, and 404 for what is not
/// there; with the status of another's service as that answers, as HTTP_PROXY does; and 504 when it takes as long as
/// the API waits. Assumed, since a template's mappings say it on AWS: 500 for whatever the service refuses, and no
/// second try.
class ServiceIntegration final : public http::Tier {
public:
    /// `backends` outlive this; which one is called `name` is looked up for each request. `limit`: how long the API
    /// waits.
    ServiceIntegration(const Context& context, const std::map<std::string, lambda::Backend*>& backends,
                       std::string name, std::string type, Duration limit)
        : clock_(context.clock), backends_(backends), name_(std::move(name)), type_(std::move(type)), limit_(limit) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    Clock& clock_;
    const std::map<std::string, lambda::Backend*>& backends_;
    std::string name_;
    std::string type_;
    Duration limit_;
};

/// Where a service stands as an integration, beside itself, of APIs that wait so long.
[[nodiscard]] std::string integration_address(std::string_view service, Duration limit);
/// Whether that is such an address.
[[nodiscard]] bool is_integration_address(std::string_view address);

}  // namespace wt::stack
