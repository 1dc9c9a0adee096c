#include "stack/bucket_origin.hpp"

#include <array>

#include <fmt/format.h>

#include "edge/conditions.hpp"
#include "http/date.hpp"
#include "http/uri.hpp"

namespace wt::stack {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types{{
    {".html", "text/html"},
    {".css", "text/css"},
    {".js", "application/javascript"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".txt", "text/plain"},
    {".xml", "application/xml"},
    {".wasm", "application/wasm"},
}};

[[nodiscard]] std::string_view type_of(std::string_view key) {
    for (const auto& [ending, type] : types) {
        if (key.ends_with(ending)) return type;
    }
    return "binary/octet-stream";
}

[[nodiscard]] http::Response error(int status, std::string_view code, std::string_view message) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/xml");
    response.headers.add("Server", "AmazonS3");
    response.body = Text(
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>",
                    code, message));
    return response;
}

}  // namespace

Task<http::Response> BucketOrigin::handle(http::Request&& request, http::Next) {
    const bool whole = request.method == http::Method::get;
    const edge::Conditions conditions = edge::Conditions::take_from(request);
    if (!whole && request.method != http::Method::head) {
        co_return error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
    const std::string key = http::percent_decode(request.path.view().substr(1));
    lambda::BackendCall call;
    call.operation = lambda::Operation::get;
    call.key = Text(key);
    call.request_number = request.number;
    const lambda::BackendReply reply = co_await bucket_.call(std::move(call), nullptr);
    switch (reply.outcome) {
        case lambda::BackendReply::Outcome::missing:
            co_return error(404, "NoSuchKey", "The specified key does not exist.");
        case lambda::BackendReply::Outcome::failed:
            if (reply.error.starts_with("SlowDown"))
                co_return error(503, "SlowDown", "Please reduce your request rate.");
            co_return http::Response::broken_by(http::Delivery::refused);
        case lambda::BackendReply::Outcome::done: break;
    }
    http::Response response;
    const s3::VersionRef version = bucket_.archive().current(key);
    const s3::SystemMetadata said = version == nullptr ? s3::SystemMetadata() : version->attributes.system;
    response.headers.add("Content-Type", Text(said.content_type.empty() ? type_of(key) : said.content_type));
    if (!said.cache_control.empty()) response.headers.add("Cache-Control", Text(said.cache_control));
    if (!said.content_encoding.empty()) response.headers.add("Content-Encoding", Text(said.content_encoding));
    response.headers.add("Server", "AmazonS3");
    if (version != nullptr) response.headers.add("Last-Modified", Text(http::format_date(version->last_modified)));
    if (whole) response.body = reply.value;
    if (whole && !conditions.none()) conditions.narrow(response);
    co_return response;
}

}  // namespace wt::stack
