#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/gate.hpp"
#include "base/shelf.hpp"
#include "front/byte_server.hpp"
#include "storage/cache/api/nodes.hpp"
#include "storage/cache/caches.hpp"
#include "storage/cache/engine.hpp"

namespace wt::app {

/// Caches on the wire: each that stands on the shelf listens on a loopback port, where clients of Redis find what
/// functions find, behind the same network and faults.
class CacheNodes final : public cache::api::Nodes {
public:
    struct Parts {
        front::Loop& loop;
        cache::Caches& caches;
        /// The ways into the component of that name.
        std::function<std::vector<Gate*>(const std::string& name)> gates;
        std::string address;
        std::shared_ptr<front::Tls> tls;
        /// The Unix socket of the server that has the keys of the component of that name; empty: it has them itself.
        std::function<std::string(const std::string& name)> socket;
    };
    /// All parts outlive this.
    CacheNodes(const Context& context, Parts parts);
    ~CacheNodes() override;

    /// Of each cache that listens; of a cluster's shard its first node and its last.
    [[nodiscard]] std::map<std::string, Places> places() const;
    [[nodiscard]] Places places_of(const std::string& name) const override;

    void want(const std::string& name, Places places, cache::EngineConfig config) override {
        wanted_[name] = {std::move(places), std::move(config)};
    }
    [[nodiscard]] Clients clients_of(const std::string& name, cache::NodeRole role, std::int64_t node) const override;
    void configure(const std::string& name, cache::EngineConfig config) override;
    void resize(const std::string& name, std::vector<Places::Member> members) override;
    void slots_moved(const std::string& name) override;

private:
    struct Wanted {
        Places places;
        cache::EngineConfig config;
    };
    struct Node;
    class Talk;
    void note(const std::string& name, cache::Redis* now);
    struct Listener;
    /// `number`: of a node of a cluster's shard, whose role changes; 0: of none.
    [[nodiscard]] Listener listen(Node& node, const Place& wanted, cache::NodeRole role, std::int64_t number = 0);
    [[nodiscard]] static Places places_of(const Node& node);

    Context context_;
    Parts parts_;
    std::map<std::string, Wanted> wanted_;
    std::map<std::string, std::unique_ptr<Node>> nodes_;
};

}  // namespace wt::app
