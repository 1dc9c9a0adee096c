#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "gateway/java/numbers.hpp"
#include "gateway/java/print.hpp"
#include "gateway/vtl/methods.hpp"

namespace wt::gateway::vtl {

using java::Kind;
using java::Outcome;
using java::Value;

namespace {

/// (int) and (long) of a double.
template <class Whole>
[[nodiscard]] Whole cut(double value) {
    if (std::isnan(value)) return 0;
    if (value >= static_cast<double>(std::numeric_limits<Whole>::max())) return std::numeric_limits<Whole>::max();
    if (value <= static_cast<double>(std::numeric_limits<Whole>::min())) return std::numeric_limits<Whole>::min();
    return static_cast<Whole>(value);
}

/// The lowest bits of a number that has more.
[[nodiscard]] std::int64_t low_bits(std::string_view digits) {
    std::uint64_t bits = 0;
    for (const char c : digits.substr(digits.starts_with('-') ? 1 : 0))
        bits = bits * 10 + static_cast<unsigned>(c - '0');
    return static_cast<std::int64_t>(digits.starts_with('-') ? 0 - bits : bits);
}

[[nodiscard]] Value converted(Value of, std::string_view name) {
    if (of.is(Kind::big_integer) && name != "doubleValue") of = Value::long_integer(low_bits(of.as_text()));
    const bool whole = of.is_whole();
    if (name == "doubleValue") return Value::real(java::to_double(of));
    if (name == "longValue") return Value::long_integer(whole ? of.as_whole() : cut<std::int64_t>(java::to_double(of)));
    return Value::integer(whole ? static_cast<std::int32_t>(of.as_whole()) : cut<std::int32_t>(java::to_double(of)));
}

[[nodiscard]] Outcome parsed(const Call& call, bool is_long) {
    std::int64_t radix = 10;
    if (call.arguments.size() == 2) radix = call.whole(1);
    std::string_view text = call.text(0);
    const auto failed = [&] {
        return call.raised("java.lang.NumberFormatException: For input string: \"" + std::string(call.text(0)) + "\"");
    };
    if (radix < 2 || radix > 36) return failed();
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, static_cast<int>(radix));
    if (error != std::errc() || text.empty() || end != text.data() + text.size() ||
        (call.text(0).starts_with('+') && text.starts_with('-')))
        return failed();
    if (is_long) return Outcome::of(Value::long_integer(value));
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
        return failed();
    return number(value);
}

[[nodiscard]] Outcome parsed_real(const Call& call) {
    std::string_view text = call.text(0);
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    if (!java::decimal_text(text))
        return call.raised("java.lang.NumberFormatException: For input string: \"" + std::string(call.text(0)) + "\"");
    return Outcome::of(Value::real(java::double_of(text)));
}

[[nodiscard]] Outcome digits(std::uint64_t value, int radix, const Call& call) {
    std::array<char, 64> written{};
    const auto end = std::to_chars(written.data(), written.data() + written.size(), value, radix).ptr;
    return call.text_of({written.data(), static_cast<std::size_t>(end - written.data())});
}

/// The static methods, which any number of the class has.
[[nodiscard]] Outcome call_static(Value on, const Call& call) {
    const bool is_long = on.is(Kind::long_integer);
    const std::size_t count = call.arguments.size();
    const bool text = count >= 1 && call.arguments[0].is(Kind::text);
    const auto fits = [&](std::size_t index) {
        return call.is_int(index) || (is_long && call.arguments[index].is_whole());
    };
    const auto made = [&](std::int64_t value) {
        return is_long ? Outcome::of(Value::long_integer(value)) : number(value);
    };
    if (text && (count == 1 || (count == 2 && call.is_int(1)))) {
        const bool parses = call.name == (is_long ? "parseLong" : "parseInt");
        if (parses || call.name == "valueOf") return parsed(call, is_long);
        if (count == 1 && call.name == "decode") return parsed(call, is_long);
    }
    if (count == 1 && fits(0)) {
        const std::int64_t value = call.whole(0);
        const auto bits = is_long ? static_cast<std::uint64_t>(value) : static_cast<std::uint32_t>(value);
        if (call.name == "valueOf") return made(value);
        if (call.name == "toHexString") return digits(bits, 16, call);
        if (call.name == "toBinaryString") return digits(bits, 2, call);
        if (call.name == "toOctalString") return digits(bits, 8, call);
        if (call.name == "bitCount") return number(std::popcount(bits));
        if (call.name == "signum") return number(value > 0 ? 1 : (value < 0 ? -1 : 0));
        if (call.name == "toString") return call.text_of(std::to_string(value));
    }
    if (count == 2 && fits(0) && fits(1)) {
        const std::int64_t a = call.whole(0);
        const std::int64_t b = call.whole(1);
        if (call.name == "max") return made(std::max(a, b));
        if (call.name == "min") return made(std::min(a, b));
        if (call.name == "compare") return number(a < b ? -1 : (a > b ? 1 : 0));
        const auto sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
        if (call.name == "sum") return made(is_long ? sum : static_cast<std::int32_t>(sum));
    }
    return Outcome::unknown();
}

[[nodiscard]] Outcome call_real(Value on, const Call& call) {
    if (call.is("isNaN", 0)) return truth(std::isnan(on.as_real()));
    if (call.is("isInfinite", 0)) return truth(std::isinf(on.as_real()));
    if ((call.is("parseDouble", 1) || call.is("valueOf", 1)) && call.arguments[0].is(Kind::text))
        return parsed_real(call);
    const bool numbers =
        std::ranges::all_of(call.arguments, [](Value each) { return each.is_whole() || each.is(Kind::real); });
    if (call.arguments.size() != 2 || !numbers) return Outcome::unknown();
    const double a = java::to_double(call.arguments[0]);
    const double b = java::to_double(call.arguments[1]);
    if (call.name == "max") return Outcome::of(Value::real(std::max(a, b)));
    if (call.name == "min") return Outcome::of(Value::real(std::min(a, b)));
    if (call.name == "sum") return Outcome::of(Value::real(a + b));
    return Outcome::unknown();
}

}  // namespace

Outcome call_number(Value on, const Call& call) {
    if (call.is("toString", 0)) {
        std::string made;
        (void)java::print(made, on);
        return call.text_of(made);
    }
    if (call.is("intValue", 0) || call.is("longValue", 0) || call.is("doubleValue", 0))
        return Outcome::of(converted(on, call.name));
    if (call.is("hashCode", 0)) return hash_code(on);
    if (call.is("equals", 1)) return truth(java::equal(on, call.arguments[0]));
    if (call.is("compareTo", 1)) {
        if (!call.arguments[0].is(on.kind())) return Outcome::raised("java.lang.ClassCastException");
        return number(java::compare(on, call.arguments[0]));
    }
    if (on.is_whole()) return call_static(on, call);
    if (on.is(Kind::real)) return call_real(on, call);
    return Outcome::unknown();
}

}  // namespace wt::gateway::vtl
