#include "stream/jq/parser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "stream/jq/functions.hpp"
#include "stream/jq/program.hpp"

namespace wt::stream::jq {

namespace {

using Kind = Node::Kind;

[[nodiscard]] Part node(Kind kind, std::vector<Part> parts = {}, std::string name = {}) {
    auto made = std::make_shared<Node>();
    made->kind = kind;
    made->parts = std::move(parts);
    made->name = std::move(name);
    return made;
}

[[nodiscard]] Part literal(nlohmann::json value) {
    auto made = std::make_shared<Node>();
    made->kind = Kind::literal;
    made->value = std::move(value);
    return made;
}

[[nodiscard]] bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
[[nodiscard]] bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] std::string utf8_of(unsigned code) {
    std::string text;
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | code >> 6);
        text += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        text += static_cast<char>(0xe0 | code >> 12);
        text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        text += static_cast<char>(0x80 | (code & 0x3f));
    }
    return text;
}

}  // namespace

Part Parser::fail(std::string why) {
    if (problem_.empty()) problem_ = fmt::format("{} at character {}", why, at_ + 1);
    return nullptr;
}

void Parser::skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
        ++at_;
}

bool Parser::take(std::string_view token) {
    skip();
    if (!text_.substr(at_).starts_with(token)) return false;
    // "/" is not the beginning of "//", nor "<" of "<=".
    if (token == "/" && text_.substr(at_).starts_with("//")) return false;
    at_ += token.size();
    return true;
}

bool Parser::take_word(std::string_view word) {
    skip();
    if (!text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    if (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) return false;
    at_ = end;
    return true;
}

std::string Parser::name() {
    std::string read;
    if (at_ < text_.size() && is_letter(text_[at_])) {
        while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) read += text_[at_++];
    }
    return read;
}

Result<Part> Parser::query() {
    if (text_.size() > Program::longest)
        return Error{fmt::format("a query has at most {} characters", Program::longest)};
    const Part root = pipe();
    skip();
    if (root != nullptr && at_ < text_.size()) (void)fail("something unexpected");
    if (!problem_.empty()) return Error{problem_};
    return root;
}

Part Parser::pipe() {
    if (++depth_ > Program::deepest) return fail("a query that is nested too deeply");
    Part left = alternative();
    while (left != nullptr && take("|")) {
        Part right = alternative();
        left = right == nullptr ? nullptr : node(Kind::pipe, {left, right});
    }
    --depth_;
    return left;
}

Part Parser::alternative() {
    Part left = disjunction();
    if (left == nullptr || !take("//")) return left;
    Part right = alternative();
    return right == nullptr ? nullptr : node(Kind::binary, {left, right}, "//");
}

Part Parser::disjunction() {
    Part left = conjunction();
    while (left != nullptr && take_word("or")) {
        Part right = conjunction();
        left = right == nullptr ? nullptr : node(Kind::binary, {left, right}, "or");
    }
    return left;
}

Part Parser::conjunction() {
    Part left = comparison();
    while (left != nullptr && take_word("and")) {
        Part right = comparison();
        left = right == nullptr ? nullptr : node(Kind::binary, {left, right}, "and");
    }
    return left;
}

Part Parser::comparison() {
    Part left = sum();
    if (left == nullptr) return nullptr;
    for (const char* op : {"==", "!=", "<=", ">=", "<", ">"}) {
        if (!take(op)) continue;
        Part right = sum();
        return right == nullptr ? nullptr : node(Kind::binary, {left, right}, op);
    }
    return left;
}

Part Parser::sum() {
    Part left = product();
    while (left != nullptr) {
        const char* const op = take("+") ? "+" : take("-") ? "-" : nullptr;
        if (op == nullptr) return left;
        Part right = product();
        left = right == nullptr ? nullptr : node(Kind::binary, {left, right}, op);
    }
    return left;
}

