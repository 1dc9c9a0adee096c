#pragma once
#include <memory>
#include <string_view>

#include "front/request_reader.hpp"
#include "http/message.hpp"

namespace wt::front {

/// Makes responses of bytes, as a client reads them. Interim answers (1xx) are passed over.
class ResponseReader {
public:
    explicit ResponseReader(std::size_t max_body_bytes);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;

    /// Starts a message: the answer to a request with `method`, for HEAD's has no body.
    void expect(http::Method method);
    /// Reads from the front of `bytes`; returns how many it used, the rest must stand in front of the next call's.
    std::size_t feed(std::string_view bytes);
    /// The peer has closed: completes a message that ends so, fails any other.
    void end_of_stream();

    [[nodiscard]] Progress progress() const;
    /// When `complete`: whether the connection may carry another exchange.
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] http::Response take();

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace wt::front
