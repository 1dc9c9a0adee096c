#include "cloud/function_logs.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/accounts.hpp"
#include "aws/timestamp.hpp"
#include "base/fresh_random.hpp"
#include "lambda/function_name.hpp"

namespace wt::cloud {

namespace {

[[nodiscard]] double milliseconds(Duration span) { return seconds(span) * 1000; }

/// What a caller sees of the log (Lambda API reference, "Invoke": LogType).
constexpr std::size_t tail_bytes = 4096;

[[nodiscard]] std::string member_of(std::string_view json, const char* name) {
    const auto body = nlohmann::json::parse(json, nullptr, false);
    if (!body.is_object() || !body.contains(name) || !body[name].is_string()) return {};
    return body[name].get<std::string>();
}
[[nodiscard]] std::string error_type(std::string_view json) { return member_of(json, "errorType"); }

[[nodiscard]] std::string moment_text(Instant moment) { return aws::iso8601(moment, aws::Fraction::milliseconds); }

}  // namespace

std::string report_line(const lambda::InvocationReport& report) {
    std::string line = fmt::format(
        "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t", report.request_id,
        milliseconds(report.ended - report.begun), report.billed_ms, report.memory.count >> 20U);
    if (report.memory_used.count > 0)
        line += fmt::format("Max Memory Used: {} MB\t", (report.memory_used.count + (1U << 20U) - 1) >> 20U);
    if (report.init > Duration::zero()) line += fmt::format("Init Duration: {:.2f} ms\t", milliseconds(report.init));
    if (report.timeout > Duration::zero()) {
        line += "Status: timeout\t";
    } else if (report.exited && !report.error.empty()) {
        line += fmt::format("Status: error\tError Type: {}\t", error_type(report.error));
    }
    return line + "\n";
}

std::string stream_name(Instant now, Random& random, std::string_view version) {
    std::string day = aws::iso8601(now).substr(0, std::string_view("2026-11-26").size());
    std::replace(day.begin(), day.end(), '-', '/');
    const std::uint64_t first = random.next();
    const std::uint64_t second = random.next();
    return fmt::format("{}/[{}]{:016x}{:016x}", day, version, first, second);
}

class FunctionLogs::Environment final : public lambda::EnvironmentLog {
public:
    Environment(FunctionLogs& logs, std::string_view function, std::shared_ptr<LogLines::Stream> stream,
                std::shared_ptr<const lambda::UserCode> code)
        : logs_(logs), function_(function), stream_(std::move(stream)), code_(std::move(code)) {}

    void started(std::string_view request_id, Instant at) override {
        tail_.clear();
        if (json()) return event(at, "platform.start", {{"requestId", request_id}, {"version", code_->version}});
        add(at, fmt::format("START RequestId: {} Version: {}\n", request_id,
                            code_ == nullptr ? "$LATEST" : code_->version));
    }

    void initialising(Instant at) override {
        if (json())
            return event(at, "platform.initStart",
                         {{"initializationType", "on-demand"}, {"phase", "init"}, {"runtimeVersion", code_->runtime}});
        add(at, fmt::format("INIT_START Runtime Version: {}\n", code_->runtime));
    }

    void init_failed(const lambda::InitReport& report) override {
        const char* const phase = report.in_invocation ? "invoke" : "init";
        const std::string type = error_type(report.error);
        if (type == "Runtime.ExitError" || type == "Runtime.InvalidEntrypoint")
            add(report.ended, fmt::format("{}\n{}\n", member_of(report.error, "errorMessage"), type));
        if (json())
            return event(report.ended, "platform.initReport",
                         {{"phase", phase},
                          {"status", report.late ? "timeout" : "error"},
                          {"errorType", type},
                          {"metrics", {{"durationMs", milliseconds(report.took)}}}});
        add(report.ended,
            fmt::format("INIT_REPORT Init Duration: {:.2f} ms\tPhase: {}\tStatus: {}{}\n", milliseconds(report.took),
                        phase, report.late ? "timeout" : "error", type.empty() ? "" : "\tError Type: " + type));
    }

    void said(std::string_view line, Instant at) override { add(at, std::string(line)); }
    [[nodiscard]] std::string tail() const override { return tail_; }
    [[nodiscard]] std::string_view stream() const override { return stream_->name; }

