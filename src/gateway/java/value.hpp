#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "gateway/java/heap.hpp"

namespace wt::gateway::java {

/// What reads, compares and prints values follows lists and maps in one another so far.
inline constexpr int deepest = 400;

class List;
class Map;
class Object;
struct Entry;

/// The classes of Java that templates meet. A number that fits none of the machine's types is kept as its text.
enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,       // Integer
    long_integer,  // Long
    real,          // Double
    big_integer,
    big_decimal,
    text,  // String; UTF-8, in which a surrogate that stands alone has three bytes
    list,
    map,
    entry,  // Map.Entry
    object,
};

/// A reference as Java has them: 16 bytes, copied freely. What it points to lives in a Heap, or as long as the program,
/// or as long as whoever made it says.
class Value {
public:
    Value() = default;
    [[nodiscard]] static Value boolean(bool value) {
        Value made(Kind::boolean);
        made.number_ = value ? 1 : 0;
        return made;
    }
    [[nodiscard]] static Value integer(std::int32_t value) {
        Value made(Kind::integer);
        made.number_ = value;
        return made;
    }
    [[nodiscard]] static Value long_integer(std::int64_t value) {
        Value made(Kind::long_integer);
        made.number_ = value;
        return made;
    }
    [[nodiscard]] static Value real(double value) {
        Value made(Kind::real);
        made.real_ = value;
        return made;
    }
    /// Points to the text.
    [[nodiscard]] static Value text(std::string_view value) { return of_text(Kind::text, value); }
    [[nodiscard]] static Value big_integer(std::string_view digits) { return of_text(Kind::big_integer, digits); }
    /// As BigDecimal.toString writes it.
    [[nodiscard]] static Value big_decimal(std::string_view digits) { return of_text(Kind::big_decimal, digits); }
    [[nodiscard]] static Value list(List* value) {
        Value made(Kind::list);
        made.list_ = value;
        return made;
    }
    [[nodiscard]] static Value map(Map* value) {
        Value made(Kind::map);
        made.map_ = value;
        return made;
    }
    [[nodiscard]] static Value entry(Entry* value) {
        Value made(Kind::entry);
        made.entry_ = value;
        return made;
    }
    [[nodiscard]] static Value object(Object* value) {
        Value made(Kind::object);
        made.object_ = value;
        return made;
    }

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
    [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
    [[nodiscard]] bool is_number() const { return kind_ >= Kind::integer && kind_ <= Kind::big_decimal; }
    /// Integer or Long.
    [[nodiscard]] bool is_whole() const { return kind_ == Kind::integer || kind_ == Kind::long_integer; }

    [[nodiscard]] bool as_boolean() const { return number_ != 0; }
    [[nodiscard]] std::int64_t as_whole() const { return number_; }
    [[nodiscard]] double as_real() const { return real_; }
    /// Of a text or a big number.
    [[nodiscard]] std::string_view as_text() const { return {text_, size_}; }
    [[nodiscard]] List& as_list() const { return *list_; }
    [[nodiscard]] Map& as_map() const { return *map_; }
    [[nodiscard]] Entry& as_entry() const { return *entry_; }
    [[nodiscard]] Object& as_object() const { return *object_; }

private:
    explicit Value(Kind kind) : kind_(kind) {}
    [[nodiscard]] static Value of_text(Kind kind, std::string_view value) {
        Value made(kind);
        made.size_ = static_cast<std::uint32_t>(value.size());
        made.text_ = value.data();
        return made;
    }

    Kind kind_ = Kind::null;
    std::uint32_t size_ = 0;
    union {
        std::int64_t number_ = 0;
        double real_;
        const char* text_;
        List* list_;
        Map* map_;
        Entry* entry_;
        Object* object_;
    };
};

struct Entry {
    Value key;
    Value value;
    /// Of one that was handed out: the map, whose value of the key it shows.
    const Map* map = nullptr;

    [[nodiscard]] Value current() const;
};

/// Which of Java's lists it is: they print differently, and only some take an index.
enum class ListKind : std::uint8_t {
    array_list,
    json_array,  // json-smart's, which prints as JSON
    key_set,
    values,
    entry_set,
    array,  // String[]
};

class List {
public:
    explicit List(ListKind kind) : kind_(kind) {}
    /// What is in a map; see source().
    List(ListKind kind, const Map* source) : source_(source), kind_(kind) {}

