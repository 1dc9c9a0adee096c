// Whatever a program or a template returns, it is an answer in HTTP's bounds, a decision, a status, or refused.
//   input: what was returned
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "gateway/decision.hpp"
#include "gateway/integration.hpp"
#include "gateway/proxy_event.hpp"

using namespace wt;
using namespace wt::gateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view returned(reinterpret_cast<const char*>(data), size);
    for (const bool binary : {false, true}) {
        auto answer = proxy_answer(returned, binary);
        if (!answer) continue;
        WT_ASSERT(answer->status >= 100 && answer->status <= 599);
        remap_fields(*answer);
        for (const http::Header& field : answer->headers) {
            WT_ASSERT(field.name.view().find_first_of("\r\n") == std::string_view::npos);
            WT_ASSERT(field.value.view().find_first_of("\r\n") == std::string_view::npos);
        }
    }
    const std::string_view arn = "arn:aws:execute-api:us-east-1:000000000000:abcdefghij/prod/GET/items/7";
    const Decision decision = read_decision(returned, arn);
    WT_ASSERT(decision.verdict != Decision::Verdict::allowed || returned.find("Allow") != std::string_view::npos ||
              returned.find("\\u") != std::string_view::npos);
    (void)mock_status(returned);
    return 0;
}
