#include "gateway/vtl/parser.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_set>

#include "gateway/java/numbers.hpp"
#include "gateway/java/utf16.hpp"
#include "gateway/vtl/lexer.hpp"

namespace wt::gateway::vtl {

using java::Heap;
using java::Value;

std::uint32_t Names::slot_of(std::string_view name) {
    return slots_.emplace(name, static_cast<std::uint32_t>(slots_.size())).first->second;
}

namespace {

constexpr int deepest = 120;  // blocks, brackets and texts in one another

[[nodiscard]] bool is_directive(std::string_view name) {
    static const std::unordered_set<std::string_view> names = {"foreach", "include", "parse",  "macro", "literal",
                                                               "evaluate", "break",  "define", "stop"};
    return names.contains(name);
}

/// What all parsers of one template share: also those of the texts with references in it.
struct Shared {
    Heap& heap;
    Names& names;
    Tree& tree;
    int depth = 0;
    std::unordered_set<std::string_view> macros;  // that were seen so far
};

class Parser {
public:
    Parser(std::string_view text, Shared& shared) : text_(text), lexer_(text), shared_(shared) {}

    /// Nothing when it does not parse; see error().
    [[nodiscard]] Node* run() {
        Node* const root = block();
        if (going() && peek().kind != Kind::end) unexpected();
        return going() ? root : nullptr;
    }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    [[nodiscard]] bool going() const { return error_.empty(); }

    void fail_at(std::size_t place, std::string_view why) {
        if (!going()) return;
        const std::string_view before = text_.substr(0, std::min(place, text_.size()));
        const auto line = std::ranges::count(before, '\n') + 1;
        const std::size_t newline = before.rfind('\n');
        const std::size_t column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
        error_ = "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + std::string(why);
    }
    void unexpected() {
        const Token& token = peek();
        if (lexer_.failed() && at_ + 1 == tokens_.size()) return fail_at(lexer_.position(), "this can not be read");
        if (token.kind == Kind::end) return fail_at(token.begin, "the template ends too early");
        fail_at(token.begin, "\"" + std::string(image(token)) + "\" is not expected here");
    }

    /// The token so many behind the next one; read only now, since the parser has a say in how.
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) {
        while (tokens_.size() <= at_ + ahead) {
            tokens_.push_back(lexer_.next());
            if (lexer_.failed()) fail_at(lexer_.position(), "this can not be read, or the template ends within it");
        }
        return tokens_[at_ + ahead];
    }
    [[nodiscard]] bool is(Kind kind, std::size_t ahead = 0) { return peek(ahead).kind == kind && going(); }
    Token take() {
        Token token = peek();
        last_end_ = token.finish;
        ++at_;
        return token;
    }
    bool skip(Kind kind) {
        if (!is(kind)) return false;
        take();
        return true;
    }
    bool expect(Kind kind) {
        if (skip(kind)) return true;
        unexpected();
        return false;
    }
    [[nodiscard]] std::string_view image(const Token& token) const {
        return text_.substr(token.begin, token.finish - token.begin);
    }

    [[nodiscard]] Node* make(NodeKind kind) {
        Node* const node = shared_.heap.make<Node>();
        node->kind = kind;
        return node;
    }
    [[nodiscard]] Node* text_node(std::string_view text) {
        Node* const node = make(NodeKind::text);
        node->text = text;
        return node;
    }
    void adopt(Node& node, const std::vector<Node*>& children) {
        auto* const kept = shared_.heap.room<Node*>(children.size());
        std::ranges::copy(children, kept);
        node.children = {kept, children.size()};
    }
    /// The text from there to the end of the last token.
    [[nodiscard]] std::string_view written_from(std::size_t begin) const {
        return text_.substr(begin, std::max(begin, last_end_) - begin);
    }

    /// Counts the levels, and gives up where there are too many.
    class Level {
    public:
        explicit Level(Parser& parser) : parser_(parser) {
            if (++parser_.shared_.depth > deepest) parser_.fail_at(parser_.peek().begin, "this is nested too deep");
        }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        ~Level() { --parser_.shared_.depth; }

