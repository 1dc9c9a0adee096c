#include "gateway/api/stage_planes.hpp"

#include "gateway/api/compile.hpp"

namespace wt::gateway::api {

namespace {

[[nodiscard]] std::string name_of(const Api& api, const std::string& stage) { return api.id + "/" + stage; }

}  // namespace

void StagePlanes::stand(const Api& api, const Stage& stage) {
    const std::string name = name_of(api, *stage.stage_name);
    const Around around{surroundings_, plans_[api.place]};
    if (!apis_.update(name, compile(api, stage, around))) apis_.create(name, compile(api, stage, around));
}

void StagePlanes::leave(const Api& api, const std::string& stage) { (void)apis_.remove(name_of(api, stage)); }

void StagePlanes::flush_cache(const Api& api, const std::string& stage) {
    if (RestApi* const plane = apis_.find(name_of(api, stage))) plane->flush_cache();
}

void StagePlanes::flush_authorizers(const Api& api, const std::string& stage) {
    if (RestApi* const plane = apis_.find(name_of(api, stage))) plane->flush_authorizers();
}

void StagePlanes::forget(std::string_view account) {
    for (auto& [place, plans] : plans_) {
        if (account.empty() || place.account == account) plans = UsagePlans();
    }
}

void StagePlanes::stand_all(const Catalogue& catalogue) {
    for (const auto& [where, place] : catalogue.places()) {
        UsagePlans& plans = plans_[where];
        for (const auto& [id, key] : place.keys) plans.put_key(id, compile(key));
        for (const auto& [id, plan] : place.plans) plans.put_plan(id, compile(plan), now());
        for (const auto& [id, member] : place.members) plans.join(member.plan, member.key);
    }
    for (const auto& [id, api] : catalogue.all()) {
        for (const auto& [name, stage] : api->stages) stand(*api, stage);
    }
}

}  // namespace wt::gateway::api
