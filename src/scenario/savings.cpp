#include "scenario/savings.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "scenario/bill.hpp"

namespace wt::scenario {

namespace {

using bill::Amount;
using stack::Component;

/// Of what was used, so many times as much.
[[nodiscard]] bill::Quantity times(bill::Quantity quantity, double factor) {
    return {static_cast<bill::Wide>(std::round(static_cast<double>(quantity.parts) * factor)), quantity.per_unit};
}

/// What an account would have used with other guards, in the run and in a month of it. A bill's tiers and free units
/// are the account's, so that what more costs depends on all of it.
class Cost {
public:
    Cost(const bill::Bill& bill, const bill::PriceList& prices, bool free_tier)
        : run_(prices, free_tier), month_(prices, free_tier) {
        for (const bill::Line& line : bill.lines) add(line);
        run_before_ = run_.cost();
        month_before_ = month_.cost();
    }

    /// So many times as much more as a line has.
    void add(const bill::Line& line, double factor) {
        run_.add(line.item, times(line.used, factor));
        month_.add(line.item, times(line.month_long, factor));
    }

    [[nodiscard]] Amount more_in_run() const { return {run_.cost().picodollars - run_before_.picodollars}; }
    [[nodiscard]] Amount more_in_month() const { return {month_.cost().picodollars - month_before_.picodollars}; }

private:
    void add(const bill::Line& line) {
        run_.add(line.item, line.used);
        month_.add(line.item, line.month_long);
    }

    bill::Account run_;
    bill::Account month_;
    Amount run_before_;
    Amount month_before_;
};

/// How often a cache is missed when `factor` times as many requests come for the same keys: of `asked` before it was
/// missed `missed` times. In a time to live x requests come to a key after the one that missed.
[[nodiscard]] double misses_of(double asked, double missed, double factor) {
    if (missed <= 0) return 0;
    const double x = std::max(asked / missed - 1, 0.0);
    return asked * factor / (1 + factor * x);
}

/// What comes to an API, and what of it goes on to what its routes lead to.
struct ApiLoad {
    double admitted = 0;
    double calls = 0;
    bool caches = false;
};

/// What stands behind some routes of an API, and how often its functions were invoked.
struct Reach {
    std::set<std::string, std::less<>> components;
    double calls = 0;
};

class Savings {
public:
    Savings(const bill::Bill& bill, Cost charged, const stack::Architecture& architecture, Metrics& metrics,
            const Traffic& traffic)
        : bill_(bill), charged_(std::move(charged)), architecture_(architecture), metrics_(metrics), traffic_(traffic) {
        for (const Component& component : architecture_.components) {
            if (component.type == "apigateway-rest") all_calls_ += load_of(component).calls;
        }
    }

    [[nodiscard]] std::vector<bill::Saving> all() {
        for (const Component& component : architecture_.components) {
            if (component.type == "wafv2") firewall(component);
            if (component.type == "cloudfront") edge_cache(component);
            if (component.type == "apigateway-rest") {
                limits(component);
                stage_cache(component);
            }
        }
        return std::move(savings_);
    }

private:
    [[nodiscard]] ApiLoad load_of(const Component& api) {
        const double free = counted(api.name + ".throttled") + counted(api.name + ".unauthorized");
        const auto& config = std::get<gateway::RestApiConfig>(api.config);
        return {std::max(counted(api.name + ".requests") - free, 0.0), measured(api.name + ".integration.latency"),
                config.cache.size.count > 0};
    }

    /// Its calls, when `more` requests like those that were admitted come.
    [[nodiscard]] double calls_with(const ApiLoad& load, double more) const {
        if (load.admitted <= 0) return more;
        const double factor = (load.admitted + more) / load.admitted;
        return load.caches ? misses_of(load.admitted, load.calls, factor) : load.calls * factor;
    }

