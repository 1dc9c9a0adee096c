#include <fmt/format.h>

#include "aws/cbor.hpp"
#include "aws/cbor_cursor.hpp"
#include "aws/timestamp.hpp"
#include "base/utf8.hpp"

namespace wt::aws {

namespace {

using Head = CborCursor::Head;
using Major = CborCursor::Major;

constexpr std::size_t most_structures = 100'000;
constexpr std::uint64_t timestamp_tag = 1;

class CborReader {
public:
    CborReader(std::string_view body, Violations& violations, CborTime times)
        : body_(body), violations_(violations), times_(times) {}

    [[nodiscard]] bool input(const Structure& shape, void* out) {
        CborCursor at(body_);
        if (!at.skip() || !at.done()) return fail(Place(), "");
        at = CborCursor(body_);
        return structure(at, shape, out, Place());
    }

    [[nodiscard]] Malformed failure() const { return {Malformed::What::body, {}, {}, reason_}; }

private:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    /// Members are read in the shape's order, not in the body's, so that what is wrong is told in one order.
    [[nodiscard]] bool structure(CborCursor& at, const Structure& shape, void* out, const Place& place) {
        if (++structures_ > most_structures) {
            reason_ = "The request body has too many structures.";
            return false;
        }
        std::vector<std::size_t> places(shape.members.size(), nowhere);
        const bool is_map = each_entry(at, place, [&](std::string key) {
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (shape.members[i].in_body() != key) continue;
                if (places[i] != nowhere) return fail(Place(place, shape.members[i].name), "there once");
                places[i] = at.at();
            }
            return at.skip() || fail(place, "well-formed");
        });
        if (!is_map) return false;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const Member& member = shape.members[i];
            if (member.location != Location::body) continue;
            const Place here(place, member.name);
            CborCursor value_at(body_, places[i] == nowhere ? 0 : places[i]);
            const bool there = places[i] != nowhere && !null_at(value_at);
            if (there && !value(value_at, member, *member.type, member.slot(out), here)) return false;
            check(member, there, out, here, violations_);
        }
        return true;
    }

    /// Calls `visit` with each key of a map, the cursor before the value; `visit` moves it behind.
    template <class Visit>
    [[nodiscard]] bool each_entry(CborCursor& at, const Place& place, Visit visit) {
        const auto head = at.head();
        if (!head || head->major != Major::map) return fail(place, "a map");
        for (std::uint64_t i = 0; head->endless() || i < head->argument; ++i) {
            if (head->endless() && at.pass_break()) break;
            const auto key_head = at.head();
            if (!key_head || key_head->major != Major::text) return fail(place, "a map with texts as keys");
            auto key = at.string(*key_head);
            if (!key || !is_utf8(*key)) return fail(place, "a map with texts as keys");
            if (!visit(std::move(*key))) return false;
        }
        return true;
    }

    [[nodiscard]] bool value(CborCursor& at, const Member& member, const Type& type, void* slot, const Place& place) {
        if (place.too_deep()) {
            reason_ = "The request body is nested too deeply.";
            return false;
        }
        switch (type.kind) {
            case Kind::structure: return structure(at, type.structure(), type.make(slot), place);
            case Kind::list: return list(at, member, type, type.make(slot), place);
            case Kind::map: return map(at, member, type, type.make(slot), place);
            default: return scalar(at, type, slot) || fail(place, expectation(type.kind));
        }
    }

    [[nodiscard]] bool list(CborCursor& at, const Member& member, const Type& type, void* elements,
                            const Place& place) {
        const auto head = at.head();
        if (!head || head->major != Major::list) return fail(place, "a list");
        for (std::size_t number = 1; head->endless() || number <= head->argument; ++number) {
            if (head->endless() && at.pass_break()) break;
            const Place here(place, number);
            void* const slot = type.append(elements);
            if (!element(at, member, type, slot, here)) return false;
        }
        return true;
    }

    [[nodiscard]] bool map(CborCursor& at, const Member& member, const Type& type, void* entries, const Place& place) {
        return each_entry(at, place, [&](std::string key) {
            const Place here = Place::entry(place, key);
            void* const slot = type.insert(entries, key);
            return element(at, member, type, slot, here);
        });
    }

