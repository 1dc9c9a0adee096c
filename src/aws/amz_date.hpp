#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::aws {

/// A moment as signatures write it, in whole seconds: "20150830T123600Z". Its first eight characters are its date.
class AmzDate {
public:
    AmzDate() : AmzDate(epoch) {}
    /// Between 1970 and 2262.
    explicit AmzDate(Instant moment);
    /// Nothing for any other form, and for what is no date between 1970 and 2200.
    [[nodiscard]] static std::optional<AmzDate> parse(std::string_view text);

    [[nodiscard]] Instant moment() const { return moment_; }
    [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }
    [[nodiscard]] std::string_view date() const { return text().substr(0, 8); }

private:
    Instant moment_;
    std::array<char, 16> text_;
};

/// "2015-08-30T12:36:00Z", as errors tell the time.
[[nodiscard]] std::string iso_date(Instant moment);

}  // namespace wt::aws
