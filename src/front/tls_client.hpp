#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "front/tls.hpp"

struct ssl_ctx_st;

namespace wt::front {

/// The client's end of TLS to one host, whose certificate must be good for its name. Who may sign it are OpenSSL's
/// usual authorities: the machine's, or those that SSL_CERT_FILE and SSL_CERT_DIR name.
class TlsClient {
public:
    enum class Signers : std::uint8_t { authorities, anybody };
    TlsClient(std::string host, Signers signers);

    /// Over that non-blocking socket, which must outlive it. Throws std::runtime_error when OpenSSL has no memory.
    [[nodiscard]] TlsStream connect(int socket);

private:
    struct FreeContext {
        void operator()(ssl_ctx_st* context) const;
    };
    std::string host_;
    std::unique_ptr<ssl_ctx_st, FreeContext> context_;
};

/// Why the other end's certificate is not trusted; empty where it is, or none came.
[[nodiscard]] std::string distrust(const ssl_st* stream);

}  // namespace wt::front
