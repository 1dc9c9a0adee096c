#include "stream/error_record.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"

namespace wt::stream {

namespace {

/// A sentence within a JSON text.
[[nodiscard]] std::string quoted(std::string_view text) {
    std::string made;
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return made;
}

[[nodiscard]] std::int64_t milliseconds(Instant moment) {
    return std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace

Text error_record(const Record& record, const DeliveryFailure& failure, Instant now) {
    std::string text = fmt::format(
        R"({{"attemptsMade":{},"arrivalTimestamp":{},"errorCode":"{}","errorMessage":"{}","attemptEndingTimestamp":{},)"
        R"("rawData":"{}")",
        failure.attempts, milliseconds(record.arrived), failure.code, quoted(failure.text), milliseconds(now),
        base64_encode(record.data));
    if (!failure.function.empty()) text += fmt::format(R"(,"lambdaArn":"{}")", failure.function);
    if (failure.type == "http-endpoint-failed")
        text += fmt::format(R"(,"subsequenceNumber":0,"dataId":"{}")", failure.data_id);
    return Text(text + "}\n");
}

/// Data Firehose Developer Guide, "Data transformation failure handling", "Monitor using CloudWatch Logs"; those of a
/// failed record and a failed function as they were seen. Of a function that could not be invoked or took too long AWS
/// has codes of their own.
DeliveryFailure failure_of(Transformed::Result result) {
    DeliveryFailure failure;
    switch (result) {
        case Transformed::Result::failed:
            failure.code = "Lambda.ProcessingFailedStatus";
            failure.text = "ProcessingFailed status set for record";
            break;
        case Transformed::Result::missing:
            failure.code = "Lambda.MissingRecordId";
            failure.text =
                "One or more record Ids were not returned. Ensure that the Lambda function returns all received record "
                "Ids.";
            break;
        case Transformed::Result::repeated:
            failure.code = "Lambda.DuplicatedRecordId";
            failure.text =
                "Multiple records were returned with the same record Id. Ensure that the Lambda function returns a "
                "unique record Id for each record.";
            break;
        default:
            failure.code = "Lambda.FunctionError";
            failure.text = "The Lambda function was successfully invoked but it returned an error result.";
            break;
    }
    return failure;
}

}  // namespace wt::stream
