#include "stream/transform_stage.hpp"

#include <utility>

#include <fmt/format.h>

namespace wt::stream {

namespace {

constexpr Duration retry_after = 1s;  // Assumed: AWS documents no interval

}  // namespace

TransformStage::TransformStage(const Context& context, std::string_view name, const TransformConfig& config,
                               InvokeTransform invoke, Done done)
    : context_(context),
      config_(config),
      invoke_(std::move(invoke)),
      done_(std::move(done)),
      buffer_(config.buffer_size, config.buffer_interval),
      changed_(context.clock),
      invocations_(context.metrics.counter(fmt::format("{}.transform.invocations", name))),
      errors_(context.metrics.counter(fmt::format("{}.transform.errors", name))),
      succeeded_(context.metrics.counter(fmt::format("{}.transform.succeeded", name))),
      duration_(context.metrics.histogram(fmt::format("{}.transform.duration", name))),
      records_(context.metrics.counter(fmt::format("{}.transform.records", name))),
      bytes_(context.metrics.counter(fmt::format("{}.transform.bytes", name))) {}

void TransformStage::add(Record record) {
    buffer_.add(std::move(record), context_.now());
    changed_.pulse();
}

void TransformStage::update(const TransformConfig& config) {
    config_ = config;
    buffer_.hint(config.buffer_size, config.buffer_interval);
    changed_.pulse();
}

void TransformStage::hurry(bool hurried) {
    hurried_ = hurried;
    if (hurried) changed_.pulse();
}

Task<void> TransformStage::run() {
    for (;;) {
        while (buffer_.empty() || !(hurried_ || buffer_.due(context_.now()))) co_await until_due();
        bytes_under_way_ = buffer_.bytes();
        Batch batch = buffer_.take();
        co_await process(std::move(batch));
        bytes_under_way_ = 0;
    }
}

Task<void> TransformStage::until_due() {
    if (buffer_.empty()) {
        co_await changed_.wait();
        co_return;
    }
    (void)co_await changed_.wait_until(buffer_.due_at());
}

Task<void> TransformStage::process(Batch batch) {
    int attempts = 0;
    std::optional<std::vector<Transformed>> answer;
    for (;;) {
        std::vector<Record> records = batch.records();
        ++attempts;
        invocations_.add();
        const Instant invoked = context_.now();
        answer = co_await invoke_(std::move(records));
        duration_.record(context_.now() - invoked);
        if (answer && answer->size() == batch.records().size()) {
            succeeded_.add();
            break;
        }
        answer.reset();
        errors_.add();
        if (attempts > config_.retries) break;
        co_await context_.clock.sleep_for(retry_after);
    }
    for (std::size_t i = 0; i < batch.records().size(); ++i) {
        Transformed result;
        result.result = Transformed::Result::no_answer;
        if (answer) result = std::move((*answer)[i]);
        if (result.result == Transformed::Result::ok || result.result == Transformed::Result::dropped) {
            records_.add();
            bytes_.add(batch.records()[i].data.size());
        }
        done_(batch.records()[i], std::move(result), attempts);
    }
}

}  // namespace wt::stream
