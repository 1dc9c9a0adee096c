#include "app/function_logs.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "aws/accounts.hpp"
#include "aws/timestamp.hpp"

namespace wt::app {

namespace {

/// Lambda's own takes a few seconds.
constexpr Duration gathering = 500ms;
/// What waits for it at most, of one stream. A batch may have 1 MiB and 10,000 events.
constexpr std::size_t most_bytes = std::size_t{256} << 10;
constexpr std::size_t most_lines = 5000;

[[nodiscard]] double milliseconds(Duration span) { return seconds(span) * 1000; }

[[nodiscard]] std::string moment_text(Instant moment) { return aws::iso8601(moment, aws::Fraction::milliseconds); }

}  // namespace

std::string report_line(const lambda::InvocationReport& report) {
    std::string line = fmt::format(
        "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t", report.request_id,
        milliseconds(report.ended - report.begun), report.billed_ms, report.memory.count >> 20U);
    if (report.init > Duration::zero()) line += fmt::format("Init Duration: {:.2f} ms\t", milliseconds(report.init));
    if (report.timeout > Duration::zero()) line += "Status: timeout\t";
    return line + "\n";
}

std::string stream_name(Instant now, Random& random) {
    std::string day = aws::iso8601(now).substr(0, std::string_view("2026-11-26").size());
    std::replace(day.begin(), day.end(), '-', '/');
    const std::uint64_t first = random.next();
    const std::uint64_t second = random.next();
    return fmt::format("{}/[$LATEST]{:016x}{:016x}", day, first, second);
}

class FunctionLogs::Environment final : public lambda::EnvironmentLog {
public:
    Environment(FunctionLogs& logs, std::shared_ptr<Stream> stream) : logs_(logs), stream_(std::move(stream)) {}

    void started(std::string_view request_id, Instant at) override {
        logs_.add(stream_, at, fmt::format("START RequestId: {} Version: $LATEST\n", request_id));
    }

    void ended(const lambda::InvocationReport& report) override {
        // Assumed: as Node.js's runtime writes an exception, and where a timeout's line stands.
        if (report.timeout > Duration::zero()) {
            logs_.add(stream_, report.ended,
                      fmt::format("{} {} Task timed out after {:.2f} seconds\n\n", moment_text(report.ended),
                                  report.request_id, seconds(report.timeout)));
        } else if (!report.error.empty()) {
            logs_.add(stream_, report.ended,
                      fmt::format("{}\t{}\tERROR\tInvoke Error \t{}\n", moment_text(report.ended), report.request_id,
                                  report.error));
        }
        logs_.add(stream_, report.ended, fmt::format("END RequestId: {}\n", report.request_id));
        logs_.add(stream_, report.ended, report_line(report));
    }

private:
    FunctionLogs& logs_;
    std::shared_ptr<Stream> stream_;
};

FunctionLogs::FunctionLogs(const Context& context, stack::Stack& stack, logs::LogGroups& groups)
    : context_(context),
      stack_(stack),
      groups_(groups),
      names_(context.random("lambda.log_streams")),
      lost_(context.metrics.counter("lambda.log_lines.lost")) {
    stack_.functions().watch(this);
}

FunctionLogs::~FunctionLogs() {
    stack_.functions().watch(nullptr);
    write_all();
}

std::unique_ptr<lambda::EnvironmentLog> FunctionLogs::open(std::string_view function, const lambda::FunctionConfig&,
                                                           Instant now) {
    auto stream = std::make_shared<Stream>();
    stream->group = fmt::format("/aws/lambda/{}", function);
    stream->name = stream_name(now, names_);
    return std::make_unique<Environment>(*this, std::move(stream));
}

void FunctionLogs::add(const std::shared_ptr<Stream>& stream, Instant at, std::string line) {
    if (stream->lines.empty()) {
        waiting_.push_back(stream);
        if (!std::exchange(soon_, true)) writing_.spawn(write_soon());
    }
    stream->bytes += line.size();
    stream->lines.push_back(
        {std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count(), std::move(line)});
    if (stream->bytes >= most_bytes || stream->lines.size() >= most_lines) write_all();
}

Task<void> FunctionLogs::write_soon() {
    co_await context_.clock.sleep_for(gathering);
    soon_ = false;  // what is written may bring lines of its own: a subscription that leads to a function
    write_all();
}

void FunctionLogs::write_all() {
    for (const auto& stream : std::exchange(waiting_, {})) write(*stream);
}

void FunctionLogs::write(Stream& stream) {
    std::vector<logs::InputEvent> lines = std::exchange(stream.lines, {});
    stream.bytes = 0;
    const aws::AccountRegion place = stack_.s3().accounts.usual_place();
    logs::LogGroup* group = groups_.find(place, stream.group);
    if (group == nullptr) group = groups_.create(place, stream.group);
    logs::LogStream* to = nullptr;
    if (group != nullptr) {
        const auto known = group->streams.find(stream.name);
        to = known != group->streams.end() ? known->second.get() : groups_.create_stream(*group, stream.name);
    }
    if (to == nullptr) {
        lost_.add(lines.size());
        return;
    }
    groups_.append(*to, std::move(lines));
}

}  // namespace wt::app