Part Parser::product() {
    Part left = postfix();
    while (left != nullptr) {
        const char* const op = take("*") ? "*" : take("/") ? "/" : take("%") ? "%" : nullptr;
        if (op == nullptr) return left;
        Part right = postfix();
        left = right == nullptr ? nullptr : node(Kind::binary, {left, right}, op);
    }
    return left;
}

Part Parser::bracket(Part of) {
    skip();
    if (take("]")) return fail("[] gives several values, and a partition has one");
    Part from = take(":") ? literal(nullptr) : nullptr;
    const bool from_begin = from != nullptr;
    if (!from_begin) from = pipe();
    if (from == nullptr) return nullptr;
    if (from_begin || take(":")) {
        skip();
        Part to = at_ < text_.size() && text_[at_] == ']' ? literal(nullptr) : pipe();
        if (to == nullptr) return nullptr;
        if (!take("]")) return fail("no ]");
        return node(Kind::slice, {std::move(of), from, to});
    }
    if (!take("]")) return fail("no ]");
    return node(Kind::member, {std::move(of), from});
}

Part Parser::postfix() {
    Part left = primary();
    while (left != nullptr) {
        // No blank before what belongs to it.
        if (text_.substr(at_).starts_with("[")) {
            ++at_;
            left = bracket(left);
        } else if (text_.substr(at_).starts_with(".[")) {
            at_ += 2;
            left = bracket(left);
        } else if (text_.substr(at_).starts_with(".\"")) {
            ++at_;
            Part key = text();
            left = key == nullptr ? nullptr : node(Kind::member, {left, key});
        } else if (at_ + 1 < text_.size() && text_[at_] == '.' && is_letter(text_[at_ + 1])) {
            ++at_;
            left = node(Kind::member, {left, literal(name())});
        } else if (text_.substr(at_).starts_with("?")) {
            ++at_;
            auto tolerant = std::make_shared<Node>(*left);
            tolerant->is_optional = true;
            left = tolerant;
        } else {
            return left;
        }
    }
    return left;
}

Part Parser::primary() {
    skip();
    if (at_ == text_.size()) return fail("the query ends where something is missing");
    const char c = text_[at_];
    if (c == '.') {
        ++at_;
        if (at_ < text_.size() && text_[at_] == '.') return fail(".. gives several values, and a partition has one");
        const Part all = node(Kind::identity);
        if (at_ < text_.size() && is_letter(text_[at_])) return node(Kind::member, {all, literal(name())});
        if (at_ < text_.size() && text_[at_] == '"') {
            Part key = text();
            return key == nullptr ? nullptr : node(Kind::member, {all, key});
        }
        if (at_ < text_.size() && text_[at_] == '[') {
            ++at_;
            return bracket(all);
        }
        return all;
    }
    if (c == '"') return text();
    if (c == '{') return object();
    if (c == '[') return array();
    if (c == '(') {
        ++at_;
        Part inside = pipe();
        if (inside != nullptr && !take(")")) return fail("no )");
        return inside;
    }
    if (c == '-') {
        ++at_;
        Part of = postfix();
        return of == nullptr ? nullptr : node(Kind::negative, {of});
    }
    if (is_digit(c)) {
        double number = 0;
        const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
        if (read.ec != std::errc()) return fail("a number that cannot be read");
        const std::string_view digits = text_.substr(at_, static_cast<std::size_t>(read.ptr - text_.data()) - at_);
        at_ += digits.size();
        return literal(nlohmann::json::parse(digits, nullptr, false));
    }
    return word();
}

Part Parser::word() {
    if (take_word("null")) return literal(nullptr);
    if (take_word("true")) return literal(true);
    if (take_word("false")) return literal(false);
    if (take_word("if")) return choice();
    const std::string called = name();
    if (called.empty()) return fail("something unexpected");
    std::vector<Part> arguments;
    if (at_ < text_.size() && text_[at_] == '(') {
        ++at_;
        do {
            arguments.push_back(pipe());
            if (arguments.back() == nullptr) return nullptr;
        } while (take(";"));
        if (!take(")")) return fail("no )");
    }
    if (!is_function(called, arguments.size()))
        return fail(fmt::format("{}/{} is no function that is here", called, arguments.size()));
    return node(Kind::call, std::move(arguments), called);
}

