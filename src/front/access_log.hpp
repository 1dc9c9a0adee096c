#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "front/calendar.hpp"
#include "http/message.hpp"

namespace wt::front {

/// One line of JSON a request. Lines gather in memory and are written in blocks: when there are many, and when the
/// server asks now and then. A log that cannot be written loses lines, never requests.
class AccessLog {
public:
    /// `where`: "off", "stderr", or the path of a file that is appended to. Throws std::runtime_error with a sentence
    /// when that file cannot be opened.
    explicit AccessLog(const std::string& where);
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    [[nodiscard]] bool on() const { return file_ != nullptr; }

    /// The part of a line that is known before the request moves on.
    [[nodiscard]] std::string begin(Instant now, const http::Request& request);
    /// Completes the line; `sent`: the bytes of the answer's body. A broken answer has the status 0.
    void end(std::string line, const http::Response& response, std::uint64_t sent, Duration took);
    void flush();
    /// Lines that could not be written.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

private:
    Calendar calendar_;
    std::FILE* file_ = nullptr;
    std::string waiting_;
    std::uint64_t lines_waiting_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace wt::front
