#include "app/site.hpp"

#include "app/version.hpp"

namespace wt::app {

namespace {

/// Letters drawn from the run's chance: ids in AWS's shapes, the same for the same seed.
[[nodiscard]] std::string draw(Random& random, std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[random.below(letters.size())];
    return text;
}

}  // namespace

front::Site site_of(stack::Stack& stack, const Context& context) {
    Random random = context.random("addresses");
    front::Site site;
    site.version = std::string(version);
    site.metrics = &context.metrics;
    for (const stack::Component& component : stack.architecture().components) {
        site.components.emplace_back(component.name, component.type);
        if (component.type == "cloudfront") {
            site.distribution_id = "E" + draw(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 13);
            site.distribution_domain =
                "d" + draw(random, "abcdefghijklmnopqrstuvwxyz0123456789", 13) + ".cloudfront.net";
            site.viewer_entry = &stack.entry();
        }
        if (const auto* api = std::get_if<gateway::RestApiConfig>(&component.config)) {
            site.api_id = draw(random, "abcdefghijklmnopqrstuvwxyz0123456789", 10);
            site.stage = api->stage;
            site.api_entry = stack.api_entry();
        }
    }
    if (identity::UserPool* users = stack.users()) {
        site.pool_id = users->id();
        site.jwks = [users] { return users->jwks(); };
    }
    return site;
}

}  // namespace wt::app
