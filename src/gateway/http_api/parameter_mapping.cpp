#include "gateway/http_api/parameter_mapping.hpp"

#include <algorithm>
#include <charconv>
#include <variant>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "gateway/forwarding.hpp"
#include "gateway/http_api/passage.hpp"
#include "gateway/java/heap.hpp"
#include "gateway/java/json.hpp"
#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"
#include "gateway/pass.hpp"
#include "http/uri.hpp"

namespace wt::gateway::http_api {

namespace {

constexpr std::string_view request_header = "request.header.";
constexpr std::string_view request_argument = "request.querystring.";
constexpr std::string_view request_path = "request.path.";
constexpr std::string_view response_header = "response.header.";
constexpr std::string_view context = "context.";
constexpr std::string_view variables = "stageVariables.";

/// A body is cut there before a path is looked for in it (same guide); what is cut is no JSON.
constexpr std::size_t longest_body = std::size_t{100} * 1024;

[[nodiscard]] bool is_name(char c) { return is_word_character(c) || c == '.' || c == '-'; }

[[nodiscard]] bool begins_a_name(std::string_view text) {
    const auto begins = [text](std::string_view word) { return text.starts_with(word); };
    return begins("request.") || begins("response.") || begins(context) || begins(variables);
}

[[nodiscard]] std::optional<std::string> body_value(std::string_view body, const json_path::Path& path) {
    if (body.size() > longest_body) return std::nullopt;
    const std::string text = java::decoded(body);
    java::Heap heap;
    const auto parsed = java::parse_json(heap, text);
    const auto* const document = std::get_if<java::Value>(&parsed);
    if (document == nullptr) return std::nullopt;
    const json_path::Reading found = path.read(heap, *document);
    if (found.trouble != json_path::Trouble::none) return std::nullopt;
    if (found.value.is(java::Kind::text)) return std::string(found.value.as_text());
    std::string printed;
    if (!java::print_json(printed, found.value, java::Slashes::plain)) return std::nullopt;
    return printed;
}

[[nodiscard]] std::optional<std::string> joined(const http::Headers& fields, std::string_view name) {
    std::optional<std::string> values;
    for (const http::Header& each : fields) {
        if (!same_ignoring_case(each.name, name)) continue;
        values = values ? *values + "," + each.value.str() : each.value.str();
    }
    return values;
}

[[nodiscard]] std::optional<std::string> joined(const std::vector<std::pair<std::string, std::string>>& pairs,
                                                std::string_view name) {
    std::optional<std::string> values;
    for (const auto& [key, value] : pairs) {
        if (key == name) values = values ? *values + "," + value : value;
    }
    return values;
}

[[nodiscard]] std::string_view behind(std::string_view text, std::string_view prefix) {
    return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view();
}

/// Same guide, "Reserved headers".
[[nodiscard]] bool is_reserved(std::string_view name) {
    constexpr std::string_view beginnings[] = {"access-control-", "apigw-", "x-amz-", "x-amzn-"};
    constexpr std::string_view names[] = {"authorization",
                                          "connection",
                                          "content-encoding",
                                          "content-length",
                                          "content-location",
                                          "forwarded",
                                          "keep-alive",
                                          "origin",
                                          "proxy-authenticate",
                                          "proxy-authorization",
                                          "te",
                                          "trailers",
                                          "transfer-encoding",
                                          "upgrade",
                                          "x-forwarded-for",
                                          "x-forwarded-host",
                                          "x-forwarded-proto",
                                          "via"};
    const auto same = [name](std::string_view other) { return same_ignoring_case(other, name); };
    const auto begins = [name](std::string_view with) { return same_ignoring_case(with, name.substr(0, with.size())); };
    return std::any_of(std::begin(names), std::end(names), same) ||
           std::any_of(std::begin(beginnings), std::end(beginnings), begins);
}

/// Takes "append:header.x" apart; a sentence where it is no such thing.
[[nodiscard]] Result<Change> read_place(std::string_view key, Side side) {
    const Error unknown{
        fmt::format("Invalid mapping expression specified: Validation Result: warnings : [], errors : "
                    "[Invalid mapping expression parameter specified: {}]",
                    key)};
    const std::size_t colon = std::min(key.find(':'), key.size());
    const std::string_view verb = key.substr(0, colon);
    const std::string_view place = key.substr(std::min(colon + 1, key.size()));
    Change change;
    if (verb == "overwrite") {
        change.verb = Change::Verb::overwrite;
    } else if (verb == "remove") {
        change.verb = Change::Verb::remove;
    } else if (verb != "append") {
        return unknown;
    }
    const bool overwrites = change.verb == Change::Verb::overwrite;
    if (const std::string_view header = behind(place, "header."); !header.empty()) {
        if (is_reserved(header)) return Error{fmt::format("Operations on header {} are restricted", header)};
        change.name = header;
    } else if (const std::string_view argument = behind(place, "querystring."); !argument.empty()) {
        if (side != Side::request) return unknown;
        change.place = Change::Place::argument;
        change.name = argument;
    } else if (place == "path" && overwrites && side == Side::request) {
        change.place = Change::Place::path;
    } else if (place == "statuscode" && overwrites && side == Side::answer) {
        change.place = Change::Place::status;
    } else {
        return unknown;
    }
    return change;
}

void remove_arguments(http::Request& from, std::string_view name) {
    std::string left;
    each_part(from.query, '&', [&](std::string_view argument) {
        const std::string key = http::percent_decode(argument.substr(0, argument.find('=')), http::Plus::space);
        if (key != name) left.append(left.empty() ? "" : "&").append(argument);
    });
    from.query = left;
}

void change_header(http::Headers& fields, const Change& change, const std::optional<std::string>& value) {
    if (change.verb == Change::Verb::remove) return fields.remove(change.name);
    if (!value) return;
    if (change.verb == Change::Verb::overwrite) return set_field(fields, change.name, *value);
    http::Headers alone;
    set_field(alone, change.name, *value);
    for (const http::Header& field : alone) fields.add(field.name, field.value);
}

}  // namespace

std::optional<Expression::Piece> Expression::named(std::string_view name, Side side) {
    Piece piece{std::string(name), true};
    const std::string_view body = side == Side::request ? "request.body" : "response.body";
    if (name == body) return piece;
    if (name.starts_with(body) && name.size() > body.size() && name[body.size()] == '.') {
        auto path = json_path::Path::compile(fmt::format("${}", name.substr(body.size())));
        if (!path) return std::nullopt;
        piece.path = std::move(*path);
        return piece;
    }
    const auto has = [name](std::string_view prefix) { return !behind(name, prefix).empty(); };
    const bool own = side == Side::request
                         ? has(request_header) || has(request_argument) || has(request_path) || name == "request.path"
                         : has(response_header);
    if (own || has(context) || has(variables)) return piece;
    return std::nullopt;
}

std::optional<Expression> Expression::of(std::string_view text, Side side) {
    Expression made;
    // A path into a body has more than names' letters, and takes all there is.
    const bool body = text.starts_with("$request.body.") || text.starts_with("$response.body.");
    std::string plain;
    const auto add_plain = [&] {
        if (!plain.empty()) made.pieces_.push_back({std::exchange(plain, {})});
    };
    for (std::size_t at = 0; at < text.size();) {
        const bool braces = text.substr(at).starts_with("${");
        const std::string_view rest = text.substr(std::min(at + (braces ? 2 : 1), text.size()));
        if (text[at] != '$' || !begins_a_name(rest)) {
            plain += text[at++];
            continue;
        }
        std::size_t end = 0;
        if (braces) {
            end = rest.find('}');
            if (end == std::string_view::npos) return std::nullopt;
        } else if (body) {
            end = rest.size();
        } else {
            while (end < rest.size() && is_name(rest[end])) ++end;
            while (end > 0 && rest[end - 1] == '.') --end;
        }
        auto piece = named(rest.substr(0, end), side);
        if (!piece) return std::nullopt;
        add_plain();
        made.pieces_.push_back(std::move(*piece));
        at += end + (braces ? 3 : 1);
    }
    add_plain();
    return made;
}

std::optional<std::string> Expression::value(const Passage& pass, const http::Response* answer) const {
    const auto of = [&](const Piece& piece) -> std::optional<std::string> {
        const std::string_view name = piece.text;
        const Text& body = answer == nullptr ? pass.request.body : answer->body;
        if (piece.path) return body_value(body, *piece.path);
        if (name == "request.body" || name == "response.body") return body.str();
        if (name == "request.path") return pass.request.path.str();
        if (const auto of_context = behind(name, context); !of_context.empty()) return context_value(pass, of_context);
        if (const auto header = behind(name, request_header); !header.empty())
            return joined(pass.request.headers, header);
        if (const auto argument = behind(name, request_argument); !argument.empty())
            return joined(pass.query, argument);
        if (const auto parameter = behind(name, request_path); !parameter.empty())
            return joined(pass.path_parameters, parameter);
        if (const auto header = behind(name, response_header); !header.empty() && answer != nullptr)
            return joined(answer->headers, header);
        const auto variable = pass.api.variables.find(std::string(behind(name, variables)));
        return variable == pass.api.variables.end() ? std::nullopt : std::optional(variable->second);
    };
    if (pieces_.size() == 1 && pieces_.front().is_name) return of(pieces_.front());
    std::string made;
    for (const Piece& piece : pieces_) made += piece.is_name ? of(piece).value_or("") : piece.text;
    return made;
}

Result<std::vector<Change>> read_changes(const std::map<std::string, std::string>& said, Side side) {
    std::vector<Change> changes;
    for (const auto& [key, text] : said) {
        auto change = read_place(key, side);
        if (!change) return change.error();
        auto value = Expression::of(text, side);
        if (!value) {
            return Error{
                fmt::format("Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid "
                            "mapping expression specified: {}]",
                            text)};
        }
        change->value = std::move(*value);
        changes.push_back(std::move(*change));
    }
    return changes;
}

void apply(const std::vector<Change>& changes, const Passage& pass, http::Request& to) {
    for (const Change& change : changes) {
        const auto value = change.value.value(pass);
        switch (change.place) {
            case Change::Place::header: change_header(to.headers, change, value); break;
            case Change::Place::argument:
                if (change.verb != Change::Verb::append && (value || change.verb == Change::Verb::remove))
                    remove_arguments(to, change.name);
                if (change.verb != Change::Verb::remove && value) add_argument(to, change.name, *value);
                break;
            case Change::Place::path:
                if (value) to.path = (value->starts_with('/') ? "" : "/") + *value;
                break;
            case Change::Place::status: break;
        }
    }
}

void apply(const std::vector<Change>& changes, const Passage& pass, http::Response& to) {
    const http::Response from = to;  // what the changes are made of stays
    for (const Change& change : changes) {
        const auto value = change.value.value(pass, &from);
        if (change.place == Change::Place::header) change_header(to.headers, change, value);
        if (change.place != Change::Place::status || !value) continue;
        int status = 0;
        const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), status);
        const bool is_status = error == std::errc() && end == value->data() + value->size();
        if (is_status && status >= 200 && status <= 599) to.status = status;
    }
}

}  // namespace wt::gateway::http_api
