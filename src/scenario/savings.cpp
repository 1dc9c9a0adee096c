#include "scenario/savings.hpp"

#include <string>

#include "scenario/bill.hpp"

namespace wt::scenario {

namespace {

using stack::Component;

/// How far behind the viewers a component stands: what is at or behind a guard is what it saves.
[[nodiscard]] int depth_of(const Component& component) {
    if (component.type == "cloudfront") return 0;
    if (component.type == "wafv2") return 1;
    if (component.type == "cognito") return -1;  // asked by clients, not on the way
    return component.type == "apigateway-rest" ? 3 : 4;
}

class Savings {
public:
    Savings(const bill::Bill& bill, const stack::Architecture& architecture, Metrics& metrics)
        : bill_(bill), architecture_(architecture), metrics_(metrics) {}

    [[nodiscard]] std::vector<bill::Saving> all() {
        for (const Component& component : architecture_.components) {
            const std::string& name = component.name;
            if (component.type == "wafv2")
                add(component, "rules", counted(name + ".blocked"), 3, counted(name + ".allowed"));
            if (component.type == "cloudfront")
                add(component, "cache", counted(name + ".hits"), 3, counted(name + ".origin.requests"));
            if (component.type == "apigateway-rest") {
                const std::uint64_t asked = measured(name + ".integration.latency");
                add(component, "limits", counted(name + ".throttled"), 4, asked);
                add(component, "cache", counted(name + ".cache.hits"), 4, asked);
            }
        }
        return std::move(savings_);
    }

private:
    /// `through`: the requests behind it that made the bill from that depth on what it is.
    void add(const Component& guard, const char* what, std::uint64_t kept_away, int from, std::uint64_t through) {
        if (kept_away == 0 || through == 0) return;
        bill::Saving saving{guard.name, what, kept_away, {}, {}};
        for (const bill::Line& line : bill_.lines) {
            const Component* const of = architecture_.find(line.component);
            if (!line.by_use || of == nullptr || depth_of(*of) < from) continue;
            saving.run += line.run;
            saving.month += line.month;
        }
        const auto share = [&](bill::Amount whole) { return bill::Amount{whole.picodollars * kept_away / through}; };
        saving.run = share(saving.run);
        saving.month = share(saving.month);
        if (saving.run.picodollars > 0) savings_.push_back(std::move(saving));
    }
    [[nodiscard]] std::uint64_t counted(const std::string& name) const { return scenario::counted(metrics_, name); }
    [[nodiscard]] std::uint64_t measured(const std::string& name) const {
        std::uint64_t sum = 0;
        for (const Metrics::Entry* entry : metrics_.find(name)) {
            if (const auto* histogram = std::get_if<Histogram>(&entry->metric)) sum += histogram->count();
        }
        return sum;
    }

    const bill::Bill& bill_;
    const stack::Architecture& architecture_;
    Metrics& metrics_;
    std::vector<bill::Saving> savings_;
};

}  // namespace

std::vector<bill::Saving> savings_of(const bill::Bill& bill, const stack::Architecture& architecture,
                                     Metrics& metrics) {
    return Savings(bill, architecture, metrics).all();
}

}  // namespace wt::scenario
