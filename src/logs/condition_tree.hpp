#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "logs/pattern_scanner.hpp"

namespace wt::logs {

/// Conditions joined by && and ||, in parentheses or not; && binds closer. What a condition is, its owner knows: it
/// stands here as a number.
class ConditionTree {
public:
    /// `read_condition(scanner)`: the number of the condition that is next, or none.
    template <class ReadCondition>
    [[nodiscard]] static std::optional<ConditionTree> read(PatternScanner& scanner, ReadCondition& read_condition) {
        return joined(scanner, read_condition, Kind::any, 0);
    }

    /// `holds(number)`: whether that condition holds.
    template <class Holds>
    [[nodiscard]] bool evaluate(const Holds& holds) const {
        if (kind_ == Kind::condition) return holds(condition_);
        for (const ConditionTree& part : parts_) {
            if (part.evaluate(holds) == (kind_ == Kind::any)) return kind_ == Kind::any;
        }
        return kind_ == Kind::all;
    }

private:
    enum class Kind : std::uint8_t { condition, all, any };
    static constexpr int deepest = 50;

    template <class ReadCondition>
    [[nodiscard]] static std::optional<ConditionTree> joined(PatternScanner& scanner, ReadCondition& read_condition,
                                                             Kind kind, int depth) {
        ConditionTree tree;
        tree.kind_ = kind;
        do {
            auto part = kind == Kind::any ? joined(scanner, read_condition, Kind::all, depth)
                                          : single(scanner, read_condition, depth);
            if (!part) return std::nullopt;
            tree.parts_.push_back(std::move(*part));
            scanner.skip_space();
        } while (scanner.take(kind == Kind::any ? "||" : "&&"));
        return tree;
    }

    template <class ReadCondition>
    [[nodiscard]] static std::optional<ConditionTree> single(PatternScanner& scanner, ReadCondition& read_condition,
                                                             int depth) {
        scanner.skip_space();
        if (scanner.take("(")) {
            if (depth >= deepest) return std::nullopt;
            auto inside = joined(scanner, read_condition, Kind::any, depth + 1);
            scanner.skip_space();
            if (!inside || !scanner.take(")")) return std::nullopt;
            return inside;
        }
        const std::optional<std::size_t> condition = read_condition(scanner);
        if (!condition) return std::nullopt;
        ConditionTree tree;
        tree.condition_ = *condition;
        return tree;
    }

    Kind kind_ = Kind::condition;
    std::size_t condition_ = 0;
    std::vector<ConditionTree> parts_;
};

}  // namespace wt::logs
