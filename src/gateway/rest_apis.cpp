#include "gateway/rest_apis.hpp"

#include <memory>

#include "base/assert.hpp"
#include "gateway/gateway_response.hpp"

namespace wt::gateway {

namespace {

/// What answers for an API that is gone: its host is still API Gateway's.
class UnknownApi final : public http::Tier {
public:
    [[nodiscard]] Task<http::Response> handle(http::Request&& /*request*/, http::Next /*next*/) override {
        co_return gateway_responses::forbidden.response();
    }
};

}  // namespace

std::shared_ptr<RestApi> RestApis::compile(const Context& context, const std::string& name, RestApiConfig config) {
    TokenVerifier* const verifier = config.authorizer.pool.empty() ? nullptr : verifiers_(config.authorizer.pool);
    return std::make_shared<RestApi>(context, name, std::move(config), verifier, ways_);
}

void RestApis::stand(const std::string& name, std::shared_ptr<RestApi> api) {
    ways_.to(name).end().lead_to(api);
    apis_.put(name, std::move(api));
}

RestApi& RestApis::create(const std::string& name, RestApiConfig config) {
    WT_ASSERT(!apis_.has(name));
    stand(name, compile(contexts_.begin(name), name, std::move(config)));
    return *apis_.find(name);
}

bool RestApis::update(const std::string& name, RestApiConfig config) {
    RestApi* const api = apis_.find(name);
    if (api == nullptr) return false;
    Result<std::shared_ptr<RestApi>> next = api->update(config, ways_);
    stand(name, next ? std::move(*next) : compile(contexts_.begin(name), name, std::move(config)));
    return true;
}

bool RestApis::remove(const std::string& name) {
    if (apis_.take(name) == nullptr) return false;
    ways_.to(name).end().lead_to(std::make_shared<UnknownApi>());
    return true;
}

}  // namespace wt::gateway
