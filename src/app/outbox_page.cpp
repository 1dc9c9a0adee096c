#include "app/outbox_page.hpp"

#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "front/page_message.hpp"
#include "http/uri.hpp"

namespace wt::app {

Task<http::Response> outbox_page(identity::Outbox& outbox, http::Request request) {
    if (request.method == http::Method::del) {
        outbox.clear();
        co_return front::page_message(200, "The outbox is empty.");
    }
    if (request.method != http::Method::get) co_return front::page_message(405, "GET or DELETE.");
    std::string to;
    std::string user;
    for (const auto& [name, value] : http::parse_query(request.query)) {
        if (name == "to") {
            to = value;
        } else if (name == "user") {
            user = value;
        } else {
            co_return front::page_message(400, "The query may say to= and user=, and nothing else.");
        }
    }
    nlohmann::json messages = nlohmann::json::array();
    for (const identity::Message& each : outbox.messages()) {
        if ((!to.empty() && each.to != to) || (!user.empty() && each.user != user)) continue;
        messages.push_back({{"sent", aws::iso8601(each.sent, aws::Fraction::milliseconds)},
                            {"userPoolId", each.pool},
                            {"userName", each.user},
                            {"medium", each.medium},
                            {"to", each.to},
                            {"triggerSource", each.about},
                            {"code", each.code},
                            {"subject", each.subject},
                            {"text", each.text}});
    }
    const nlohmann::json page{{"messages", std::move(messages)}};
    co_return http::json_response(200, Text(page.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

}  // namespace wt::app
