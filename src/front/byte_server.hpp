#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "front/loop.hpp"
#include "front/tls.hpp"

namespace wt::front {

/// The other end of a connection that speaks a protocol of bytes: it is told what has come, and says what to send.
class Conversation {
public:
    Conversation() = default;
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    virtual ~Conversation() = default;

    virtual void take(std::string_view bytes) = 0;
    /// What is to be sent; what has been is taken off its front.
    [[nodiscard]] virtual std::string& output() = 0;
    /// Once all is sent the connection ends.
    [[nodiscard]] virtual bool is_over() const = 0;
    /// Told once, before anything has come, whether it does over TLS. False: the connection is broken off.
    [[nodiscard]] virtual bool may_come(bool /*over_tls*/) { return true; }
    /// The connection is to be broken off, without a word.
    [[nodiscard]] virtual bool is_broken() const { return false; }
};

/// Begins a conversation with that peer ("127.0.0.1:40000"); null: it is turned away. `wake`: there is something to
/// send, although nothing has come. It may be called when the connection has gone.
using Converse = std::function<std::unique_ptr<Conversation>(std::string peer, std::function<void()> wake)>;

/// A listener for conversations, plain or (told by a connection's first byte) over TLS. A client that does not take its
/// answers is read no further while 1 MiB waits for it, and is cut off at 32 MiB. Its conversations go with it.
class ByteServer {
public:
    /// Listens at once, or throws ListenError; port 0: one that is free. The loop outlives it. `tls`: null for none.
    ByteServer(Loop& loop, const std::string& address, std::uint16_t port, std::shared_ptr<Tls> tls, Converse converse);
    ~ByteServer();
    ByteServer(const ByteServer&) = delete;
    ByteServer& operator=(const ByteServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    static constexpr std::size_t most_connections = 4096;

private:
    struct State;
    class Connection;
    std::shared_ptr<State> state_;
};

}  // namespace wt::front
