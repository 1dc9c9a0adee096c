#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "aws/shape.hpp"
#include "storage/s3/api/common_shapes.hpp"

/// Input and output of SelectObjectContent. Source: the model s3 2006-03-01.
namespace wt::s3::api {

struct CSVInput {
    std::optional<std::string> file_header_info;
    std::optional<std::string> comments;
    std::optional<std::string> quote_escape_character;
    std::optional<std::string> record_delimiter;
    std::optional<std::string> field_delimiter;
    std::optional<std::string> quote_character;
    std::optional<bool> allow_quoted_record_delimiter;
};
const aws::Structure& shape_of(aws::Tag<CSVInput>);

struct JSONInput {
    std::optional<std::string> type;
};
const aws::Structure& shape_of(aws::Tag<JSONInput>);

struct ParquetInput {};
const aws::Structure& shape_of(aws::Tag<ParquetInput>);

struct InputSerialization {
    std::optional<CSVInput> csv;
    std::optional<std::string> compression_type;
    std::optional<JSONInput> json;
    std::optional<ParquetInput> parquet;
};
const aws::Structure& shape_of(aws::Tag<InputSerialization>);

struct CSVOutput {
    std::optional<std::string> quote_fields;
    std::optional<std::string> quote_escape_character;
    std::optional<std::string> record_delimiter;
    std::optional<std::string> field_delimiter;
    std::optional<std::string> quote_character;
};
const aws::Structure& shape_of(aws::Tag<CSVOutput>);

struct JSONOutput {
    std::optional<std::string> record_delimiter;
};
const aws::Structure& shape_of(aws::Tag<JSONOutput>);

struct OutputSerialization {
    std::optional<CSVOutput> csv;
    std::optional<JSONOutput> json;
};
const aws::Structure& shape_of(aws::Tag<OutputSerialization>);

struct RequestProgress {
    std::optional<bool> enabled;
};
const aws::Structure& shape_of(aws::Tag<RequestProgress>);

struct ScanRange {
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> end;
};
const aws::Structure& shape_of(aws::Tag<ScanRange>);

struct SelectObjectContentRequest : CustomerKey {
    std::string bucket;
    std::string key;
    std::string expression;
    std::string expression_type;
    std::optional<RequestProgress> request_progress;
    InputSerialization input;
    OutputSerialization output;
    std::optional<ScanRange> scan_range;
    std::optional<std::string> expected_bucket_owner;
};
const aws::Structure& shape_of(aws::Tag<SelectObjectContentRequest>);

struct SelectObjectContentOutput {
    aws::Body payload;  // an event stream
    std::string content_type;
};
const aws::Structure& shape_of(aws::Tag<SelectObjectContentOutput>);

}  // namespace wt::s3::api
