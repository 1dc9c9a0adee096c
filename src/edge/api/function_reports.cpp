#include "edge/api/function_reports.hpp"

#include <chrono>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"

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

std::string_view region_near(std::uint32_t place) {
    // As places_of() has them: IAD, SFO, DUB, FRA, BOM, NRT, SIN, CPT, GRU, SYD.
    static constexpr std::string_view regions[] = {"us-east-1",  "us-west-1",      "eu-west-1",      "eu-central-1",
                                                   "ap-south-1", "ap-northeast-1", "ap-southeast-1", "eu-central-1",
                                                   "sa-east-1",  "ap-southeast-2"};
    return place < std::size(regions) ? regions[place] : regions[0];
}

class FunctionReports::LambdaReport final : public functions::LambdaAudience {
public:
    LambdaReport(FunctionReports& reports, std::string account, std::string name, std::string version)
        : reports_(reports), account_(std::move(account)), name_(std::move(name)), version_(std::move(version)) {}

    void saw(const functions::EdgeInvocation& invocation) override {
        using Outcome = functions::EdgeInvocation::Outcome;
        Counts& counts = counts_at(std::string(region_near(invocation.place)));
        if (invocation.outcome == Outcome::throttled) return counts.throttled.add();
        counts.invocations.add();
        if (invocation.outcome == Outcome::failed) counts.errors.add();
        counts.duration.record(invocation.took);
    }

private:
    struct Counts {
        Counter& invocations;
        Counter& errors;
        Counter& throttled;
        Histogram& duration;
    };
    [[nodiscard]] Counts& counts_at(std::string region) {
        const auto known = regions_.find(region);
        if (known != regions_.end()) return known->second;
        const std::string counts = fmt::format("cloudfront.lambda.{}.{}.{}.{}", account_, name_, version_, region);
        reports_.replicas_.insert({account_, region, "us-east-1." + name_, version_, counts});
        Metrics& metrics = reports_.context_.metrics;
        Counts made{metrics.counter(counts + ".invocations"), metrics.counter(counts + ".errors"),
                    metrics.counter(counts + ".throttled"), metrics.histogram(counts + ".duration")};
        return regions_.emplace(std::move(region), made).first->second;
    }

    FunctionReports& reports_;
    std::string account_;
    std::string name_;
    std::string version_;
    std::map<std::string, Counts> regions_;
};

std::shared_ptr<functions::LambdaAudience> FunctionReports::of_lambda(const std::string& arn) {
    std::vector<std::string> parts;  // arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION
    each_part(arn, ':', [&](std::string_view part) { parts.emplace_back(part); });
    constexpr std::size_t with_version = 8;
    if (parts.size() != with_version) return nullptr;
    return std::make_shared<LambdaReport>(*this, parts[4], parts[6], parts[7]);
}

}  // namespace wt::edge::api
