#include "gateway/http_api/http_apis.hpp"

#include <memory>
#include <utility>

namespace wt::gateway::http_api {

void HttpApis::put(const std::string& name, HttpApiConfig config) {
    const HttpApi* const before = apis_.find(name);
    auto api = before != nullptr ? before->update(std::move(config), ways_)
                                 : std::make_shared<HttpApi>(contexts_.begin(name), name, std::move(config), ways_);
    ways_.to(name).end().lead_to(api);
    apis_.put(name, std::move(api));
}

bool HttpApis::remove(const std::string& name) {
    if (apis_.take(name) == nullptr) return false;
    ways_.to(name).end().lead_to(nullptr);
    return true;
}

}  // namespace wt::gateway::http_api
