#include "front/free_port.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace wt::front {

std::uint16_t free_port(const std::string& address, std::uint16_t wanted) {
    using boost::asio::ip::tcp;
    boost::system::error_code wrong;
    const auto at = boost::asio::ip::make_address(address, wrong);
    if (wrong) return 0;
    boost::asio::io_context none;
    for (const std::uint16_t port : {wanted, std::uint16_t{0}}) {
        tcp::acceptor acceptor(none);
        const tcp::endpoint endpoint(at, port);
        if (acceptor.open(endpoint.protocol(), wrong)) continue;
        acceptor.set_option(boost::asio::socket_base::reuse_address(true), wrong);
        if (acceptor.bind(endpoint, wrong)) continue;
        if (acceptor.listen(1, wrong)) continue;
        return acceptor.local_endpoint(wrong).port();
    }
    return 0;
}

}  // namespace wt::front
