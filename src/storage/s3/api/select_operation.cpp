// SelectObjectContent: a query over one object, answered as an event stream.
#include <algorithm>

#include <fmt/format.h>

#include "aws/event_stream.hpp"
#include "base/gzip.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/content.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/select/selection.hpp"

namespace wt::s3::api {

namespace {

// Amazon S3 API Reference, "List of SELECT Object Content Error Codes". Assumed: texts.
constexpr aws::ErrorRow missing_parameter{
    "MissingRequiredParameter", 400,
    "The SelectRequest entity is missing a required parameter. Check the service documentation and try again."};
constexpr aws::ErrorRow invalid_parameter{
    "InvalidRequestParameter", 400,
    "The value of a parameter in SelectRequest element is invalid. Check the service documentation and try again."};
constexpr aws::ErrorRow invalid_expression_type{"InvalidExpressionType", 400,
                                                "The ExpressionType is invalid. Only SQL expressions are supported."};
constexpr aws::ErrorRow invalid_file_header{"InvalidFileHeaderInfo", 400,
                                            "The FileHeaderInfo is invalid. Only NONE, USE, and IGNORE are supported."};
constexpr aws::ErrorRow invalid_json_type{"InvalidJsonType", 400,
                                          "The JsonType is invalid. Only DOCUMENT and LINES are supported."};
constexpr aws::ErrorRow invalid_quote_fields{"InvalidQuoteFields", 400,
                                             "The QuoteFields is invalid. Only ALWAYS and ASNEEDED are supported."};
constexpr aws::ErrorRow invalid_compression{
    "InvalidCompressionFormat", 400,
    "The file is not in a supported compression format. Only GZIP and BZIP2 are supported."};
constexpr aws::ErrorRow truncated_input{"TruncatedInput", 400,
                                        "Object decompression failed. Check that the object is properly compressed "
                                        "using the format specified in the request."};
constexpr aws::ErrorRow invalid_scan_range{"InvalidScanRange", 400, "The provided scan range is invalid."};
constexpr aws::ErrorRow unsupported_scan_range{"UnsupportedScanRangeInput", 400,
                                               "Scan range queries are not supported on this type of object."};

constexpr std::size_t most_content = 64 * 1024 * 1024;  // bytes, also without their compression

[[nodiscard]] aws::Error not_there(std::string_view what) {
    return aws::Error(errors::not_implemented, fmt::format("Windtunnel does not implement {} in S3 Select.", what));
}

/// Options of one character. A UTF-8 sequence is none of them here.
[[nodiscard]] bool take(char& to, const std::optional<std::string>& option) {
    if (!option) return true;
    if (option->size() != 1) return false;
    to = option->front();
    return true;
}
[[nodiscard]] bool take(std::string& to, const std::optional<std::string>& option, std::size_t most) {
    if (!option) return true;
    if (option->empty() || option->size() > most) return false;
    to = *option;
    return true;
}

constexpr std::size_t longest_delimiter = 2;  // of records; of fields one

[[nodiscard]] std::optional<aws::Error> read(const CsvInput& said, select::CsvInput& format) {
    const std::string header = said.file_header_info.value_or("NONE");
    if (header != "NONE" && header != "USE" && header != "IGNORE") return aws::Error(invalid_file_header);
    format.header = header == "USE"      ? select::FileHeader::use
                    : header == "IGNORE" ? select::FileHeader::ignore
                                         : select::FileHeader::none;
    format.delimiter_in_quotes = said.allow_quoted_record_delimiter.value_or(false);
    const bool fine = take(format.comment, said.comments) && take(format.escape, said.quote_escape_character) &&
                      take(format.quote, said.quote_character) &&
                      take(format.field_delimiter, said.field_delimiter, 1) &&
                      take(format.record_delimiter, said.record_delimiter, longest_delimiter);
    return fine ? std::nullopt : std::optional(aws::Error(invalid_parameter));
}

[[nodiscard]] std::optional<aws::Error> read(const CsvOutput& said, select::CsvOutput& format) {
    const std::string quotes = said.quote_fields.value_or("ASNEEDED");
    if (quotes != "ASNEEDED" && quotes != "ALWAYS") return aws::Error(invalid_quote_fields);
    format.always_quotes = quotes == "ALWAYS";
    const bool fine = take(format.escape, said.quote_escape_character) && take(format.quote, said.quote_character) &&
                      take(format.field_delimiter, said.field_delimiter, 1) &&
                      take(format.record_delimiter, said.record_delimiter, longest_delimiter);
    return fine ? std::nullopt : std::optional(aws::Error(invalid_parameter));
}

/// API "ScanRange": of what is read line by line, and not compressed.
[[nodiscard]] aws::Outcome<select::ScanRange> range_of(const ScanRange& said, const InputSerialization& input) {
    const bool lines = input.csv ? !input.csv->allow_quoted_record_delimiter.value_or(false)
                                 : input.json && input.json->type != "DOCUMENT";
    if (!lines || input.compression_type.value_or("NONE") != "NONE") return aws::Error(unsupported_scan_range);
    if ((!said.start && !said.end) || said.start.value_or(0) < 0 || said.end.value_or(0) < 0 ||
        (said.start && said.end && *said.start > *said.end))
        return aws::Error(invalid_scan_range);
    select::ScanRange range;
    if (said.start) range.start = static_cast<std::uint64_t>(*said.start);
    if (said.end) range.end = static_cast<std::uint64_t>(*said.end);
    return range;
}

[[nodiscard]] aws::Outcome<select::Format> format_of(const SelectObjectContentRequest& request) {
    const InputSerialization& input = request.input_serialization;
    if (request.expression_type != "SQL") return aws::Error(invalid_expression_type);
    const std::string compression = input.compression_type.value_or("NONE");
    if (compression == "BZIP2") return not_there("BZIP2");
    if (compression != "NONE" && compression != "GZIP") return aws::Error(invalid_compression);
    if (input.parquet) return not_there("Parquet");
    select::Format format;
    if (input.csv.has_value() == input.json.has_value()) return aws::Error(missing_parameter);
    if (input.csv) {
        if (auto error = read(*input.csv, format.input.emplace<select::CsvInput>())) return std::move(*error);
    } else {
        if (!input.json->type) return aws::Error(missing_parameter);
        if (input.json->type != "LINES" && input.json->type != "DOCUMENT") return aws::Error(invalid_json_type);
        format.input = select::JsonInput{};
    }
    if (request.output_serialization.csv.has_value() == request.output_serialization.json.has_value())
        return aws::Error(missing_parameter);
    if (request.output_serialization.csv) {
        if (auto error = read(*request.output_serialization.csv, format.output.emplace<select::CsvOutput>()))
            return std::move(*error);
    } else if (auto& json = format.output.emplace<select::JsonOutput>();
               !take(json.record_delimiter, request.output_serialization.json->record_delimiter, longest_delimiter)) {
        return aws::Error(invalid_parameter);
    }
    if (request.scan_range) {
        const auto range = range_of(*request.scan_range, input);
        if (!range.ok()) return range.error();
        format.range = *range;
    }
    return format;
}

/// The event stream that tells a selection. Assumed: records in pieces of 128 KiB.
[[nodiscard]] std::string told(const select::Selection& selection, std::size_t scanned, std::size_t processed,
                               bool progress) {
    constexpr std::size_t piece = 128 * 1024;
    std::string stream;
    std::string_view rest = selection.records;
    for (; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
        aws::append_event(stream, "Records", "application/octet-stream", rest.substr(0, piece));
    if (selection.failure) {
        aws::append_error(stream, selection.failure->code, selection.failure->message);
        return stream;
    }
    const auto tell = [&](std::string_view name) {
        const std::string details =
            fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?><{0}><BytesScanned>{1}</BytesScanned>)"
                        R"(<BytesProcessed>{2}</BytesProcessed><BytesReturned>{3}</BytesReturned></{0}>)",
                        name, scanned, processed, selection.records.size());
        aws::append_event(stream, name, "text/xml", details);
    };
    if (progress) tell("Progress");
    tell("Stats");
    aws::append_event(stream, "End", {}, {});
    return stream;
}

}  // namespace

