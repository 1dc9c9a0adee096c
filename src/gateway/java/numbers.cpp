#include "gateway/java/numbers.hpp"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace wt::gateway::java {

namespace {

using Big = boost::multiprecision::cpp_int;

constexpr std::size_t most_digits = 1000;
constexpr std::string_view too_long = "java.lang.ArithmeticException: more than 1,000 digits";

/// unscaled * 10^-scale, as text: the digits without leading zeros ("0" is zero).
struct Decimal {
    bool negative = false;
    std::string digits;
    std::int64_t scale = 0;

    [[nodiscard]] bool zero() const { return digits == "0"; }
};

[[nodiscard]] bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] std::optional<Decimal> parse(std::string_view text) {
    Decimal made;
    if (text.starts_with('-') || text.starts_with('+')) {
        made.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool point = false;
    std::size_t seen = 0;
    std::size_t at = 0;
    for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
        if (text[at] == '.') {
            if (point) return std::nullopt;
            point = true;
            continue;
        }
        ++seen;
        if (point) ++made.scale;
        if (!made.digits.empty() || text[at] != '0') made.digits.push_back(text[at]);
    }
    if (seen == 0) return std::nullopt;
    if (at < text.size()) {
        if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
        std::string_view exponent = text.substr(at + 1);
        if (exponent.starts_with('+')) exponent.remove_prefix(1);
        std::int32_t power = 0;
        const auto [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
        if (exponent.empty() || error != std::errc() || end != exponent.data() + exponent.size()) return std::nullopt;
        made.scale -= power;
        // BigDecimal's scale is an int.
        if (made.scale > std::numeric_limits<std::int32_t>::max() ||
            made.scale < std::numeric_limits<std::int32_t>::min())
            return std::nullopt;
    }
    if (made.digits.empty()) made.digits = "0", made.negative = false;
    return made;
}

[[nodiscard]] std::string print(const Decimal& decimal) {
    const auto& digits = decimal.digits;
    std::string text = decimal.negative && !decimal.zero() ? "-" : "";
    const auto size = static_cast<std::int64_t>(digits.size());
    const std::int64_t adjusted = size - 1 - decimal.scale;
    if (decimal.scale == 0) return text + digits;
    if (decimal.scale > 0 && adjusted >= -6) {
        if (decimal.scale < size) {
            const auto whole = static_cast<std::size_t>(size - decimal.scale);
            return text + digits.substr(0, whole) + "." + digits.substr(whole);
        }
        return text + "0." + std::string(static_cast<std::size_t>(decimal.scale - size), '0') + digits;
    }
    text += digits[0];
    if (size > 1) text += "." + digits.substr(1);
    if (adjusted != 0) text += (adjusted > 0 ? "E+" : "E") + std::to_string(adjusted);
    return text;
}

[[nodiscard]] Decimal decimal_of(const Big& unscaled, std::int64_t scale) {
    Decimal made;
    made.negative = unscaled < 0;
    made.digits = Big(abs(unscaled)).str();
    made.scale = scale;
    return made;
}

[[nodiscard]] Big unscaled_of(const Decimal& decimal) {
    const Big digits(decimal.digits);
    return decimal.negative ? Big(-digits) : digits;
}

/// The exact value of a double, as new BigDecimal(double) has it.
[[nodiscard]] Decimal exact(double value) {
    int exponent = 0;
    const double mantissa = std::frexp(value, &exponent);
    Big whole(static_cast<std::int64_t>(std::ldexp(mantissa, 53)));
    exponent -= 53;
    while (exponent < 0 && whole != 0 && (whole & 1) == 0) whole /= 2, ++exponent;
    if (exponent >= 0) return decimal_of(Big(whole << static_cast<unsigned>(exponent)), 0);
    if (whole == 0) return decimal_of(0, 0);
    return decimal_of(Big(whole * pow(Big(5), static_cast<unsigned>(-exponent))), -exponent);
}

[[nodiscard]] Decimal to_decimal(Value number) {
    switch (number.kind()) {
        case Kind::integer:
        case Kind::long_integer: return exact(static_cast<double>(number.as_whole()));  // as Velocity does it
        case Kind::real: return std::isfinite(number.as_real()) ? exact(number.as_real()) : Decimal{false, "0", 0};
        default: return parse(number.as_text()).value_or(Decimal{false, "0", 0});
    }
}

[[nodiscard]] Big to_big(Value number) {
    if (number.is_whole()) return number.as_whole();
    return unscaled_of(to_decimal(number));
}

[[nodiscard]] Outcome of_big(Heap& heap, const Big& value) {
    const std::string digits = value.str();
    if (digits.size() > most_digits) return Outcome::raised(too_long);
    return Outcome::of(Value::big_integer(heap.keep(digits)));
}

[[nodiscard]] Outcome of_decimal(Heap& heap, const Decimal& value) {
    if (value.digits.size() > most_digits) return Outcome::raised(too_long);
    return Outcome::of(Value::big_decimal(heap.keep(print(value))));
}

[[nodiscard]] bool is_too_long(Value number) {
    return (number.is(Kind::big_integer) || number.is(Kind::big_decimal)) && number.as_text().size() > most_digits;
}

[[nodiscard]] Outcome compute_big(Heap& heap, char operation, const Big& a, const Big& b) {
    switch (operation) {
        case '+': return of_big(heap, a + b);
        case '-': return of_big(heap, a - b);
        case '*': return of_big(heap, a * b);
        case '/': return of_big(heap, a / b);
        default: {
            if (b < 0) return Outcome::raised("java.lang.ArithmeticException: BigInteger: modulus not positive");
            Big rest = a % b;
            if (rest < 0) rest += b;
            return of_big(heap, rest);
        }
    }
}

/// ROUND_HALF_DOWN at the scale of what is divided.
[[nodiscard]] Big divide(const Big& a, const Big& b) {
    Big quotient;
    Big rest;
    divide_qr(Big(abs(a)), Big(abs(b)), quotient, rest);
    if (rest * 2 > Big(abs(b))) ++quotient;
    return (a < 0) == (b < 0) ? quotient : Big(-quotient);
}

[[nodiscard]] Outcome compute_decimals(Heap& heap, char operation, Decimal a, Decimal b) {
    constexpr std::int64_t most_scale = 2000;
    if (operation == '%')
        return Outcome::raised("java.lang.ArithmeticException: Cannot calculate the modulo of BigDecimals.");
    if (a.digits.size() > 2 * most_digits || b.digits.size() > 2 * most_digits || std::abs(a.scale) > most_scale ||
        std::abs(b.scale) > most_scale)
        return Outcome::raised(too_long);
    Big left = unscaled_of(a);
    Big right = unscaled_of(b);
    const auto power = [](std::int64_t of) { return Big(pow(Big(10), static_cast<unsigned>(of))); };
    if (operation == '*') return of_decimal(heap, decimal_of(left * right, a.scale + b.scale));
    if (operation == '/') {
        if (b.scale > 0) left *= power(b.scale);
        if (b.scale < 0) right *= power(-b.scale);
        return of_decimal(heap, decimal_of(divide(left, right), a.scale));
    }
    const std::int64_t scale = std::max(a.scale, b.scale);
    left *= power(scale - a.scale);
    right *= power(scale - b.scale);
    return of_decimal(heap, decimal_of(operation == '+' ? Big(left + right) : Big(left - right), scale));
}

[[nodiscard]] Value wrapped(std::int64_t value, Value a, Value b) {
    const bool narrow = a.is(Kind::integer) && b.is(Kind::integer);
    if (narrow && value >= std::numeric_limits<std::int32_t>::min() &&
        value <= std::numeric_limits<std::int32_t>::max())
        return Value::integer(static_cast<std::int32_t>(value));
    return Value::long_integer(value);
}

[[nodiscard]] Outcome compute_whole(Heap& heap, char operation, Value a, Value b) {
    const std::int64_t left = a.as_whole();
    const std::int64_t right = b.as_whole();
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t result = 0;
    switch (operation) {
        case '+':
            if (__builtin_add_overflow(left, right, &result)) return compute_big(heap, operation, left, right);
            break;
        case '-':
            if (__builtin_sub_overflow(left, right, &result)) return compute_big(heap, operation, left, right);
            break;
        case '*':
            // Velocity's test of an overflow does not see this one.
            if (left == least && right == -1) return Outcome::of(Value::long_integer(least));
            if (__builtin_mul_overflow(left, right, &result)) return compute_big(heap, operation, left, right);
            break;
        case '/': result = right == -1 ? (left == least ? least : -left) : left / right; break;
        default: result = right == -1 ? 0 : left % right; break;
    }
    return Outcome::of(wrapped(result, a, b));
}

[[nodiscard]] bool is_integral(Value number) { return number.is_whole() || number.is(Kind::big_integer); }

enum class Base : std::uint8_t { whole, real, big, decimal };

[[nodiscard]] Base base_of(Value a, Value b) {
    const bool whole = is_integral(a) && is_integral(b);
    const bool big = a.is(Kind::big_integer) || b.is(Kind::big_integer);
    if (a.is(Kind::big_decimal) || b.is(Kind::big_decimal) || (!whole && big)) return Base::decimal;
    if (whole) return big ? Base::big : Base::whole;
    return Base::real;
}

[[nodiscard]] bool is_zero(Value number) {
    if (number.is_whole()) return number.as_whole() == 0;
    if (number.is(Kind::real)) return number.as_real() == 0;
    return to_decimal(number).zero();
}

/// Of the numbers with two digits that read back as this one, Java takes the nearest: 4.9E-324 and not 5.0E-324.
void nearer(double value, int exponent, std::string& digits) {
    std::array<char, 32> two{};
    const auto end = std::to_chars(two.data(), two.data() + two.size(), value, std::chars_format::scientific, 1).ptr;
    const std::string written(two.data(), end);
    if (written[2] != '0' && std::atoi(written.c_str() + written.find('e') + 1) == exponent &&
        std::strtod(written.c_str(), nullptr) == value)
        digits = {written[0], written[2]};
}

}  // namespace

