#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wt::aws {

/// A place in a text of CBOR (RFC 8949), which moves from one head to the next. It looks at no byte behind the end, and
/// keeps nothing. Reading goes on only after success.
class CborCursor {
public:
    enum class Major : std::uint8_t { natural, negative, bytes, text, list, map, tag, simple };
    /// What an item begins with.
    struct Head {
        Major major = Major::simple;
        /// 0 to 23: the argument itself; 24 to 27: it follows in 1, 2, 4 or 8 bytes; 31: no length is said.
        std::uint8_t info = 0;
        std::uint64_t argument = 0;

        [[nodiscard]] bool endless() const { return info == 31; }
        /// The end of what has no length.
        [[nodiscard]] bool is_break() const { return major == Major::simple && info == 31; }
        /// null, or undefined.
        [[nodiscard]] bool is_null() const { return major == Major::simple && (info == 22 || info == 23); }
    };

    explicit CborCursor(std::string_view bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}

    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool done() const { return at_ == bytes_.size(); }

    /// The next head; none when it is cut off or not well-formed.
    [[nodiscard]] std::optional<Head> head();
    /// Passes the break of a list or a map without a length, if it is there.
    [[nodiscard]] bool pass_break();
    /// The content of a string of bytes or text after its head, in one piece also where it came in several.
    [[nodiscard]] std::optional<std::string> string(const Head& head);
    /// Passes a whole item. False when it is not well-formed, or nested deeper than `deepest`.
    [[nodiscard]] bool skip(std::size_t depth = 0);
    static constexpr std::size_t deepest = 100;

    /// The number that a head of floating point stands for; none for other heads.
    [[nodiscard]] static std::optional<double> floating(const Head& head);

private:
    [[nodiscard]] std::optional<std::string_view> take(std::uint64_t size);

    std::string_view bytes_;
    std::size_t at_;
};

}  // namespace wt::aws
