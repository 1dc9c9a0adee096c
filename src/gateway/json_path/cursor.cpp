#include "gateway/json_path/cursor.hpp"

namespace wt::gateway::json_path {

Cursor& Cursor::skip_blanks() {
    while (in_bounds() && position_ < last_ && current() == ' ') ++position_;
    return *this;
}

void Cursor::trim() {
    skip_blanks();
    while (in_bounds() && position_ < last_ && last_is(' ')) --last_;
}

long Cursor::next_significant(long from, char c) {
    ++from;
    while (in_bounds(from) && at(from) == ' ') ++from;
    return at(from) == c ? from : -1;
}

bool Cursor::next_significant_is(long from, char c) {
    ++from;
    while (in_bounds(from) && at(from) == ' ') ++from;
    return in_bounds(from) && at(from) == c;
}

char Cursor::next_significant(long from) {
    ++from;
    while (in_bounds(from) && at(from) == ' ') ++from;
    return in_bounds(from) ? at(from) : ' ';
}

long Cursor::index_of_previous_significant() {
    long place = position_ - 1;
    while (in_bounds(place) && at(place) == ' ') --place;
    return in_bounds(place) ? place : -1;
}

char Cursor::previous_significant() {
    const long place = index_of_previous_significant();
    return place == -1 ? ' ' : at(place);
}

long Cursor::next(long from, char c) {
    for (; in_bounds(from); ++from)
        if (at(from) == c) return from;
    return -1;
}

long Cursor::next_unescaped(long from, char c) {
    bool escape = false;
    for (++from; in_bounds(from); ++from) {
        if (escape) {
            escape = false;
        } else if (at(from) == '\\') {
            escape = true;
        } else if (at(from) == c) {
            return from;
        }
    }
    return -1;
}

long Cursor::closing(long from, char open, char close, bool skip_patterns) {
    int opened = 1;
    for (++from; in_bounds(from); ++from) {
        if (const char quote = at(from); quote == '\'' || quote == '"') {
            from = next_unescaped(from, quote);
            if (from == -1) return -2;
            ++from;
        }
        if (skip_patterns && at(from) == '/') {
            from = next_unescaped(from, '/');
            if (from == -1) return -2;
            ++from;
        }
        if (at(from) == open) ++opened;
        if (at(from) == close && --opened == 0) return from;
    }
    return -1;
}

bool Cursor::take(std::string_view part) {
    skip_blanks();
    if (!in_bounds(position_ + static_cast<long>(part.size()) - 1)) return false;
    if (between(position_, position_ + static_cast<long>(part.size())) != part) return false;
    advance(static_cast<long>(part.size()));
    return true;
}

}  // namespace wt::gateway::json_path
