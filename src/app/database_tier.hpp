#pragma once
#include <string>

#include "stack/stack.hpp"
#include "storage/rds/api/catalogue.hpp"

namespace wt::app {

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

private:
    stack::Stack& stack_;
};

}  // namespace wt::app
