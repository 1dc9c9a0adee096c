#include <array>
#include <memory>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scenario/component_fields.hpp"
#include "scenario/scenario_fields.hpp"

namespace wt::scenario {

namespace {

/// "/$1" as RE2 writes it.
[[nodiscard]] std::string rewritten(std::string_view text) {
    std::string to;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool group = text[i] == '$' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
        to += group || text[i] == '\\' ? "\\" : "";
        if (!group) to += text[i];
    }
    return to;
}

const Fields<Replay::Rule>& map_rule_fields() {
    using T = Replay::Rule;
    static const Fields<T> fields{
        custom<T>(
            "from", text_shape(),
            [](const Value& value, T& to) {
                auto pattern = std::make_shared<RE2>(std::string(value.text("a regular expression")), RE2::Quiet);
                if (!pattern->ok())
                    return value.problem(fmt::format("expected a regular expression: {}", pattern->error()));
                to.pattern = std::move(pattern);
            },
            "a regular expression on the path")
            .needed(),
        custom<T>(
            "to", text_shape(),
            [](const Value& value, T& to) { to.to = rewritten(value.text("a path, with $1 for its first group")); },
            "what stands there instead; $1 is its first group")
            .needed(),
    };
    return fields;
}

}  // namespace

const Fields<Replay>& replay_fields() {
    using T = Replay;
    static constexpr std::array<std::pair<std::string_view, RecordingFormat>, 5> formats{
        {{"cloudfront", RecordingFormat::cloudfront},
         {"apigateway", RecordingFormat::apigateway},
         {"azure-functions", RecordingFormat::azure_functions},
         {"har", RecordingFormat::har},
         {"vegeta", RecordingFormat::vegeta}}};
    static const Fields<T> fields{
        text<T>("file", &T::file, "beside the scenario; it may be packed with gzip").needed(),
        choice<T>("format", &T::format, formats, "what wrote it").needed(),
        custom<T>(
            "speed", any_shape("factor such as 10x"),
            [](const Value& value, T& to) {
                std::string_view text = value.text("a factor");
                if (text.ends_with('x')) text.remove_suffix(1);
                const auto factor = parse_number(text);
                if (!factor.ok() || *factor < 0.01 || *factor > 100'000)
                    return value.problem("expected a factor from 0.01x to 100000x, such as 10x or 0.5x");
                to.speed = *factor;
            },
            "so many times as fast", "1x"),
        custom<T>(
            "thin", share_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a share", parse_share, [&](double share) {
                    if (share <= 0) return value.problem("expected more than 0%");
                    to.thin = share;
                });
            },
            "only this share of the requests, drawn one by one", "100%"),
        custom<T>(
            "map", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.map.emplace_back();
                    read_object(item, map_rule_fields(), to.map.back());
                });
            },
            "other paths; the first that fits counts", "", infos(map_rule_fields())),
    };
    return fields;
}

}  // namespace wt::scenario
