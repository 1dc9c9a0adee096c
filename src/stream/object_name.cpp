#include "stream/object_name.hpp"

#include <chrono>
#include <cstdint>
#include <functional>

#include <fmt/format.h>

#include "base/result.hpp"
#include "stream/time_zone.hpp"

namespace wt::stream {

namespace {

constexpr std::string_view error_type_expression = "!{firehose:error-output-type}";
constexpr std::string_view default_timestamp = "yyyy/MM/dd/HH/";
constexpr std::size_t longest_prefix = 512;

struct Moment {
    explicit Moment(Instant instant)
        : second(std::chrono::seconds(unix_seconds(instant))),
          day(std::chrono::floor<std::chrono::days>(second)),
          date(day),
          time(second - day) {}
    std::chrono::sys_seconds second;
    std::chrono::sys_days day;
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::seconds> time;

    [[nodiscard]] int year() const { return static_cast<int>(date.year()); }
    [[nodiscard]] int of(char letter) const {
        switch (letter) {
            case 'M': return static_cast<int>(static_cast<unsigned>(date.month()));
            case 'd': return static_cast<int>(static_cast<unsigned>(date.day()));
            case 'D':
                return static_cast<int>((day - std::chrono::sys_days(date.year() / std::chrono::January / 1)).count() +
                                        1);
            case 'H': return static_cast<int>(time.hours().count());
            case 'm': return static_cast<int>(time.minutes().count());
            case 's': return static_cast<int>(time.seconds().count());
            default: return year();
        }
    }
};

/// A run of one letter is a number with at least so many digits; "yy" is the year's last two.
[[nodiscard]] Result<std::string> timestamp(std::string_view pattern, Instant instant) {
    const Moment moment(instant);
    std::string text;
    for (std::size_t at = 0; at < pattern.size();) {
        const char letter = pattern[at];
        if (letter == '\'') {
            const std::size_t end = pattern.find('\'', at + 1);
            if (end == std::string_view::npos) return Error{"a quote in a timestamp is never closed"};
            text += end == at + 1 ? std::string_view("'") : pattern.substr(at + 1, end - at - 1);
            at = end + 1;
            continue;
        }
        const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        std::size_t run = 1;
        while (is_letter && at + run < pattern.size() && pattern[at + run] == letter) ++run;
        at += run;
        if (!is_letter) {
            text += letter;
            continue;
        }
        constexpr std::string_view known = "yMdDHms";
        const std::size_t most = letter == 'y' ? 4 : letter == 'D' ? 3 : 2;
        if (known.find(letter) == std::string_view::npos || run > most)
            return Error{fmt::format("\"{}\" in a timestamp is not known; there are yyyy MM dd DDD HH mm ss",
                                     std::string(run, letter))};
        const int value = moment.of(letter);
        text += fmt::format("{:0{}}", letter == 'y' && run == 2 ? value % 100 : value, run);
    }
    return text;
}

[[nodiscard]] std::string random_string(Random& random) {
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (int i = 0; i < 11; ++i) text += letters[random.below(letters.size())];
    return text;
}

[[nodiscard]] bool has_timestamp(std::string_view prefix) {
    return prefix.find("!{timestamp:") != std::string_view::npos;
}

/// "partitionKeyFromQuery:NAME" to NAME.
[[nodiscard]] std::optional<std::string_view> partition_of(std::string_view inside) {
    for (const std::string_view kind : {"partitionKeyFromQuery:", "partitionKeyFromLambda:"}) {
        if (inside.starts_with(kind)) return inside.substr(kind.size());
    }
    return std::nullopt;
}

/// `prefix` with its expressions replaced.
[[nodiscard]] Result<std::string> evaluate(std::string_view prefix, const ObjectName& name, Instant oldest,
                                           Random& random, bool any_partition = false) {
    const std::string& error_type = name.error_type;
    std::string text;
    while (!prefix.empty()) {
        const std::size_t start = prefix.find("!{");
        text += prefix.substr(0, start);
        if (start == std::string_view::npos) break;
        const std::size_t end = prefix.find('}', start);
        if (end == std::string_view::npos) return Error{"an expression is never closed: \"!{\" without \"}\""};
        const std::string_view inside = prefix.substr(start + 2, end - start - 2);
        prefix.remove_prefix(end + 1);
        constexpr std::string_view clock = "timestamp:";
        if (inside.starts_with(clock)) {
            auto time = timestamp(inside.substr(clock.size()), oldest);
            if (!time.ok()) return time;
            text += *time;
        } else if (inside == "firehose:random-string") {
            text += random_string(random);
        } else if (const auto partition = partition_of(inside)) {
            const auto said = name.partition.find(std::string(*partition));
            if (said == name.partition.end() && !any_partition)
                return Error{fmt::format("\"!{{{}}}\" is no expression of this prefix: partitions are off", inside)};
            if (said != name.partition.end()) text += said->second;
        } else if (inside == "firehose:error-output-type" && !error_type.empty()) {
            text += error_type;
        } else {
            return Error{fmt::format("\"!{{{}}}\" is no expression of this prefix", inside)};
        }
    }
    return text;
}

[[nodiscard]] std::string whole_prefix(const ObjectName& name) {
    if (name.error_type.empty() || !name.error_prefix.empty()) {
        const std::string& prefix = name.error_type.empty() ? name.prefix : name.error_prefix;
        return has_timestamp(prefix) ? prefix : fmt::format("{}!{{timestamp:{}}}", prefix, default_timestamp);
    }
    return fmt::format("{}{}/!{{timestamp:{}}}", name.prefix, error_type_expression, default_timestamp);
}

}  // namespace

std::string object_key(const ObjectName& name, Instant oldest, Random& random) {
    const Instant local = oldest + utc_offset(name.time_zone, oldest).value_or(Duration::zero());
    const auto prefix = evaluate(whole_prefix(name), name, local, random);
    WT_ASSERT(prefix.ok());
    const auto time = timestamp("yyyy-MM-dd-HH-mm-ss", local);
    // Version 4, variant 1.
    const std::uint64_t high = (random.next() & ~0xf000ULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & ~(3ULL << 62)) | (2ULL << 62);
    return fmt::format("{}{}-{}-{}-{:08x}-{:04x}-{:04x}-{:04x}-{:012x}{}", *prefix, name.stream, name.version, *time,
                       high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffffffffffffULL,
                       name.extension);
}

std::vector<std::string> partition_names(std::string_view prefix) {
    std::vector<std::string> names;
    for (std::size_t at = prefix.find("!{"); at != std::string_view::npos; at = prefix.find("!{", at + 2)) {
        const std::string_view inside = prefix.substr(at + 2, prefix.find('}', at) - at - 2);
        if (const auto name = partition_of(inside)) names.emplace_back(*name);
    }
    return names;
}

std::optional<std::string> prefix_problem(std::string_view prefix, std::string_view error_prefix, bool partitions) {
    Random none(0, "prefix");
    ObjectName failed;
    failed.error_type = "processing-failed";
    const auto data = evaluate(prefix, ObjectName(), epoch, none, partitions);
    if (!data.ok()) return data.error().message;
    const auto errors = evaluate(error_prefix, failed, epoch, none);
    if (!errors.ok()) return errors.error().message;
    if (data->size() > longest_prefix || errors->size() > longest_prefix) return "a prefix has at most 512 characters";
    if (prefix.find("!{") != std::string_view::npos && error_prefix.empty())
        return "a prefix with an expression needs an error_prefix";
    if (!error_prefix.empty() && error_prefix.find(error_type_expression) == std::string_view::npos)
        return fmt::format("an error_prefix has {} in it", error_type_expression);
    return std::nullopt;
}

}  // namespace wt::stream
