#include "base/choice.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt {

namespace {

constexpr std::string_view opening = "choice(";

/// "60%" or "3"; none when it is no weight.
[[nodiscard]] std::optional<double> weight_of(std::string_view text) {
    if (text.ends_with('%')) text.remove_suffix(1);
    double weight = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size() || !(weight > 0 && weight <= 1e9)) return std::nullopt;
    return weight;
}

[[nodiscard]] std::string unquoted(std::string_view text) {
    text = trimmed(text);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return std::string(text);
}

}  // namespace

Choice::Choice(std::vector<Part> parts) : parts_(std::move(parts)) {
    double total = 0;
    for (const Part& part : parts_) up_to_.push_back(total += part.weight);
}

Result<Choice> Choice::parse(std::string_view text) {
    if (!text.starts_with(opening) || !text.ends_with(')')) return Choice({{std::string(text), 1}});
    const std::string_view inside = text.substr(opening.size(), text.size() - opening.size() - 1);
    std::vector<Part> parts;
    std::size_t weighted = 0;
    double percents = 0;
    bool quoted = false;
    std::size_t begin = 0;
    std::size_t colon = std::string_view::npos;  // the last one outside of quotes
    for (std::size_t i = 0; i <= inside.size(); ++i) {
        if (i < inside.size() && inside[i] == '"') quoted = !quoted;
        if (i < inside.size() && (quoted || inside[i] != ',')) {
            if (inside[i] == ':' && !quoted) colon = i;
            continue;
        }
        const auto weight = colon == std::string_view::npos
                                ? std::nullopt
                                : weight_of(trimmed(inside.substr(colon + 1, i - colon - 1)));
        if (weight) ++weighted;
        if (weight && trimmed(inside.substr(colon + 1, i - colon - 1)).ends_with('%')) percents += *weight;
        parts.push_back({unquoted(inside.substr(begin, (weight ? colon : i) - begin)), weight.value_or(1)});
        begin = i + 1;
        colon = std::string_view::npos;
    }
    if (quoted || inside.empty() || (weighted != 0 && weighted != parts.size()))
        return Error{
            fmt::format("expected a choice such as \"choice(gzip: 60%, br: 40%)\", each with a weight or none "
                        "of them, got \"{}\"",
                        text)};
    if (percents > 100.000'001)
        return Error{fmt::format("the shares of \"{}\" are more than 100%: {:g}%", text, percents)};
    return Choice(std::move(parts));
}

std::size_t Choice::draw(Random& random) const {
    if (parts_.size() == 1) return 0;
    const double drawn = random.uniform() * up_to_.back();
    return static_cast<std::size_t>(std::upper_bound(up_to_.begin(), up_to_.end() - 1, drawn) - up_to_.begin());
}

}  // namespace wt
