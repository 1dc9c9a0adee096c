#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"

namespace wt::http {

/// Why a body ended before it was whole.
enum class BodyError : std::uint8_t {
    gone,       // the client closed, or took longer than its time
    malformed,  // its framing is broken
    too_large,  // more than the listener takes
};

/// A request's body on its way in, for whoever takes it piece by piece: memory stays bounded however large it is. Made
/// by whoever reads the socket; one consumer. Whoever does not read it to its end may cost the client its connection.
class BodyReader {
public:
    BodyReader() = default;
    BodyReader(const BodyReader&) = delete;
    BodyReader& operator=(const BodyReader&) = delete;
    virtual ~BodyReader() = default;

    /// What Content-Length announced; none for a body in chunks.
    [[nodiscard]] virtual std::optional<std::uint64_t> length() const = 0;
    /// The next piece, in order; an empty one at the end, also when asked again. After an error nothing more comes. One
    /// call at a time.
    [[nodiscard]] virtual Task<Result<Text, BodyError>> next() = 0;
    /// A field that came behind the body, once that has ended; empty when there is none.
    [[nodiscard]] virtual std::string_view trailer(std::string_view /*name*/) const { return {}; }
};

/// Part of an open file. Whoever hands it out keeps the descriptor open as long as the stream lives.
struct FileSlice {
    int descriptor = -1;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// A response's body that is not held in one piece: a large object on its way out, or what is made while it leaves. One
/// consumer.
class BodyStream {
public:
    BodyStream() = default;
    BodyStream(const BodyStream&) = delete;
    BodyStream& operator=(const BodyStream&) = delete;
    virtual ~BodyStream() = default;

    /// The bytes of the whole body, known before its first piece; none: that shows at its end.
    [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
    /// The next piece, in order; an empty one at the end. An error (a broken disk) cuts the connection off: the status
    /// has left already. Of a body without a size it is no mistake of this program: whoever makes it broke off.
    [[nodiscard]] virtual Task<Result<Text>> next() = 0;
    /// When what comes next lies in a file: that part, which then counts as given, so that a socket may be fed without
    /// a way through memory. None: ask next().
    [[nodiscard]] virtual std::optional<FileSlice> take_file() { return std::nullopt; }
};

}  // namespace wt::http
