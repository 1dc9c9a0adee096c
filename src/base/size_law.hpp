#pragma once
#include <cstdint>
#include <string_view>

#include "base/distribution.hpp"
#include "base/literals.hpp"
#include "base/result.hpp"

namespace wt {

/// A law that sizes are drawn from: a distribution whose numbers are bytes.
class SizeLaw {
public:
    SizeLaw() = default;
    /// "2KB", "lognormal(p50=4KB, p99=64KB)": a distribution's words, with sizes in them.
    [[nodiscard]] static Result<SizeLaw> parse(std::string_view text);
    /// The same of whole numbers: "uniform(1, 100)".
    [[nodiscard]] static Result<SizeLaw> parse_numbers(std::string_view text);

    [[nodiscard]] std::uint64_t sample(Random& random) const {
        return static_cast<std::uint64_t>(law_.sample(random).count());
    }
    [[nodiscard]] const std::string& text() const { return law_.text(); }
    [[nodiscard]] friend bool operator==(const SizeLaw& a, const SizeLaw& b) { return a.law_ == b.law_; }

private:
    explicit SizeLaw(Distribution law) : law_(std::move(law)) {}
    Distribution law_;  // a byte for each nanosecond
};

}  // namespace wt
