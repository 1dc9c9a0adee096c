// Log files of instances that have servers.
#include <algorithm>
#include <charconv>

#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// API Reference, "DownloadDBLogFilePortion": up to 10,000 lines or 1 MB, whichever is less.
constexpr std::size_t most_log_bytes = std::size_t{1024} * 1024;
constexpr std::int32_t most_log_lines = 10000;

[[nodiscard]] std::int64_t milliseconds_of(Instant moment) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

/// Where text without a marker, of so many lines, begins: at the end of the file.
[[nodiscard]] std::string_view last_lines_of(std::string_view text, std::int32_t lines) {
    std::size_t at = text.size();
    if (at > 0 && text[at - 1] == '\n') --at;
    for (; lines > 0 && at != std::string_view::npos && at > 0; --lines) at = text.rfind('\n', at - 1);
    return at == std::string_view::npos || at == 0 ? text : text.substr(at + 1);
}

[[nodiscard]] std::string_view first_lines_of(std::string_view text, std::int32_t lines) {
    std::size_t at = 0;
    for (; lines > 0 && at != std::string_view::npos; --lines) {
        at = text.find('\n', at);
        if (at != std::string_view::npos) ++at;
    }
    return text.substr(0, at);
}

}  // namespace

aws::Outcome<DescribeDbLogFilesResponse> Rds::describe_db_log_files(const aws::Call& call,
                                                                    DescribeDbLogFilesMessage input) {
    const auto describe = [&]() -> aws::Outcome<DescribeDbLogFilesResponse> {
        const auto found = named_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        std::map<std::string, DescribeDbLogFilesDetails> all;
        for (const Servers::LogFile& file : catalogue_.servers().logs((*found)->server())) {
            if (input.filename_contains && file.name.find(*input.filename_contains) == std::string::npos) continue;
            if (input.file_size && static_cast<std::int64_t>(file.size) < *input.file_size) continue;
            if (input.file_last_written && milliseconds_of(file.written) < *input.file_last_written) continue;
            DescribeDbLogFilesDetails& told = all[file.name];
            told.log_file_name = file.name;
            told.last_written = milliseconds_of(file.written);
            told.size = static_cast<std::int64_t>(file.size);
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DescribeDbLogFilesResponse output;
        output.describe_db_log_files = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<DownloadDbLogFilePortionDetails> Rds::download_db_log_file_portion(const aws::Call& call,
                                                                                DownloadDbLogFilePortionMessage input) {
    const auto download = [&]() -> aws::Outcome<DownloadDbLogFilePortionDetails> {
        const auto found = named_instance(call, input.db_instance_identifier);
        if (!found.ok()) return found.error();
        const std::string server = (*found)->server();
        const auto files = catalogue_.servers().logs(server);
        const auto file = std::find_if(files.begin(), files.end(),
                                       [&](const Servers::LogFile& each) { return each.name == input.log_file_name; });
        if (file == files.end())
            return aws::Error(rds_errors::db_log_file_not_found,
                              fmt::format("DBLog File: {}, is not found on the DB instance", input.log_file_name));
        const std::int32_t lines = input.number_of_lines.value_or(most_log_lines);
        if (lines < 1)
            return aws::Error(invalid_value, fmt::format("Invalid value {} for NumberOfLines.", lines));  // Assumed
        // A marker is where the next portion begins; "0" is the beginning, and without one the end is meant when lines
        // are counted.
        std::uint64_t from = 0;
        bool from_end = false;
        if (input.marker && !input.marker->empty()) {
            const std::string& text = *input.marker;
            const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), from);
            if (wrong != std::errc() || end != text.data() + text.size() || from > file->size)
                return aws::Error(invalid_value, "The marker is invalid.");  // Assumed
        } else if (input.number_of_lines) {
            from_end = true;
            from = file->size - std::min<std::uint64_t>(file->size, most_log_bytes);
        }
        const auto read = catalogue_.servers().log_part(server, file->name, from, most_log_bytes);
        if (!read) return aws::Error(internal_failure, "The log file could not be read.");
        const std::string_view part = from_end ? last_lines_of(*read, lines) : first_lines_of(*read, lines);
        DownloadDbLogFilePortionDetails output;
        output.log_file_data = std::string(part);
        const std::uint64_t next = from_end ? from + read->size() : from + part.size();
        output.marker = fmt::format("{}", next);
        output.additional_data_pending = next < file->size;
        return output;
    };
    return download();
}

}  // namespace wt::rds::api
