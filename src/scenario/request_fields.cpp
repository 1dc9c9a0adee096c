// What requests say, and what sessions do.
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "scenario/component_fields.hpp"
#include "scenario/scenario_fields.hpp"

namespace wt::scenario {

namespace {

/// What is read into it is nobody else's yet.
[[nodiscard]] Said& said_of(MixEntry& entry) {
    auto said = entry.said == nullptr ? std::make_shared<Said>() : std::make_shared<Said>(*entry.said);
    entry.said = said;
    return *said;
}

[[nodiscard]] bool looks_like_keys(std::string_view text) {
    if (text == "unique") return true;
    constexpr std::string_view words[] = {"const(", "uniform(", "zipf(", "recent("};
    return std::any_of(std::begin(words), std::end(words),
                       [&](std::string_view word) { return text.starts_with(word); });
}

/// One of a file's lines, each as likely as another.
[[nodiscard]] Choice lines_of(std::string_view text) {
    std::vector<Choice::Part> parts;
    each_part(text, '\n', [&](std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) parts.push_back({std::string(line), 1});
    });
    return Choice(std::move(parts));
}

void read_said_value(const Value& value, SaidValue& to) {
    if (value.is_map()) {
        struct Listed {
            std::string text;
        };
        static const Fields<Listed> fields{text<Listed>("lines", &Listed::text, "a file").needed()};
        Listed lines;
        read_object(value, fields, lines);
        to.texts = lines_of(lines.text);
        if (to.texts.empty()) value.problem("there is no line in it");
        return;
    }
    const std::string_view text = value.text("a text, keys, choice(...) or {lines: FILE}");
    if (!value.is_scalar()) return;
    const bool are_keys = looks_like_keys(text) && parse_keys(text).ok();
    if (!are_keys && is_law(text)) {
        return read_as(value, "a distribution of whole numbers", SizeLaw::parse_numbers,
                       [&](SizeLaw numbers) { to.numbers = std::move(numbers); });
    }
    if (looks_like_keys(text)) {
        return read_as(value, "keys", parse_keys, [&](Keys keys) { to.keys = std::move(keys); });
    }
    read_as(value, "a text or a choice", parse_texts, [&](Choice texts) { to.texts = std::move(texts); });
}

/// RFC 9110, 5.5: what a field's value is not made of.
[[nodiscard]] std::optional<std::string> wrong_in_field(std::string_view text) {
    const bool fine =
        std::none_of(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
    return fine ? std::nullopt : std::optional<std::string>("a field's value has one line");
}

/// A row for a map of names to values; `fits` says what is wrong with a name, if anything.
[[nodiscard]] Field<MixEntry> said_values(std::string key, Said::Values Said::* at, std::string_view (*refused)(char),
                                          std::string doc) {
    return custom<MixEntry>(
        std::move(key), any_shape("map of names to values"),
        [at, refused](const Value& value, MixEntry& to) {
            each_member(value, "names with values", [&](const std::string& name, const Value& item) {
                for (const char c : name) {
                    if (const std::string_view wrong = refused(c); !wrong.empty()) {
                        return item.problem(fmt::format("a name such as \"{}\" {}", name, wrong));
                    }
                }
                SaidValue read;
                read_said_value(item, read);
                if (refused('\n').empty())
                    return static_cast<void>((said_of(to).*at).emplace_back(name, std::move(read)));
                for (const Choice::Part& part : read.texts.parts()) {
                    if (const auto wrong = wrong_in_field(part.text)) return item.problem(*wrong);
                }
                (said_of(to).*at).emplace_back(name, std::move(read));
            });
        },
        std::move(doc));
}

[[nodiscard]] std::string_view anything(char) { return {}; }
/// RFC 9110, 5.6.2: what a field's name, and a cookie's, is made of.
[[nodiscard]] std::string_view token(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return is_word_character(c) || marks.find(c) != std::string_view::npos ? "" : "has letters, digits and marks only";
}

const Fields<Said::Body>& body_fields() {
    using T = Said::Body;
    const auto read_text = [](const Value& value, T& to) { to.text = FillIn(value.text("a text")); };
    static const Fields<T> fields{
        custom<T>("text", text_shape(), read_text, "what it is; ${key} is the item's id"),
        // The reader has put the file's text in the place of its name.
        custom<T>("file", text_shape(), read_text, "a file that holds the text"),
        custom<T>(
            "bytes", any_shape("size, or a distribution of sizes"),
            [](const Value& value, T& to) {
                read_as(value, "a size", SizeLaw::parse, [&](SizeLaw law) {
                    const auto constant = parse_size(law.text());
                    if (constant.ok() && *constant > *parse_size("64MiB")) return value.problem("expected 0B to 64MiB");
                    to.bytes = std::move(law);
                });
            },
            "filled up to this; without a text, of JSON with the item's id; 64MiB at the most", "as it is"),
        text<T>("type", &T::type, "its Content-Type", "application/json"),
    };
    return fields;
}

/// "$.items[0].id" or "/items/0/id" as a JSON pointer; empty when it is neither.
[[nodiscard]] std::string pointer_of(std::string_view text) {
    if (text.starts_with('/')) return std::string(text);
    if (!text.starts_with('$')) return {};
    std::string pointer;
    for (std::size_t at = 1; at < text.size();) {
        const char opens = text[at++];
        const std::size_t end = std::min(opens == '[' ? text.find(']', at) : text.find_first_of(".[", at), text.size());
        if ((opens != '.' && opens != '[') || end == at || (opens == '[' && end == text.size())) return {};
        pointer += '/';
        for (const char c : text.substr(at, end - at)) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        at = opens == '[' ? end + 1 : end;
    }
    return pointer;
}

void read_save(const Value& value, Save& to) {
    const std::string_view text = value.text("$.id, header:NAME or cookie:NAME");
    to.where = text.starts_with("header:")   ? Save::Where::header
               : text.starts_with("cookie:") ? Save::Where::cookie
                                             : Save::Where::body;
    to.from = to.where == Save::Where::body ? pointer_of(text) : std::string(text.substr(text.find(':') + 1));
    if (to.from.empty())
        value.problem(
            fmt::format("expected a place in the answer's JSON such as $.id or /items/0/id, header:NAME or "
                        "cookie:NAME, got \"{}\"",
                        text));
}

struct StepDraft {
    MixEntry request;
    Session::Step step;
    std::uint64_t repeat = 0;
    const Tree* steps = nullptr;
};

const Fields<StepDraft>& step_fields() {
    using T = StepDraft;
    static const Fields<T> fields = [] {
        Fields<T> all;
        for (const Field<MixEntry>& field : mix_fields()) {
            if (field.info.key == "weight") continue;
            FieldInfo info = field.info;
            info.required = false;
            all.push_back(
                {std::move(info), [read = field.read](const Value& value, T& to) { read(value, to.request); }});
        }
        all.push_back(custom<T>(
            "save", any_shape("map of names to places"),
            [](const Value& value, T& to) {
                each_member(value, "names with places", [&](const std::string& name, const Value& item) {
                    Save save;
                    save.name = name;
                    read_save(item, save);
                    to.step.save.push_back(std::move(save));
                });
            },
            "what is kept of the answer for later steps, as ${NAME}: `$.id` of its JSON (or `/id`), `header:NAME`, "
            "`cookie:NAME`; where it is not there the session ends"));
        all.push_back(custom<T>(
            "pause", distribution_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a distribution", parse_any_distribution,
                        [&](Distribution law) { to.step.pause = std::move(law); });
            },
            "instead of a request: nothing happens for so long"));
        all.push_back(count_between<T>("repeat", &T::repeat, 1, Session::most_steps,
                                       "instead of a request: the `steps` below, so often"));
        all.push_back(custom<T>(
            "steps", any_shape("list"), [](const Value& value, T& to) { to.steps = &value.tree; }, "what is repeated"));
        all.push_back(share<T>(
            "share", [](T& to) -> double& { return to.step.share; }, "how often it is done, else it is left out",
            "100%"));
        return all;
    }();
    return fields;
}

