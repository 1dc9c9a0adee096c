#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wt::mariadb {

/// A connection to a server by its Unix socket, for an account without a password: MySQL's protocol, version 10, as far
/// as statements and their texts need it. Its calls wait, a minute at most for each part of an answer.
class Connection {
public:
    Connection(const std::string& socket, std::string_view user);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    [[nodiscard]] bool is_open() const { return open_; }

    using Row = std::vector<std::optional<std::string>>;
    struct Rows {
        std::vector<std::string> columns;
        std::vector<Row> rows;
        /// Of the first row; empty for NULL, and where there is none.
        [[nodiscard]] std::string text(std::string_view column) const;
    };
    /// Runs one statement. Throws std::runtime_error with the server's sentence.
    Rows run(std::string_view sql);
    /// As run(), and false where the server refuses.
    bool tries(std::string_view sql);

private:
    /// The next packet's payload; none: the connection has ended.
    [[nodiscard]] std::optional<std::string> read();
    [[nodiscard]] bool read_bytes(char* to, std::size_t size);
    [[nodiscard]] bool send(std::string_view payload);
    [[nodiscard]] bool log_in(std::string_view user);

    int socket_ = -1;
    bool open_ = false;
    std::uint8_t sequence_ = 0;
};

/// As a literal in a statement.
[[nodiscard]] std::string literal(std::string_view text);
/// As a name in a statement.
[[nodiscard]] std::string identifier(std::string_view name);

}  // namespace wt::mariadb
