#include "front/outbox.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;

/// A larger body is sent from where it lies, a smaller one is copied behind its head.
constexpr std::size_t copied_body = 8 * 1024;

}  // namespace

void Outbox::add(Text body) {
    WT_ASSERT(!has_large_body());
    if (body.size() <= copied_body) {
        text_ += body.view();
    } else {
        body_ = std::move(body);
    }
}

void Outbox::add(http::FileSlice slice) {
    WT_ASSERT(!has_large_body());
    slice_ = slice;
}

Outbox::Written Outbox::write(Transport& transport) {
    Written written = write_texts(transport);
    if (written == Written::all && slice_.size > 0) written = write_slice(transport);
    return written;
}

Outbox::Written Outbox::write_texts(Transport& transport) {
    std::uint64_t in_turn = 0;
    while (written_ < text_.size() + body_.size()) {
        const std::size_t of_text = std::min(written_, text_.size());
        const std::size_t of_body = written_ - of_text;
        boost::system::error_code error;
        // Behind a head that a file follows, the kernel waits for what fills the segment.
        const std::size_t sent = transport.send({asio::const_buffer(text_.data() + of_text, text_.size() - of_text),
                                                 asio::const_buffer(body_.data() + of_body, body_.size() - of_body)},
                                                slice_.size > 0, error);
        written_ += sent;
        in_turn += sent;
        if (error == asio::error::would_block) return Written::blocked;
        if (error && error != asio::error::interrupted) return Written::failed;
        if (in_turn >= turn && written_ < text_.size() + body_.size()) return Written::turn_over;
    }
    clear();
    return Written::all;
}

Outbox::Written Outbox::write_slice(Transport& transport) {
    for (std::uint64_t in_turn = 0; slice_.size > 0;) {
        if (in_turn >= turn) return Written::turn_over;
        boost::system::error_code error;
        const std::uint64_t sent = transport.send(slice_, error);
        slice_.offset += sent;
        slice_.size -= sent;
        in_turn += sent;
        if (error == asio::error::would_block) return Written::blocked;
        if (error && error != asio::error::interrupted) return Written::failed;
    }
    return Written::all;
}

void Outbox::clear() {
    text_.clear();
    if (text_.capacity() > copied_body) std::string().swap(text_);
    body_ = Text();
    written_ = 0;
}

}  // namespace wt::front