    private:
        Parser& parser_;
    };

    // Statements.

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
                children.back()->text = {children.back()->text.data(), children.back()->text.size() + each->text.size()};
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
            case Kind::if_: return condition();
            case Kind::identifier: return reference();
            case Kind::brace_open: return is(Kind::identifier, 1) ? reference() : plain_text();
            case Kind::line_comment_start:
                take();
                skip(Kind::line_comment_end);
                return text_node({});
            case Kind::comment:
            case Kind::formal_comment: take(); return text_node({});
            case Kind::raw: return raw();
            case Kind::set: return set();
            case Kind::escaped_directive: return escaped_directive();
            case Kind::double_escape: return double_escapes();
            case Kind::word:
            case Kind::bracketed_word: return directive();
            case Kind::open:
            case Kind::close:
            case Kind::escape:
            case Kind::text:
            case Kind::string:
            case Kind::integer:
            case Kind::real:
            case Kind::dot:
            case Kind::brace_close:
            case Kind::empty_index: return plain_text();
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
        while (skip(Kind::double_escape)) ++count;
        const Token& next = peek();
        const std::string_view tag = image(next).empty() ? std::string_view() : image(next).substr(1);
        const bool control = next.kind == Kind::if_ || next.kind == Kind::else_ || next.kind == Kind::elseif ||
                             next.kind == Kind::end_directive || is_directive(tag) || shared_.macros.contains(tag);
        return text_node(shared_.heap.keep(std::string(control ? count : 2 * count, '\\')));
    }

    [[nodiscard]] Node* condition() {
        std::vector<Node*> children;
        take();
        do {
            skip(Kind::blank);
            if (!expect(Kind::open)) return nullptr;
            children.push_back(expression());
            if (!going() || !expect(Kind::close)) return nullptr;
            children.push_back(block());
        } while (skip(Kind::elseif));
        if (skip(Kind::else_)) children.push_back(block());
        if (!expect(Kind::end_directive)) return nullptr;
        Node* const node = make(NodeKind::condition);
        adopt(*node, children);
        return node;
    }

    [[nodiscard]] Node* set() {
        take();
        skip(Kind::blank);
        if (!is_reference()) {
            unexpected();
            return nullptr;
        }
        const std::size_t first = at_;
        Node* const left = reference();
        if (!going()) return nullptr;
        skip(Kind::blank);
        if (!expect(Kind::assign)) return nullptr;
        Node* const right = expression();
        if (!going() || !expect(Kind::close)) return nullptr;
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
        name = token.kind == Kind::bracketed_word ? name.substr(2, name.size() - 3) : name.substr(1);
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
        skip(Kind::blank);
        if (!expect(Kind::open) || !arguments(token, name, children)) return nullptr;
        skip(Kind::blank);
        if (!expect(Kind::close)) return nullptr;
        if (is_block) {
            children.push_back(block());
            if (!going() || !expect(Kind::end_directive)) return nullptr;
        }
        return made_directive(token, name, children, Parentheses::there);
    }

    [[nodiscard]] bool starts_argument(std::size_t ahead) {
        switch (peek(ahead).kind) {
            case Kind::identifier:
            case Kind::brace_open:
            case Kind::word:
            case Kind::string:
            case Kind::integer:
            case Kind::real:
            case Kind::list_open:
            case Kind::map_open:
            case Kind::true_:
            case Kind::false_: return true;
            default: return false;
        }
    }

