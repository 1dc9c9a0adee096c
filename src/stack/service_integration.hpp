#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

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
/// there. Assumed, since a template's mappings say it on AWS: 500 for whatever the service refuses, and no second try.
class ServiceIntegration final : public http::Tier {
public:
    /// `backends` outlive this; which one is called `name` is looked up for each request.
    ServiceIntegration(const std::map<std::string, lambda::Backend*>& backends, std::string name, std::string type)
        : backends_(backends), name_(std::move(name)), type_(std::move(type)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    const std::map<std::string, lambda::Backend*>& backends_;
    std::string name_;
    std::string type_;
};

/// Where a service stands as an integration, beside itself.
[[nodiscard]] std::string integration_address(std::string_view service);

}  // namespace wt::stack
