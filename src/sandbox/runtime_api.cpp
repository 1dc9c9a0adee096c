#include "sandbox/runtime_api.hpp"

#include <sys/wait.h>

#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::sandbox {

namespace {

using nlohmann::json;

constexpr std::string_view prefix = "/2018-06-01/runtime/";

[[nodiscard]] http::Response accepted() { return http::json_response(202, "{\"status\":\"OK\"}\n"); }

[[nodiscard]] http::Response refused(int status, std::string_view type, std::string_view message) {
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

http::Response exit_error(std::string_view request_id, std::string_view how) {
    const std::string what =
        how.empty() ? "Runtime exited without providing a reason" : fmt::format("Runtime exited with error: {}", how);
    const std::string whose = request_id.empty() ? std::string() : fmt::format("RequestId: {} ", request_id);
    return error_payload("Runtime.ExitError", fmt::format("{}Error: {}", whose, what));
}

Task<http::Response> RuntimeApi::handle(http::Request&& request) {
    if (is_from_page(request)) co_return refused(403, "Forbidden", "Not for web pages");
    std::string_view path = request.path.view();
    if (!path.starts_with(prefix)) co_return refused(404, "NotFound", "404 page not found");
    path.remove_prefix(prefix.size());
    const bool get = request.method == http::Method::get;
    const bool post = request.method == http::Method::post;
    if (path == "invocation/next") {
        if (!get) co_return refused(405, "MethodNotAllowed", "Method not allowed");
        co_return co_await next();
    }
    if (path == "init/error") {
        if (!post) co_return refused(405, "MethodNotAllowed", "Method not allowed");
        co_return take_init_error(request);
    }
    constexpr std::string_view of_invocation = "invocation/";
    const std::size_t slash = path.rfind('/');
    if (!path.starts_with(of_invocation) || slash < of_invocation.size())
        co_return refused(404, "NotFound", "404 page not found");
    const std::string id(path.substr(of_invocation.size(), slash - of_invocation.size()));
    const std::string what(path.substr(slash + 1));
    if (what != "response" && what != "error") co_return refused(404, "NotFound", "404 page not found");
    if (!post) co_return refused(405, "MethodNotAllowed", "Method not allowed");
    if (what == "response") co_return take_response(id, std::move(request));
    co_return take_error(id, request);
}

Task<http::Response> RuntimeApi::next() {
    if (!running_) co_return refused(410, "Gone", "The environment has been reset");
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
    if (!running_ || mine != asker_) co_return refused(410, "Gone", "The environment has been reset");
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
    if (!is_open(id)) return refused(400, "InvalidRequestID", "Invalid request ID");
    if (request.body.size() > largest_answer) {
        finish(error_payload(
            "Function.ResponseSizeTooLarge",
            fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).", largest_answer)));
        return accepted();
    }
    http::Response outcome;
    outcome.body = std::move(request.body);
    if (const Text* type = request.headers.find("Content-Type")) outcome.headers.add("Content-Type", *type);
    finish(std::move(outcome));
    return accepted();
}

http::Response RuntimeApi::take_error(std::string_view id, const http::Request& request) {
    if (!is_open(id)) return refused(400, "InvalidRequestID", "Invalid request ID");
    if (request.body.size() > largest_answer) {
        finish(error_payload(
            "Function.ResponseSizeTooLarge",
            fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).", largest_answer)));
        return accepted();
    }
    finish(posted_error(request));
    return accepted();
}

http::Response RuntimeApi::take_init_error(const http::Request& request) {
    if (!running_ || asked_ || init_error_)
        return refused(403, "InvalidStateTransition", "State transition is not allowed");
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

void RuntimeApi::end(std::string how) {
    running_ = false;
    how_ended_ = std::move(how);
    offered_.pulse();
    changed_.pulse();
}

Task<std::optional<http::Response>> RuntimeApi::ready() {
    while (running_ && !asked_ && !init_error_) co_await changed_.wait();
    if (init_error_) co_return std::move(init_error_);
    if (!asked_) co_return exit_error({}, how_ended_);
    co_return std::nullopt;
}

Task<http::Response> RuntimeApi::invoke(http::Request&& invocation) {
    id_ = invocation.headers.get("Lambda-Runtime-Aws-Request-Id");
    open_ = true;
    outcome_.reset();
    pending_ = std::move(invocation);
    offered_.pulse();
    while (running_ && !outcome_) co_await changed_.wait();
    if (outcome_) co_return std::move(*outcome_);
    open_ = false;
    co_return exit_error(id_, how_ended_);
}

void RuntimeApi::abandon() {
    open_ = false;
    pending_.reset();
    outcome_.reset();
}

}  // namespace wt::sandbox
