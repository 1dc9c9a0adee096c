#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <zlib.h>

#include "cloudformation/conversions.hpp"

namespace wt::cloudformation {

namespace {

// What a function of a custom resource calls to answer. Written from the documented behaviour of AWS's modules.
constexpr std::string_view python_response = R"py(import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or "See the details in CloudWatch Log Stream: {}".format(context.log_stream_name),
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }).encode("utf-8")
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT",
                                     headers={"Content-Type": "", "Content-Length": str(len(body))})
    try:
        with urllib.request.urlopen(request) as response:
            print("Status code:", response.status)
    except Exception as error:
        print("send(..) failed executing http.request(..):", error)
)py";

constexpr std::string_view node_response = R"js(exports.SUCCESS = "SUCCESS";
exports.FAILED = "FAILED";

exports.send = function (event, context, responseStatus, responseData, physicalResourceId, noEcho) {
    return new Promise((resolve, reject) => {
        const body = JSON.stringify({
            Status: responseStatus,
            Reason: "See the details in CloudWatch Log Stream: " + context.logStreamName,
            PhysicalResourceId: physicalResourceId || context.logStreamName,
            StackId: event.StackId,
            RequestId: event.RequestId,
            LogicalResourceId: event.LogicalResourceId,
            NoEcho: noEcho || false,
            Data: responseData,
        });
        const to = new URL(event.ResponseURL);
        const options = { hostname: to.hostname, port: to.port, path: to.pathname + to.search, method: "PUT",
            headers: { "content-type": "", "content-length": Buffer.byteLength(body) } };
        const request = require(to.protocol === "https:" ? "https" : "http").request(options, (response) => {
            console.log("Status code: " + response.statusCode);
            response.resume();
            context.done();
            resolve();
        });
        request.on("error", (error) => {
            console.log("send(..) failed executing request(..): " + error);
            context.done(error);
            reject(error);
        });
        request.write(body);
        request.end();
    });
};
)js";

void put(std::string& to, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i) & 255U);
}

/// The fields that a file's own header and its entry in the list at the end share. It is stored as it is; its time is
/// the first that a zip file knows, so that the same text is the same package.
void put_header(std::string& to, std::string_view name, std::string_view text) {
    constexpr std::uint32_t version = 20;
    constexpr std::uint32_t first_day = 33;  // 1980-01-01
    const auto sum = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));  // NOLINT
    put(to, version, 2);
    put(to, 0, 2);
    put(to, 0, 2);
    put(to, 0, 2);
    put(to, first_day, 2);
    put(to, sum, 4);
    put(to, static_cast<std::uint32_t>(text.size()), 4);
    put(to, static_cast<std::uint32_t>(text.size()), 4);
    put(to, static_cast<std::uint32_t>(name.size()), 2);
    put(to, 0, 2);
}

[[nodiscard]] std::string zip_of(const std::vector<std::pair<std::string, std::string_view>>& files) {
    std::string made;
    std::string list;
    for (const auto& [name, text] : files) {
        const auto offset = static_cast<std::uint32_t>(made.size());
        put(made, 0x04034b50, 4);
        put_header(made, name, text);
        made += name;
        made += text;
        put(list, 0x02014b50, 4);
        put(list, 3U << 8U | 20U, 2);  // made on Unix, whose modes count
        put_header(list, name, text);
        put(list, 0, 2);
        put(list, 0, 2);
        put(list, 0, 2);
        put(list, 0100644U << 16U, 4);
        put(list, offset, 4);
        list += name;
    }
    const auto offset = static_cast<std::uint32_t>(made.size());
    made += list;
    put(made, 0x06054b50, 4);
    put(made, 0, 2);
    put(made, 0, 2);
    put(made, static_cast<std::uint32_t>(files.size()), 2);
    put(made, static_cast<std::uint32_t>(files.size()), 2);
    put(made, static_cast<std::uint32_t>(list.size()), 4);
    put(made, offset, 4);
    put(made, 0, 2);
    return made;
}

}  // namespace

std::string inline_package(std::string_view handler, std::string_view runtime, std::string_view text) {
    const std::string module(handler.substr(0, handler.find('.')));
    if (runtime.starts_with("python"))
        return zip_of({{(module.empty() ? "index" : module) + ".py", text}, {"cfnresponse.py", python_response}});
    return zip_of({{(module.empty() ? "index" : module) + ".js", text}, {"cfn-response.js", node_response}});
}

}  // namespace wt::cloudformation
