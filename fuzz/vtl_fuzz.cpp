// Whatever a template and a body say, the template does not parse, or renders or fails in the same way each time.
//   input: TEMPLATE [0x00 BODY]
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "gateway/mapping/mapping_template.hpp"

namespace {

using namespace wt::gateway::mapping;

const nlohmann::ordered_json context = {{"requestId", "r"}, {"identity", {{"sourceIp", "192.0.2.1"}}}, {"n", 5}};
const std::vector<std::pair<std::string, std::string>> named = {{"id", "1"}, {"Name", "it's"}};

std::string rendered(const MappingTemplate& text, std::string_view body) {
    Variables variables;
    variables.body = body;
    variables.parameters = {named, named, named};
    variables.context = &context;
    variables.stage_variables = named;
    const auto made = text.render(variables);
    if (made.ok()) {
        WT_ASSERT(made->text.size() <= (std::size_t{10} << 20U));
        return made->text;
    }
    WT_ASSERT(!made.error().message.empty());
    return "! " + made.error().message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const auto text = MappingTemplate::of(input.substr(0, end));
    if (!text.ok()) return 0;
    const std::string_view body = end == std::string_view::npos
                                      ? std::string_view(R"({"a":[1,2,{"b":"c"}],"s":"text","n":null})")
                                      : input.substr(end + 1);
    WT_ASSERT(rendered(*text, body) == rendered(*text, body));
    return 0;
}
