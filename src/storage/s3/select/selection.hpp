#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "aws/error.hpp"

namespace wt::s3::select {

enum class FileHeader : std::uint8_t { none, ignore, use };

/// How CSV is written. Defaults: API "CSVInput".
struct CsvInput {
    FileHeader header = FileHeader::none;
    std::string record_delimiter = "\n";  // at most two characters
    std::string field_delimiter = ",";
    char quote = '"';
    char escape = '"';  // of a quote in a quoted field; the same as the quote: doubled
    char comment = '#';
    bool delimiter_in_quotes = false;
};
/// Both LINES and DOCUMENT: values one after another.
struct JsonInput {};

struct CsvOutput {
    bool always_quotes = false;
    std::string record_delimiter = "\n";
    std::string field_delimiter = ",";
    char quote = '"';
    char escape = '"';
};
struct JsonOutput {
    std::string record_delimiter = "\n";
};

/// Only records whose first byte lies there count. Without a start: in so many last bytes (API "ScanRange").
struct ScanRange {
    std::optional<std::uint64_t> start;
    std::optional<std::uint64_t> end;  // inclusive
};

struct Format {
    std::variant<CsvInput, JsonInput> input;
    std::variant<CsvOutput, JsonOutput> output;
    std::optional<ScanRange> range;
};

/// What a query found: the records in one text, and what stopped it before the object's end.
struct Selection {
    std::string records;
    std::optional<aws::Error> failure;
};

/// At most so many bytes of records are held; a query that finds more is refused.
inline constexpr std::size_t largest_result = 64 * 1024 * 1024;

/// Runs `expression` over an object's content, without its compression. Pure: any bytes may be given for both.
[[nodiscard]] Selection select(std::string_view expression, const Format& format, std::string_view content);

}  // namespace wt::s3::select
