#include <variant>

#include <fmt/format.h>

#include "scenario/checks.hpp"
#include "scenario/name_checks.hpp"

namespace wt::scenario {

namespace {

/// What stands by the hour has a price, where a bill is asked for.
class BillChecks : NameChecks {
public:
    using NameChecks::NameChecks;

    void run() {
        if (!scenario_.cost) return;
        for (const stack::Component& component : scenario_.architecture.components) {
            if (const auto* primary = std::get_if<rds::PrimaryConfig>(&component.config))
                priced(component.name, "class", "rds", primary->instance_class);
            if (const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config))
                priced(component.name, "class", "rds", replica->instance_class);
            if (const auto* redis = std::get_if<cache::RedisConfig>(&component.config))
                priced(component.name, "node", "elasticache", redis->node);
        }
    }

private:
    void priced(const std::string& component, const char* key, const std::string& service, const std::string& type) {
        const std::string item = fmt::format("{}.{}.hour", service, type);
        if (scenario_.cost->prices.find(item) != nullptr) return;
        std::vector<std::string> known;
        for (const auto& [name, price] : scenario_.cost->prices.items()) {
            const std::string_view of = name;
            if (of.starts_with(service + ".") && of.ends_with(".hour") && of != "rds.proxy.vcpu.hour")
                known.emplace_back(of.substr(service.size() + 1, of.size() - service.size() - 6));
        }
        problem({"architecture", component, key},
                fmt::format("no price for \"{}\"{}; give one in cost.prices: {{{}: 0.1USD}}", type,
                            suggestion(type, known), item));
    }
};

}  // namespace

void check_prices(const Scenario& scenario, const Tree& root, Problems& problems) {
    BillChecks(scenario, root, problems).run();
}

}  // namespace wt::scenario
