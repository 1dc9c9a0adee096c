#include "cloud/open_web.hpp"

#include <algorithm>
#include <exception>

namespace wt::cloud {

Task<std::optional<http::Response>> OpenWeb::ask(std::string url, http::Request request, Duration patience) {
    const std::size_t host = url.find("://");
    const std::size_t slash =
        host == std::string::npos ? host : std::min(url.find_first_of("/?", host + 3), url.size());
    if (slash == std::string::npos) co_return std::nullopt;
    const std::string path = url.substr(slash);
    const std::size_t mark = std::min(path.find('?'), path.size());
    request.path = mark == 0 ? Text("/") : Text(path.substr(0, mark));
    request.query = Text(path.substr(std::min(mark + 1, path.size())));
    http::Hop* server = nullptr;
    try {
        server = &at_(url.substr(0, slash));
    } catch (const std::exception&) {
        server = nullptr;  // it is no URL
    }
    if (server == nullptr) co_return std::nullopt;
    Task<http::Response> asking = server->send(std::move(request));
    std::optional<http::Response> answer =
        co_await Timeout<http::Response>(context_.clock, patience, std::move(asking));
    if (!answer || answer->broken()) co_return std::nullopt;
    co_return answer;
}

}  // namespace wt::cloud
