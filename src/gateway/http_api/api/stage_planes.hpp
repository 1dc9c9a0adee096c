#pragma once
#include <string>

#include "gateway/http_api/api/catalogue.hpp"
#include "gateway/http_api/http_apis.hpp"
#include "gateway/surroundings.hpp"

namespace wt::gateway::http_api::api {

/// Where stages meet traffic: each stands under "API/STAGE".
class StagePlanes {
public:
    /// Both outlive this.
    StagePlanes(HttpApis& apis, Surroundings& surroundings) : apis_(apis), surroundings_(surroundings) {}

    /// Told of a stage once it stands in the catalogue, and again after every change of what it says.
    void stand(const ApiRecord& api, const Stage& stage);
    void leave(const ApiRecord& api, const std::string& stage);
    void flush_authorizers(const ApiRecord& api, const std::string& stage);
    /// All that an earlier process left.
    void stand_all(const Catalogue& catalogue);

private:
    HttpApis& apis_;
    Surroundings& surroundings_;
};

}  // namespace wt::gateway::http_api::api
