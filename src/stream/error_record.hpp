#pragma once
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "base/time.hpp"
#include "stream/buffer.hpp"
#include "stream/transform_stage.hpp"

namespace wt::stream {

/// Why a record goes to the error prefix, and what was done for it before.
struct DeliveryFailure {
    std::string_view type = "processing-failed";  // as prefixes say it (!{firehose:error-output-type})
    std::string_view code;
    std::string_view text;
    int attempts = 1;
    std::string_view function = {};  // its ARN; empty: none had a part in it
    std::string data_id = {};        // of a record that an endpoint did not take
};

/// What a record becomes there: one line of JSON. Data Firehose Developer Guide, "Data transformation failure
/// handling", "Handle data delivery failures".
[[nodiscard]] Text error_record(const Record& record, const DeliveryFailure& failure, Instant now);

/// Of a record that the function did not give back as `ok` or `dropped`; without attempts and function.
[[nodiscard]] DeliveryFailure failure_of(Transformed::Result result);

}  // namespace wt::stream
