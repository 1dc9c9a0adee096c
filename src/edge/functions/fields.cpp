#include "edge/functions/fields.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/ascii.hpp"

namespace wt::edge::functions {

namespace {

constexpr std::array<std::string_view, 24> hidden{"connection",
                                                  "expect",
                                                  "keep-alive",
                                                  "proxy-authenticate",
                                                  "proxy-authorization",
                                                  "proxy-connection",
                                                  "trailer",
                                                  "upgrade",
                                                  "x-accel-buffering",
                                                  "x-accel-charset",
                                                  "x-accel-limit-rate",
                                                  "x-accel-redirect",
                                                  "x-amzn-auth",
                                                  "x-amzn-cf-billing",
                                                  "x-amzn-cf-id",
                                                  "x-amzn-cf-xff",
                                                  "x-amzn-errortype",
                                                  "x-amzn-fle-profile",
                                                  "x-amzn-header-count",
                                                  "x-amzn-header-order",
                                                  "x-amzn-requestid",
                                                  "x-amzn-lambda-integration-tag",
                                                  "x-cache",
                                                  "x-real-ip"};
constexpr std::array<std::string_view, 3> hidden_prefixes{"x-amz-cf-", "x-edge-", "x-forwarded-proto"};

constexpr std::size_t longest_url = 8192;         // CloudFront Developer Guide, "Quotas"
constexpr std::size_t largest_field = 10 * 1024;  // Assumed

}  // namespace

bool is_hidden(std::string_view name) {
    const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
    return std::find(hidden.begin(), hidden.end(), name) != hidden.end() ||
           std::any_of(hidden_prefixes.begin(), hidden_prefixes.end(), begins);
}

bool is_field_name(std::string_view name) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) || others.find(c) != std::string_view::npos;
    });
}

bool is_field_value(std::string_view value) {
    return value.size() <= largest_field && std::all_of(value.begin(), value.end(), [](char c) {
               return c == '\t' || (static_cast<unsigned char>(c) >= 0x20U && c != '\x7f');
           });
}

bool is_path(std::string_view path) {
    return path.starts_with('/') && path.find_first_of("? ") == std::string_view::npos && is_field_value(path) &&
           path.size() <= longest_url;
}

http::Headers merged(const SaidFields& said, const http::Headers& before, std::string_view apart) {
    http::Headers made;
    std::set<std::string> placed;
    const auto place = [&](const std::string& name, const Text& spelled) {
        const auto found =
            std::find_if(said.begin(), said.end(), [&](const auto& field) { return field.first == name; });
        if (found == said.end() || !placed.insert(name).second) return;
        for (const http::Header& value : found->second)
            made.add(value.name.empty() ? spelled : value.name, value.value);
    };
    for (const http::Header& field : before) {
        const std::string name = lowered(field.name.view());
        if (is_hidden(name)) {
            made.add(field.name, field.value);
        } else if (name != apart) {
            place(name, field.name);
        }
    }
    for (const auto& [name, values] : said) {
        if (name != apart) place(name, Text(name));
    }
    return made;
}

}  // namespace wt::edge::functions
