#include "storage/s3/api/website_endpoint.hpp"

#include <fmt/format.h>

#include "aws/rest.hpp"
#include "base/ascii.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

[[nodiscard]] WebsiteRequest website_request(const aws::Call& call) {
    WebsiteRequest request;
    request.path = call.request.path;
    request.query = call.request.query;
    request.host = call.request.headers.get("Host");
    request.protocol = call.request.secure ? "https" : "http";
    return request;
}

[[nodiscard]] http::Response redirect(const WebsiteRedirect& to) {
    http::Response response;
    response.status = to.status;
    response.headers.add("Location", Text(to.location));
    return response;
}

[[nodiscard]] http::Response not_modified(const aws::Error& error) {
    http::Response response;
    response.status = error.status;
    for (const auto& [name, value] : error.headers) response.headers.add(Text(name), Text(value));
    return response;
}

[[nodiscard]] http::Response page_of(const aws::Call& call, const aws::Error& error,
                                     const std::optional<aws::Error>& document) {
    http::Response response;
    response.status = error.status;
    response.headers.add("x-amz-error-code", Text(error.code));
    response.headers.add("x-amz-error-message", Text(error.message));
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.body = Text(error_page(error, document, call.request_id, call.host_id));
    return response;
}

}  // namespace

std::string_view website_bucket(std::string_view host) {
    const std::size_t at = host.find(".s3-website");
    if (at == std::string_view::npos || at == 0) return {};
    std::string_view rest = host.substr(at + std::string_view(".s3-website").size());
    rest = rest.substr(0, rest.rfind(':'));
    const bool ours = rest.ends_with(".amazonaws.com") || rest.ends_with(".localhost") ||
                      rest.ends_with(".localhost.localstack.cloud");
    return ours && (rest.front() == '.' || rest.front() == '-') ? host.substr(0, at) : std::string_view();
}

aws::Later<http::Response> WebsiteEndpoint::fetch(const aws::Call& call, std::string bucket, std::string key) {
    GetObjectRequest input;
    input.bucket = std::move(bucket);
    input.key = std::move(key);
    const http::Headers& headers = call.request.headers;
    if (headers.has("If-None-Match")) input.if_none_match = std::string(headers.get("If-None-Match"));
    if (headers.has("Range")) input.range = std::string(headers.get("Range"));
    const aws::Outcome<GetObjectOutput> got = co_await api_.get_object(call, std::move(input));
    if (!got.ok()) co_return got.error();
    http::Response response;
    if (got->website_redirect_location) {
        response.status = 301;
        response.headers.add("Location", Text(*got->website_redirect_location));
        co_return response;
    }
    aws::write_rest(response, aws::RestStyle(), shape_of(aws::Tag<GetObjectOutput>{}), &*got);
    co_return response;
}

Task<http::Response> WebsiteEndpoint::handle(const aws::Call& call) {
    std::string name(website_bucket(call.request.headers.get("Host")));
    if (call.request.method != http::Method::get && call.request.method != http::Method::head) {
        const aws::Error error(errors::method_not_allowed);
        co_return page_of(call, error, std::nullopt);
    }
    const BucketRef bucket = buckets_.find(name);
    if (bucket == nullptr) {
        const aws::Error error = aws::Error(errors::no_such_bucket).with("BucketName", name);
        co_return page_of(call, error, std::nullopt);
    }
    auto configuration = document<WebsiteConfiguration>(*bucket, kinds::website);
    if (!configuration) {
        const aws::Error error = aws::Error(errors::no_such_website).with("BucketName", name);
        co_return page_of(call, error, std::nullopt);
    }
    const WebsiteRequest request = website_request(call);
    const std::variant<Fetch, WebsiteRedirect> first = first_step(*configuration, request);
    if (const auto* const to = std::get_if<WebsiteRedirect>(&first)) co_return redirect(*to);
    aws::Outcome<http::Response> got = co_await fetch(call, name, std::get<Fetch>(first).key);
    if (got.ok()) co_return std::move(*got);
    aws::Error error = got.error();
    if (error.status == 304) co_return not_modified(error);
    // A folder without its slash, when its index is there.
    const auto index = folder_index(*configuration, request);
    if (index && error.status < 500 && bucket->current(*index) != nullptr) co_return redirect(to_folder(request));
    co_return co_await refuse(call, std::move(name), std::move(*configuration), std::move(error));
}

Task<http::Response> WebsiteEndpoint::refuse(const aws::Call& call, std::string bucket,
                                             WebsiteConfiguration configuration, aws::Error error) {
    const auto next = after_error(configuration, website_request(call), error.status);
    if (const auto* const to = std::get_if<WebsiteRedirect>(&next)) co_return redirect(*to);
    const auto* const own = std::get_if<FetchErrorDocument>(&next);
    if (own == nullptr) co_return page_of(call, error, std::nullopt);
    aws::Outcome<http::Response> document = co_await fetch(call, std::move(bucket), own->key);
    if (!document.ok()) co_return page_of(call, error, document.error());
    // A document that is elsewhere redirects, as any object does.
    if (document->headers.has("Location")) co_return std::move(*document);
    document->status = error.status;
    document->headers.add("x-amz-error-code", Text(error.code));
    document->headers.add("x-amz-error-message", Text(error.message));
    co_return std::move(*document);
}

}  // namespace wt::s3::api
