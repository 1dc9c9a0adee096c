#include "edge/api/monitoring.hpp"

#include <iterator>

#include <fmt/format.h>

namespace wt::edge::api {

namespace {

class Monitor final : public Witness {
public:
    Monitor(const Context& context, const std::string& counts)
        : requests_(context.metrics.counter(counts + ".requests")),
          latency_(context.metrics.histogram(counts + ".origin.latency")) {
        for (const int status : monitored_statuses)
            errors_.push_back(&context.metrics.counter(fmt::format("{}.errors.{}", counts, status)));
    }

    void saw(const Seen& seen) override {
        requests_.add();
        for (std::size_t i = 0; i < errors_.size(); ++i) {
            if (monitored_statuses[i] == seen.response.status) errors_[i]->add();
        }
        if (seen.response.headers.get("X-Cache").starts_with("Miss ")) latency_.record(seen.taken);
    }

private:
    Counter& requests_;
    Histogram& latency_;
    std::vector<Counter*> errors_;  // as in monitored_statuses
};

class Together final : public Witness {
public:
    explicit Together(std::vector<std::shared_ptr<Witness>> all) : all_(std::move(all)) {}
    void saw(const Seen& seen) override {
        for (const auto& each : all_) each->saw(seen);
    }

private:
    std::vector<std::shared_ptr<Witness>> all_;
};

}  // namespace

std::string counts_of(const DistributionRecord& record) { return "cloudfront.monitored." + record.id; }

bool is_monitored(const DistributionRecord& record) {
    return record.monitoring && record.monitoring->realtime_metrics_subscription_config &&
           record.monitoring->realtime_metrics_subscription_config->realtime_metrics_subscription_status == "Enabled";
}

std::shared_ptr<Witness> monitor(const Context& context, const DistributionRecord& record) {
    return std::make_shared<Monitor>(context, counts_of(record));
}

std::shared_ptr<Witness> together(std::vector<std::shared_ptr<Witness>> witnesses) {
    std::erase(witnesses, nullptr);
    if (witnesses.empty()) return nullptr;
    if (witnesses.size() == 1) return std::move(witnesses.front());
    return std::make_shared<Together>(std::move(witnesses));
}

}  // namespace wt::edge::api
