#include "scenario/bill.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "scenario/pen.hpp"
#include "scenario/savings.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

namespace {

using bill::Quantity;
constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30U;  // as AWS counts what it transfers and stores

/// A number below 1,000 with so many significant digits, and never an exponent.
[[nodiscard]] std::string plain(double number, int digits) {
    if (number == 0) return "0";
    const int before = static_cast<int>(std::floor(std::log10(std::abs(number)))) + 1;
    return fmt::format("{:.{}f}", number, std::max(digits - before, 0));
}

/// What one component of each kind is charged for.
class Charges {
public:
    Charges(bill::Meter& meter, const stack::Architecture& architecture, Metrics& metrics, Instant now)
        : meter_(meter), architecture_(architecture), metrics_(metrics), now_(now) {}

    void of(const stack::Component& component) {
        name_ = component.name;
        component_ = &component;
        std::visit([this](const auto& config) { charge(config); }, component.config);
    }

private:
    // CloudFront pricing: requests over HTTPS; those that WAF blocks are charged by WAF alone.
    void charge(const edge::DistributionConfig& config) {
        const std::string& firewall = component_->to;
        const bool first = architecture_.leading_to(firewall) == component_;
        const std::uint64_t blocked = first ? counted(firewall + ".blocked") : 0;
        const std::uint64_t requests = counted(name_ + ".requests");
        meter_.used(name_, "cloudfront.requests", {requests - std::min(requests, blocked)});
        // Origin Shield: what other points of presence ask it for, kept there or fetched from the origin.
        const std::string shield = name_ + ".shield";
        if (config.shield)
            meter_.used(
                name_, "cloudfront.shield.requests",
                {counted(shield + ".hits") + counted(shield + ".collapsed") + counted(name_ + ".origin.requests")});
        if (std::any_of(config.behaviors.begin(), config.behaviors.end(), has_function) || has_function(config))
            meter_.uncharged(name_, "functions at the edge");
    }
    [[nodiscard]] static bool has_function(const edge::Behavior& behavior) {
        const bool script = behavior.special != nullptr &&
                            (behavior.special->on_request != nullptr || behavior.special->on_response != nullptr);
        return script || !behavior.lambdas.empty();
    }

    // AWS WAF pricing: a web ACL and each rule by the hour, and every request that is looked at; more for capacity
    // above 1,500 WCU, by the 500; Bot Control (common) by the hour and by the request.
    void charge(const edge::waf::WebAclConfig& config) {
        meter_.kept(name_, "waf.acls", 1);
        meter_.kept(name_, "waf.rules", config.rules.size());
        const std::uint64_t requests = counted(name_ + ".requests");
        meter_.used(name_, "waf.requests", {requests});
        constexpr std::uint64_t included = 1500;
        constexpr std::uint64_t step = 500;
        if (const std::uint64_t used = edge::waf::capacity(config); used > included)
            meter_.used(name_, "waf.capacity", {requests * ((used - included + step - 1) / step)});
        for (const edge::waf::Rule& rule : config.rules) {
            const auto* group = std::get_if<edge::waf::ManagedGroup>(&rule.statement.is);
            if (group == nullptr || group->name != edge::waf::ManagedGroup::Name::bot_control) continue;
            meter_.kept(name_, "waf.bot_control", 1);
            meter_.used(name_, "waf.bot_control.requests", {requests});
        }
        // Assumed: somebody who raises it sends bodies that are so large.
        if (config.body_limits != edge::waf::BodyLimits())
            meter_.uncharged(name_, "bodies of which more than 16 KB are inspected");
    }

    // Cognito pricing, Essentials: users who sign in within the month. Assumed: none signs in twice before each has.
    void charge(const identity::UserPoolConfig& config) {
        meter_.came(name_, "cognito.users", counted(name_ + ".sign.ins"), config.users);
    }

    // API Gateway pricing: calls received, hits too, but neither throttled nor unauthorized ones (Developer Guide,
    // "Quotas and important notes"); the stage's cache by the hour.
    void charge(const gateway::RestApiConfig& config) {
        const std::uint64_t free = counted(name_ + ".throttled") + counted(name_ + ".unauthorized");
        const std::uint64_t requests = counted(name_ + ".requests");
        meter_.used(name_, "apigateway.requests", {requests - std::min(requests, free)});
        if (config.cache.size.count == 0) return;
        const double size = static_cast<double>(config.cache.size.count) / 1e9;
        meter_.stood(name_, fmt::format("apigateway.cache.{:g}GB.hour", size), 1, true);
    }

