#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "identity/records.hpp"

namespace wt::identity {

/// Files of users, as import jobs take them. Developer Guide, "Importing users into user pools from a CSV file".

/// The columns that a file for that pool has.
[[nodiscard]] std::vector<std::string> csv_header(const PoolEntry& pool);

/// The fields of a line, trimmed; a backslash stands before a comma that belongs to a value.
[[nodiscard]] std::vector<std::string> csv_fields(std::string_view line);

/// A file, line by line. What it reads outlives it.
class CsvFile {
public:
    static constexpr std::size_t most_rows = 500'000;
    static constexpr std::size_t longest_row = 16'000;  // characters

    /// Why it is none: other columns than `header`, too many lines.
    [[nodiscard]] static Result<CsvFile> read(std::string_view text, const std::vector<std::string>& header);

    /// A user of the file.
    struct Row {
        std::uint64_t line = 0;  // in the file, the header being 1
        std::vector<std::string> fields;
        bool too_long = false;
    };
    /// The next row; none at the end.
    [[nodiscard]] std::optional<Row> next();
    /// The value in that column; empty where the row has none.
    [[nodiscard]] std::string value(const Row& row, std::string_view column) const;
    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

private:
    std::string_view rest_;
    std::uint64_t line_ = 1;
    std::vector<std::string> columns_;
};

/// What a row says of a user of that pool, or why it says none. Values that the guide gives another form than the API
/// (TRUE, mm/dd/yyyy) are as the API has them.
struct ImportedUser {
    std::string name;
    std::vector<UserAttribute> attributes;
};
[[nodiscard]] Result<ImportedUser> user_of(const CsvFile& file, const CsvFile::Row& row, const PoolEntry& pool);

/// A job, with what it waits for.
struct ImportEntry {
    UserImportJobType job;
    std::string token;      // of its address
    bool uploaded = false;  // its file is there
    std::int64_t rows = 0;  // that are done
    std::string stopped;    // by an operation; empty: not
};
const aws::Structure& shape_of(aws::Tag<ImportEntry>);

/// The file of a job that has not ended.
struct ImportFile {
    std::string job;
    std::string text;
};
const aws::Structure& shape_of(aws::Tag<ImportFile>);

}  // namespace wt::identity
