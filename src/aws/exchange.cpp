#include "aws/exchange.hpp"

#include <fmt/format.h>

#include "aws/cbor.hpp"
#include "aws/event_stream.hpp"
#include "aws/json.hpp"
#include "aws/query.hpp"
#include "aws/xml.hpp"
#include "base/ascii.hpp"

namespace wt::aws {

namespace {

[[nodiscard]] std::string_view json_type(Protocol protocol) {
    switch (protocol) {
        case Protocol::json_1_0: return "application/x-amz-json-1.0";
        case Protocol::json_1_1: return "application/x-amz-json-1.1";
        default: return "application/json";
    }
}

[[nodiscard]] CborTime cbor_time(const Call& call) {
    return has_cbor_target(call.request) ? CborTime::milliseconds : CborTime::seconds;
}

/// Which CBOR it is; with a body, also its type.
void say_cbor(http::Response& response, const Call& call, bool has_body) {
    const bool targeted = has_cbor_target(call.request);
    if (!targeted) response.headers.add("Smithy-Protocol", "rpc-v2-cbor");
    if (has_body) response.headers.add("Content-Type", targeted ? Text(targeted_cbor_type) : Text("application/cbor"));
}

/// What an operation answers that gives one message after another; null: it does not.
[[nodiscard]] const Body* stream_in(const Structure& output, const void* value) {
    for (const Member& member : output.members) {
        if (member.type->kind == Kind::body) return static_cast<const Body*>(member.slot(value));
    }
    return nullptr;
}

}  // namespace

std::optional<Error> WireExchange::read(const Structure& input, void* out) {
    Violations violations;
    std::optional<Malformed> problem;
    switch (call_.protocol) {
        case Protocol::query: problem = read_query(parse_form(incoming_.body), input, out, violations); break;
        case Protocol::json_1_0:
        case Protocol::json_1_1: problem = read_json(incoming_.body, input, out, violations); break;
        case Protocol::rest_json:
        case Protocol::rest_xml: {
            const RestRequest rest{incoming_.labels, incoming_.query, incoming_.headers, incoming_.body,
                                   incoming_.payload};
            problem = read_rest(rest, rest_format(), input, out, violations);
            break;
        }
        case Protocol::rpc_v2_cbor:
            problem = read_cbor(incoming_.body, input, out, violations, cbor_time(call_));
            break;
    }
    if (problem) return model_.malformed(*problem);
    if (!violations.empty()) return model_.invalid(violations);
    return std::nullopt;
}

http::Response WireExchange::answer(const Structure& output, const void* value) {
    http::Response response;
    response.status = operation_->status;
    if (const Body* const stream = stream_in(output, value); stream != nullptr && !is_rest(call_.protocol)) {
        response.headers.add("Content-Type", Text(event_stream_type));
        response.body = stream->bytes;
        response.stream = stream->stream;
        identify(response);
        return response;
    }
    std::string body;
    switch (call_.protocol) {
        case Protocol::json_1_0:
        case Protocol::json_1_1:
            write_json(body, output, value);
            response.headers.add("Content-Type", Text(json_type(call_.protocol)));
            response.body = Text(body);
            break;
        case Protocol::query:
            body = fmt::format("<{}Response xmlns=\"{}\">", operation_->name, model_.xmlns);
            if (!output.is_nothing()) {
                body += fmt::format("<{}Result>", operation_->name);
                write_xml_members(body, output, value, XmlStyle{model_.milliseconds});
                body += fmt::format("</{}Result>", operation_->name);
            }
            body += fmt::format("<ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></{}Response>",
                                call_.request_id, operation_->name);
            response.headers.add("Content-Type", "text/xml");
            response.body = Text(body);
            break;
        case Protocol::rest_json:
        case Protocol::rest_xml: {
            RestStyle style;
            style.format = rest_format();
            style.xmlns = model_.xmlns;
            style.xml.milliseconds = model_.milliseconds;
            const std::string root = fmt::format("{}Response", operation_->name);
            style.root = root;
            write_rest(response, style, output, value);
            break;
        }
        case Protocol::rpc_v2_cbor:
            say_cbor(response, call_, !output.is_nothing());
            if (output.is_nothing()) break;
            write_cbor(body, output, value, cbor_time(call_));
            response.body = Text(body);
            break;
    }
    identify(response);
    return response;
}

http::Response WireExchange::refuse(const Error& error) {
    http::Response response;
    response.status = error.status;
    for (const auto& [name, value] : error.headers) response.headers.add(Text(name), Text(value));
    // An answer without a body by HTTP's own rules.
    if (error.status != 304) {
        if (speaks_xml(call_.protocol)) {
            refuse_in_xml(response, error);
        } else {
            tell_query_code(response, error);
            if (call_.protocol == Protocol::rpc_v2_cbor) {
                refuse_in_cbor(response, error);
            } else {
                refuse_in_json(response, error);
            }
        }
    }
    identify(response);
    return response;
}

BodyFormat WireExchange::rest_format() const {
    return call_.protocol == Protocol::rest_json ? BodyFormat::json : BodyFormat::xml;
}

std::string_view WireExchange::shape_name(const Error& error) const {
    for (const ErrorShape& row : model_.error_shapes) {
        if (row.code == error.code) return row.shape;
    }
    return error.code;
}

void WireExchange::tell_query_code(http::Response& response, const Error& error) const {
    if (model_.error_shapes.empty() || call_.request.headers.get("x-amzn-query-mode") != "true") return;
    const std::string text = fmt::format("{};{}", error.code, error.status < 500 ? "Sender" : "Receiver");
    response.headers.add("x-amzn-query-error", Text(text));
}

void WireExchange::identify(http::Response& response) const {
    if (call_.host_id.empty()) {
        response.headers.add("x-amzn-RequestId", Text(call_.request_id));
    } else {
        response.headers.add("x-amz-request-id", Text(call_.request_id));
        response.headers.add("x-amz-id-2", Text(call_.host_id));
    }
}

void WireExchange::refuse_in_json(http::Response& response, const Error& error) const {
    std::string body = "{";
    // rest-json names the error in the field alone.
    if (call_.protocol != Protocol::rest_json) {
        body += "\"__type\":";
        write_json_text(body, shape_name(error));
        body += ',';
    }
    body += "\"message\":";
    write_json_text(body, error.message);
    for (const auto& [name, value] : error.details) {
        body += ',';
        write_json_text(body, name);
        body += ':';
        write_json_text(body, value);
    }
    for (const auto& [name, json] : error.structures) {
        body += ',';
        write_json_text(body, name);
        body += ':';
        body += json;
    }
    body += '}';
    response.headers.add("Content-Type", Text(json_type(call_.protocol)));
    response.headers.add("x-amzn-ErrorType", Text(shape_name(error)));
    response.body = Text(body);
}

void WireExchange::refuse_in_cbor(http::Response& response, const Error& error) const {
    std::vector<std::pair<std::string_view, std::string_view>> members{{"__type", shape_name(error)},
                                                                       {"message", error.message}};
    members.insert(members.end(), error.details.begin(), error.details.end());
    std::string body;
    write_cbor_texts(body, members);
    say_cbor(response, call_, true);
    response.body = Text(body);
}

namespace {

/// What XML 1.0 can say of a text that a caller may have written: control characters become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text) {
    std::string made;
    for (const char each : text) {
        const bool stands = static_cast<unsigned char>(each) >= 0x20 || each == '\t' || each == '\n' || each == '\r';
        if (stands) {
            made += each;
        } else {
            made += "\xef\xbf\xbd";
        }
    }
    return made;
}

}  // namespace

void WireExchange::refuse_in_xml(http::Response& response, const Error& error) const {
    const bool bare = model_.errors == ErrorBody::bare;
    std::string body(bare ? xml_declaration : std::string_view());
    if (!bare)
        body += model_.xmlns.empty() ? "<ErrorResponse>" : fmt::format("<ErrorResponse xmlns=\"{}\">", model_.xmlns);
    body += "<Error>";
    if (!bare) write_xml_element(body, "Type", error.status < 500 ? "Sender" : "Receiver");
    write_xml_element(body, "Code", error.code);
    write_xml_element(body, "Message", printable(error.message));
    for (const auto& [name, value] : error.details) write_xml_element(body, name, printable(value));
    if (!bare) {
        body += "</Error>";
        write_xml_element(body, "RequestId", call_.request_id);
        body += "</ErrorResponse>";
    } else {
        write_xml_element(body, "RequestId", call_.request_id);
        write_xml_element(body, "HostId", call_.host_id);
        body += "</Error>";
    }
    response.headers.add("Content-Type", bare ? Text("application/xml") : Text("text/xml"));
    response.body = Text(body);
}

}  // namespace wt::aws
