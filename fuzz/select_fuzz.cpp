// Whatever a query and an object say, it is refused with a sentence or gives the same records each time.
//   input: EXPRESSION [0x00 CONTENT]
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "storage/s3/select/selection.hpp"

namespace {

using namespace wt::s3::select;

void run(std::string_view expression, const Format& format, std::string_view content) {
    const Selection once = select(expression, format, content);
    const Selection again = select(expression, format, content);
    WT_ASSERT(once.records == again.records && once.failure.has_value() == again.failure.has_value());
    WT_ASSERT(!once.failure || (!once.failure->code.empty() && !once.failure->message.empty()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const std::string_view expression = input.substr(0, end);
    const std::string_view content =
        end == std::string_view::npos ? "name,n\nann,1\n\"b,\"\"b\",2.5\n" : input.substr(end + 1);
    Format format;
    run(expression, format, content);
    CsvInput csv;
    csv.header = FileHeader::use;
    csv.delimiter_in_quotes = true;
    csv.escape = '\\';
    format.input = csv;
    format.output = JsonOutput{};
    run(expression, format, content);
    format.input = JsonInput{};
    run(expression, format, content);
    format.output = CsvOutput{};
    run(expression, format, R"({"name":"ann","n":1,"list":[{"a":1},{"a":null}]} {"n":"x"} 3)");
    return 0;
}
