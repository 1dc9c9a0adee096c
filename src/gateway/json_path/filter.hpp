#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/java/heap.hpp"
#include "gateway/java/value.hpp"
#include "gateway/json_path/path.hpp"

namespace re2 {
class RE2;
}

namespace wt::gateway::json_path {

/// One side of a comparison, as a filter writes it.
struct Operand {
    enum class Kind : std::uint8_t { path, text, number, boolean, null, json, pattern };

    Kind kind = Kind::null;
    std::optional<Path> path;
    bool exists = false;        // a path that is only asked for
    bool should_exist = false;  // and whether it is wanted
    std::string text;           // a text, a number's digits, JSON as it is written
    bool truth = false;
    java::Value json;  // what the JSON is; in the filter's own heap
    bool is_json = false;
    std::shared_ptr<const re2::RE2> pattern;
};

enum class Relation : std::uint8_t {
    gte,
    lte,
    eq,
    tseq,
    ne,
    tsne,
    lt,
    gt,
    regex,
    nin,
    in,
    contains,
    all,
    size,
    exists,
    type,
    matches,
    empty,
    subsetof,
    anyof,
    noneof,
};

/// A filter, [?(...)]: comparisons under and, or, not.
struct Expression {
    enum class Kind : std::uint8_t { either, both, negation, relation };

    Kind kind = Kind::relation;
    std::vector<Expression> parts;
    Relation relation = Relation::exists;
    Operand left;
    Operand right;
    std::shared_ptr<java::Heap> heap;  // of the outermost: where JSON of the filter lives
};

/// `text` with its brackets. Why not, when it is none.
[[nodiscard]] Result<std::shared_ptr<const Expression>> compile_filter(std::string_view text, int depth);

struct Judgement {
    Trouble trouble = Trouble::none;
    bool passed = false;
};

/// What evaluating costs is counted together, whatever it evaluates.
class Budget {
public:
    [[nodiscard]] bool spend() { return ++spent_ <= most; }

private:
    static constexpr std::size_t most = 2'000'000;
    std::size_t spent_ = 0;
};

[[nodiscard]] Judgement judge(const Expression& expression, java::Heap& heap, java::Value item, java::Value root,
                              Budget& budget);

/// As read() of a path, for filters and functions: from `from`, in the document `root`. `demanding`: what is not there
/// is absent, not left out.
[[nodiscard]] Reading evaluate(const Path& path, java::Heap& heap, java::Value from, java::Value root, bool demanding,
                               Budget& budget);

/// A function at the end of a path, over what the path found.
[[nodiscard]] Reading call(const Token& token, java::Heap& heap, java::Value model, java::Value root, Budget& budget);

}  // namespace wt::gateway::json_path
