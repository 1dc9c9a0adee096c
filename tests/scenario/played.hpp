#pragma once
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "good_text.hpp"
#include "identity/signing_key.hpp"
#include "scenario/engine.hpp"
#include "scenario/in_process.hpp"
#include "scenario/report.hpp"

namespace wt::test {

/// A scenario played to its end under a virtual clock.
class Played {
public:
    explicit Played(const std::string& text, std::vector<std::string> sets = {})
        : scenario_(read(text, std::move(sets))), clock_(scenario_.clock.start) {
        engine.start();
        while (!engine.finished()) clock_.run_until(clock_.after(1s));
    }

    [[nodiscard]] std::uint64_t count(std::string_view metric, const Labels& labels = {}) {
        std::uint64_t total = 0;
        for (const Metrics::Entry* entry : metrics_.find(metric, labels)) {
            if (const auto* counter = std::get_if<Counter>(&entry->metric)) total += counter->value();
        }
        return total;
    }
    /// The verdict on what contains `text`.
    [[nodiscard]] scenario::Verdict verdict(std::string_view text) const {
        for (const auto& judgement : engine.outcome().judgements) {
            if (judgement.text.find(text) != std::string::npos) return judgement.verdict;
        }
        return scenario::Verdict::not_judged;
    }
    [[nodiscard]] scenario::FaultWindow fault(std::string_view id) const {
        for (const auto& window : engine.outcome().faults) {
            if (window.id == id) return window;
        }
        return {"none", "", Duration(-1), Duration(-1)};
    }
    [[nodiscard]] int exit_code() const { return engine.outcome().exit_code(); }
    [[nodiscard]] Metrics& metrics() { return metrics_; }
    /// What reports are made of.
    [[nodiscard]] scenario::Findings findings() {
        return {scenario_, engine.outcome(), stack, metrics_, engine.traffic(), "again", clock_.now()};
    }

private:
    static scenario::Scenario read(const std::string& text, std::vector<std::string> sets) {
        auto scenario = read_text(text, std::move(sets));
        if (!scenario.ok()) {
            for (const auto& problem : scenario.error().problems) UNSCOPED_INFO(problem.text());
        }
        REQUIRE(scenario.ok());
        return std::move(*scenario);
    }
    static std::shared_ptr<const identity::SigningKey> key() {
        static const auto made = std::make_shared<const identity::SigningKey>(identity::SigningKey::generate());
        return made;
    }

    scenario::Scenario scenario_;
    Clock clock_;
    Metrics metrics_;
    Digest digest_;
    Context context_{clock_, scenario_.seed, metrics_, digest_};

public:
    stack::Stack stack{context_, scenario_.architecture, key()};

private:
    scenario::InProcess entry_{stack};

public:
    scenario::Engine engine{context_, scenario_, stack, entry_};
};

}  // namespace wt::test
