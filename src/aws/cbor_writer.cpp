#include <bit>
#include <cmath>

#include "aws/cbor.hpp"
#include "aws/cbor_cursor.hpp"
#include "base/utf8.hpp"

namespace wt::aws {

namespace {

using Major = CborCursor::Major;

constexpr char null = '\xf6';

void write_big_endian(std::string& to, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) to += static_cast<char>(number >> shift & 0xff);
}

/// In the shortest form.
void write_head(std::string& to, Major major, std::uint64_t argument) {
    const auto first = [&](unsigned info) { to += static_cast<char>(static_cast<unsigned>(major) << 5 | info); };
    if (argument < 24) return first(static_cast<unsigned>(argument));
    unsigned size = 0;  // bytes, as a power of two
    while (size < 3 && argument >> (8U << size) != 0) ++size;
    first(24 + size);
    write_big_endian(to, argument, 1 << size);
}

void write_text(std::string& to, std::string_view text) {
    const std::string made = made_utf8(text);
    write_head(to, Major::text, made.size());
    to += made;
}

void write_integer(std::string& to, std::int64_t number) {
    if (number >= 0) return write_head(to, Major::natural, static_cast<std::uint64_t>(number));
    write_head(to, Major::negative, static_cast<std::uint64_t>(-1 - number));
}

void write_double(std::string& to, double number) {
    to += '\xfb';
    write_big_endian(to, std::bit_cast<std::uint64_t>(number), 8);
}

void write_timestamp(std::string& to, Instant moment, CborTime times) {
    write_head(to, Major::tag, 1);
    const auto thousandths = std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
    if (times == CborTime::milliseconds) return write_integer(to, thousandths);
    if (thousandths % 1000 == 0) return write_integer(to, thousandths / 1000);
    write_double(to, static_cast<double>(thousandths) / 1000);
}

void write_value(std::string& to, const Type& type, const void* value, CborTime times);

void write_slot(std::string& to, const Type& type, const void* slot, CborTime times) {
    if (type.has_value(slot)) {
        write_value(to, type, type.value(slot), times);
    } else {
        to += null;
    }
}

void write_value(std::string& to, const Type& type, const void* value, CborTime times) {
    switch (type.kind) {
        case Kind::structure: return write_cbor(to, type.structure(), value, times);
        case Kind::list:
            write_head(to, Major::list, type.size(value));
            for (std::size_t i = 0; i < type.size(value); ++i) write_slot(to, type.element(), type.at(value, i), times);
            return;
        case Kind::map:
            write_head(to, Major::map, type.size(value));
            type.each(value, [&](std::string_view key, const void* slot) {
                write_text(to, key);
                write_slot(to, type.element(), slot, times);
            });
            return;
        case Kind::text: return write_text(to, *static_cast<const std::string*>(value));
        case Kind::blob: {
            const Text& bytes = static_cast<const Blob*>(value)->bytes;
            write_head(to, Major::bytes, bytes.size());
            to += bytes.view();
            return;
        }
        case Kind::boolean: to += *static_cast<const bool*>(value) ? '\xf5' : '\xf4'; return;
        case Kind::integer: return write_integer(to, *static_cast<const std::int32_t*>(value));
        case Kind::long_integer: return write_integer(to, *static_cast<const std::int64_t*>(value));
        case Kind::number: return write_double(to, *static_cast<const double*>(value));
        case Kind::timestamp: return write_timestamp(to, *static_cast<const Instant*>(value), times);
        case Kind::payload:
        case Kind::body: to += null; return;
    }
}

}  // namespace

void write_cbor(std::string& to, const Structure& structure, const void* value, CborTime times) {
    const auto travels = [value](const Member& member) {
        return member.location == Location::body && member.type->has_value(member.slot(value));
    };
    std::uint64_t count = 0;
    for (const Member& member : structure.members) count += travels(member) ? 1 : 0;
    write_head(to, Major::map, count);
    for (const Member& member : structure.members) {
        if (!travels(member)) continue;
        write_text(to, member.in_body());
        write_value(to, *member.type, member.type->value(member.slot(value)), times);
    }
}

void write_cbor_texts(std::string& to, const std::vector<std::pair<std::string_view, std::string_view>>& entries) {
    write_head(to, Major::map, entries.size());
    for (const auto& [name, text] : entries) {
        write_text(to, name);
        write_text(to, text);
    }
}

}  // namespace wt::aws
