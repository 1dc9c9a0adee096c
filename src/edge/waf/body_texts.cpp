#include "edge/waf/body_texts.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.hpp"
#include "base/hex.hpp"
#include "edge/waf/text_transformation.hpp"

namespace wt::edge::waf {

namespace {

constexpr int deepest = 64;
constexpr std::size_t most_parts = 64;

[[nodiscard]] std::size_t find_ignoring_case(std::string_view text, std::string_view word) {
    const auto at =
        std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) { return lower(a) == b; });
    return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

/// What a JSON string stands for. Injections are written in ASCII: another \u escape becomes a '?'.
void json_unescape(std::string_view text, std::string& to) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            to += text[at];
            continue;
        }
        const char escape = text[++at];
        switch (escape) {
            case 'b':
            case 'f': to += ' '; break;
            case 'n': to += '\n'; break;
            case 'r': to += '\r'; break;
            case 't': to += '\t'; break;
            case 'u': {
                int code = 0;
                std::size_t digits = 0;
                while (digits < 4 && at + 1 < text.size() && hex_digit(text[at + 1]) >= 0) {
                    code = code * 16 + hex_digit(text[++at]);
                    ++digits;
                }
                to += digits == 4 && code < 0x80 ? static_cast<char>(code) : '?';
                break;
            }
            default: to += escape;
        }
    }
}

/// As browsers and other clients write forms: whatever is odd is escaped.
[[nodiscard]] bool is_strict_form(std::string_view text) {
    const std::size_t equals = text.find('=');
    return equals != std::string_view::npos && equals > 0 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_word_character(c) || std::string_view("*-.%+&=~[]@:,/").find(c) != std::string_view::npos;
           });
}

/// As people write them by hand: a name of a field comes first.
[[nodiscard]] bool begins_like_form(std::string_view text) {
    const std::size_t equals = text.find('=');
    return equals != std::string_view::npos && equals > 0 && equals <= 64 &&
           std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
               return is_word_character(c) || c == '-' || c == '.' || c == '[' || c == ']' || c == '%';
           });
}

/// Elements of pages that do something; where one stands alone or first, the text is looked at as a page.
[[nodiscard]] bool is_active_element(std::string_view name) {
    static constexpr std::array<std::string_view, 14> names{"applet", "base", "embed",    "frame",  "frameset",
                                                            "iframe", "img",  "isindex",  "object", "script",
                                                            "style",  "svg",  "vmlframe", "xss"};
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return same_ignoring_case(one, name); });
}
/// Those among them that are active within a document of something else, too.
[[nodiscard]] bool is_script_element(std::string_view name) {
    return same_ignoring_case(name, "script") || same_ignoring_case(name, "iframe") ||
           same_ignoring_case(name, "embed") || same_ignoring_case(name, "applet");
}