void read_steps(const Value& value, Session& session, std::vector<Session::Step>& to, std::size_t depth) {
    value.each([&](const Value& item) {
        StepDraft draft;
        read_object(item, step_fields(), draft);
        const int forms =
            (draft.request.pattern.empty() ? 0 : 1) + (draft.step.pause ? 1 : 0) + (draft.repeat > 0 ? 1 : 0);
        if (forms != 1) return item.problem("expected one of route, pause and repeat");
        if ((draft.repeat > 0) != (draft.steps != nullptr)) return item.problem("\"repeat\" and \"steps\" go together");
        if (draft.repeat > 0) {
            if (depth >= 8) return item.problem("expected at most 8 repeats within one another");
            std::vector<Session::Step> round;
            read_steps(item.child(*draft.steps, "steps"), session, round, depth + 1);
            for (std::uint64_t i = 0; i < draft.repeat && to.size() <= Session::most_steps; ++i)
                to.insert(to.end(), round.begin(), round.end());
        } else {
            if (!draft.step.pause) {
                draft.step.request = session.requests.size();
                session.requests.push_back(std::move(draft.request));
            }
            to.push_back(std::move(draft.step));
        }
        if (to.size() > Session::most_steps)
            item.problem("expected at most 10,000 steps, with those that are repeated");
    });
}

