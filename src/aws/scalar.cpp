#include "aws/scalar.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/base64.hpp"
#include "http/date.hpp"

namespace wt::aws {

namespace {

template <class Number>
[[nodiscard]] bool read_number(void* slot, std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return false;
    *static_cast<Number*>(slot) = number;
    return true;
}

[[nodiscard]] bool read_double(void* slot, std::string_view text) {
    double& number = *static_cast<double*>(slot);
    if (text == "NaN") {
        number = std::nan("");
    } else if (text == "Infinity" || text == "-Infinity") {
        number = text.front() == '-' ? -INFINITY : INFINITY;
    } else {
        return read_number<double>(slot, text) && std::isfinite(number);
    }
    return true;
}

[[nodiscard]] std::string number_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    return fmt::format("{}", number);
}

}  // namespace

bool read_scalar(const Type& type, void* slot, std::string_view text) {
    switch (type.kind) {
        case Kind::text: *static_cast<std::string*>(type.make(slot)) = text; return true;
        case Kind::boolean:
            if (!same_ignoring_case(text, "true") && !same_ignoring_case(text, "false")) return false;
            *static_cast<bool*>(type.make(slot)) = lower(text.front()) == 't';
            return true;
        case Kind::integer: return read_number<std::int32_t>(type.make(slot), text);
        case Kind::long_integer: return read_number<std::int64_t>(type.make(slot), text);
        case Kind::number: return read_double(type.make(slot), text);
        case Kind::blob: {
            auto bytes = base64_decode(text);
            if (!bytes) return false;
            static_cast<Blob*>(type.make(slot))->bytes = Text(*bytes);
            return true;
        }
        case Kind::timestamp: {
            const auto moment = parse_timestamp(text);
            if (!moment) return false;
            *static_cast<Instant*>(type.make(slot)) = *moment;
            return true;
        }
        default: break;
    }
    WT_ASSERT(is_scalar(type.kind));
    return false;
}

std::string scalar_text(const Type& type, const void* value, TimeFormat format, bool millis) {
    switch (type.kind) {
        case Kind::text: return *static_cast<const std::string*>(value);
        case Kind::boolean: return *static_cast<const bool*>(value) ? "true" : "false";
        case Kind::integer: return fmt::format("{}", *static_cast<const std::int32_t*>(value));
        case Kind::long_integer: return fmt::format("{}", *static_cast<const std::int64_t*>(value));
        case Kind::number: return number_text(*static_cast<const double*>(value));
        case Kind::blob: return base64_encode(static_cast<const Blob*>(value)->bytes);
        case Kind::timestamp: {
            const Instant moment = *static_cast<const Instant*>(value);
            if (format == TimeFormat::http_date) return http::format_date(moment);
            if (format == TimeFormat::unix_seconds) return epoch_seconds(moment);
            if (!millis) return iso8601(moment, Fraction::none);
            // A moment that somebody gave keeps its fraction; what S3 has noted itself is told in whole seconds.
            if (format == TimeFormat::iso8601) return iso8601(moment, Fraction::milliseconds);
            return iso8601(std::chrono::floor<std::chrono::seconds>(moment), Fraction::milliseconds);
        }
        default: break;
    }
    WT_ASSERT(is_scalar(type.kind));
    return {};
}

}  // namespace wt::aws