[[nodiscard]] bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
[[nodiscard]] bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 && !is_blank(c) && c != '\f' && c != '\v';
}
[[nodiscard]] bool is_readable(char c) { return (c >= ' ' && c <= '~') || is_blank(c); }
[[nodiscard]] bool is_name_character(char c) {
    return is_word_character(c) || c == '-' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

void BodyTexts::read(std::string_view body) {
    std::string_view inner = body;
    while (!inner.empty() && is_blank(inner.front())) inner.remove_prefix(1);
    if (inner.empty()) return;
    const std::size_t texts_before = found_.texts.size();
    const Threats may_before = found_.may;
    const char first = inner.front();
    bool is_read = false;
    if (first == '{' || first == '[' || first == '"') is_read = read_json(inner);
    if (first == '<') is_read = read_xml(inner);
    if (is_read) return;
    found_.texts.resize(texts_before);
    found_.may = may_before;
    if (inner.starts_with("--") && depth_ < 2 &&
        find_ignoring_case(inner.substr(0, 512), "content-disposition") != std::string_view::npos)
        return read_multipart(inner);
    read_text(inner);
}

void BodyTexts::read_text(std::string_view body) {
    if (std::any_of(body.begin(), body.end(), is_control)) return read_binary(body);
    if (is_strict_form(body)) return texts_.add_pairs(found_, body, '&', Encoding::form);
    texts_.add(found_, body, Encoding::form);
    if (begins_like_form(body)) texts_.add_pairs(found_, body, '&', Encoding::form);
}

void BodyTexts::read_binary(std::string_view body) {
    // Of an image or an archive the texts within, where they are long enough to be one.
    constexpr std::size_t shortest = 10;
    std::size_t runs = 0;
    for (std::size_t at = 0; at < body.size() && runs < most_parts;) {
        std::size_t end = at;
        while (end < body.size() && is_readable(body[end])) ++end;
        if (end - at >= shortest) {
            add(body.substr(at, end - at));
            ++runs;
        }
        at = end + 1;
    }
}

// ---- JSON: a scan that follows its grammar, and wants one document or several after one another ----

bool BodyTexts::read_json(std::string_view body) {
    rest_ = body;
    if (!json_value(0)) return false;
    // Documents after one another stand on lines of their own.
    while (true) {
        const std::string_view before = rest_;
        skip_space();
        if (rest_.empty()) return true;
        const std::string_view between = before.substr(0, before.size() - rest_.size());
        if (between.find('\n') == std::string_view::npos || !json_value(0)) return false;
    }
}

void BodyTexts::skip_space() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

bool BodyTexts::json_value(int depth) {
    if (rest_.empty()) return cut_here();
    const char first = rest_.front();
    if (first == '"') return json_string();
    if (first != '{' && first != '[') return json_word();
    if (depth == deepest) return false;
    const char close = first == '{' ? '}' : ']';
    rest_.remove_prefix(1);
    for (bool more = false;;) {
        skip_space();
        if (rest_.empty()) return cut_here();
        if (!more && rest_.front() == close) break;
        if (first == '{') {
            if (rest_.front() != '"' || !json_string()) return cut_here();
            skip_space();
            if (rest_.empty() || rest_.front() != ':') return cut_here();
            rest_.remove_prefix(1);
            skip_space();
        }
        if (!json_value(depth + 1)) return false;
        skip_space();
        if (rest_.empty()) return cut_here();
        if (rest_.front() == close) break;
        if (rest_.front() != ',') return false;
        rest_.remove_prefix(1);
        more = true;
    }
    rest_.remove_prefix(1);
    return true;
}

bool BodyTexts::json_word() {
    std::size_t size = 0;
    while (size < rest_.size() &&
           (is_word_character(rest_[size]) || std::string_view("+-.").find(rest_[size]) != std::string_view::npos))
        ++size;
    const std::string_view word = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (word.empty() || cut_here()) return !word.empty();
    return word == "true" || word == "false" || word == "null" || is_digit(word.front()) || word.front() == '-';
}

bool BodyTexts::json_string() {
    bool escaped = false;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
        if (rest_[at] != '\\') continue;
        escaped = true;
        ++at;
    }
    at = std::min(at, rest_.size());
    const std::string_view literal = rest_.substr(1, at - 1);
    if (escaped) {
        scratch_.clear();
        json_unescape(literal, scratch_);
        add_kept(scratch_);
    } else {
        add(literal);
    }
    const bool closed = at < rest_.size();
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    return closed || cut_;
}

// ---- XML: texts and attributes of what is well formed, but no page ----

bool BodyTexts::read_xml(std::string_view body) {
    std::vector<std::string_view> open;
    bool had_root = false;
    while (!body.empty()) {
        if (body.front() != '<') {
            const std::size_t end = std::min(body.find('<'), body.size());
            const std::string_view text = body.substr(0, end);
            body.remove_prefix(end);
            const bool blank = std::all_of(text.begin(), text.end(), is_blank);
            if (blank) continue;
            if (open.empty()) return false;
            xml_text(text);
            continue;
        }
        std::string_view ending = ">";
        std::size_t skipped = 1;
        if (body.starts_with("<?")) {
            ending = "?>", skipped = 2;
        } else if (body.starts_with("<!--")) {
            ending = "-->", skipped = 4;
        } else if (body.starts_with("<![CDATA[")) {
            ending = "]]>", skipped = 9;
        }
        // A '>' within quotes ends no tag.
        std::size_t end = skipped;
        for (char quote = 0; skipped == 1 && end < body.size(); ++end) {
            if (quote == 0 && body[end] == '>') break;
            if (quote == body[end]) {
                quote = 0;
            } else if (quote == 0 && (body[end] == '"' || body[end] == '\'')) {
                quote = body[end];
            }
        }
        if (skipped > 1) end = std::min(body.find(ending, skipped), body.size());
        const bool closed = end < body.size();
        if (!closed && !cut_) return false;
        const std::string_view inside = body.substr(skipped, end - skipped);
        const char first = body.size() > 1 ? body[1] : '\0';
        body.remove_prefix(std::min(end + ending.size(), body.size()));
        if (first == '?') continue;
        if (skipped > 1) {
            if (skipped == 9 && open.empty()) return false;
            add(inside);
            continue;
        }
        if (first == '/') {
            const std::string_view name = trimmed(inside.substr(1));
            if (open.empty() || open.back() != name) return false;
            open.pop_back();
            continue;
        }
        std::size_t size = 0;
        while (size < inside.size() && is_name_character(inside[size])) ++size;
        const std::string_view name = inside.substr(0, size);
        if (name.empty() || is_digit(name.front())) return false;
        if (open.empty() && (had_root || is_active_element(name))) return false;
        had_root = true;
        if (is_script_element(name)) add_kept("<" + std::string(name) + ">");
        const bool empty = inside.ends_with('/');
        if (closed && !xml_tag(inside.substr(size, inside.size() - size - (empty ? 1 : 0)))) return false;
        if (open.size() >= static_cast<std::size_t>(deepest)) return false;
        if (!empty) open.push_back(name);
    }
    return had_root && (open.empty() || cut_);
}

