#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wt::cache {

/// Reads the requests of a Redis client out of its bytes: arrays of bulk strings, and lines. No I/O; takes any bytes.
class RespReader {
public:
    // Redis: PROTO_INLINE_MAX_SIZE, and what a request may have before and after its client has authenticated.
    static constexpr std::size_t longest_line = 64 * 1024;
    static constexpr std::int64_t most_arguments = 1024 * 1024;
    static constexpr std::int64_t longest_argument = 512 * 1024 * 1024;
    static constexpr std::int64_t most_arguments_unknown = 10;
    static constexpr std::int64_t longest_argument_unknown = 16'384;
    /// A whole request; Redis takes a gigabyte.
    static constexpr std::size_t longest_request = std::size_t{768} * 1024 * 1024;

    /// The client has not authenticated yet.
    void set_unknown(bool unknown) { unknown_ = unknown; }

    void add(std::string_view bytes) { buffer_.append(bytes); }
    enum class State : std::uint8_t { complete, incomplete, broken };
    /// The next request; its arguments are valid until the next call of anything here. Of none: no arguments.
    [[nodiscard]] State next(std::vector<std::string_view>& arguments);
    /// Why it is broken: "Protocol error: ...".
    [[nodiscard]] const std::string& problem() const { return problem_; }
    [[nodiscard]] std::size_t waiting() const { return buffer_.size() - begin_; }

private:
    struct Piece {
        std::size_t at;
        std::size_t size;
    };
    [[nodiscard]] State broken(std::string problem);
    /// A line without its end; false when it has not come whole.
    [[nodiscard]] bool line(std::string_view& text);
    [[nodiscard]] State inline_request(std::vector<std::string_view>& arguments);
    void drop_read();

    std::string buffer_;
    std::size_t begin_ = 0;   // of the request
    std::size_t at_ = 0;      // read up to here
    std::int64_t left_ = -1;  // arguments that are to come; -1: the request has not begun
    std::int64_t bulk_ = -1;  // bytes of the argument that is to come; -1: its length is to come
    std::vector<Piece> pieces_;
    std::string problem_;
    bool unknown_ = false;
};

/// Writes answers in RESP2 or RESP3.
class RespWriter {
public:
    RespWriter(std::string& out, int protocol) : out_(out), protocol_(protocol) {}

    void ok() { out_ += "+OK\r\n"; }
    void simple(std::string_view text);
    /// "ERR what is wrong".
    void error(std::string_view text);
    void integer(std::int64_t number) { head(':', number); }
    void bulk(std::string_view bytes);
    void null() { out_ += protocol_ == 3 ? "_\r\n" : "$-1\r\n"; }
    void null_array() { out_ += protocol_ == 3 ? "_\r\n" : "*-1\r\n"; }
    void array(std::size_t size) { head('*', static_cast<std::int64_t>(size)); }
    /// So many pairs follow.
    void map(std::size_t size);
    void set(std::size_t size) { head(protocol_ == 3 ? '~' : '*', static_cast<std::int64_t>(size)); }
    void push(std::size_t size) { head(protocol_ == 3 ? '>' : '*', static_cast<std::int64_t>(size)); }
    void real(double number);
    void verbatim(std::string_view text);

    [[nodiscard]] int protocol() const { return protocol_; }
    void set_protocol(int protocol) { protocol_ = protocol; }
    [[nodiscard]] std::string& out() { return out_; }

private:
    void head(char kind, std::int64_t number);

    std::string& out_;
    int protocol_;
};

/// A double as Redis writes it.
[[nodiscard]] std::string text_of(double number);

}  // namespace wt::cache
