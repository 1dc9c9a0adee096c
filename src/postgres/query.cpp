#include "postgres/query.hpp"

#include "base/assert.hpp"

namespace wt::postgres {

namespace {

// Types of the server's catalogue (pg_type.dat); these numbers never change.
constexpr Oid type_bool = 16;
constexpr Oid type_bytea = 17;
constexpr Oid type_int8 = 20;
constexpr Oid type_bool_array = 1000;
constexpr Oid type_bytea_array = 1001;
constexpr Oid type_int8_array = 1016;

/// Big endian, as everything in the binary form.
template <class Number>
void append(std::string& to, Number number) {
    const auto bits = static_cast<std::uint64_t>(number);
    for (int shift = static_cast<int>(sizeof(Number) - 1) * 8; shift >= 0; shift -= 8)
        to += static_cast<char>((bits >> shift) & 0xff);
}

/// An array of one dimension: dimensions, whether there are NULLs, the items' type, their number, the first one's
/// index; then each with its length (array_recv in PostgreSQL's arrayfuncs.c).
[[nodiscard]] std::string array_start(Oid type, std::size_t size) {
    std::string bytes;
    append(bytes, std::int32_t{1});
    append(bytes, std::int32_t{0});
    append(bytes, type);
    append(bytes, static_cast<std::int32_t>(size));
    append(bytes, std::int32_t{1});
    return bytes;
}

/// Parameters as libpq takes them: parallel arrays.
struct Parameters {
    explicit Parameters(const Query& query) {
        for (const Value& value : query.values) {
            types.push_back(value.type);
            values.push_back(value.bytes.data());
            lengths.push_back(static_cast<int>(value.bytes.size()));
            formats.push_back(1);
        }
    }
    [[nodiscard]] int count() const { return static_cast<int>(types.size()); }
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
};

}  // namespace

Value bytea(std::string_view bytes) { return {type_bytea, std::string(bytes)}; }

Value int8(std::int64_t number) {
    Value value{type_int8, {}};
    append(value.bytes, number);
    return value;
}

Value bytea_array(const std::vector<std::string_view>& items) {
    Value value{type_bytea_array, array_start(type_bytea, items.size())};
    for (const std::string_view item : items) {
        append(value.bytes, static_cast<std::int32_t>(item.size()));
        value.bytes += item;
    }
    return value;
}

Value int8_array(const std::vector<std::int64_t>& items) {
    Value value{type_int8_array, array_start(type_int8, items.size())};
    for (const std::int64_t item : items) {
        append(value.bytes, std::int32_t{8});
        append(value.bytes, item);
    }
    return value;
}

Value bool_array(const std::vector<bool>& items) {
    Value value{type_bool_array, array_start(type_bool, items.size())};
    for (const bool item : items) {
        append(value.bytes, std::int32_t{1});
        value.bytes += item ? '\1' : '\0';
    }
    return value;
}

bool Rows::ok() const {
    const ExecStatusType status = PQresultStatus(result_.get());
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::string_view Rows::bytes(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Rows::int8(int row, int column) const {
    const std::string_view value = bytes(row, column);
    WT_ASSERT(value.size() == 8);
    std::uint64_t number = 0;
    for (const char byte : value) number = number << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
}

std::string Rows::error() const { return one_line(PQresultErrorMessage(result_.get())); }

std::string one_line(std::string_view message) {
    while (!message.empty() && message.back() == '\n') message.remove_suffix(1);
    std::string line;
    for (const char byte : message) line += byte == '\n' ? ' ' : byte;
    return line;
}

Rows ask(PGconn* connection, const Query& query) {
    const Parameters with(query);
    return Rows(PQexecParams(connection, query.sql, with.count(), with.types.data(), with.values.data(),
                             with.lengths.data(), with.formats.data(), 1));
}

bool send(PGconn* connection, const Query& query) {
    const Parameters with(query);
    return PQsendQueryParams(connection, query.sql, with.count(), with.types.data(), with.values.data(),
                             with.lengths.data(), with.formats.data(), 1) == 1;
}

}  // namespace wt::postgres
