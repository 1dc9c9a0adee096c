#pragma once
#include <string>
#include <vector>

#include "stack/stack.hpp"
#include "storage/rds/api/catalogue.hpp"

namespace wt::cloud {

/// What RDS's API does to a scenario's databases.
class DatabaseTier final : public rds::api::Tier {
public:
    /// The stack outlives this.
    explicit DatabaseTier(stack::Stack& stack) : stack_(stack) {}

    void restart(const std::string& component, Duration outage) override { (void)stack_.crash(component, outage); }
    Duration fail_over(const std::string& component) override {
        const Duration outage = stack_.draw_failover_time(component).value_or(Duration::zero());
        (void)stack_.take_over(component, outage, Duration::zero());
        return outage;
    }
    [[nodiscard]] std::vector<Proxy> proxies() const override {
        std::vector<Proxy> found;
        for (const stack::Component& component : stack_.architecture().components) {
            const auto* const proxy = std::get_if<rds::ProxyConfig>(&component.config);
            if (proxy == nullptr) continue;
            const rds::Primary* const primary = stack_.databases().primary(proxy->of);
            found.push_back({component.name, *proxy, primary == nullptr ? 0 : primary->config().max_connections});
        }
        return found;
    }

private:
    stack::Stack& stack_;
};

}  // namespace wt::cloud
