#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/gate.hpp"
#include "base/literals.hpp"
#include "scenario/tree.hpp"

/// The table that the language is made of. A settings object is a list of fields; each row says its key, how its value
/// is read and where it goes, and what it means. The parser, the JSON Schema and the reference are made from the same
/// rows: adding a setting is adding a row.
namespace wt::scenario {

/// A value on its way into a struct: where it stands, and where problems go.
struct Value {
    const Tree& tree;
    std::string path;
    Problems& problems;

    void problem(std::string message) const { problems.add(tree.place, path, std::move(message)); }
    [[nodiscard]] bool is_scalar() const { return tree.kind == Tree::Kind::scalar; }
    [[nodiscard]] bool is_map() const { return tree.kind == Tree::Kind::map; }
    [[nodiscard]] bool is_sequence() const { return tree.kind == Tree::Kind::sequence; }
    /// The scalar's text; with a problem noted when this is no scalar.
    [[nodiscard]] std::string_view text(std::string_view expected) const;
    /// The same of something's name, which is never empty.
    [[nodiscard]] std::string_view name(std::string_view expected) const;
    [[nodiscard]] Value child(const Tree& of, std::string_view key) const {
        return Value{of, path.empty() ? std::string(key) : path + "." + std::string(key), problems};
    }
    /// Each item of a list; a single value counts as a list of one.
    void each(const std::function<void(const Value&)>& visit) const;
};

/// What the schema and the reference say about a value.
struct Shape {
    std::string kind;    // "duration", "one of: refuse, hang, reset"
    std::string schema;  // JSON
};

/// One row of the reference: a key, with everything below it.
struct FieldInfo {
    std::string key;
    Shape shape;
    std::string doc;
    std::string fallback;
    bool required = false;
    std::vector<FieldInfo> fields;  // of an object
};

template <class T>
struct Field {
    FieldInfo info;
    std::function<void(const Value&, T&)> read;

    [[nodiscard]] Field needed() && {
        info.required = true;
        return std::move(*this);
    }
};
template <class T>
using Fields = std::vector<Field<T>>;

namespace detail {

/// A value that a parser of literals makes: `store` takes what it gave.
template <class T, class Parse, class Store>
[[nodiscard]] Field<T> literal(std::string key, Shape shape, Parse parse, Store store, std::string doc,
                               std::string fallback) {
    const std::string kind = shape.kind;
    return {{std::move(key), std::move(shape), std::move(doc), std::move(fallback), false, {}},
            [parse, store, kind](const Value& value, T& to) {
                const std::string_view text = value.text(kind);
                if (text.empty() && !value.is_scalar()) return;
                auto parsed = parse(text);
                if (parsed.ok()) {
                    store(to, std::move(*parsed));
                } else {
                    value.problem(parsed.error().message);
                }
            }};
}

}  // namespace detail

// Shapes, in the order of the language's table of literals.
[[nodiscard]] Shape duration_shape();
[[nodiscard]] Shape rate_shape();
[[nodiscard]] Shape size_shape();
[[nodiscard]] Shape share_shape();
[[nodiscard]] Shape count_shape();
[[nodiscard]] Shape number_shape();
[[nodiscard]] Shape text_shape();
[[nodiscard]] Shape boolean_shape();
[[nodiscard]] Shape distribution_shape();
[[nodiscard]] Shape choice_shape(const std::vector<std::string>& names);
[[nodiscard]] Shape any_shape(std::string kind);

[[nodiscard]] Result<bool> parse_boolean(std::string_view text);
[[nodiscard]] Result<double> parse_number(std::string_view text);
[[nodiscard]] Result<std::string> parse_text(std::string_view text);
/// Of a component, or of anything else that is said elsewhere: not empty.
[[nodiscard]] Result<std::string> parse_name(std::string_view text);
/// A distribution with the empirical laws that the program carries, and those in files.
[[nodiscard]] Result<Distribution> parse_any_distribution(std::string_view text);

/// Calls `read` with the index of the field for each member of a map; unknown keys and missing ones are problems.
void read_members(const Value& value, const std::vector<const FieldInfo*>& known,
                  const std::function<void(std::size_t field, const Value&)>& read);

/// Reads a map into `to` by its fields.
template <class T>
void read_object(const Value& value, const Fields<T>& fields, T& to) {
    std::vector<const FieldInfo*> known;
    for (const Field<T>& field : fields) known.push_back(&field.info);
    read_members(value, known, [&](std::size_t field, const Value& member) { fields[field].read(member, to); });
}

/// Stores what `parse` makes of a scalar, or notes what is wrong with it.
template <class Parse, class Store>
void read_as(const Value& value, std::string_view expected, Parse parse, Store store) {
    const std::string_view text = value.text(expected);
    if (!value.is_scalar()) return;
    auto parsed = parse(text);
    if (parsed.ok()) {
        store(std::move(*parsed));
    } else {
        value.problem(parsed.error().message);
    }
}
/// Calls `read` for each member of a map; anything else is a problem that says what was `expected`.
void each_member(const Value& value, std::string_view expected,
                 const std::function<void(const std::string& name, const Value&)>& read);

// Rows. `at` is a pointer to member, or anything that gives a reference to the place when called with the object.
template <class T, class At>
[[nodiscard]] auto store_at(At at) {
    return [at](T& to, auto value) { std::invoke(at, to) = std::move(value); };
}
template <class T, class At>
[[nodiscard]] Field<T> duration(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), duration_shape(), parse_duration, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> rate(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), rate_shape(), parse_rate, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> size(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), size_shape(), parse_size, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> share(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), share_shape(), parse_share, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> count(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), count_shape(), parse_count, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> boolean(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), boolean_shape(), parse_boolean, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> text(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), text_shape(), parse_text, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
/// The name of something that is said elsewhere.
template <class T, class At>
[[nodiscard]] Field<T> named(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), text_shape(), parse_name, store_at<T>(at), std::move(doc),
                              std::move(fallback));
}
template <class T, class At>
[[nodiscard]] Field<T> distribution(std::string key, At at, std::string doc, std::string fallback = "") {
    return detail::literal<T>(std::move(key), distribution_shape(), parse_any_distribution, store_at<T>(at),
                              std::move(doc), std::move(fallback));
}
/// A literal that must lie between two others, both named in the problem.
template <class T, class At>
[[nodiscard]] Field<T> duration_between(std::string key, At at, Duration least, Duration most, std::string doc,
                                        std::string fallback = "") {
    return custom<T>(
        std::move(key), duration_shape(),
        [at, least, most](const Value& value, T& to) {
            read_as(value, "a duration", parse_duration, [&](Duration span) {
                if (span < least || span > most) {
                    return value.problem(fmt::format("expected {} to {}",
                                                     least == Duration::zero() ? "0s" : format_duration(least),
                                                     format_duration(most)));
                }
                std::invoke(at, to) = span;
            });
        },
        std::move(doc), std::move(fallback));
}

