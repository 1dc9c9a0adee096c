#include "scenario/tree.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/fill_in.hpp"

namespace wt::scenario {

namespace {

constexpr std::size_t largest_text = 4 * 1024 * 1024;
constexpr int deepest = 64;
constexpr std::size_t most_values = 200'000;

/// Turns yaml-cpp's nodes into a Tree, within limits.
class Converter {
public:
    Converter(const std::string& file, const Environment& environment, Problems& problems)
        : file_(file), environment_(environment), problems_(problems) {}

    [[nodiscard]] Tree convert(const YAML::Node& node, int depth) {
        Tree tree;
        tree.place = place(node.Mark());
        if (stopped_) return tree;
        if (++values_ > most_values) return stop(tree, fmt::format("more than {} values", most_values));
        if (depth > deepest) return stop(tree, fmt::format("nested deeper than {} levels", deepest));
        switch (node.Type()) {
            case YAML::NodeType::Undefined:
            case YAML::NodeType::Null: break;
            case YAML::NodeType::Scalar:
                tree.kind = Tree::Kind::scalar;
                tree.scalar = substituted(node.Scalar());
                break;
            case YAML::NodeType::Sequence:
                tree.kind = Tree::Kind::sequence;
                for (const auto& item : node) tree.items.push_back(convert(item, depth + 1));
                break;
            case YAML::NodeType::Map: convert_map(node, depth, tree); break;
        }
        return tree;
    }

private:
    void convert_map(const YAML::Node& node, int depth, Tree& tree) {
        tree.kind = Tree::Kind::map;
        std::vector<Tree> merged;
        for (const auto& entry : node) {
            if (!entry.first.IsScalar()) {
                problems_.add(place(entry.first.Mark()), "", "a key must be plain text");
                continue;
            }
            const std::string key = entry.first.Scalar();
            Tree value = convert(entry.second, depth + 1);
            if (key == "<<") {
                if (value.kind == Tree::Kind::sequence) {
                    for (Tree& item : value.items) merged.push_back(std::move(item));
                } else {
                    merged.push_back(std::move(value));
                }
                continue;
            }
            if (tree.find(key) != nullptr) {
                problems_.add(place(entry.first.Mark()), "", fmt::format("the key \"{}\" stands here twice", key));
                continue;
            }
            tree.members.push_back({key, place(entry.first.Mark()), std::move(value)});
        }
        for (const Tree& from : merged) {
            for (const Tree::Member& member : from.members) {
                if (tree.find(member.key) == nullptr) tree.members.push_back(member);
            }
        }
    }

    [[nodiscard]] Place place(const YAML::Mark& mark) const {
        return mark.is_null() ? Place{file_, 0, 0} : Place{file_, mark.line + 1, mark.column + 1};
    }

    Tree stop(Tree& tree, const std::string& why) {
        stopped_ = true;
        problems_.add(tree.place, "", why);
        return std::move(tree);
    }

    [[nodiscard]] std::string substituted(const std::string& text) {
        std::string result;
        std::size_t from = 0;
        for (;;) {
            const std::size_t open = text.find("${", from);
            const std::size_t close = open == std::string::npos ? open : text.find('}', open);
            if (close == std::string::npos) break;
            result.append(text, from, open - from);
            const std::string inside = text.substr(open + 2, close - open - 2);
            const std::size_t dash = inside.find(":-");
            const std::string name = inside.substr(0, dash);
            const auto value = environment_ ? environment_(name) : std::nullopt;
            if (value && !value->empty()) {
                result += *value;
            } else if (dash != std::string::npos) {
                result += inside.substr(dash + 2);
            } else if (!value) {
                result.append(text, open, close + 1 - open);  // see check_variables()
            }
            from = close + 1;
        }
        return result + text.substr(from);
    }