const Fields<Session>& session_fields() {
    using T = Session;
    static const Fields<T> fields{
        custom<T>(
            "weight", any_shape("number or share"), [](const Value& value, T& to) { read_weight(value, to.weight); },
            "share of the sessions, against the others", "1"),
        custom<T>(
            "steps", any_shape("list"), [](const Value& value, T& to) { read_steps(value, to, to.steps, 0); },
            "in order", "", infos(step_fields()))
            .needed(),
    };
    return fields;
}

}  // namespace

void read_weight(const Value& value, double& to) {
    std::string_view text = value.text("a weight");
    if (!text.empty() && text.back() == '%') text.remove_suffix(1);
    const auto parsed = parse_number(text);
    if (!parsed.ok() || *parsed <= 0) return value.problem("expected a weight above 0, such as 88 or 88%");
    to = *parsed;
}

const Fields<MixEntry>& mix_fields() {
    using T = MixEntry;
    static constexpr std::array<std::pair<std::string_view, Auth>, 5> auths{{{"false", Auth::none},
                                                                             {"true", Auth::token},
                                                                             {"sign_in", Auth::sign_in},
                                                                             {"refresh", Auth::refresh},
                                                                             {"keep", Auth::keep}}};
    static const Fields<T> fields{
        custom<T>(
            "route", any_shape("\"METHOD /path\""),
            [](const Value& value, T& to) {
                read_as(value, "a route", parse_route, [&](const auto& route) {
                    if (route.second.find('?') != std::string::npos)
                        return value.problem("a route has no query: say {query: {NAME: VALUE}} beside it");
                    to.method = route.first;
                    to.pattern = route.second;
                });
            },
            "what is asked for")
            .needed(),
        custom<T>(
            "weight", any_shape("number or share"), [](const Value& value, T& to) { read_weight(value, to.weight); },
            "share of the requests, against the other entries", "1"),
        custom<T>(
            "keys", any_shape("keys"),
            [](const Value& value, T& to) {
                read_as(value, "keys", parse_keys, [&](Keys keys) { to.keys = std::move(keys); });
            },
            "which item each request is about", "unique"),
        custom<T>(
            "auth",
            Shape{"true / false / sign_in / refresh / keep", R"({"enum":[true,false,"sign_in","refresh","keep"]})"},
            [](const Value& value, T& to) {
                const auto word_of = [](std::string_view text) -> Result<Auth> {
                    const auto word =
                        std::find_if(auths.begin(), auths.end(), [&](const auto& each) { return each.first == text; });
                    if (word != auths.end()) return word->second;
                    return Error{fmt::format("expected true, false, sign_in, refresh or keep, got \"{}\"", text)};
                };
                read_as(value, "true, false, sign_in, refresh or keep", word_of, [&](Auth auth) { to.auth = auth; });
            },
            "sends a user's token. true: one that took nothing to get; sign_in: the user signs in first; refresh: has "
            "new ones by the refresh token; keep: uses them until they expire. Those three are requests to the user "
            "pool",
            "false"),
        size_between<T>("bytes", &T::body, "0B", "64MiB", "of the body"),
        said_values("query", &Said::query, anything,
                    "arguments, each a text, keys, a distribution of whole numbers, `choice(a: 60%, b: 40%)` or "
                    "`{lines: FILE}`; ${key} is the item's id"),
        said_values("headers", &Said::headers, token, "fields, with the same values"),
        said_values("cookies", &Said::cookies, token, "the same in the field Cookie"),
        custom<T>(
            "body", any_shape("object"),
            [](const Value& value, T& to) {
                Said::Body& body = said_of(to).body.emplace();
                read_object(value, body_fields(), body);
                if (body.text && value.tree.find("text") != nullptr && value.tree.find("file") != nullptr)
                    value.problem("expected one of text and file");
            },
            "what it is, instead of JSON with the item's id", "", infos(body_fields())),
        named<T>("target", &T::target, "where it is sent, if not where the workload says"),
    };
    return fields;
}

void read_sessions(const Value& value, Workload& to) {
    each_member(value, "a map of sessions", [&](const std::string& name, const Value& item) {
        Session session;
        session.name = name;
        read_object(item, session_fields(), session);
        if (session.steps.empty()) item.problem("a session has at least one step");
        to.sessions.push_back(std::move(session));
    });
}

std::vector<FieldInfo> session_infos() { return infos(session_fields()); }

}  // namespace wt::scenario
