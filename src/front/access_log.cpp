#include "front/access_log.hpp"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "front/json_text.hpp"

namespace wt::front {

namespace {

constexpr std::size_t block = 64 * 1024;

[[nodiscard]] std::string_view request_id(const http::Headers& headers) {
    const std::string_view gateway = headers.get("x-amzn-RequestId");
    return gateway.empty() ? headers.get("X-Amz-Cf-Id") : gateway;
}

void append_member(std::string& to, std::string_view name, std::string_view value) {
    to += ",\"";
    to += name;
    to += "\":";
    append_json_string(to, value);
}

}  // namespace

AccessLog::AccessLog(const std::string& where) {
    if (where == "off") return;
    file_ = where == "stderr" ? stderr : std::fopen(where.c_str(), "ae");
    if (file_ == nullptr)
        throw std::runtime_error(fmt::format("the access log {} cannot be written: {}", where, std::strerror(errno)));
}

AccessLog::~AccessLog() {
    flush();
    if (file_ != nullptr && file_ != stderr) std::fclose(file_);
}

std::string AccessLog::begin(Instant now, const http::Request& request) {
    std::string line;
    line.reserve(384);
    line += R"({"time":")";
    calendar_.append_timestamp(line, now);
    line += '"';
    append_member(line, "client", request.client.text());
    append_member(line, "method", http::method_name(request));
    append_member(line, "host", request.headers.get("Host"));
    append_member(line, "path", request.path);
    if (!request.query.empty()) append_member(line, "query", request.query);
    return line;
}

void AccessLog::end(std::string line, const http::Response& response, std::uint64_t sent, Duration took) {
    if (!on()) return;
    fmt::format_to(std::back_inserter(line), R"(,"status":{},"bytes":{},"duration_ms":{:.3f})", response.status, sent,
                   seconds(took) * 1e3);
    if (const auto id = request_id(response.headers); !id.empty()) append_member(line, "request_id", id);
    if (const auto cache = response.headers.get("X-Cache"); !cache.empty()) append_member(line, "x_cache", cache);
    line += "}\n";
    waiting_ += line;
    ++lines_waiting_;
    if (waiting_.size() >= block) flush();
}

void AccessLog::flush() {
    if (!on() || waiting_.empty()) return;
    const bool written = std::fwrite(waiting_.data(), 1, waiting_.size(), file_) == waiting_.size();
    if (!written || std::fflush(file_) != 0) {
        lost_ += lines_waiting_;
        std::clearerr(file_);
    }
    waiting_.clear();
    lines_waiting_ = 0;
}

}  // namespace wt::front
