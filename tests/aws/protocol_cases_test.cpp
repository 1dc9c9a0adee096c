#include "catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "aws/cbor.hpp"
#include "aws/exchange.hpp"
#include "aws/json.hpp"
#include "aws/query.hpp"
#include "aws/rest_routes.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "dynamic.hpp"
#include "http/uri.hpp"
#include "protocol_cases.hpp"
#include "source_tree.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace wt::aws::test {

namespace {

/// Cases that are about a client and nothing else, by the end of their id.
struct Skipped {
    std::string_view in_id;
    std::string_view why;
};
constexpr Skipped not_for_servers[] = {
    {"HostWithPath", "the client's own endpoint has a path in front"},
    {"SDKAppliedContentEncoding", "the client compresses the body, which the case does not show"},
    {"SDKAppend", "the client compresses the body, which the case does not show"},
    {"IdempotencyTokenAutoFill", "the client makes up a token that is not in its parameters"},
    {"DocumentType", "no service here has documents of any shape"},
    {"DocumentInput", "no service here has documents of any shape"},
    {"DocumentOutput", "no service here has documents of any shape"},
    {"InlineDocument", "no service here has documents of any shape"},
    {"QueryPrecedence", "of two members that go to one argument the client sends one; a server sees both in it"},
    {"EmptyStructurePayload", "the client sends {} for no payload, as it does for an empty one"},
    {"IgnoreQueryParams", "an output whose member says that it travels in a query, where there is none"},
    {"RpcV2CborPayloadWithUnion", "a payload is REST's; the cases' shapes give it a name that CBOR has not"},
    {"HeadersButNoPayload", "the client sends {} for no payload, as it does for an empty one"},
};

/// The client leaves out lists and maps that are empty, so a server cannot tell them from none.
constexpr std::string_view without_empties[] = {"EmptyQueryMaps", "AreNotPresent", "OmitsEmptyList"};

/// Responses that no server here writes so, and that a client has to bear; our own form must still make the result.
constexpr std::string_view borne_by_clients[] = {
    "NoPayload",
    "EmptyInputAndEmptyOutput",
    "SkipsNull",
    "IgnoreType",
    "NullValues",
    "NullStructureValues",
    "Fractional",
    "Offset",
    "nexpected",
    "no_payload",
    "NoInputAndNoOutput",
    "NoInputAndOutput",
    "HttpPrefixHeadersResponse",
    "AllowsEmptyCbor",
};

[[nodiscard]] bool is_one_of(std::string_view id, std::span<const std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return id.find(part) != id.npos; });
}

const Structure* current_input = nullptr;
const Structure* current_output = nullptr;

[[nodiscard]] Protocol protocol_of(const Json& metadata) {
    const std::string name = metadata.at("protocol");
    if (name == "query") return Protocol::query;
    if (name == "smithy-rpc-v2-cbor") return Protocol::rpc_v2_cbor;
    if (name == "json") return metadata.value("jsonVersion", "1.1") == "1.0" ? Protocol::json_1_0 : Protocol::json_1_1;
    return name == "rest-json" ? Protocol::rest_json : Protocol::rest_xml;
}

