#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "front/loop.hpp"

namespace wt::front {

/// A connection to a server of this machine's, at a Unix socket: bytes there, bytes back, in the loop's time.
class ByteClient {
public:
    /// Connects at once, as Unix sockets do; throws std::runtime_error, with a sentence, where nobody listens. `heard`:
    /// this has come. `ended`: the server has gone, and nothing comes any more; told once. Both may destroy this. The
    /// loop outlives it.
    ByteClient(Loop& loop, const std::string& path, std::function<void(std::string_view)> heard,
               std::function<void()> ended);
    /// Neither is called any more.
    ~ByteClient();
    ByteClient(const ByteClient&) = delete;
    ByteClient& operator=(const ByteClient&) = delete;

    /// Sends them after what was sent before; where the server does not take them yet, they wait here.
    void send(std::string_view bytes);
    /// How many bytes wait.
    [[nodiscard]] std::size_t waiting() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace wt::front