    std::string file_;
    const Environment& environment_;
    Problems& problems_;
    std::size_t values_ = 0;
    bool stopped_ = false;
};

}  // namespace

std::string Place::text() const { return line == 0 ? file : fmt::format("{}:{}:{}", file, line, column); }

std::string Problem::text() const {
    return path.empty() ? fmt::format("{}: {}", place.text(), message)
                        : fmt::format("{}: {}: {}", place.text(), path, message);
}

void Problems::add(const Tree& root, const std::vector<std::string>& path, const std::string& message) {
    const Tree* at = &root;
    std::string text;
    for (const std::string& part : path) {
        if (at->kind == Tree::Kind::sequence) {
            const auto index = static_cast<std::size_t>(std::stoul(part));
            if (index < at->items.size()) at = &at->items[index];
            text += "[" + part + "]";
            continue;
        }
        if (const Tree* next = at->find(part)) at = next;
        text += (text.empty() ? "" : ".") + part;
    }
    add(at->place, text, message);
}

std::string Tree::text() const {
    std::string inside;
    const auto add = [&](const std::string& one) { inside += (inside.empty() ? "" : ", ") + one; };
    switch (kind) {
        case Kind::null: return "null";
        case Kind::scalar: return scalar;
        case Kind::sequence:
            for (const Tree& item : items) add(item.text());
            return "[" + inside + "]";
        case Kind::map:
            for (const Member& member : members) add(member.key + ": " + member.value.text());
            return "{" + inside + "}";
    }
    return {};
}

const Tree* Tree::find(std::string_view key) const {
    for (const Member& member : members) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

Tree* Tree::find(std::string_view key) { return const_cast<Tree*>(std::as_const(*this).find(key)); }

Tree parse_tree(const std::string& file, const std::string& text, const Environment& environment, Problems& problems) {
    if (text.size() > largest_text) {
        problems.add({file, 0, 0}, "", "a scenario has at most 4 MiB");
        return {};
    }
    try {
        return Converter(file, environment, problems).convert(YAML::Load(text), 0);
    } catch (const YAML::Exception& error) {
        const bool somewhere = !error.mark.is_null();
        problems.add({file, somewhere ? error.mark.line + 1 : 0, somewhere ? error.mark.column + 1 : 0}, "",
                     "this is not YAML: " + error.msg);
        return {};
    }
}

namespace {

/// The names under which steps of sessions save something.
void add_saved(const Tree& tree, std::vector<std::string>& names) {
    for (const Tree& item : tree.items) add_saved(item, names);
    for (const Tree::Member& member : tree.members) {
        if (member.key == "save") {
            for (const Tree::Member& each : member.value.members) names.push_back(each.key);
        }
        add_saved(member.value, names);
    }
}

void check_variables(const Tree& tree, const std::vector<std::string>& known, Problems& problems) {
    for (const Tree& item : tree.items) check_variables(item, known, problems);
    for (const Tree::Member& member : tree.members) check_variables(member.value, known, problems);
    const FillIn text(tree.scalar);
    for (const std::string_view name : text.names()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        problems.add(
            tree.place, "",
            fmt::format("the environment has no variable {0}; give it, or a default: ${{{0}:-default}}", name));
    }
}

}  // namespace

void check_variables(const Tree& root, Problems& problems) {
    std::vector<std::string> known{"key"};
    add_saved(root, known);
    check_variables(root, known, problems);
}

void merge(Tree& base, const Tree& over) {
    if (base.kind != Tree::Kind::map || over.kind != Tree::Kind::map) {
        base = over;
        return;
    }
    for (const Tree::Member& member : over.members) {
        if (Tree* mine = base.find(member.key)) {
            merge(*mine, member.value);
        } else {
            base.members.push_back(member);
        }
    }
}

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> parts;
    std::string part;
    bool quoted = false;
    bool was_quoted = false;
    for (const char c : path) {
        if (c == '"') {
            quoted = !quoted;
            was_quoted = true;
        } else if (c == '.' && !quoted) {
            if (part.empty() && !was_quoted) return std::nullopt;
            parts.push_back(std::exchange(part, {}));
            was_quoted = false;
        } else {
            part += c;
        }
    }
    if (quoted || (part.empty() && !was_quoted)) return std::nullopt;
    parts.push_back(std::move(part));
    return parts;
}

void set_at(Tree& tree, std::span<const std::string> path, std::optional<Tree> value, const Place& place,
            Problems& problems) {
    Tree* at = &tree;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const std::string& key = path[i];
        const bool last = i + 1 == path.size();
        if (at->kind == Tree::Kind::sequence) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
            if (error != std::errc() || end != key.data() + key.size() || index >= at->items.size()) {
                return problems.add(place, "",
                                    fmt::format("\"{}\" is no index of a list of {}", key, at->items.size()));
            }
            if (last && !value) {
                at->items.erase(at->items.begin() + static_cast<std::ptrdiff_t>(index));
                return;
            }
            at = &at->items[index];
        } else {
            if (at->kind == Tree::Kind::scalar) {
                return problems.add(place, "",
                                    fmt::format("there is nothing below \"{}\" to set \"{}\" in", at->scalar, key));
            }
            at->kind = Tree::Kind::map;
            if (last && !value) {
                std::erase_if(at->members, [&](const Tree::Member& member) { return member.key == key; });
                return;
            }
            if (at->find(key) == nullptr) {
                at->members.push_back({key, place, Tree{}});
                at->members.back().value.place = place;
            }
            at = at->find(key);
        }
        if (last) *at = std::move(*value);  // NOLINT(bugprone-use-after-move): the last turn of the loop
    }
}