/// Equal whatever the order of members; null is as good as nothing.
[[nodiscard]] nlohmann::json plain(const Json& json) {
    if (json.is_object()) {
        nlohmann::json all = nlohmann::json::object();
        for (const auto& [key, value] : json.items()) {
            if (!value.is_null()) all[key] = plain(value);
        }
        return all;
    }
    if (json.is_array()) {
        nlohmann::json all = nlohmann::json::array();
        for (const Json& value : json) {
            if (!value.is_null()) all.push_back(plain(value));
        }
        return all;
    }
    return nlohmann::json::parse(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// An element as a text in which only what counts differs: no namespaces, no blanks between elements, names in order.
enum class Order : std::uint8_t { of_names, none };  // of elements of one name it counts, but not for a map's entries
[[nodiscard]] std::string canonical(const pugi::xml_node& element, Order order) {
    std::vector<std::string> children;
    std::string text;
    for (const pugi::xml_node& child : element.children()) {
        if (child.type() == pugi::node_element) {
            children.push_back(canonical(child, order));
        } else {
            text += child.value();
        }
    }
    std::stable_sort(children.begin(), children.end(), [order](const std::string& a, const std::string& b) {
        if (order == Order::none) return a < b;
        return a.substr(0, a.find_first_of(" >")) < b.substr(0, b.find_first_of(" >"));
    });
    std::string_view name = element.name();
    name.remove_prefix(name.find(':') + 1);
    if (!children.empty() || text.find_first_not_of(" \t\n") == std::string::npos) {
        // A text of blanks is one, but lines between elements are not.
        if (text.find('\n') != std::string::npos) text.clear();
    }
    std::string all = fmt::format("<{}", name);
    for (const pugi::xml_attribute& attribute : element.attributes()) {
        if (!std::string_view(attribute.name()).starts_with("xmlns")) {
            all += fmt::format(" {}='{}'", attribute.name(), attribute.value());
        }
    }
    all += '>';
    if (children.empty()) all += text;
    for (const std::string& child : children) all += child;
    return all + "</>";
}

[[nodiscard]] std::string canonical_xml(const std::string& text, Order order) {
    pugi::xml_document document;
    if (!document.load_string(text.c_str(), pugi::parse_default | pugi::parse_ws_pcdata)) return "not XML: " + text;
    for (const char* passing : {"ResponseMetadata", "RequestId"}) document.document_element().remove_child(passing);
    return canonical(document.document_element(), order);
}

class Suite {
public:
    explicit Suite(const Json& suite) : shapes_(suite.at("shapes")), protocol_(protocol_of(suite.at("metadata"))) {
        const Json& metadata = suite.at("metadata");
        model_.name = "cases";
        model_.protocol = protocol_;
        target_ = metadata.value("targetPrefix", "");
        model_.target_prefix = target_;
        model_.malformed = [](const Malformed& problem) {
            static constexpr ErrorRow row{"Malformed", 400, ""};
            return Error(row, problem.reason + " " + problem.member + " " + problem.value);
        };
        model_.invalid = [](const Violations& violations) {
            static constexpr ErrorRow row{"Invalid", 400, ""};
            return Error(row, violations.message());
        };
        model_.unknown = [](const http::Request&) {
            static constexpr ErrorRow row{"Unknown", 400, ""};
            return Error(row);
        };
    }

    [[nodiscard]] CaseOutcome run(const Json& each) {
        CaseOutcome outcome{each.at("id"), {}, {}};
        for (const Skipped& row : not_for_servers) {
            if (outcome.id.find(row.in_id) != std::string::npos && !outcome.id.ends_with("IsSet"))
                outcome.skipped = row.why;
        }
        if (!outcome.skipped.empty()) return outcome;
        name_ = each.at("given").at("name");
        const Json http = each.at("given").value("http", Json::object());
        method_ = http.value("method", "POST");
        uri_ = http.value("requestUri", "/");
        Operation row;
        row.name = name_;
        row.method = method_;
        row.uri = uri_;
        row.status = http.value("responseCode", 200);
        row.input = []() -> const Structure& { return *current_input; };
        row.output = []() -> const Structure& { return *current_output; };
        current_input = &structure(each.at("given"), "input");
        current_output = &structure(each.at("given"), "output");
        const Operation rows[] = {row};
        model_.operations = rows;
        if (each.contains("serialized")) {
            outcome.problem = request(each, rows[0]);
        } else if (each.contains("result")) {
            outcome.problem = response(each, rows[0]);
        } else {
            outcome.problem = refusal(each);
        }
        model_.operations = {};
        return outcome;
    }

private:
    [[nodiscard]] const Structure& structure(const Json& given, const char* which) {
        if (!given.contains(which)) return shape_of(Tag<Nothing>());
        const Json& reference = given.at(which);
        // Outputs are called like their shapes, which is what an operation's name and "Response" usually are.
        const std::string root = std::string_view(which) == "output" ? reference.at("shape").get<std::string>() : "";
        return shapes_.structure(reference.at("shape"), reference.value("locationName", root));
    }
    [[nodiscard]] bool is_rest() const { return aws::is_rest(protocol_); }

    /// The body of a message in a case: CBOR's stands in base64.
    [[nodiscard]] std::string body_of(const Json& message) const {
        const std::string body = message.value("body", "");
        if (protocol_ != Protocol::rpc_v2_cbor) return body;
        return base64_decode(body).value_or("no base64: " + body);
    }

    [[nodiscard]] static Value made(const Structure& structure) {
        Value value;
        value.is = Object{List(structure.members.size() + 1)};
        return value;
    }
    [[nodiscard]] static void* members(Value& value) { return std::get<Object>(value.is).members.data(); }

    [[nodiscard]] std::string request(const Json& each, const Operation& row) {
        const Json& serialized = each.at("serialized");
        const std::string uri = serialized.value("uri", "/");
        const std::size_t mark = std::min(uri.find('?'), uri.size());
        http::Request head;
        const Json headers = serialized.value("headers", Json::object());
        for (const auto& [name, value] : headers.items()) head.headers.add(Text(name), Text(value.get<std::string>()));
        const Arguments query = http::parse_query(uri.substr(std::min(mark + 1, uri.size())));
        Incoming incoming{{}, query, head.headers, Text(body_of(serialized)), nullptr};
        if (is_rest()) {
            auto match =
                RestRoutes(model_).find(serialized.value("method", "POST"), uri.substr(0, mark), query, head.headers);
            if (!match || match->operation == nullptr) return "its route is not found";
            incoming.labels = std::move(match->labels);
        }
        const Call call{{}, "us-east-1", "foo-id", {}, epoch, false, head, {}, {}, {}, protocol_};
        WireExchange exchange(model_, &row, call, std::move(incoming));
        const Structure& shape = *current_input;
        Value value = made(shape);
        const auto error = exchange.read(shape, members(value));
        if (each.contains("violation")) {
            if (!error) return "it breaks no constraint";
            return error->message == each.at("violation").get<std::string>() ? "" : "says: " + error->message;
        }
        if (error) return std::string(error->code) + ": " + error->message;
        if (shape.is_nothing()) return {};
        auto got = plain(shapes_.json_of(each.at("given").at("input").at("shape"), value));
        auto wanted = plain(each.at("params"));
        drop_bound_arguments(got);
        drop_bound_arguments(wanted);
        if (is_one_of(each.at("id").get<std::string>(), without_empties)) {
            for (auto member = wanted.begin(); member != wanted.end();)
                member = member->empty() ? wanted.erase(member) : std::next(member);
        }
        return got == wanted ? "" : fmt::format("reads {}\n     not {}", got.dump(), wanted.dump());
    }

    /// Whether a map of the query has the arguments that are other members too: cases say it of some, and not of
    /// others.
    static void drop_bound_arguments(nlohmann::json& params) {
        for (const Member& map : current_input->members) {
            const std::string name(map.name);
            if (map.location != Location::query || map.type->kind != Kind::map || !params.contains(name)) continue;
            for (const Member& other : current_input->members) {
                if (other.location == Location::query) params[name].erase(std::string(other.location_name));
            }
            if (params[name].empty()) params.erase(name);
        }
    }

    [[nodiscard]] std::string response(const Json& each, const Operation& row) {
        const http::Request head;
        const Call call{{}, "us-east-1", "foo-id", {}, epoch, false, head, {}, {}, {}, protocol_};
        WireExchange exchange(model_, &row, call, Incoming{{}, {}, head.headers, {}, {}});
        const Structure& shape = *current_output;
        Value value = made(shape);
        if (!shape.is_nothing()) value = shapes_.value_of(each.at("given").at("output").at("shape"), each.at("result"));
        const http::Response response = exchange.answer(shape, members(value));
        const Json& wanted = each.at("response");
        if (response.status != wanted.value("status_code", 200)) return fmt::format("status {}", response.status);

        http::Headers fields;
        const Json said_fields = wanted.value("headers", Json::object());
        for (const auto& [name, said] : said_fields.items()) fields.add(Text(name), Text(said.get<std::string>()));
        const std::string id = each.at("id");
        const bool is_borne = is_one_of(id, borne_by_clients);
        const std::string body = body_of(wanted);
        for (const http::Header& field : fields) {
            const std::string_view own = response.headers.get(field.name);
            // Of an empty body nobody asks the type, and two cases have fields that are not the output's.
            const bool passed_over = (body.empty() && same_ignoring_case(field.name, "Content-Type")) ||
                                     same_ignoring_case(field.name, "X-Amz-Target") ||
                                     same_ignoring_case(field.name, "Content-Length") ||
                                     same_ignoring_case(field.name, "x-amzn-RequestId");
            if (passed_over || is_borne) continue;
            if (own != field.value.view())
                return fmt::format("{}: {}, not {}", field.name.view(), own, field.value.view());
        }
        // Of CBOR's many ways to say one thing only what they say is compared.
        if (!is_borne && protocol_ != Protocol::rpc_v2_cbor) {
            if (auto problem = different(response.body.str(), body, id); !problem.empty()) return problem;
        }
        if (shape.is_nothing()) return {};
        const auto result = plain(each.at("result"));
        for (const auto& [text, own_fields] :
             {std::pair(body, std::as_const(fields)), std::pair(response.body.str(), response.headers)}) {
            if (is_borne && &text != &body && text == response.body.str()) continue;
            const Json got = read_back(shape, each.at("given").at("output").at("shape"), text, own_fields);
            auto compared = plain(got);
            if (is_one_of(id, without_empties)) {
                for (const auto& [name, said] : result.items()) {
                    if (said.empty()) compared[name] = said;
                }
            }
            // The status is the response's own, which nobody reads from a request.
            for (const Member& member : shape.members) {
                if (member.location == Location::status) compared[std::string(member.name)] = response.status;
            }
            if (compared != result)
                return fmt::format("{}\n  reads {}\n    not {}", text, compared.dump(), result.dump());
        }
        return {};
    }

    [[nodiscard]] std::string different(const std::string& own, const std::string& published,
                                        const std::string& id) const {
        // Servers answer an object also where nothing is in it; cases say it of some outputs, and not of others.
        if (protocol_ == Protocol::rest_json && own == "{}" && published.empty()) return {};
        if (own.empty() || published.empty())
            return own == published ? "" : "writes " + own + "\n      not " + published;
        if (protocol_ == Protocol::query || (protocol_ == Protocol::rest_xml && own.front() == '<')) {
            const Order order = id.find("Map") == std::string::npos ? Order::of_names : Order::none;
            const std::string a = canonical_xml(own, order);
            const std::string b = canonical_xml(published, order);
            return a == b ? "" : "writes " + a + "\n      not " + b;
        }
        if (!Json::accept(published)) return own == published ? "" : "writes " + own;
        const auto a = plain(Json::parse(own, nullptr, false));
        const auto b = plain(Json::parse(published));
        return a == b ? "" : "writes " + own + "\n      not " + published;
    }

    [[nodiscard]] Json read_back(const Structure& shape, const std::string& name, const std::string& body,
                                 const http::Headers& headers) {
        Value value = made(shape);
        Violations violations;
        std::optional<Malformed> problem;
        if (protocol_ == Protocol::query) {
            // Unwrapped: the layer never reads such answers.
            pugi::xml_document document;
            (void)document.load_string(body.c_str(), pugi::parse_default | pugi::parse_ws_pcdata);
            const std::string wrapper = name_ + "Result";
            std::ostringstream inner;
            document.document_element().child(wrapper.c_str()).print(inner, "", pugi::format_raw);
            if (!inner.str().empty()) problem = read_xml(inner.str(), wrapper, shape, members(value), violations);
        } else if (is_rest()) {
            const Arguments none;
            const RestRequest request{none, none, headers, body, nullptr};
            const BodyFormat format = protocol_ == Protocol::rest_json ? BodyFormat::json : BodyFormat::xml;
            problem = read_rest(request, format, shape, members(value), violations);
        } else if (protocol_ == Protocol::rpc_v2_cbor) {
            problem = read_cbor(body, shape, members(value), violations);
        } else {
            problem = read_json(body, shape, members(value), violations);
        }
        if (problem) return Json{{"problem", problem->reason + problem->member}};
        return shapes_.json_of(name, value);
    }

    [[nodiscard]] std::string refusal(const Json& each) const {
        const Json& wanted = each.at("response");
        const std::string published = body_of(wanted);
        const std::string message = each.value("errorMessage", "");
        const http::Request head;
        const Call call{{}, "us-east-1", "foo-id", {}, epoch, false, head, {}, {}, {}, protocol_};
        WireExchange exchange(model_, nullptr, call, Incoming{{}, {}, head.headers, {}, {}});
        code_ = each.value("errorCode", "");
        pugi::xml_document document;
        if (code_.empty()) {
            (void)document.load_string(published.c_str());
            code_ = document.child("ErrorResponse").child("Error").child_value("Code");
        }
        const ErrorRow row{code_, wanted.at("status_code"), ""};
        const http::Response response = exchange.refuse(Error(row, message));
        if (response.status != wanted.at("status_code")) return "another status";
        if (protocol_ == Protocol::query || protocol_ == Protocol::rest_xml) {
            pugi::xml_document own;
            (void)own.load_string(response.body.str().c_str());
            const pugi::xml_node error = own.child("ErrorResponse").child("Error");
            const bool sender = std::string_view(error.child_value("Type")) == "Sender";
            const bool same = error.child_value("Code") == code_ && error.child_value("Message") == message &&
                              std::string_view(own.child("ErrorResponse").child_value("RequestId")) == "foo-id";
            return same && sender == (response.status < 500) ? "" : response.body.str();
        }
        const Json own = protocol_ == Protocol::rpc_v2_cbor ? Json::from_cbor(response.body.str())
                                                            : Json::parse(response.body.str());
        const bool named = protocol_ == Protocol::rest_json ? response.headers.get("X-Amzn-ErrorType") == code_
                                                            : own.value("__type", "") == code_;
        return named && own.value("message", "") == message ? "" : response.body.str();
    }

    Shapes shapes_;
    Protocol protocol_;
    ServiceModel model_;
    std::string target_;
    std::string name_;
    std::string method_;
    std::string uri_;
    mutable std::string code_;
};

}  // namespace

std::vector<CaseOutcome> run_cases(const std::string& text) {
    const Json suites = Json::parse(text);
    std::vector<CaseOutcome> outcomes;
    for (const Json& each : suites) {
        Suite suite(each);
        for (const Json& one : each.at("cases")) outcomes.push_back(suite.run(one));
    }
    return outcomes;
}

}  // namespace wt::aws::test

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Runs a file's cases, each as a check of its own; how many were run.
std::size_t check_file(const std::filesystem::path& file) {
    std::size_t ran = 0;
    for (const CaseOutcome& outcome : run_cases(text_of(file))) {
        if (!outcome.skipped.empty()) continue;
        ++ran;
        INFO(file.filename().string() << " " << outcome.id << ": " << outcome.problem);
        CHECK(outcome.problem.empty());
    }
    return ran;
}

}  // namespace

TEST_CASE("our own cases of every protocol hold, both ways") {
    std::size_t ran = 0;
    for (const auto& entry : std::filesystem::directory_iterator(testing::source_tree() + "/tests/aws/cases"))
        ran += check_file(entry.path());
    CHECK(ran >= 60);
}

TEST_CASE("published cases of the protocols hold, where there are any") {
    const char* const folder = std::getenv("WINDTUNNEL_PROTOCOL_VECTORS");
    if (folder == nullptr) {
        std::cout << "skipped: published protocol cases (WINDTUNNEL_PROTOCOL_VECTORS names no folder)\n";
        return;
    }
    std::size_t ran = 0;
    for (const char* way : {"input", "output"}) {
        for (const char* protocol : {"query", "json", "json_1_0", "json_1_0-query-compatible", "rest-json", "rest-xml",
                                     "smithy-rpc-v2-cbor", "smithy-rpc-v2-cbor-query-compatible"}) {
            ran += check_file(std::filesystem::path(folder) / way / (std::string(protocol) + ".json"));
        }
    }
    CHECK(ran > 500);
}
