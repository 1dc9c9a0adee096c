#include "storage/rds/data/data_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"

namespace wt::rds::data {

namespace {

/// What a column is to clients: PostgreSQL's name of the type, and JDBC's number.
struct TypeRow {
    std::string_view declared;  // how it begins
    std::string_view name;
    std::int32_t number;
};
constexpr TypeRow type_rows[] = {
    {"bigint", "int8", -5},
    {"bigserial", "int8", -5},
    {"bool", "bool", -7},
    {"bytea", "bytea", -2},
    {"blob", "bytea", -2},
    {"char", "bpchar", 1},
    {"date", "date", 91},
    {"datetime", "timestamp", 93},
    {"dec", "numeric", 2},
    {"double", "float8", 8},
    {"float", "float8", 8},
    {"int2", "int2", 5},
    {"int8", "int8", -5},
    {"int", "int4", 4},
    {"jsonb", "jsonb", 1111},
    {"json", "json", 1111},
    {"numeric", "numeric", 2},
    {"real", "float4", 7},
    {"serial", "int4", 4},
    {"smallint", "int2", 5},
    {"text", "text", 12},
    {"timestamptz", "timestamptz", 93},
    {"timestamp", "timestamp", 93},
    {"time", "time", 92},
    {"uuid", "uuid", 1111},
    {"varchar", "varchar", 12},
    {"character varying", "varchar", 12},
};

[[nodiscard]] const TypeRow* type_of(const sql::Column& column) {
    const TypeRow* best = nullptr;
    for (const TypeRow& row : type_rows) {
        if (column.type.starts_with(row.declared) && (best == nullptr || row.declared.size() > best->declared.size()))
            best = &row;
    }
    return best;
}

[[nodiscard]] bool is_shaped(std::string_view text, std::string_view shape) {
    // "9999-99-99": a digit for a 9, x for a hexadecimal digit, else the character itself.
    return text.size() == shape.size() && std::equal(text.begin(), text.end(), shape.begin(), [](char c, char wanted) {
               if (wanted == '9') return is_digit(c);
               if (wanted == 'x') return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
               return c == wanted;
           });
}

[[nodiscard]] bool fits_hint(std::string_view text, std::string_view hint) {
    if (hint == "DATE") return is_shaped(text, "9999-99-99");
    if (hint == "UUID") return is_shaped(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    // Seconds may have up to six digits behind a point.
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view rest = text.substr(std::min(point + 1, text.size()));
    const bool fraction = rest.size() <= 6 && std::all_of(rest.begin(), rest.end(), is_digit);
    if (hint == "TIME") return fraction && is_shaped(text.substr(0, point), "99:99:99");
    if (hint == "TIMESTAMP") return fraction && is_shaped(text.substr(0, point), "9999-99-99 99:99:99");
    if (hint == "JSON") return nlohmann::json::accept(text);
    if (hint != "DECIMAL") return true;
    double number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    return wrong == std::errc() && end == text.data() + text.size();
}

/// What a declared type has in parentheses: "numeric(10,2)", "varchar(20)".
struct Precision {
    std::int32_t digits = 0;
    std::int32_t scale = 0;
};
[[nodiscard]] std::optional<Precision> precision_of(const sql::Column& column) {
    const std::size_t open = column.type.find('(');
    if (open == std::string::npos) return std::nullopt;
    Precision told;
    const char* const end = column.type.data() + column.type.size();
    const auto read = std::from_chars(column.type.data() + open + 1, end, told.digits);
    if (read.ptr != end && *read.ptr == ',') {
        const std::string_view rest =
            trimmed(std::string_view(read.ptr + 1, static_cast<std::size_t>(end - read.ptr - 1)));
        (void)std::from_chars(rest.data(), rest.data() + rest.size(), told.scale);
    }
    return told;
}

/// A number of a numeric column, with as many digits behind the point as it is declared with; none: as it is.
[[nodiscard]] std::optional<std::string> with_scale(const sql::Value& value, const sql::Column& column) {
    const auto precision = precision_of(column);
    if (!precision || precision->scale <= 0) return std::nullopt;
    if (const auto* const whole = std::get_if<std::int64_t>(&value))
        return fmt::format("{}.{:0>{}}", *whole, "", precision->scale);
    const auto* const real = std::get_if<double>(&value);
    if (real == nullptr || !std::isfinite(*real)) return std::nullopt;
    return fmt::format("{:.{}f}", *real, precision->scale);
}

[[nodiscard]] bool is_numeric(const TypeRow* type) { return type != nullptr && type->name == "numeric"; }

[[nodiscard]] nlohmann::ordered_json json_of(const sql::Value& value, const sql::Column& column) {
    const TypeRow* const type = type_of(column);
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
        if (type != nullptr && type->name == "bool") return *number != 0;
        return *number;
    }
    if (const auto* const real = std::get_if<double>(&value)) return *real;
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    if (const auto* const bytes = std::get_if<sql::Bytes>(&value)) return base64_encode(bytes->bytes);
    return nullptr;
}

}  // namespace

aws::Outcome<std::map<std::string, sql::Value>> parameters_of(const std::vector<SqlParameter>& parameters) {
    const auto refuse = [](std::string text) { return aws::Error(rds_data_errors::bad_request, std::move(text)); };
    std::map<std::string, sql::Value> values;
    for (const SqlParameter& parameter : parameters) {
        if (!parameter.name || parameter.name->empty()) return refuse("Named parameter is missing name");
        if (!parameter.value) return refuse(fmt::format("Parameter {} has no value.", *parameter.name));
        const Field& field = *parameter.value;
        const int said = (field.is_null ? 1 : 0) + (field.boolean_value ? 1 : 0) + (field.long_value ? 1 : 0) +
                         (field.double_value ? 1 : 0) + (field.string_value ? 1 : 0) + (field.blob_value ? 1 : 0) +
                         (field.array_value ? 1 : 0);
        if (said != 1) return refuse(fmt::format("Parameter {} must have exactly one value.", *parameter.name));
        if (field.array_value) return refuse("Array parameters are not supported.");
        sql::Value& value = values[*parameter.name];
        if (field.boolean_value) value = std::int64_t{*field.boolean_value ? 1 : 0};
        if (field.long_value) value = *field.long_value;
        if (field.double_value) value = *field.double_value;
        if (field.blob_value) value = sql::Bytes{field.blob_value->bytes.str()};
        if (!field.string_value) continue;
        value = *field.string_value;
        if (parameter.type_hint && !fits_hint(*field.string_value, *parameter.type_hint))
            return refuse(fmt::format("Parameter {} has value with incorrect format for the type hint {}.",
                                      *parameter.name, *parameter.type_hint));
    }
    return values;
}

Field field_of(const sql::Value& value, const sql::Column& column, const ResultSetOptions& options) {
    Field field;
    const TypeRow* const type = type_of(column);
    const bool decimal = is_numeric(type);
    const bool decimal_as_text = options.decimal_return_type.value_or("STRING") == "STRING";
    if (decimal && decimal_as_text) {
        if (auto text = with_scale(value, column)) {
            field.string_value = std::move(*text);
            return field;
        }
    }
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
        if (type != nullptr && type->name == "bool") {
            field.boolean_value = *number != 0;
        } else if ((decimal && decimal_as_text) || (!decimal && options.long_return_type == "STRING")) {
            field.string_value = fmt::format("{}", *number);
        } else {
            field.long_value = *number;
        }
    } else if (const auto* const real = std::get_if<double>(&value)) {
        if (decimal && decimal_as_text) {
            field.string_value = fmt::format("{}", *real);
        } else {
            field.double_value = *real;
        }
    } else if (const auto* const text = std::get_if<std::string>(&value)) {
        field.string_value = *text;
    } else if (const auto* const bytes = std::get_if<sql::Bytes>(&value)) {
        field.blob_value = aws::Blob{Text(bytes->bytes)};
    } else {
        field.is_null = true;
    }
    return field;
}

