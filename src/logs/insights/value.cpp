#include "logs/insights/value.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::logs::insights {

namespace {

constexpr double whole_up_to = 1e15;
constexpr double furthest_ms = 8e15;  // beyond it years have five digits more than anybody reads

[[nodiscard]] std::string text_of_number(double number) {
    if (std::abs(number) < whole_up_to && number == std::floor(number)) return fmt::format("{:.0f}", number);
    if (std::abs(number) >= whole_up_to || !std::isfinite(number)) return fmt::format("{}", number);
    std::string text = fmt::format("{:.4f}", number);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

[[nodiscard]] std::string text_of_moment(Moment moment) {
    using namespace std::chrono;
    if (std::abs(static_cast<double>(moment.ms)) > furthest_ms) return std::to_string(moment.ms);
    const sys_time<milliseconds> at{milliseconds(moment.ms)};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

/// The digits that the text begins with, without leading zeros; they are taken off it.
[[nodiscard]] std::string_view take_digits(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    std::string_view digits = text.substr(0, end);
    text.remove_prefix(end);
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    return digits;
}

[[nodiscard]] bool text_comes_before(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        if (is_digit(a.front()) && is_digit(b.front())) {
            const std::string_view left = take_digits(a);
            const std::string_view right = take_digits(b);
            if (left.size() != right.size()) return left.size() < right.size();
            if (left != right) return left < right;
        } else {
            if (a.front() != b.front())
                return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.empty() && !b.empty();
}

/// 0: not there, 1: a text, 2: a number.
[[nodiscard]] int rank(const Value& value) { return !is_there(value) ? 0 : number_of(value) ? 2 : 1; }

}  // namespace

bool comes_before(const Value& a, const Value& b) {
    const int left = rank(a);
    const int right = rank(b);
    if (left != right) return left < right;
    if (left == 2) return *number_of(a) < *number_of(b);
    return text_comes_before(text_of(a), text_of(b));
}

std::optional<double> number_of(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* moment = std::get_if<Moment>(&value)) return static_cast<double>(moment->ms);
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || text->empty()) return std::nullopt;
    double number = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (problem != std::errc() || end != text->data() + text->size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::string text_of(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return text_of_number(*number);
    if (const auto* moment = std::get_if<Moment>(&value)) return text_of_moment(*moment);
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::string() : *text;
}

bool is_true(const Value& value) {
    if (const auto number = number_of(value)) return *number != 0;
    return !text_of(value).empty();
}

std::partial_ordering compare(const Value& a, const Value& b) {
    if (!is_there(a) || !is_there(b)) return std::partial_ordering::unordered;
    const auto left = number_of(a);
    const auto right = number_of(b);
    if (left && right) return *left <=> *right;
    return text_of(a) <=> text_of(b);
}

const Value& field(const Record& record, std::string_view name) {
    static const Value nothing;
    const auto found = record.find(name);
    return found == record.end() ? nothing : found->second;
}

}  // namespace wt::logs::insights
