#include "logs/comparison.hpp"

#include <charconv>
#include <cmath>

namespace wt::logs {

std::optional<double> read_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    if (text.size() <= sign || !((text[sign] >= '0' && text[sign] <= '9') || text[sign] == '.')) return std::nullopt;
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void Comparison::set_text(std::string_view text) {
    for (;;) {
        const std::size_t star = text.find('*');
        pieces_.emplace_back(text.substr(0, star));
        if (star == std::string_view::npos) return;
        text.remove_prefix(star + 1);
    }
}

std::optional<Comparison> Comparison::read(PatternScanner& scanner, std::string_view ends) {
    Comparison made;
    scanner.skip_space();
    if (scanner.take("!=")) {
        made.operator_ = Operator::unequal;
    } else if (scanner.take("<=")) {
        made.operator_ = Operator::at_most;
    } else if (scanner.take(">=")) {
        made.operator_ = Operator::at_least;
    } else if (scanner.take("<")) {
        made.operator_ = Operator::less;
    } else if (scanner.take(">")) {
        made.operator_ = Operator::more;
    } else if (!scanner.take("=")) {
        return std::nullopt;
    }
    const bool tells_equal = made.operator_ == Operator::equal || made.operator_ == Operator::unequal;
    scanner.skip_space();
    if (scanner.peek() == '"') {
        const auto text = scanner.quoted('"');
        if (!text || !tells_equal) return std::nullopt;
        made.set_text(*text);
        return made;
    }
    if (scanner.peek() == '%') {
        const auto inside = scanner.between_percents();
        if (!inside || !tells_equal) return std::nullopt;
        made.expression_ = RegularExpression::compile(*inside);
        if (!made.expression_) return std::nullopt;
        return made;
    }
    std::string text;
    while (!scanner.at_end() && !PatternScanner::is_space(scanner.peek()) &&
           ends.find(scanner.peek()) == std::string_view::npos && !scanner.sees("&&") && !scanner.sees("||")) {
        if (scanner.peek() == '"') return std::nullopt;
        text += scanner.peek();
        scanner.skip();
    }
    made.number_ = read_number(text);
    if (text.empty() || (!tells_equal && !made.number_)) return std::nullopt;
    made.set_text(text);
    return made;
}

bool Comparison::fits(std::string_view text) const {
    if (expression_) return expression_->matches(text);
    if (pieces_.size() == 1) return text == pieces_.front();
    const std::string& last = pieces_.back();
    if (!text.starts_with(pieces_.front())) return false;
    text.remove_prefix(pieces_.front().size());
    if (!text.ends_with(last)) return false;
    text.remove_suffix(last.size());
    for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
        const std::size_t at = text.find(pieces_[i]);
        if (at == std::string_view::npos) return false;
        text.remove_prefix(at + pieces_[i].size());
    }
    return true;
}

bool Comparison::ordered(double number) const {
    switch (operator_) {
        case Operator::equal: return number == *number_;
        case Operator::unequal: return number != *number_;
        case Operator::less: return number < *number_;
        case Operator::at_most: return number <= *number_;
        case Operator::more: return number > *number_;
        case Operator::at_least: return number >= *number_;
    }
    return false;
}

bool Comparison::holds(double number, std::string_view text) const {
    if (number_) return ordered(number);
    return fits(text) == (operator_ == Operator::equal);
}

bool Comparison::holds(std::string_view text) const {
    if (number_) {
        if (const auto number = read_number(text)) return ordered(*number);
        return operator_ == Operator::unequal;
    }
    return fits(text) == (operator_ == Operator::equal);
}

}  // namespace wt::logs