    [[nodiscard]] bool arguments(const Token& token, std::string_view name, std::vector<Node*>& children) {
        while (going()) {
            const bool more = starts_argument(0) || (is(Kind::blank) && (starts_argument(1) || is(Kind::comma, 1))) ||
                              (is(Kind::comma) && (starts_argument(1) || is(Kind::blank, 1)));
            if (!more) return going();
            skip(Kind::blank);
            if (skip(Kind::comma)) skip(Kind::blank);
            const bool is_word = is(Kind::word);
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
        if (is(Kind::word)) {
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

    // References.

    [[nodiscard]] bool is_reference() { return is(Kind::identifier) || is(Kind::brace_open); }

    /// A first token without the slashes, dollars and hashes too many.
    [[nodiscard]] std::string_view stripped(const Token& token) const {
        std::string_view all = image(token);
        if (all.find("\\!") != std::string_view::npos) return all;
        all.remove_prefix(std::min(all.find_first_not_of('\\'), all.size()));
        if (const std::size_t dollar = all.rfind('$'); dollar != std::string_view::npos && dollar > 0) all.remove_prefix(dollar);
        return all;
    }

    [[nodiscard]] Node* reference() {
        Node* const node = make(NodeKind::reference);
        const Token first = take();
        std::string_view name;
        const bool braced = first.kind == Kind::brace_open;
        if (braced) {
            name = image(peek());
            if (!expect(Kind::identifier)) return nullptr;
        }
        std::vector<Node*> children;
        if (!indexes(children)) return nullptr;
        while (going() && is(Kind::dot) && is(Kind::identifier, 1)) {
            take();
            Node* const member = is(Kind::open, 1) ? method() : property();
            if (!going()) return nullptr;
            children.push_back(member);
            if (!indexes(children)) return nullptr;
        }
        if (!going() || (braced && !expect(Kind::brace_close))) return nullptr;
        adopt(*node, children);
        spell(*node, first, name);
        return node;
    }

    [[nodiscard]] bool indexes(std::vector<Node*>& children) {
        while (going() && is(Kind::index_open)) {
            const std::size_t begin = take().begin;
            Node* const node = make(NodeKind::index);
            skip(Kind::blank);
            Node* argument = nullptr;
            switch (peek().kind) {
                case Kind::string:
                case Kind::integer:
                case Kind::true_:
                case Kind::false_:
                case Kind::identifier:
                case Kind::brace_open: argument = primary_alone(); break;
                default: unexpected(); break;
            }
            skip(Kind::blank);
            if (!going() || !expect(Kind::index_close)) return false;
            adopt(*node, {argument});
            node->literal = written_from(begin);
            children.push_back(node);
        }
        return going();
    }

    [[nodiscard]] Node* property() {
        Node* const node = make(NodeKind::property);
        node->text = node->literal = image(take());
        return node;
    }

    [[nodiscard]] Node* method() {
        const Level level(*this);
        Node* const node = make(NodeKind::method);
        node->text = image(take());
        take();
        std::vector<Node*> children;
        if (!is(Kind::method_close)) {
            do {
                children.push_back(primary());
            } while (going() && skip(Kind::comma));
        }
        if (!going() || !expect(Kind::method_close)) return nullptr;
        adopt(*node, children);
        return node;
    }

    /// How the first token is written: ASTReference.getRoot.
    void spell(Node& node, const Token& first, std::string_view braced_name) {
        Spelling* const spelling = shared_.heap.make<Spelling>();
        node.spelling = spelling;
        std::string_view all = image(first);
        if (all.find("\\!") != std::string_view::npos) {
            const std::size_t dollar = std::min(all.find('$'), all.size());
            const std::size_t start = std::min(all.find('\\', dollar), all.size());
            std::size_t count = 0;
            while (start + count < all.size() && all[start + count] == '\\') ++count;
            spelling->computable = false;
            spelling->null_text = shared_.heap.keep(std::string(all.substr(0, start + count - 1)) +
                                                    std::string(all.substr(start + count)));
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
        node.literal = written_from(first.finish - all.size());
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

    // Expressions.

    [[nodiscard]] Node* expression() {
        const Level level(*this);
        return binary(0);
    }

    struct Operator {
        Kind kind;
        NodeKind node;
        char operation;
        int strength;
    };

    [[nodiscard]] static const Operator* operator_of(Kind kind) {
        static constexpr Operator operators[] = {
            {Kind::or_, NodeKind::or_, 0, 0},
            {Kind::and_, NodeKind::and_, 0, 1},
            {Kind::equal, NodeKind::equal, 0, 2},
            {Kind::not_equal, NodeKind::not_equal, 0, 2},
            {Kind::less, NodeKind::less, 0, 3},
            {Kind::greater, NodeKind::greater, 0, 3},
            {Kind::less_equal, NodeKind::less_equal, 0, 3},
            {Kind::greater_equal, NodeKind::greater_equal, 0, 3},
            {Kind::plus, NodeKind::arithmetic, '+', 4},
            {Kind::minus, NodeKind::arithmetic, '-', 4},
            {Kind::times, NodeKind::arithmetic, '*', 5},
            {Kind::divide, NodeKind::arithmetic, '/', 5},
            {Kind::modulo, NodeKind::arithmetic, '%', 5},
        };
        const auto* const found = std::ranges::find(operators, kind, &Operator::kind);
        return found == std::end(operators) ? nullptr : found;
    }

    /// Operators of this strength and above; those of one strength bind to the left.
    [[nodiscard]] Node* binary(int strength) {
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

    [[nodiscard]] Node* unary() {
        const bool blank = is(Kind::blank) && is(Kind::not_, 1);
        if (!blank && !is(Kind::not_)) return primary();
        const Level level(*this);
        skip(Kind::blank);
        take();
        const std::size_t begin = peek().begin;
        Node* const operand = unary();
        if (!going()) return nullptr;
        Node* const node = make(NodeKind::not_);
        adopt(*node, {operand});
        node->literal = written_from(begin);
        return node;
    }

    /// With blanks around it.
    [[nodiscard]] Node* primary() {
        skip(Kind::blank);
        Node* const node = primary_alone();
        if (going()) skip(Kind::blank);
        return node;
    }

    [[nodiscard]] Node* primary_alone() {
        const Level level(*this);
        if (!going()) return nullptr;
        switch (peek().kind) {
            case Kind::string: return string();
            case Kind::identifier:
            case Kind::brace_open: return reference();
            case Kind::integer: return number();
            case Kind::real: return number();
            case Kind::true_:
            case Kind::false_: {
                Node* const node = make(is(Kind::true_) ? NodeKind::true_ : NodeKind::false_);
                node->literal = image(take());
                return node;
            }
            case Kind::map_open: return map();
            case Kind::list_open: return is_range() ? range() : list();
            case Kind::open: {
                take();
                Node* const node = expression();
                if (!going() || !expect(Kind::close)) return nullptr;
                return node;
            }
            default: unexpected(); return nullptr;
        }
    }

    [[nodiscard]] Node* number() {
        const Token token = take();
        Node* const node = make(NodeKind::constant);
        node->literal = image(token);
        // "#1" outside of expressions never comes here; a sign and digits are all there is.
        node->value = token.kind == Kind::integer ? java::whole_of(shared_.heap, node->literal)
                                                  : Value::real(java::double_of(node->literal));
        return node;
    }

    /// Whether [ begins a range: it has .. behind the first value.
    [[nodiscard]] bool is_range() {
        const std::size_t start = at_;
        if (const auto known = ranges_.find(start); known != ranges_.end()) return known->second;
        const std::size_t end = last_end_;
        take();
        skip(Kind::blank);
        bool found = false;
        if (is(Kind::integer)) {
            take();
            skip(Kind::blank);
            found = is(Kind::double_dot);
        } else if (is_reference() && (is(Kind::identifier) || is(Kind::identifier, 1))) {
            const std::string error = error_;
            (void)reference();
            if (going()) {
                skip(Kind::blank);
                found = is(Kind::double_dot);
            }
            error_ = error;  // what is wrong is said when it is read in earnest
        }
        at_ = start;
        last_end_ = end;
        ranges_[start] = found;
        return found;
    }

    [[nodiscard]] Node* range() {
        const std::size_t begin = take().begin;
        const auto side = [&]() -> Node* {
            skip(Kind::blank);
            Node* made = nullptr;
            if (is(Kind::integer)) {
                made = number();
            } else if (is_reference()) {
                made = reference();
            } else {
                unexpected();
            }
            if (going()) skip(Kind::blank);
            return made;
        };
        Node* const from = side();
        if (!going() || !expect(Kind::double_dot)) return nullptr;
        Node* const to = side();
        if (!going() || !expect(Kind::list_close)) return nullptr;
        Node* const node = make(NodeKind::range);
        adopt(*node, {from, to});
        node->literal = written_from(begin);
        return node;
    }

    [[nodiscard]] Node* list() {
        const std::size_t begin = take().begin;
        std::vector<Node*> children;
        if (!is(Kind::list_close)) {
            do {
                children.push_back(primary());
            } while (going() && skip(Kind::comma));
        }
        if (!going() || !expect(Kind::list_close)) return nullptr;
        Node* const node = make(NodeKind::list);
        adopt(*node, children);
        node->literal = written_from(begin);
        return node;
    }

    [[nodiscard]] Node* map() {
        const std::size_t begin = take().begin;
        std::vector<Node*> children;
        const bool empty = is(Kind::map_close) || is(Kind::brace_close) ||
                           (is(Kind::blank) && (is(Kind::map_close, 1) || is(Kind::brace_close, 1)));
        if (empty) {
            skip(Kind::blank);
        } else {
            do {
                children.push_back(primary());
                if (!going() || !expect(Kind::colon)) return nullptr;
                children.push_back(primary());
            } while (going() && skip(Kind::comma));
        }
        if (!going()) return nullptr;
        if (!skip(Kind::map_close) && !expect(Kind::brace_close)) return nullptr;
        Node* const node = make(NodeKind::map);
        adopt(*node, children);
        node->literal = written_from(begin);
        return node;
    }

    [[nodiscard]] Node* string() {
        const Token token = take();
        const std::string_view all = image(token);
        // The token's image begins with what led to it; then it is no text but what is left of one.
        const char quote = all.front();
        std::string_view inside = all.substr(1, all.size() - 2);
        bool kept = true;
        if (quote == '"' && inside.find("\\u") != std::string_view::npos) {
            auto plain = without_unicode(inside);
            if (!plain) {
                fail_at(token.begin, "\\u takes four hexadecimal digits");
                return nullptr;
            }
            inside = shared_.heap.keep(*plain);
            kept = false;
        }
        if (inside.find(quote) != std::string_view::npos) {
            std::string single;
            for (std::size_t at = 0; at < inside.size(); ++at) {
                single += inside[at];
                if (inside[at] == quote && at + 1 < inside.size() && inside[at + 1] == quote) ++at;
            }
            inside = shared_.heap.keep(single);
            kept = false;
        }
        const bool interpolates = quote == '"' && all.find_first_of("$#") != std::string_view::npos;
        Node* const node = make(interpolates ? NodeKind::string : NodeKind::constant);
        node->literal = all;
        node->value = Value::text(inside);
        (void)kept;
        return interpolates ? interpolated(node, inside, token) : node;
    }

    [[nodiscard]] Node* interpolated(Node* node, std::string_view inside, const Token& token) {
        node->chops = inside.find("##") == std::string_view::npos;
        const std::string_view text = node->chops ? shared_.heap.keep(std::string(inside) + " ") : inside;
        Parser parser(text, shared_);
        Node* const block = parser.run();
        if (block == nullptr) {
            fail_at(token.begin, "in this text: " + parser.error());
            return nullptr;
        }
        adopt(*node, {block});
        return node;
    }

    [[nodiscard]] static std::optional<std::string> without_unicode(std::string_view text) {
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

    std::string_view text_;
    Lexer lexer_;
    Shared& shared_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t last_end_ = 0;
    std::string error_;
    std::unordered_map<std::size_t, bool> ranges_;
};

}  // namespace

Result<Tree> parse(std::string_view text, Heap& heap, Names& names) {
    Tree tree;
    Shared shared{heap, names, tree, 0, {}};
    Parser parser(heap.keep(text), shared);
    tree.root = parser.run();
    if (tree.root == nullptr) return Error{parser.error()};
    return tree;
}

}  // namespace wt::gateway::vtl
