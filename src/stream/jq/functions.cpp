#include "stream/jq/functions.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace wt::stream::jq {

namespace {

using Json = nlohmann::json;
using Outcome = Result<Json>;

[[nodiscard]] Error cannot(const Json& of, std::string_view what) {
    return Error{fmt::format("{} ({}) {}", type_of(of), text_of(of).substr(0, 40), what)};
}

/// A whole number is one, also where it was reckoned.
[[nodiscard]] Json number(double value) {
    if (std::abs(value) < 9e15 && value == std::trunc(value)) return static_cast<std::int64_t>(value);
    return value;
}

/// jq 1.6 Manual, "Dates": [year, month from 0, day, hours, minutes, seconds, day of the week, day of the year].
[[nodiscard]] std::optional<std::tm> broken_down(const Json& time) {
    std::tm parts{};
    if (time.is_number()) {
        const double seconds = time.get<double>();
        if (!(std::abs(seconds) < 1e11)) return std::nullopt;
        const auto whole = static_cast<std::time_t>(std::floor(seconds));
        return ::gmtime_r(&whole, &parts) == nullptr ? std::nullopt : std::optional(parts);
    }
    if (!time.is_array() || time.size() < 6) return std::nullopt;
    int* const to[] = {&parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
                       &parts.tm_min,  &parts.tm_sec, &parts.tm_wday, &parts.tm_yday};
    for (std::size_t i = 0; i < std::min<std::size_t>(time.size(), 8); ++i) {
        if (!time[i].is_number() || std::abs(time[i].get<double>()) > 1e6) return std::nullopt;
        *to[i] = static_cast<int>(time[i].get<double>());
    }
    parts.tm_year -= 1900;
    return parts;
}

[[nodiscard]] Outcome strftime(const Json& of, const Json& format) {
    if (!format.is_string()) return cannot(format, "is no format");
    const auto parts = broken_down(of);
    if (!parts) return Error{"strftime/1 requires parsed datetime inputs"};
    const std::string pattern = format.get<std::string>() + " ";  // an empty result is told from one that is too long
    if (pattern.size() > 512) return Error{"strftime/1: unknown system failure"};
    std::string text(4096, '\0');
    // NOLINTNEXTLINE(clang-diagnostic-format-nonliteral): the format is the user's
    text.resize(std::strftime(text.data(), text.size(), pattern.c_str(), &*parts));
    if (text.empty()) return Error{"strftime/1: unknown system failure"};
    text.pop_back();
    return Json(text);
}

[[nodiscard]] Outcome strptime(const Json& of, const Json& format) {
    if (!of.is_string() || !format.is_string()) return Error{"strptime/1 requires string inputs and arguments"};
    std::tm parts{};
    const std::string text = of.get<std::string>();
    const char* const end = ::strptime(text.c_str(), format.get_ref<const std::string&>().c_str(), &parts);
    if (end == nullptr || *end != '\0')
        return Error{fmt::format("date \"{}\" does not match format \"{}\"", text, format.get<std::string>())};
    std::tm days = parts;
    (void)::timegm(&days);
    return Json::array({parts.tm_year + 1900, parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                        days.tm_wday, days.tm_yday});
}

[[nodiscard]] Outcome mktime(const Json& of) {
    auto parts = of.is_array() ? broken_down(of) : std::nullopt;
    if (!parts) return Error{"mktime requires array of 6 numbers"};
    return Json(static_cast<std::int64_t>(::timegm(&*parts)));
}

[[nodiscard]] Outcome without(const Json& of, const Json& part, bool in_front) {
    if (!of.is_string() || !part.is_string()) return of;
    std::string text = of.get<std::string>();
    const std::string& cut = part.get_ref<const std::string&>();
    if (in_front && text.starts_with(cut)) text.erase(0, cut.size());
    if (!in_front && text.ends_with(cut)) text.resize(text.size() - cut.size());
    return Json(text);
}

[[nodiscard]] Outcome split(const Json& of, const Json& by) {
    if (!of.is_string() || !by.is_string()) return Error{"split input and separator must be strings"};
    const std::string text = of.get<std::string>();
    const std::string separator = by.get<std::string>();
    Json parts = Json::array();
    if (text.empty()) return parts;
    if (separator.empty()) {
        for (const char c : text) parts.push_back(std::string(1, c));
        return parts;
    }
    std::size_t at = 0;
    for (std::size_t next = text.find(separator); next != std::string::npos; next = text.find(separator, at)) {
        parts.push_back(text.substr(at, next - at));
        at = next + separator.size();
    }
    parts.push_back(text.substr(at));
    return parts;
}

[[nodiscard]] Outcome join(const Json& of, const Json& by) {
    if (!of.is_array() || !by.is_string()) return cannot(of, "cannot be joined");
    std::string text;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (i > 0) text += by.get_ref<const std::string&>();
        if (!of[i].is_null()) text += text_of(of[i]);
    }
    return Json(text);
}

