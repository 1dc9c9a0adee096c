// Whatever query a client sends, it is refused with a sentence or runs over any events, the same way each time.
//   input: QUERY [0x00 MESSAGE]
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "logs/insights/execution.hpp"

namespace {

using namespace wt::logs::insights;

std::vector<Row> rows_of(const Query& query, std::string_view message) {
    constexpr std::size_t most_rows = 3;
    Execution execution(query, most_rows);
    std::uint64_t number = 0;
    for (const std::string_view each :
         {message, std::string_view(), std::string_view(R"({"a":{"b":[1,"two",null,true]},"n":-1.5e3})"),
          std::string_view("REPORT RequestId: 1\tDuration: 1.50 ms\t")}) {
        LogEvent event;
        event.timestamp = static_cast<std::int64_t>(number) * 1000;
        event.number = ++number;
        event.message = each;
        event.stream = "s";
        event.log = "1:/aws/lambda/f";
        event.pointer = "p";
        execution.add(event);
    }
    auto rows = execution.finish();
    WT_ASSERT(rows.size() <= most_rows && execution.matched() <= number);
    return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = input.find('\0');
    const std::string_view text = input.substr(0, end);
    const std::string_view message = end == std::string_view::npos ? text : input.substr(end + 1);
    const auto query = Query::parse(text, 0);
    if (!query.ok()) {
        WT_ASSERT(!query.error().message.empty());
        return 0;
    }
    WT_ASSERT(!query->columns.empty() && query->commands.size() <= Query::most_commands);
    WT_ASSERT(rows_of(*query, message) == rows_of(*query, message));
    return 0;
}
