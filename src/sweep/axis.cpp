#include "sweep/axis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/random.hpp"

namespace wt::sweep {

namespace {

/// The parts between commas, but for those within brackets and quotes.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts;
    std::string part;
    int depth = 0;
    char quote = '\0';
    for (const char c : text) {
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == '{' || c == '(') {
            ++depth;
        } else if (c == ']' || c == '}' || c == ')') {
            --depth;
        } else if (c == ',' && depth == 0) {
            parts.emplace_back(trimmed(part));
            part.clear();
            continue;
        }
        part += c;
    }
    parts.emplace_back(trimmed(part));
    return parts;
}

struct Number {
    double value;
    int decimals;
    std::string unit;
};

[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
    const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
    const std::size_t point = digits.find('.');
    const int decimals = point == std::string_view::npos ? 0 : static_cast<int>(digits.size() - point - 1);
    return Number{value, decimals, std::string(text.substr(digits.size()))};
}

/// " step 20" or " times 2" after a span; nothing where there is neither.
struct Advance {
    enum class Kind : std::uint8_t { none, step, times };
    Kind kind = Kind::none;
    double by = 0;
    int decimals = 0;
};

[[nodiscard]] Result<Advance> take_advance(std::string_view& text, const std::string& unit) {
    for (const auto& [word, kind] : {std::pair{" step ", Advance::Kind::step}, {" times ", Advance::Kind::times}}) {
        const std::size_t at = text.find(word);
        if (at == std::string_view::npos) continue;
        const std::string_view written = trimmed(text.substr(at + std::string_view(word).size()));
        const auto number = parse_number(written);
        text = trimmed(text.substr(0, at));
        const bool step = kind == Advance::Kind::step;
        if (!number || (!number->unit.empty() && (!step || number->unit != unit)))
            return Error{
                fmt::format("{} is no {}", written,
                            step ? fmt::format("step in {}", unit.empty() ? "numbers" : unit) : std::string("factor"))};
        if (step ? number->value <= 0 : number->value <= 1)
            return Error{fmt::format("a {} must be more than {}", trimmed(word), step ? 0 : 1)};
        return Advance{kind, number->value, number->decimals};
    }
    return Advance{};
}

/// The span that a text begins with; none when it is a list.
[[nodiscard]] Result<std::optional<Span>> parse_span(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return std::optional<Span>();
    const std::string_view first = trimmed(text.substr(0, dots));
    const std::string_view second = trimmed(text.substr(dots + 2));
    const auto from = parse_number(first);
    auto to = parse_number(second);
    if (!from || !to) return std::optional<Span>();
    if (from->unit.empty()) {
        if (!to->unit.empty()) return Error{fmt::format("{} has no unit, and {} has one", first, second)};
    } else if (to->unit != from->unit) {
        return Error{fmt::format("{} and {} are in two units", first, second)};
    }
    if (to->value <= from->value) return Error{fmt::format("{} is not above {}", second, first)};
    return std::optional(Span{from->value, to->value, std::max(from->decimals, to->decimals), from->unit});
}

