#include "mariadb/connection.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace wt::mariadb {

namespace {

// MariaDB Server documentation, "Connection" and "Result Set Packets".
constexpr std::uint32_t protocol_41 = 1U << 9U;
constexpr std::uint32_t transactions = 1U << 13U;
constexpr std::uint32_t secure_connection = 1U << 15U;
constexpr std::uint32_t plugin_auth = 1U << 19U;
constexpr std::uint32_t longest_packet = (1U << 24U) - 1;
constexpr char utf8mb4_general = 45;
constexpr char query_command = 3;
constexpr char ok_packet = 0;
constexpr char end_packet = '\xfe';
constexpr char error_packet = '\xff';
constexpr auto null_text = 0xfbU;
constexpr std::size_t longest_end_packet = 9;
constexpr timeval longest_wait{60, 0};

[[nodiscard]] std::string little(std::uint32_t number, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8U * static_cast<unsigned>(i)));
    return text;
}

/// Reads a packet from its front; nothing more once it is too short.
class Packet {
public:
    explicit Packet(std::string_view text) : left_(text) {}

    [[nodiscard]] std::uint64_t number(std::size_t bytes) {
        const std::string_view part = take(bytes);
        std::uint64_t value = 0;
        for (std::size_t i = part.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(part[i]);
        return value;
    }
    /// None: NULL.
    [[nodiscard]] std::optional<std::string_view> text() {
        const std::uint64_t first = number(1);
        if (first == null_text) return std::nullopt;
        return take(first < null_text ? first : number(first == 0xfc ? 2 : first == 0xfd ? 3 : 8));
    }
    [[nodiscard]] bool empty() const { return left_.empty(); }

private:
    [[nodiscard]] std::string_view take(std::uint64_t size) {
        const std::string_view part = left_.substr(0, size);
        left_.remove_prefix(part.size());
        return part;
    }
    std::string_view left_;
};

/// An error packet's sentence: after its mark and number, and a "#" with the SQLSTATE.
[[nodiscard]] std::string sentence_of(std::string_view packet) {
    const std::string_view rest = packet.substr(std::min<std::size_t>(3, packet.size()));
    return std::string(rest.starts_with('#') ? rest.substr(std::min<std::size_t>(6, rest.size())) : rest);
}

[[nodiscard]] bool is_end(std::string_view packet) {
    return packet.starts_with(end_packet) && packet.size() < longest_end_packet;
}

}  // namespace

std::string Connection::Rows::text(std::string_view column) const {
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end() || rows.empty()) return {};
    return rows.front()[static_cast<std::size_t>(found - columns.begin())].value_or("");
}

Connection::Connection(const std::string& socket, std::string_view user)
    : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_ < 0 || socket.size() >= sizeof(address.sun_path)) return;
    socket.copy(address.sun_path, sizeof(address.sun_path) - 1);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest_wait, sizeof(longest_wait));
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return;
    open_ = log_in(user);
}

Connection::~Connection() {
    if (socket_ >= 0) ::close(socket_);
}

bool Connection::read_bytes(char* to, std::size_t size) {
    for (std::size_t got = 0; got < size;) {
        const ssize_t part = ::recv(socket_, to + got, size - got, 0);
        if (part <= 0) return false;
        got += static_cast<std::size_t>(part);
    }
    return true;
}

std::optional<std::string> Connection::read() {
    std::string payload;
    for (;;) {
        char head[4];
        if (!read_bytes(head, sizeof(head))) return std::nullopt;
        Packet told({head, sizeof(head)});
        const std::uint64_t size = told.number(3);
        sequence_ = static_cast<std::uint8_t>(told.number(1) + 1);
        const std::size_t before = payload.size();
        payload.resize(before + size);
        if (!read_bytes(payload.data() + before, size)) return std::nullopt;
        if (size < longest_packet) return payload;
    }
}

bool Connection::send(std::string_view payload) {
    if (payload.size() >= longest_packet) return false;
    std::string packet = little(static_cast<std::uint32_t>(payload.size()), 3);
    packet += static_cast<char>(sequence_);
    packet += payload;
    std::string_view left = packet;
    while (!left.empty()) {
        const ssize_t part = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
        if (part <= 0) return false;
        left.remove_prefix(static_cast<std::size_t>(part));
    }
    return true;
}

bool Connection::log_in(std::string_view user) {
    const auto greeting = read();
    if (!greeting || greeting->starts_with(error_packet)) return false;
    const std::uint32_t can = protocol_41 | transactions | secure_connection | plugin_auth;
    std::string answer = little(can, 4) + little(longest_packet, 4) + utf8mb4_general + std::string(23, '\0');
    answer += user;
    answer += '\0';
    answer += '\0';  // no password
    answer += "mysql_native_password";
    answer += '\0';
    if (!send(answer)) return false;
    auto said = read();
    // It may ask for the same again in another way.
    if (said && said->starts_with(end_packet)) {
        if (!send("")) return false;
        said = read();
    }
    return said && said->starts_with(ok_packet);
}

Connection::Rows Connection::run(std::string_view sql) {
    const auto lost = [&] {
        open_ = false;
        return std::runtime_error("MariaDB: the connection was lost");
    };
    sequence_ = 0;
    if (!open_ || !send(query_command + std::string(sql))) throw lost();
    auto packet = read();
    if (!packet) throw lost();
    if (packet->starts_with(error_packet)) throw std::runtime_error(fmt::format("MariaDB: {}", sentence_of(*packet)));
    Rows rows;
    if (packet->starts_with(ok_packet)) return rows;
    const std::uint64_t columns = Packet(*packet).number(1);
    for (std::uint64_t i = 0; i < columns; ++i) {
        packet = read();
        if (!packet) throw lost();
        Packet column(*packet);
        for (int skipped = 0; skipped < 4; ++skipped) (void)column.text();  // catalogue, schema, table twice
        rows.columns.emplace_back(column.text().value_or(""));
    }
    if (!read()) throw lost();  // the end of the columns
    for (packet = read(); packet && !is_end(*packet); packet = read()) {
        if (packet->starts_with(error_packet))
            throw std::runtime_error(fmt::format("MariaDB: {}", sentence_of(*packet)));
        Packet values(*packet);
        Row& row = rows.rows.emplace_back();
        for (std::uint64_t i = 0; i < columns; ++i) {
            const auto value = values.text();
            row.push_back(value ? std::optional<std::string>(*value) : std::nullopt);
        }
    }
    if (!packet) throw lost();
    return rows;
}

bool Connection::tries(std::string_view sql) {
    try {
        (void)run(sql);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::string literal(std::string_view text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') result += '\\';
        result += c;
    }
    return result + "'";
}

std::string identifier(std::string_view name) {
    std::string text = "`";
    for (const char c : name) {
        if (c == '`') text += '`';
        text += c;
    }
    return text + "`";
}

}  // namespace wt::mariadb
