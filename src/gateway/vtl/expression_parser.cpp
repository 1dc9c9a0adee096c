#include "gateway/vtl/expression_parser.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "gateway/java/numbers.hpp"
#include "gateway/java/utf16.hpp"

namespace wt::gateway::vtl {

using java::Value;

namespace {

constexpr int deepest = 120;  // blocks, brackets and texts in one another

[[nodiscard]] std::optional<std::string> without_unicode(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = text.find("\\u", at);
        plain += text.substr(at, found == std::string_view::npos ? found : found - at);
        if (found == std::string_view::npos) break;
        const std::string_view digits = text.substr(found + 2, 4);
        unsigned unit = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
        if (digits.size() < 4 || error != std::errc() || end != digits.data() + 4) return std::nullopt;
        java::append_unit(plain, static_cast<char16_t>(unit));
        at = found + 6;
    }
    return plain;
}

}  // namespace

ExpressionParser::Level::Level(ExpressionParser& parser) : parser_(parser) {
    if (++parser_.shared_.depth > deepest) parser_.fail_at(parser_.peek().begin, "this is nested too deep");
}

void ExpressionParser::fail_at(std::size_t place, std::string_view why) {
    if (!going()) return;
    const std::string_view before = text_.substr(0, std::min(place, text_.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
    error_ = "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + std::string(why);
}
void ExpressionParser::unexpected() {
    const Token& token = peek();
    if (lexer_.failed() && at_ + 1 == tokens_.size()) return fail_at(lexer_.position(), "this can not be read");
    if (token.kind == TokenKind::end) return fail_at(token.begin, "the template ends too early");
    fail_at(token.begin, "\"" + std::string(image(token)) + "\" is not expected here");
}

const Token& ExpressionParser::peek(std::size_t ahead) {
    while (tokens_.size() <= at_ + ahead) {
        tokens_.push_back(lexer_.next());
        if (lexer_.failed()) fail_at(lexer_.position(), "this can not be read, or the template ends within it");
    }
    return tokens_[at_ + ahead];
}
Token ExpressionParser::take() {
    Token token = peek();
    last_end_ = token.finish;
    ++at_;
    return token;
}
bool ExpressionParser::skip(TokenKind kind) {
    if (!is(kind)) return false;
    take();
    return true;
}
bool ExpressionParser::expect(TokenKind kind) {
    if (skip(kind)) return true;
    unexpected();
    return false;
}

Node* ExpressionParser::make(NodeKind kind) {
    Node* const node = shared_.heap.make<Node>();
    node->kind = kind;
    return node;
}
void ExpressionParser::adopt(Node& node, const std::vector<Node*>& children) {
    auto* const kept = shared_.heap.room<Node*>(children.size());
    std::ranges::copy(children, kept);
    node.children = {kept, children.size()};
}
std::string_view ExpressionParser::written_from(std::size_t begin) const {
    return text_.substr(begin, std::max(begin, last_end_) - begin);
}

std::string_view ExpressionParser::stripped(const Token& token) const {
    std::string_view all = image(token);
    if (all.find("\\!") != std::string_view::npos) return all;
    all.remove_prefix(std::min(all.find_first_not_of('\\'), all.size()));
    if (const std::size_t dollar = all.rfind('$'); dollar != std::string_view::npos && dollar > 0)
        all.remove_prefix(dollar);
    return all;
}

Node* ExpressionParser::reference() {
    Node* const node = make(NodeKind::reference);
    const std::size_t first_index = at_;
    const Token first = take();
    std::string_view name;
    const bool braced = first.kind == TokenKind::brace_open;
    if (braced) {
        name = image(peek());
        if (!expect(TokenKind::identifier)) return nullptr;
    }
    std::vector<Node*> children;
    if (!indexes(children)) return nullptr;
    while (going() && is(TokenKind::dot) && is(TokenKind::identifier, 1)) {
        take();
        Node* const member = is_method() ? method() : property();
        if (!going()) return nullptr;
        children.push_back(member);
        if (!indexes(children)) return nullptr;
    }
    if (!going() || (braced && !expect(TokenKind::brace_close))) return nullptr;
    adopt(*node, children);
    spell(*node, first_index, name);
    return node;
}

bool ExpressionParser::indexes(std::vector<Node*>& children) {
    while (going() && is(TokenKind::index_open)) {
        const std::size_t begin = take().begin;
        Node* const node = make(NodeKind::index);
        skip(TokenKind::blank);
        Node* argument = nullptr;
        switch (peek().kind) {
            case TokenKind::string:
            case TokenKind::integer:
            case TokenKind::true_:
            case TokenKind::false_:
            case TokenKind::identifier:
            case TokenKind::brace_open: argument = primary_alone(); break;
            default: unexpected(); break;
        }
        skip(TokenKind::blank);
        if (!going() || !expect(TokenKind::index_close)) return false;
        adopt(*node, {argument});
        node->literal = written_from(begin);
        children.push_back(node);
    }
    return going();
}

/// Whether ( is next, and behind it something that a method may have there; else it is a property, and the ( is text.
bool ExpressionParser::is_method() {
    if (!is(TokenKind::open, 1)) return false;
    switch (peek(2).kind) {
        case TokenKind::list_open:
        case TokenKind::map_open:
        case TokenKind::blank:
        case TokenKind::string:
        case TokenKind::true_:
        case TokenKind::false_:
        case TokenKind::integer:
        case TokenKind::real:
        case TokenKind::identifier:
        case TokenKind::brace_open:
        case TokenKind::method_close: return true;
        default: return false;
    }
}

Node* ExpressionParser::property() {
    Node* const node = make(NodeKind::property);
    node->text = node->literal = image(take());
    return node;
}

Node* ExpressionParser::method() {
    const Level level(*this);
    Node* const node = make(NodeKind::method);
    node->text = image(take());
    take();
    std::vector<Node*> children;
    if (!is(TokenKind::method_close)) {
        do {
            children.push_back(primary());
        } while (going() && skip(TokenKind::comma));
    }
    if (!going() || !expect(TokenKind::method_close)) return nullptr;
    adopt(*node, children);
    return node;
}

/// How the first token is written: ASTReference.getRoot.
/// As written_from; a dot takes what led to it along.
std::string_view ExpressionParser::written(std::size_t begin, std::size_t first_index) {
    bool whole = true;
    for (std::size_t i = first_index + 1; i < at_; ++i) whole = whole && tokens_[i].begin == tokens_[i - 1].finish;
    if (whole) return written_from(begin);
    std::string text(text_.substr(begin, tokens_[first_index].finish - begin));
    for (std::size_t i = first_index + 1; i < at_; ++i) text += image(tokens_[i]);
    return shared_.heap.keep(text);
}

void ExpressionParser::spell(Node& node, std::size_t first_index, std::string_view braced_name) {
    const Token& first = tokens_[first_index];
    Spelling* const spelling = shared_.heap.make<Spelling>();
    node.spelling = spelling;
    std::string_view all = image(first);
    if (all.find("\\!") != std::string_view::npos) {
        const std::size_t dollar = std::min(all.find('$'), all.size());
        const std::size_t start = std::min(all.find('\\', dollar), all.size());
        std::size_t count = 0;
        while (start + count < all.size() && all[start + count] == '\\') ++count;
        spelling->computable = false;
        spelling->null_text =
            shared_.heap.keep(std::string(all.substr(0, start + count - 1)) + std::string(all.substr(start + count)));
        node.text = spelling->null_text;
        node.literal = written_from(first.begin);
        node.slot = shared_.names.slot_of(node.text);
        return;
    }
    std::size_t slashes = 0;
    while (slashes < all.size() && all[slashes] == '\\') ++slashes;
    spelling->escaped = slashes % 2 == 1;
    spelling->slashes = all.substr(0, slashes / 2);
    all.remove_prefix(slashes);
    if (const std::size_t dollar = all.rfind('$'); dollar != std::string_view::npos && dollar > 0) {
        spelling->prefix = all.substr(0, dollar);
        all.remove_prefix(dollar);
    }
    node.literal = written(first.finish - all.size(), first_index);
    spelling->null_text = node.literal;
    if (all.starts_with("$!")) {
        if (!spelling->escaped) spelling->null_text = {};
        node.text = all.starts_with("$!{") ? braced_name : all.substr(2);
    } else if (all == "${") {
        node.text = braced_name;
    } else if (all.starts_with('$')) {
        node.text = all.substr(1);
        spelling->is_plain = node.children.empty();
    } else {
        spelling->runt = true;
        node.text = all;
    }
    node.slot = shared_.names.slot_of(node.text);
}

Node* ExpressionParser::expression() {
    const Level level(*this);
    return binary(0);
}

struct ExpressionParser::Operator {
    TokenKind kind;
    NodeKind node;
    char operation;
    int strength;
};

const ExpressionParser::Operator* ExpressionParser::operator_of(TokenKind kind) {
    static constexpr Operator operators[] = {
        {TokenKind::or_, NodeKind::or_, 0, 0},
        {TokenKind::and_, NodeKind::and_, 0, 1},
        {TokenKind::equal, NodeKind::equal, 0, 2},
        {TokenKind::not_equal, NodeKind::not_equal, 0, 2},
        {TokenKind::less, NodeKind::less, 0, 3},
        {TokenKind::greater, NodeKind::greater, 0, 3},
        {TokenKind::less_equal, NodeKind::less_equal, 0, 3},
        {TokenKind::greater_equal, NodeKind::greater_equal, 0, 3},
        {TokenKind::plus, NodeKind::arithmetic, '+', 4},
        {TokenKind::minus, NodeKind::arithmetic, '-', 4},
        {TokenKind::times, NodeKind::arithmetic, '*', 5},
        {TokenKind::divide, NodeKind::arithmetic, '/', 5},
        {TokenKind::modulo, NodeKind::arithmetic, '%', 5},
    };
    const auto* const found = std::ranges::find(operators, kind, &Operator::kind);
    return found == std::end(operators) ? nullptr : found;
}

/// Operators of this strength and above; those of one strength bind to the left.
Node* ExpressionParser::binary(int strength) {
    constexpr int strongest = 5;
    if (strength > strongest) return unary();
    Node* left = binary(strength + 1);
    int chained = 0;
    while (going()) {
        const Operator* const found = operator_of(peek().kind);
        if (found == nullptr || found->strength != strength) break;
        // A chain is as deep as it is long when it is computed.
        if (++chained > 2 * deepest) fail_at(peek().begin, "this is nested too deep");
        take();
        // Velocity takes what is right of the operator for the whole when it quotes it.
        const std::size_t begin = peek().begin;
        Node* const node = make(found->node);
        Node* const right = binary(strength + 1);
        if (!going()) return nullptr;
        adopt(*node, {left, right});
        node->operation = found->operation;
        node->literal = written_from(begin);
        left = node;
    }
    return left;
}

Node* ExpressionParser::unary() {
    const bool blank = is(TokenKind::blank) && is(TokenKind::not_, 1);
    if (!blank && !is(TokenKind::not_)) return primary();
    const Level level(*this);
    skip(TokenKind::blank);
    take();
    const std::size_t begin = peek().begin;
    Node* const operand = unary();
    if (!going()) return nullptr;
    Node* const node = make(NodeKind::not_);
    adopt(*node, {operand});
    node->literal = written_from(begin);
    return node;
}

Node* ExpressionParser::primary() {
    skip(TokenKind::blank);
    Node* const node = primary_alone();
    if (going()) skip(TokenKind::blank);
    return node;
}

Node* ExpressionParser::primary_alone() {
    const Level level(*this);
    if (!going()) return nullptr;
    switch (peek().kind) {
        case TokenKind::string: return string();
        case TokenKind::identifier:
        case TokenKind::brace_open: return reference();
        case TokenKind::integer: return number();
        case TokenKind::real: return number();
        case TokenKind::true_:
        case TokenKind::false_: {
            Node* const node = make(is(TokenKind::true_) ? NodeKind::true_ : NodeKind::false_);
            node->literal = image(take());
            return node;
        }
        case TokenKind::map_open: return map();
        case TokenKind::list_open: return is_range() ? range() : list();
        case TokenKind::open: {
            take();
            Node* const node = expression();
            if (!going() || !expect(TokenKind::close)) return nullptr;
            return node;
        }
        default: unexpected(); return nullptr;
    }
}

Node* ExpressionParser::number() {
    const Token token = take();
    Node* const node = make(NodeKind::constant);
    node->literal = image(token);
    // "#1" outside of expressions never comes here; a sign and digits are all there is.
    node->value = token.kind == TokenKind::integer ? java::whole_of(shared_.heap, node->literal)
                                                   : Value::real(java::double_of(node->literal));
    return node;
}

/// Whether [ begins a range: it has .. behind the first value.
bool ExpressionParser::is_range() {
    const std::size_t start = at_;
    if (const auto known = ranges_.find(start); known != ranges_.end()) return known->second;
    const std::size_t end = last_end_;
    take();
    skip(TokenKind::blank);
    bool found = false;
    if (is(TokenKind::integer)) {
        take();
        skip(TokenKind::blank);
        found = is(TokenKind::double_dot);
    } else if (is_reference() && (is(TokenKind::identifier) || is(TokenKind::identifier, 1))) {
        const std::string error = error_;
        (void)reference();
        if (going()) {
            skip(TokenKind::blank);
            found = is(TokenKind::double_dot);
        }
        error_ = error;  // what is wrong is said when it is read in earnest
    }
    at_ = start;
    last_end_ = end;
    ranges_[start] = found;
    return found;
}

Node* ExpressionParser::range() {
    const std::size_t begin = take().begin;
    const auto side = [&]() -> Node* {
        skip(TokenKind::blank);
        Node* made = nullptr;
        if (is(TokenKind::integer)) {
            made = number();
        } else if (is_reference()) {
            made = reference();
        } else {
            unexpected();
        }
        if (going()) skip(TokenKind::blank);
        return made;
    };
    Node* const from = side();
    if (!going() || !expect(TokenKind::double_dot)) return nullptr;
    Node* const to = side();
    if (!going() || !expect(TokenKind::list_close)) return nullptr;
    Node* const node = make(NodeKind::range);
    adopt(*node, {from, to});
    node->literal = written_from(begin);
    return node;
}

Node* ExpressionParser::list() {
    const std::size_t begin = take().begin;
    std::vector<Node*> children;
    if (!is(TokenKind::list_close)) {
        do {
            children.push_back(primary());
        } while (going() && skip(TokenKind::comma));
    }
    if (!going() || !expect(TokenKind::list_close)) return nullptr;
    Node* const node = make(NodeKind::list);
    adopt(*node, children);
    node->literal = written_from(begin);
    return node;
}

Node* ExpressionParser::map() {
    const std::size_t begin = take().begin;
    std::vector<Node*> children;
    const bool empty = is(TokenKind::map_close) || is(TokenKind::brace_close) ||
                       (is(TokenKind::blank) && (is(TokenKind::map_close, 1) || is(TokenKind::brace_close, 1)));
    if (empty) {
        skip(TokenKind::blank);
    } else {
        do {
            children.push_back(primary());
            if (!going() || !expect(TokenKind::colon)) return nullptr;
            children.push_back(primary());
        } while (going() && skip(TokenKind::comma));
    }
    if (!going()) return nullptr;
    if (!skip(TokenKind::map_close) && !expect(TokenKind::brace_close)) return nullptr;
    Node* const node = make(NodeKind::map);
    adopt(*node, children);
    node->literal = written_from(begin);
    return node;
}

Node* ExpressionParser::string() {
    const Token token = take();
    const std::string_view all = image(token);
    // The token's image begins with what led to it; then it is no text but what is left of one.
    const char quote = all.front();
    std::string_view inside = all.substr(1, all.size() - 2);
    if (quote == '"' && inside.find("\\u") != std::string_view::npos) {
        auto plain = without_unicode(inside);
        if (!plain) {
            fail_at(token.begin, "\\u takes four hexadecimal digits");
            return nullptr;
        }
        inside = shared_.heap.keep(*plain);
    }
    if (inside.find(quote) != std::string_view::npos) {
        std::string single;
        for (std::size_t at = 0; at < inside.size(); ++at) {
            single += inside[at];
            if (inside[at] == quote && at + 1 < inside.size() && inside[at + 1] == quote) ++at;
        }
        inside = shared_.heap.keep(single);
    }
    const bool interpolates = quote == '"' && all.find_first_of("$#") != std::string_view::npos;
    Node* const node = make(interpolates ? NodeKind::string : NodeKind::constant);
    node->literal = all;
    node->value = Value::text(inside);
    return interpolates ? interpolated(node, inside, token) : node;
}

Node* ExpressionParser::interpolated(Node* node, std::string_view inside, const Token& token) {
    node->chops = inside.find("##") == std::string_view::npos;
    const std::string_view text = node->chops ? shared_.heap.keep(std::string(inside) + " ") : inside;
    std::string why;
    Node* const block = parse_block(text, shared_, why);
    if (block == nullptr) {
        fail_at(token.begin, "in this text: " + why);
        return nullptr;
    }
    adopt(*node, {block});
    return node;
}

}  // namespace wt::gateway::vtl
