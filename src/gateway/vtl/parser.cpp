#include "gateway/vtl/parser.hpp"

#include <algorithm>

#include "gateway/vtl/expression_parser.hpp"

namespace wt::gateway::vtl {

std::uint32_t Names::slot_of(std::string_view name) {
    return slots_.emplace(name, static_cast<std::uint32_t>(slots_.size())).first->second;
}

namespace {

[[nodiscard]] bool is_directive(std::string_view name) {
    static const std::unordered_set<std::string_view> names = {"foreach",  "include", "parse",  "macro", "literal",
                                                               "evaluate", "break",   "define", "stop"};
    return names.contains(name);
}

/// The half of the parser that reads statements.
class Parser final : public ExpressionParser {
public:
    Parser(std::string_view text, Shared& shared) : ExpressionParser(text, shared) {}

    [[nodiscard]] Node* run() {
        Node* const root = block();
        if (going() && peek().kind != TokenKind::end) unexpected();
        return going() ? root : nullptr;
    }

private:
    [[nodiscard]] Node* text_node(std::string_view text) {
        Node* const node = make(NodeKind::text);
        node->text = text;
        return node;
    }

    [[nodiscard]] Node* block() {
        const Level level(*this);
        const std::size_t begin = going() ? peek().begin : 0;
        std::vector<Node*> children;
        while (going()) {
            Node* const each = statement();
            if (each == nullptr) break;
            // Texts next to one another are one.
            if (each->kind == NodeKind::text && !children.empty() && children.back()->kind == NodeKind::text &&
                children.back()->text.data() + children.back()->text.size() == each->text.data()) {
                children.back()->text = {children.back()->text.data(),
                                         children.back()->text.size() + each->text.size()};
            } else {
                children.push_back(each);
            }
        }
        Node* const node = make(NodeKind::block);
        adopt(*node, children);
        node->literal = written_from(begin);
        return node;
    }

    /// Nothing where none begins.
    [[nodiscard]] Node* statement() {
        switch (peek().kind) {
            case TokenKind::if_: return condition();
            case TokenKind::identifier: return reference();
            case TokenKind::brace_open: return is(TokenKind::identifier, 1) ? reference() : plain_text();
            case TokenKind::line_comment_start: {
                // What was a token's beginning is printed.
                const std::string_view all = image(take());
                skip(TokenKind::line_comment_end);
                return text_node(all.substr(0, all.find("##")));
            }
            case TokenKind::comment:
            case TokenKind::formal_comment: take(); return text_node({});
            case TokenKind::raw: return raw();
            case TokenKind::set: return set();
            case TokenKind::escaped_directive: return escaped_directive();
            case TokenKind::double_escape: return double_escapes();
            case TokenKind::word:
            case TokenKind::bracketed_word: return directive();
            case TokenKind::open:
            case TokenKind::close:
            case TokenKind::escape:
            case TokenKind::text:
            case TokenKind::string:
            case TokenKind::integer:
            case TokenKind::real:
            case TokenKind::dot:
            case TokenKind::brace_close:
            case TokenKind::empty_index: return plain_text();
            default: return nullptr;
        }
    }

    [[nodiscard]] Node* plain_text() {
        const Token token = take();
        if (token.before.empty()) return text_node(image(token));
        return text_node(shared_.heap.keep(token.before + std::string(image(token))));
    }

    [[nodiscard]] Node* raw() {
        const std::string_view all = image(take());
        if (all.size() < 6) {
            fail_at(tokens_[at_ - 1].begin, "#[[ and ]]# do not belong together");
            return nullptr;
        }
        return text_node(all.substr(3, all.size() - 6));
    }

    [[nodiscard]] Node* escaped_directive() {
        const std::string_view all = image(take());
        const std::size_t last = all.rfind('\\');
        std::string_view name = all.substr(last + 2);
        if (name.starts_with('{')) name = name.substr(1, name.size() - 2);
        const bool known = is_directive(name) || shared_.macros.contains(name) || name == "if" || name == "end" ||
                           name == "set" || name == "else" || name == "elseif";
        if (!known) return text_node(all);
        return text_node(shared_.heap.keep(std::string(all.substr(0, last / 2)) + std::string(all.substr(last + 1))));
    }