[[nodiscard]] Outcome length(const Json& of) {
    if (of.is_null()) return Json(0);
    if (of.is_number()) return number(std::abs(of.get<double>()));
    if (of.is_boolean()) return cannot(of, "has no length");
    if (!of.is_string()) return Json(of.size());
    const std::string& text = of.get_ref<const std::string&>();
    return Json(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

[[nodiscard]] Outcome to_number(const Json& of) {
    if (of.is_number()) return of;
    if (!of.is_string()) return cannot(of, "cannot be parsed as a number");
    const Json read = Json::parse(of.get_ref<const std::string&>(), nullptr, false);
    if (!read.is_number()) return cannot(of, "cannot be parsed as a number");
    return read;
}

[[nodiscard]] Outcome mapped(const Json& of, char first, char last, int by) {
    if (!of.is_string()) return Error{"explode input must be a string"};
    std::string text = of.get<std::string>();
    for (char& c : text) {
        if (c >= first && c <= last) c = static_cast<char>(c + by);
    }
    return Json(text);
}

[[nodiscard]] Outcome rounded(const Json& of, double (*how)(double)) {
    if (!of.is_number()) return cannot(of, "number required");
    return number(how(of.get<double>()));
}

[[nodiscard]] Outcome has(const Json& of, const Json& key) {
    if (of.is_object() && key.is_string()) return Json(of.contains(key.get_ref<const std::string&>()));
    if (of.is_array() && key.is_number())
        return Json(key.get<double>() >= 0 && key.get<double>() < static_cast<double>(of.size()));
    return cannot(of, "cannot be asked for such a key");
}

[[nodiscard]] Outcome keys(const Json& of) {
    Json all = Json::array();
    if (of.is_array()) {
        for (std::size_t i = 0; i < of.size(); ++i) all.push_back(i);
        return all;
    }
    if (!of.is_object()) return cannot(of, "has no keys");
    for (const auto& [key, value] : of.items()) all.push_back(key);
    return all;
}

[[nodiscard]] Outcome ends(const Json& of, const Json& with, bool begins) {
    if (!of.is_string() || !with.is_string())
        return Error{begins ? "startswith() requires string inputs" : "endswith() requires string inputs"};
    const std::string& text = of.get_ref<const std::string&>();
    const std::string& part = with.get_ref<const std::string&>();
    return Json(begins ? text.starts_with(part) : text.ends_with(part));
}

constexpr const char* iso_format = "%Y-%m-%dT%H:%M:%SZ";

using Plain = Outcome (*)(const Json&);
constexpr std::pair<std::string_view, Plain> plain[] = {
    {"tostring", [](const Json& of) -> Outcome { return Json(text_of(of)); }},
    {"tonumber", to_number},
    {"length", length},
    {"not", [](const Json& of) -> Outcome { return Json(of.is_null() || of == false); }},
    {"type", [](const Json& of) -> Outcome { return Json(std::string(type_of(of))); }},
    {"keys", keys},
    {"floor", [](const Json& of) { return rounded(of, std::floor); }},
    {"ceil", [](const Json& of) { return rounded(of, std::ceil); }},
    {"round", [](const Json& of) { return rounded(of, std::round); }},
    {"ascii_downcase", [](const Json& of) { return mapped(of, 'A', 'Z', 32); }},
    {"ascii_upcase", [](const Json& of) { return mapped(of, 'a', 'z', -32); }},
    {"mktime", mktime},
    {"gmtime",
     [](const Json& of) -> Outcome {
         const auto parts = of.is_number() ? broken_down(of) : std::nullopt;
         if (!parts) return Error{"gmtime() requires a number"};
         return Json::array({parts->tm_year + 1900, parts->tm_mon, parts->tm_mday, parts->tm_hour, parts->tm_min,
                             parts->tm_sec, parts->tm_wday, parts->tm_yday});
     }},
    {"todate", [](const Json& of) { return strftime(of, iso_format); }},
    {"fromdate",
     [](const Json& of) -> Outcome {
         auto parts = strptime(of, iso_format);
         return parts.ok() ? mktime(*parts) : parts;
     }},
};

using WithOne = Outcome (*)(const Json&, const Json&);
constexpr std::pair<std::string_view, WithOne> with_one[] = {
    {"strftime", strftime},
    {"strptime", strptime},
    {"split", split},
    {"join", join},
    {"has", has},
    {"ltrimstr", [](const Json& of, const Json& part) { return without(of, part, true); }},
    {"rtrimstr", [](const Json& of, const Json& part) { return without(of, part, false); }},
    {"startswith", [](const Json& of, const Json& with) { return ends(of, with, true); }},
    {"endswith", [](const Json& of, const Json& with) { return ends(of, with, false); }},
};

template <class Table>
[[nodiscard]] auto find(const Table& table, std::string_view name) {
    return std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.first == name; });
}

}  // namespace

std::string_view type_of(const Json& value) {
    if (value.is_null()) return "null";
    if (value.is_boolean()) return "boolean";
    if (value.is_number()) return "number";
    if (value.is_string()) return "string";
    return value.is_array() ? "array" : "object";
}

std::string text_of(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) {
        const Json whole = number(value.get<double>());
        if (whole.is_number_integer()) return whole.dump();
    }
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool is_less(const Json& a, const Json& b) {
    const auto rank = [](const Json& value) {
        if (value.is_null()) return 0;
        if (value.is_boolean()) return value.get<bool>() ? 2 : 1;
        return value.is_number() ? 3 : value.is_string() ? 4 : value.is_array() ? 5 : 6;
    };
    return rank(a) != rank(b) ? rank(a) < rank(b) : a < b;
}

bool is_function(std::string_view name, std::size_t arguments) {
    return (arguments == 0 && find(plain, name) != std::end(plain)) ||
           (arguments == 1 && find(with_one, name) != std::end(with_one));
}

Outcome call(std::string_view name, const Json& of, const std::vector<Json>& arguments) {
    return arguments.empty() ? find(plain, name)->second(of) : find(with_one, name)->second(of, arguments.front());
}

}  // namespace wt::stream::jq
