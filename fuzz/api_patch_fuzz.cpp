// Whatever is asked of a stage by PATCH, it is refused with a sentence, or the stage that it leaves can be written down
// and read again.
//   input: lines of OPERATION PATH VALUE
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "gateway/api/patch.hpp"
#include "gateway/api/stage_paths.hpp"

using namespace wt;
using namespace wt::gateway::api;

namespace {

constexpr PatchRule rules[] = {
    {"/description", "add remove replace"},
    {"/variables/*", "add remove replace copy"},
    {"/variables", "copy add remove"},
    {"/tags/*", "add remove"},
    {"/canarySettings", "remove copy"},
    {"/canarySettings/*", "add remove replace copy"},
    {"/canarySettings/*/*", "add remove replace"},
    {"/methodSettings/*", "remove add"},
    {"/methodSettings/*/*", "add replace remove"},
    {"/createdDate", "replace"},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<PatchOperation> operations;
    each_part({reinterpret_cast<const char*>(data), size}, '\n', [&](std::string_view line) {
        PatchOperation made;
        std::size_t part = 0;
        each_part(line, ' ', [&](std::string_view word) {
            if (part == 0) made.op = word;
            if (part == 1) made.path = method_setting_path(word);
            if (part == 2) made.value = word;
            if (part == 3) made.from = word;
            ++part;
        });
        operations.push_back(std::move(made));
    });
    Stage stage;
    stage.variables = {{{"a", "1"}, {"b/c", "2"}}};
    const auto changed = patched(stage, operations, rules);
    if (!changed.ok()) {
        WT_ASSERT(!changed.error().message.empty());
        return 0;
    }
    if (changed->method_settings) {
        for (const auto& [key, setting] : *changed->method_settings) WT_ASSERT(!route_of_setting(key).empty());
    }
    const auto again = patched(*changed, {}, rules);
    WT_ASSERT(again.ok());
    return 0;
}
