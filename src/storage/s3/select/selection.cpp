#include "storage/s3/select/selection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "storage/s3/select/errors.hpp"
#include "storage/s3/select/evaluation.hpp"

namespace wt::s3::select {

namespace {

/// A record of the result: names and values.
using Columns = std::vector<std::pair<std::string, Value>>;

void write(std::string& to, const CsvOutput& format, const Columns& columns) {
    bool first = true;
    for (const auto& [name, value] : columns) {
        if (!std::exchange(first, false)) to += format.field_delimiter;
        const std::string text = text_of(value);
        const bool quotes = format.always_quotes || text.find(format.quote) != std::string::npos ||
                            text.find(format.field_delimiter) != std::string::npos ||
                            text.find(format.record_delimiter) != std::string::npos;
        if (!quotes) {
            to += text;
            continue;
        }
        to += format.quote;
        for (const char c : text) {
            if (c == format.quote) to += format.escape;
            to += c;
        }
        to += format.quote;
    }
    to += format.record_delimiter;
}

void write(std::string& to, const JsonOutput& format, const Columns& columns) {
    to += '{';
    bool first = true;
    for (const auto& [name, value] : columns) {
        if (value.is_discarded()) continue;
        if (!std::exchange(first, false)) to += ',';
        to += Value(name).dump(-1, ' ', false, Value::error_handler_t::replace);
        to += ':';
        to += value.is_number_float() ? text_of(value) : value.dump(-1, ' ', false, Value::error_handler_t::replace);
    }
    to += '}';
    to += format.record_delimiter;
}

[[nodiscard]] std::string position(std::size_t number) { return fmt::format("_{}", number); }

[[nodiscard]] Columns all_of(const Record& record) {
    Columns columns;
    if (record.tabular) {
        for (std::size_t i = 0; i < record.fields.size(); ++i) {
            const bool named = record.header != nullptr && i < record.header->size();
            columns.emplace_back(named ? (*record.header)[i] : position(i + 1), record.fields[i]);
        }
    } else if (record.value.is_object()) {
        for (auto member = record.value.begin(); member != record.value.end(); ++member)
            columns.emplace_back(member.key(), member.value());
    } else {
        columns.emplace_back(position(1), record.value);
    }
    return columns;
}

/// A query on its way through an object.
class Run {
public:
    Run(const Query& query, const Format& format) : query_(query), format_(format), evaluation_(query) {}

    /// False: no more.
    [[nodiscard]] bool take(Record& record) {
        if (query_.from.empty()) return take_one(record);
        return follow(record.value, 0);
    }
    void finish() {
        if (query_.aggregates > 0 && query_.limit != 0U) put(chosen());
    }
    [[nodiscard]] std::string& records() { return records_; }
    [[nodiscard]] std::optional<aws::Error> failure() const {
        if (evaluation_.failure()) return evaluation_.failure();
        return failure_;
    }

private:
    /// Down the path of FROM: [*] makes a record of each element.
    [[nodiscard]] bool follow(const Value& value, std::size_t step) {
        if (step == query_.from.size()) {
            Record record;
            record.value = value;
            return take_one(record);
        }
        const Step& next = query_.from[step];
        if (next.kind == Step::Kind::all) {
            if (!value.is_array()) return follow(value.is_discarded() ? missing() : value, step + 1);
            return std::all_of(value.begin(), value.end(), [&](const Value& each) { return follow(each, step + 1); });
        }
        if (next.kind == Step::Kind::index)
            return follow(value.is_array() && next.index < value.size() ? value[next.index] : missing(), step + 1);
        if (value.is_object()) {
            for (auto member = value.begin(); member != value.end(); ++member) {
                if (matches(next, member.key())) return follow(member.value(), step + 1);
            }
        }
        return follow(missing(), step + 1);
    }

    [[nodiscard]] bool take_one(const Record& record) {
        if (query_.limit && query_.aggregates == 0 && found_ >= *query_.limit) return false;
        evaluation_.look_at(record);
        if (query_.where) {
            const Value holds = evaluation_.value(*query_.where);
            if (evaluation_.failure()) return false;
            if (!holds.is_boolean() || !holds.get<bool>()) return true;
        }
        if (query_.aggregates > 0) {
            evaluation_.add_up();
        } else {
            put(query_.items.empty() ? all_of(record) : chosen());
            ++found_;
        }
        return !failure();
    }
    [[nodiscard]] Columns chosen() {
        Columns columns;
        for (const Item& item : query_.items) {
            columns.emplace_back(item.name.empty() ? position(columns.size() + 1) : item.name,
                                 evaluation_.value(item.expression));
        }
        return columns;
    }
    void put(const Columns& columns) {
        if (failure()) return;
        const std::size_t before = records_.size();
        std::visit([&](const auto& format) { write(records_, format, columns); }, format_.output);
        if (records_.size() - before > largest_record) {
            records_.resize(before);
            failure_ = aws::Error(errors::record_too_large);
        } else if (records_.size() > largest_result) {
            failure_ = aws::Error(errors::not_implemented,
                                  "Windtunnel does not implement results of S3 Select of more than 64 MiB.");
        }
    }

    const Query& query_;
    const Format& format_;
    Evaluation evaluation_;
    std::string records_;
    std::uint64_t found_ = 0;
    std::optional<aws::Error> failure_;
};

}  // namespace

Selection select(std::string_view expression, const Format& format, std::string_view content) {
    Selection selection;
    const auto query = parse(expression);
    if (!query.ok()) {
        selection.failure = query.error();
        return selection;
    }
    if (!query->from.empty() && std::holds_alternative<CsvInput>(format.input)) {
        selection.failure = aws::Error(errors::invalid_key_path);
        return selection;
    }
    std::uint64_t first = 0;
    std::uint64_t last = UINT64_MAX;
    if (format.range) {
        first = format.range->start.value_or(content.size() -
                                             std::min<std::uint64_t>(format.range->end.value_or(0), content.size()));
        if (format.range->start) last = format.range->end.value_or(last);
    }
    Run run(*query, format);
    const Visit visit = [&](Record& record, std::size_t place) {
        if (place > last) return false;
        return place < first || run.take(record);
    };
    std::optional<aws::Error> broken =
        std::visit([&](const auto& input) { return each_record(input, content, visit); }, format.input);
    if (!broken && !run.failure()) run.finish();
    selection.failure = broken ? std::move(broken) : run.failure();
    selection.records = std::move(run.records());
    return selection;
}

}  // namespace wt::s3::select
