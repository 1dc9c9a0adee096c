// A file of users that somebody sends for an import job: each line is refused with a sentence, or says a user whose
// attributes the pool has.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "identity/imports.hpp"
#include "identity/scenario_pool.hpp"

namespace {

using namespace wt::identity;

void as_file(std::string_view text) {
    static const PoolEntry pool = scenario_pool("people", "us-east-1_abc", "us-east-1", wt::epoch);
    static const std::vector<std::string> header = csv_header(pool);
    auto file = CsvFile::read(text, header);
    if (!file.ok()) {
        WT_ASSERT(!file.error().message.empty());
        return;
    }
    WT_ASSERT(file->columns().size() == header.size());
    std::uint64_t last = 1;
    while (const auto row = file->next()) {
        WT_ASSERT(row->line > last);
        last = row->line;
        const auto user = user_of(*file, *row, pool);
        if (!user.ok()) continue;
        WT_ASSERT(!user->name.empty() && row->fields.size() == header.size());
        for (const UserAttribute& each : user->attributes)
            WT_ASSERT(std::find(header.begin(), header.end(), each.name) != header.end() && !each.value->empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    as_file(text);
    // The same lines behind a header that fits.
    std::string with_header;
    for (const std::string& column : csv_header(scenario_pool("people", "us-east-1_abc", "us-east-1", wt::epoch)))
        with_header += (with_header.empty() ? "" : ",") + column;
    with_header += '\n';
    with_header += text;
    as_file(with_header);
    return 0;
}
