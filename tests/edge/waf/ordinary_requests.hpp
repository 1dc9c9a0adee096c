#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/random.hpp"
#include "edge/waf/attack_texts.hpp"

/// What ordinary clients of ordinary APIs send: nothing of it attacks anybody.
namespace wt::edge::waf::test {

class Ordinary {
public:
    explicit Ordinary(std::uint64_t seed) : random_(seed, "ordinary") {}

    [[nodiscard]] http::Request next() {
        switch (kinds_++ % 14) {
            case 0: return search();
            case 1: return graphql();
            case 2: return markdown();
            case 3: return code();
            case 4: return person();
            case 5: return upload();
            case 6: return json_api();
            case 7: return xml();
            case 8: return form();
            case 9: return rest();
            case 10: return text();
            case 11: return lines();
            case 12: return chat();
            default: return browser();
        }
    }

private:
    template <std::size_t N>
    [[nodiscard]] std::string pick(const char* const (&list)[N]) {
        return list[random_.below(N)];
    }
    [[nodiscard]] std::string number() { return std::to_string(random_.below(100'000)); }
    [[nodiscard]] std::string hex() { return fmt::format("{:016x}", random_.next()); }

    static constexpr const char* things[] = {"lamp",
                                             "garden chair",
                                             "used book",
                                             "python book",
                                             "men's shoes",
                                             "women's jacket 40%",
                                             "rock & roll",
                                             "C++ primer",
                                             "time for lunch",
                                             "select committee",
                                             "union of workers",
                                             "drop shipping",
                                             "insert coin",
                                             "table 2 x 3 m",
                                             "5\" tablet",
                                             "size > 40",
                                             "a/b testing",
                                             "node.js",
                                             "what's new?",
                                             "don't panic",
                                             "e-mail client",
                                             "order by phone",
                                             "half-life 2",
                                             "50/50",
                                             "Ben & Jerry's",
                                             "black or white",
                                             "1 or 2 persons",
                                             "and then there were none",
                                             "vacuum (cordless)",
                                             "usb-c cable",
                                             "wi-fi 6 router",
                                             "update on my order",
                                             "delete my account",
                                             "alert: low stock",
                                             "where is it?",
                                             "like new",
                                             "not in stock",
                                             "null pointer",
                                             "on sale",
                                             "script font",
                                             "image of the day"};
    static constexpr const char* names[] = {"Séan O'Brien",
                                            "Anne-Marie D'Arcy",
                                            "Zoë Müller",
                                            "Łukasz Żółć",
                                            "José Ñandú",
                                            "山田 太郎",
                                            "김민준",
                                            "Мария Иванова",
                                            "محمد علي",
                                            "דוד לוי",
                                            "Nguyễn Văn An",
                                            "Björk Guðmundsdóttir",
                                            "Dwayne \"The Rock\" Johnson",
                                            "Jean-Luc d'Été",
                                            "Siân O'Neill-Jones",
                                            "Màiri NicDhòmhnaill",
                                            "François L'Hôte",
                                            "王小明",
                                            "Ólafur Ragnar",
                                            "Νίκος Παπαδόπουλος",
                                            "Conan O'Connor (Jr.)",
                                            "M'Baye N'Diaye"};
    static constexpr const char* streets[] = {
        "Bahnhofstraße 1, 8001 Zürich",  "12 rue de l'Église, Apt. #4",   "350 5th Ave, Fl. 21, New York, NY 10118",
        "東京都千代田区丸の内1-1-1",     "ул. Ленина, д. 5, кв. 12",      "Calle Mayor 3, 2º izq., 28013 Madrid",
        "c/o Smith & Sons; 4 King's Rd", "Flat 3/2, 18 St. Andrew's Sq.", "Av. 9 de Julio 1925 (esq. Belgrano)"};
    static constexpr const char* prose[] = {
        "It's a quarter past nine, and we're late; see you tomorrow!",
        "She said \"yes\" -- and then she didn't. Who'd have thought?",
        "Please select a size from the list and update your address where needed.",
        "I'd like to return 2 of the 3 items (order #4711). The lamp's broken & the chair = wrong colour.",
        "Wenn's geht, bitte bis Freitag. Grüße aus München!",
        "C'est l'été, n'est-ce pas? On s'voit à l'église à 10 h.",
        "今日はとても良い天気です。明日も晴れるでしょう。",
        "If x > 3 and y < 5 then z = x + y; otherwise z is 0.",
        "Meeting moved: 10:30 -> 11:00, room B/2. Agenda: 1) budget; 2) hiring; 3) a.o.b.",
        "The union of all tables -- select what you like, drop what you don't.",
        "50% off! Use code SAVE10 at https://shop.example.com/sale?utm_source=mail&utm_medium=link",
        "Price: $12.50 (incl. 19% VAT) or 3 for $30.",
        "To do: rename foo() to bar(), fix the null check, remove /* old */ comments",
        "He's 6'2\" and she's 5'9\"."};
    static constexpr const char* documents[] = {
        "# Title\n\nSome *emphasis*, a [link](https://example.com/a?b=c) and `code`.\n\n- one\n- two\n",
        "## Steps\n1. Open the app\n2. Select **Settings** > *Account*\n3. Don't forget to save!\n\n> It's done.\n",
        "| id | name |\n|----|------|\n| 1 | Ann's |\n| 2 | Bob |\n",
        "![photo](https://cdn.example.com/i/1.png \"A lamp\")\n\nText with a footnote[^1].\n\n[^1]: See p. 12.\n",
        "```js\nconst total = items.reduce((sum, x) => sum + x.price, 0);\n```\n",
        "```python\ndef area(r):\n    return 3.14 * r ** 2\n```\nIt's simple.\n",
        "Use `npm install` and then `npm run build -- --watch`.\n\n---\n\nThat's all, folks.\n"};
    static constexpr const char* snippets[] = {"const x = a ? b : c; // it's fine",
                                               "for (let i = 0; i < n; i++) { total += prices[i]; }",
                                               "if (user && user.name !== '') { greet(user); }",
                                               "let s = `Hello ${name}, you have ${count} items`;",
                                               "def f(x): return x if x > 0 else -x",
                                               "print(f\"{name}: {value:.2f}\")",
                                               "std::vector<int> v{1, 2, 3}; auto n = v.size();",
                                               "#include <vector>\nint main() { return 0; }",
                                               "public static void main(String[] args) { System.out.println(\"hi\"); }",
                                               "fn main() { println!(\"{}\", 1 + 1); }",
                                               "items.filter(i => i.price > 10).map(i => i.id)",
                                               "import { useState } from 'react';\nimport Item from './Item';",
                                               "package main\n\nimport \"fmt\"\n",
                                               "a = b or c and not d",
                                               "SELECT_ALL = True",
                                               "margin: 0 auto; padding: 1em 2em;",
                                               "@media (max-width: 600px) { .menu { display: none; } }",
                                               "x == 1 || y == 2",
                                               "[[ -f file ]] && echo yes",
                                               "git commit -m \"fix: don't crash\"",
                                               "{{ user.name | upper }}",
                                               "/^[a-z0-9._%+-]+@[a-z0-9.-]+$/i",
                                               "try { run(); } catch (e) { log.error('failed: ' + e.message); }"};
    static constexpr const char* agents[] = {
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
         "Safari/537.36"),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        "curl/8.9.1",
        "python-requests/2.32.3",
        "axios/1.7.7",
        "okhttp/4.12.0",
        "aws-sdk-js/3.600.0 ua/2.0 os/linux#6.1",
        "PostmanRuntime/7.42.0",
        "Go-http-client/2.0",
        "MyApp/3.2 (build 417; en-US)"};

    [[nodiscard]] http::Request request(http::Method method, const std::string& path, const std::string& query = {}) {
        http::Request made = plain_request();
        made.method = method;
        made.path = Text(path);
        made.query = Text(query);
        made.headers.set("User-Agent", Text(pick(agents)));
        made.headers.add("Accept-Language", "en-US,en;q=0.9,de;q=0.8");
        made.headers.add("Authorization", Text("Bearer eyJhbGciOiJSUzI1NiJ9." + hex() + "." + hex()));
        return made;
    }
    [[nodiscard]] http::Request sent(const std::string& path, std::string_view type, const std::string& body) {
        http::Request made = request(http::Method::post, path);
        if (!type.empty()) made.headers.add("Content-Type", Text(type));
        made.body = Text(body);
        return made;
    }
    [[nodiscard]] static std::string quoted(std::string_view text) { return "\"" + json_escaped(text) + "\""; }
    /// As browsers do: a blank becomes a plus.
    [[nodiscard]] static std::string plus_encoded(std::string_view text) {
        std::string encoded = http::percent_encode(text);
        for (std::size_t at = encoded.find("%20"); at != std::string::npos; at = encoded.find("%20", at))
            encoded.replace(at, 3, "+");
        return encoded;
    }

    http::Request search() {
        const std::string what = pick(things) + (random_.below(2) == 0 ? " " + number() : std::string());
        return request(http::Method::get, "/search",
                       "q=" + (random_.below(2) == 0 ? plus_encoded(what) : http::percent_encode(what)) + "&page=" +
                           std::to_string(random_.below(20)) + "&sort=-price,name&filter%5Bcolor%5D=red,blue");
    }
    http::Request graphql() {
        const std::string query = random_.below(2) == 0
                                      ? "query Items($first: Int!, $q: String) { items(first: $first, where: {name: "
                                        "{like: $q}}) { id name price(currency: EUR) ... on Lamp { watts } } }"
                                      : "mutation { updateItem(id: \"" + number() +
                                            "\", input: {title: \"It's new\", tags: [\"a\", \"b\"]}) { id } }";
        if (random_.below(4) == 0) return sent("/graphql", "application/graphql", query);
        return sent("/graphql", "application/json",
                    fmt::format(R"({{"operationName":null,"query":{},"variables":{{"first":{},"q":{}}}}})",
                                quoted(query), random_.below(50), quoted(pick(things))));
    }
    http::Request markdown() {
        const std::string body = pick(documents) + "\n" + pick(prose) + "\n" + pick(documents);
        if (random_.below(3) == 0) return sent("/pages", "text/markdown", body);
        return sent("/pages", "application/json",
                    fmt::format(R"({{"title":{},"body":{}}})", quoted(pick(things)), quoted(body)));
    }
    http::Request code() {
        return sent("/snippets", "application/json",
                    fmt::format(R"({{"language":"js","lines":{},"source":{}}})", random_.below(90),
                                quoted(pick(snippets) + "\n" + pick(snippets))));
    }
    http::Request person() {
        return sent(
            "/customers", "application/json; charset=utf-8",
            fmt::format(R"({{"name":{},"address":{{"street":{},"phone":"+41 (0)44 {}"}},"email":"a.{}@example.com"}})",
                        quoted(pick(names)), quoted(pick(streets)), number(), number()));
    }
    http::Request upload() {
        std::string bytes;
        switch (random_.below(4)) {
            case 0: bytes = "\xff\xd8\xff\xe0\x00\x10JFIF"; break;
            case 1: bytes = "\x89PNG\r\n\x1a\n"; break;
            case 2: bytes = "%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"; break;
            default: bytes = "PK\x03\x04"; break;
        }
        for (auto size = 200 + random_.below(2000); size > 0; --size) bytes += static_cast<char>(random_.below(256));
        if (random_.below(2) == 0) return sent("/files/" + hex(), "image/jpeg", bytes);
        const std::string boundary = "----WebKitFormBoundary" + hex();
        return sent("/files", "multipart/form-data; boundary=" + boundary,
                    fmt::format("--{0}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n{1}\r\n--{0}\r\n"
                                "Content-Disposition: form-data; name=\"file\"; filename=\"{2}.jpg\"\r\n"
                                "Content-Type: image/jpeg\r\n\r\n",
                                boundary, pick(prose), number()) +
                        bytes + "\r\n--" + boundary + "--\r\n");
    }
    http::Request json_api() {
        return sent("/articles", "application/vnd.api+json",
                    fmt::format(R"({{"data":{{"type":"articles","attributes":{{"title":{},"text":{}}},"relationships":)"
                                R"({{"author":{{"data":{{"type":"people","id":"{}"}}}}}}}}}})",
                                quoted(pick(things)), quoted(pick(prose)), number()));
    }
    http::Request xml() {
        switch (random_.below(4)) {
            case 0:
                return sent(
                    "/soap", "text/xml; charset=utf-8",
                    "<?xml version=\"1.0\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">"
                    "<soap:Body><m:GetPrice xmlns:m=\"https://example.com/prices\"><m:Item>" +
                        xml_escaped(pick(things)) + "</m:Item></m:GetPrice></soap:Body></soap:Envelope>");
            case 1:
                return sent("/bucket", "application/xml",
                            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>photos/" +
                                number() + ".jpg</Key></Object><Quiet>true</Quiet></Delete>");
            case 2:
                return sent("/feed", "application/atom+xml",
                            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">"
                            "<link href=\"https://example.com/" +
                                number() + "\"/><title>" + xml_escaped(pick(prose)) + "</title></feed>");
            default:
                return sent("/orders", "",
                            "<?xml version=\"1.0\"?><order><id>" + number() + "</id><comment>" +
                                xml_escaped(pick(prose)) + "</comment></order>");
        }
    }
    http::Request form() {
        return sent("/contact", "application/x-www-form-urlencoded",
                    "name=" + plus_encoded(pick(names)) + "&street=" + plus_encoded(pick(streets)) +
                        "&message=" + plus_encoded(pick(prose)) + "&csrf=" + hex() + "%3D%3D");
    }
    http::Request rest() {
        switch (random_.below(5)) {
            case 0:
                return request(http::Method::get, "/items/" + number(), "fields=id,name,price&expand=owner.address");
            case 1: return request(http::Method::del, "/carts/" + hex() + "/lines/3");
            case 2: return request(http::Method::get, "/tags/" + http::percent_encode(pick(things)));
            case 3:
                return request(http::Method::get, "/events",
                               "from=2026-11-01T00%3A00%3A00%2B01%3A00&to=2026-11-30&tz=Europe/Z%C3%BCrich&limit=50");
            default: {
                http::Request made = request(http::Method::patch, "/items/" + number());
                made.headers.add("Content-Type", "application/json-patch+json");
                made.body = Text(R"([{"op":"replace","path":"/name","value":)" + quoted(pick(things)) + "}]");
                return made;
            }
        }
    }
    http::Request text() { return sent("/notes", random_.below(2) == 0 ? "text/plain" : "", pick(prose)); }
    http::Request lines() {
        if (random_.below(2) == 0) {
            return sent("/import", "text/csv",
                        "id,name,street\n" + number() + "," + pick(names) + ",\"" + pick(streets) + "\"\n" + number() +
                            "," + pick(names) + ",x\n");
        }
        return sent("/bulk", "application/x-ndjson",
                    "{\"index\":{\"_id\":\"" + number() + "\"}}\n{\"title\":" + quoted(pick(prose)) + "}\n");
    }
    http::Request chat() {
        return sent(
            "/messages", "application/json",
            fmt::format(R"({{"to":["{}","{}"],"text":{},"at":"2026-11-29T10:15:00.000Z","reactions":["👍","❤️"]}})",
                        hex(), hex(), quoted(pick(prose) + " " + pick(prose))));
    }
    http::Request browser() {
        http::Request made = request(http::Method::get, "/" + pick(things).substr(0, 3) + "/" + number());
        made.path = Text("/shop/" + number());
        made.headers.add("Cookie", Text("session=" + hex() + "; theme=dark; consent=yes+all; _ga=GA1.2." + number() +
                                        "." + number() + "; last=" + http::percent_encode(pick(things)) +
                                        "; prefs=%7B%22lang%22%3A%22en%22%2C%22size%22%3A12%7D"));
        made.headers.add("Referer", "https://shop.example.com/search?q=garden+chair&page=2");
        made.headers.add("Accept-Encoding", "gzip, deflate, br");
        return made;
    }

    Random random_;
    std::uint64_t kinds_ = 0;
};

}  // namespace wt::edge::waf::test
