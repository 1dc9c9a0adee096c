#include "edge/api/access_log.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "base/gzip.hpp"

namespace wt::edge::api {

namespace {

constexpr std::size_t most_waiting = 64 * 1024 * 1024;  // bytes

constexpr std::string_view head =
    "#Version: 1.0\n"
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
    "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes "
    "time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "
    "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "
    "sc-range-start sc-range-end\n";

[[nodiscard]] std::string_view or_dash(std::string_view text) { return text.empty() ? "-" : text; }

/// What a message has before its body, about: a line, the fields, and an empty line.
[[nodiscard]] std::size_t head_bytes(const http::Headers& headers, std::size_t first_line) {
    constexpr std::size_t around_field = 4;  // ": " and the line's end
    std::size_t bytes = first_line + 4;
    for (const http::Header& each : headers) bytes += each.name.size() + each.value.size() + around_field;
    return bytes;
}

/// Of "Hit from cloudfront" the first word, where AWS's list has it.
[[nodiscard]] std::string_view result_of(const http::Response& response) {
    const std::string_view said = response.headers.get("X-Cache");
    const std::string_view word = said.substr(0, said.find(' '));
    for (const std::string_view known : {"Hit", "RefreshHit", "Miss", "Redirect"}) {
        if (word == known) return known;
    }
    return response.status >= 400 ? "Error" : "Miss";
}

/// "bytes 0-4/10" as its two ends.
[[nodiscard]] std::pair<std::string_view, std::string_view> range_of(const http::Response& response) {
    std::string_view text = response.headers.get("Content-Range");
    constexpr std::string_view unit = "bytes ";
    const std::size_t dash = text.find('-');
    if (!text.starts_with(unit) || dash == std::string_view::npos) return {"-", "-"};
    const std::size_t slash = std::min(text.find('/'), text.size());
    return {text.substr(unit.size(), dash - unit.size()), text.substr(dash + 1, slash - dash - 1)};
}

}  // namespace

std::string log_field(std::string_view text) {
    constexpr std::string_view coded = "\"#%'<>[\\]^`{|}~";
    if (text.empty()) return "-";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || coded.find(c) != std::string_view::npos) {
            out += fmt::format("%{:02X}", byte);
        } else {
            out += c;
        }
    }
    return out;
}

std::string log_line(const Seen& seen, bool cookies) {
    const http::Request& asked = seen.request;
    const http::Response& answered = seen.response;
    const std::string moment = aws::iso8601(seen.answered);
    const std::string_view result = result_of(answered);
    const auto [from, to] = range_of(answered);
    const std::size_t in = head_bytes(asked.headers, http::method_name(asked).size() + asked.path.size() +
                                                         asked.query.size() + std::size(" HTTP/1.1\r\n")) +
                           asked.body.size();
    const std::size_t out = head_bytes(answered.headers, std::size("HTTP/1.1 200 OK\r\n")) + answered.body.size();
    const double taken = static_cast<double>(seen.taken.count()) / 1e9;
    const std::string_view length = answered.headers.get("Content-Length");
    std::string line;
    const auto add = [&](std::string_view value) { line.append(line.empty() ? "" : "\t").append(value); };
    add(moment.substr(0, 10));
    add(moment.substr(11, 8));
    add(seen.place);
    add(fmt::to_string(out));
    add(asked.client.text());
    add(http::method_name(asked));
    add(seen.domain);
    add(asked.path);
    add(fmt::to_string(answered.status));
    add(log_field(asked.headers.get("Referer")));
    add(log_field(asked.headers.get("User-Agent")));
    add(or_dash(asked.query));
    add(cookies ? log_field(asked.headers.get("Cookie")) : "-");
    add(result);
    add(answered.headers.get("X-Amz-Cf-Id"));
    add(or_dash(asked.headers.get("Host")));
    add(asked.secure ? "https" : "http");
    add(fmt::to_string(in));
    add(fmt::format("{:.3f}", taken));
    add(log_field(asked.headers.get("X-Forwarded-For")));
    add(asked.secure ? "TLSv1.3" : "-");
    add(asked.secure ? "TLS_AES_128_GCM_SHA256" : "-");
    add(result);
    add("HTTP/1.1");
    add("-");
    add("-");
    add("-");
    add(fmt::format("{:.3f}", taken));
    add(result);
    add(log_field(answered.headers.get("Content-Type")));
    add(length.empty() ? fmt::to_string(answered.body.size()) : std::string(length));
    add(from);
    add(to);
    return line + "\n";
}

/// Writes the requests of one distribution down.
class AccessLogs::Writer final : public Witness {
public:
    Writer(AccessLogs& logs, LogPlace place) : logs_(logs), place_(std::move(place)) {}
    void saw(const Seen& seen) override { logs_.note(place_, seen); }

private:
    AccessLogs& logs_;
    LogPlace place_;
};

AccessLogs::AccessLogs(const Context& context, Surroundings& around, Duration gathering)
    : context_(context),
      around_(around),
      gathering_(gathering),
      ids_(fresh_random(context, "cloudfront.logs")),
      lost_(context.metrics.counter("cloudfront.logs.lost")) {}

std::shared_ptr<Witness> AccessLogs::witness(LogPlace place) {
    return std::make_shared<Writer>(*this, std::move(place));
}

void AccessLogs::note(const LogPlace& place, const Seen& seen) {
    const std::string line = log_line(seen, place.cookies);
    if (bytes_ + line.size() > most_waiting) return lost_.add();
    const std::string moment = aws::iso8601(seen.answered);
    bytes_ += line.size();
    waiting_[{place, moment.substr(0, 10) + "-" + moment.substr(11, 2)}] += line;
    if (!std::exchange(soon_, true)) writing_.spawn(write_soon());
}

Task<void> AccessLogs::write_soon() {
    co_await context_.clock.sleep_for(gathering_);
    soon_ = false;
    bytes_ = 0;
    for (auto& [key, lines] : std::exchange(waiting_, {}))
        writing_.spawn(write(key.first, key.second, std::move(lines)));
}

Task<void> AccessLogs::write(LogPlace place, std::string hour, std::string lines) {
    const std::string key = fmt::format("{}{}.{}.{:08x}.gz", place.prefix, place.distribution, hour,
                                        static_cast<std::uint32_t>(ids_.next() >> 32U));
    const bool kept = co_await around_.keep_log(place.bucket, key, gzip(std::string(head) + lines));
    if (!kept) lost_.add();
}

}  // namespace wt::edge::api
