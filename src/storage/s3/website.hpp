#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "aws/error.hpp"

namespace wt::s3 {

struct ErrorDocument {
    std::string key;
};
struct IndexDocument {
    std::string suffix;
};
struct RedirectAllRequestsTo {
    std::string host_name;
    std::optional<std::string> protocol;  // http, https; none: that of the request
};
/// AWS's shape "Condition".
struct RoutingCondition {
    std::optional<std::string> http_error_code_returned_equals;
    std::optional<std::string> key_prefix_equals;
};
/// AWS's shape "Redirect".
struct RoutingRedirect {
    std::optional<std::string> host_name;
    std::optional<std::string> http_redirect_code;
    std::optional<std::string> protocol;
    std::optional<std::string> replace_key_prefix_with;
    std::optional<std::string> replace_key_with;
};
struct RoutingRule {
    std::optional<RoutingCondition> condition;
    RoutingRedirect redirect;
};

/// A bucket as a website: pages, or one redirect for everything. Amazon S3 User Guide, "Hosting a static website using
/// Amazon S3".
struct WebsiteConfiguration {
    std::optional<ErrorDocument> error_document;
    std::optional<IndexDocument> index_document;
    std::optional<RedirectAllRequestsTo> redirect_all_requests_to;
    std::vector<RoutingRule> routing_rules;  // up to 50
};

/// What is wrong with a configuration that someone puts.
[[nodiscard]] std::optional<aws::Error> refuse(const WebsiteConfiguration& configuration);
/// 400 InvalidRedirectLocation for a value of x-amz-website-redirect-location that is neither a path nor a URL.
[[nodiscard]] std::optional<aws::Error> refuse_redirect_location(std::string_view location);

/// A GET or HEAD at a website's address. Refers to the request.
struct WebsiteRequest {
    std::string_view path;   // as it came, percent-encoded
    std::string_view query;  // without '?'
    std::string_view host;
    std::string_view protocol = "http";
};

/// Get that object; its own x-amz-website-redirect-location, if it has one, is a 301.
struct Fetch {
    std::string key;
};
struct WebsiteRedirect {
    int status = 301;
    std::string location;
};
/// Get the error document, and answer with it under the status of the error; nothing to get: error_page().
struct FetchErrorDocument {
    std::string key;
};
struct NoDocument {};

/// What is to be done first.
[[nodiscard]] std::variant<Fetch, WebsiteRedirect> first_step(const WebsiteConfiguration& configuration,
                                                              const WebsiteRequest& request);
/// After a 404 or 403 for something that may be a folder: if an object of that key exists, to_folder() is the answer.
/// None for a path that ends in '/'.
[[nodiscard]] std::optional<std::string> folder_index(const WebsiteConfiguration& configuration,
                                                      const WebsiteRequest& request);
/// 302 to the same path with a slash.
[[nodiscard]] WebsiteRedirect to_folder(const WebsiteRequest& request);
/// After an error: a routing rule for its status, or the error document (for 4XX), or neither.
[[nodiscard]] std::variant<NoDocument, WebsiteRedirect, FetchErrorDocument> after_error(
    const WebsiteConfiguration& configuration, const WebsiteRequest& request, int status);

/// The page in HTML that S3 makes of an error; `document` is the error that met the error document. Its Content-Type is
/// "text/html; charset=utf-8"; with an error document's own page go x-amz-error-code and x-amz-error-message.
[[nodiscard]] std::string error_page(const aws::Error& error, const std::optional<aws::Error>& document,
                                     std::string_view request_id, std::string_view host_id);

}  // namespace wt::s3
