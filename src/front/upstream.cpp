#include "front/upstream.hpp"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>

namespace wt::front {

namespace {

using tcp = boost::asio::ip::tcp;

[[noreturn]] void refuse(std::string_view url, std::string_view why) {
    throw std::runtime_error(fmt::format("the origin {} {}", url, why));
}

[[nodiscard]] LoadClientOptions options_of(Loop& loop, std::string_view url, std::string& prefix) {
    static constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) refuse(url, "is no URL such as http://127.0.0.1:8080");
    std::string_view rest = url.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    prefix = rest.substr(slash);
    while (prefix.ends_with('/')) prefix.pop_back();
    const std::string_view authority = rest.substr(0, slash);
    const std::size_t colon = authority.rfind(':');
    const std::string host(authority.substr(0, colon));
    std::uint16_t port = 80;
    if (colon != std::string_view::npos) {
        const std::string_view digits = authority.substr(colon + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        if (error != std::errc() || end != digits.data() + digits.size()) refuse(url, "has no port that is a number");
    }
    if (host.empty()) refuse(url, "names no host");
    boost::system::error_code error;
    tcp::resolver resolver(loop.io());
    const auto found = resolver.resolve(host, std::to_string(port), error);
    if (error || found.empty()) refuse(url, fmt::format("cannot be found: {}", error.message()));
    LoadClientOptions options;
    options.address = found.begin()->endpoint().address().to_string();
    options.port = port;
    options.host = port == 80 ? host : fmt::format("{}:{}", host, port);
    options.names_itself = false;
    return options;
}

}  // namespace

Upstream::Upstream(Loop& loop, std::string url) : client_(loop, options_of(loop, url, prefix_)) {}

Task<http::Response> Upstream::handle(http::Request&& request, http::Next) {
    if (!prefix_.empty()) request.path = Text(prefix_ + request.path.str());
    request.headers.remove("Host");  // the origin's own name takes its place
    const bool head = request.method == http::Method::head;
    http::Response response = co_await client_.send(std::move(request));
    // A body that ends with its connection is as one in chunks: its length was not said.
    if (!head && !response.broken() && !response.headers.has("Content-Length") && !response.body.empty())
        response.headers.set("Transfer-Encoding", "chunked");
    co_return response;
}

}  // namespace wt::front
