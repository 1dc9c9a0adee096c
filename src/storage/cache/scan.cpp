#include "storage/cache/scan.hpp"

#include <charconv>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "storage/cache/glob.hpp"

namespace wt::cache {

namespace {

/// Of one answer whose items may repeat.
constexpr std::int64_t most_random = 1024 * 1024;

}  // namespace

bool ScanAsk::takes(std::string_view text) const { return !pattern || matches_glob(*pattern, text); }

std::optional<ScanAsk> read_scan(Call& call, std::size_t at) {
    ScanAsk ask;
    const std::string_view cursor = call.args[at];
    const auto [end, wrong] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), ask.cursor);
    if (wrong != std::errc() || end != cursor.data() + cursor.size()) {
        call.out.error("ERR invalid cursor");
        return std::nullopt;
    }
    for (std::size_t i = at + 1; i < call.args.size(); ++i) {
        const bool more = i + 1 < call.args.size();
        if (call.is(i, "match") && more) {
            ask.pattern = call.args[++i];
        } else if (call.is(i, "count") && more) {
            const auto count = call.integer(++i);
            if (!count) return std::nullopt;
            ask.count = *count;
            if (*count < 1) {
                call.out.error(syntax_error);
                return std::nullopt;
            }
        } else if (call.is(i, "type") && more && at == 1) {
            ask.type = call.args[++i];
        } else if (call.is(i, "novalues") && at == 2) {
            ask.no_values = true;
        } else {
            call.out.error(syntax_error);
            return std::nullopt;
        }
    }
    return ask;
}

void answer_scan(Call& call, std::uint64_t cursor, const std::vector<std::string_view>& found) {
    call.out.array(2);
    call.out.bulk(fmt::format("{}", cursor));
    call.out.array(found.size());
    for (const std::string_view each : found) call.out.bulk(each);
}

std::optional<std::vector<std::size_t>> random_items(Call& call, std::size_t of, std::int64_t count) {
    std::vector<std::size_t> chosen;
    if (count < -most_random) {
        call.out.error("ERR value is out of range");
        return std::nullopt;
    }
    if (of == 0) return chosen;
    Random& chance = call.keys().chance();
    if (count < 0) {
        for (std::int64_t i = count; i < 0; ++i) chosen.push_back(chance.below(of));
        return chosen;
    }
    std::vector<std::size_t> all(of);
    std::iota(all.begin(), all.end(), std::size_t{0});
    const std::size_t wanted = std::min(of, static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < wanted; ++i) std::swap(all[i], all[i + chance.below(of - i)]);
    all.resize(wanted);
    return all;
}

}  // namespace wt::cache