    [[nodiscard]] bool element(CborCursor& at, const Member& member, const Type& type, void* slot, const Place& here) {
        if (!null_at(at)) return value(at, member, type.element(), slot, here);
        (void)at.head();
        if (!type.element().optional()) violations_.add_missing(member, here);
        // It counts as a structure: a null takes one byte, and its slot as much as any other.
        return ++structures_ <= most_structures || fail(here, "one of so many");
    }

    [[nodiscard]] static bool null_at(CborCursor at) {
        const auto head = at.head();
        return head && head->is_null();
    }

    [[nodiscard]] bool scalar(CborCursor& at, const Type& type, void* slot) {
        const auto head = at.head();
        if (!head) return false;
        switch (type.kind) {
            case Kind::text: {
                auto text = head->major == Major::text ? at.string(*head) : std::nullopt;
                if (!text || !is_utf8(*text)) return false;
                *static_cast<std::string*>(type.make(slot)) = std::move(*text);
                return true;
            }
            case Kind::blob: {
                const auto bytes = head->major == Major::bytes ? at.string(*head) : std::nullopt;
                if (!bytes) return false;
                static_cast<Blob*>(type.make(slot))->bytes = Text(*bytes);
                return true;
            }
            case Kind::boolean:
                if (head->major != Major::simple || (head->info != 20 && head->info != 21)) return false;
                *static_cast<bool*>(type.make(slot)) = head->info == 21;
                return true;
            case Kind::integer: {
                const auto number = whole_number(*head);
                if (!number || *number < INT32_MIN || *number > INT32_MAX) return false;
                *static_cast<std::int32_t*>(type.make(slot)) = static_cast<std::int32_t>(*number);
                return true;
            }
            case Kind::long_integer: {
                const auto number = whole_number(*head);
                if (!number) return false;
                *static_cast<std::int64_t*>(type.make(slot)) = *number;
                return true;
            }
            case Kind::number: {
                const auto number = any_number(*head);
                if (!number) return false;
                *static_cast<double*>(type.make(slot)) = *number;
                return true;
            }
            case Kind::timestamp: {
                if (head->major != Major::tag || head->argument != timestamp_tag) return false;
                const auto since = at.head();
                const auto number = since ? any_number(*since) : std::nullopt;
                const double unit = times_ == CborTime::milliseconds ? 1000 : 1;
                const auto moment = number ? from_epoch_seconds(*number / unit) : std::nullopt;
                if (!moment) return false;
                *static_cast<Instant*>(type.make(slot)) = *moment;
                return true;
            }
            default: return false;
        }
    }

    [[nodiscard]] static std::optional<std::int64_t> whole_number(const Head& head) {
        if (head.argument > INT64_MAX) return std::nullopt;
        const auto size = static_cast<std::int64_t>(head.argument);
        if (head.major == Major::natural) return size;
        if (head.major == Major::negative) return -1 - size;
        return std::nullopt;
    }

    [[nodiscard]] static std::optional<double> any_number(const Head& head) {
        if (head.major == Major::natural) return static_cast<double>(head.argument);
        if (head.major == Major::negative) return -1 - static_cast<double>(head.argument);
        return CborCursor::floating(head);
    }

    [[nodiscard]] static std::string_view expectation(Kind kind) {
        switch (kind) {
            case Kind::text: return "a string";
            case Kind::blob: return "a string of bytes";
            case Kind::boolean: return "true or false";
            case Kind::timestamp: return "a timestamp";
            default: return "a number in its range";
        }
    }

    bool fail(const Place& place, std::string_view expected) {
        if (reason_.empty()) {
            reason_ = place.is_input() ? "The request body is not a CBOR map."
                                       : fmt::format("{} is not {}.", place.text(), expected);
        }
        return false;
    }

    std::string_view body_;
    Violations& violations_;
    CborTime times_;
    std::size_t structures_ = 0;
    std::string reason_;
};

}  // namespace

std::optional<Malformed> read_cbor(std::string_view body, const Structure& structure, void* out, Violations& violations,
                                   CborTime times) {
    constexpr std::string_view nothing = "\xa0";
    CborReader reader(body.empty() ? nothing : body, violations, times);
    if (!reader.input(structure, out)) return reader.failure();
    return std::nullopt;
}

}  // namespace wt::aws
