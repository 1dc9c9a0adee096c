#include "base/literals.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/size_law.hpp"

namespace wt {

namespace {

struct Unit {
    std::string_view name;
    double size;
};

constexpr std::array<Unit, 7> duration_units{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}}};
constexpr std::array<Unit, 9> size_units{{{"B", 1},
                                          {"KB", 1e3},
                                          {"MB", 1e6},
                                          {"GB", 1e9},
                                          {"TB", 1e12},
                                          {"KiB", 1024.0},
                                          {"MiB", 1048576.0},
                                          {"GiB", 1073741824.0},
                                          {"TiB", 1099511627776.0}}};
constexpr std::array<std::pair<std::string_view, Duration>, 8> long_units{{{"sec", 1s},
                                                                           {"second", 1s},
                                                                           {"min", 1min},
                                                                           {"minute", 1min},
                                                                           {"hour", 1h},
                                                                           {"day", 24h},
                                                                           {"week", 24h * 7},
                                                                           {"month", 24h * 30}}};

[[nodiscard]] Error expected(std::string_view what, std::string_view got, std::string_view hint = {}) {
    return Error{fmt::format("expected {}, got \"{}\"{}{}", what, got.substr(0, 60), hint.empty() ? "" : ": ", hint)};
}

/// Takes a plain decimal number (no sign, no exponent) from the front of `text`.
[[nodiscard]] std::optional<double> take_number(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + end, value, std::chars_format::fixed);
    if (end == 0 || end > 40 || error != std::errc() || stop != text.data() + end) return std::nullopt;
    text.remove_prefix(end);
    return value;
}

[[nodiscard]] std::string_view take_letters(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z')))
        ++end;
    const std::string_view letters = text.substr(0, end);
    text.remove_prefix(end);
    return letters;
}

template <std::size_t N>
[[nodiscard]] std::optional<double> unit_size(const std::array<Unit, N>& units, std::string_view name) {
    for (const Unit& unit : units) {
        if (unit.name == name) return unit.size;
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<double> bare_number(std::string_view text) {
    const auto value = take_number(text);
    return value && text.empty() ? value : std::nullopt;
}

/// Three significant digits without an exponent or trailing zeros: "1.25", "48.2", "600".
[[nodiscard]] std::string three_digits(double value) {
    const int decimals = value >= 99.95 || value == 0 ? 0 : value >= 9.995 ? 1 : 2;
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (decimals > 0) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    return text;
}

/// "name(a, b=c, d)" taken apart; parts are split at commas outside of brackets.
struct FunctionCall {
    std::string_view name;
    std::vector<std::string_view> arguments;
};
[[nodiscard]] std::optional<FunctionCall> parse_call(std::string_view text) {
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || text.back() != ')') return std::nullopt;
    FunctionCall call{trimmed(text.substr(0, open)), {}};
    std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= inside.size(); ++i) {
        if (i == inside.size() || (inside[i] == ',' && depth == 0)) {
            call.arguments.push_back(trimmed(inside.substr(begin, i - begin)));
            begin = i + 1;
        } else if (inside[i] == '(') {
            if (++depth > 8) return std::nullopt;
        } else if (inside[i] == ')') {
            if (--depth < 0) return std::nullopt;
        }
    }
    return call;
}

/// The argument called `name`, or the one at that place; the text after "name=".
[[nodiscard]] std::optional<std::string_view> argument(const FunctionCall& call, std::string_view name,
                                                       std::size_t place) {
    for (const std::string_view given : call.arguments) {
        const std::size_t equals = given.find('=');
        if (equals != std::string_view::npos && trimmed(given.substr(0, equals)) == name) {
            return trimmed(given.substr(equals + 1));
        }
    }
    if (place < call.arguments.size() && call.arguments[place].find('=') == std::string_view::npos) {
        return call.arguments[place];
    }
    return std::nullopt;
}

constexpr std::string_view laws =
    "a distribution: a duration, const(), uniform(), exp(), lognormal(p50=, p99=), gamma(k, mean), erlang(k, mean), "
    "pareto(min, alpha), weibull(k, mean), mix(), empirical()";

/// How the numbers of a law are written: durations, or sizes, a byte for each nanosecond.
using Measure = Result<Duration> (*)(std::string_view);

/// A nanosecond each.
[[nodiscard]] Result<Duration> measure_count(std::string_view text) {
    const auto count = parse_count(text);
    if (!count.ok()) return count.error();
    if (*count > 1'000'000'000'000) return Error{fmt::format("expected at most 1e12, got \"{}\"", text)};
    return Duration(static_cast<Duration::rep>(*count));
}

