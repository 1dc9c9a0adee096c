#include "identity/imports.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "base/ascii.hpp"

namespace wt::identity {

namespace {

constexpr std::string_view blanks = " \t\r\n";

[[nodiscard]] std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) + 1 - first));
}

[[nodiscard]] std::string lower_case(std::string text) {
    for (char& c : text) c = lower(c);
    return text;
}

[[nodiscard]] bool is_date(std::string_view text) {
    if (text.size() != 10 || text[2] != '/' || text[5] != '/') return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '/' || (c >= '0' && c <= '9'); });
}

[[nodiscard]] std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/// Whether the pool verifies that sort of address when somebody signs up.
[[nodiscard]] bool verifies(const PoolEntry& pool, const char* address) {
    const auto& list = pool.settings.auto_verified_attributes;
    return list && std::find(list->begin(), list->end(), address) != list->end();
}

}  // namespace

std::vector<std::string> csv_header(const PoolEntry& pool) {
    // In the guide's order.
    static constexpr const char* standard[] = {"name",
                                               "given_name",
                                               "family_name",
                                               "middle_name",
                                               "nickname",
                                               "preferred_username",
                                               "profile",
                                               "picture",
                                               "website",
                                               "email",
                                               "email_verified",
                                               "gender",
                                               "birthdate",
                                               "zoneinfo",
                                               "locale",
                                               "phone_number",
                                               "phone_number_verified",
                                               "address",
                                               "updated_at"};
    std::vector<std::string> header(std::begin(standard), std::end(standard));
    for (const SchemaAttributeType& each : *pool.settings.schema_attributes) {
        const std::string& name = each.name.value_or("");
        if (name.starts_with("custom:")) header.push_back(name);
    }
    header.emplace_back("cognito:mfa_enabled");
    header.emplace_back("cognito:username");
    return header;
}

std::vector<std::string> csv_fields(std::string_view line) {
    std::vector<std::string> fields;
    std::string field;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == ',') {
            field += line[++i];
        } else if (line[i] == ',') {
            fields.push_back(trimmed(field));
            field.clear();
        } else {
            field += line[i];
        }
    }
    fields.push_back(trimmed(field));
    return fields;
}

Result<CsvFile> CsvFile::read(std::string_view text, const std::vector<std::string>& header) {
    CsvFile file;
    file.rest_ = text;
    const std::string_view first = take_line(file.rest_);
    if (first.size() > longest_row) return Error{"The header in the CSV file is too long."};
    file.columns_ = csv_fields(first);
    std::vector<std::string> there = file.columns_;
    std::vector<std::string> wanted = header;
    std::sort(there.begin(), there.end());
    std::sort(wanted.begin(), wanted.end());
    // The order of columns does not matter; all must be there, and no others.
    if (there != wanted) return Error{"The header in the CSV file does not match the header of the user pool."};
    const auto lines = static_cast<std::size_t>(std::count(file.rest_.begin(), file.rest_.end(), '\n'));
    if (lines > most_rows) return Error{"The CSV file has more than 500,000 users."};
    return file;
}

std::optional<CsvFile::Row> CsvFile::next() {
    while (!rest_.empty()) {
        const std::string_view line = take_line(rest_);
        ++line_;
        if (trimmed(line).empty()) continue;
        Row row;
        row.line = line_;
        row.too_long = line.size() > longest_row;
        if (!row.too_long) row.fields = csv_fields(line);
        return row;
    }
    return std::nullopt;
}

std::string CsvFile::value(const Row& row, std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    const auto at = static_cast<std::size_t>(found - columns_.begin());
    return at < row.fields.size() ? row.fields[at] : std::string();
}

Result<ImportedUser> user_of(const CsvFile& file, const CsvFile::Row& row, const PoolEntry& pool) {
    // The first of them is the guide's sentence; the others are Assumed.
    if (row.too_long) return Error{"The row is longer than 16,000 characters."};
    if (row.fields.size() != file.columns().size())
        return Error{"The number of columns does not match that of the header."};
    ImportedUser user;
    user.name = file.value(row, "cognito:username");
    if (user.name.empty()) return Error{"The cognito:username is missing."};
    constexpr std::size_t longest_name = 128;
    if (user.name.size() > longest_name || user.name.find_first_of(blanks) != std::string::npos)
        return Error{"The cognito:username is not valid."};
    const std::string mfa = lower_case(file.value(row, "cognito:mfa_enabled"));
    const std::string& required = *pool.mfa.mfa_configuration;
    const bool fits = mfa.empty() || ((mfa == "true" || mfa == "false") && !(mfa == "true" && required == "OFF") &&
                                      !(mfa == "false" && required == "ON"));
    if (!fits) return Error{"The cognito:mfa_enabled does not correspond to the MFA configuration of the user pool."};
    bool is_verified = false;
    for (const char* const address : {"email", "phone_number"}) {
        const std::string flag = lower_case(file.value(row, std::string(address) + "_verified"));
        if (!flag.empty() && flag != "true" && flag != "false")
            return Error{fmt::format("The {}_verified is neither true nor false.", address)};
        if (flag == "true" && file.value(row, address).empty())
            return Error{fmt::format("The {} is missing, though {}_verified is true.", address, address)};
        is_verified |= flag == "true" && verifies(pool, address);
    }
    if (!is_verified)
        return Error{
            "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to "
            "true)."};
    for (const std::string& column : file.columns()) {
        std::string value = file.value(row, column);
        if (value.empty() || column.starts_with("cognito:")) continue;
        if (column.ends_with("_verified")) value = lower_case(std::move(value));
        if (column == "birthdate") {
            if (!is_date(value)) return Error{"The birthdate is not in the format mm/dd/yyyy."};
            value = fmt::format("{}-{}-{}", value.substr(6), value.substr(0, 2), value.substr(3, 2));
        }
        user.attributes.push_back({column, std::move(value)});
    }
    return user;
}

const aws::Structure& shape_of(aws::Tag<ImportEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&ImportEntry::job>("job"), aws::row_member<&ImportEntry::token>("token"),
        aws::row_member<&ImportEntry::uploaded>("uploaded"), aws::row_member<&ImportEntry::rows>("rows"),
        aws::row_member<&ImportEntry::stopped>("stopped")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ImportFile>) {
    static const aws::RowShape shape{aws::row_member<&ImportFile::job>("job"),
                                     aws::row_member<&ImportFile::text>("text")};
    return shape;
}

}  // namespace wt::identity