template <class T, class At>
[[nodiscard]] Field<T> size_between(std::string key, At at, std::string_view least, std::string_view most,
                                    std::string doc, std::string fallback = "") {
    return custom<T>(
        std::move(key), size_shape(),
        [at, least, most](const Value& value, T& to) {
            read_as(value, "a size", parse_size, [&](Bytes size) {
                if (size < *parse_size(least) || size > *parse_size(most))
                    return value.problem(fmt::format("expected {} to {}", least, most));
                std::invoke(at, to) = size;
            });
        },
        std::move(doc), std::move(fallback));
}

template <class T, class At>
[[nodiscard]] Field<T> count_between(std::string key, At at, std::uint64_t least, std::uint64_t most, std::string doc,
                                     std::string fallback = "") {
    return custom<T>(
        std::move(key), count_shape(),
        [at, least, most](const Value& value, T& to) {
            read_as(value, "a count", parse_count, [&](std::uint64_t count) {
                if (count < least || count > most)
                    return value.problem(fmt::format("expected a number from {} to {}", least, most));
                std::invoke(at, to) = count;
            });
        },
        std::move(doc), std::move(fallback));
}
/// A latency that the scenario gives is no assumption of ours.
template <class T, class At>
[[nodiscard]] Field<T> latency(std::string key, At at, std::string doc,
                               std::string fallback = "assumed, see the report") {
    return detail::literal<T>(
        std::move(key), distribution_shape(), parse_any_distribution,
        [at](T& to, Distribution law) { std::invoke(at, to) = Latency{std::move(law), false}; }, std::move(doc),
        std::move(fallback));
}
template <class T, class At, class Names>
[[nodiscard]] Field<T> choice(std::string key, At at, Names names, std::string doc, std::string fallback = "") {
    std::vector<std::string> words;
    for (const auto& [word, meaning] : names) words.emplace_back(word);
    Shape shape = choice_shape(words);
    return {{std::move(key), std::move(shape), std::move(doc), std::move(fallback), false, {}},
            [at, names, words](const Value& value, T& to) {
                const std::string_view text = value.text("one of the words");
                for (const auto& [word, meaning] : names) {
                    if (text == word) {
                        std::invoke(at, to) = meaning;
                        return;
                    }
                }
                if (value.is_scalar())
                    value.problem("there is no \"" + std::string(text) + "\" here" + suggestion(text, words));
            }};
}
template <class T, class At, class U>
[[nodiscard]] Field<T> object(std::string key, At at, const Fields<U>& fields, std::string doc) {
    FieldInfo info{std::move(key), any_shape("object"), std::move(doc), "", false, {}};
    for (const Field<U>& field : fields) info.fields.push_back(field.info);
    return {std::move(info),
            [at, fields](const Value& value, T& to) { read_object(value, fields, std::invoke(at, to)); }};
}
/// Anything that no row above can say.
template <class T, class Read>
[[nodiscard]] Field<T> custom(std::string key, Shape shape, Read read, std::string doc, std::string fallback = "",
                              std::vector<FieldInfo> inside = {}) {
    return {{std::move(key), std::move(shape), std::move(doc), std::move(fallback), false, std::move(inside)}, read};
}
/// A key of the language that this version does not have yet: said, not ignored.
template <class T>
[[nodiscard]] Field<T> later(std::string key, std::string doc) {
    return {{key, any_shape("not supported yet"), std::move(doc), "", false, {}},
            [key](const Value& value, T&) { value.problem("\"" + key + "\" is not supported yet"); }};
}
template <class U>
[[nodiscard]] std::vector<FieldInfo> infos(const Fields<U>& fields) {
    std::vector<FieldInfo> all;
    for (const Field<U>& field : fields) all.push_back(field.info);
    return all;
}

}  // namespace wt::scenario