    [[nodiscard]] ListKind kind() const { return kind_; }
    /// Whether it is a java.util.List.
    [[nodiscard]] bool has_indexes() const { return kind_ <= ListKind::json_array; }
    /// The map whose keys, values or entries these were when somebody asked.
    [[nodiscard]] const Map* source() const { return source_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<const Value> items() const { return {items_, size_}; }
    [[nodiscard]] Value& operator[](std::size_t index) {
        WT_ASSERT(index < size_);
        return items_[index];
    }
    void reserve(Heap& heap, std::size_t count);
    void add(Heap& heap, Value value) { insert(heap, size_, value); }
    void insert(Heap& heap, std::size_t index, Value value);
    void erase(std::size_t index);
    void clear() {
        size_ = 0;
        ++changes_;
    }
    /// How often something was put in or taken out, which Java's iterators notice.
    [[nodiscard]] std::uint32_t changes() const { return changes_; }

private:
    Value* items_ = nullptr;
    const Map* source_ = nullptr;
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
    std::uint32_t changes_ = 0;
    ListKind kind_;
};

/// A LinkedHashMap: a key keeps the place where it came first.
class Map {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<const Entry> entries() const { return {entries_, size_}; }
    /// Nothing when there is none of the key; null is a value.
    [[nodiscard]] std::optional<Value> find(Value key) const;
    [[nodiscard]] std::optional<Value> find(std::string_view key) const { return find(Value::text(key)); }
    /// What was there before.
    Value put(Heap& heap, Value key, Value value);
    Value erase(Value key);
    void clear();
    /// How often a key was put in or taken out, which Java's iterators notice.
    [[nodiscard]] std::uint32_t changes() const { return changes_; }

private:
    [[nodiscard]] std::size_t place_of(Value key) const;
    void index(Heap& heap);

    Entry* entries_ = nullptr;
    std::uint32_t* slots_ = nullptr;  // places in entries_ plus one, by hash; only where there are many
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 0;
    std::uint32_t slot_count_ = 0;
    std::uint32_t changes_ = 0;
};

/// What a method gives: a value (which may be null), nothing because there is no such method, or an exception.
struct Outcome {
    enum class What : std::uint8_t { value, unknown, raised };

    [[nodiscard]] static Outcome of(Value value) { return {What::value, value, {}}; }
    [[nodiscard]] static Outcome unknown() { return {}; }
    /// `why` is a literal, or of the Heap.
    [[nodiscard]] static Outcome raised(std::string_view why) { return {What::raised, {}, why}; }

    What what = What::unknown;
    Value value;
    std::string_view why;
};

/// An object that is no value of Java's: $input, $util, $foreach.
class Object {
public:
    /// A property that a getter gives; unknown when there is none.
    [[nodiscard]] virtual Outcome property(std::string_view /*name*/, Heap& /*heap*/) { return Outcome::unknown(); }
    [[nodiscard]] virtual Outcome call(std::string_view /*name*/, std::span<const Value> /*arguments*/,
                                       Heap& /*heap*/) {
        return Outcome::unknown();
    }
    /// #set($x.name = value); whether it takes it.
    [[nodiscard]] virtual bool assign(std::string_view /*name*/, Value /*value*/, Heap& /*heap*/) { return false; }
    /// Its toString; false when it has none to give.
    [[nodiscard]] virtual bool print(std::string& to) = 0;

protected:
    Object() = default;
    ~Object() = default;
};

/// Java's equals: of the same class and the same content.
[[nodiscard]] bool equal(Value a, Value b);
/// Equal values have equal hashes.
[[nodiscard]] std::size_t hash_of(Value value);

[[nodiscard]] inline Map* as_map(Value value) { return value.is(Kind::map) ? &value.as_map() : nullptr; }
[[nodiscard]] inline List* as_list(Value value) { return value.is(Kind::list) ? &value.as_list() : nullptr; }

}  // namespace wt::gateway::java
