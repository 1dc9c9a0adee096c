#include "storage/cache/resp.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::cache {

namespace {

/// Read bytes are dropped from the front when there are so many.
constexpr std::size_t enough_to_drop = 64 * 1024;

[[nodiscard]] std::optional<std::int64_t> length_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The words of a line, with Redis' quotes; none when they do not close.
[[nodiscard]] std::optional<std::vector<std::string>> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (true) {
        while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
        if (at == line.size()) return words;
        std::string& word = words.emplace_back();
        const char quote = line[at] == '"' || line[at] == '\'' ? line[at] : '\0';
        if (quote == '\0') {
            while (at < line.size() && line[at] != ' ' && line[at] != '\t') word += line[at++];
            continue;
        }
        for (++at; at < line.size() && line[at] != quote; ++at) {
            if (line[at] == '\\' && at + 1 < line.size()) ++at;
            word += line[at];
        }
        if (at == line.size()) return std::nullopt;
        ++at;
        if (at < line.size() && line[at] != ' ' && line[at] != '\t') return std::nullopt;
    }
}

}  // namespace

RespReader::State RespReader::broken(std::string problem) {
    problem_ = "Protocol error: " + std::move(problem);
    return State::broken;
}

bool RespReader::line(std::string_view& text) {
    const std::size_t end = buffer_.find('\n', at_);
    if (end == std::string::npos) return false;
    text = std::string_view(buffer_).substr(at_, end - at_);
    if (text.ends_with('\r')) text.remove_suffix(1);
    at_ = end + 1;
    return true;
}

void RespReader::drop_read() {
    if (begin_ == buffer_.size()) {
        buffer_.clear();
        begin_ = at_ = 0;
        if (buffer_.capacity() > 16 * enough_to_drop) buffer_.shrink_to_fit();
    } else if (begin_ > enough_to_drop && begin_ > buffer_.size() / 2) {
        buffer_.erase(0, begin_);
        at_ -= begin_;
        begin_ = 0;
    }
}

RespReader::State RespReader::inline_request(std::vector<std::string_view>& arguments) {
    std::string_view text;
    if (!line(text)) {
        if (waiting() > longest_line) return broken("too big inline request");
        return State::incomplete;
    }
    const auto words = words_of(text);
    if (!words) return broken("unbalanced quotes in request");
    // A browser that was sent here by some page. Redis hangs up at these two words, too: what follows may be commands.
    if (!words->empty() && (same_ignoring_case(words->front(), "post") || same_ignoring_case(words->front(), "host:")))
        return broken("HTTP is not spoken here");
    // The words take the line's place: they are no longer than it.
    const std::size_t start = begin_;
    std::size_t to = start;
    std::vector<Piece> pieces;
    for (const std::string& word : *words) {
        buffer_.replace(to, word.size(), word);
        pieces.push_back({to, word.size()});
        to += word.size();
    }
    for (const Piece& piece : pieces) arguments.push_back(std::string_view(buffer_).substr(piece.at, piece.size));
    begin_ = at_;
    return State::complete;
}

RespReader::State RespReader::next(std::vector<std::string_view>& arguments) {
    arguments.clear();
    if (left_ < 0) {
        drop_read();
        if (begin_ == buffer_.size()) return State::incomplete;
        at_ = begin_;
        if (buffer_[begin_] != '*') return inline_request(arguments);
        std::string_view text;
        if (!line(text)) {
            if (waiting() > longest_line) return broken("too big mbulk count string");
            return State::incomplete;
        }
        const auto count = length_of(text.substr(1));
        if (!count || *count > most_arguments) return broken("invalid multibulk length");
        if (unknown_ && *count > most_arguments_unknown) return broken("unauthenticated multibulk length");
        if (*count <= 0) {
            begin_ = at_;
            return State::complete;
        }
        left_ = *count;
        pieces_.clear();
    }
    while (left_ > 0) {
        if (bulk_ < 0) {
            std::string_view text;
            const std::size_t before = at_;
            if (!line(text)) {
                if (buffer_.size() - before > longest_line) return broken("too big bulk count string");
                return State::incomplete;
            }
            if (!text.starts_with('$'))
                return broken(fmt::format("expected '$', got '{}'", text.empty() ? ' ' : text[0]));
            const auto size = length_of(text.substr(1));
            if (!size || *size < 0 || *size > longest_argument) return broken("invalid bulk length");
            if (unknown_ && *size > longest_argument_unknown) return broken("unauthenticated bulk length");
            if (at_ - begin_ + static_cast<std::size_t>(*size) > longest_request) return broken("too big request");
            bulk_ = *size;
        }
        const auto size = static_cast<std::size_t>(bulk_);
        if (buffer_.size() - at_ < size + 2) return State::incomplete;
        pieces_.push_back({at_ - begin_, size});
        at_ += size + 2;
        bulk_ = -1;
        --left_;
    }
    for (const Piece& piece : pieces_)
        arguments.push_back(std::string_view(buffer_).substr(begin_ + piece.at, piece.size));
    begin_ = at_;
    left_ = -1;
    return State::complete;
}

void RespWriter::head(char kind, std::int64_t number) {
    char text[24];
    text[0] = kind;
    char* const end = std::to_chars(text + 1, text + sizeof text - 2, number).ptr;
    end[0] = '\r';
    end[1] = '\n';
    out_.append(text, static_cast<std::size_t>(end - text) + 2);
}

void RespWriter::simple(std::string_view text) {
    out_ += '+';
    out_ += text;
    out_ += "\r\n";
}

void RespWriter::error(std::string_view text) {
    out_ += '-';
    for (const char c : text) out_ += c == '\r' || c == '\n' ? ' ' : c;
    out_ += "\r\n";
}

void RespWriter::bulk(std::string_view bytes) {
    head('$', static_cast<std::int64_t>(bytes.size()));
    out_ += bytes;
    out_ += "\r\n";
}

void RespWriter::map(std::size_t size) {
    if (protocol_ == 3) return head('%', static_cast<std::int64_t>(size));
    array(2 * size);
}

void RespWriter::real(double number) {
    const std::string text = text_of(number);
    if (protocol_ != 3) return bulk(text);
    out_ += ',';
    out_ += text;
    out_ += "\r\n";
}

void RespWriter::verbatim(std::string_view text) {
    if (protocol_ != 3) return bulk(text);
    head('=', static_cast<std::int64_t>(text.size()) + 4);
    out_ += "txt:";
    out_ += text;
    out_ += "\r\n";
}

std::string text_of(double number) {
    if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
    constexpr double exact = 4503599627370496.0;  // integers up to here are written as such
    if (std::trunc(number) == number && std::abs(number) < exact)
        return fmt::format("{}", static_cast<std::int64_t>(number));
    return fmt::format("{}", number);
}

}  // namespace wt::cache
