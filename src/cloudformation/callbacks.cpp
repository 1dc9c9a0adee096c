#include "cloudformation/callbacks.hpp"

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "base/json_depth.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"

namespace wt::cloudformation {

namespace {

[[nodiscard]] http::Response plain(int status, std::string_view text) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain");
    response.body = Text(text);
    return response;
}

}  // namespace

Callbacks::Callbacks(const Context& context)
    : context_(context), ids_(fresh_random(context, "cloudformation.tokens")) {}

std::string Callbacks::open(bool takes_anything) {
    std::string token = http::request_id(ids_).str();
    auto waiting = std::make_shared<Waiting>(context_.clock);
    waiting->takes_anything = takes_anything;
    open_.emplace(token, std::move(waiting));
    return token;
}

std::string Callbacks::flaw_of(const language::OrderedJson& answer) {
    return answer.is_string() ? answer.get<std::string>() : std::string();
}

std::string Callbacks::url_of(std::string_view server, std::string_view token) {
    return fmt::format("{}{}?Token={}", server, path, token);
}

std::string Callbacks::token_in(std::string_view url) {
    constexpr std::string_view mark = "?Token=";
    const std::size_t at = url.find(mark);
    return at == std::string_view::npos ? std::string() : std::string(url.substr(at + mark.size()));
}

Task<std::vector<language::OrderedJson>> Callbacks::wait(std::string token, std::size_t count, Instant deadline) {
    const auto found = open_.find(token);
    if (found == open_.end()) co_return std::vector<language::OrderedJson>();
    const std::shared_ptr<Waiting> waiting = found->second;
    while (waiting->answers.size() < count && context_.now() < deadline) {
        const bool in_time = co_await waiting->changed.wait_until(deadline);
        if (!in_time) break;
    }
    co_return waiting->answers;
}

bool Callbacks::answer(const std::string& token, language::OrderedJson answer) {
    const auto found = open_.find(token);
    if (found == open_.end()) return false;
    found->second->answers.push_back(std::move(answer));
    found->second->changed.pulse();
    return true;
}

http::Response Callbacks::take(const http::Request& request) {
    if (request.method != http::Method::put) return plain(405, "This address takes PUT.");
    std::string token;
    for (const auto& [name, value] : http::parse_query(request.query)) {
        if (name == "Token") token = value;
    }
    const auto found = open_.find(token);
    if (found == open_.end()) return plain(403, "Nobody waits for this answer any more.");
    const bool takes_anything = found->second->takes_anything;
    const auto fail = [&](std::string_view why) {
        (void)this->answer(token, std::string(why));
        return plain(200, "");
    };
    if (request.body.size() > longest_answer)
        return takes_anything ? fail("Response object is too long.")
                              : plain(400, "The answer is longer than 4096 bytes.");
    auto answer = nests_deeper(request.body) ? language::OrderedJson(language::OrderedJson::value_t::discarded)
                                             : language::OrderedJson::parse(request.body.view(), nullptr, false);
    if (!answer.is_object())
        return takes_anything ? fail("Response is not valid JSON") : plain(400, "The answer is no JSON object.");
    // CloudFormation User Guide, "Wait condition signal JSON format".
    const language::OrderedJson status = answer.value("Status", language::OrderedJson());
    if (!takes_anything && status != "SUCCESS" && status != "FAILURE")
        return plain(400, "The Status is neither SUCCESS nor FAILURE.");
    if (!this->answer(token, std::move(answer))) return plain(403, "Nobody waits for this answer any more.");
    return plain(200, "");
}

}  // namespace wt::cloudformation