    /// Behind the routes that `counts`, as far as their functions' own calls go.
    template <class Counts>
    [[nodiscard]] Reach reach_of(const Component& api, Counts counts) const {
        Reach reach;
        for (const gateway::Route& route : std::get<gateway::RestApiConfig>(api.config).routes) {
            const Component* const target = architecture_.find(route.target);
            if (target == nullptr || !counts(route)) continue;
            const auto* const function = std::get_if<lambda::FunctionConfig>(&target->config);
            if (reach.components.insert(target->name).second && function != nullptr)
                reach.calls += counted(target->name + ".invocations");
            const std::string name = fmt::format("{} {}", route.any ? "ANY" : http::name(route.method), route.pattern);
            const lambda::NativeHandler* handler = function == nullptr ? nullptr : lambda::handler_of(*function, name);
            if (handler == nullptr) continue;
            for (const lambda::Call& call : handler->calls) reach.components.insert(call.to);
        }
        return reach;
    }

    /// `more` calls of what stands behind the routes that a cache answers; where that is nobody's, of all.
    void add_calls(Cost& cost, double more, const Reach& reach) const {
        if (reach.calls <= 0) return add_calls(cost, more);
        for (const bill::Line& line : bill_.lines) {
            if (line.by_use && reach.components.contains(line.component)) cost.add(line, more / reach.calls);
        }
    }

    void add_calls(Cost& cost, double more) const {
        if (all_calls_ <= 0) return;
        for (const bill::Line& line : bill_.lines) {
            const Component* const of = architecture_.find(line.component);
            const bool before =
                of == nullptr || of->type == "cloudfront" || of->type == "wafv2" || of->type == "apigateway-rest";
            if (line.by_use && !before && of->type != "cognito") cost.add(line, more / all_calls_);
        }
    }
    /// A component's lines of an item, `factor` times.
    void add_lines(Cost& cost, const std::string& component, std::string_view item, double factor) const {
        for (const bill::Line& line : bill_.lines) {
            if (line.component == component && line.item.starts_with(item)) cost.add(line, factor);
        }
    }
    /// `more` requests that an API receives.
    void add_requests(Cost& cost, const std::string& api, const ApiLoad& load, double more) const {
        if (load.admitted > 0) add_lines(cost, api, "apigateway.requests", more / load.admitted);
    }

    void firewall(const Component& acl) {
        const double blocked = counted(acl.name + ".blocked");
        const double passed = counted(acl.name + ".requests") - blocked;
        const Component* const api = architecture_.api_behind(acl.name);
        if (blocked <= 0 || passed <= 0 || api == nullptr) return;
        Cost cost = charged_;
        double more = blocked;  // that come to the API
        if (const Component* const edge = architecture_.leading_to(acl.name)) {
            add_lines(cost, edge->name, "cloudfront.", blocked / passed);
            const double fetched = counted(edge->name + ".origin.requests");
            more = misses_of(passed, fetched, (passed + blocked) / passed) - fetched;
        } else {
            add_transfer(cost, acl.name, blocked, passed, &Traffic::Answered::blocked);
        }
        const ApiLoad load = load_of(*api);
        add_requests(cost, api->name, load, more);
        add_calls(cost, calls_with(load, more) - load.calls);
        add_lines(cost, acl.name, "waf.", -1);
        keep(acl.name, "rules", blocked, cost);
    }

    void edge_cache(const Component& edge) {
        const auto& config = std::get<edge::DistributionConfig>(edge.config);
        const double kept = counted(edge.name + ".hits") + counted(edge.name + ".collapsed");
        const double fetched = counted(edge.name + ".origin.requests");
        const Component* const api = architecture_.api_behind(edge.name);
        if (kept <= 0 || fetched <= 0 || api == nullptr) return;
        const ApiLoad load = load_of(*api);
        double calls = load.calls + (load.admitted > 0 ? kept * load.calls / load.admitted : kept);
        if (load.caches) {
            // What the edge answered, the stage's cache answers for as long as it keeps it.
            const Duration longest = std::max(config.cache.min_ttl, config.cache.max_ttl);
            const double ttl = seconds(std::clamp(config.cache.default_ttl, config.cache.min_ttl, longest));
            const double own = seconds(std::get<gateway::RestApiConfig>(api->config).cache.ttl);
            const double share = ttl > 0 ? std::min(own / ttl, 1.0) : 1.0;
            calls =
                share < 1 ? std::max((load.admitted + kept) / (1 + kept / fetched * share), load.calls) : load.calls;
        }
        Cost cost = charged_;
        add_requests(cost, api->name, load, kept);
        add_calls(cost, calls - load.calls, reach_of(*api, [](const gateway::Route& route) {
                      return route.any || route.method == http::Method::get || route.method == http::Method::head;
                  }));
        keep(edge.name, "cache", kept, cost);
    }

