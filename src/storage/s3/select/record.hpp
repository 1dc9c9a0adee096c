#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/s3/select/query.hpp"
#include "storage/s3/select/selection.hpp"

namespace wt::s3::select {

inline constexpr std::size_t largest_record = 1024 * 1024;  // bytes: S3 User Guide, "Requirements and limits"

/// A record of the object: a row of CSV, or a JSON value.
struct Record {
    bool tabular = false;
    const std::vector<std::string>* header = nullptr;  // of CSV with USE
    std::vector<std::string> fields;
    Value value;
};

/// Takes the records of an object in their order, each with the place of its first byte; returns false for no more.
using Visit = std::function<bool(Record& record, std::size_t place)>;
[[nodiscard]] std::optional<aws::Error> each_record(const CsvInput& format, std::string_view bytes, const Visit& visit);
[[nodiscard]] std::optional<aws::Error> each_record(const JsonInput& format, std::string_view bytes,
                                                    const Visit& visit);

}  // namespace wt::s3::select