void print_double(std::string& to, double value) {
    if (std::isnan(value)) {
        to += "NaN";
        return;
    }
    if (std::signbit(value)) to += '-';
    value = std::abs(value);
    if (std::isinf(value)) {
        to += "Infinity";
        return;
    }
    if (value == 0) {
        to += "0.0";
        return;
    }
    std::array<char, 32> shortest{};
    const auto end =
        std::to_chars(shortest.data(), shortest.data() + shortest.size(), value, std::chars_format::scientific).ptr;
    const std::string_view written(shortest.data(), static_cast<std::size_t>(end - shortest.data()));
    const std::size_t e = written.find('e');
    std::string digits(1, written[0]);
    if (e > 2) digits += written.substr(2, e - 2);
    const int exponent = std::atoi(std::string(written.substr(e + 1)).c_str());
    if (digits.size() == 1) nearer(value, exponent, digits);
    if (value >= 1e-3 && value < 1e7) {
        if (exponent < 0) {
            to += "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
            return;
        }
        const auto whole = static_cast<std::size_t>(exponent) + 1;
        if (digits.size() < whole) digits.append(whole - digits.size(), '0');
        to += digits.substr(0, whole) + "." + (digits.size() > whole ? digits.substr(whole) : "0");
        return;
    }
    to += digits[0];
    to += "." + (digits.size() > 1 ? digits.substr(1) : "0") + "E" + std::to_string(exponent);
}

