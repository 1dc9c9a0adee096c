#include "stream/firehose/subrecords.hpp"

#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/json_depth.hpp"

namespace wt::stream::firehose {

namespace {

/// Where the object or array that begins here ends; none: it does not.
[[nodiscard]] std::optional<std::size_t> end_of_value(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    for (bool in_text = false; at < text.size(); ++at) {
        const char c = text[at];
        if (in_text) {
            if (c == '\\') ++at;
            if (c == '"') in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return at + 1;
        }
    }
    return std::nullopt;
}

/// Kinesis Producer Library, "Aggregation format": the magic number, an AggregatedRecord of Protocol Buffers, its MD5.
constexpr std::string_view magic = "\xF3\x89\x9A\xC2";
constexpr std::size_t sum_size = 16;

/// Reads the wire format of Protocol Buffers; every reader fails behind the end.
class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<std::uint8_t>(rest_.front());
            rest_.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0) return value;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::string_view> bytes() {
        const auto size = number();
        if (!size || *size > rest_.size()) return std::nullopt;
        const std::string_view taken = rest_.substr(0, *size);
        rest_.remove_prefix(*size);
        return taken;
    }
    /// The value of a field of that key: its number times eight, and its wire type. Only numbers and bytes are known.
    [[nodiscard]] bool skip(std::uint64_t key) {
        if ((key & 7U) == 0) return number().has_value();
        return (key & 7U) == 2 && bytes().has_value();
    }

private:
    std::string_view rest_;
};

constexpr std::uint64_t records_key = 3 * 8 + 2;  // AggregatedRecord.records
constexpr std::uint64_t data_key = 3 * 8 + 2;     // Record.data

[[nodiscard]] std::optional<Text> data_of(std::string_view record) {
    std::optional<Text> data;
    for (Fields fields(record); !fields.at_end();) {
        const auto key = fields.number();
        if (!key) return std::nullopt;
        if (*key != data_key) {
            if (!fields.skip(*key)) return std::nullopt;
            continue;
        }
        const auto bytes = fields.bytes();
        if (!bytes) return std::nullopt;
        data = Text(*bytes);
    }
    return data;
}

}  // namespace

Result<std::vector<Text>> json_subrecords(std::string_view record) {
    constexpr std::string_view blank = " \t\r\n";
    std::vector<Text> parts;
    for (std::size_t at = record.find_first_not_of(blank); at != std::string_view::npos;
         at = record.find_first_not_of(blank, at)) {
        const bool begins = record[at] == '{' || record[at] == '[';
        const auto end = begins ? end_of_value(record, at) : std::nullopt;
        const std::string_view part = end ? record.substr(at, *end - at) : std::string_view();
        if (part.empty() || nests_deeper(part) || !nlohmann::json::accept(part))
            return Error{fmt::format("The record is no sequence of JSON documents: byte {}", at)};
        parts.emplace_back(part);
        at = *end;
    }
    if (parts.empty()) return Error{"The record has no JSON document"};
    return parts;
}

std::vector<Text> delimited_subrecords(std::string_view record, std::string_view delimiter) {
    std::vector<Text> parts;
    while (!record.empty()) {
        const std::size_t end = record.find(delimiter);
        if (end != 0) parts.emplace_back(record.substr(0, end));
        record.remove_prefix(end == std::string_view::npos ? record.size() : end + delimiter.size());
    }
    return parts;
}

std::optional<std::vector<Text>> aggregated_records(std::string_view record) {
    if (!record.starts_with(magic) || record.size() < magic.size() + sum_size) return std::nullopt;
    const std::string_view body = record.substr(magic.size(), record.size() - magic.size() - sum_size);
    if (aws::digest(aws::Algorithm::md5, body).view() != record.substr(record.size() - sum_size)) return std::nullopt;
    std::vector<Text> parts;
    for (Fields fields(body); !fields.at_end();) {
        const auto key = fields.number();
        if (!key) return std::nullopt;
        if (*key != records_key) {
            if (!fields.skip(*key)) return std::nullopt;
            continue;
        }
        const auto bytes = fields.bytes();
        auto data = bytes ? data_of(*bytes) : std::nullopt;
        if (!data) return std::nullopt;
        parts.push_back(std::move(*data));
    }
    return parts;
}

}  // namespace wt::stream::firehose
