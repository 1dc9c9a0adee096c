#include "storage/s3/website.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "http/message.hpp"
#include "http/uri.hpp"
#include "storage/s3/refusal.hpp"

namespace wt::s3 {

namespace {

constexpr std::size_t most_routing_rules = 50;

[[nodiscard]] std::optional<int> status_of(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

[[nodiscard]] std::optional<aws::Error> refuse_protocol(const std::optional<std::string>& protocol) {
    if (!protocol || *protocol == "http" || *protocol == "https") return std::nullopt;
    return invalid_request(
        "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.");
}

[[nodiscard]] std::optional<aws::Error> refuse(const RoutingRedirect& redirect) {
    if (!redirect.host_name && !redirect.http_redirect_code && !redirect.protocol &&
        !redirect.replace_key_prefix_with && !redirect.replace_key_with) {
        return malformed_xml();
    }
    if (redirect.replace_key_prefix_with && redirect.replace_key_with) {
        return invalid_request("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
    }
    if (auto refused = refuse_protocol(redirect.protocol)) return refused;
    if (redirect.http_redirect_code) {
        const auto code = status_of(*redirect.http_redirect_code);
        if (!code) return malformed_xml();
        if (*code <= 300 || *code > 399) {
            return invalid_request(fmt::format(
                "The provided HTTP redirect code ({}) is not valid. Valid codes are 3XX except 300.", *code));
        }
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse(const RoutingCondition& condition) {
    if (!condition.http_error_code_returned_equals && !condition.key_prefix_equals) {
        return invalid_request(
            "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't "
            "be "
            "present.");
    }
    if (condition.http_error_code_returned_equals) {
        const auto code = status_of(*condition.http_error_code_returned_equals);
        if (!code) return malformed_xml();
        if (*code < 400 || *code > 599) {
            return invalid_request(
                fmt::format("The provided HTTP error code ({}) is not valid. Valid codes are 4XX or 5XX.", *code));
        }
    }
    return std::nullopt;
}

[[nodiscard]] std::string key_of(const WebsiteRequest& request) {
    return http::percent_decode(request.path.substr(request.path.starts_with('/') ? 1 : 0));
}

/// A key as part of a URL: slashes as they are.
[[nodiscard]] std::string in_url(std::string_view key) {
    std::string encoded;
    for (std::size_t begin = 0; begin <= key.size();) {
        const std::size_t end = std::min(key.find('/', begin), key.size());
        encoded += http::percent_encode(key.substr(begin, end - begin));
        if (end < key.size()) encoded += '/';
        begin = end + 1;
    }
    return encoded;
}

/// What may stand in a Location without opening another line or another URL.
[[nodiscard]] std::string host_in_url(std::string_view host) {
    std::string kept;
    for (const char c : host) {
        if (is_word_character(c) || std::string_view(".-:[]").find(c) != std::string_view::npos) kept += c;
    }
    return kept;
}
/// The same for what came percent-encoded already.
[[nodiscard]] std::string path_in_url(std::string_view text) {
    std::string kept;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        kept += byte > 0x20 && byte < 0x7F ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return kept;
}

[[nodiscard]] bool has_prefix(const RoutingCondition& condition, std::string_view key) {
    return !condition.key_prefix_equals || key.starts_with(*condition.key_prefix_equals);
}

[[nodiscard]] WebsiteRedirect redirect_by(const RoutingRule& rule, const WebsiteRequest& request) {
    const RoutingRedirect& to = rule.redirect;
    std::string key = key_of(request);
    if (to.replace_key_with) {
        key = *to.replace_key_with;
    } else if (to.replace_key_prefix_with) {
        const std::size_t prefix =
            rule.condition && rule.condition->key_prefix_equals ? rule.condition->key_prefix_equals->size() : 0;
        key = *to.replace_key_prefix_with + key.substr(std::min(prefix, key.size()));
    }
    WebsiteRedirect redirect;
    redirect.status = status_of(to.http_redirect_code.value_or("301")).value_or(301);
    redirect.location = fmt::format("{}://{}/{}", to.protocol.value_or(std::string(request.protocol)),
                                    host_in_url(to.host_name.value_or(std::string(request.host))), in_url(key));
    return redirect;
}

[[nodiscard]] std::string in_html(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

[[nodiscard]] std::string items_of(const aws::Error& error) {
    std::string items =
        fmt::format("<li>Code: {}</li>\n<li>Message: {}</li>\n", in_html(error.code), in_html(error.message));
    for (const auto& [name, value] : error.details) {
        items += fmt::format("<li>{}: {}</li>\n", in_html(name), in_html(value));
    }
    return items;
}

}  // namespace

std::optional<aws::Error> refuse(const WebsiteConfiguration& configuration) {
    if (const auto& all = configuration.redirect_all_requests_to) {
        if (configuration.index_document || configuration.error_document || !configuration.routing_rules.empty()) {
            return invalid_argument("RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                                    "RedirectAllRequestsTo", "not null");
        }
        if (all->host_name.empty()) {
            return invalid_request("A host name must be provided to redirect all requests (e.g. \"example.com\").");
        }
        return refuse_protocol(all->protocol);
    }
    if (!configuration.index_document) {
        return invalid_argument("A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                                "IndexDocument", "null");
    }
    const std::string& suffix = configuration.index_document->suffix;
    if (suffix.empty() || suffix.find('/') != std::string::npos) {
        return invalid_argument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix);
    }
    if (configuration.error_document && configuration.error_document->key.empty()) {
        return invalid_argument("The ErrorDocument Key is not well formed", "ErrorDocument", "");
    }
    if (configuration.routing_rules.size() > most_routing_rules) {
        return invalid_request(fmt::format(
            "{} routing rules provided, the number of routing rules in a website configuration is limited to {}.",
            configuration.routing_rules.size(), most_routing_rules));
    }
    for (const RoutingRule& rule : configuration.routing_rules) {
        if (auto refused = refuse(rule.redirect)) return refused;
        if (!rule.condition) continue;
        if (auto refused = refuse(*rule.condition)) return refused;
    }
    return std::nullopt;
}

std::optional<aws::Error> refuse_redirect_location(std::string_view location) {
    static constexpr aws::ErrorRow invalid{
        "InvalidRedirectLocation", 400,
        "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."};
    if (location.starts_with('/') || location.starts_with("http://") || location.starts_with("https://")) {
        return std::nullopt;
    }
    return aws::Error(invalid);
}

std::variant<Fetch, WebsiteRedirect> first_step(const WebsiteConfiguration& configuration,
                                                const WebsiteRequest& request) {
    if (const auto& all = configuration.redirect_all_requests_to) {
        const std::string path = path_in_url(request.path.empty() ? "/" : request.path);
        const std::string query = request.query.empty() ? "" : "?" + path_in_url(request.query);
        return WebsiteRedirect{301, fmt::format("{}://{}{}{}", all->protocol.value_or(std::string(request.protocol)),
                                                host_in_url(all->host_name), path, query)};
    }
    std::string key = key_of(request);
    for (const RoutingRule& rule : configuration.routing_rules) {
        const bool before =
            !rule.condition || (!rule.condition->http_error_code_returned_equals && has_prefix(*rule.condition, key));
        if (before) return redirect_by(rule, request);
    }
    if ((key.empty() || key.ends_with('/')) && configuration.index_document)
        key += configuration.index_document->suffix;
    return Fetch{std::move(key)};
}

std::optional<std::string> folder_index(const WebsiteConfiguration& configuration, const WebsiteRequest& request) {
    const std::string key = key_of(request);
    if (key.empty() || key.ends_with('/') || !configuration.index_document) return std::nullopt;
    return key + '/' + configuration.index_document->suffix;
}

WebsiteRedirect to_folder(const WebsiteRequest& request) { return {302, '/' + in_url(key_of(request)) + '/'}; }

std::variant<NoDocument, WebsiteRedirect, FetchErrorDocument> after_error(const WebsiteConfiguration& configuration,
                                                                          const WebsiteRequest& request, int status) {
    const std::string key = key_of(request);
    for (const RoutingRule& rule : configuration.routing_rules) {
        if (!rule.condition || !rule.condition->http_error_code_returned_equals) continue;
        if (status_of(*rule.condition->http_error_code_returned_equals) != status) continue;
        if (has_prefix(*rule.condition, key)) return redirect_by(rule, request);
    }
    if (configuration.error_document && status >= 400 && status < 500) {
        return FetchErrorDocument{configuration.error_document->key};
    }
    return NoDocument();
}

std::string error_page(const aws::Error& error, const std::optional<aws::Error>& document, std::string_view request_id,
                       std::string_view host_id) {
    const std::string title = fmt::format("{} {}", error.status, http::reason_phrase(error.status));
    std::string page = fmt::format(
        "<html>\n<head><title>{0}</title></head>\n<body>\n<h1>{0}</h1>\n<ul>\n{1}<li>RequestId: {2}</li>\n<li>HostId: "
        "{3}</li>\n</ul>\n",
        title, items_of(error), in_html(request_id), in_html(host_id));
    if (document) {
        page += "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n" +
                items_of(*document) + "</ul>\n";
    }
    return page + "<hr/>\n</body>\n</html>\n";
}

}  // namespace wt::s3
