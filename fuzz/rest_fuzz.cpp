// Whatever path, query, fields and body a client sends, they are refused or read into a struct; what of it travels in
// an answer, read from there and written again, is the same. The first line is "json" or "xml" and the target, then
// come fields, then the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../tests/aws/everything.hpp"
#include "aws/rest.hpp"
#include "aws/rest_routes.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "http/uri.hpp"

namespace {

using namespace wt;
using namespace wt::aws;

const RestRoutes& routes() {
    static const Operation row = [] {
        Operation made;
        made.name = "PutEverything";
        made.method = "PUT";
        made.uri = "/{Bucket}/{object_key+}";
        made.input = []() -> const Structure& { return shape_of(Tag<test::Everything>()); };
        return made;
    }();
    static const RestRoutes made([] {
        ServiceModel model;
        model.protocol = Protocol::rest_xml;
        model.operations = std::span(&row, 1);
        return model;
    }());
    return made;
}

bool same(const http::Response& a, const http::Response& b) {
    const auto equal = [](const http::Header& x, const http::Header& y) {
        return x.name.view() == y.name.view() && x.value.view() == y.value.view();
    };
    return a.body.view() == b.body.view() &&
           std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end(), equal);
}

http::Response written(const test::Everything& value, BodyFormat format) {
    RestStyle style;
    style.format = format;
    style.xml.milliseconds = true;
    http::Response response;
    write_rest(response, style, shape_of(Tag<test::Everything>()), &value);
    return response;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto until = [&text](char end) {
        const std::size_t at = std::min(text.find(end), text.size());
        const std::string_view taken = text.substr(0, at);
        text.remove_prefix(std::min(at + 1, text.size()));
        return taken;
    };
    const BodyFormat format = until(' ') == "json" ? BodyFormat::json : BodyFormat::xml;
    std::string_view target = until('\n');
    const std::string_view path = target.substr(0, target.find('?'));
    const Arguments query = http::parse_query(target.substr(std::min(path.size() + 1, target.size())));
    http::Headers headers;
    for (std::string_view line = until('\n'); !line.empty(); line = until('\n')) {
        const std::size_t colon = std::min(line.find(':'), line.size());
        const std::string_view value = line.substr(std::min(colon + 1, line.size()));
        headers.add(Text(line.substr(0, colon)), Text(trimmed(value)));
    }
    const auto match = routes().find("PUT", path, query, headers);
    if (!match) return 0;

    const Structure& shape = shape_of(Tag<test::Everything>());
    test::Everything first;
    Violations violations;
    if (read_rest({match->labels, query, headers, text, nullptr}, format, shape, &first, violations)) return 0;
    WT_ASSERT(!first.bucket.empty() && !first.key.empty());
    const http::Response answer = written(first, format);

    const Arguments none;
    test::Everything second;
    const auto problem =
        read_rest({none, none, answer.headers, answer.body.view(), nullptr}, format, shape, &second, violations);
    WT_ASSERT(!problem);
    WT_ASSERT(same(written(second, format), answer));
    return 0;
}