    // Lambda pricing: requests that ran, and their time in whole milliseconds, INIT included, by memory; what is
    // provisioned costs while it stands there, and less while it runs.
    void charge(const lambda::FunctionConfig& config) {
        meter_.used(name_, "lambda.requests", {counted(name_ + ".invocations")});
        constexpr std::uint64_t gigabyte_second = 1000 * 1024;  // in ms and MB
        const std::uint64_t all = counted(name_ + ".billed.mb_ms");
        const std::uint64_t provisioned = counted(name_ + ".provisioned.billed.mb_ms");
        const std::string_view on = config.processor == lambda::Processor::arm64 ? ".arm64" : "";
        meter_.used(name_, fmt::format("lambda.duration{}", on), {all - std::min(all, provisioned), gigabyte_second});
        meter_.used(name_, fmt::format("lambda.provisioned.duration{}", on), {provisioned, gigabyte_second});
        meter_.reserved(name_, fmt::format("lambda.provisioned{}", on),
                        {config.provisioned * (config.memory.count >> 20U), 1024});
    }

    void charge(const cache::RedisConfig& config) {
        meter_.stood(name_, fmt::format("elasticache.{}.hour", config.node), 1, true);
    }

    void charge(const rds::PrimaryConfig& config) {
        // A standby costs what the instance costs.
        meter_.stood(name_, fmt::format("rds.{}.hour", config.instance_class), config.multi_az ? 2 : 1);
        if (!config.storage) return;
        const double zones = config.multi_az ? 2 : 1;
        meter_.stored(name_, "rds.storage", static_cast<double>(config.storage->count) * zones);
    }
    void charge(const rds::ReplicaConfig& config) {
        meter_.stood(name_, fmt::format("rds.{}.hour", config.instance_class), config.count);
        // Each has storage of its own, as much as its primary's; a standby in another zone is the primary's alone.
        const stack::Component* const of = architecture_.find(config.of);
        const auto* const primary = of == nullptr ? nullptr : std::get_if<rds::PrimaryConfig>(&of->config);
        if (primary == nullptr || !primary->storage) return;
        const double size = static_cast<double>(primary->storage->count);
        meter_.stored(name_, "rds.storage", size * static_cast<double>(config.count));
    }

    void charge(const stream::KinesisConfig& config) {
        meter_.stood(name_, "kinesis.shards", config.shards);
        meter_.used(name_, "kinesis.puts", {counted(name_ + ".put.units")});
        // Beyond a day by the shard and hour, beyond seven by the GB.
        if (config.retention > 24h) meter_.stood(name_, "kinesis.extended_retention", config.shards);
        if (config.retention > 7 * 24h) meter_.uncharged(name_, "records that are kept for more than 7 days");
    }

    // Data Firehose pricing: each record counts as whole 5 KB.
    void charge(const stream::DeliveryStreamConfig&) {
        meter_.used(name_, "firehose.ingested", {counted(name_ + ".billed.bytes"), gigabyte});
    }

    // DynamoDB pricing: request units on demand, or what is provisioned by the hour.
    void charge(const dynamodb::TableConfig& config) {
        if (config.provisioned) {
            meter_.stood(name_, "dynamodb.read_capacity.hour", config.provisioned->read);
            meter_.stood(name_, "dynamodb.write_capacity.hour", config.provisioned->write);
        } else {
            meter_.used(name_, "dynamodb.read_units", {counted(name_ + ".read.units")});
            meter_.used(name_, "dynamodb.write_units", {counted(name_ + ".write.units")});
        }
        store("dynamodb.storage");
    }

    // SQS pricing, standard queues: requests, one for each 64 KB. What empty receives of Lambda's pollers cost is not
    // in it.
    void charge(const queue::QueueConfig&) {
        meter_.used(name_, "sqs.requests", {counted(name_ + ".billed.requests")});
    }

    // RDS Proxy pricing: by the hour and the virtual processor of the database, two at least.
    void charge(const rds::ProxyConfig& config) {
        const stack::Component* const database = architecture_.find(config.of);
        if (database == nullptr) return;
        const auto& primary = std::get<rds::PrimaryConfig>(database->config);
        if (const auto count = processors_of(primary.instance_class)) {
            meter_.stood(name_, "rds.proxy.vcpu.hour", *count);
        } else {
            meter_.uncharged(name_, "RDS Proxy before a " + primary.instance_class);
        }
    }
    /// By the size in an instance class's name ("db.r6g.2xlarge"), as all families of today have it; none: no such
    /// size.
    [[nodiscard]] static std::optional<std::uint64_t> processors_of(std::string_view instance_class) {
        std::string_view size = instance_class.substr(instance_class.rfind('.') + 1);
        for (const std::string_view small : {"micro", "small", "medium", "large"}) {
            if (size == small) return 2;
        }
        if (!size.ends_with("xlarge")) return std::nullopt;
        size.remove_suffix(6);
        std::uint64_t times = 1;
        const auto read = std::from_chars(size.data(), size.data() + size.size(), times);
        if (!size.empty() && (read.ec != std::errc() || read.ptr != size.data() + size.size())) return std::nullopt;
        return 4 * times;
    }

