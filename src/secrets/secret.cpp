#include "secrets/secret.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/row_shape.hpp"

namespace wt::secrets {

const aws::Structure& shape_of(aws::Tag<Value>) {
    static const aws::RowShape shape{aws::row_member<&Value::text>("text"), aws::row_member<&Value::binary>("binary")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Version>) {
    static const aws::RowShape shape{aws::row_member<&Version::created>("created"),
                                     aws::row_member<&Version::accessed>("accessed"),
                                     aws::row_member<&Version::stages>("stages")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Secret>) {
    static const aws::RowShape shape{aws::row_member<&Secret::suffix>("suffix"),
                                     aws::row_member<&Secret::created>("created"),
                                     aws::row_member<&Secret::changed>("changed"),
                                     aws::row_member<&Secret::accessed>("accessed"),
                                     aws::row_member<&Secret::rotated>("rotated"),
                                     aws::row_member<&Secret::ends>("ends"),
                                     aws::row_member<&Secret::description>("description"),
                                     aws::row_member<&Secret::key>("key"),
                                     aws::row_member<&Secret::type>("type"),
                                     aws::row_member<&Secret::policy>("policy"),
                                     aws::row_member<&Secret::owner>("owner"),
                                     aws::row_member<&Secret::tags>("tags"),
                                     aws::row_member<&Secret::rotates>("rotates"),
                                     aws::row_member<&Secret::function>("function"),
                                     aws::row_member<&Secret::rules>("rules"),
                                     aws::row_member<&Secret::next_rotation>("next_rotation"),
                                     aws::row_member<&Secret::versions>("versions")};
    return shape;
}

std::string Secret::arn() const {
    return fmt::format("arn:aws:secretsmanager:{}:{}:secret:{}-{}", place.region, place.account, name, suffix);
}

std::string Secret::holder(std::string_view stage) const {
    for (const auto& [id, version] : versions) {
        if (std::find(version.stages.begin(), version.stages.end(), stage) != version.stages.end()) return id;
    }
    return {};
}

void Secret::detach(std::string_view stage) {
    for (auto& [id, version] : versions) std::erase(version.stages, stage);
}

void Secret::attach(std::string_view stage, const std::string& version) {
    const std::string before = holder(stage);
    if (before == version) return;
    detach(stage);
    versions.at(version).stages.emplace_back(stage);
    if (stage == current_stage && !before.empty()) attach(previous_stage, before);
}

std::optional<Duration> period_of(const RotationRulesType& rules) {
    if (rules.automatically_after_days) return 24h * *rules.automatically_after_days;
    if (!rules.schedule_expression) return std::nullopt;
    std::string_view text = *rules.schedule_expression;
    constexpr std::string_view head = "rate(";
    if (!text.starts_with(head) || !text.ends_with(')')) return std::nullopt;
    text.remove_prefix(head.size());
    std::int64_t count = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), count);
    // The API Reference, "RotationRulesType": at most 1000 days.
    if (wrong != std::errc() || count < 1 || count > 24'000) return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit == " hours)" || unit == " hour)") return 1h * count;
    if (unit == " days)" || unit == " day)") return 24h * count;
    return std::nullopt;
}

}  // namespace wt::secrets
