#include "storage/rds/sql/dialect.hpp"

#include <vector>

#include "base/ascii.hpp"

namespace wt::rds::sql {

namespace {

/// A piece of a statement: a word, a literal, blanks and comments, or a sign.
struct Piece {
    enum class Kind : std::uint8_t { word, literal, blank, sign } kind;
    std::string text;
    [[nodiscard]] bool is(std::string_view word) const { return kind == Kind::word && same_ignoring_case(text, word); }
    [[nodiscard]] bool is_sign(std::string_view sign) const { return kind == Kind::sign && text == sign; }
};

[[nodiscard]] std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> pieces;
    const auto take = [&](Piece::Kind kind, std::size_t size) {
        pieces.push_back({kind, std::string(text.substr(0, size))});
        text.remove_prefix(size);
    };
    const auto until = [&](std::string_view end, std::size_t from) {
        const std::size_t at = text.find(end, from);
        return at == std::string_view::npos ? text.size() : at + end.size();
    };
    while (!text.empty()) {
        const char c = text[0];
        std::size_t size = 1;
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            while (size < text.size() &&
                   (text[size] == ' ' || text[size] == '\t' || text[size] == '\n' || text[size] == '\r'))
                ++size;
            take(Piece::Kind::blank, size);
        } else if (text.starts_with("--")) {
            take(Piece::Kind::blank, until("\n", 2));
        } else if (text.starts_with("/*")) {
            take(Piece::Kind::blank, until("*/", 2));
        } else if (c == '\'' || c == '"' || c == '`') {
            take(Piece::Kind::literal, until(std::string_view(&text[0], 1), 1));
        } else if (is_word_character(c) || (c == ':' && text.size() > 1 && is_word_character(text[1]))) {
            while (size < text.size() && (is_word_character(text[size]) || text[size] == '.')) ++size;
            take(Piece::Kind::word, size);
        } else if (text.starts_with("::")) {
            take(Piece::Kind::sign, 2);
        } else {
            take(Piece::Kind::sign, 1);
        }
    }
    return pieces;
}

[[nodiscard]] std::string_view cast_type(std::string_view type) {
    const std::string name = lowered(type);
    for (const char* const each : {"int", "integer", "bigint", "smallint", "int2", "int4", "int8"}) {
        if (name == each) return "INTEGER";
    }
    for (const char* const each : {"numeric", "decimal"}) {
        if (name == each) return "NUMERIC";
    }
    for (const char* const each : {"real", "double", "float", "float4", "float8"}) {
        if (name == each) return "REAL";
    }
    if (name == "bytea") return "BLOB";
    if (name == "boolean" || name == "bool") return "INTEGER";
    return "TEXT";
}

/// Where the operand before a cast begins: a word, a literal, or what stands in parentheses with the function before.
[[nodiscard]] std::size_t operand_before(const std::vector<Piece>& out) {
    std::size_t at = out.size();
    while (at > 0 && out[at - 1].kind == Piece::Kind::blank) --at;
    if (at == 0) return 0;
    --at;
    if (!out[at].is_sign(")")) return at;
    for (int open = 1; at > 0 && open > 0;) {
        --at;
        open += out[at].is_sign(")") ? 1 : out[at].is_sign("(") ? -1 : 0;
    }
    if (at > 0 && out[at - 1].kind == Piece::Kind::word) --at;
    return at;
}

}  // namespace

std::string for_sqlite(std::string_view statement) {
    const std::vector<Piece> in = pieces_of(statement);
    std::vector<Piece> out;
    const bool defines = !in.empty() && statement.size() < 64 * 1024;

    for (std::size_t i = 0; i < in.size(); ++i) {
        const auto next = [&](std::size_t from) {
            while (from < in.size() && in[from].kind == Piece::Kind::blank) ++from;
            return from;
        };
        const std::size_t after = next(i + 1);
        if (in[i].is_sign("::") && after < in.size() && in[after].kind == Piece::Kind::word && !out.empty()) {
            const std::size_t from = operand_before(out);
            std::string text = "CAST(";
            for (std::size_t at = from; at < out.size(); ++at) text += out[at].text;
            out.resize(from);
            out.push_back({Piece::Kind::literal, text + " AS " + std::string(cast_type(in[after].text)) + ")"});
            i = after;
            // "double precision", "varchar(20)"
            if (in[after].is("double") && next(i + 1) < in.size() && in[next(i + 1)].is("precision")) i = next(i + 1);
            if (i + 1 < in.size() && in[i + 1].is_sign("(")) {
                while (i + 1 < in.size() && !in[i + 1].is_sign(")")) ++i;
                ++i;
            }
            continue;
        }
        if (defines && (in[i].is("serial") || in[i].is("bigserial") || in[i].is("smallserial"))) {
            const std::size_t primary = after;
            const std::size_t word = primary < in.size() && in[primary].is("primary") ? next(primary + 1) : in.size();
            out.push_back({Piece::Kind::word, "INTEGER PRIMARY KEY AUTOINCREMENT"});
            if (word < in.size() && in[word].is("key")) i = word;

            continue;
        }
        if (defines && in[i].is("auto_increment")) {
            // The type and the key that stand around it become SQLite's.
            const std::size_t word = after < in.size() && in[after].is("primary") ? next(after + 1) : in.size();
            if (word < in.size() && in[word].is("key")) i = word;
            while (!out.empty() && !out.back().is_sign(",") && !out.back().is_sign("(")) {
                const bool type = out.back().kind == Piece::Kind::word && cast_type(out.back().text) == "INTEGER";
                out.pop_back();
                if (type) break;
            }
            out.push_back({Piece::Kind::word, "INTEGER PRIMARY KEY AUTOINCREMENT"});
            continue;
        }
        out.push_back(in[i]);
    }
    std::string text;
    for (const Piece& piece : out) text += piece.text;
    return text;
}

}  // namespace wt::rds::sql
