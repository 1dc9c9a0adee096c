#include "gateway/api/stage_planes.hpp"

#include <algorithm>

#include "gateway/api/compile.hpp"

namespace wt::gateway::api {

namespace {

[[nodiscard]] std::string name_of(const Api& api, const std::string& stage) { return api.id + "/" + stage; }

}  // namespace

std::vector<Planes::Mapped> mapped(const Place& place, const std::string& domain) {
    std::vector<Planes::Mapped> all;
    for (const auto& [id, mapping] : place.mappings) {
        if (mapping.domain != domain) continue;
        const BasePathMapping& told = mapping.told;
        all.push_back(
            {told.base_path == no_path ? "" : *told.base_path, told.rest_api_id.value_or(""), told.stage.value_or("")});
    }
    return all;
}

void StagePlanes::put(const std::string& name, RestApiConfig config) {
    if (apis_.find(name) != nullptr) {
        (void)apis_.update(name, std::move(config));
    } else {
        apis_.create(name, std::move(config));
    }
}

void StagePlanes::stand(const Api& api, const Stage& stage) {
    const std::string name = name_of(api, *stage.stage_name);
    const Around around{surroundings_, plans_[api.place]};
    if (stage.canary_settings) {
        put(name + "/canary", compile_canary(api, stage, around));
    } else {
        (void)apis_.remove(name + "/canary");
    }
    put(name, compile(api, stage, around));
}

void StagePlanes::leave(const Api& api, const std::string& stage) {
    (void)apis_.remove(name_of(api, stage));
    (void)apis_.remove(name_of(api, stage) + "/canary");
}

Task<http::Response> StagePlanes::try_out(const Api& api, const Trial& trial, http::Request request) {
    const std::string name = name_of(api, std::string(trial_stage));
    const Around around{surroundings_, plans_[api.place]};
    put(name, compile(api, trial, around));
    co_return co_await at_(name).send(std::move(request));
}

Task<Tried> StagePlanes::try_out(const Api& api, const AuthorizerTrial& trial, http::Request request) {
    const Around around{surroundings_, plans_[api.place]};
    const Deployed deployed = compile_authorizers(api, trial.variables, around);
    const std::string stage(trial_stage);
    const TriedOut what{deployed, stage, trial.authorizer};
    co_return co_await try_authorizer(context_, what, at_, std::move(request));
}

void StagePlanes::keep_use() {
    for (auto& [place, plans] : plans_) {
        plans.each_changed([&](const std::string& plan, const std::string& key, const UsagePlans::Use& use) {
            catalogue_.keep_in(place, written(plan, key, use));
        });
    }
}

Task<void> StagePlanes::run() {
    constexpr Duration interval = 1s;
    for (;;) {
        co_await context_.clock.sleep_for(interval);
        const bool any =
            std::any_of(plans_.begin(), plans_.end(), [](const auto& each) { return each.second.changed(); });
        if (!any) continue;
        keep_use();
        (void)co_await catalogue_.durable();
    }
}

StagePlanes::~StagePlanes() {
    keep_use();
    catalogue_.stage();
}

void StagePlanes::flush_cache(const Api& api, const std::string& stage) {
    if (RestApi* const plane = apis_.find(name_of(api, stage))) plane->flush_cache();
}

void StagePlanes::flush_authorizers(const Api& api, const std::string& stage) {
    if (RestApi* const plane = apis_.find(name_of(api, stage))) plane->flush_authorizers();
}

void StagePlanes::map_domain(const std::string& domain, const std::optional<std::vector<Mapped>>& mappings) {
    if (mappings) {
        domains_[domain] = *mappings;
    } else {
        domains_.erase(domain);
    }
    if (domain_watcher_) domain_watcher_(domain, mappings);
}

void StagePlanes::watch_domains(DomainWatcher watcher) {
    domain_watcher_ = std::move(watcher);
    for (const auto& [domain, mappings] : domains_) domain_watcher_(domain, mappings);
}

void StagePlanes::forget(std::string_view account) {
    for (auto& [place, plans] : plans_) {
        if (account.empty() || place.account == account) plans = UsagePlans();
    }
}

void StagePlanes::stand_all() {
    for (const auto& [where, place] : catalogue_.places()) {
        UsagePlans& plans = plans_[where];
        for (const auto& [id, key] : place.keys) plans.put_key(id, compile(key));
        for (const auto& [id, plan] : place.plans) plans.put_plan(id, compile(plan), now());
        for (const auto& [id, member] : place.members) plans.join(member.plan, member.key);
        for (const auto& [id, use] : place.uses) plans.restore(use.plan, use.key, compile(use));
        for (const auto& [name, domain] : place.domains) map_domain(name, mapped(place, name));
    }
    for (const auto& [id, api] : catalogue_.all()) {
        for (const auto& [name, stage] : api->stages) stand(*api, stage);
    }
}

}  // namespace wt::gateway::api