void apply_set(Tree& tree, const std::string& assignment, const Environment& environment, Problems& problems) {
    const Place place{"--set " + assignment, 0, 0};
    // The first '=' outside of quotes: keys such as "GET /items?a=b" may hold one.
    bool quoted = false;
    std::size_t equals = std::string::npos;
    for (std::size_t i = 0; i < assignment.size() && equals == std::string::npos; ++i) {
        if (assignment[i] == '"') quoted = !quoted;
        if (assignment[i] == '=' && !quoted) equals = i;
    }
    auto path = equals == std::string::npos ? std::nullopt : split_path(assignment.substr(0, equals));
    if (!path) return problems.add(place, "", "expected path=value, such as architecture.reader.memory=512MB");
    Tree value = parse_tree(place.file, assignment.substr(equals + 1), environment, problems);
    value.place = place;
    const Tree* const architecture = tree.find("architecture");
    const auto component = [&](std::size_t at) {
        return architecture == nullptr || path->size() <= at ? nullptr : architecture->find((*path)[at]);
    };
    // A component's name stands for its path, as in a fault's `set`.
    if (tree.find(path->front()) == nullptr && component(0) != nullptr) path->insert(path->begin(), "architecture");
    // A distribution without settings of its cache has a cache.
    const Tree* const type =
        path->size() == 3 && path->back() == "cache" && component(1) != nullptr ? component(1)->find("type") : nullptr;
    const bool is_off =
        value.kind == Tree::Kind::scalar && value.scalar == "off" && (type == nullptr || type->scalar != "cloudfront");
    const bool removes = value.kind == Tree::Kind::null || is_off;
    set_at(tree, *path, removes ? std::nullopt : std::optional(std::move(value)), place, problems);
}

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
    std::string best;
    std::size_t least = std::max<std::size_t>(2, name.size() / 2);
    for (const std::string& candidate : names) {
        // Levenshtein's distance, one row at a time.
        std::vector<std::size_t> row(candidate.size() + 1);
        std::iota(row.begin(), row.end(), 0);
        for (std::size_t i = 0; i < name.size(); ++i) {
            std::size_t corner = row[0]++;
            for (std::size_t j = 0; j < candidate.size(); ++j) {
                const std::size_t replaced = corner + (name[i] == candidate[j] ? 0 : 1);
                corner = row[j + 1];
                row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
            }
        }
        if (row.back() < least || (row.back() == least && best.empty() && row.back() < name.size())) {
            least = row.back();
            best = candidate;
        }
    }
    return best;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& names) {
    const std::string best = nearest(name, names);
    if (!best.empty()) return fmt::format("; did you mean \"{}\"?", best);
    if (names.empty() || names.size() > 16) return "";
    return fmt::format("; there is {}", fmt::join(names, ", "));
}

}  // namespace wt::scenario
