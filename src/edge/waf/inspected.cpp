#include "edge/waf/inspected.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "edge/waf/body_texts.hpp"
#include "edge/waf/text_transformation.hpp"
#include "http/uri.hpp"

namespace wt::edge::waf {

void InspectedTexts::start(const http::Request& request, std::uint64_t body_limit) {
    request_ = &request;
    body_limit_ = body_limit;
    for (Found& found : found_) found.is_read = false;
    arena_.forget();
}

void InspectedTexts::fill(Place place, Found& found) {
    found.texts.clear();
    found.may = 0;
    found.is_read = true;
    switch (place) {
        case Place::path: add_path(found, request_->path); break;
        case Place::arguments: add_pairs(found, request_->query, '&', Encoding::form); break;
        case Place::query: add(found, request_->query, Encoding::form); break;
        case Place::cookies: {
            std::size_t left = field_limit;
            for (const http::Header& field : request_->headers) {
                if (!same_ignoring_case(field.name, "Cookie")) continue;
                const std::string_view cookies = field.value.view().substr(0, left);
                left -= cookies.size();
                add_pairs(found, cookies, ';', Encoding::percent);
            }
            break;
        }
        case Place::headers: add_headers(found); break;
        case Place::body:
            if (!request_->body.empty()) {
                const std::string_view seen = request_->body.view().substr(0, body_limit_);
                BodyTexts(*this, found, seen.size() < request_->body.size()).read(seen);
            }
            break;
    }
}

void InspectedTexts::take(Found& found, std::string_view text, Threats may) {
    if (text.empty()) return;
    found.texts.push_back({text, may});
    found.may |= may;
}

void InspectedTexts::add(Found& found, std::string_view raw, Encoding encoding) {
    take(found, raw, may_be(raw));
    const http::Plus plus = encoding == Encoding::form ? http::Plus::space : http::Plus::literal;
    // What is encoded twice is decoded once by the application's framework, and once more by the application.
    std::string_view text = raw;
    for (int times = 0; encoding != Encoding::none && times < 2; ++times) {
        if (text.find_first_of(times == 0 && plus == http::Plus::space ? "%+" : "%") == std::string_view::npos) break;
        decoded_.clear();
        http::percent_decode(text, plus, decoded_);
        if (decoded_ == text) break;
        text = arena_.keep(decoded_);
        take(found, text, may_be(text));
    }
    // Entities are undone by whoever shows the text.
    const std::size_t entity = text.find('&');
    if (entity == std::string_view::npos || text.find(';', entity) == std::string_view::npos) return;
    const std::string shown = transformed(Transformation::html_entity_decode, text);
    if (shown == text) return;
    const std::string_view kept = arena_.keep(shown);
    take(found, kept, may_be(kept) & threat_bit(Threat::xss));
}

void InspectedTexts::add_pairs(Found& found, std::string_view pairs, char separator, Encoding encoding) {
    while (!pairs.empty()) {
        const std::size_t end = std::min(pairs.find(separator), pairs.size());
        std::string_view pair = pairs.substr(0, end);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::size_t before = found.texts.size();
        add(found, pair.substr(0, equals), encoding);
        if (equals == pair.size()) continue;
        const bool odd =
            found.texts.size() > before && found.texts.back().text.find_first_of("'\"`<(") != std::string_view::npos;
        add(found, pair.substr(equals + 1), encoding);
        // What is no name is the beginning of a text with a '=' in it.
        if (odd) add(found, pair, encoding);
    }
}

void InspectedTexts::add_path(Found& found, std::string_view path) {
    if (is_plain_path(path)) return take(found, path, reminds_of(path));
    add(found, path, Encoding::percent);
    // An application takes a segment, or the rest of the path, as a value. Of long paths the first are looked at.
    constexpr int most_segments = 16;
    int segments = 0;
    for (std::size_t at = path.find('/'); at != std::string_view::npos && segments < most_segments; ++segments) {
        const std::string_view rest = path.substr(at + 1);
        const std::string_view segment = rest.substr(0, rest.find('/'));
        if (!is_plain_path(segment)) {
            add(found, segment, Encoding::percent);
            if (segment.size() < rest.size()) add(found, rest, Encoding::percent);
        }
        at = path.find('/', at + 1);
    }
}

Threats InspectedTexts::remembered(std::string_view header) {
    if (const auto known = known_.find(header); known != known_.end()) return known->second;
    if (known_.size() >= most_known) known_.clear();
    return known_.emplace(header, may_be(header)).first->second;
}

void InspectedTexts::add_headers(Found& found) {
    std::size_t left = field_limit;
    for (const http::Header& field : request_->headers) {
        const std::size_t size = field.name.size() + field.value.size();
        if (size > left) break;
        left -= size;
        if (field.name.view().find('-') != std::string_view::npos) {
            if (const Threats may = remembered(field.name)) take(found, field.name, may);
        }
        // Short values are soon looked at, and long ones that are new each time are not worth remembering.
        const std::string_view value = field.value;
        if (value.find('%') != std::string_view::npos) {
            add(found, value, Encoding::percent);
        } else {
            take(found, value, size < 256 ? remembered(value) : may_be(value));
        }
    }
}

}  // namespace wt::edge::waf
