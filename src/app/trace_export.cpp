#include "app/trace_export.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "http/tier.hpp"
#include "play/version.hpp"

namespace wt::app {

namespace {

/// Whose spans those are that no hop has: requests as they came in.
constexpr std::string_view entrance = "windtunnel";

// opentelemetry-proto, trace.proto: Span.SpanKind and Status.StatusCode
constexpr int kind_internal = 1;
constexpr int kind_server = 2;
constexpr int code_error = 2;

/// Eight bytes that are not all zero, of the span `index` of a request; the request itself is 0.
[[nodiscard]] std::string span_id(const SeenRequest& request, std::size_t index) {
    const std::string name = fmt::format("{}/{}/{}", request.trace_id, request.number, index);
    return fmt::format("{:016x}", hash_bytes(name) | 1U);
}

[[nodiscard]] nlohmann::json attribute(std::string_view key, std::string_view value) {
    return {{"key", key}, {"value", {{"stringValue", value}}}};
}
/// OTLP's JSON writes 64-bit integers as strings.
[[nodiscard]] nlohmann::json attribute(std::string_view key, int value) {
    return {{"key", key}, {"value", {{"intValue", fmt::to_string(value)}}}};
}

[[nodiscard]] nlohmann::json span_of(const SeenRequest& request, std::string name, std::size_t index, int kind,
                                     Instant start, Instant end, int status) {
    const auto nanoseconds = [&](Instant moment) {
        return fmt::to_string((request.when + (moment - request.arrived)).time_since_epoch().count());
    };
    nlohmann::json span{{"traceId", request.trace_id},
                        {"spanId", span_id(request, index)},
                        {"name", std::move(name)},
                        {"kind", kind},
                        {"startTimeUnixNano", nanoseconds(start)},
                        {"endTimeUnixNano", nanoseconds(end)}};
    nlohmann::json& attributes = span["attributes"] = nlohmann::json::array();
    if (status >= 100) attributes.push_back(attribute("http.response.status_code", status));
    // A server's fault; a client's is none of its span's (semantic conventions, "HTTP server: Status").
    if (status == 0 || status == http::Trace::failed || status >= 500) span["status"] = {{"code", code_error}};
    return span;
}

}  // namespace

std::string otlp_json(std::span<const SeenRequest> requests) {
    std::map<std::string, nlohmann::json, std::less<>> services;  // their spans
    const auto add = [&](std::string_view service, nlohmann::json span) {
        auto at = services.find(service);
        if (at == services.end()) at = services.emplace(std::string(service), nlohmann::json::array()).first;
        at->second.push_back(std::move(span));
    };
    for (const SeenRequest& request : requests) {
        nlohmann::json whole = span_of(request, fmt::format("{} {}", request.method, request.what), 0, kind_server,
                                       request.arrived, request.arrived + request.took, request.status);
        if (!request.parent.empty()) whole["parentSpanId"] = request.parent;
        nlohmann::json& said = whole["attributes"];
        said.push_back(attribute("http.request.method", request.method));
        said.push_back(attribute("url.path", request.what));
        said.push_back(attribute("server.address", request.host));
        if (!request.answered_by.empty()) said.push_back(attribute("windtunnel.answered_by", request.answered_by));
        add(entrance, std::move(whole));
        std::vector<std::size_t> around;  // of each depth the span that is open
        for (std::size_t i = 0; i < request.spans.size(); ++i) {
            const SeenRequest::Span& each = request.spans[i];
            nlohmann::json span = span_of(request, each.hop, i + 1, kind_internal, each.start, each.end, each.status);
            around.resize(std::min(around.size(), static_cast<std::size_t>(each.depth)));
            span["parentSpanId"] = span_id(request, around.empty() ? 0 : around.back());
            const bool part = each.hop == http::Trace::placement || each.hop == http::Trace::init;
            const std::string_view service = !part            ? std::string_view(each.hop)
                                             : around.empty() ? entrance
                                                              : std::string_view(request.spans[around.back() - 1].hop);
            around.push_back(i + 1);
            add(service, std::move(span));
        }
    }
    nlohmann::json all = nlohmann::json::array();
    for (auto& [service, spans] : services) {
        nlohmann::json scope{{"scope", {{"name", entrance}, {"version", play::version}}}, {"spans", std::move(spans)}};
        nlohmann::json scopes = nlohmann::json::array();
        scopes.push_back(std::move(scope));
        nlohmann::json about = nlohmann::json::array();
        about.push_back(attribute("service.name", service));
        if (service != entrance) about.push_back(attribute("service.namespace", entrance));
        all.push_back({{"resource", {{"attributes", std::move(about)}}}, {"scopeSpans", std::move(scopes)}});
    }
    const nlohmann::json exported{{"resourceSpans", std::move(all)}};
    // Bytes of a path that are no UTF-8 become U+FFFD.
    return exported.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TraceExport::TraceExport(Clock& clock, identity::Web& web, const std::string& endpoint)
    : web_(web), url_(endpoint.substr(0, endpoint.find_last_not_of('/') + 1) + "/v1/traces"), sent_(clock) {}

void TraceExport::add(const SeenRequest& request) {
    if (waiting_.size() == most_waiting) {
        ++lost_;
        return;
    }
    waiting_.push_back(request);
    if (!sending_) scope_.spawn(send());
}

Task<void> TraceExport::flush() {
    ending_ = true;
    while (sending_) co_await sent_.wait();
    if (lost_ > 0) fmt::print(stderr, "windtunnel: {} requests' traces did not reach {}\n", lost_, url_);
}

Task<void> TraceExport::send() {
    sending_ = true;
    while (!waiting_.empty()) {
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), most_at_once));
        const std::vector<SeenRequest> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("Content-Type", "application/json");
        request.body = Text(otlp_json(batch));
        const std::optional<http::Response> answer = co_await web_.ask(url_, std::move(request), patience);
        if (answer && answer->status / 100 == 2) continue;
        lost_ += batch.size();
        if (ending_) lost_ += std::exchange(waiting_, {}).size();
        if (std::exchange(failed_, true)) continue;
        fmt::print(stderr, "windtunnel: {} does not take traces: {}\n", url_,
                   answer ? fmt::format("it answered {}", answer->status) : "nobody answered");
    }
    sending_ = false;
    sent_.pulse();
}

}  // namespace wt::app
