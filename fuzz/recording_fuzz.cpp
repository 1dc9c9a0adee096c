// Whatever a recording holds: its requests are read, each at a moment that a calendar has, or passed over.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/assert.hpp"
#include "scenario/recording.hpp"

namespace {

class Bytes final : public wt::scenario::Lines {
public:
    explicit Bytes(std::string_view text) : text_(text) {}
    [[nodiscard]] std::optional<std::string_view> next() override {
        if (text_.empty()) return std::nullopt;
        const std::size_t end = std::min(text_.find('\n'), text_.size());
        const std::string_view line = text_.substr(0, end);
        text_.remove_prefix(std::min(end + 1, text_.size()));
        return line;
    }

private:
    std::string_view text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt;
    using namespace wt::scenario;
    if (size == 0) return 0;
    const auto format = static_cast<RecordingFormat>(data[0] % 5);
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    Recording recording(format, [&] { return std::make_unique<Bytes>(text); }, Random(1, "minutes"));
    for (int i = 0; i < 1000; ++i) {
        const auto recorded = recording.next();
        if (!recorded) break;
        WT_ASSERT(recorded->path.starts_with('/') || format == RecordingFormat::cloudfront);
        WT_ASSERT(recorded->at.has_value() == (format != RecordingFormat::vegeta));
        if (recorded->at) WT_ASSERT(*recorded->at >= epoch - 24h && *recorded->at < epoch + 24h * 365 * 140);
    }
    return 0;
}
