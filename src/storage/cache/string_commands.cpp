// Commands of texts and counters.
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "storage/cache/call.hpp"

namespace wt::cache {

namespace {

/// Redis: proto-max-bulk-len.
constexpr std::size_t longest_text = std::size_t{512} * 1024 * 1024;

constexpr std::string_view too_long = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";

void answer_text(Call& call, const Held<Text>& held) {
    (held.value == nullptr ? call.redis.misses() : call.redis.hits()).add();
    held.value == nullptr ? call.out.null() : call.out.bulk(held.value->view());
}

void get(Call& call) {
    const auto held = call.text(call.args[1]);
    if (!held.wrong) answer_text(call, held);
}

/// When a lifetime ends that is said in one of the four ways; none: the client has been told what is wrong.
std::optional<Instant> end_of(Call& call, std::string_view how, std::size_t at) {
    const auto number = integer_of(call.args[at]);
    if (number && *number <= 0) {
        call.out.error(fmt::format("ERR invalid expire time in '{}' command", lowered(call.args[0])));
        return std::nullopt;
    }
    return call.end_of_life(at, how == "ex" || how == "exat", how.ends_with("at"));
}

void set(Call& call) {
    bool only_new = false;
    bool only_there = false;
    bool keeps = false;
    bool gets = false;
    std::optional<Instant> ends;
    for (std::size_t i = 3; i < call.args.size(); ++i) {
        const std::string word = lowered(call.args[i].substr(0, 8));
        if (word == "nx" && !only_there) {
            only_new = true;
        } else if (word == "xx" && !only_new) {
            only_there = true;
        } else if (word == "get") {
            gets = true;
        } else if (word == "keepttl" && !ends) {
            keeps = true;
        } else if ((word == "ex" || word == "px" || word == "exat" || word == "pxat") && !ends && !keeps &&
                   i + 1 < call.args.size()) {
            ends = end_of(call, word, ++i);
            if (!ends) return;
        } else {
            return call.out.error(syntax_error);
        }
    }
    Keyspace::Entry* const there = call.find(call.args[1]);
    if (gets) {
        const auto held = call.text(call.args[1]);
        if (held.wrong) return;
        held.value == nullptr ? call.out.null() : call.out.bulk(held.value->view());
    }
    if ((only_new && there != nullptr) || (only_there && there == nullptr)) {
        if (!gets) call.out.null();
        return;
    }
    const Instant before = there == nullptr ? never : there->expires;
    Keyspace::Entry& entry = call.keys().put(call.database(), Text(call.args[1]), Text(call.args[2]));
    if (ends) call.keys().expire_at(entry, *ends);
    if (keeps && before != never) call.keys().expire_at(entry, before);
    if (!gets) call.out.ok();
}

void set_for(Call& call, std::string_view how) {
    const auto ends = end_of(call, how, 2);
    if (!ends) return;
    Keyspace::Entry& entry = call.keys().put(call.database(), Text(call.args[1]), Text(call.args[3]));
    call.keys().expire_at(entry, *ends);
    call.out.ok();
}
void setex(Call& call) { set_for(call, "ex"); }
void psetex(Call& call) { set_for(call, "px"); }

void setnx(Call& call) {
    const bool fresh = call.find(call.args[1]) == nullptr;
    if (fresh) call.put_text(call.args[1], call.args[2]);
    call.out.integer(fresh ? 1 : 0);
}

void getset(Call& call) {
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    answer_text(call, held);
    call.put_text(call.args[1], call.args[2]);
}

void getdel(Call& call) {
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    answer_text(call, held);
    if (held.entry != nullptr) call.keys().erase(*held.entry);
}

void getex(Call& call) {
    std::optional<Instant> ends;
    bool stays = false;
    if (call.args.size() == 3 && call.is(2, "persist")) {
        stays = true;
    } else if (call.args.size() == 4) {
        const std::string word = lowered(call.args[2].substr(0, 8));
        if (word != "ex" && word != "px" && word != "exat" && word != "pxat") return call.out.error(syntax_error);
        ends = end_of(call, word, 3);
        if (!ends) return;
    } else if (call.args.size() != 2) {
        return call.out.error(syntax_error);
    }
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    answer_text(call, held);
    if (held.entry == nullptr) return;
    if (ends) call.keys().expire_at(*held.entry, *ends);
    if (stays) call.keys().expire_at(*held.entry, never);
}

void mget(Call& call) {
    call.out.array(call.args.size() - 1);
    for (const std::string_view key : call.args.subspan(1)) {
        const Keyspace::Entry* const entry = call.find(key);
        const Text* const text = entry == nullptr ? nullptr : std::get_if<Text>(&entry->value);
        (text == nullptr ? call.redis.misses() : call.redis.hits()).add();
        text == nullptr ? call.out.null() : call.out.bulk(text->view());
    }
}

void mset(Call& call) {
    if (call.args.size() % 2 == 0) return call.wrong_arguments();
    for (std::size_t i = 1; i < call.args.size(); i += 2) call.put_text(call.args[i], call.args[i + 1]);
    call.out.ok();
}

void msetnx(Call& call) {
    if (call.args.size() % 2 == 0) return call.wrong_arguments();
    for (std::size_t i = 1; i < call.args.size(); i += 2) {
        if (call.find(call.args[i]) != nullptr) return call.out.integer(0);
    }
    for (std::size_t i = 1; i < call.args.size(); i += 2) call.put_text(call.args[i], call.args[i + 1]);
    call.out.integer(1);
}

void add(Call& call, std::int64_t by) {
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    std::int64_t number = 0;
    if (held.value != nullptr) {
        const auto before = integer_of(held.value->view());
        if (!before) return call.out.error(no_integer);
        number = *before;
    }
    if (__builtin_add_overflow(number, by, &number)) return call.out.error("ERR increment or decrement would overflow");
    const fmt::format_int text(number);
    const Text value(std::string_view(text.data(), text.size()));
    if (held.entry != nullptr) {
        call.rewrite(*held.entry, value);
    } else {
        (void)call.keys().put(call.database(), Text(call.args[1]), value);
    }
    call.out.integer(number);
}
void incr(Call& call) { add(call, 1); }
void decr(Call& call) { add(call, -1); }
void incrby(Call& call) {
    if (const auto by = call.integer(2)) add(call, *by);
}
void decrby(Call& call) {
    const auto by = call.integer(2);
    if (!by) return;
    if (*by == std::numeric_limits<std::int64_t>::min()) return call.out.error("ERR decrement would overflow");
    add(call, -*by);
}

void incrbyfloat(Call& call) {
    const auto by = call.real(2);
    if (!by) return;
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    const auto before = held.value == nullptr ? std::optional(0.0) : real_of(held.value->view());
    if (!before) return call.out.error(no_float);
    const double number = *before + *by;
    if (!std::isfinite(number)) return call.out.error("ERR increment would produce NaN or Infinity");
    const std::string text = text_of(number);
    if (held.entry != nullptr) {
        call.rewrite(*held.entry, Text(text));
    } else {
        call.put_text(call.args[1], text);
    }
    call.out.bulk(text);
}

void append(Call& call) {
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    if (held.value == nullptr) {
        call.put_text(call.args[1], call.args[2]);
        return call.out.integer(static_cast<std::int64_t>(call.args[2].size()));
    }
    if (held.value->size() + call.args[2].size() > longest_text) return call.out.error(too_long);
    const std::string joined = held.value->str() + std::string(call.args[2]);
    call.rewrite(*held.entry, Text(joined));
    call.out.integer(static_cast<std::int64_t>(joined.size()));
}

void length_of_text(Call& call) {
    const auto held = call.text(call.args[1]);
    if (!held.wrong) call.out.integer(held.value == nullptr ? 0 : static_cast<std::int64_t>(held.value->size()));
}

void getrange(Call& call) {
    const auto first = call.integer(2);
    const auto last = first ? call.integer(3) : std::nullopt;
    if (!last) return;
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    const std::string_view all = held.value == nullptr ? std::string_view() : held.value->view();
    const auto size = static_cast<std::int64_t>(all.size());
    if (*first < 0 && *last < 0 && *first > *last) return call.out.bulk("");
    const std::int64_t from = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
    const std::int64_t to = std::min(std::max<std::int64_t>(*last < 0 ? size + *last : *last, 0), size - 1);
    if (from > to || size == 0) return call.out.bulk("");
    call.out.bulk(all.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from + 1)));
}

