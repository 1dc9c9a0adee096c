#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wt::stream::jq {

struct Node;

/// A query of dynamic partitioning, in the part of jq 1.6 that Data Firehose's documents use (Developer Guide, "Dynamic
/// partitioning": paths, pipes, objects, arithmetic, comparisons, `//`, if, strftime and their like). Not libjq, which
/// has no limits: here a query makes one value of a record, in time bounded by its length and the record's.
class Program {
public:
    /// What is wrong with it, in a sentence. Takes any bytes.
    [[nodiscard]] static Result<Program> of(std::string_view query);

    /// The names that the query gives a record, which is JSON: all of them texts or numbers. Why there are none.
    [[nodiscard]] Result<std::map<std::string, std::string>> names_of(std::string_view record) const;
    /// The value that it makes of a JSON document, as JSON; for tests.
    [[nodiscard]] Result<std::string> value_of(std::string_view document) const;

    static constexpr std::size_t longest = 5120;
    static constexpr std::size_t deepest = 50;

private:
    explicit Program(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
    std::shared_ptr<const Node> root_;
};

}  // namespace wt::stream::jq
