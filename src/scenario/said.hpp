#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "http/message.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// What somebody who plays a session has kept of the answers so far.
class Memory {
public:
    /// Empty when nothing was saved under that name.
    [[nodiscard]] std::string_view saved(std::string_view name) const;
    void save(const std::string& name, std::string value);
    /// Keeps what the answer sets, as a browser does, for all that follows: paths and domains are not looked at.
    void take_cookies(const http::Response& response);
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& cookies() const { return cookies_; }

private:
    std::vector<std::pair<std::string, std::string>> saved_;
    std::vector<std::pair<std::string, std::string>> cookies_;
};

/// What stands there in an answer; none when nothing does.
[[nodiscard]] std::optional<std::string> found_in(const http::Response& response, const Save& place);

/// The ids that an entry's requests wrote, oldest first, with the moment.
using Written = std::deque<std::pair<Instant, std::string>>;

/// From what ids are drawn, beside chance.
struct KeyOrigin {
    std::uint64_t sequence = 0;       // of `unique`
    const Written* recent = nullptr;  // of `recent`: what the route named there wrote
    const Memory* memory = nullptr;   // of `saved`; null outside of a session
};

/// Draws which item a request is about, and writes its id.
class KeySource {
public:
    explicit KeySource(const Keys& keys);
    /// Appends the id to `path`.
    void append(std::string& path, Random& random, const KeyOrigin& origin) const;
    [[nodiscard]] const Keys& keys() const { return keys_; }

private:
    Keys keys_;
    std::optional<Zipf> zipf_;
};

/// Writes what requests of one entry say beside their path.
class Wording {
public:
    explicit Wording(const Said& said);

    /// Who is asked for the sequence numbers and written ids of a value that is drawn as keys are.
    template <class Origin>
    void dress(http::Request& request, std::string_view id, const Memory* memory, Random& random, Origin origin) const {
        const auto say = [&](const Value& value, std::string& to) {
            if (value.keys) {
                KeyOrigin from = origin(value.keys->keys());
                from.memory = memory;
                value.keys->append(to, random, from);
            } else {
                say_text(value, id, memory, random, to);
            }
        };
        std::string text;
        for (const Named& named : query_) {
            text += text.empty() ? "" : "&";
            text += named.name;
            text += '=';
            std::string value;
            say(named.value, value);
            append_escaped(text, value);
        }
        if (!text.empty()) request.query = Text(text);
        for (const Named& named : headers_) {
            text.clear();
            say(named.value, text);
            request.headers.set(Text(named.name), Text(text));
        }
        text.clear();
        for (const Named& named : cookies_) {
            text += text.empty() ? "" : "; ";
            text += named.name;
            text += '=';
            say(named.value, text);
        }
        add_cookies(text, memory, request);
        if (body_) say_body(id, memory, random, request);
    }
    [[nodiscard]] bool has_body() const { return body_.has_value(); }

private:
    struct Value {
        std::optional<KeySource> keys;
        std::optional<SizeLaw> numbers;
        std::vector<FillIn> texts;  // by part of the choice
        Choice choice;
    };
    struct Named {
        std::string name;
        Value value;
    };
    static std::vector<Named> read(const Said::Values& values, bool escaped);
    static void say_text(const Value& value, std::string_view id, const Memory* memory, Random& random,
                         std::string& to);
    static void append_escaped(std::string& to, std::string_view value);
    static void add_cookies(std::string& own, const Memory* memory, http::Request& request);
    void say_body(std::string_view id, const Memory* memory, Random& random, http::Request& request) const;

    std::vector<Named> query_;  // names are escaped
    std::vector<Named> headers_;
    std::vector<Named> cookies_;
    std::optional<Said::Body> body_;
};

/// A JSON body of about `size` bytes with this id.
[[nodiscard]] Text json_body(std::string_view id, std::uint64_t size);

}  // namespace wt::scenario
