#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::scenario {

/// Where something stands in a scenario file; line and column count from 1. No line: it came from --set.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
    [[nodiscard]] std::string text() const;
};

/// Something wrong in a scenario: where, what is asked there, and a sentence.
struct Problem {
    Place place;
    std::string path;  // "architecture.edge.cache.ttl"
    std::string message;
    [[nodiscard]] std::string text() const;
};

struct Tree;

struct Problems {
    static constexpr std::size_t most = 20;
    std::vector<Problem> problems;
    /// At the deepest part of the path that `root` has; items of a list by their numbers.
    void add(const Tree& root, const std::vector<std::string>& path, const std::string& message);
    void add(Place place, std::string path, std::string message) {
        if (problems.size() < most) problems.push_back({std::move(place), std::move(path), std::move(message)});
    }
    [[nodiscard]] bool empty() const { return problems.empty(); }
};

/// A YAML document as plain values that remember their places, with aliases and merge keys resolved.
struct Tree {
    enum class Kind : std::uint8_t { null, scalar, sequence, map };
    struct Member;
    Kind kind = Kind::null;
    std::string scalar;
    std::vector<Tree> items;
    std::vector<Member> members;  // in the order of the file
    Place place;

    /// In one line: `5`, `[a, b]`, `{rate: 5/s, burst: 5}`.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] const Tree* find(std::string_view key) const;
    [[nodiscard]] Tree* find(std::string_view key);
};
struct Tree::Member {
    std::string key;
    Place place;
    Tree value;
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// Parses one YAML text. Texts of more than 4 MiB, nesting deeper than 64 and more than 200,000 values (aliases count
/// again) are problems, not crashes. `${NAME}` and `${NAME:-default}` in scalars are read from `environment`; what it
/// does not have stays as it is written.
[[nodiscard]] Tree parse_tree(const std::string& file, const std::string& text, const Environment& environment,
                              Problems& problems);

/// Notes each `${NAME}` that is left, and neither `key` nor what a step of a session saves.
void check_variables(const Tree& root, Problems& problems);

/// Merges `over` into `base`: maps member by member, anything else replaces.
void merge(Tree& base, const Tree& over);

/// The parts of a path: dots part it, quotes keep a key with dots together. None when it is no path.
[[nodiscard]] std::optional<std::vector<std::string>> split_path(std::string_view path);

/// Puts `value` at the path, where numbers index lists; none takes the key away. Makes the maps that are missing on the
/// way, as if they stood at `place`.
void set_at(Tree& tree, std::span<const std::string> path, std::optional<Tree> value, const Place& place,
            Problems& problems);

/// Applies one --set: "path=value", with a value in YAML. `off` and `null` take the key away.
void apply_set(Tree& tree, const std::string& assignment, const Environment& environment, Problems& problems);

/// The one of `names` that is most like `name`; empty when none is near.
[[nodiscard]] std::string nearest(std::string_view name, const std::vector<std::string>& names);
/// `; did you mean "ttl"?`, or the list of names when none is near and they are few.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& names);

}  // namespace wt::scenario
