#include "storage/s3/range.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "storage/s3/errors.hpp"

namespace wt::s3 {

namespace {

constexpr std::string_view unit = "bytes=";

/// Digits alone; what does not fit stands for the largest number.
[[nodiscard]] std::optional<std::uint64_t> number(std::string_view digits) {
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return problem == std::errc() ? value : UINT64_MAX;
}

}  // namespace

Result<std::optional<Span>, aws::Error> resolve_range(std::string_view header, std::uint64_t size) {
    using Answer = Result<std::optional<Span>, aws::Error>;
    const Answer ignored = Answer(std::optional<Span>());
    if (!header.starts_with(unit)) return ignored;
    const std::string_view asked = header.substr(unit.size());
    const std::size_t dash = asked.find('-');
    if (dash == std::string_view::npos) return ignored;
    const auto unsatisfiable = [&] {
        return Answer(aws::Error(errors::invalid_range)
                          .with("ActualObjectSize", std::to_string(size))
                          .with("RangeRequested", std::string(header)));
    };
    const std::optional<std::uint64_t> last = number(asked.substr(dash + 1));
    if (dash == 0) {
        if (!last) return ignored;
        if (*last == 0 || size == 0) return unsatisfiable();
        const std::uint64_t count = std::min(*last, size);
        return Answer(Span{size - count, count});
    }
    const std::optional<std::uint64_t> first = number(asked.substr(0, dash));
    if (!first || (!last && dash + 1 != asked.size())) return ignored;
    if (last && *last < *first) return ignored;
    if (*first >= size) return unsatisfiable();
    return Answer(Span{*first, last ? std::min(*last - *first, size - 1 - *first) + 1 : size - *first});
}

Result<Span, aws::Error> resolve_copy_range(std::string_view header, std::uint64_t size) {
    const std::string_view asked = header.starts_with(unit) ? header.substr(unit.size()) : std::string_view();
    const std::size_t dash = asked.find('-');
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> last;
    if (dash != std::string_view::npos) {
        first = number(asked.substr(0, dash));
        last = number(asked.substr(dash + 1));
    }
    if (!first || !last || *last < *first) {
        return aws::Error(errors::copy_range_form)
            .with("ArgumentName", "x-amz-copy-source-range")
            .with("ArgumentValue", std::string(header));
    }
    if (*first >= size) return aws::Error(errors::copy_range_outside);
    if (*last >= size) {
        return aws::Error(errors::copy_range_beyond, fmt::format("{}{}", errors::copy_range_beyond.message, size))
            .with("ArgumentName", "x-amz-copy-source-range")
            .with("ArgumentValue", std::string(header));
    }
    return Span{*first, *last - *first + 1};
}

}  // namespace wt::s3