    /// Whoever offers it charges for it.
    void charge(const stack::ServiceConfig&) {}

    void charge(const s3::BucketConfig&) {
        meter_.used(name_, "s3.writes", {counted(name_ + ".puts")});
        meter_.used(name_, "s3.reads", {counted(name_ + ".gets")});
        store("s3.storage");
    }

    /// What was there on average.
    void store(const std::string& item) {
        for (const Metrics::Entry* entry : metrics_.find(name_ + ".bytes")) {
            const auto* level = std::get_if<Gauge>(&entry->metric);
            const double span = level == nullptr ? 0 : seconds(now_ - level->first_set());
            if (span > 0) meter_.stored(name_, item, level->integral(now_) / span);
        }
    }

    [[nodiscard]] std::uint64_t counted(const std::string& name) const { return scenario::counted(metrics_, name); }

    bill::Meter& meter_;
    const stack::Architecture& architecture_;
    Metrics& metrics_;
    Instant now_;
    std::string name_;
    const stack::Component* component_ = nullptr;
};

/// A pool that has fewer users than there are clients cannot have more of them active.
void note_users(bill::Bill& bill, const Scenario& scenario, Metrics& metrics) {
    std::uint64_t clients = 0;
    for (const ClientClass& one : scenario.workload.clients) clients += one.ips;
    for (const stack::Component& component : scenario.architecture.components) {
        const auto* pool = std::get_if<identity::UserPoolConfig>(&component.config);
        if (pool == nullptr || pool->users >= clients) continue;
        if (counted(metrics, component.name + ".sign.ins") == 0) continue;
        bill.notes.push_back(fmt::format(
            "{} has {} users for {} clients: no more than these are charged; give it `users: {}` if each is somebody.",
            component.name, grouped(pool->users), grouped(clients), clients));
    }
}

}  // namespace

std::uint64_t counted(Metrics& metrics, const std::string& name) {
    std::uint64_t sum = 0;
    for (const Metrics::Entry* entry : metrics.find(name)) {
        if (const auto* counter = std::get_if<Counter>(&entry->metric)) sum += counter->value();
    }
    return sum;
}

bill::Bill write_bill(const Scenario& scenario, const stack::Stack& stack, Metrics& metrics, const Traffic& traffic,
                      Duration load, Instant now) {
    const CostSettings& settings = *scenario.cost;
    bill::Meter meter(settings.prices, settings.name, settings.free_tier, load);
    const stack::Architecture& architecture = stack.architecture();
    Charges charges(meter, architecture, metrics, now);
    for (const stack::Component& component : architecture.components) {
        charges.of(component);
        // What leaves for the internet is charged to whoever clients ask.
        traffic.each_door([&](const std::string& door, const Traffic::Answered& answered) {
            const stack::Component* behind = architecture.find(door);
            if (behind != nullptr && behind->type == "wafv2" && architecture.leading_to(door) != nullptr)
                behind = architecture.leading_to(door);
            if (behind != &component) return;
            // CloudFront charges neither requests nor transfer for what WAF blocks (since October 2024).
            const bool edge = component.type == "cloudfront";
            const std::uint64_t bytes = answered.bytes - (edge ? answered.blocked : 0);
            meter.used(component.name, edge ? "cloudfront.transfer" : "internet.transfer", {bytes, gigabyte});
        });
    }
    bill::Bill bill = std::move(meter).take(traffic.requests());
    bill.savings = savings_of(bill, settings, architecture, metrics, traffic);
    note_users(bill, scenario, metrics);
    return bill;
}

std::optional<std::string_view> cost_asked_for(const Selector& metric) {
    constexpr std::string_view prefix = "cost.";
    if (!metric.name.starts_with(prefix)) return std::nullopt;
    return std::string_view(metric.name).substr(prefix.size());
}

std::vector<std::string> wrong_with_cost(const Slo& slo, const stack::Architecture& architecture) {
    std::vector<std::string> wrong;
    const std::string_view what = *cost_asked_for(slo.metric);
    std::vector<std::string> names{"total", "month", "per_million"};
    for (const stack::Component& one : architecture.components) names.push_back(one.name);
    if (std::find(names.begin(), names.end(), what) == names.end())
        wrong.push_back(fmt::format("no cost is called \"{}\"{}", slo.metric.name, suggestion(what, names)));
    if (!slo.during.empty() || !slo.phase.empty() || slo.window)
        wrong.emplace_back("a bill is written for the whole run");
    for (const Expectation& one : slo.expect) {
        const bool money = one.unit == Expectation::Unit::dollars || one.high == 0;
        if (one.aggregation != Expectation::Aggregation::value || !money)
            wrong.push_back(fmt::format("\"{}\": a cost has a value in dollars: \"value<120USD\"", one.text));
    }
    return wrong;
}

