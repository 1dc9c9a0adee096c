#include "aws/cbor_cursor.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace wt::aws {

namespace {

/// RFC 8949, appendix D.
[[nodiscard]] double of_half(std::uint64_t bits) {
    const int exponent = static_cast<int>((bits >> 10) & 0x1f);
    const auto mantissa = static_cast<double>(bits & 0x3ff);
    double value = 0;
    if (exponent == 0) {
        value = std::ldexp(mantissa, -24);
    } else if (exponent != 31) {
        value = std::ldexp(mantissa + 1024, exponent - 25);
    } else {
        value = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    }
    return (bits & 0x8000) != 0 ? -value : value;
}

}  // namespace

std::optional<CborCursor::Head> CborCursor::head() {
    const auto first = take(1);
    if (!first) return std::nullopt;
    const auto byte = static_cast<unsigned char>(first->front());
    Head head{static_cast<Major>(byte >> 5), static_cast<std::uint8_t>(byte & 0x1f), 0};
    if (head.info < 24) {
        head.argument = head.info;
    } else if (head.info < 28) {
        const auto rest = take(std::uint64_t{1} << (head.info - 24));
        if (!rest) return std::nullopt;
        for (const char c : *rest) head.argument = head.argument << 8 | static_cast<unsigned char>(c);
        // A simple value below 32 has one byte only.
        if (head.major == Major::simple && head.info == 24 && head.argument < 32) return std::nullopt;
    } else if (head.info != 31 || head.major == Major::natural || head.major == Major::negative ||
               head.major == Major::tag) {
        return std::nullopt;
    }
    return head;
}

bool CborCursor::pass_break() {
    if (done() || static_cast<unsigned char>(bytes_[at_]) != 0xff) return false;
    ++at_;
    return true;
}

std::optional<std::string> CborCursor::string(const Head& head) {
    if (!head.endless()) {
        const auto whole = take(head.argument);
        return whole ? std::optional(std::string(*whole)) : std::nullopt;
    }
    std::string all;
    while (!pass_break()) {
        const auto piece = this->head();
        if (!piece || piece->major != head.major || piece->endless()) return std::nullopt;
        const auto bytes = take(piece->argument);
        if (!bytes) return std::nullopt;
        all += *bytes;
    }
    return all;
}

bool CborCursor::skip(std::size_t depth) {
    if (depth > deepest) return false;
    const auto head = this->head();
    if (!head) return false;
    switch (head->major) {
        case Major::natural:
        case Major::negative: return true;
        case Major::bytes:
        case Major::text: return string(*head).has_value();
        case Major::simple: return !head->is_break();
        case Major::tag: return skip(depth + 1);
        case Major::list:
        case Major::map: break;
    }
    const bool pairs = head->major == Major::map;
    for (std::uint64_t i = 0; head->endless() || i < head->argument; ++i) {
        if (head->endless() && pass_break()) return true;
        if (!skip(depth + 1) || (pairs && !skip(depth + 1))) return false;
    }
    return true;
}

std::optional<double> CborCursor::floating(const Head& head) {
    if (head.major != Major::simple) return std::nullopt;
    switch (head.info) {
        case 25: return of_half(head.argument);
        case 26: return std::bit_cast<float>(static_cast<std::uint32_t>(head.argument));
        case 27: return std::bit_cast<double>(head.argument);
        default: return std::nullopt;
    }
}

std::optional<std::string_view> CborCursor::take(std::uint64_t size) {
    if (size > bytes_.size() - at_) return std::nullopt;
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += static_cast<std::size_t>(size);
    return taken;
}

}  // namespace wt::aws
