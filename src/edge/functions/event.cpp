#include "edge/functions/event.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "edge/functions/fields.hpp"

namespace wt::edge::functions {

namespace {

using OrderedJson = nlohmann::ordered_json;

/// One more value of that name: the first is "value", and all are its "multiValue" where there are several.
void add_value(OrderedJson& to, const std::string& name, OrderedJson value) {
    OrderedJson& known = to[name];
    if (known.is_null()) {
        known = std::move(value);
        return;
    }
    if (!known.contains("multiValue")) known["multiValue"] = OrderedJson::array({OrderedJson(known)});
    known["multiValue"].push_back(std::move(value));
}

[[nodiscard]] OrderedJson value_of(std::string_view text) {
    OrderedJson made;
    made["value"] = std::string(text);
    return made;
}

void add_pair(OrderedJson& to, std::string_view pair) {
    if (pair.empty()) return;
    const std::size_t equals = pair.find('=');
    add_value(to, std::string(pair.substr(0, equals)),
              value_of(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1)));
}

[[nodiscard]] OrderedJson headers_of(const http::Headers& headers, std::string_view cookies) {
    OrderedJson made = OrderedJson::object();
    for (const http::Header& field : headers) {
        const std::string name = lowered(field.name.view());
        if (name != cookies && !is_hidden(name)) add_value(made, name, value_of(field.value));
    }
    return made;
}

/// All values of one name.
[[nodiscard]] std::vector<const OrderedJson*> values_in(const OrderedJson& said) {
    std::vector<const OrderedJson*> values;
    if (!said.contains("multiValue")) return {&said};
    for (const OrderedJson& value : said["multiValue"]) values.push_back(&value);
    return values;
}
[[nodiscard]] const std::string& text_in(const OrderedJson& value) {
    return value["value"].get_ref<const std::string&>();
}

[[nodiscard]] std::string joined(const OrderedJson& said, std::string_view between) {
    std::string text;
    for (const auto& [name, value] : said.items()) {
        for (const OrderedJson* const each : values_in(value)) {
            if (!text.empty()) text += between;
            text.append(name).append("=").append(text_in(*each));
        }
    }
    return text;
}

/// The fields that a function returned, but for cookies.
[[nodiscard]] http::Headers headers_from(const OrderedJson& returned, const http::Headers& before,
                                         std::string_view cookies) {
    SaidFields said;
    const OrderedJson fields = returned.value("headers", OrderedJson::object());
    for (const auto& [name, value] : fields.items()) {
        auto& values = said.emplace_back(name, std::vector<http::Header>()).second;
        for (const OrderedJson* const each : values_in(value)) values.push_back({Text(), Text(text_in(*each))});
    }
    return merged(said, before, cookies);
}

}  // namespace

OrderedJson told(const http::Request& request) {
    OrderedJson made;
    made["method"] = std::string(http::method_name(request));
    made["uri"] = request.path.str();
    made["querystring"] = OrderedJson::object();
    each_part(request.query, '&', [&](std::string_view pair) { add_pair(made["querystring"], pair); });
    made["headers"] = headers_of(request.headers, "cookie");
    made["cookies"] = OrderedJson::object();
    for (const http::Header& field : request.headers) {
        if (same_ignoring_case(field.name, "Cookie"))
            each_part(field.value, ';', [&](std::string_view pair) { add_pair(made["cookies"], pair); });
    }
    return made;
}

OrderedJson told(const http::Response& response) {
    OrderedJson made;
    made["statusCode"] = response.status;
    made["statusDescription"] = std::string(http::reason_phrase(response.status));
    made["headers"] = headers_of(response.headers, "set-cookie");
    made["cookies"] = OrderedJson::object();
    for (const http::Header& field : response.headers) {
        if (!same_ignoring_case(field.name, "Set-Cookie")) continue;
        const std::string_view whole = field.value;
        const std::size_t end = whole.find(';');
        const std::size_t equals = whole.substr(0, end).find('=');
        if (equals == std::string_view::npos) continue;
        OrderedJson cookie = value_of(whole.substr(equals + 1, end == std::string_view::npos ? end : end - equals - 1));
        if (end != std::string_view::npos) {
            const std::size_t begin = whole.find_first_not_of(' ', end + 1);
            cookie["attributes"] = std::string(begin == std::string_view::npos ? "" : whole.substr(begin));
        }
        add_value(made["cookies"], std::string(whole.substr(0, equals)), std::move(cookie));
    }
    return made;
}

OrderedJson event_of(std::string_view type, const Occasion& occasion, const http::Request& request) {
    OrderedJson made;
    made["version"] = "1.0";
    OrderedJson& context = made["context"];
    context["distributionDomainName"] = occasion.domain;
    context["distributionId"] = occasion.distribution;
    context["eventType"] = std::string(type);
    context["requestId"] = occasion.request_id;
    made["viewer"]["ip"] = request.client.text();
    made["request"] = told(request);
    return made;
}

void put(const OrderedJson& asked, const OrderedJson& returned, http::Request& request) {
    request.path = Text(returned["uri"].get_ref<const std::string&>());
    const OrderedJson query = returned.value("querystring", OrderedJson::object());
    if (query != asked["querystring"])
        request.query = Text(query.is_string() ? query.get<std::string>() : joined(query, "&"));
    const OrderedJson cookies = returned.value("cookies", OrderedJson::object());
    http::Headers headers = headers_from(returned, request.headers, "cookie");
    if (cookies == asked["cookies"]) {
        for (const http::Header& field : request.headers) {
            if (same_ignoring_case(field.name, "Cookie")) headers.add(field.name, field.value);
        }
    } else if (!cookies.empty()) {
        headers.add("Cookie", Text(joined(cookies, "; ")));
    }
    request.headers = std::move(headers);
}

void put(const OrderedJson& came, const OrderedJson& returned, http::Response& response) {
    response.status = returned["statusCode"].get<int>();
    const OrderedJson cookies = returned.value("cookies", OrderedJson::object());
    http::Headers headers = headers_from(returned, response.headers, "set-cookie");
    if (!came.is_null() && cookies == came["cookies"]) {
        for (const http::Header& field : response.headers) {
            if (same_ignoring_case(field.name, "Set-Cookie")) headers.add(field.name, field.value);
        }
    } else {
        for (const auto& [name, value] : cookies.items()) {
            for (const OrderedJson* const each : values_in(value)) {
                std::string line = name + "=" + text_in(*each);
                if (each->contains("attributes")) line += "; " + (*each)["attributes"].get_ref<const std::string&>();
                headers.add("Set-Cookie", Text(line));
            }
        }
    }
    response.headers = std::move(headers);
    if (!returned.contains("body")) return;
    const OrderedJson& body = returned["body"];
    response.headers.remove("Content-Length");
    if (body.is_string()) {
        response.body = Text(body.get_ref<const std::string&>());
        return;
    }
    const auto& data = body["data"].get_ref<const std::string&>();
    response.body = Text(body.value("encoding", "text") == "base64" ? base64_decode(data).value_or("") : data);
}

}  // namespace wt::edge::functions
