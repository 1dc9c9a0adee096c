#include "front/upstream.hpp"

#include <charconv>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>

namespace wt::front {

namespace {

using tcp = boost::asio::ip::tcp;

[[noreturn]] void refuse(std::string_view url, std::string_view why) {
    throw std::runtime_error(fmt::format("the origin {} {}", url, why));
}

/// Takes the prefix off, where the text begins with it.
[[nodiscard]] bool take(std::string_view& text, std::string_view prefix) {
    const bool has = text.starts_with(prefix);
    if (has) text.remove_prefix(prefix.size());
    return has;
}

}  // namespace

/// Asks for a host's addresses, on a thread of Asio's own, for the one who awaits it.
class Upstream::Lookup {
public:
    struct Answer {
        std::vector<std::string> addresses;
        std::string why;  // there are none
    };

    Lookup(Loop& loop, const std::string& host) : state_(std::make_shared<State>(loop)) {
        state_->resolver.async_resolve(
            host, "", [state = state_](const boost::system::error_code& error, const tcp::resolver::results_type& all) {
                for (const auto& each : all) state->answer.addresses.push_back(each.endpoint().address().to_string());
                if (error) state->answer.why = error.message();
                state->done.set();
                state->loop.advance();
            });
    }
    [[nodiscard]] Task<Answer> answer() {
        const std::shared_ptr<State> state = state_;
        co_await state->done.wait();
        co_return state->answer;
    }

private:
    struct State {
        explicit State(Loop& of) : loop(of), resolver(of.io()), done(of.clock()) {}
        Loop& loop;
        tcp::resolver resolver;
        Event done;
        Answer answer;
    };
    std::shared_ptr<State> state_;
};

Upstream::Upstream(Loop& loop, std::string url, Warn warn) : loop_(loop), url_(std::move(url)), warn_(std::move(warn)) {
    std::string_view rest = url_;
    const bool secure = take(rest, "https://");
    if (!secure && !take(rest, "http://")) refuse(url_, "is no URL such as http://127.0.0.1:8080");
    const bool any = rest.ends_with(any_signer);
    if (any) rest.remove_suffix(any_signer.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    prefix_ = rest.substr(slash);
    while (prefix_.ends_with('/')) prefix_.pop_back();
    const std::string_view authority = rest.substr(0, slash);
    // "[::1]:8080"
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    host_ = authority.substr(0, colon);
    const std::uint16_t usual = secure ? 443 : 80;
    options_.port = usual;
    if (colon != std::string_view::npos) {
        const std::string_view digits = authority.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), options_.port);
        if (error != std::errc() || end != digits.data() + digits.size()) refuse(url_, "has no port that is a number");
    }
    if (host_.empty()) refuse(url_, "names no host");
    options_.host = options_.port == usual ? host_ : fmt::format("{}:{}", host_, options_.port);
    if (host_.front() == '[' && host_.back() == ']') host_ = host_.substr(1, host_.size() - 2);
    options_.names_itself = false;
    using Signers = TlsClient::Signers;
    if (secure) options_.tls = std::make_shared<TlsClient>(host_, any ? Signers::anybody : Signers::authorities);
}

Upstream::~Upstream() = default;

Task<http::Response> Upstream::handle(http::Request&& request, http::Next) {
    if (client_ == nullptr) {
        Lookup lookup(loop_, host_);
        Lookup::Answer found = co_await lookup.answer();
        if (found.addresses.empty()) co_return broken(fmt::format("the host {} cannot be found: {}", host_, found.why));
        LoadClientOptions options = options_;
        options.addresses = std::move(found.addresses);
        if (client_ == nullptr) client_ = std::make_shared<LoadClient>(loop_, std::move(options));
    }
    if (!prefix_.empty()) request.path = Text(prefix_ + request.path.str());
    const bool head = request.method == http::Method::head;
    const std::shared_ptr<LoadClient> client = client_;
    http::Response response = co_await client->send(std::move(request));
    if (response.delivery == http::Delivery::refused) {
        if (client_ == client) client_ = nullptr;
        if (!response.body.empty())
            co_return broken(fmt::format("https://{} is not trusted: {}", options_.host, response.body.view()));
    }
    // A body that ends with its connection is as one in chunks: its length was not said.
    if (!head && !response.broken() && !response.headers.has("Content-Length") && !response.body.empty())
        response.headers.set("Transfer-Encoding", "chunked");
    co_return response;
}

http::Response Upstream::broken(std::string why) {
    if (warn_ && why != warned_) warn_(why);
    warned_ = why;
    http::Response response = http::Response::broken_by(http::Delivery::refused);
    response.body = Text(why);
    return response;
}

}  // namespace wt::front