    void limits(const Component& api) {
        const double throttled = counted(api.name + ".throttled");
        const ApiLoad load = load_of(api);
        if (throttled <= 0 || load.admitted <= 0) return;
        Cost cost = charged_;
        add_requests(cost, api.name, load, throttled);
        add_calls(cost, calls_with(load, throttled) - load.calls);
        add_transfer(cost, api.name, throttled, load.admitted, &Traffic::Answered::throttled);
        keep(api.name, "limits", throttled, cost);
    }

    void stage_cache(const Component& api) {
        const double hits = counted(api.name + ".cache.hits");
        if (hits <= 0 || load_of(api).calls <= 0) return;
        const gateway::StageCacheConfig& cache = std::get<gateway::RestApiConfig>(api.config).cache;
        Cost cost = charged_;
        add_calls(cost, hits, reach_of(api, [&](const gateway::Route& route) {
                      const auto own = cache.routes.find(fmt::format("{} {}", http::name(route.method), route.pattern));
                      if (own != cache.routes.end() && own->second.enabled) return *own->second.enabled;
                      const auto& methods = cache.methods;
                      return route.any || std::find(methods.begin(), methods.end(), route.method) != methods.end();
                  }));
        add_lines(cost, api.name, "apigateway.cache.", -1);
        keep(api.name, "cache", hits, cost);
    }

    /// Those who were refused at or behind a door get answers as large as those who came through did.
    void add_transfer(Cost& cost, const std::string& refuses, double refused, double passed,
                      std::uint64_t Traffic::Answered::* what) const {
        traffic_.each_door([&](const std::string& door, const Traffic::Answered& answered) {
            const Component* behind = architecture_.find(door);
            if (behind == nullptr || (door != refuses && architecture_.api_behind(door) == nullptr)) return;
            if (door != refuses && architecture_.api_behind(door)->name != refuses) return;
            const bool edge = behind->type == "cloudfront";
            const double charged = static_cast<double>(answered.bytes - (edge ? answered.blocked : 0));
            const double refusals = static_cast<double>(answered.*what);
            if (charged <= 0) return;
            const double more = (charged - refusals) * refused / passed - refusals;
            add_lines(cost, door, edge ? "cloudfront.transfer" : "internet.transfer", more / charged);
        });
    }

    void keep(const std::string& component, const char* what, double kept_away, const Cost& cost) {
        savings_.push_back(
            {component, what, static_cast<std::uint64_t>(kept_away), cost.more_in_run(), cost.more_in_month()});
    }
    [[nodiscard]] double counted(const std::string& name) const {
        return static_cast<double>(scenario::counted(metrics_, name));
    }
    [[nodiscard]] double measured(const std::string& name) const {
        std::uint64_t sum = 0;
        for (const Metrics::Entry* entry : metrics_.find(name)) {
            if (const auto* histogram = std::get_if<Histogram>(&entry->metric)) sum += histogram->count();
        }
        return static_cast<double>(sum);
    }

    const bill::Bill& bill_;
    const Cost charged_;  // as it was
    const stack::Architecture& architecture_;
    Metrics& metrics_;
    const Traffic& traffic_;
    double all_calls_ = 0;  // of all APIs
    std::vector<bill::Saving> savings_;
};

}  // namespace

std::vector<bill::Saving> savings_of(const bill::Bill& bill, const CostSettings& settings,
                                     const stack::Architecture& architecture, Metrics& metrics,
                                     const Traffic& traffic) {
    return Savings(bill, Cost(bill, settings.prices, settings.free_tier), architecture, metrics, traffic).all();
}

}  // namespace wt::scenario
