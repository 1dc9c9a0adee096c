#include "play/real_time.hpp"

#include <fmt/format.h>

namespace wt::play {

std::string needs_real_time(const stack::Architecture& architecture) {
    for (const stack::Component& component : architecture.components) {
        const auto* primary = std::get_if<rds::PrimaryConfig>(&component.config);
        if (primary != nullptr && primary->engine == rds::EngineKind::postgres) {
            return fmt::format(
                "{} has the engine postgres, which a run in the virtual clock cannot wait for: add --clock real, or "
                "--set "
                "architecture.{}.engine=sqlite",
                component.name, component.name);
        }
        const auto* redis = std::get_if<cache::RedisConfig>(&component.config);
        if (redis != nullptr && redis->engine == cache::EngineKind::real) {
            return fmt::format(
                "{} has the engine real, which a run in the virtual clock cannot wait for: add --clock real, or --set "
                "architecture.{}.engine=embedded",
                component.name, component.name);
        }
        const auto* function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function != nullptr && function->code != nullptr) {
            return fmt::format(
                "{} runs a program, which a run in the virtual clock cannot wait for: add --clock real, or say by "
                "`handlers` "
                "or by a `profile` (windtunnel profile record --help) what it does and how long that takes",
                component.name);
        }
        const auto* edge = std::get_if<edge::DistributionConfig>(&component.config);
        if (edge == nullptr) continue;
        for (const std::string& origin : edge::other_origins(*edge)) {
            if (!edge::is_url(origin)) continue;
            return fmt::format(
                "{} has the origin {}, which a run in the virtual clock cannot wait for: add --clock real",
                component.name, origin);
        }
    }
    return {};
}

}  // namespace wt::play
