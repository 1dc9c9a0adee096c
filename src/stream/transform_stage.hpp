#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "stream/buffer.hpp"
#include "stream/config.hpp"

namespace wt::stream {

/// What a transforming function answers about one record.
struct Transformed {
    /// `missing`, `repeated`: the answer does not name the record, or names it more than once. `no_answer`: the
    /// function failed, or said nothing that fits; never what an invocation returns.
    enum class Result : std::uint8_t { ok, dropped, failed, missing, repeated, no_answer };
    Result result = Result::ok;
    Text data;  // of an ok record, instead of what it was
    std::shared_ptr<const std::map<std::string, std::string>> partition = {};  // what it says of its partition
};
/// Invokes the function with a batch: an answer for each record in their order, or nothing when the invocation failed.
using InvokeTransform = std::function<Task<std::optional<std::vector<Transformed>>>(std::vector<Record> records)>;

/// The stage in which a function looks at every record, in batches, one at a time and in order. An invocation that
/// fails, or whose answer cannot be read, is tried again; after that all records of the batch have failed.
/// (Data Firehose Developer Guide, "Transform source data", "Data transformation failure handling".) AWS runs up to
/// five invocations per shard at once; this runs one.
class TransformStage {
public:
    /// `attempts`: of the invocation that the result came of.
    using Done = std::function<void(Record record, Transformed result, int attempts)>;

    /// Counts under "NAME.transform".
    TransformStage(const Context& context, std::string_view name, const TransformConfig& config, InvokeTransform invoke,
                   Done done);

    void add(Record record);
    /// From now on, also for records that wait.
    void update(const TransformConfig& config);
    [[nodiscard]] Task<void> run();
    /// From now on, or no longer: whatever is there is due.
    void hurry(bool hurried);
    /// Forgets what waits for an invocation; how many records that were.
    std::uint64_t clear() { return buffer_.take().records().size(); }
    [[nodiscard]] std::uint64_t waiting_bytes() const { return buffer_.bytes() + bytes_under_way_; }

private:
    [[nodiscard]] Task<void> until_due();
    [[nodiscard]] Task<void> process(Batch batch);

    Context context_;
    TransformConfig config_;
    InvokeTransform invoke_;
    Done done_;
    Buffer buffer_;
    std::uint64_t bytes_under_way_ = 0;
    bool hurried_ = false;
    Event changed_;

    Counter& invocations_;
    Counter& errors_;
    Counter& succeeded_;
    Histogram& duration_;  // of an invocation
    Counter& records_;     // that the function has processed: ok or dropped
    Counter& bytes_;       // of these, as they came
};

}  // namespace wt::stream