    void ended(const lambda::InvocationReport& report) override {
        if (code_ != nullptr) logs_.profiles_.add(function_, *code_, report);
        // Assumed: as Node.js's runtime writes an exception, and where a timeout's line stands.
        if (report.timeout > Duration::zero()) {
            add(report.ended, fmt::format("{} {} Task timed out after {:.2f} seconds\n\n", moment_text(report.ended),
                                          report.request_id, seconds(report.timeout)));
        } else if (code_ != nullptr) {
            // A runtime writes down its own errors; of its end Lambda does.
            if (report.exited && !report.error.empty())
                add(report.ended,
                    fmt::format("{}\n{}\n", member_of(report.error, "errorMessage"), error_type(report.error)));
        } else if (!report.error.empty()) {
            add(report.ended, fmt::format("{}\t{}\tERROR\tInvoke Error \t{}\n", moment_text(report.ended),
                                          report.request_id, report.error));
        }
        if (json()) return event(report.ended, "platform.report", record_of(report));
        add(report.ended, fmt::format("END RequestId: {}\n", report.request_id));
        add(report.ended, report_line(report));
    }

private:
    [[nodiscard]] bool json() const { return code_ != nullptr && code_->json_logs; }

    void add(Instant at, std::string line) {
        if (code_ != nullptr) {
            tail_ += line;
            if (tail_.size() > tail_bytes) tail_.erase(0, tail_.size() - tail_bytes);
        }
        logs_.lines_.add(stream_, at, std::move(line));
    }

    /// Lambda Developer Guide, "Using Lambda advanced logging controls": system logs in JSON.
    void event(Instant at, const char* type, const nlohmann::json& record) {
        if (code_->system_log_level == "WARN" && record.value("status", "success") == "success") return;
        const nlohmann::ordered_json line{{"time", moment_text(at)}, {"type", type}, {"record", record}};
        add(at, line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    }

    [[nodiscard]] static nlohmann::json record_of(const lambda::InvocationReport& report) {
        nlohmann::json metrics{{"durationMs", milliseconds(report.ended - report.begun)},
                               {"billedDurationMs", report.billed_ms},
                               {"memorySizeMB", report.memory.count >> 20U},
                               {"maxMemoryUsedMB", (report.memory_used.count + (1U << 20U) - 1) >> 20U}};
        if (report.init > Duration::zero()) metrics["initDurationMs"] = milliseconds(report.init);
        const bool late = report.timeout > Duration::zero();
        nlohmann::json record{{"requestId", report.request_id},
                              {"metrics", std::move(metrics)},
                              {"status", late                   ? "timeout"
                                         : report.error.empty() ? "success"
                                                                : "error"}};
        if (!late && !report.error.empty()) record["errorType"] = error_type(report.error);
        return record;
    }

    FunctionLogs& logs_;
    std::string function_;
    std::shared_ptr<LogLines::Stream> stream_;
    std::shared_ptr<const lambda::UserCode> code_;  // null: handlers as data
    std::string tail_;
};

FunctionLogs::FunctionLogs(const Context& context, stack::Stack& stack, logs::LogGroups& groups, Profiles& profiles)
    : stack_(stack),
      profiles_(profiles),
      names_(fresh_random(context, "lambda.log_streams")),
      lines_(context, groups, context.metrics.counter("lambda.log_lines.lost")) {
    stack_.functions().watch(this);
}

FunctionLogs::~FunctionLogs() { stack_.functions().watch(nullptr); }

std::unique_ptr<lambda::EnvironmentLog> FunctionLogs::open(std::string_view function,
                                                           const lambda::FunctionConfig& config, Instant now) {
    auto stream = std::make_shared<LogLines::Stream>();
    const bool named = config.code != nullptr && !config.code->log_group.empty();
    if (config.code != nullptr) function = lambda::function_name(*config.code, function);
    stream->place = stack_.s3().accounts.usual_place();
    // A scenario's own code is the usual account's, wherever it says it is.
    if (config.code != nullptr && !config.code->arn.empty())
        stream->place = {config.code->account, config.code->region};
    stream->group = named ? config.code->log_group : fmt::format("/aws/lambda/{}", function);
    stream->name = stream_name(now, names_, config.code == nullptr ? "$LATEST" : config.code->version);
    return std::make_unique<Environment>(*this, function, std::move(stream), config.code);
}

}  // namespace wt::cloud