[[nodiscard]] Result<Duration> measure_size(std::string_view text) {
    const auto size = parse_size(text);
    if (!size.ok()) return size.error();
    if (size->count > (std::uint64_t{1} << 50U)) return expected("a size up to 1024TiB", text);
    return Duration(static_cast<std::int64_t>(size->count));
}

[[nodiscard]] Result<Distribution> parse_law(std::string_view text, const EmpiricalLaws& empirical, Measure measure);

/// Reads the arguments of one law and remembers the first thing that is wrong.
class Arguments {
public:
    Arguments(const FunctionCall& call, Measure measure) : call_(call), measure_(measure) {}

    [[nodiscard]] Duration duration(std::string_view name, std::size_t place) {
        const auto text = given(name, place);
        if (!text) return Duration::zero();
        const auto value = measure_(*text);
        if (!value.ok()) return fail(fmt::format("{}: {}", name, value.error().message)), Duration::zero();
        return *value;
    }
    [[nodiscard]] double number(std::string_view name, std::size_t place) {
        const auto text = given(name, place);
        if (!text) return 1;
        const auto value = bare_number(*text);
        if (!value || *value <= 0 || *value > 1e6) {
            return fail(fmt::format("{}: expected a number above 0, got \"{}\"", name, *text)), 1;
        }
        return *value;
    }
    void require(bool condition, std::string_view message) {
        if (!condition) fail(std::string(message));
    }
    [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

private:
    [[nodiscard]] std::optional<std::string_view> given(std::string_view name, std::size_t place) {
        const auto text = argument(call_, name, place);
        if (!text) fail(fmt::format("{} is missing", name));
        return text;
    }
    void fail(std::string message) {
        if (!problem_) problem_ = std::move(message);
    }
    const FunctionCall& call_;
    Measure measure_;
    std::optional<std::string> problem_;
};

[[nodiscard]] Result<Distribution> parse_mixture(const FunctionCall& call, const EmpiricalLaws& empirical,
                                                 Measure measure) {
    std::vector<Distribution::Part> parts;
    for (const std::string_view part : call.arguments) {
        const std::size_t colon = part.find(':');
        const auto weight =
            colon == std::string_view::npos ? std::nullopt : bare_number(trimmed(part.substr(0, colon)));
        if (!weight || *weight <= 0) return expected("WEIGHT:DISTRIBUTION, such as \"0.9:2ms\"", part);
        const std::string_view own = trimmed(part.substr(colon + 1));
        auto law = own.empty() ? Result<Distribution>(expected(laws, own)) : parse_law(own, empirical, measure);
        if (!law.ok()) return law.error();
        law->set_text(std::string(own));
        parts.push_back({*weight, std::move(*law)});
    }
    if (parts.empty()) return expected("mix(0.9:2ms, 0.1:exp(20ms))", "mix()");
    return Distribution::mixture(std::move(parts));
}

Result<Distribution> parse_law(std::string_view text, const EmpiricalLaws& empirical, Measure measure) {
    const auto call = parse_call(text);
    if (!call) {
        const auto constant = measure(text);
        if (constant.ok()) return Distribution::constant(*constant);
        if (text.find('(') == std::string_view::npos) return constant.error();
        return expected(laws, text);
    }
    Arguments read(*call, measure);
    const std::string_view name = call->name;
    std::function<Distribution()> make;
    if (name == "const") {
        make = [value = read.duration("value", 0)] { return Distribution::constant(value); };
    } else if (name == "uniform") {
        const Duration low = read.duration("a", 0);
        const Duration high = read.duration("b", 1);
        read.require(low <= high, "the first bound is above the second");
        make = [low, high] { return Distribution::uniform(low, high); };
    } else if (name == "exp") {
        make = [mean = read.duration("mean", 0)] { return Distribution::exponential(mean); };
    } else if (name == "lognormal") {
        const Duration p50 = read.duration("p50", 0);
        const Duration p99 = read.duration("p99", 1);
        read.require(p50 > Duration::zero(), "p50 must be above zero");
        read.require(p99 >= p50, "p99 is below p50");
        make = [p50, p99] { return Distribution::lognormal(p50, p99); };
    } else if (name == "gamma" || name == "weibull" || name == "erlang") {
        const double k = read.number("k", 0);
        const Duration mean = read.duration("mean", 1);
        if (name == "erlang") read.require(k == std::floor(k) && k <= 1000, "k must be a whole number up to 1000");
        make = [k, mean, name] {
            return name == "weibull" ? Distribution::weibull(k, mean)
                   : name == "gamma" ? Distribution::gamma(k, mean)
                                     : Distribution::erlang(static_cast<int>(k), mean);
        };
    } else if (name == "pareto") {
        const Duration min = read.duration("min", 0);
        const double alpha = read.number("alpha", 1);
        make = [min, alpha] { return Distribution::pareto(min, alpha); };
    } else if (name == "mix") {
        return parse_mixture(*call, empirical, measure);
    } else if (name == "empirical") {
        if (call->arguments.size() != 1 || call->arguments[0].empty()) return expected("empirical(builtin:NAME)", text);
        if (!empirical) return Error{"empirical distributions are not known here"};
        return empirical(call->arguments[0]);
    } else {
        return expected(laws, text);
    }
    if (read.problem()) return expected(laws, text, *read.problem());
    return make();
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    static constexpr std::string_view what = "a duration such as \"60s\"";
    if (bare_number(text)) return expected(what, text, "which unit? (ns, us, ms, s, m, h, d)");
    std::string_view rest = text;
    double total = 0;
    double last = 1e300;
    do {
        const auto number = take_number(rest);
        if (!number) return expected(what, text);
        const std::string_view unit = take_letters(rest);
        const auto size = unit_size(duration_units, unit);
        if (!size) return expected(what, text, fmt::format("no unit is called \"{}\" (ns, us, ms, s, m, h, d)", unit));
        if (*size >= last) return expected(what, text, "units must go from large to small");
        last = *size;
        total += *number * *size;
    } while (!rest.empty());
    if (total > 100 * 365 * 86400e9) return expected(what, text, "longer than 100 years");
    return Duration(static_cast<std::int64_t>(total + 0.5));
}

Result<Rate> parse_rate(std::string_view text) {
    static constexpr std::string_view what = "a rate such as \"100/s\"";
    std::string_view rest = text;
    const auto amount = take_number(rest);
    if (!amount) return expected(what, text);
    double factor = 1;
    if (!rest.empty() && rest.front() == 'k') {
        factor = 1e3;
        rest.remove_prefix(1);
    }
    if (rest.empty()) return expected(what, text, "per what? (/s, /m, /h, /10s, /day)");
    if (rest.front() != '/') return expected(what, text);
    rest.remove_prefix(1);
    Rate rate{*amount * factor, Duration::zero()};
    for (const auto& [name, span] : long_units) {
        if (name == rest) rate.per = span;
    }
    if (rate.per == Duration::zero()) {
        // "/s" is "/1s".
        const bool digit = !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
        const auto per = parse_duration(digit ? std::string(rest) : "1" + std::string(rest));
        if (!per.ok() || *per <= Duration::zero()) return expected(what, text, "per what? (/s, /m, /h, /10s, /day)");
        rate.per = *per;
    }
    if (rate.per_second() > 1e9) return expected(what, text, "more than a billion per second");
    return rate;
}

Result<Bytes> parse_size(std::string_view text) {
    static constexpr std::string_view what = "a size such as \"5MiB\" or \"800B\"";
    if (bare_number(text)) return expected(what, text, "which unit? (B, KB, MB, GB, KiB, MiB, GiB)");
    std::string_view rest = text;
    const auto number = take_number(rest);
    const auto size = number ? unit_size(size_units, rest) : std::nullopt;
    if (!size) return expected(what, text);
    const double bytes = *number * *size;
    if (bytes > 9e18) return expected(what, text, "larger than can be counted");
    return Bytes{static_cast<std::uint64_t>(bytes + 0.5)};
}

Result<double> parse_share(std::string_view text) {
    static constexpr std::string_view what = "a share such as \"0.5%\"";
    std::string_view rest = text;
    const auto number = take_number(rest);
    if (!number || rest != "%") return expected(what, text, number && rest.empty() ? "a percent sign is missing" : "");
    if (*number > 100) return expected(what, text, "more than the whole");
    return *number / 100;
}

Result<Money> parse_money(std::string_view text) {
    std::string_view rest = text;
    const auto number = take_number(rest);
    if (!number || trimmed(rest) != "USD" || *number > 9e6) return expected("an amount such as \"120USD\"", text);
    return Money{static_cast<std::int64_t>(*number * 1e12 + 0.5)};
}

Result<std::uint64_t> parse_count(std::string_view text) {
    static constexpr std::string_view what = "a whole number such as \"20000\" or \"20k\"";
    std::string_view rest = text;
    const auto number = take_number(rest);
    const double factor = rest.empty() ? 1 : rest == "k" ? 1e3 : rest == "M" ? 1e6 : 0;
    if (!number || factor == 0) return expected(what, text);
    const double value = *number * factor;
    if (value != std::floor(value) || value > 9e15) return expected(what, text);
    return static_cast<std::uint64_t>(value);
}

Result<Instant> parse_instant(std::string_view text) {
    static constexpr std::string_view what = "an instant such as \"2026-11-27T00:00:00Z\"";
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = -1;
        if (at + length > text.size()) return value;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + length, value);
        return error == std::errc() && end == text.data() + at + length ? value : -1;
    };
    const bool shape = text.size() == 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' &&
                       text[16] == ':' && text[19] == 'Z';
    if (!shape) return expected(what, text);
    const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    const int hour = number(11, 2);
    const int minute = number(14, 2);
    const int second = number(17, 2);
    const bool real = date.ok() && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    if (!real || date.year() < std::chrono::year(1970) || date.year() > std::chrono::year(2100))
        return expected(what, text);
    const auto days = std::chrono::sys_days(date).time_since_epoch();
    return epoch + days + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

