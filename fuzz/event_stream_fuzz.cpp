// Whatever is told in an event stream is read out of it as it was, by a reader that checks every length and sum.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/crc.hpp"
#include "aws/event_stream.hpp"
#include "base/assert.hpp"

namespace {

using namespace wt;

struct Message {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string payload;
    bool operator==(const Message&) const = default;
};

std::uint64_t number(std::string_view& from, std::size_t bytes) {
    WT_ASSERT(from.size() >= bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | static_cast<unsigned char>(from[i]);
    from.remove_prefix(bytes);
    return value;
}

std::string taken(std::string_view& from, std::uint64_t bytes) {
    WT_ASSERT(from.size() >= bytes);
    std::string text(from.substr(0, bytes));
    from.remove_prefix(bytes);
    return text;
}

/// As the SDKs read one: vnd.amazon.eventstream.
Message read(std::string_view& from) {
    const std::string_view all = from;
    const std::uint64_t size = number(from, 4);
    const std::uint64_t fields = number(from, 4);
    WT_ASSERT(number(from, 4) == aws::crc(aws::Crc::crc32, all.substr(0, 8)));
    WT_ASSERT(size >= 16 + fields && all.size() >= size);
    Message message;
    std::string_view left = from.substr(0, fields);
    from.remove_prefix(fields);
    while (!left.empty()) {
        std::string name = taken(left, number(left, 1));
        WT_ASSERT(number(left, 1) == 7);  // a text
        std::string value = taken(left, number(left, 2));
        message.headers.emplace_back(std::move(name), std::move(value));
    }
    message.payload = taken(from, size - 16 - fields);
    WT_ASSERT(number(from, 4) == aws::crc(aws::Crc::crc32, all.substr(0, size - 4)));
    return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto part = [&] {
        const std::size_t length = input.empty() ? 0 : static_cast<unsigned char>(input.front());
        input.remove_prefix(std::min<std::size_t>(1, input.size()));
        std::string text(input.substr(0, length));
        input.remove_prefix(text.size());
        return text;
    };
    std::string stream;
    std::vector<Message> told;
    while (!input.empty()) {
        const unsigned kind = static_cast<unsigned char>(input.front()) % 4;
        input.remove_prefix(1);
        const std::string first = part();
        const std::string second = part();
        const std::string payload = part();
        switch (kind) {
            case 0:
                aws::append_event(stream, first, second, payload);
                told.push_back({{{":message-type", "event"}, {":event-type", first}}, payload});
                if (!second.empty()) told.back().headers.emplace_back(":content-type", second);
                break;
            case 1:
                aws::append_error(stream, first, second);
                told.push_back({{{":message-type", "error"}, {":error-code", first}, {":error-message", second}}, {}});
                break;
            case 2:
                aws::append_message(stream, {{first, second}, {second, first}}, payload);
                told.push_back({{{first, second}, {second, first}}, payload});
                break;
            default:
                aws::append_message(stream, {}, payload);
                told.push_back({{}, payload});
                break;
        }
    }
    std::string_view left = stream;
    for (const Message& message : told) WT_ASSERT(read(left) == message);
    WT_ASSERT(left.empty());
    return 0;
}
