#include "sandbox/extensions_api.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "http/ids.hpp"
#include "sandbox/runtime_api.hpp"

namespace wt::sandbox {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view extension_prefix = "/2020-01-01/extension/";
constexpr std::string_view identifier = "Lambda-Extension-Identifier";

[[nodiscard]] Text dumped(const Json& json) { return Text(json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

[[nodiscard]] http::Response extension_refused(int status, std::string_view type, std::string_view message) {
    return http::json_response(status, dumped({{"errorType", type}, {"errorMessage", message}}));
}

}  // namespace

ExtensionsApi::ExtensionsApi(const Context& context, About about)
    : about_(std::move(about)), ids_(context.random("sandbox.extensions")), changed_(context.clock) {}

bool ExtensionsApi::is_for(const http::Request& request) { return request.path.view().starts_with(extension_prefix); }

void ExtensionsApi::begin(std::vector<std::string> names) {
    ++round_;
    running_ = true;
    expected_ = std::move(names);
    extensions_.clear();
    error_.reset();
}

void ExtensionsApi::end() {
    running_ = false;
    changed_.pulse();
}

Task<http::Response> ExtensionsApi::handle(http::Request&& request) {
    const std::string_view what = request.path.view().substr(extension_prefix.size());
    const bool post = request.method == http::Method::post;
    if (!running_) co_return extension_refused(410, "Gone", "The environment has been reset");
    if (what == "register" && post) co_return enlist(request);
    const std::string id(request.headers.get(identifier));
    if (id.empty()) co_return extension_refused(403, "Extension.MissingHeader", "Missing extension identifier header");
    if (!extensions_.contains(id))
        co_return extension_refused(403, "Extension.InvalidExtensionIdentifier", "Invalid extension identifier");
    if (what == "event/next" && request.method == http::Method::get) co_return co_await next(id);
    if ((what == "init/error" || what == "exit/error") && post) co_return fail(request);
    co_return extension_refused(404, "NotFound", "404 page not found");
}

http::Response ExtensionsApi::enlist(const http::Request& request) {
    const std::string name(request.headers.get("Lambda-Extension-Name"));
    if (name.empty()) return extension_refused(403, "Extension.InvalidExtensionName", "Empty extension name");
    const bool is_there =
        std::any_of(extensions_.begin(), extensions_.end(), [&](const auto& each) { return each.second.name == name; });
    if (is_there)
        return extension_refused(403, "Extension.AlreadyRegistered", fmt::format("{} has registered already", name));
    const Json said = nests_deeper(request.body) ? Json() : Json::parse(request.body.view(), nullptr, false);
    Extension made;
    made.name = name;
    if (said.is_object() && said.contains("events") && said["events"].is_array()) {
        for (const Json& event : said["events"]) {
            if (event != "INVOKE" && event != "SHUTDOWN")
                return extension_refused(400, "Extension.InvalidEventType", "Events are INVOKE and SHUTDOWN");
            made.events.insert(event.get<std::string>());
        }
    } else if (!request.body.empty()) {
        return extension_refused(400, "InvalidRequestFormat", "Expected {\"events\": [...]}");
    }
    const std::string id = http::request_id(ids_).str();
    extensions_.emplace(id, std::move(made));
    changed_.pulse();
    Json told{{"functionName", about_.function}, {"functionVersion", about_.version}, {"handler", about_.handler}};
    if (request.headers.get("Lambda-Extension-Accept-Feature").find("accountId") != std::string_view::npos)
        told["accountId"] = about_.account;
    http::Response response = http::json_response(200, dumped(told));
    response.headers.add(Text(identifier), Text(id));
    return response;
}

Task<http::Response> ExtensionsApi::next(std::string id) {
    const std::uint64_t mine = round_;
    extensions_.find(id)->second.asked = true;
    changed_.pulse();
    for (;;) {
        const auto found = running_ && round_ == mine ? extensions_.find(id) : extensions_.end();
        if (found == extensions_.end()) co_return extension_refused(410, "Gone", "The environment has been reset");
        auto& waiting = found->second.waiting;
        if (!waiting.empty()) {
            http::Response response = http::json_response(200, waiting.front().second);
            response.headers.add("Lambda-Extension-Event-Identifier", Text(waiting.front().first));
            waiting.pop_front();
            co_return response;
        }
        co_await changed_.wait();
    }
}

http::Response ExtensionsApi::fail(const http::Request& request) {
    const std::string_view type = request.headers.get("Lambda-Extension-Function-Error-Type");
    const Json said = nests_deeper(request.body) ? Json() : Json::parse(request.body.view(), nullptr, false);
    const Json message = said.is_object() ? said.value("errorMessage", Json()) : Json();
    error_ = error_payload(type.empty() ? "Extension.UnknownReason" : type,
                           message.is_string() ? message.get<std::string>() : "");
    changed_.pulse();
    return http::json_response(202, "{\"status\":\"OK\"}\n");
}

Task<std::optional<http::Response>> ExtensionsApi::ready() {
    const auto missing = [this](const std::string& name) {
        return std::none_of(extensions_.begin(), extensions_.end(),
                            [&](const auto& each) { return each.second.name == name && each.second.asked; });
    };
    while (running_ && !error_ && std::any_of(expected_.begin(), expected_.end(), missing)) co_await changed_.wait();
    co_return std::exchange(error_, std::nullopt);
}

void ExtensionsApi::tell(std::string_view event, const Text& document) {
    for (auto& [id, extension] : extensions_) {
        if (extension.events.contains(event)) extension.waiting.emplace_back(http::request_id(ids_).str(), document);
    }
    changed_.pulse();
}

void ExtensionsApi::tell_invocation(const http::Request& invocation) {
    if (extensions_.empty()) return;
    const std::string_view deadline = invocation.headers.get("Lambda-Runtime-Deadline-Ms");
    std::int64_t milliseconds = 0;
    std::from_chars(deadline.data(), deadline.data() + deadline.size(), milliseconds);
    const auto field = [&](std::string_view name) { return std::string(invocation.headers.get(name)); };
    tell("INVOKE", dumped({{"eventType", "INVOKE"},
                           {"deadlineMs", milliseconds},
                           {"requestId", field("Lambda-Runtime-Aws-Request-Id")},
                           {"invokedFunctionArn", field("Lambda-Runtime-Invoked-Function-Arn")},
                           {"tracing", {{"type", "X-Amzn-Trace-Id"}, {"value", field("Lambda-Runtime-Trace-Id")}}}}));
}

bool ExtensionsApi::tell_shutdown(std::string_view reason, Instant deadline) {
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(deadline.time_since_epoch()).count();
    tell("SHUTDOWN", dumped({{"eventType", "SHUTDOWN"}, {"shutdownReason", reason}, {"deadlineMs", milliseconds}}));
    return std::any_of(extensions_.begin(), extensions_.end(),
                       [](const auto& each) { return each.second.events.contains("SHUTDOWN"); });
}

}  // namespace wt::sandbox
