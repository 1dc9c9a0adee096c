#include <re2/re2.h>

#include <algorithm>
#include <cmath>

#include "gateway/java/json.hpp"
#include "gateway/java/numbers.hpp"
#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"
#include "gateway/json_path/escapes.hpp"
#include "gateway/json_path/filter.hpp"

namespace wt::gateway::json_path {

namespace {

using java::Heap;
using java::List;
using java::Value;

/// What stands on one side when it has been looked up: Jayway's ValueNode.
struct Side {
    enum class Kind : std::uint8_t { text, number, boolean, null, json, pattern, undefined, path };

    Kind kind = Kind::undefined;
    std::string_view text;  // a text, a number's digits, JSON that is not read yet
    bool truth = false;
    bool written = false;  // JSON as the filter has it, which is compared as the text it is
    bool parses = true;
    Value json;
    const re2::RE2* pattern = nullptr;
};

class Judge {
public:
    Judge(Heap& heap, Value item, Value root, Budget& budget)
        : heap_(heap), item_(item), root_(root), budget_(budget) {}

    [[nodiscard]] Judgement judge(const Expression& expression) {
        if (!budget_.spend()) return {Trouble::other, false};
        switch (expression.kind) {
            case Expression::Kind::either:
                for (const Expression& each : expression.parts)
                    if (const Judgement part = judge(each); part.trouble != Trouble::none || part.passed) return part;
                return {Trouble::none, false};
            case Expression::Kind::both:
                for (const Expression& each : expression.parts)
                    if (const Judgement part = judge(each); part.trouble != Trouble::none || !part.passed) return part;
                return {Trouble::none, true};
            case Expression::Kind::negation: {
                Judgement part = judge(expression.parts.front());
                part.passed = !part.passed;
                return part;
            }
            case Expression::Kind::relation: break;
        }
        const Side left = side_of(expression.left);
        const Side right = trouble_ == Trouble::none ? side_of(expression.right) : Side{};
        const bool passed = trouble_ == Trouble::none && compare(expression.relation, left, right);
        return {std::exchange(trouble_, Trouble::none), passed};
    }

private:
    bool raise(Trouble trouble) {
        if (trouble_ == Trouble::none) trouble_ = trouble;
        return false;
    }

    [[nodiscard]] Side side_of(const Operand& operand) {
        Side made;
        switch (operand.kind) {
            case Operand::Kind::path: return operand.exists ? existence(operand) : looked_up(operand);
            case Operand::Kind::text: made.kind = Side::Kind::text; break;
            case Operand::Kind::number: made.kind = Side::Kind::number; break;
            case Operand::Kind::boolean: made.kind = Side::Kind::boolean; break;
            case Operand::Kind::null: made.kind = Side::Kind::null; break;
            case Operand::Kind::pattern: made.kind = Side::Kind::pattern; break;
            case Operand::Kind::json: made.kind = Side::Kind::json; break;
        }
        made.text = operand.text;
        made.truth = operand.truth;
        made.written = operand.kind == Operand::Kind::json;
        made.parses = operand.is_json || !made.written;
        made.json = operand.json;
        made.pattern = operand.pattern.get();
        return made;
    }

    /// [?(@.x)]: also $ is looked for in the item.
    [[nodiscard]] Side existence(const Operand& operand) {
        const Reading reading = evaluate(*operand.path, heap_, item_, root_, true, budget_);
        Side made;
        made.kind = Side::Kind::boolean;
        made.truth = reading.trouble == Trouble::none;
        if (!made.truth && reading.trouble != Trouble::absent) raise(reading.trouble);
        return made;
    }

    [[nodiscard]] Side looked_up(const Operand& operand) {
        const Path& path = *operand.path;
        const Reading reading = evaluate(path, heap_, path.is_rooted() ? root_ : item_, root_, false, budget_);
        if (reading.trouble == Trouble::absent) return {};
        if (reading.trouble != Trouble::none) {
            raise(reading.trouble);
            return {};
        }
        return of(reading.value);
    }

    [[nodiscard]] Side of(Value value) {
        Side made;
        made.json = value;
        if (value.is_number()) {
            made.kind = Side::Kind::number;
            made.text = digits_of(value);
        } else if (value.is(java::Kind::text)) {
            made.kind = Side::Kind::text;
            made.text = value.as_text();
        } else if (value.is(java::Kind::boolean)) {
            made.kind = Side::Kind::boolean;
            made.truth = value.as_boolean();
        } else if (value.is_null()) {
            made.kind = Side::Kind::null;
        } else if (const List* const list = java::as_list(value);
                   value.is(java::Kind::map) || (list && list->has_indexes())) {
            made.kind = Side::Kind::json;
        } else {
            raise(Trouble::other);
        }
        return made;
    }

