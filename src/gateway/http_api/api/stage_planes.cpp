#include "gateway/http_api/api/stage_planes.hpp"

#include "gateway/http_api/api/compile.hpp"

namespace wt::gateway::http_api::api {

namespace {

[[nodiscard]] std::string name_of(const ApiRecord& api, const std::string& stage) { return api.id + "/" + stage; }

}  // namespace

void StagePlanes::stand(const ApiRecord& api, const Stage& stage) {
    apis_.put(name_of(api, stage.stage_name), compile(api, stage, surroundings_));
}

void StagePlanes::leave(const ApiRecord& api, const std::string& stage) { (void)apis_.remove(name_of(api, stage)); }

void StagePlanes::flush_authorizers(const ApiRecord& api, const std::string& stage) {
    if (HttpApi* const plane = apis_.find(name_of(api, stage))) plane->flush_authorizers();
}

void StagePlanes::stand_all(const Catalogue& catalogue) {
    for (const auto& [id, api] : catalogue.all()) {
        for (const auto& [name, stage] : api->stages) stand(*api, stage);
    }
}

}  // namespace wt::gateway::http_api::api