aws::Later<SelectObjectContentOutput> Api::select_object_content(const aws::Call& call,
                                                                 SelectObjectContentRequest input) {
    auto bucket = open_to_read(call, {"s3:GetObject", input.bucket, input.key, &input.expected_bucket_owner});
    if (!bucket.ok()) co_return bucket.error();
    if (call.caller.anonymous()) co_return aws::Error(errors::access_denied);  // API "SelectObjectContent"
    if (auto error = check_body(call)) co_return std::move(*error);
    const auto format = format_of(input);
    if (!format.ok()) co_return format.error();
    auto key = customer_key_md5(input.sse_customer_algorithm, input.sse_customer_key, input.sse_customer_key_md5,
                                KeyUse::read);
    if (!key.ok()) co_return key.error();
    ReadRequest request;
    request.key = input.key;
    request.customer_key_md5 = std::move(*key);
    request.method = "POST";
    const aws::Outcome<Reading> reading = co_await objects_.get(*bucket, std::move(request));
    if (!reading.ok()) co_return reading.error();
    if (auto error = refuse_key(call, **bucket, *reading->version)) co_return std::move(*error);
    if (reading->span.size > most_content) co_return not_there("objects of more than 64 MiB");
    Text content = reading->text;
    if (reading->stream != nullptr) {
        auto whole = co_await collect(reading->stream);
        if (!whole.ok()) co_return aws::Error(errors::internal_error);
        content = std::move(*whole);
    }
    const std::size_t scanned = content.size();
    if (input.input_serialization.compression_type == "GZIP") {
        if (!is_gzip(content)) {
            co_return aws::Error(
                invalid_compression,
                "GZIP is not applicable to the queried object. Please correct the request and try again.");
        }
        std::optional<Text> plain = gunzip(content, most_content);
        if (!plain) co_return aws::Error(truncated_input);
        content = std::move(*plain);
    }
    const select::Selection selection = select::select(input.expression, *format, content);
    if (selection.failure && selection.records.empty()) co_return *selection.failure;
    const bool progress = input.request_progress && input.request_progress->enabled.value_or(false);
    SelectObjectContentOutput output;
    output.content_type = aws::event_stream_type;
    output.payload.bytes = Text(told(selection, scanned, content.size(), progress));
    co_return output;
}

}  // namespace wt::s3::api