[[nodiscard]] Result<Axis> parse(std::string_view text) {
    // The first '=' that is outside of quotes ends the path: a route in it may have one.
    std::size_t equals = std::string_view::npos;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size() && equals == std::string_view::npos; ++i) {
        if (quote != '\0') {
            if (text[i] == quote) quote = '\0';
        } else if (text[i] == '"' || text[i] == '\'') {
            quote = text[i];
        } else if (text[i] == '=') {
            equals = i;
        }
    }
    if (equals == std::string_view::npos || trimmed(text.substr(0, equals)).empty())
        return Error{fmt::format(
            "{}: write PATH=VALUES, such as architecture.reader.concurrency.reserved=20..200 step 20", text)};
    Axis axis;
    axis.path = trimmed(text.substr(0, equals));
    axis.text = text;
    std::string_view values = trimmed(text.substr(equals + 1));
    if (values.empty()) return Error{fmt::format("{} has no values", axis.path)};

    const std::size_t dots = values.find("..");
    const std::size_t word = std::min(values.find(" step "), values.find(" times "));
    std::string unit;
    if (dots != std::string_view::npos) {
        if (const auto from = parse_number(trimmed(values.substr(0, dots)))) unit = from->unit;
    }
    std::string_view ends =
        dots != std::string_view::npos && word != std::string_view::npos ? values.substr(0, word) : values;
    auto span = parse_span(trimmed(ends));
    if (!span) return Error{fmt::format("{}: {}", axis.path, span.error().message)};
    if (!*span) {
        axis.values = split_list(values);
        if (std::any_of(axis.values.begin(), axis.values.end(), [](const auto& value) { return value.empty(); }))
            return Error{fmt::format("{} has an empty value", axis.path)};
        return axis;
    }
    axis.span = **span;
    const auto advance = take_advance(values, unit);
    if (!advance) return Error{fmt::format("{}: {}", axis.path, advance.error().message)};
    if (advance->kind == Advance::Kind::none) return axis;
    if (advance->kind == Advance::Kind::times && axis.span->from <= 0)
        return Error{fmt::format("{}: what is multiplied begins above 0", axis.path)};
    axis.span->decimals = std::max(axis.span->decimals, advance->decimals);
    // Half of the last digit: the end belongs to it, whatever the sums rounded to.
    const double end = axis.span->to + 0.5 * std::pow(10.0, -axis.span->decimals);
    double value = axis.span->from;
    for (std::size_t i = 0; value <= end; ++i) {
        if (i == most_points) return Error{fmt::format("{} has more than {} values", axis.path, most_points)};
        axis.values.push_back(axis.span->text(value));
        value = advance->kind == Advance::Kind::step ? axis.span->from + static_cast<double>(i + 1) * advance->by
                                                     : value * advance->by;
    }
    return axis;
}

}  // namespace

std::string Span::text(double value) const {
    std::string number = fmt::format("{:.{}f}", value, decimals);
    if (decimals > 0) {
        while (number.back() == '0') number.pop_back();
        if (number.back() == '.') number.pop_back();
    }
    return number + unit;
}

std::string Axis::short_name() const {
    const std::size_t quote = path.rfind('"');
    const std::size_t dot = path.rfind('.');
    if (dot == std::string::npos || (quote != std::string::npos && quote > dot)) return path;
    return path.substr(dot + 1);
}

Result<Axis> parse_axis(std::string_view text) { return parse(trimmed(text)); }

Result<Axis> parse_search(std::string_view text) {
    Result<Axis> axis = parse(trimmed(text));
    if (axis && (!axis->span || !axis->values.empty()))
        return Error{
            fmt::format("{}: what is looked for lies between two numbers, such as workload.phases.0.rate=100/s..5000/s",
                        axis->path)};
    return axis;
}

Result<std::vector<Settings>> grid(const std::vector<Axis>& axes) {
    std::size_t count = 1;
    for (const Axis& axis : axes) {
        if (axis.values.empty())
            return Error{
                fmt::format("{}: say how far apart its values are (`step 20`, `times 2`), or take --lhs", axis.path)};
        if (count > most_points / axis.values.size())
            return Error{fmt::format("these are more than {} points: take larger steps, or --lhs", most_points)};
        count *= axis.values.size();
    }
    std::vector<Settings> points(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t rest = i;
        points[i].resize(axes.size());
        for (std::size_t a = axes.size(); a-- > 0; rest /= axes[a].values.size())
            points[i][a] = axes[a].values[rest % axes[a].values.size()];
    }
    return points;
}

Result<std::vector<Settings>> latin_hypercube(const std::vector<Axis>& axes, std::size_t count, std::uint64_t seed) {
    if (count > most_points) return Error{fmt::format("at most {} points", most_points)};
    Random random(seed, "sweep.lhs");
    std::vector<Settings> points(count, Settings(axes.size()));
    std::vector<std::size_t> parts(count);
    for (std::size_t a = 0; a < axes.size(); ++a) {
        std::iota(parts.begin(), parts.end(), std::size_t{0});
        for (std::size_t i = count; i > 1; --i) std::swap(parts[i - 1], parts[random.below(i)]);
        for (std::size_t i = 0; i < count; ++i) {
            const double share = (static_cast<double>(parts[i]) + random.uniform()) / static_cast<double>(count);
            const Axis& axis = axes[a];
            if (axis.values.empty()) {
                points[i][a] = axis.span->text(axis.span->from + share * (axis.span->to - axis.span->from));
            } else {
                points[i][a] = axis.values[std::min(
                    static_cast<std::size_t>(share * static_cast<double>(axis.values.size())), axis.values.size() - 1)];
            }
        }
    }
    return points;
}

}  // namespace wt::sweep