Result<Distribution> parse_distribution(std::string_view text, const EmpiricalLaws& empirical) {
    text = trimmed(text);
    if (text.empty() || text.size() > 4096) return expected(laws, text);
    auto law = parse_law(text, empirical, parse_duration);
    if (law.ok()) law->set_text(std::string(text));
    return law;
}

Result<SizeLaw> SizeLaw::parse_numbers(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text.size() > 4096) return expected("a law of whole numbers", text);
    auto law = parse_law(text, {}, measure_count);
    if (!law.ok()) return law.error();
    law->set_text(std::string(text));
    return SizeLaw(std::move(*law));
}

Result<SizeLaw> SizeLaw::parse(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text.size() > 4096) return expected("a size, or a law of sizes", text);
    auto law = parse_law(text, {}, measure_size);
    if (!law.ok()) return law.error();
    law->set_text(std::string(text));
    return SizeLaw(std::move(*law));
}

std::string format_duration(Duration span) {
    const double ns = static_cast<double>(span.count());
    if (ns < 0) return "-" + format_duration(-span);
    if (ns < 999.5) return fmt::format("{}ns", span.count());
    if (ns < 999.5e3) return three_digits(ns / 1e3) + "us";
    if (ns < 999.5e6) return three_digits(ns / 1e6) + "ms";
    if (ns < 60e9) return three_digits(ns / 1e9) + "s";
    // Two neighbouring units are enough for people.
    const auto total = std::chrono::round<std::chrono::seconds>(span).count();
    const auto two = [](std::int64_t a, char unit_a, std::int64_t b, char unit_b) {
        return b == 0 ? fmt::format("{}{}", a, unit_a) : fmt::format("{}{}{}{}", a, unit_a, b, unit_b);
    };
    if (total < 3600) return two(total / 60, 'm', total % 60, 's');
    if (total < 86400) return two(total / 3600, 'h', total % 3600 / 60, 'm');
    return two(total / 86400, 'd', total % 86400 / 3600, 'h');
}

