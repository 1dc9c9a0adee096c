#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace wt::front {

struct FreeTlsStream {
    void operator()(ssl_st* stream) const;
};
using TlsStream = std::unique_ptr<ssl_st, FreeTlsStream>;

/// Where a server's certificates come from: an authority that signs one for each name that is asked for, or a
/// certificate that was given.
struct TlsOptions {
    /// The authority's key and certificate, in PEM. Asked once, at the first connection: whoever never uses TLS has
    /// none.
    std::function<std::string()> authority;
    /// Whether a name that a client asks for is ours to answer to; others get a certificate without it.
    std::function<bool(std::string_view name)> is_our_name;
    /// Names that stand in every certificate, besides this machine's usual ones.
    std::string more_names;  // "windtunnel,*.corp.example"
    /// Instead of all that: a chain and its key, in PEM.
    std::string chain;
    std::string key;
};

/// TLS 1.2 and 1.3 for the connections of a server, with HTTP/2 and HTTP/1.1 to choose from (ALPN). `*.localhost` in a
/// certificate is too wide for most clients, so a name that is ours gets a certificate that names it (by SNI), and so
/// does the address that a client has connected to.
class Tls {
public:
    /// Throws std::runtime_error with a sentence when what was given is no chain and its key.
    explicit Tls(TlsOptions options);
    ~Tls();
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;

    /// A server's end over that non-blocking socket, which must outlive it. Throws when the authority is not there.
    [[nodiscard]] TlsStream accept(int socket, const std::string& local_address);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wt::front