ColumnMetadata metadata_of(const sql::Column& column) {
    const TypeRow* const type = type_of(column);
    ColumnMetadata told;
    told.name = column.name.empty() ? column.label : column.name;
    told.label = column.label;
    told.type = type == nullptr ? 12 : type->number;
    told.type_name = type == nullptr ? "text" : std::string(type->name);
    told.schema_name = "";
    told.table_name = column.table;
    told.is_auto_increment = column.counts_up;
    told.is_signed = type != nullptr && (type->number == 4 || type->number == 5 || type->number == -5 ||
                                         type->number == 2 || type->number == 7 || type->number == 8);
    told.is_currency = false;
    told.is_case_sensitive = type == nullptr || type->number == 12 || type->number == 1;
    told.nullable = column.nullable ? 1 : 0;
    std::int32_t precision = 0;
    std::int32_t scale = 0;
    if (const auto declared = precision_of(column)) {
        precision = declared->digits;
        scale = declared->scale;
    } else if (type != nullptr) {
        precision = type->number == 4    ? 10
                    : type->number == -5 ? 19
                    : type->number == 5  ? 5
                    : type->number == 8  ? 17
                                         : 0;
    }
    told.precision = precision;
    told.scale = scale;
    told.array_base_column_type = 0;
    return told;
}

std::string records_as_json(const sql::Outcome& outcome) {
    const auto text_of = [](const nlohmann::ordered_json& json) {
        return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    std::string all = "[";
    for (const auto& row : outcome.rows) {
        all += all.size() == 1 ? "{" : ",{";
        std::set<std::string_view> labels;  // of two columns with one name the first counts
        for (std::size_t i = 0; i < row.size(); ++i) {
            const sql::Column& column = outcome.columns[i];
            if (!labels.insert(column.label).second) continue;
            // A numeric's digits are as they are declared: no double between.
            const auto number = is_numeric(type_of(column)) ? with_scale(row[i], column) : std::nullopt;
            all += fmt::format("{}{}:{}", labels.size() == 1 ? "" : ",", text_of(column.label),
                               number ? *number : text_of(json_of(row[i], column)));
        }
        all += '}';
    }
    return all + ']';
}

}  // namespace wt::rds::data
