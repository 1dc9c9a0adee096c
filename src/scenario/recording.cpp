#include "scenario/recording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "base/literals.hpp"
#include "http/uri.hpp"

namespace wt::scenario {

namespace {

using PlainJson = nlohmann::json;

constexpr std::size_t largest_archive = 256 * 1024 * 1024;
constexpr std::size_t largest_azure_row = 1440;

[[nodiscard]] std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::abs(value) < 1e15 ? std::optional(value) : std::nullopt;  // nor is it no number
}

/// The parts of a line between separators, empty ones, too.
[[nodiscard]] std::vector<std::string_view> columns(std::string_view line, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = line.find(separator);
        parts.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return parts;
        line.remove_prefix(end + 1);
    }
}

/// Of a whole address, the path and what follows the '?'.
void set_address(std::string_view address, Recorded& to) {
    if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) {
        const std::size_t path = address.find_first_of("/?", scheme + 3);
        address = path == std::string_view::npos ? std::string_view("/") : address.substr(path);
    }
    address = address.substr(0, address.find('#'));
    const std::size_t mark = address.find('?');
    to.path = address.substr(0, mark);
    if (!to.path.starts_with('/')) to.path.insert(0, "/");
    if (mark != std::string_view::npos) to.query = address.substr(mark + 1);
}

[[nodiscard]] bool set_method(std::string_view name, Recorded& to) {
    const auto method = http::parse_method(name);
    if (method) to.method = *method;
    return method.has_value();
}

/// What a member of an object says as a text; empty when it says nothing.
[[nodiscard]] std::string said(const PlainJson& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

[[nodiscard]] std::string first_said(const PlainJson& object, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (std::string text = said(object, name); !text.empty() && text != "-") return text;
    }
    return {};
}

[[nodiscard]] PlainJson parsed(std::string_view text) {
    if (nests_deeper(text)) return PlainJson(PlainJson::value_t::discarded);
    return PlainJson::parse(text, nullptr, false);
}

}  // namespace