    [[nodiscard]] Node* double_escapes() {
        std::size_t count = 0;
        while (skip(TokenKind::double_escape)) ++count;
        const Token& next = peek();
        const std::string_view tag = image(next).empty() ? std::string_view() : image(next).substr(1);
        const bool control = next.kind == TokenKind::if_ || next.kind == TokenKind::else_ ||
                             next.kind == TokenKind::elseif || next.kind == TokenKind::end_directive ||
                             is_directive(tag) || shared_.macros.contains(tag);
        return text_node(shared_.heap.keep(std::string(control ? count : 2 * count, '\\')));
    }

    [[nodiscard]] Node* condition() {
        std::vector<Node*> children;
        take();
        do {
            skip(TokenKind::blank);
            if (!expect(TokenKind::open)) return nullptr;
            children.push_back(expression());
            if (!going() || !expect(TokenKind::close)) return nullptr;
            children.push_back(block());
        } while (skip(TokenKind::elseif));
        if (skip(TokenKind::else_)) children.push_back(block());
        if (!expect(TokenKind::end_directive)) return nullptr;
        Node* const node = make(NodeKind::condition);
        adopt(*node, children);
        return node;
    }

    [[nodiscard]] Node* set() {
        take();
        skip(TokenKind::blank);
        if (!is_reference()) {
            unexpected();
            return nullptr;
        }
        const std::size_t first = at_;
        Node* const left = reference();
        if (!going()) return nullptr;
        skip(TokenKind::blank);
        if (!expect(TokenKind::assign)) return nullptr;
        Node* const right = expression();
        if (!going() || !expect(TokenKind::close)) return nullptr;
        lexer_.end_set();
        Node* const node = make(NodeKind::set);
        adopt(*node, {left, right});
        node->slot = shared_.names.slot_of(stripped(tokens_[first]).substr(1));
        return node;
    }

    // Directives.

    [[nodiscard]] Node* directive() {
        const Token token = take();
        std::string_view name = image(token);
        name = token.kind == TokenKind::bracketed_word ? name.substr(2, name.size() - 3) : name.substr(1);
        const bool is_macro = name == "macro";
        const bool is_call = name.starts_with('@');
        const bool is_block = name == "foreach" || name == "define" || name == "literal" || is_macro || is_call;
        lexer_.enter_directive();
        std::vector<Node*> children;
        if (!lexer_.is_parenthesis_next()) {
            if (is_macro) fail_at(token.begin, "a macro declaration needs a name");
            lexer_.leave_directive();
            return made_directive(token, name, children, Parentheses::none);
        }
        skip(TokenKind::blank);
        if (!expect(TokenKind::open) || !arguments(token, name, children)) return nullptr;
        skip(TokenKind::blank);
        if (!expect(TokenKind::close)) return nullptr;
        if (is_block) {
            children.push_back(block());
            if (!going() || !expect(TokenKind::end_directive)) return nullptr;
        }
        return made_directive(token, name, children, Parentheses::there);
    }

    [[nodiscard]] bool starts_argument(std::size_t ahead) {
        switch (peek(ahead).kind) {
            case TokenKind::identifier:
            case TokenKind::brace_open:
            case TokenKind::word:
            case TokenKind::string:
            case TokenKind::integer:
            case TokenKind::real:
            case TokenKind::list_open:
            case TokenKind::map_open:
            case TokenKind::true_:
            case TokenKind::false_: return true;
            default: return false;
        }
    }

    [[nodiscard]] bool arguments(const Token& token, std::string_view name, std::vector<Node*>& children) {
        while (going()) {
            const bool more = starts_argument(0) ||
                              (is(TokenKind::blank) && (starts_argument(1) || is(TokenKind::comma, 1))) ||
                              (is(TokenKind::comma) && (starts_argument(1) || is(TokenKind::blank, 1)));
            if (!more) return going();
            skip(TokenKind::blank);
            if (skip(TokenKind::comma)) skip(TokenKind::blank);
            const bool is_word = is(TokenKind::word);
            const bool names_macro = name == "macro" && children.empty();
            const bool is_in = name == "foreach" && children.size() == 1;
            if (is_word ? is_directive(name) && !names_macro && !is_in : names_macro) {
                fail_at(token.begin, "this argument is not taken here");
                return false;
            }
            Node* const argument = directive_argument();
            if (!going()) return false;
            children.push_back(argument);
        }
        return false;
    }

    [[nodiscard]] Node* directive_argument() {
        if (is(TokenKind::word)) {
            Node* const node = make(NodeKind::word);
            node->text = node->literal = image(take());
            return node;
        }
        return primary();
    }

