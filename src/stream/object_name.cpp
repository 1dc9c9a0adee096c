#include "stream/object_name.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "base/result.hpp"
#include "stream/date_pattern.hpp"
#include "stream/time_zone.hpp"

namespace wt::stream {

namespace {

constexpr std::string_view error_type_expression = "!{firehose:error-output-type}";
constexpr std::string_view default_timestamp = "yyyy/MM/dd/HH/";
constexpr std::size_t longest_prefix = 512;

[[nodiscard]] std::string random_string(Random& random) {
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (int i = 0; i < 11; ++i) text += letters[random.below(letters.size())];
    return text;
}

[[nodiscard]] bool has_expression(std::string_view prefix) { return prefix.find("!{") != std::string_view::npos; }
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
[[nodiscard]] Result<std::string> evaluate(std::string_view prefix, const ObjectName& name, const LocalMoment& oldest,
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
            auto time = formatted(inside.substr(clock.size()), oldest);
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
    const LocalMoment local{oldest, utc_offset(name.time_zone, oldest).value_or(Duration::zero()), name.time_zone};
    const auto prefix = evaluate(whole_prefix(name), name, local, random);
    WT_ASSERT(prefix.ok());
    const auto time = formatted("yyyy-MM-dd-HH-mm-ss", local);
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

std::optional<std::string> prefix_problem(std::string_view prefix, std::string_view error_prefix, bool partitions,
                                          const PrefixWords& words) {
    Random none(0, "prefix");
    const LocalMoment any{epoch};
    ObjectName failed;
    failed.error_type = "processing-failed";
    const auto data = evaluate(prefix, ObjectName(), any, none, partitions);
    if (!data.ok()) return data.error().message;
    const auto errors = evaluate(error_prefix, failed, any, none);
    if (!errors.ok()) return errors.error().message;
    if (data->size() > longest_prefix || errors->size() > longest_prefix) return "a prefix has at most 512 characters";
    if (has_expression(prefix) && error_prefix.empty())
        return fmt::format("{} cannot be null or empty when {} contains expressions", words.error_prefix, words.prefix);
    if (has_expression(error_prefix) && error_prefix.find(error_type_expression) == std::string_view::npos)
        return fmt::format("{0} must contain {1} when it contains expressions", words.error_prefix,
                           error_type_expression);
    return std::nullopt;
}

}  // namespace wt::stream