    [[nodiscard]] std::string_view digits_of(Value number) {
        std::string written;
        (void)java::print(written, number);
        const auto digits = java::decimal_text(written);
        if (!digits) raise(Trouble::other);
        return heap_.keep(digits.value_or("0"));
    }

    /// An item of a list, as ValueNode.toValueNode has it: texts that look like paths or JSON are no texts.
    [[nodiscard]] Side item_of(Value value) {
        if (!value.is(java::Kind::text)) {
            if (value.is(java::Kind::list) || value.is(java::Kind::map)) raise(Trouble::other);
            return trouble_ == Trouble::none ? of(value) : Side{};
        }
        Side made;
        made.kind = Side::Kind::text;
        std::string_view text = value.as_text();
        std::string_view trimmed = text;
        const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
        while (!trimmed.empty() && blank(trimmed.front())) trimmed.remove_prefix(1);
        while (!trimmed.empty() && blank(trimmed.back())) trimmed.remove_suffix(1);
        if (!trimmed.empty() && (trimmed.front() == '$' || trimmed.front() == '@') && Path::compile(trimmed, 1).ok()) {
            made.kind = Side::Kind::path;
            return made;
        }
        const bool braced = trimmed.size() > 1 && ((trimmed.front() == '[' && trimmed.back() == ']') ||
                                                   (trimmed.front() == '{' && trimmed.back() == '}'));
        if (braced && std::holds_alternative<Value>(java::parse_json(heap_, trimmed))) {
            made.kind = Side::Kind::json;
            made.written = true;
            made.text = text;
            return made;
        }
        if (text.size() > 1 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
            text = text.substr(1, text.size() - 2);
        if (value.as_text().size() > 1 && text.find('\\') != std::string_view::npos) {
            const auto plain = unescape(text);
            if (!plain) raise(Trouble::other);
            text = heap_.keep(plain.value_or(""));
        }
        made.text = text;
        return made;
    }

    /// The list that a JSON side is; raises where Jayway asks something else for its list.
    [[nodiscard]] const List* list_of(const Side& side) {
        if (side.kind != Side::Kind::json) {
            raise(Trouble::invalid);
            return nullptr;
        }
        if (!side.parses) raise(Trouble::other);
        const List* const list = java::as_list(side.json);
        return list != nullptr && list->has_indexes() ? list : nullptr;
    }

    [[nodiscard]] std::vector<Side> items_of(const List& list) {
        std::vector<Side> made;
        made.reserve(list.size());
        for (const Value each : list.items()) {
            made.push_back(item_of(each));
            if (!budget_.spend()) raise(Trouble::other);
            if (trouble_ != Trouble::none) break;
        }
        return made;
    }

    [[nodiscard]] static bool equals(const Side& left, const Side& right) {
        switch (left.kind) {
            case Side::Kind::text:
                return (right.kind == Side::Kind::text || right.kind == Side::Kind::number) && left.text == right.text;
            case Side::Kind::number:
                if (right.kind == Side::Kind::text && !java::decimal_text(right.text)) return false;
                return (right.kind == Side::Kind::text || right.kind == Side::Kind::number) &&
                       java::compare_decimals(left.text, right.text) == 0;
            case Side::Kind::boolean: return right.kind == Side::Kind::boolean && left.truth == right.truth;
            case Side::Kind::null: return right.kind == Side::Kind::null;
            case Side::Kind::json:
                if (right.kind != Side::Kind::json || left.written != right.written) return false;
                return left.written ? left.text == right.text : java::equal(left.json, right.json);
            case Side::Kind::pattern: return right.kind == Side::Kind::pattern && left.pattern == right.pattern;
            default: return false;
        }
    }

    [[nodiscard]] bool equal(const Side& left, const Side& right) {
        if (left.kind != Side::Kind::json || right.kind != Side::Kind::json) return equals(left, right);
        if (!right.parses) return raise(Trouble::other);
        return !left.written && java::equal(left.json, right.json);
    }

    [[nodiscard]] static bool contains(const std::vector<Side>& items, const Side& wanted) {
        return std::ranges::any_of(items, [&](const Side& each) { return equals(wanted, each); });
    }

    /// Whether both are of a kind that has an order, and which comes first.
    [[nodiscard]] static std::optional<int> order(const Side& left, const Side& right) {
        if (left.kind != right.kind) return std::nullopt;
        if (left.kind == Side::Kind::number) return java::compare_decimals(left.text, right.text);
        if (left.kind == Side::Kind::text) return java::compare(left.text, right.text);
        return std::nullopt;
    }

    [[nodiscard]] bool compare(Relation relation, const Side& left, const Side& right) {
        switch (relation) {
            case Relation::eq: return equal(left, right);
            case Relation::ne: return !equal(left, right);
            case Relation::tseq: return left.kind == right.kind && equal(left, right);
            case Relation::tsne: return left.kind != right.kind || !equal(left, right);
            case Relation::lt: return order(left, right).value_or(0) < 0;
            case Relation::gt: return order(left, right).value_or(0) > 0;
            case Relation::lte: return order(left, right).value_or(1) <= 0;
            case Relation::gte: return order(left, right).value_or(-1) >= 0;
            case Relation::exists:
                if (left.kind != Side::Kind::boolean && right.kind != Side::Kind::boolean) return raise(Trouble::other);
                if (left.kind != Side::Kind::boolean || right.kind != Side::Kind::boolean)
                    return raise(Trouble::invalid);
                return left.truth == right.truth;
            case Relation::regex: return regex(left, right);
            case Relation::in: return in(left, right);
            case Relation::nin: return !in(left, right);
            case Relation::contains: return has(left, right);
            case Relation::size: return size(left, right);
            case Relation::empty: return empty(left, right);
            case Relation::subsetof:
            case Relation::anyof:
            case Relation::noneof: return sets(relation, left, right);
            case Relation::all:      // asks JSON for a list in a way that it never gives one
            case Relation::type:     // takes a class, which no filter can write
            case Relation::matches:  // takes a predicate
                return raise(Trouble::invalid);
        }
        return false;
    }

    [[nodiscard]] bool in(const Side& left, const Side& right) {
        const List* const list = list_of(right);
        if (list == nullptr || trouble_ != Trouble::none) return false;
        const auto items = items_of(*list);
        return trouble_ == Trouble::none && contains(items, left);
    }

    [[nodiscard]] bool has(const Side& left, const Side& right) {
        if (left.kind == Side::Kind::text && right.kind == Side::Kind::text)
            return left.text.find(right.text) != std::string_view::npos;
        return left.kind == Side::Kind::json && in(right, left);
    }

    [[nodiscard]] bool size(const Side& left, const Side& right) {
        if (right.kind != Side::Kind::number) return false;
        const double wanted = std::trunc(java::double_of(right.text));
        if (left.kind == Side::Kind::text) return static_cast<double>(java::length(left.text)) == wanted;
        if (left.kind != Side::Kind::json) return false;
        const List* const list = list_of(left);
        return trouble_ == Trouble::none && (list != nullptr ? static_cast<double>(list->size()) : -1) == wanted;
    }

    [[nodiscard]] bool empty(const Side& left, const Side& right) {
        if (left.kind != Side::Kind::text && left.kind != Side::Kind::json) return false;
        bool is_empty = left.text.empty();
        if (left.kind == Side::Kind::json) {
            const List* const list = list_of(left);
            if (list == nullptr) return raise(Trouble::other);  // Jayway takes an object for a collection
            is_empty = list->size() == 0;
        }
        if (right.kind != Side::Kind::boolean) return raise(Trouble::invalid);
        return is_empty == right.truth;
    }

    [[nodiscard]] bool sets(Relation relation, const Side& left, const Side& right) {
        const List* const right_list = list_of(right);
        if (right_list == nullptr || trouble_ != Trouble::none) return false;
        const auto right_items = items_of(*right_list);
        if (trouble_ != Trouble::none) return false;
        const List* const left_list = list_of(left);
        if (left_list == nullptr || trouble_ != Trouble::none) return false;
        const auto left_items = items_of(*left_list);
        if (trouble_ != Trouble::none) return false;
        const auto found = [&](const Side& each) { return contains(right_items, each); };
        if (relation == Relation::subsetof) return std::ranges::all_of(left_items, found);
        return std::ranges::any_of(left_items, found) == (relation == Relation::anyof);
    }

    [[nodiscard]] bool regex(const Side& left, const Side& right) {
        const bool is_left = left.kind == Side::Kind::pattern;
        if (is_left == (right.kind == Side::Kind::pattern)) return false;
        const re2::RE2& pattern = is_left ? *left.pattern : *right.pattern;
        const Side& input = is_left ? right : left;
        const auto matches = [&](const Side& side) {
            std::string_view text;
            if (side.kind == Side::Kind::text || side.kind == Side::Kind::number) text = side.text;
            if (side.kind == Side::Kind::boolean) text = side.truth ? "true" : "false";
            return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
        };
        if (input.kind != Side::Kind::json) return matches(input);
        const List* const list = list_of(input);
        if (trouble_ != Trouble::none) return false;
        if (list == nullptr) return matches(input);
        const auto items = items_of(*list);
        return trouble_ == Trouble::none && std::ranges::any_of(items, matches);
    }

    Heap& heap_;
    Value item_;
    Value root_;
    Budget& budget_;
    Trouble trouble_ = Trouble::none;
};

}  // namespace

Judgement judge(const Expression& expression, Heap& heap, Value item, Value root, Budget& budget) {
    return Judge(heap, item, root, budget).judge(expression);
}

}  // namespace wt::gateway::json_path
