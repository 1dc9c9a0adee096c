#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "stream/config.hpp"
#include "stream/quota.hpp"

namespace wt::stream {

/// What a delivery stream lets in by direct puts: records, requests and bytes within the limits of a second, and how
/// much of all that there was. Amazon Data Firehose Developer Guide, "Quota". Does not hold what it lets in.
class Intake {
public:
    /// Counts under `name`.
    Intake(const Context& context, std::string_view name);
    Intake(const Intake&) = delete;
    Intake& operator=(const Intake&) = delete;

    /// These limits from now on; none: there are none.
    void fit(const std::optional<PutLimits>& limits);

    /// One record of so many bytes by itself (PutRecord): why it is refused. ValidationException above the largest
    /// size, ServiceUnavailableException beyond the limits.
    [[nodiscard]] std::optional<Error> take(std::uint64_t bytes);
    /// Records of these sizes (PutRecordBatch): why all of them are refused, or each of them.
    [[nodiscard]] Result<std::vector<std::optional<Error>>> take_batch(std::span<const std::uint64_t> sizes);

    /// How long a put took that is answered now.
    void answered_single(Duration took) { singles_latency_.record(took); }
    void answered_batch(Duration took) { batches_latency_.record(took); }

    static constexpr std::size_t most_entries = 500;
    static constexpr std::uint64_t most_entry_bytes = 4 * 1024 * 1024;

private:
    [[nodiscard]] bool has_request();
    [[nodiscard]] std::optional<Error> admit(std::uint64_t bytes, bool in_a_request);

    Context context_;
    std::string_view name_;  // the owner's
    std::optional<Quota> records_;
    std::optional<Quota> requests_;
    std::optional<Quota> bytes_;

    Counter& singles_;
    Counter& singles_accepted_;
    Counter& singles_bytes_;
    Counter& batches_;
    Counter& batches_accepted_;  // with one record at least
    Counter& batch_records_;
    Counter& batch_bytes_;
    Counter& throttled_;
    Histogram& singles_latency_;
    Histogram& batches_latency_;
};

}  // namespace wt::stream
