#include <algorithm>

#include "gateway/java/json.hpp"
#include "gateway/json_path/filter.hpp"
#include "gateway/json_path/path.hpp"

namespace wt::gateway::json_path {

namespace {

using java::Heap;
using java::List;
using java::ListKind;
using java::Map;
using java::Value;

constexpr std::int32_t not_scanned = -1;

/// One walk of a path over a document.
class Evaluation {
public:
    Evaluation(const Path& path, Heap& heap, Value root, bool demanding, Budget& budget)
        : path_(path),
          tokens_(path.tokens()),
          heap_(heap),
          root_(root),
          demanding_(demanding),
          budget_(budget),
          scanned_at_(tokens_.size(), not_scanned) {}

    [[nodiscard]] Reading run(Value from) {
        found_ = heap_.make<List>(ListKind::json_array);
        if (tokens_.empty()) {
            found_->add(heap_, from);
        } else {
            step(0, from);
        }
        if (trouble_ != Trouble::none) return {trouble_, {}, why_};
        if (!path_.is_definite()) return {Trouble::none, Value::list(found_), {}};
        if (found_->size() == 0) return {Trouble::absent, {}, "nothing is there"};
        return {Trouble::none, (*found_)[found_->size() - 1], {}};
    }

private:
    void raise(Trouble trouble, std::string_view why) {
        if (trouble_ != Trouble::none) return;
        trouble_ = trouble;
        why_ = why;
    }
    [[nodiscard]] bool going() {
        if (trouble_ == Trouble::none && (!budget_.spend() || heap_.full())) raise(Trouble::other, "too much work");
        return trouble_ == Trouble::none;
    }
    [[nodiscard]] bool is_leaf(std::size_t at) const { return at + 1 == tokens_.size(); }

    /// What a token leads to: a result, or where the next one begins.
    void arrive(std::size_t at, Value value) {
        if (is_leaf(at)) {
            found_->add(heap_, value);
        } else {
            step(at + 1, value);
        }
    }

    void step(std::size_t at, Value model) {
        if (!going()) return;
        const Token& token = tokens_[at];
        switch (token.kind) {
            case Token::Kind::property: return property(at, token, model);
            case Token::Kind::wildcard: return wildcard(at, model);
            case Token::Kind::scan:
                if (is_leaf(at)) return raise(Trouble::other, "a path ends in ..");
                return scan(at + 1, model);
            case Token::Kind::index:
                if (!check_array(token, model)) return;
                for (const std::int32_t each : token.indexes) index(at, each, model.as_list());
                return;
            case Token::Kind::slice: return slice(at, token, model);
            case Token::Kind::filter: return filter(at, token, model);
            case Token::Kind::function: return function(at, token, model);
        }
    }

    void property(std::size_t at, const Token& token, Value model) {
        const Map* const map = java::as_map(model);
        if (map == nullptr) {
            if (token.after_definite) raise(Trouble::absent, "expected to find an object");
            return;
        }
        if (token.properties.size() > 1 && is_leaf(at)) return merge(token, *map);
        for (const std::string& each : token.properties) {
            member(at, token, *map, Value::text(each));
            if (trouble_ != Trouble::none) return;
        }
    }

    void member(std::size_t at, const Token& token, const Map& map, Value key) {
        const auto value = map.find(key);
        if (!value) {
            if (is_leaf(at)) {
                if (demanding_) raise(Trouble::absent, "no results for the path");
            } else if ((token.after_definite && is_definite(tokens_, at)) || demanding_) {
                raise(Trouble::absent, "a property is missing in the path");
            }
            return;
        }
        if (!is_leaf(at)) return step(at + 1, *value);
        // Jayway's way to have $..[0].a take but the first of each array: of the last token's neighbour.
        if (const std::int32_t scanned = scanned_at_[at]; scanned != not_scanned) {
            const Token* const before = path_.written() > 1 ? &tokens_[path_.written() - 2] : nullptr;
            if (before == nullptr || before->kind != Token::Kind::index || before->indexes.size() != 1 ||
                before->indexes.front() != scanned)
                return;
        }
        found_->add(heap_, *value);
    }

    /// Several properties at the end: an object of those that are there.
    void merge(const Token& token, const Map& map) {
        Map* const merged = heap_.make<Map>();
        for (const std::string& each : token.properties) {
            if (const auto value = map.find(each)) {
                merged->put(heap_, Value::text(heap_.keep(each)), *value);
            } else if (demanding_) {
                return raise(Trouble::absent, "a property is missing in the path");
            }
        }
        found_->add(heap_, Value::map(merged));
    }

    void wildcard(std::size_t at, Value model) {
        if (const Map* const map = java::as_map(model)) {
            for (std::size_t i = 0; i < map->size() && trouble_ == Trouble::none; ++i)
                member(at, tokens_[at], *map, map->entries()[i].key);
        } else if (List* const list = array_of(model)) {
            for (std::size_t i = 0; i < list->size() && trouble_ == Trouble::none; ++i) {
                arrive(at, (*list)[i]);
                if (trouble_ == Trouble::absent && !demanding_) trouble_ = Trouble::none;
            }
        }
    }

