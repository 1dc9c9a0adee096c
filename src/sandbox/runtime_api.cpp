#include "sandbox/runtime_api.hpp"

#include <sys/wait.h>

#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "http/body.hpp"

namespace wt::sandbox {

namespace {

using nlohmann::json;

constexpr std::string_view runtime_prefix = "/2018-06-01/runtime/";

[[nodiscard]] http::Response accepted() { return http::json_response(202, "{\"status\":\"OK\"}\n"); }

[[nodiscard]] http::Response runtime_refused(int status, std::string_view type, std::string_view message) {
    return http::json_response(status, Text(fmt::format(R"({{"errorMessage":"{}","errorType":"{}"}})", message, type)));
}

[[nodiscard]] std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A function error: what the runtime posted, whatever it is, with an error type in any case.
[[nodiscard]] http::Response posted_error(const http::Request& request) {
    http::Response response = http::json_response(500, request.body);
    response.headers.add("X-Amz-Function-Error", "Unhandled");
    const std::string_view posted = request.body.view();
    // What is nested too deep to be written again stands as a text.
    json body = json::parse(nests_deeper(posted) ? "" : posted, nullptr, false);
    if (body.is_object() && body.contains("errorType")) return response;
    const bool was_object = body.is_object();
    if (!was_object) {
        const std::string text = request.body.str();
        body = json::object();
        if (!text.empty()) body["errorMessage"] = text;
    }
    const std::string_view said = request.headers.get("Lambda-Runtime-Function-Error-Type");
    body["errorType"] = said.empty() ? "Unknown" : std::string(said);
    response.body = Text(dumped(body));
    return response;
}

[[nodiscard]] http::Response too_large(std::size_t most) {
    return error_payload("Function.ResponseSizeTooLarge",
                         fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).", most));
}

/// What stands behind a streamed answer where it is none: an error's type, and its document in base64.
[[nodiscard]] std::optional<http::Response> error_behind(const http::BodyReader& stream) {
    const std::string_view type = stream.trailer("Lambda-Runtime-Function-Error-Type");
    const std::string_view body = stream.trailer("Lambda-Runtime-Function-Error-Body");
    if (type.empty() && body.empty()) return std::nullopt;
    http::Request said;
    if (!type.empty()) said.headers.add("Lambda-Runtime-Function-Error-Type", Text(type));
    said.body = Text(base64_decode(body).value_or(std::string(body)));
    return posted_error(said);
}

/// A web page that guessed the port: runtimes are no browsers.
[[nodiscard]] bool is_from_page(const http::Request& request) {
    return request.headers.has("Origin") || request.headers.has("Sec-Fetch-Site");
}

}  // namespace

http::Response error_payload(std::string_view type, std::string_view message) {
    nlohmann::ordered_json body;
    body["errorType"] = type;
    body["errorMessage"] = message;
    http::Response response =
        http::json_response(500, Text(body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
    response.headers.add("X-Amz-Function-Error", "Unhandled");
    return response;
}

std::string ending(int wait_status) {
    if (WIFSIGNALED(wait_status)) {
        const char* const name = sigdescr_np(WTERMSIG(wait_status));
        std::string described(name == nullptr ? "unknown" : name);
        for (char& c : described) c = wt::lower(c);
        return "signal: " + described;
    }
    const int status = WEXITSTATUS(wait_status);
    return status == 0 ? std::string() : fmt::format("exit status {}", status);
}

http::Response exit_error(std::string_view request_id, std::string_view how, std::string_view type) {
    const bool is_runtime = type == "Runtime.ExitError";
    std::string what =
        how.empty() ? "Runtime exited without providing a reason" : fmt::format("Runtime exited with error: {}", how);
    if (!is_runtime) what = how.empty() ? "exit code 0" : std::string(how);
    const std::string whose = request_id.empty() ? std::string() : fmt::format("RequestId: {} ", request_id);
    return error_payload(type, fmt::format("{}Error: {}", whose, what));
}

Task<http::Response> RuntimeApi::handle(http::Request&& request) {
    if (is_from_page(request)) co_return runtime_refused(403, "Forbidden", "Not for web pages");
    std::string_view path = request.path.view();
    if (!path.starts_with(runtime_prefix)) co_return runtime_refused(404, "NotFound", "404 page not found");
    path.remove_prefix(runtime_prefix.size());
    const bool get = request.method == http::Method::get;
    const bool post = request.method == http::Method::post;
    if (path == "invocation/next") {
        if (!get) co_return runtime_refused(405, "MethodNotAllowed", "Method not allowed");
        co_return co_await next();
    }
    if (path == "init/error") {
        if (!post) co_return runtime_refused(405, "MethodNotAllowed", "Method not allowed");
        co_return take_init_error(request);
    }
    constexpr std::string_view of_invocation = "invocation/";
    const std::size_t slash = path.rfind('/');
    if (!path.starts_with(of_invocation) || slash < of_invocation.size())
        co_return runtime_refused(404, "NotFound", "404 page not found");
    const std::string id(path.substr(of_invocation.size(), slash - of_invocation.size()));
    const std::string what(path.substr(slash + 1));
    if (what != "response" && what != "error") co_return runtime_refused(404, "NotFound", "404 page not found");
    if (!post) co_return runtime_refused(405, "MethodNotAllowed", "Method not allowed");
    if (what == "error") co_return take_error(id, request);
    if (streams(request)) co_return co_await take_stream(id, std::move(request));
    co_return take_response(id, std::move(request));
}

bool RuntimeApi::streams(const http::Request& head) {
    return same_ignoring_case(head.headers.get("Lambda-Runtime-Function-Response-Mode"), "streaming");
}

Task<http::Response> RuntimeApi::next() {
    if (!running_) co_return runtime_refused(410, "Gone", "The environment has been reset");
    const std::uint64_t mine = ++asker_;
    offered_.pulse();  // an earlier call of the same program has nothing to wait for any more
    if (!asked_) {
        asked_ = true;
        changed_.pulse();
    }
    if (open_ && !pending_) {
        finish(error_payload("Runtime.Unknown",
                             fmt::format("RequestId: {} Error: Runtime asked for the next invocation before it "
                                         "answered this one",
                                         id_)));
    }
    while (running_ && mine == asker_ && !pending_) co_await offered_.wait();
    if (!running_ || mine != asker_) co_return runtime_refused(410, "Gone", "The environment has been reset");
    http::Request invocation = std::move(*pending_);
    pending_.reset();
    http::Response response;
    response.headers.reserve(invocation.headers.size() + 1);
    response.headers.add("Content-Type", "application/json");
    for (const http::Header& field : invocation.headers) {
        if (same_ignoring_case(field.name.view().substr(0, 15), "Lambda-Runtime-"))
            response.headers.add(field.name, field.value);
    }
    response.body = std::move(invocation.body);
    co_return response;
}

http::Response RuntimeApi::take_response(std::string_view id, http::Request&& request) {
    if (!is_open(id)) return runtime_refused(400, "InvalidRequestID", "Invalid request ID");
    if (request.body.size() > largest_answer) {
        finish(too_large(largest_answer));
        return accepted();
    }
    http::Response outcome;
    outcome.body = std::move(request.body);
    if (const Text* type = request.headers.find("Content-Type")) outcome.headers.add("Content-Type", *type);
    finish(std::move(outcome));
    return accepted();
}

Task<http::Response> RuntimeApi::take_stream(std::string id, http::Request request) {
    if (!is_open(id) || streamed_ == invocation_)
        co_return runtime_refused(400, "InvalidRequestID", "Invalid request ID");
    const std::uint64_t mine = streamed_ = invocation_;
    const auto open = [this, mine] { return open_ && invocation_ == mine; };
    const std::shared_ptr<lambda::AnswerPipe> to = to_;
    const std::size_t most = to != nullptr ? largest_stream : largest_answer;
    Text type(request.headers.get("Content-Type"));
    if (to != nullptr) to->begin(type);
    const std::shared_ptr<http::BodyReader> stream = request.stream;
    std::string whole;
    std::size_t size = 0;
    for (bool over = false; !over;) {
        Text piece;
        if (stream != nullptr) {
            Result<Text, http::BodyError> next = co_await stream->next();
            // What becomes of a program that breaks off shows by itself: it ends, or asks for the next.
            if (!next.ok()) co_return accepted();
            piece = std::move(*next);
            over = piece.empty();
        } else {
            piece = std::move(request.body);
            over = true;
        }
        size += piece.size();
        if (!open()) continue;  // nobody wants it any more; a runtime that cannot write would end
        if (size > most) {
            finish(too_large(most));
        } else if (to != nullptr) {
            co_await to->write(std::move(piece));
        } else {
            whole += piece.view();
        }
    }
    if (!open()) co_return accepted();
    if (stream != nullptr) {
        if (std::optional<http::Response> error = error_behind(*stream)) {
            finish(std::move(*error));
            co_return accepted();
        }
    }
    http::Response outcome;
    outcome.body = Text(whole);
    if (!type.empty()) outcome.headers.add("Content-Type", std::move(type));
    finish(std::move(outcome));
    co_return accepted();
}

http::Response RuntimeApi::take_error(std::string_view id, const http::Request& request) {
    if (!is_open(id)) return runtime_refused(400, "InvalidRequestID", "Invalid request ID");
    if (request.body.size() > largest_answer) {
        finish(too_large(largest_answer));
        return accepted();
    }
    finish(posted_error(request));
    return accepted();
}

http::Response RuntimeApi::take_init_error(const http::Request& request) {
    if (!running_ || asked_ || init_error_)
        return runtime_refused(403, "InvalidStateTransition", "State transition is not allowed");
    init_error_ = posted_error(request);
    changed_.pulse();
    return accepted();
}

void RuntimeApi::finish(http::Response outcome) {
    open_ = false;
    outcome_ = std::move(outcome);
    changed_.pulse();
}

void RuntimeApi::begin() {
    running_ = true;
    ++asker_;
    asked_ = false;
    how_ended_.clear();
    init_error_.reset();
    pending_.reset();
    open_ = false;
    outcome_.reset();
}

void RuntimeApi::end(std::string how, std::string_view type) {
    running_ = false;
    how_ended_ = std::move(how);
    ended_as_ = type;
    offered_.pulse();
    changed_.pulse();
}

Task<std::optional<http::Response>> RuntimeApi::ready() {
    while (running_ && !asked_ && !init_error_) co_await changed_.wait();
    if (init_error_) co_return std::move(init_error_);
    if (!asked_) co_return exit_error({}, how_ended_, ended_as_);
    co_return std::nullopt;
}

Task<http::Response> RuntimeApi::invoke(http::Request&& invocation, std::shared_ptr<lambda::AnswerPipe> to) {
    to_ = std::move(to);
    ++invocation_;
    id_ = invocation.headers.get("Lambda-Runtime-Aws-Request-Id");
    open_ = true;
    outcome_.reset();
    pending_ = std::move(invocation);
    offered_.pulse();
    while (running_ && !outcome_) co_await changed_.wait();
    if (outcome_) co_return std::move(*outcome_);
    open_ = false;
    co_return exit_error(id_, how_ended_, ended_as_);
}

void RuntimeApi::abandon() {
    open_ = false;
    pending_.reset();
    outcome_.reset();
}

}  // namespace wt::sandbox
