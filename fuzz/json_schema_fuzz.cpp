// Whatever a schema and a body say, the schema is refused with a sentence, or says the same of the body each time.
//   input: SCHEMA [0x00 BODY]; the schema is also the model "Self", to which it may refer
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "gateway/json_schema.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const std::string text(input.substr(0, end));
    const auto schema = wt::gateway::JsonSchema::of(
        text, [&](const std::string& name) { return name == "Self" ? std::optional(text) : std::nullopt; });
    if (!schema.ok()) {
        WT_ASSERT(!schema.error().message.empty());
        return 0;
    }
    for (const std::string_view body :
         {end == std::string_view::npos ? std::string_view("5") : input.substr(end + 1),
          std::string_view(R"({"a":[1,2.5,{"b":null,"c":"x"},[3,"4"],[3,"4"]],"b":{"a":{"b":true}},"c":"t\u00e9xt"})")})
        WT_ASSERT(schema->accepts(body) == schema->accepts(body));
    return 0;
}