std::string format_size(Bytes size) {
    const double bytes = static_cast<double>(size.count);
    if (bytes < 1e3) return fmt::format("{}B", size.count);
    if (bytes < 999.5e3) return three_digits(bytes / 1e3) + "KB";
    if (bytes < 999.5e6) return three_digits(bytes / 1e6) + "MB";
    if (bytes < 999.5e9) return three_digits(bytes / 1e9) + "GB";
    return three_digits(bytes / 1e12) + "TB";
}

std::string format_count(double count) {
    if (count < 0) return "-" + format_count(-count);
    if (count < 999.5) return three_digits(count);
    if (count < 999.5e3) return three_digits(count / 1e3) + "k";
    if (count < 999.5e6) return three_digits(count / 1e6) + "M";
    return three_digits(count / 1e9) + "G";
}

std::string format_share(double share) {
    const double percent = share * 100;
    // A share that is nearly nothing or nearly all must not read as nothing or all.
    if (percent > 0 && percent < 0.005) return "<0.01%";
    if (percent > 99.5 && percent < 100) return fmt::format("{:.2f}%", std::min(percent, 99.99));
    return three_digits(percent) + "%";
}

std::string format_instant(Instant moment) {
    const auto day = std::chrono::floor<std::chrono::days>(moment.time_since_epoch());
    const std::chrono::year_month_day date{std::chrono::sys_days(day)};
    const auto second = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch() - day).count();
    return fmt::format("{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                       second / 60 % 60, second % 60);
}

}  // namespace wt