    enum class Parentheses : std::uint8_t { none, there };

    /// What Velocity makes of a directive when the template is set up.
    [[nodiscard]] Node* made_directive(const Token& token, std::string_view name, const std::vector<Node*>& children,
                                       Parentheses parentheses) {
        if (!going()) return nullptr;
        Node* const node = make(NodeKind::unusable);
        adopt(*node, children);
        node->text = name;
        node->literal = written_from(token.begin);
        if (name == "foreach") return parentheses == Parentheses::there ? made_foreach(node) : node;
        if (name == "define") {
            if (children.empty()) return node;
            if (children.size() != 2) return refused(token, "#define takes the name of its block");
            node->kind = NodeKind::define;
            node->slot = slot_behind_dollar(*children[0]);
        } else if (name == "macro") {
            if (children.size() < 2) return refused(token, "#macro takes a name");
            return made_macro(node);
        } else if (name == "break" || name == "stop") {
            if (children.size() > 1) return refused(token, "it takes one argument");
            node->kind = name == "break" ? NodeKind::break_loop : NodeKind::stop;
        } else if (name == "evaluate") {
            if (children.size() != 1 ||
                (children[0]->kind != NodeKind::reference && children[0]->kind != NodeKind::string &&
                 !(children[0]->kind == NodeKind::constant && children[0]->value.is(java::Kind::text))))
                return refused(token, "#evaluate takes a text or a reference");
            node->kind = NodeKind::evaluate;
            shared_.tree.evaluates = true;
        } else if (name == "include" || name == "parse") {
            if (name == "parse" && children.size() != 1) return refused(token, "#parse takes one argument");
            node->kind = NodeKind::include;
        } else if (name == "literal") {
            if (!children.empty()) node->kind = NodeKind::literal;
        } else if (name.starts_with('@')) {
            if (parentheses == Parentheses::none) return text_node(node->literal);
            node->kind = NodeKind::block_call;
            node->text = name.substr(1);
        } else {
            node->kind = NodeKind::macro_call;
        }
        return node;
    }

    [[nodiscard]] Node* refused(const Token& token, std::string_view why) {
        fail_at(token.begin, why);
        return nullptr;
    }

    [[nodiscard]] Node* made_foreach(Node* node) {
        node->kind = NodeKind::foreach;
        if (node->children.empty()) return node;
        const Node& element = *node->children[0];
        node->slot = element.kind == NodeKind::reference ? element.slot : slot_behind_dollar(element);
        return node;
    }

    /// The first token's text without its first letter, as Velocity takes a name: ${x} is the variable "{".
    [[nodiscard]] std::uint32_t slot_behind_dollar(const Node& node) {
        std::string_view first = node.kind == NodeKind::reference && !node.spelling->runt ? node.literal : node.text;
        if (node.kind == NodeKind::reference && !node.spelling->runt) {
            std::size_t size = first.find('{');
            size = size == 1 || size == 2 ? size + 1 : first.find(node.text) + node.text.size();
            first = first.substr(0, size);
        } else if (first.empty()) {
            first = node.literal;
        }
        return shared_.names.slot_of(first.substr(std::min<std::size_t>(1, first.size())));
    }

    [[nodiscard]] Node* made_macro(Node* node) {
        node->kind = NodeKind::macro;
        node->text = node->children[0]->text;
        auto* const slots = shared_.heap.room<std::uint32_t>(node->children.size());
        std::size_t count = 0;
        for (Node* const each : node->children.subspan(1, node->children.size() - 2)) {
            const bool dollar = each->kind == NodeKind::reference && !each->spelling->runt;
            slots[count++] = dollar ? slot_behind_dollar(*each) : shared_.names.slot_of(each->literal);
        }
        node->parameters = {slots, count};
        shared_.tree.macros[node->text] = node;
        shared_.macros.insert(node->text);
        return node;
    }
};

}  // namespace

Node* parse_block(std::string_view text, Shared& shared, std::string& error) {
    Parser parser(text, shared);
    Node* const root = parser.run();
    error = parser.error();
    return root;
}

Result<Tree> parse(std::string_view text, java::Heap& heap, Names& names) {
    Tree tree;
    Shared shared{heap, names, tree, 0, {}};
    std::string error;
    tree.root = parse_block(heap.keep(text), shared, error);
    if (tree.root == nullptr) return Error{error};
    return tree;
}

}  // namespace wt::gateway::vtl
