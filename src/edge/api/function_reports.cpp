#include "edge/api/function_reports.hpp"

#include <chrono>
#include <vector>

#include <fmt/format.h>

namespace wt::edge::api {

std::string counts_of(const FunctionRecord& record) {
    return fmt::format("cloudfront.functions.{}.{}", record.account, record.name);
}

class FunctionReports::Report final : public functions::Audience {
public:
    Report(const Context& context, Surroundings& around, const FunctionRecord& record)
        : around_(around),
          account_(record.account),
          function_(record.name),
          invocations_(context.metrics.counter(counts_of(record) + ".invocations")),
          invalid_(context.metrics.counter(counts_of(record) + ".invalid")),
          failed_(context.metrics.counter(counts_of(record) + ".failed")),
          throttled_(context.metrics.counter(counts_of(record) + ".throttled")),
          utilization_(context.metrics.histogram(counts_of(record) + ".utilization")) {}

    void saw(const functions::Verdict& verdict, const Occasion& occasion) override {
        using Kind = functions::Verdict::Kind;
        invocations_.add();
        if (verdict.kind == Kind::invalid) invalid_.add();
        if (verdict.kind == Kind::failed) failed_.add();
        if (verdict.kind == Kind::spent) throttled_.add();
        utilization_.record(std::chrono::seconds(verdict.utilization));
        const bool wrong = verdict.kind != Kind::request && verdict.kind != Kind::response;
        if (verdict.logs.empty() && !wrong) return;
        std::vector<std::string> lines;
        const auto say = [&](std::string_view what) {
            lines.push_back(fmt::format("{} {}", occasion.request_id, what));
        };
        say(fmt::format("START DistributionID: {}", occasion.distribution));
        for (const std::string& line : verdict.logs) say(line);
        if (wrong) say(verdict.text);
        say("END");
        around_.note(account_, function_, lines);
    }

private:
    Surroundings& around_;
    std::string account_;
    std::string function_;
    Counter& invocations_;
    Counter& invalid_;
    Counter& failed_;
    Counter& throttled_;
    Histogram& utilization_;
};

std::shared_ptr<functions::Audience> FunctionReports::of(const FunctionRecord& record) {
    return std::make_shared<Report>(context_, around_, record);
}

}  // namespace wt::edge::api