bool BodyTexts::xml_tag(std::string_view attributes) {
    while (true) {
        while (!attributes.empty() && is_blank(attributes.front())) attributes.remove_prefix(1);
        if (attributes.empty()) return true;
        std::size_t size = 0;
        while (size < attributes.size() && is_name_character(attributes[size])) ++size;
        const std::string_view name = attributes.substr(0, size);
        attributes.remove_prefix(size);
        while (!attributes.empty() && is_blank(attributes.front())) attributes.remove_prefix(1);
        if (name.empty() || !attributes.starts_with('=')) return false;
        attributes.remove_prefix(1);
        while (!attributes.empty() && is_blank(attributes.front())) attributes.remove_prefix(1);
        if (attributes.empty() || (attributes.front() != '"' && attributes.front() != '\'')) return false;
        const std::size_t end = attributes.find(attributes.front(), 1);
        if (end == std::string_view::npos) return false;
        const std::string_view value = attributes.substr(1, end - 1);
        attributes.remove_prefix(end + 1);
        if (name.starts_with("xmlns")) continue;
        xml_text(value);
        // Of attributes that pages act on.
        const bool event = name.size() > 4 && same_ignoring_case(name.substr(0, 2), "on");
        const bool address = same_ignoring_case(name, "href") || same_ignoring_case(name, "src") ||
                             same_ignoring_case(name, "action") || same_ignoring_case(name, "formaction") ||
                             same_ignoring_case(name, "xlink:href");
        if (!event && !address) continue;
        scratch_.assign("<x ").append(name).append("=\"").append(value).append("\">");
        add_kept(scratch_);
    }
}

void BodyTexts::xml_text(std::string_view text) {
    if (text.find('&') == std::string_view::npos) return add(text);
    add_kept(transformed(Transformation::html_entity_decode, text));
}

// ---- several parts ----

void BodyTexts::read_multipart(std::string_view body) {
    ++depth_;
    const std::string_view boundary = trimmed(body.substr(0, std::min(body.find_first_of("\r\n"), body.size())));
    std::size_t parts = 0;
    for (std::size_t at = boundary.size(); at < body.size() && parts < most_parts; ++parts) {
        const std::size_t end = std::min(body.find(boundary, at), body.size());
        std::string_view part = body.substr(at, end - at);
        at = end + boundary.size();
        std::size_t head = part.find("\r\n\r\n");
        std::size_t gap = 4;
        if (head == std::string_view::npos) head = part.find("\n\n"), gap = 2;
        if (head == std::string_view::npos) {
            if (part.size() > 4) texts_.add(found_, part, Encoding::none);
            continue;
        }
        // The names of the field and of the file.
        std::string_view fields = part.substr(0, head);
        for (std::size_t open = fields.find('"'); open != std::string_view::npos; open = fields.find('"')) {
            const std::size_t close = std::min(fields.find('"', open + 1), fields.size());
            add(fields.substr(open + 1, close - open - 1));
            fields.remove_prefix(std::min(close + 1, fields.size()));
        }
        part.remove_prefix(head + gap);
        while (!part.empty() && (part.back() == '\n' || part.back() == '\r')) part.remove_suffix(1);
        read(part);
    }
    --depth_;
}

}  // namespace wt::edge::waf
