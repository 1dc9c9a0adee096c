#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gateway/vtl/lexer.hpp"
#include "gateway/vtl/parser.hpp"

namespace wt::gateway::vtl {

/// What all parsers of one template share: also those of the texts with references in it.
struct Shared {
    java::Heap& heap;
    Names& names;
    Tree& tree;
    int depth = 0;
    std::unordered_set<std::string_view> macros;  // that were seen so far
};

/// The half of the parser that reads references and expressions. After an error nothing more is read.
class ExpressionParser {
public:
    [[nodiscard]] const std::string& error() const { return error_; }

protected:
    ExpressionParser(std::string_view text, Shared& shared) : text_(text), lexer_(text), shared_(shared) {}
    ~ExpressionParser() = default;
    ExpressionParser(const ExpressionParser&) = delete;
    ExpressionParser& operator=(const ExpressionParser&) = delete;

    /// Counts the levels, and gives up where there are too many.
    class Level {
    public:
        explicit Level(ExpressionParser& parser);
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        ~Level() { --parser_.shared_.depth; }

    private:
        ExpressionParser& parser_;
    };

    [[nodiscard]] bool going() const { return error_.empty(); }
    void fail_at(std::size_t place, std::string_view why);
    void unexpected();

    /// The token so many behind the next one; read only now, since the parser has a say in how.
    [[nodiscard]] const Token& peek(std::size_t ahead = 0);
    [[nodiscard]] bool is(TokenKind kind, std::size_t ahead = 0) { return peek(ahead).kind == kind && going(); }
    Token take();
    bool skip(TokenKind kind);
    bool expect(TokenKind kind);
    [[nodiscard]] std::string_view image(const Token& token) const {
        return text_.substr(token.begin, token.finish - token.begin);
    }
    /// The text from there to the end of the last token.
    [[nodiscard]] std::string_view written_from(std::size_t begin) const;

    [[nodiscard]] Node* make(NodeKind kind);
    void adopt(Node& node, const std::vector<Node*>& children);

    [[nodiscard]] bool is_reference() { return is(TokenKind::identifier) || is(TokenKind::brace_open); }
    /// A first token without the slashes, dollars and hashes too many.
    [[nodiscard]] std::string_view stripped(const Token& token) const;
    [[nodiscard]] Node* reference();
    [[nodiscard]] Node* expression();
    /// With blanks around it.
    [[nodiscard]] Node* primary();

    std::string_view text_;
    Lexer lexer_;
    Shared& shared_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;

private:
    struct Operator;
    [[nodiscard]] static const Operator* operator_of(TokenKind kind);

    [[nodiscard]] bool indexes(std::vector<Node*>& children);
    [[nodiscard]] Node* property();
    [[nodiscard]] Node* method();
    [[nodiscard]] bool is_method();
    [[nodiscard]] std::string_view written(std::size_t begin, std::size_t first_index);
    void spell(Node& node, std::size_t first_index, std::string_view braced_name);
    [[nodiscard]] Node* binary(int strength);
    [[nodiscard]] Node* unary();
    [[nodiscard]] Node* primary_alone();
    [[nodiscard]] Node* number();
    [[nodiscard]] bool is_range();
    [[nodiscard]] Node* range();
    [[nodiscard]] Node* list();
    [[nodiscard]] Node* map();
    [[nodiscard]] Node* string();
    [[nodiscard]] Node* interpolated(Node* node, std::string_view inside, const Token& token);

    std::size_t last_end_ = 0;
    std::string error_;
    std::unordered_map<std::size_t, bool> ranges_;
};

/// Reads a template, or a text with references in it, with what its parser shares. Nothing when it does not parse; then
/// `error` says why.
[[nodiscard]] Node* parse_block(std::string_view text, Shared& shared, std::string& error);

}  // namespace wt::gateway::vtl