std::optional<Instant> parse_moment(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    if (const auto number = number_of(text)) {
        // Seconds until the year 5138, then milliseconds.
        const double milliseconds = std::round(*number < 1e11 ? *number * 1000 : *number);
        if (milliseconds < 0 || milliseconds > 4e12) return std::nullopt;
        return epoch + std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
    }
    double more = 0;
    if (text.size() >= 20 && text[2] == '/' && text[6] == '/') {  // 10/Dec/2020:12:00:00 +0000
        constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
        const std::size_t month = months.find(text.substr(3, 3));
        if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
        std::string plain = std::string(text.substr(7, 4)) + "-" + (month / 3 + 1 < 10 ? "0" : "") +
                            std::to_string(month / 3 + 1) + "-" + std::string(text.substr(0, 2)) + "T" +
                            std::string(text.substr(12, 8)) + "Z";
        if (text.size() >= 26 && (text[21] == '+' || text[21] == '-')) {
            const auto hours = number_of(text.substr(22, 2));
            const auto minutes = number_of(text.substr(24, 2));
            if (!hours || !minutes) return std::nullopt;
            more = (text[21] == '+' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
        }
        const auto moment = parse_instant(plain);
        return moment.ok() ? std::optional(*moment + from_seconds(more)) : std::nullopt;
    }
    if (text.size() < 19) return std::nullopt;
    std::string_view rest = text.substr(19);
    if (rest.starts_with('.')) {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        more = number_of("0" + std::string(rest.substr(0, end))).value_or(0);
        rest.remove_prefix(end);
    }
    if (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':') {
        const auto hours = number_of(rest.substr(1, 2));
        const auto minutes = number_of(rest.substr(4, 2));
        if (!hours || !minutes) return std::nullopt;
        more += (rest[0] == '+' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
    } else if (rest != "Z" && !rest.empty()) {
        return std::nullopt;
    }
    const auto moment = parse_instant(std::string(text.substr(0, 10)) + "T" + std::string(text.substr(11, 8)) + "Z");
    return moment.ok() ? std::optional(*moment + from_seconds(more)) : std::nullopt;
}

Recording::Recording(RecordingFormat format, const OpenLines& open, Random minutes)
    : format_(format), lines_(open ? open() : nullptr), draws_(minutes) {}

std::optional<Recorded> Recording::next() {
    const bool log = format_ == RecordingFormat::cloudfront || format_ == RecordingFormat::apigateway;
    std::optional<Recorded> made = log ? next_in_order() : read_next();
    if (made && made->at && !by_minutes_) {
        if (!begins_) begins_ = made->at;
        ends_ = ends_ ? std::max(*ends_, *made->at) : *made->at;
    }
    return made;
}

bool Recording::Ahead::operator<(const Ahead& other) const {
    return std::pair(*request.at, number) > std::pair(*other.request.at, other.number);
}

std::optional<Recorded> Recording::next_in_order() {
    while (ahead_.size() < window) {
        std::optional<Recorded> read = read_next();
        if (!read) break;
        ahead_.push_back({std::move(*read), ++numbers_});
        std::push_heap(ahead_.begin(), ahead_.end());
    }
    if (ahead_.empty()) return std::nullopt;
    std::pop_heap(ahead_.begin(), ahead_.end());
    std::optional<Recorded> made = std::move(ahead_.back().request);
    ahead_.pop_back();
    return made;
}

std::optional<Recorded> Recording::read_next() {
    if (lines_ == nullptr) return std::nullopt;
    switch (format_) {
        case RecordingFormat::cloudfront: return next_cloudfront();
        case RecordingFormat::apigateway: return next_apigateway();
        case RecordingFormat::azure_functions: return next_azure();
        case RecordingFormat::har: return next_of_archive();
        case RecordingFormat::vegeta: return next_target();
    }
    return std::nullopt;
}

std::optional<Recorded> Recording::next_cloudfront() {
    while (const auto line = lines_->next()) {
        if (line->starts_with("#Fields:")) {
            fields_.clear();
            each_part(line->substr(8), ' ', [&](std::string_view name) { fields_.emplace_back(name); });
        }
        if (line->empty() || line->starts_with('#')) continue;
        const std::vector<std::string_view> values = columns(*line, '\t');
        const auto value = [&](std::string_view name) {
            const auto at = std::find(fields_.begin(), fields_.end(), name);
            const auto column = static_cast<std::size_t>(at - fields_.begin());
            const bool there = at != fields_.end() && column < values.size() && values[column] != "-";
            return there ? values[column] : std::string_view();
        };
        Recorded made;
        made.at = parse_moment(std::string(value("date")) + "T" + std::string(value("time")) + "Z");
        if (!made.at || !set_method(value("cs-method"), made)) {
            ++passed_over_;
            continue;
        }
        if (const auto path = value("cs-uri-stem"); !path.empty()) made.path = path;
        made.query = value("cs-uri-query");
        made.client = http::IpAddress::parse(value("c-ip"));
        // What a log escapes it escapes once more than the request did (same page, "cs(User-Agent)").
        for (const auto& [name, field] : {std::pair("User-Agent", "cs(User-Agent)"),
                                          std::pair("Referer", "cs(Referer)"), std::pair("Cookie", "cs(Cookie)")}) {
            if (const auto text = value(field); !text.empty())
                made.headers.emplace_back(name, http::percent_decode(text));
        }
        return made;
    }
    return std::nullopt;
}

std::optional<Recorded> Recording::next_apigateway() {
    while (const auto line = lines_->next()) {
        const std::string_view text = trimmed(*line);
        if (text.empty()) continue;
        Recorded made;
        if (text.front() == '{') {
            const PlainJson json = parsed(text);
            if (json.is_object()) {
                made.at = parse_moment(first_said(json, {"requestTimeEpoch", "requestTime", "timestamp", "time"}));
                set_address(first_said(json, {"path", "resourcePath", "routeKey"}), made);
                made.client = http::IpAddress::parse(first_said(json, {"ip", "sourceIp", "ipAddress", "caller"}));
                if (const std::string agent = first_said(json, {"userAgent"}); !agent.empty())
                    made.headers.emplace_back("User-Agent", agent);
                if (made.at && set_method(first_said(json, {"httpMethod", "method"}), made)) return made;
            }
        } else {
            // 127.0.0.1 caller user [10/Dec/2020:12:00:00 +0000]"GET /items HTTP/1.1" 200 12 id
            const std::size_t opens = text.find('[');
            const std::size_t closes = text.find(']', std::min(opens, text.size()));
            const std::size_t quote = text.find('"', std::min(closes, text.size()));
            const std::size_t end = quote == std::string_view::npos ? quote : text.find('"', quote + 1);
            if (end != std::string_view::npos && opens != std::string_view::npos) {
                const std::vector<std::string_view> asked = columns(text.substr(quote + 1, end - quote - 1), ' ');
                made.at = parse_moment(text.substr(opens, closes - opens + 1));
                made.client = http::IpAddress::parse(text.substr(0, text.find(' ')));
                if (asked.size() > 1) set_address(asked[1], made);
                if (made.at && set_method(asked[0], made)) return made;
            }
        }
        ++passed_over_;
    }
    return std::nullopt;
}

std::optional<Recorded> Recording::next_azure() {
    if (!begun_) {
        begun_ = true;
        const auto heading = lines_->next();
        if (!heading) return std::nullopt;
        by_minutes_ = heading->starts_with("HashOwner");
        if (by_minutes_) read_minutes();
    }
    if (by_minutes_) return next_minute();
    while (const auto line = lines_->next()) {
        const std::vector<std::string_view> values = columns(*line, ',');
        const auto end = values.size() < 4 ? std::nullopt : number_of(values[2]);
        const auto lasted = values.size() < 4 ? std::nullopt : number_of(trimmed(values[3]));
        Recorded made;
        if (end && lasted && *end < 4e9) made.at = epoch + from_seconds(std::max(0.0, *end - *lasted));
        if (!made.at || *made.at > epoch + from_seconds(4e9)) {
            ++passed_over_;
            continue;
        }
        made.path = "/" + std::string(values[1]);
        return made;
    }
    return std::nullopt;
}

void Recording::read_minutes() {
    minutes_.assign(largest_azure_row, 0);
    while (const auto line = lines_->next()) {
        // HashOwner, HashApp, HashFunction, Trigger, 1 to 1440.
        const std::vector<std::string_view> values = columns(*line, ',');
        if (values.size() < 5 && !trimmed(*line).empty()) ++passed_over_;
        for (std::size_t i = 4; i < values.size() && i - 4 < minutes_.size(); ++i)
            minutes_[i - 4] +=
                static_cast<std::uint64_t>(std::clamp(number_of(trimmed(values[i])).value_or(0), 0.0, 1e9));
    }
    for (std::size_t i = 0; i < minutes_.size(); ++i) {
        if (minutes_[i] == 0) continue;
        const Instant minute = epoch + std::chrono::minutes(i);
        if (!begins_) begins_ = minute;
        ends_ = minute + 1min;
    }
}

std::optional<Recorded> Recording::next_minute() {
    while (minute_ < minutes_.size() && minutes_[minute_] == 0) {
        ++minute_;
        within_ = 0;
    }
    if (minute_ == minutes_.size()) return std::nullopt;
    // The earliest of so many moments spread over what is left of the minute.
    const auto left = static_cast<double>(minutes_[minute_]--);
    within_ += (1 - within_) * (1 - std::pow(draws_.uniform_above_zero(), 1 / left));
    Recorded made;
    made.at = epoch + from_seconds((static_cast<double>(minute_) + within_) * 60);
    return made;
}

void Recording::read_archive() {
    std::string text;
    while (const auto line = lines_->next()) {
        text.append(*line).append("\n");
        if (text.size() > largest_archive) return;
    }
    const PlainJson json = parsed(text);
    if (!json.is_object() || !json.contains("log") || !json.at("log").is_object()) return;
    const auto entries = json.at("log").find("entries");
    if (entries == json.at("log").end() || !entries->is_array()) return;
    for (const PlainJson& entry : *entries) {
        if (!entry.is_object() || !entry.contains("request") || !entry.at("request").is_object()) continue;
        const PlainJson& request = entry.at("request");
        Recorded made;
        made.at = parse_moment(said(entry, "startedDateTime"));
        set_address(said(request, "url"), made);
        if (!made.at || !set_method(said(request, "method"), made)) {
            ++passed_over_;
            continue;
        }
        if (const auto headers = request.find("headers"); headers != request.end() && headers->is_array()) {
            constexpr std::array<std::string_view, 4> of_connections{"host", "connection", "content-length", "te"};
            for (const PlainJson& header : *headers) {
                if (!header.is_object()) continue;
                std::string name = said(header, "name");
                const bool own =
                    name.empty() || name.front() == ':' ||
                    std::find(of_connections.begin(), of_connections.end(), lowered(name)) != of_connections.end();
                if (!own) made.headers.emplace_back(std::move(name), said(header, "value"));
            }
        }
        if (const auto posted = request.find("postData"); posted != request.end() && posted->is_object())
            made.body = said(*posted, "text");
        archive_.push_back(std::move(made));
    }
    std::stable_sort(archive_.begin(), archive_.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
}

std::optional<Recorded> Recording::next_of_archive() {
    if (!std::exchange(begun_, true)) read_archive();
    if (next_in_archive_ == archive_.size()) return std::nullopt;
    return std::move(archive_[next_in_archive_++]);
}

std::optional<Recorded> Recording::next_target() {
    std::optional<Recorded> made;
    for (;;) {
        std::string line = std::exchange(pushed_back_, {});
        if (line.empty()) {
            const auto read = lines_->next();
            if (!read) return made;
            line = std::string(trimmed(*read));
            if (line.ends_with('\r')) line.pop_back();
        }
        if (line.empty() && made) return made;
        if (line.empty() || line.starts_with("#")) continue;
        if (line.starts_with('{') && made) {
            pushed_back_ = std::move(line);
            return made;
        }
        if (line.starts_with('{')) {
            const PlainJson json = parsed(line);
            Recorded target;
            if (!json.is_object() || !set_method(said(json, "method"), target)) {
                ++passed_over_;
                continue;
            }
            set_address(said(json, "url"), target);
            if (const auto headers = json.find("header"); headers != json.end() && headers->is_object()) {
                for (const auto& [name, values] : headers->items()) {
                    for (const PlainJson& value : values) {
                        if (value.is_string()) target.headers.emplace_back(name, value.get<std::string>());
                    }
                }
            }
            target.body = base64_decode(said(json, "body")).value_or("");
            return target;
        }
        const std::size_t blank = line.find(' ');
        Recorded target;
        const bool begins = blank != std::string::npos && set_method(std::string_view(line).substr(0, blank), target);
        if (begins && made) {
            pushed_back_ = std::move(line);
            return made;
        }
        if (begins) {
            set_address(trimmed(std::string_view(line).substr(blank + 1)), target);
            made = std::move(target);
        } else if (const std::size_t colon = line.find(':');
                   made && !line.starts_with('@') && colon != std::string::npos) {
            made->headers.emplace_back(line.substr(0, colon), std::string(trimmed(line.substr(colon + 1))));
        } else {
            ++passed_over_;  // "@/a/file": bodies in files of their own are not read
        }
    }
}

}  // namespace wt::scenario