void setrange(Call& call) {
    const auto at = call.integer(2);
    if (!at) return;
    if (*at < 0) return call.out.error("ERR offset is out of range");
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    std::string text = held.value == nullptr ? std::string() : held.value->str();
    if (call.args[3].empty()) return call.out.integer(static_cast<std::int64_t>(text.size()));
    const auto start = static_cast<std::size_t>(*at);
    if (start > longest_text || start + call.args[3].size() > longest_text) return call.out.error(too_long);
    if (text.size() < start + call.args[3].size()) text.resize(start + call.args[3].size());
    text.replace(start, call.args[3].size(), call.args[3]);
    if (held.entry != nullptr) {
        call.rewrite(*held.entry, Text(text));
    } else {
        call.put_text(call.args[1], text);
    }
    call.out.integer(static_cast<std::int64_t>(text.size()));
}

/// The number of a bit; none: the client has been told.
std::optional<std::size_t> bit_of(Call& call) {
    const auto number = integer_of(call.args[2]);
    if (number && *number >= 0 && static_cast<std::size_t>(*number) / 8 < longest_text)
        return static_cast<std::size_t>(*number);
    call.out.error("ERR bit offset is not an integer or out of range");
    return std::nullopt;
}

void setbit(Call& call) {
    const auto bit = bit_of(call);
    if (!bit) return;
    if (call.args[3] != "0" && call.args[3] != "1") return call.out.error("ERR bit is not an integer or out of range");
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    std::string text = held.value == nullptr ? std::string() : held.value->str();
    if (text.size() <= *bit / 8) text.resize(*bit / 8 + 1);
    const auto mask = static_cast<unsigned char>(1U << (7 - *bit % 8));
    const auto byte = static_cast<unsigned char>(text[*bit / 8]);
    text[*bit / 8] = static_cast<char>(call.args[3] == "1" ? byte | mask : byte & static_cast<unsigned char>(~mask));
    if (held.entry != nullptr) {
        call.rewrite(*held.entry, Text(text));
    } else {
        call.put_text(call.args[1], text);
    }
    call.out.integer((byte & mask) != 0 ? 1 : 0);
}

