// Commands of bits: several texts joined, the first bit, fields of integers.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "storage/cache/call.hpp"

namespace wt::cache {

namespace {

constexpr std::uint64_t most_bits = std::uint64_t{512} * 1024 * 1024 * 8;

void bitop(Call& call) {
    const bool inverts = call.is(1, "not");
    const char how = call.is(1, "and") ? '&' : call.is(1, "or") ? '|' : call.is(1, "xor") ? '^' : inverts ? '~' : ' ';
    if (how == ' ') return call.out.error(syntax_error);
    const auto names = call.args.subspan(3);
    if (inverts && names.size() != 1) return call.out.error("ERR BITOP NOT must be called with a single source key.");
    std::vector<std::string_view> texts;
    std::size_t longest = 0;
    for (const std::string_view name : names) {
        const auto held = call.text(name);
        if (held.wrong) return;
        texts.push_back(held.value == nullptr ? std::string_view() : held.value->view());
        longest = std::max(longest, texts.back().size());
    }
    std::string joined(longest, '\0');
    for (std::size_t i = 0; i < longest; ++i) {
        const auto at = [&](std::size_t of) {
            return i < texts[of].size() ? static_cast<unsigned>(static_cast<unsigned char>(texts[of][i])) : 0U;
        };
        unsigned byte = at(0);
        for (std::size_t of = 1; of < texts.size(); ++of)
            byte = how == '&' ? byte & at(of) : how == '|' ? byte | at(of) : byte ^ at(of);
        joined[i] = static_cast<char>(inverts ? ~byte : byte);
    }
    if (Keyspace::Entry* const there = call.find(call.args[2]); there != nullptr && longest == 0)
        call.keys().erase(*there);
    if (longest > 0) call.put_text(call.args[2], joined);
    call.out.integer(static_cast<std::int64_t>(longest));
}

void bitpos(Call& call) {
    const auto bit = call.integer(2);
    if (!bit) return;
    if (*bit != 0 && *bit != 1) return call.out.error("ERR The bit argument must be 1 or 0.");
    if (call.args.size() > 6) return call.out.error(syntax_error);
    const bool in_bits = call.args.size() == 6 && call.is(5, "bit");
    if (call.args.size() == 6 && !in_bits && !call.is(5, "byte")) return call.out.error(syntax_error);
    const auto first = call.args.size() > 3 ? call.integer(3) : std::optional<std::int64_t>(0);
    const auto last = first && call.args.size() > 4 ? call.integer(4) : first ? std::optional<std::int64_t>(-1) : first;
    if (!last) return;
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    if (held.value == nullptr) return call.out.integer(*bit == 1 ? -1 : 0);
    const std::string_view all = held.value->view();
    const auto size = static_cast<std::int64_t>(all.size()) * (in_bits ? 8 : 1);
    std::int64_t from = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
    std::int64_t to = std::min(*last < 0 ? std::max<std::int64_t>(size + *last, 0) : *last, size - 1);
    if (from > to) return call.out.integer(-1);
    if (!in_bits) {
        from *= 8;
        to = to * 8 + 7;
    }
    for (std::int64_t i = from; i <= to; ++i) {
        const auto byte = static_cast<unsigned char>(all[static_cast<std::size_t>(i / 8)]);
        if ((byte >> (7 - i % 8) & 1) == *bit) return call.out.integer(i);
    }
    // A text without an end has zeros behind it.
    call.out.integer(*bit == 0 && call.args.size() < 5 ? static_cast<std::int64_t>(all.size()) * 8 : -1);
}

enum class Overflow : std::uint8_t { wrap, saturate, fail };

struct BitField {
    bool is_signed = false;
    int bits = 0;
    std::uint64_t offset = 0;
};

struct BitStep {
    enum class Kind : std::uint8_t { get, set, add } kind;
    BitField field;
    std::int64_t value = 0;
    Overflow overflow = Overflow::wrap;
};

/// "u8" and "#1"; none: the client has been told.
std::optional<BitField> field_said(Call& call, std::size_t at) {
    const std::string_view type = call.args[at];
    BitField field;
    field.is_signed = type.starts_with('i');
    const auto bits = type.empty() ? std::nullopt : integer_of(type.substr(1));
    if ((!field.is_signed && !type.starts_with('u')) || !bits || *bits < 1 || *bits > (field.is_signed ? 64 : 63)) {
        call.out.error(
            "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.");
        return std::nullopt;
    }
    field.bits = static_cast<int>(*bits);
    std::string_view offset = call.args[at + 1];
    const bool counts_fields = offset.starts_with('#');
    if (counts_fields) offset.remove_prefix(1);
    const auto number = integer_of(offset);
    const std::int64_t times = counts_fields ? field.bits : 1;
    if (!number || *number < 0 || *number > static_cast<std::int64_t>(most_bits) / times ||
        static_cast<std::uint64_t>(*number * times + field.bits) > most_bits) {
        call.out.error("ERR bit offset is not an integer or out of range");
        return std::nullopt;
    }
    field.offset = static_cast<std::uint64_t>(*number * times);
    return field;
}

[[nodiscard]] std::uint64_t mask_of(int bits) {
    return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

[[nodiscard]] std::int64_t field_in(std::string_view text, const BitField& field) {
    std::uint64_t value = 0;
    for (std::uint64_t i = field.offset; i < field.offset + static_cast<std::uint64_t>(field.bits); ++i) {
        const unsigned byte = i / 8 < text.size() ? static_cast<unsigned char>(text[i / 8]) : 0U;
        value = value << 1 | (byte >> (7 - i % 8) & 1);
    }
    const bool negative = field.is_signed && (value >> (field.bits - 1) & 1) != 0;
    return static_cast<std::int64_t>(negative ? value | ~mask_of(field.bits) : value);
}

void put_field(std::string& text, const BitField& field, std::int64_t value) {
    const std::uint64_t end = field.offset + static_cast<std::uint64_t>(field.bits);
    if (text.size() * 8 < end) text.resize((end + 7) / 8);
    for (std::uint64_t i = field.offset; i < end; ++i) {
        const auto bit = static_cast<std::uint64_t>(value) >> (end - 1 - i) & 1;
        const auto byte = static_cast<unsigned char>(text[i / 8]);
        const auto at = 1U << (7 - i % 8);
        text[i / 8] = static_cast<char>(bit != 0 ? byte | at : byte & ~at);
    }
}

/// A sum as the field takes it; none: it does not, and is to say so.
[[nodiscard]] std::optional<std::int64_t> fitted(const BitField& field, std::int64_t base, std::int64_t more,
                                                 Overflow overflow) {
    __extension__ typedef __int128 Wide;
    const Wide sum = (field.is_signed ? Wide{base} : Wide{static_cast<std::uint64_t>(base)}) + more;
    const Wide most = field.is_signed ? (Wide{1} << (field.bits - 1)) - 1 : (Wide{1} << field.bits) - 1;
    const Wide least = field.is_signed ? -(Wide{1} << (field.bits - 1)) : 0;
    if (sum >= least && sum <= most) return static_cast<std::int64_t>(sum);
    if (overflow == Overflow::fail) return std::nullopt;
    if (overflow == Overflow::saturate) return static_cast<std::int64_t>(sum > most ? most : least);
    const std::uint64_t low = static_cast<std::uint64_t>(sum) & mask_of(field.bits);
    const bool negative = field.is_signed && (low >> (field.bits - 1) & 1) != 0;
    return static_cast<std::int64_t>(negative ? low | ~mask_of(field.bits) : low);
}

void bitfield_any(Call& call, bool only_reads) {
    std::vector<BitStep> steps;
    Overflow overflow = Overflow::wrap;
    bool changes = false;
    for (std::size_t i = 2; i < call.args.size();) {
        const std::size_t left = call.args.size() - i;
        const bool gets = call.is(i, "get") && left > 2;
        const bool sets = call.is(i, "set") && left > 3;
        const bool adds = call.is(i, "incrby") && left > 3;
        if (call.is(i, "overflow") && left > 1) {
            if (call.is(i + 1, "wrap")) {
                overflow = Overflow::wrap;
            } else if (call.is(i + 1, "sat")) {
                overflow = Overflow::saturate;
            } else if (call.is(i + 1, "fail")) {
                overflow = Overflow::fail;
            } else {
                return call.out.error("ERR Invalid OVERFLOW type specified");
            }
            i += 2;
            continue;
        }
        if (!gets && !sets && !adds) return call.out.error(syntax_error);
        const auto field = field_said(call, i + 1);
        if (!field) return;
        BitStep step{gets ? BitStep::Kind::get : sets ? BitStep::Kind::set : BitStep::Kind::add, *field, 0, overflow};
        if (!gets) {
            if (only_reads) return call.out.error("ERR BITFIELD_RO only supports the GET subcommand");
            const auto value = call.integer(i + 3);
            if (!value) return;
            step.value = *value;
            changes = true;
        }
        steps.push_back(step);
        i += gets ? 3 : 4;
    }
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    std::string text(held.value == nullptr ? std::string_view() : held.value->view());
    if (changes) {
        // Also what is refused in the end makes room.
        for (const BitStep& step : steps) {
            if (step.kind == BitStep::Kind::get) continue;
            const std::uint64_t end = step.field.offset + static_cast<std::uint64_t>(step.field.bits);
            text.resize(std::max<std::size_t>(text.size(), (end + 7) / 8));
        }
    }
    call.out.array(steps.size());
    for (const BitStep& step : steps) {
        const std::int64_t before = field_in(text, step.field);
        if (step.kind == BitStep::Kind::get) {
            call.out.integer(before);
            continue;
        }
        const bool adds = step.kind == BitStep::Kind::add;
        const auto after = adds ? fitted(step.field, before, step.value, step.overflow)
                                // A negative number of a field without a sign is a large one.
                                : fitted(step.field, step.value, 0, step.overflow);
        if (!after) {
            call.out.null();
            continue;
        }
        put_field(text, step.field, *after);
        call.out.integer(adds ? *after : before);
    }
    if (!changes) return;
    if (held.entry == nullptr) return call.put_text(call.args[1], text);
    call.rewrite(*held.entry, Text(text));
}
void bitfield(Call& call) { bitfield_any(call, false); }
void bitfield_ro(Call& call) { bitfield_any(call, true); }

/// The longest common subsequence of two texts: its length, its bytes, or where it lies.
void lcs(Call& call) {
    bool length = false;
    bool index = false;
    bool with_length = false;
    std::int64_t least = 0;
    for (std::size_t i = 3; i < call.args.size(); ++i) {
        if (call.is(i, "len")) {
            length = true;
        } else if (call.is(i, "idx")) {
            index = true;
        } else if (call.is(i, "withmatchlen")) {
            with_length = true;
        } else if (call.is(i, "minmatchlen") && i + 1 < call.args.size()) {
            const auto number = call.integer(++i);
            if (!number) return;
            least = std::max<std::int64_t>(*number, 0);
        } else {
            return call.out.error(syntax_error);
        }
    }
    if (length && index) return call.out.error("ERR If you want both the length and indexes, please just use IDX.");
    Keyspace::Entry* const one = call.find(call.args[1]);
    Keyspace::Entry* const other = call.find(call.args[2]);
    const auto text_in = [](Keyspace::Entry* entry) -> std::optional<std::string_view> {
        if (entry == nullptr) return std::string_view();
        const Text* const text = std::get_if<Text>(&entry->value);
        return text == nullptr ? std::nullopt : std::optional(text->view());
    };
    const auto a = text_in(one);
    const auto b = text_in(other);
    if (!a || !b) return call.out.error("ERR The specified keys must contain string values");
    constexpr std::size_t most_cells = std::size_t{128} * 1024 * 1024 / 4;
    const std::size_t wide = b->size() + 1;
    if ((a->size() + 1) > most_cells / wide)
        return call.out.error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    std::vector<std::uint32_t> cells((a->size() + 1) * wide);
    for (std::size_t i = 1; i <= a->size(); ++i) {
        for (std::size_t j = 1; j <= b->size(); ++j)
            cells[i * wide + j] = (*a)[i - 1] == (*b)[j - 1]
                                      ? cells[(i - 1) * wide + j - 1] + 1
                                      : std::max(cells[(i - 1) * wide + j], cells[i * wide + j - 1]);
    }
    const std::uint32_t all = cells.back();
    if (length) return call.out.integer(all);
    struct Match {
        std::size_t a_from;
        std::size_t b_from;
        std::size_t size;
    };
    std::vector<Match> matches;
    std::string common(all, '\0');
    std::size_t left = all;
    for (std::size_t i = a->size(), j = b->size(); i > 0 && j > 0;) {
        if ((*a)[i - 1] == (*b)[j - 1]) {
            common[--left] = (*a)[i - 1];
            if (!matches.empty() && matches.back().a_from == i && matches.back().b_from == j) {
                matches.back() = {i - 1, j - 1, matches.back().size + 1};
            } else {
                matches.push_back({i - 1, j - 1, 1});
            }
            --i;
            --j;
        } else if (cells[(i - 1) * wide + j] > cells[i * wide + j - 1]) {
            --i;
        } else {
            --j;
        }
    }
    if (!index) return call.out.bulk(common);
    std::erase_if(matches, [&](const Match& each) { return static_cast<std::int64_t>(each.size) < least; });
    call.out.map(2);
    call.out.bulk("matches");
    call.out.array(matches.size());
    for (const Match& each : matches) {
        call.out.array(with_length ? 3 : 2);
        for (const std::size_t from : {each.a_from, each.b_from}) {
            call.out.array(2);
            call.out.integer(static_cast<std::int64_t>(from));
            call.out.integer(static_cast<std::int64_t>(from + each.size - 1));
        }
        if (with_length) call.out.integer(static_cast<std::int64_t>(each.size));
    }
    call.out.bulk("len");
    call.out.integer(all);
}

constexpr Command bit_rows[] = {
    {"bitop", bitop, -4, writes | takes_memory | of_bits, 2, -1, 1},
    {"bitpos", bitpos, -3, reads | of_bits, 1, 1, 1},
    {"bitfield", bitfield, -2, writes | takes_memory | of_bits, 1, 1, 1},
    {"bitfield_ro", bitfield_ro, -2, reads | is_fast | of_bits, 1, 1, 1},
    {"lcs", lcs, -3, reads | of_strings, 1, 2, 1},
};

}  // namespace

std::span<const Command> bit_commands() { return bit_rows; }

}  // namespace wt::cache