Part Parser::choice() {
    if (++depth_ > Program::deepest) return fail("a query that is nested too deeply");
    const Part condition = pipe();
    if (condition == nullptr) return nullptr;
    if (!take_word("then")) return fail("no then");
    const Part yes = pipe();
    if (yes == nullptr) return nullptr;
    Part no;
    if (take_word("elif")) {
        no = choice();
    } else {
        if (!take_word("else")) return fail("no else");
        no = pipe();
        if (no != nullptr && !take_word("end")) return fail("no end");
    }
    --depth_;
    return no == nullptr ? nullptr : node(Kind::choice, {condition, yes, no});
}

Part Parser::object() {
    ++at_;
    std::vector<Part> parts;
    if (take("}")) return node(Kind::object);
    do {
        skip();
        Part key;
        std::string named;
        if (at_ < text_.size() && text_[at_] == '"') {
            key = text();
        } else if (at_ < text_.size() && text_[at_] == '(') {
            ++at_;
            key = pipe();
            if (key != nullptr && !take(")")) return fail("no )");
        } else {
            named = name();
            if (named.empty()) return fail("no key");
            key = literal(named);
        }
        if (key == nullptr) return nullptr;
        Part value;
        if (take(":")) {
            value = alternative();
            while (value != nullptr && take("|")) {
                Part next = alternative();
                value = next == nullptr ? nullptr : node(Kind::pipe, {value, next});
            }
        } else {
            value = node(Kind::member, {node(Kind::identity), key});
        }
        if (value == nullptr) return nullptr;
        parts.push_back(key);
        parts.push_back(value);
    } while (take(","));
    if (!take("}")) return fail("no }");
    return node(Kind::object, std::move(parts));
}

Part Parser::array() {
    ++at_;
    std::vector<Part> parts;
    if (take("]")) return node(Kind::array);
    do {
        parts.push_back(pipe());
        if (parts.back() == nullptr) return nullptr;
    } while (take(","));
    if (!take("]")) return fail("no ]");
    return node(Kind::array, std::move(parts));
}

Part Parser::text() {
    if (++depth_ > Program::deepest) return fail("a query that is nested too deeply");
    ++at_;
    std::vector<Part> parts;
    std::string plain;
    for (;;) {
        if (at_ >= text_.size()) return fail("a text that never ends");
        const char c = text_[at_++];
        if (c == '"') break;
        if (c != '\\') {
            plain += c;
            continue;
        }
        const char escaped = at_ < text_.size() ? text_[at_++] : '\0';
        if (escaped == '(') {
            parts.push_back(literal(std::exchange(plain, {})));
            parts.push_back(pipe());
            if (parts.back() == nullptr) return nullptr;
            if (!take(")")) return fail("no )");
        } else if (escaped == 'u') {
            unsigned code = 0;
            const std::string_view digits = text_.substr(at_, 4);
            const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
            if (digits.size() != 4 || read.ptr != digits.data() + 4) return fail("a \\u without four digits");
            plain += utf8_of(code);
            at_ += 4;
        } else {
            constexpr std::string_view names = "nrtbf\"\\/";
            constexpr std::string_view meant = "\n\r\t\b\f\"\\/";
            const std::size_t which = names.find(escaped);
            if (escaped == '\0' || which == std::string_view::npos) return fail("an escape that there is not");
            plain += meant[which];
        }
    }
    --depth_;
    if (parts.empty()) return literal(plain);
    parts.push_back(literal(plain));
    return node(Kind::text, std::move(parts));
}

}  // namespace wt::stream::jq