    [[nodiscard]] static List* array_of(Value model) {
        List* const list = java::as_list(model);
        return list != nullptr && list->has_indexes() ? list : nullptr;
    }

    [[nodiscard]] bool check_array(const Token& token, Value model) {
        if (array_of(model) != nullptr) return true;
        if (token.after_definite) raise(Trouble::absent, "this can only be applied to arrays");
        return false;
    }

    void index(std::size_t at, std::int32_t index, List& list) {
        const std::int64_t place = index < 0 ? static_cast<std::int64_t>(list.size()) + index : index;
        if (place < 0 || place >= static_cast<std::int64_t>(list.size()) || trouble_ != Trouble::none) return;
        arrive(at, list[static_cast<std::size_t>(place)]);
    }

    void slice(std::size_t at, const Token& token, Value model) {
        if (!check_array(token, model)) return;
        List& list = model.as_list();
        const auto size = static_cast<std::int32_t>(list.size());
        std::int64_t from = token.from.value_or(0);
        std::int64_t to = size;
        if (token.from && token.to) {
            to = std::min(size, *token.to);  // neither counts from the end here
        } else if (token.from) {
            if (from < 0) from += size;
            from = std::max<std::int64_t>(0, from);
        } else {
            to = *token.to < 0 ? size + static_cast<std::int64_t>(*token.to) : *token.to;
            to = std::min<std::int64_t>(size, to);
        }
        if (size == 0) return;
        // What is before the first one cannot be there.
        from = std::max<std::int64_t>(from, -static_cast<std::int64_t>(size));
        for (; from < to; ++from) index(at, static_cast<std::int32_t>(from), list);
    }

    [[nodiscard]] bool accepts(const Token& token, Value item) {
        const Judgement judgement = judge(*token.filter, heap_, item, root_, budget_);
        if (judgement.trouble == Trouble::other) raise(Trouble::other, "a filter could not be evaluated");
        return judgement.trouble == Trouble::none && judgement.passed;
    }

    void filter(std::size_t at, const Token& token, Value model) {
        if (model.is(java::Kind::map)) {
            if (accepts(token, model)) arrive(at, model);
        } else if (List* const list = array_of(model)) {
            for (std::size_t i = 0; i < list->size() && going(); ++i)
                if (accepts(token, (*list)[i])) index(at, static_cast<std::int32_t>(i), *list);
        } else if (token.after_definite) {
            raise(Trouble::invalid, "a filter can not be applied to primitives");
        }
    }

    void function(std::size_t at, const Token& token, Value model) {
        const Reading result = call(token, heap_, model, root_, budget_);
        if (result.trouble != Trouble::none) return raise(result.trouble, result.why);
        found_->add(heap_, result.value);
        if (!is_leaf(at)) step(at + 1, result.value);
    }

    /// Whether the token behind .. is applied to this very value.
    [[nodiscard]] bool fits(std::size_t at, Value model) {
        const Token& token = tokens_[at];
        switch (token.kind) {
            case Token::Kind::property: {
                const Map* const map = java::as_map(model);
                if (map == nullptr) return false;
                if (!is_definite(tokens_, at)) return true;
                return std::ranges::all_of(token.properties,
                                           [&](const std::string& each) { return map->find(each).has_value(); });
            }
            case Token::Kind::index:
            case Token::Kind::slice: return array_of(model) != nullptr;
            case Token::Kind::wildcard: return true;
            case Token::Kind::filter: return accepts(token, model);
            default: return false;
        }
    }

    void scan(std::size_t at, Value model) {
        if (!going()) return;
        if (const Map* const map = java::as_map(model)) {
            if (fits(at, model)) step(at, model);
            for (std::size_t i = 0; i < map->size() && trouble_ == Trouble::none; ++i)
                scan(at, map->entries()[i].value);
        } else if (List* const list = array_of(model)) {
            if (fits(at, model)) scan_array(at, model);
            for (std::size_t i = 0; i < list->size() && trouble_ == Trouble::none; ++i) scan(at, (*list)[i]);
        }
    }

    void scan_array(std::size_t at, Value model) {
        if (is_leaf(at)) return step(at, model);
        List& list = model.as_list();
        for (std::size_t i = 0; i < list.size() && trouble_ == Trouble::none; ++i) {
            scanned_at_[at + 1] = static_cast<std::int32_t>(i);
            step(at + 1, list[i]);
        }
    }

    const Path& path_;
    const std::vector<Token>& tokens_;
    Heap& heap_;
    Value root_;
    bool demanding_;
    Budget& budget_;
    std::vector<std::int32_t> scanned_at_;  // by token: the place in the array that a scan came through last
    List* found_ = nullptr;
    Trouble trouble_ = Trouble::none;
    std::string_view why_;
};

}  // namespace

Reading evaluate(const Path& path, Heap& heap, Value from, Value root, bool demanding, Budget& budget) {
    return Evaluation(path, heap, root, demanding, budget).run(from);
}

Reading Path::read(Heap& heap, Value document) const {
    if (document.is_null()) return {Trouble::other, {}, "root can not be null"};
    Budget budget;
    return evaluate(*this, heap, document, document, false, budget);
}

}  // namespace wt::gateway::json_path
