// Whatever a path and a document say, the path is refused with a sentence or finds the same each time.
//   input: PATH [0x00 DOCUMENT]
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/assert.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/print.hpp"
#include "gateway/json_path/path.hpp"

namespace {

using namespace wt::gateway;

std::string found(const json_path::Path& path, std::string_view document) {
    java::Heap heap;
    const auto parsed = java::parse_json(heap, document);
    if (const auto* failure = std::get_if<java::ParseFailure>(&parsed)) {
        WT_ASSERT(!failure->message.empty());
        return failure->message;
    }
    const auto reading = path.read(heap, std::get<java::Value>(parsed));
    if (reading.trouble != json_path::Trouble::none) {
        WT_ASSERT(!reading.why.empty());
        return std::string(reading.why);
    }
    std::string text;
    if (!java::print_json(text, reading.value, java::Slashes::plain) || !java::print(text, reading.value))
        return "too much";
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const auto path = json_path::Path::compile(input.substr(0, end));
    if (!path.ok()) {
        WT_ASSERT(!path.error().message.empty());
        return 0;
    }
    for (const std::string_view document :
         {end == std::string_view::npos ? std::string_view("5") : input.substr(end + 1),
          std::string_view(R"({"a":[1,2.5,{"b":null,"c":"x"},[3,"4"]],"b":{"a":{"b":true}},"c":"text","n":-1e3})")})
        WT_ASSERT(found(*path, document) == found(*path, document));
    return 0;
}
