#include "aws/usual_errors.hpp"

#include <fmt/format.h>

namespace wt::aws {

namespace {

constexpr ErrorRow unreadable_form{"MalformedQueryString", 400, "The query string contains a syntax error."};
constexpr ErrorRow invalid_form{"ValidationError", 400, "The input fails to satisfy the constraints of the service."};
constexpr ErrorRow no_action{
    "InvalidAction", 400, "The action or operation requested is invalid. Verify that the action is typed correctly."};
constexpr ErrorRow unreadable{"SerializationException", 400, "The request body does not read."};
constexpr ErrorRow invalid_json{"ValidationException", 400,
                                "The input fails to satisfy the constraints of the service."};
constexpr ErrorRow no_target{"UnknownOperationException", 400, "There is no such operation."};
constexpr ErrorRow no_address{"UnknownOperationException", 404, "There is no such operation."};
constexpr ErrorRow unreadable_xml{"MalformedInput", 400, "The request body does not read."};
constexpr ErrorRow invalid_xml{"InvalidArgument", 400, "The input fails to satisfy the constraints of the service."};

template <const ErrorRow& row>
[[nodiscard]] Error malformed(const Malformed& problem) {
    return Error(row, problem.reason);
}
template <const ErrorRow& row>
[[nodiscard]] Error invalid(const Violations& violations) {
    return Error(row, violations.message());
}
template <const ErrorRow& row>
[[nodiscard]] Error unknown(const http::Request& /*request*/) {
    return Error(row);
}
[[nodiscard]] Error unknown_target(const http::Request& request) {
    const std::string_view target = request.headers.get("X-Amz-Target");
    return Error(no_target, fmt::format("There is no operation {}.", target.substr(target.find('.') + 1)));
}

}  // namespace

void say_as_usual(ServiceModel& model) {
    switch (model.protocol) {
        case Protocol::query:
            model.malformed = malformed<unreadable_form>;
            model.invalid = invalid<invalid_form>;
            model.unknown = unknown<no_action>;
            break;
        case Protocol::json_1_0:
        case Protocol::json_1_1:
        case Protocol::rpc_v2_cbor:
            model.malformed = malformed<unreadable>;
            model.invalid = invalid<invalid_json>;
            model.unknown = unknown_target;
            break;
        case Protocol::rest_json:
            model.malformed = malformed<unreadable>;
            model.invalid = invalid<invalid_json>;
            model.unknown = unknown<no_address>;
            break;
        case Protocol::rest_xml:
            model.malformed = malformed<unreadable_xml>;
            model.invalid = invalid<invalid_xml>;
            model.unknown = unknown<no_address>;
            break;
    }
}

}  // namespace wt::aws