Value whole_of(Heap& heap, std::string_view digits) {
    std::string_view plain = digits;
    if (plain.starts_with('+')) plain.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (error == std::errc()) {
        if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max())
            return Value::integer(static_cast<std::int32_t>(value));
        return Value::long_integer(value);
    }
    const bool negative = plain.starts_with('-');
    if (negative) plain.remove_prefix(1);
    while (plain.size() > 1 && plain.front() == '0') plain.remove_prefix(1);
    return Value::big_integer(heap.keep((negative ? "-" : "") + std::string(plain)));
}

double double_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc::result_out_of_range) return value;
    // Too large or too small: which, strtod says.
    return std::strtod(std::string(text).c_str(), nullptr);
}

double to_double(Value number) {
    if (number.is_whole()) return static_cast<double>(number.as_whole());
    if (number.is(Kind::real)) return number.as_real();
    return double_of(number.as_text());
}

std::optional<std::string> decimal_text(std::string_view text) {
    const auto decimal = parse(text);
    if (!decimal) return std::nullopt;
    return print(*decimal);
}

int compare_decimals(std::string_view a, std::string_view b) {
    const auto left = parse(a).value_or(Decimal{false, "0", 0});
    const auto right = parse(b).value_or(Decimal{false, "0", 0});
    const auto sign = [](const Decimal& of) { return of.zero() ? 0 : (of.negative ? -1 : 1); };
    if (sign(left) != sign(right)) return sign(left) < sign(right) ? -1 : 1;
    if (sign(left) == 0) return 0;
    const auto top = [](const Decimal& of) { return static_cast<std::int64_t>(of.digits.size()) - of.scale; };
    int order = 0;
    if (top(left) != top(right)) {
        order = top(left) < top(right) ? -1 : 1;
    } else {
        const std::size_t size = std::max(left.digits.size(), right.digits.size());
        for (std::size_t at = 0; at < size && order == 0; ++at) {
            const char l = at < left.digits.size() ? left.digits[at] : '0';
            const char r = at < right.digits.size() ? right.digits[at] : '0';
            if (l != r) order = l < r ? -1 : 1;
        }
    }
    return order * sign(left);
}

