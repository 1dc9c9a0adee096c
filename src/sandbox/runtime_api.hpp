#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/sync.hpp"
#include "base/task.hpp"
#include "http/message.hpp"
#include "lambda/answer_stream.hpp"

namespace wt::sandbox {

/// The Lambda Runtime API (2018-06-01) of one environment: its runtime asks here for invocations and brings what became
/// of them. No sockets: requests come in, answers go out, and whoever owns the environment waits at the other side.
///
/// One invocation at a time. What a program says that is not there any more counts for nothing. Whatever it posts for
/// the invocation that is open is taken, too large an answer as a function error: runtimes end at a 4xx.
class RuntimeApi {
public:
    explicit RuntimeApi(Clock& clock) : offered_(clock), changed_(clock) {}

    /// What the runtime calls. A call for the next invocation waits for it.
    [[nodiscard]] Task<http::Response> handle(http::Request&& request);

    // For who owns the environment.
    /// A program begins.
    void begin();
    /// It has ended, by itself or not: `how` is what AWS says of it ("exit status 1"). `type` is of the error that this
    /// is to an invocation.
    void end(std::string how, std::string_view type = "Runtime.ExitError");
    [[nodiscard]] bool running() const { return running_; }
    /// Waits until the program asks for its first invocation. None then; else the function error that its INIT came to.
    [[nodiscard]] Task<std::optional<http::Response>> ready();
    /// Hands out an invocation, with the fields Lambda-Runtime-*, and waits for what becomes of it. The program has
    /// ended when it did not answer and running() is false then. What it streams goes into `to`, where there is one,
    /// and what is returned then says only how that ended.
    [[nodiscard]] Task<http::Response> invoke(http::Request&& invocation,
                                              std::shared_ptr<lambda::AnswerPipe> to = nullptr);
    /// Whoever waited for the invocation does so no more.
    void abandon();

    /// Lambda's limit (Lambda Developer Guide, "Lambda quotas": 6 MB), as recorded answers name it.
    static constexpr std::size_t largest_answer = 6'291'556;
    /// Of one that is streamed ("Response streaming for Lambda functions": 200 MB).
    static constexpr std::size_t largest_stream = std::size_t{200} << 20U;
    /// Whether a request's body is an answer that the program streams.
    [[nodiscard]] static bool streams(const http::Request& head);

private:
    [[nodiscard]] Task<http::Response> next();
    [[nodiscard]] http::Response take_response(std::string_view id, http::Request&& request);
    [[nodiscard]] Task<http::Response> take_stream(std::string id, http::Request request);
    [[nodiscard]] http::Response take_error(std::string_view id, const http::Request& request);
    [[nodiscard]] http::Response take_init_error(const http::Request& request);
    [[nodiscard]] bool is_open(std::string_view id) const { return open_ && id == id_; }
    void finish(http::Response outcome);

    bool running_ = false;
    bool asked_ = false;  // for its first invocation
    std::string how_ended_;
    std::string ended_as_;
    std::optional<http::Response> init_error_;
    std::uint64_t asker_ = 0;               // the last call for an invocation; earlier ones get none
    std::optional<http::Request> pending_;  // not handed out yet
    bool open_ = false;
    std::string id_;                // of the one that is open, or was
    std::uint64_t invocation_ = 0;  // counts them: a retry has the same id
    std::uint64_t streamed_ = 0;    // the last that is answered by a stream
    std::shared_ptr<lambda::AnswerPipe> to_;
    std::optional<http::Response> outcome_;
    Event offered_;
    Event changed_;
};

/// A function error as user code's runtimes and Lambda itself word it.
[[nodiscard]] http::Response error_payload(std::string_view type, std::string_view message);
/// "exit status 1", "signal: killed": what a wait status says.
[[nodiscard]] std::string ending(int wait_status);
/// Runtime.ExitError's payload, or Extension.Crash's.
[[nodiscard]] http::Response exit_error(std::string_view request_id, std::string_view how,
                                        std::string_view type = "Runtime.ExitError");

}  // namespace wt::sandbox