void getbit(Call& call) {
    const auto bit = bit_of(call);
    if (!bit) return;
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    if (held.value == nullptr || held.value->size() <= *bit / 8) return call.out.integer(0);
    const auto byte = static_cast<unsigned char>(held.value->view()[*bit / 8]);
    call.out.integer((byte >> (7 - *bit % 8)) & 1);
}

void bitcount(Call& call) {
    const bool bits = call.args.size() == 5 && call.is(4, "bit");
    const bool bytes = call.args.size() == 5 && call.is(4, "byte");
    if (call.args.size() != 2 && call.args.size() != 4 && !bits && !bytes) return call.out.error(syntax_error);
    const auto held = call.text(call.args[1]);
    if (held.wrong) return;
    const std::string_view all = held.value == nullptr ? std::string_view() : held.value->view();
    const auto size = static_cast<std::int64_t>(all.size()) * (bits ? 8 : 1);
    std::int64_t from = 0;
    std::int64_t to = size - 1;
    if (call.args.size() > 2) {
        const auto first = call.integer(2);
        const auto last = first ? call.integer(3) : std::nullopt;
        if (!last) return;
        from = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
        to = std::min(*last < 0 ? size + *last : *last, size - 1);
    }
    std::int64_t count = 0;
    for (std::int64_t i = from; i <= to; ++i) {
        const auto byte = static_cast<unsigned char>(all[static_cast<std::size_t>(bits ? i / 8 : i)]);
        count += bits ? byte >> (7 - i % 8) & 1 : std::popcount(byte);
    }
    call.out.integer(count);
}

constexpr unsigned read_one = reads | is_fast | of_strings;
constexpr unsigned write_one = writes | takes_memory | of_strings;
constexpr Command rows[] = {
    {"get", get, 2, read_one, 1, 1, 1},
    {"set", set, -3, write_one, 1, 1, 1},
    {"setex", setex, 4, write_one, 1, 1, 1},
    {"psetex", psetex, 4, write_one, 1, 1, 1},
    {"setnx", setnx, 3, write_one | is_fast, 1, 1, 1},
    {"getset", getset, 3, write_one | is_fast, 1, 1, 1},
    {"getdel", getdel, 2, writes | is_fast | of_strings, 1, 1, 1},
    {"getex", getex, -2, writes | is_fast | of_strings, 1, 1, 1},
    {"mget", mget, -2, read_one, 1, -1, 1},
    {"mset", mset, -3, write_one, 1, -1, 2},
    {"msetnx", msetnx, -3, write_one, 1, -1, 2},
    {"incr", incr, 2, write_one | is_fast, 1, 1, 1},
    {"decr", decr, 2, write_one | is_fast, 1, 1, 1},
    {"incrby", incrby, 3, write_one | is_fast, 1, 1, 1},
    {"decrby", decrby, 3, write_one | is_fast, 1, 1, 1},
    {"incrbyfloat", incrbyfloat, 3, write_one | is_fast, 1, 1, 1},
    {"append", append, 3, write_one | is_fast, 1, 1, 1},
    {"strlen", length_of_text, 2, read_one, 1, 1, 1},
    {"getrange", getrange, 4, reads | of_strings, 1, 1, 1},
    {"substr", getrange, 4, reads | of_strings, 1, 1, 1},
    {"setrange", setrange, 4, write_one, 1, 1, 1},
    {"setbit", setbit, 4, write_one, 1, 1, 1},
    {"getbit", getbit, 3, read_one, 1, 1, 1},
    {"bitcount", bitcount, -2, reads | of_strings, 1, 1, 1},
};

}  // namespace

std::span<const Command> string_commands() { return rows; }

}  // namespace wt::cache
