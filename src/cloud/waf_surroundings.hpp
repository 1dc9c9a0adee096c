#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "edge/waf/api/surroundings.hpp"
#include "gateway/api/catalogue.hpp"
#include "identity/api/catalogue.hpp"
#include "logs/log_groups.hpp"
#include "stack/stack.hpp"

namespace wt::cloud {

/// What the account's web ACLs may protect, and where their logs go: REST APIs' stages and user pools; log groups,
/// buckets, and the stack's delivery streams.
class WafSurroundings final : public edge::waf::api::Surroundings {
public:
    /// All of it outlives this.
    struct Parts {
        stack::Stack& stack;
        gateway::api::Catalogue& apis;
        identity::Catalogue& pools;
        logs::LogGroups& groups;
        Duration log_interval;  // how long what goes into buckets is gathered
    };
    WafSurroundings(const Context& context, const Parts& parts);
    ~WafSurroundings() override;

    [[nodiscard]] std::optional<edge::waf::Protected> resource(const aws::AccountRegion& place,
                                                               const std::string& arn) override;
    void guard(const std::string& arn, const std::string& plane) override;
    [[nodiscard]] std::string guarding(const std::string& arn) override;
    [[nodiscard]] std::optional<std::string> refuse_log(const aws::AccountRegion& place,
                                                        const std::string& destination) override;
    void log(const Log& of, std::string record) override;

    /// The web ACL before a user pool; null: none. Valid until the next await.
    [[nodiscard]] edge::waf::WebAcl* before_pool(std::string_view id) const;
    [[nodiscard]] bool guards_pools() const { return !pool_guards_.empty(); }

private:
    /// A log group's events on their way to it.
    struct Waiting {
        aws::AccountRegion place;
        std::string group;
        std::string stream;
        std::vector<logs::InputEvent> events;
    };
    void write_all();
    [[nodiscard]] Task<void> write_soon();
    [[nodiscard]] Task<void> deliver(std::string stream, Text record);
    [[nodiscard]] Task<void> write_objects_soon();
    [[nodiscard]] Task<void> write_object(std::string bucket, std::string key, Text object);

    Context context_;
    stack::Stack& stack_;
    gateway::api::Catalogue& apis_;
    identity::Catalogue& pools_;
    std::map<std::string, std::string, std::less<>> pool_guards_;  // web ACLs where they stand, by the pool's id
    logs::LogGroups& groups_;
    std::map<std::string, Waiting> waiting_;  // by destination and stream
    struct Object {
        std::string bucket;
        std::string key;  // without its last part
        std::string name;
        std::string records;
    };
    std::map<std::string, Object> objects_;  // by destination and key
    Duration log_interval_;
    Random ids_;
    bool objects_soon_ = false;  // write_objects_soon() waits
    Counter& lost_;
    bool soon_ = false;  // write_soon() waits
    Scope writing_;
};

}  // namespace wt::cloud
