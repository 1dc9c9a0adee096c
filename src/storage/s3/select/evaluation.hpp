#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/s3/select/record.hpp"

namespace wt::s3::select {

/// A number without its decimals where it has none: "3", "2.5". A text as it is, a structure as JSON.
[[nodiscard]] std::string text_of(const Value& value);

/// What expressions come to over one record after another, and aggregates over all of them. After an error every value
/// is null, and failure() says it.
class Evaluation {
public:
    explicit Evaluation(const Query& query) : query_(query), totals_(query.aggregates) {}
    Evaluation(const Evaluation&) = delete;
    Evaluation& operator=(const Evaluation&) = delete;

    /// The record that paths speak of from now on; it outlives that.
    void look_at(const Record& record) { record_ = &record; }
    [[nodiscard]] Value value(const Expression& expression);
    /// Takes the record into every aggregate of the items.
    void add_up();
    [[nodiscard]] const std::optional<aws::Error>& failure() const { return failure_; }

private:
    struct Total {
        std::int64_t count = 0;
        Value value;  // null until there is one
    };

    void fail(const aws::ErrorRow& row) {
        if (!failure_) failure_.emplace(row);
    }
    void add_up(const Expression& expression);
    [[nodiscard]] Value total(const Expression& expression) const;
    [[nodiscard]] Value path(const Expression& expression);
    [[nodiscard]] Value column(const std::vector<Step>& steps, std::size_t from);
    [[nodiscard]] Value arithmetic(Op op, const Value& left, const Value& right);
    [[nodiscard]] Value connected(const Expression& expression);
    [[nodiscard]] Value compared(Op op, const Value& left, const Value& right);
    [[nodiscard]] Value is_in(const Expression& expression);
    [[nodiscard]] Value is_like(const Expression& expression);
    [[nodiscard]] Value cast(const Value& value, const std::string& type);
    [[nodiscard]] Value call(const Expression& expression);
    [[nodiscard]] Value substring(const Expression& expression, const std::string& text);

    const Query& query_;
    const Record* record_ = nullptr;
    std::vector<Total> totals_;
    std::optional<aws::Error> failure_;
};

}  // namespace wt::s3::select
