#include "aws/signature_v2.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "aws/canonical_request.hpp"
#include "base/ascii.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

/// What of a query says what is asked for, and so is signed; sorted. The documented list, and what botocore adds.
constexpr std::array<std::string_view, 35> subresources = {"accelerate",
                                                           "acl",
                                                           "analytics",
                                                           "cors",
                                                           "defaultObjectAcl",
                                                           "delete",
                                                           "inventory",
                                                           "lifecycle",
                                                           "location",
                                                           "logging",
                                                           "metrics",
                                                           "notification",
                                                           "object-lock",
                                                           "partNumber",
                                                           "policy",
                                                           "replication",
                                                           "requestPayment",
                                                           "response-cache-control",
                                                           "response-content-disposition",
                                                           "response-content-encoding",
                                                           "response-content-language",
                                                           "response-content-type",
                                                           "response-expires",
                                                           "restore",
                                                           "select",
                                                           "select-type",
                                                           "storageClass",
                                                           "tagging",
                                                           "torrent",
                                                           "uploadId",
                                                           "uploads",
                                                           "versionId",
                                                           "versioning",
                                                           "versions",
                                                           "website"};
static_assert(std::ranges::is_sorted(subresources));

/// Adds a field to those that are signed; several of a name are joined by commas.
void add(std::map<std::string, std::string>& fields, std::string name, std::string_view value) {
    if (!name.starts_with("x-amz-") && name != "content-md5" && name != "content-type") return;
    const auto [place, is_new] = fields.try_emplace(std::move(name));
    if (!is_new) place->second += ',';
    append_header_value(place->second, value);
}

}  // namespace

std::string string_to_sign_v2(const http::Request& request, std::string_view date, std::string_view bucket) {
    std::map<std::string, std::string> fields;
    for (const http::Header& field : request.headers) add(fields, lowered(field.name), field.value);
    const auto in_headers = fields;

    std::vector<std::pair<std::string, std::string>> asked;  // "acl" or "versionId=3", by name
    std::string_view query = request.query;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view argument = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = argument.find('=');
        const std::string_view name = argument.substr(0, equals);
        const bool has_value = equals != std::string_view::npos;
        const std::string value = has_value ? http::percent_decode(argument.substr(equals + 1), http::Plus::space) : "";
        if (std::ranges::binary_search(subresources, name)) {
            asked.emplace_back(name, has_value ? "=" + value : "");
        } else if (!in_headers.contains(lowered(name))) {
            add(fields, lowered(name), value);
        }
    }
    std::ranges::sort(asked);

    std::string text = fmt::format("{}\n{}\n{}\n{}\n", http::method_name(request), fields["content-md5"],
                                   fields["content-type"], date);
    for (const auto& [name, value] : fields) {
        if (name.starts_with("x-amz-")) text += fmt::format("{}:{}\n", name, value);
    }
    if (!bucket.empty()) text += fmt::format("/{}", bucket);
    text += request.path;
    char separator = '?';
    for (const auto& [name, value] : asked) text += std::exchange(separator, '&') + name + value;
    return text;
}

}  // namespace wt::aws
