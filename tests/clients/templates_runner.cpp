// What is here in place of Velocity, Jayway's JSONPath and json-smart: answers the same lines as java/Oracle.java.
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "gateway/java/json.hpp"
#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"
#include "gateway/json_path/path.hpp"
#include "gateway/mapping/input.hpp"
#include "gateway/mapping/util.hpp"
#include "gateway/vtl/template.hpp"

namespace {

using namespace wt::gateway;
using Json = nlohmann::ordered_json;

Json failure(const std::string& kind, std::string_view why) { return {{"error", kind}, {"why", std::string(why)}}; }

Json rendered(const Json& what) {
    const auto read = vtl::Template::parse(what.at("template").get<std::string>());
    if (!read.ok()) return failure("parse", read.error().message);
    java::Heap heap;
    std::vector<std::pair<std::string_view, java::Value>> variables;
    const std::string data = what.value("data", "{}");
    const auto parsed = java::parse_json(heap, data);
    if (const auto* value = std::get_if<java::Value>(&parsed))
        for (const auto& each : value->as_map().entries()) variables.emplace_back(each.key.as_text(), each.value);
    mapping::Paths paths;
    const std::string body = what.contains("body") && what["body"].is_string() ? what["body"].get<std::string>() : "{}";
    mapping::Input input(body, {}, paths);
    mapping::Util util;
    variables.emplace_back("input", java::Value::object(&input));
    variables.emplace_back("util", java::Value::object(&util));
    const bool empty = what.value("empty", false);
    const auto made = read->render(heap, variables, empty ? vtl::Absent::empty : vtl::Absent::as_written);
    if (!made.ok()) return failure("render", made.error().message);
    return {{"ok", *made}};
}

Json found(const Json& what) {
    java::Heap heap;
    const std::string document = what.at("document").get<std::string>();
    const auto parsed = java::parse_json(heap, document);
    if (const auto* problem = std::get_if<java::ParseFailure>(&parsed)) return failure("invalid", problem->message);
    java::Value value = std::get<java::Value>(parsed);
    if (what.contains("path")) {
        const auto path = json_path::Path::compile(what["path"].get<std::string>());
        if (!path.ok()) return failure("invalid", path.error().message);
        const auto reading = path->read(heap, value);
        if (reading.trouble == json_path::Trouble::absent) return failure("absent", reading.why);
        if (reading.trouble != json_path::Trouble::none) return failure("invalid", reading.why);
        value = reading.value;
    }
    std::string text;
    if (!java::print_json(text, value, java::Slashes::plain)) return failure("invalid", "too deep");
    text += '\n';
    if (!java::print(text, value)) return failure("invalid", "too deep");
    java::encode(text);
    return {{"ok", text}};
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        const Json what = Json::parse(line);
        std::cout << (what.contains("template") ? rendered(what) : found(what))
                         .dump(-1, ' ', false, Json::error_handler_t::replace)
                  << '\n';
    }
}