Outcome compute(Heap& heap, char operation, Value a, Value b) {
    if ((operation == '/' || operation == '%') && is_zero(b)) return Outcome::of({});
    if (is_too_long(a) || is_too_long(b)) return Outcome::raised(too_long);
    switch (base_of(a, b)) {
        case Base::whole: return compute_whole(heap, operation, a, b);
        case Base::big: return compute_big(heap, operation, to_big(a), to_big(b));
        case Base::decimal: {
            for (const Value each : {a, b})
                if (each.is(Kind::real) && !std::isfinite(each.as_real()))
                    return Outcome::raised("java.lang.NumberFormatException: Infinite or NaN");
            return compute_decimals(heap, operation, to_decimal(a), to_decimal(b));
        }
        case Base::real: break;
    }
    const double left = to_double(a);
    const double right = to_double(b);
    switch (operation) {
        case '+': return Outcome::of(Value::real(left + right));
        case '-': return Outcome::of(Value::real(left - right));
        case '*': return Outcome::of(Value::real(left * right));
        case '/': return Outcome::of(Value::real(left / right));
        default: return Outcome::of(Value::real(std::fmod(left, right)));
    }
}

int compare(Value a, Value b) {
    const auto of = [](auto left, auto right) { return left < right ? -1 : (left > right ? 1 : 0); };
    switch (base_of(a, b)) {
        case Base::whole: return of(a.as_whole(), b.as_whole());
        case Base::real: return of(to_double(a), to_double(b));
        default: break;
    }
    const auto text = [](Value number) {
        if (!number.is_whole() && !number.is(Kind::real)) return std::string(number.as_text());
        return print(to_decimal(number));
    };
    return compare_decimals(text(a), text(b));
}

}  // namespace wt::gateway::java
