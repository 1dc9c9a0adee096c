#include "edge/viewer_fields.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::edge {

namespace {

/// What a viewer's User-Agent says of its device. Assumed: the words by which it is told.
struct Device {
    explicit Device(std::string_view agent) {
        const auto says = [&](auto... words) { return ((agent.find(words) != std::string_view::npos) || ...); };
        android = says("Android");
        ios = says("iPhone", "iPad", "iPod");
        tv = says("SmartTV", "SMART-TV", "Smart TV", "AppleTV", "Apple TV", "GoogleTV", "HbbTV", "BRAVIA", "Roku");
        tablet = !tv && (says("iPad", "Tablet", "Kindle", "Silk/") || (android && !says("Mobile")));
        mobile = !tv && !tablet && (says("iPhone", "iPod", "Mobile", "Windows Phone") || android);
    }
    bool android = false, ios = false, tv = false, tablet = false, mobile = false;
};

[[nodiscard]] std::optional<std::string> told(std::string_view name, const http::Request& request) {
    const auto is = [&](std::string_view other) { return same_ignoring_case(name, other); };
    const auto word = [](bool yes) { return std::string(yes ? "true" : "false"); };
    if (is("CloudFront-Viewer-Address")) return request.client.text() + ":0";
    if (is("CloudFront-Forwarded-Proto")) return std::string(request.secure ? "https" : "http");
    const Device device(request.headers.get("User-Agent"));
    if (is("CloudFront-Is-Android-Viewer")) return word(device.android);
    if (is("CloudFront-Is-IOS-Viewer")) return word(device.ios);
    if (is("CloudFront-Is-SmartTV-Viewer")) return word(device.tv);
    if (is("CloudFront-Is-Tablet-Viewer")) return word(device.tablet);
    if (is("CloudFront-Is-Mobile-Viewer")) return word(device.mobile);
    if (is("CloudFront-Is-Desktop-Viewer")) return word(!device.tv && !device.tablet && !device.mobile);
    return std::nullopt;
}

}  // namespace

bool is_viewer_field(std::string_view name) {
    constexpr std::string_view prefix = "CloudFront-";
    return same_ignoring_case(name.substr(0, prefix.size()), prefix);
}

void tell_of_viewer(http::Request& request, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (same_ignoring_case(name, "CloudFront-Viewer-Country")) continue;  // Viewers has said it
        request.headers.remove(name);
        if (const auto value = told(name, request)) request.headers.add(Text(name), Text(*value));
    }
}

}  // namespace wt::edge
