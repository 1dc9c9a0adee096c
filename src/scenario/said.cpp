#include "scenario/said.hpp"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"
#include "http/uri.hpp"

namespace wt::scenario {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

void append_number(std::string& to, std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    to.append(digits, end);
}

void put(Pairs& pairs, std::string_view name, std::string value) {
    const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == name; });
    if (found != pairs.end()) {
        found->second = std::move(value);
    } else {
        pairs.emplace_back(name, std::move(value));
    }
}

/// Calls `visit(name, value, attributes)` for each cookie that an answer sets.
template <class Visit>
void each_cookie(const http::Response& response, Visit visit) {
    for (const http::Header& field : response.headers) {
        if (!same_ignoring_case(field.name, "Set-Cookie")) continue;
        const std::string_view whole = field.value.view();
        const std::size_t end = std::min(whole.find(';'), whole.size());
        const std::size_t equals = whole.find('=');
        if (equals >= end) continue;
        visit(trimmed(whole.substr(0, equals)), trimmed(whole.substr(equals + 1, end - equals - 1)), whole.substr(end));
    }
}

[[nodiscard]] std::string_view filled_in(std::string_view name, std::string_view id, const Memory* memory) {
    if (name == "key") return id;
    return memory == nullptr ? std::string_view() : memory->saved(name);
}

/// `text`, filled up with blanks: JSON does not mind them.
[[nodiscard]] Text padded(const std::string& text, std::uint64_t size) {
    return Text::make(std::max<std::uint64_t>(text.size(), size), [&](char* to) {
        std::copy(text.begin(), text.end(), to);
        if (size > text.size()) std::fill(to + text.size(), to + size, ' ');
    });
}

}  // namespace

std::vector<std::string> Said::names() const {
    std::vector<std::string> names;
    const auto add = [&](const FillIn& text) {
        for (const std::string_view name : text.names()) names.emplace_back(name);
    };
    for (const Values* values : {&query, &headers, &cookies}) {
        for (const auto& [name, value] : *values) {
            for (const Choice::Part& part : value.texts.parts()) add(FillIn(part.text));
            if (value.keys && value.keys->kind == Keys::Kind::saved) names.push_back(value.keys->constant);
        }
    }
    if (body && body->text) add(*body->text);
    return names;
}

std::string_view Memory::saved(std::string_view name) const {
    for (const auto& [known, value] : saved_) {
        if (known == name) return value;
    }
    return {};
}

void Memory::save(const std::string& name, std::string value) { put(saved_, name, std::move(value)); }

void Memory::take_cookies(const http::Response& response) {
    each_cookie(response, [&](std::string_view name, std::string_view value, std::string_view attributes) {
        const bool gone = lowered(attributes).find("max-age=0") != std::string::npos;
        if (!gone) return put(cookies_, name, std::string(value));
        std::erase_if(cookies_, [&](const auto& cookie) { return cookie.first == name; });
    });
}

std::optional<std::string> found_in(const http::Response& response, const Save& place) {
    std::optional<std::string> found;
    switch (place.where) {
        case Save::Where::header:
            if (const Text* value = response.headers.find(place.from)) found = value->str();
            break;
        case Save::Where::cookie:
            each_cookie(response, [&](std::string_view name, std::string_view value, std::string_view) {
                if (name == place.from) found = std::string(value);
            });
            break;
        case Save::Where::body: {
            using Json = nlohmann::json;
            if (nests_deeper(response.body)) break;
            const Json json = Json::parse(response.body.view(), nullptr, false);
            const Json::json_pointer pointer(place.from);
            if (json.is_discarded() || !json.contains(pointer)) break;
            const Json& value = json.at(pointer);
            if (!value.is_null()) found = value.is_string() ? value.get<std::string>() : value.dump();
            break;
        }
    }
    return found;
}

KeySource::KeySource(const Keys& keys) : keys_(keys) {
    if (keys.kind == Keys::Kind::zipf) zipf_.emplace(keys.n, keys.s);
}

void KeySource::append(std::string& path, Random& random, const KeyOrigin& origin) const {
    switch (keys_.kind) {
        case Keys::Kind::unique:
            path += 'u';
            append_number(path, origin.sequence);
            break;
        case Keys::Kind::constant: path += keys_.constant; break;
        case Keys::Kind::uniform: append_number(path, random.below(keys_.n)); break;
        case Keys::Kind::zipf: append_number(path, zipf_->sample(random)); break;
        case Keys::Kind::recent: {
            const std::uint64_t draw = random.next();  // drawn whether or not there is something to choose from
            if (origin.recent == nullptr || origin.recent->empty()) {
                path += "none-yet";
            } else {
                path += (*origin.recent)[draw % origin.recent->size()].second;
            }
            break;
        }
        case Keys::Kind::saved:
            if (origin.memory != nullptr) path += origin.memory->saved(keys_.constant);
            break;
    }
}

Wording::Wording(const Said& said)
    : query_(read(said.query, true)),
      headers_(read(said.headers, false)),
      cookies_(read(said.cookies, false)),
      body_(said.body) {}

std::vector<Wording::Named> Wording::read(const Said::Values& values, bool escaped) {
    std::vector<Named> all;
    for (const auto& [name, said] : values) {
        Named named{escaped ? http::percent_encode(name) : name, {}};
        if (said.keys) named.value.keys.emplace(*said.keys);
        named.value.numbers = said.numbers;
        named.value.choice = said.texts;
        for (const Choice::Part& part : said.texts.parts()) named.value.texts.emplace_back(part.text);
        all.push_back(std::move(named));
    }
    return all;
}

void Wording::say_text(const Value& value, std::string_view id, const Memory* memory, Random& random, std::string& to) {
    if (value.numbers) return append_number(to, value.numbers->sample(random));
    if (value.texts.empty()) return;
    const FillIn& text = value.texts[value.choice.draw(random)];
    text.append_to(to, [&](std::string_view name) { return filled_in(name, id, memory); });
}

void Wording::append_escaped(std::string& to, std::string_view value) { to += http::percent_encode(value); }

void Wording::add_cookies(std::string& own, const Memory* memory, http::Request& request) {
    if (memory != nullptr) {
        for (const auto& [name, value] : memory->cookies()) {
            own += own.empty() ? "" : "; ";
            own.append(name).append("=").append(value);
        }
    }
    if (!own.empty()) request.headers.set("Cookie", Text(own));
}

void Wording::say_body(std::string_view id, const Memory* memory, Random& random, http::Request& request) const {
    const std::uint64_t size = body_->bytes ? std::min(body_->bytes->sample(random), Said::largest_body) : 0;
    if (body_->text) {
        std::string text;
        body_->text->append_to(text, [&](std::string_view name) { return filled_in(name, id, memory); });
        request.body = padded(text, size);
    } else {
        request.body = json_body(id, size);
    }
    request.headers.set("Content-Type", Text(body_->type));
}

Text json_body(std::string_view id, std::uint64_t size) {
    static constexpr std::string_view opening = R"({"id":")";
    static constexpr std::string_view middle = R"(","data":")";
    static constexpr std::string_view closing = R"("})";
    const std::size_t frame = opening.size() + id.size() + middle.size() + closing.size();
    const std::size_t filling = size > frame ? size - frame : 0;
    return Text::make(frame + filling, [&](char* to) {
        to = std::copy(opening.begin(), opening.end(), to);
        to = std::copy(id.begin(), id.end(), to);
        to = std::copy(middle.begin(), middle.end(), to);
        to = std::fill_n(to, filling, 'x');
        std::copy(closing.begin(), closing.end(), to);
    });
}

}  // namespace wt::scenario
