#include "storage/s3/select/record.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "storage/s3/select/errors.hpp"

namespace wt::s3::select {

namespace {

/// Reads CSV row by row.
class Rows {
public:
    Rows(const CsvInput& format, std::string_view bytes) : format_(format), bytes_(bytes) {}

    [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }
    [[nodiscard]] std::size_t place() const { return at_; }
    [[nodiscard]] bool at_comment() const { return bytes_[at_] == format_.comment; }
    void skip_line() {
        const std::size_t end = bytes_.find(format_.record_delimiter, at_);
        at_ = end == std::string_view::npos ? bytes_.size() : end + format_.record_delimiter.size();
    }

    /// The fields of the next row.
    [[nodiscard]] std::vector<std::string> next() {
        std::vector<std::string> fields;
        do fields.push_back(field());
        while (take(format_.field_delimiter));
        take_end();
        return fields;
    }

private:
    bool take(std::string_view text) {
        if (text.empty() || !bytes_.substr(at_).starts_with(text)) return false;
        at_ += text.size();
        return true;
    }
    /// Assumed: where lines end in "\n", "\r\n" ends them, too.
    [[nodiscard]] bool carriage_return_ends() const {
        return format_.record_delimiter == "\n" && bytes_.substr(at_).starts_with("\r\n");
    }
    void take_end() {
        if (carriage_return_ends()) ++at_;
        take(format_.record_delimiter);
    }
    [[nodiscard]] bool at_row_end() const {
        return at_end() || bytes_.substr(at_).starts_with(format_.record_delimiter) || carriage_return_ends();
    }
    [[nodiscard]] std::string field() {
        std::string text;
        if (!at_end() && bytes_[at_] == format_.quote) {
            ++at_;
            while (!at_end() && (format_.delimiter_in_quotes || !at_row_end())) {
                const char c = bytes_[at_];
                const bool more = at_ + 1 < bytes_.size();
                if (c == format_.escape && more &&
                    (bytes_[at_ + 1] == format_.quote || (c != format_.quote && bytes_[at_ + 1] == c))) {
                    text += bytes_[at_ + 1];
                    at_ += 2;
                } else if (c == format_.quote) {
                    ++at_;
                    break;
                } else {
                    text += c;
                    ++at_;
                }
            }
        }
        while (!at_row_end() && !bytes_.substr(at_).starts_with(format_.field_delimiter)) text += bytes_[at_++];
        return text;
    }

    const CsvInput& format_;
    std::string_view bytes_;
    std::size_t at_ = 0;
};

[[nodiscard]] bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The bytes of the JSON value at the front; none: it has no end, or is nested too deep to be walked.
[[nodiscard]] std::optional<std::size_t> extent(std::string_view bytes) {
    constexpr std::size_t deepest = 100;
    std::size_t depth = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (in_text) {
            if (c == '\\') ++at;
            if (c != '"') continue;
            in_text = false;
            if (depth == 0) return at + 1;
        } else if (c == '"') {
            if (at > 0 && depth == 0) return at;  // behind a number
            in_text = true;
        } else if (c == '{' || c == '[') {
            if (at > 0 && depth == 0) return at;
            if (++depth > deepest) return std::nullopt;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return std::nullopt;
            if (--depth == 0) return at + 1;
        } else if (depth == 0 && (is_blank(c) || c == ',')) {
            if (at == 0) return std::nullopt;
            return at;
        }
    }
    if (depth > 0 || in_text) return std::nullopt;
    return bytes.size();
}

}  // namespace

std::optional<aws::Error> each_record(const CsvInput& format, std::string_view bytes, const Visit& visit) {
    std::vector<std::string> header;
    bool first = true;
    for (Rows rows(format, bytes); !rows.at_end();) {
        if (rows.at_comment()) {
            rows.skip_line();
            continue;
        }
        const std::size_t place = rows.place();
        Record record;
        record.tabular = true;
        record.fields = rows.next();
        if (rows.place() - place > largest_record) return aws::Error(errors::record_too_large);
        for (const std::string& field : record.fields) {
            if (!is_utf8(field)) return aws::Error(errors::text_encoding);
        }
        if (record.fields.size() == 1 && record.fields.front().empty()) continue;  // Assumed: empty lines are no rows
        if (std::exchange(first, false) && format.header != FileHeader::none) {
            header = std::move(record.fields);
            continue;
        }
        if (format.header == FileHeader::use) record.header = &header;
        if (!visit(record, place)) break;
    }
    return std::nullopt;
}

std::optional<aws::Error> each_record(const JsonInput& /*format*/, std::string_view bytes, const Visit& visit) {
    for (std::size_t at = 0;;) {
        while (at < bytes.size() && is_blank(bytes[at])) ++at;
        if (at == bytes.size()) return std::nullopt;
        const std::string_view window = bytes.substr(at, largest_record + 1);
        const std::optional<std::size_t> size = extent(window);
        if (!size && window.size() > largest_record) return aws::Error(errors::record_too_large);
        if (!size) return aws::Error(errors::json_parsing);
        if (*size > largest_record) return aws::Error(errors::record_too_large);
        Record record;
        record.value = Value::parse(window.substr(0, *size), nullptr, false);
        if (record.value.is_discarded()) {
            return aws::Error(is_utf8(window.substr(0, *size)) ? errors::json_parsing : errors::text_encoding);
        }
        if (!visit(record, at)) return std::nullopt;
        at += *size;
    }
}

}  // namespace wt::s3::select