std::optional<double> dollars_of(const bill::Bill& bill, std::string_view asked_for) {
    if (asked_for == "total") return bill.run().dollars();
    if (asked_for == "month") return bill.month().dollars();
    const auto amount = asked_for == "per_million" ? bill.per_million() : bill.of(std::string(asked_for));
    return amount ? std::optional(amount->dollars()) : std::nullopt;
}

std::string quantity_text(const bill::Line& line) {
    const double quantity = line.quantity();
    const bool whole = quantity == std::floor(quantity) || quantity >= 1000;
    return fmt::format("{} {}{}",
                       whole ? grouped(static_cast<std::uint64_t>(std::llround(quantity))) : plain(quantity, 4),
                       line.unit, quantity == 1 || line.unit == "GB" ? "" : "s");
}

std::string saving_text(const bill::Saving& saving) {
    const auto more = [](bill::Amount amount) {
        return (amount.picodollars < 0 ? "" : "+") + format_dollars(amount.dollars());
    };
    return fmt::format("without {}'s {}: {}, {} a month ({} requests more behind it)", saving.component, saving.guard,
                       more(saving.run), more(saving.month), grouped(saving.kept_away));
}

std::string missing_text(const bill::Bill& bill) {
    std::string text;
    for (const std::string& item : bill.priceless)
        text += fmt::format(" No price for {}: give it in cost.prices.", item);
    for (const bill::Gap& gap : bill.gaps) {
        if (!gap.what.starts_with("no price for "))
            text += fmt::format(" Not charged: {}'s {}.", gap.component, gap.what);
    }
    for (const std::string& note : bill.notes) text += " " + note;
    return text;
}

std::string format_dollars(double dollars) {
    if (dollars != 0 && std::abs(dollars) < 0.01) return plain(dollars, 2) + " USD";
    std::string text = fmt::format("{:.2f}", dollars);
    for (std::size_t at = text.size() - 3; at > 3 && text[at - 4] != '-'; at -= 3) text.insert(at - 3, ",");
    return text + " USD";
}

std::vector<std::pair<std::string, bill::Amount>> by_component(const bill::Bill& bill) {
    std::vector<std::pair<std::string, bill::Amount>> sums;
    for (const bill::Line& line : bill.lines) {
        const auto known =
            std::find_if(sums.begin(), sums.end(), [&](const auto& one) { return one.first == line.component; });
        (known == sums.end() ? sums.emplace_back(line.component, bill::Amount{}) : *known).second += line.run;
    }
    return sums;
}

std::string million_text(const bill::Bill& bill, bill::Amount part) {
    const auto million = bill.per_million(part);
    return million ? format_dollars(million->dollars()) : std::string();
}

std::string bill_text(const bill::Bill& bill) {
    std::size_t name_width = 5;
    std::size_t item_width = 5;
    for (const bill::Line& line : bill.lines) {
        name_width = std::max(name_width, line.component.size());
        item_width = std::max(item_width, line.item.size());
    }
    const auto row = [&](std::string_view name, std::string_view item, std::string_view quantity, std::string_view run,
                         std::string_view million, std::string_view month) {
        return fmt::format("  {:<{}}  {:<{}}  {:>24} {:>14} {:>20} {:>16}\n", name, name_width, item, item_width,
                           quantity, run, million, month);
    };
    std::string text = row("", "", "used", "this run", "a million requests", "a month so");
    std::string_view last;
    for (const bill::Line& line : bill.lines) {
        text +=
            row(line.component == last ? std::string_view() : line.component, line.item, quantity_text(line),
                format_dollars(line.run.dollars()), million_text(bill, line.run), format_dollars(line.month.dollars()));
        last = line.component;
    }
    text += row("total", "", "", format_dollars(bill.run().dollars()), million_text(bill, bill.run()),
                format_dollars(bill.month().dollars()));
    // Where a component has several lines, what it costs in all.
    const auto sums = by_component(bill);
    if (bill.requests > 0 && sums.size() > 1 && sums.size() < bill.lines.size()) {
        text += "  a million requests by tier:";
        for (std::size_t i = 0; i < sums.size(); ++i)
            text += fmt::format("{} {} {}", i == 0 ? "" : ",", sums[i].first, million_text(bill, sums[i].second));
        text += "\n";
    }
    for (const bill::Saving& saving : bill.savings) text += fmt::format("  {}\n", saving_text(saving));
    text += fmt::format("  Prices: {}.", bill.prices);
    text += missing_text(bill);
    if (!bill.savings.empty()) text += fmt::format("\n  {}", savings_method);
    return text + "\n";
}

}  // namespace wt::scenario
