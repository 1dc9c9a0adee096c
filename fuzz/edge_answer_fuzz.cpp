// Whatever a function at the edge returns or chooses, it is a message in HTTP's bounds, an origin, or refused.
//   input: what was returned
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/json_depth.hpp"
#include "edge/functions/lambda_event.hpp"
#include "edge/functions/origin_change.hpp"

using namespace wt;
using namespace wt::edge;
using namespace wt::edge::functions;

namespace {

void check(const http::Headers& headers) {
    for (const http::Header& field : headers) {
        WT_ASSERT(field.name.view().find_first_of("\r\n: ") == std::string_view::npos);
        WT_ASSERT(field.value.view().find_first_of("\r\n") == std::string_view::npos);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)read_origin(text);
    if (nests_deeper(text)) return 0;
    const auto returned = nlohmann::ordered_json::parse(text, nullptr, false);
    if (returned.is_discarded()) return 0;
    Occasion occasion;
    for (const Trigger trigger :
         {Trigger::viewer_request, Trigger::origin_request, Trigger::origin_response, Trigger::viewer_response}) {
        http::Request request;
        request.headers.add("Host", "d1.cloudfront.net");
        request.headers.add("X-A", "1");
        http::Response response = http::json_response(200, "{}");
        Told told{trigger, occasion, request};
        if (!of_request(trigger)) told.response = &response;
        const auto event = event_of(told);
        if (of_request(trigger)) {
            const auto read = read_request(trigger, event, returned, request);
            WT_ASSERT(request.path.view().starts_with('/'));
            WT_ASSERT(trigger != Trigger::viewer_request || request.headers.get("Host") == "d1.cloudfront.net");
            check(request.headers);
            if (read.ok() && read->response) check(read->response->headers);
        } else {
            (void)read_response(trigger, event, returned, response);
            WT_ASSERT(response.status >= 200 && response.status <= 599);
            check(response.headers);
        }
    }
    return 0;
}
