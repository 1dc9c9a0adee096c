#include "app/cache_nodes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/scope.hpp"
#include "front/server.hpp"

namespace wt::app {

/// Where clients come in.
struct CacheNodes::Listener {
    [[nodiscard]] Place place() const { return {address, server->port()}; }

    std::string address;
    std::unique_ptr<front::ByteServer> server;
};

/// One cache with its listeners. Conversations go before the engine: the servers stand behind it.
struct CacheNodes::Node {
    Node(const Context& context, std::string of, const Shelf<cache::Redis>::Place& store, cache::EngineConfig config)
        : name(std::move(of)), engine(context, store, std::move(config)) {}

    std::string name;
    cache::Engine engine;
    Instant down_until = epoch;
    Listener primary;
    Listener reader;
};

/// One client's connection: what comes passes the cache's gate, in its order, and then the engine.
class CacheNodes::Talk final : public front::Conversation {
public:
    Talk(CacheNodes& nodes, Node& node, cache::NodeRole role, std::string peer, std::function<void()> wake)
        : nodes_(nodes), node_(node), wake_(wake), session_(node.engine, role, std::move(peer), std::move(wake)) {}

    void take(std::string_view bytes) override {
        Gate* const gate = way_in();
        if ((gate == nullptr || gate->wide_open()) && waiting_.empty() && passing_.running() == 0)
            return session_.feed(bytes);
        waiting_ += bytes;
        if (passing_.running() == 0) passing_.spawn(pass());
    }
    [[nodiscard]] std::string& output() override { return session_.out; }
    [[nodiscard]] bool is_over() const override { return session_.is_over(); }
    [[nodiscard]] bool is_broken() const override { return broken_; }

private:
    [[nodiscard]] Gate* way_in() const {
        const auto gates = nodes_.parts_.gates(node_.name);
        return gates.empty() ? nullptr : gates.front();
    }

    [[nodiscard]] Task<void> pass() {
        while (!waiting_.empty()) {
            const std::string bytes = std::exchange(waiting_, {});
            Gate* const gate = way_in();
            Passage passage = Passage::open;
            std::string code = "ERR injected";
            if (gate != nullptr) {
                passage = co_await gate->enter();
                if (passage == Passage::error && !gate->error_code().empty()) code = gate->error_code();
            }
            switch (passage) {
                case Passage::open: session_.feed(bytes); break;
                case Passage::error: session_.feed_failing(bytes, code); break;
                case Passage::refused:
                case Passage::reset: broken_ = true; break;
            }
            wake_();
        }
    }

    CacheNodes& nodes_;
    Node& node_;
    std::function<void()> wake_;
    cache::Session session_;
    std::string waiting_;
    bool broken_ = false;
    Scope passing_;
};

CacheNodes::CacheNodes(const Context& context, Parts parts) : context_(context), parts_(std::move(parts)) {
    parts_.caches.shelf().watch([this](const std::string& name, const cache::Redis* now) { note(name, now); });
}

CacheNodes::~CacheNodes() = default;

void CacheNodes::note(const std::string& name, const cache::Redis* now) {
    const auto there = nodes_.find(name);
    if (now == nullptr) {
        nodes_.erase(name);
        return;
    }
    if (there != nodes_.end()) return there->second->engine.end_all();
    const Wanted wanted = wanted_[name];
    auto node = std::make_unique<Node>(context_, name, parts_.caches.shelf().place(name), wanted.config);
    node->primary = listen(*node, wanted.places.primary, cache::NodeRole::primary);
    node->reader = listen(*node, wanted.places.reader, cache::NodeRole::replica);
    cache::EngineConfig config = wanted.config;
    config.port = node->primary.server->port();
    node->engine.configure(std::move(config));
    nodes_.emplace(name, std::move(node));
}

CacheNodes::Listener CacheNodes::listen(Node& node, const Place& wanted, cache::NodeRole role) {
    const front::Converse converse = [this, &node, role](std::string peer, std::function<void()> wake) {
        if (context_.now() < node.down_until) return std::unique_ptr<front::Conversation>();
        return std::unique_ptr<front::Conversation>(
            std::make_unique<Talk>(*this, node, role, std::move(peer), std::move(wake)));
    };
    const auto at = [&](const std::string& address, std::uint16_t port) {
        return Listener{address, std::make_unique<front::ByteServer>(parts_.loop, address, port, parts_.tls, converse)};
    };
    std::vector<std::string> addresses{parts_.address};
    if (wanted.port != 0 && parts_.address == "127.0.0.1") {
        if (!wanted.address.empty()) addresses.insert(addresses.begin(), wanted.address);
        for (int i = 2; i < 255; ++i) addresses.push_back(fmt::format("127.0.0.{}", i));
    }
    for (const std::string& address : addresses) {
        try {
            return at(address, wanted.port);
        } catch (const front::ListenError&) {
            continue;  // somebody else has it, or the machine has no such address
        }
    }
    return at(parts_.address, 0);
}

std::map<std::string, CacheNodes::Places> CacheNodes::places() const {
    std::map<std::string, Places> all;
    for (const auto& [name, node] : nodes_) all[name] = {node->primary.place(), node->reader.place()};
    return all;
}

CacheNodes::Places CacheNodes::places_of(const std::string& name) const {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return {};
    return {found->second->primary.place(), found->second->reader.place()};
}

void CacheNodes::configure(const std::string& name, cache::EngineConfig config) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return;
    config.port = found->second->primary.server->port();
    found->second->engine.configure(std::move(config));
}

void CacheNodes::cut(const std::string& name, Instant until) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return;
    found->second->down_until = until;
    found->second->engine.end_all();
}

}  // namespace wt::app
