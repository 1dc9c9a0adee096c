#include "app/cache_nodes.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/scope.hpp"
#include "front/byte_client.hpp"
#include "front/server.hpp"
#include "storage/cache/resp.hpp"

namespace wt::app {

namespace {

/// So many bytes that a server does not take, and its client is cut off.
constexpr std::size_t too_much_waits = std::size_t{512} * 1024 * 1024;

}  // namespace

/// Where clients come in.
struct CacheNodes::Listener {
    [[nodiscard]] Place place() const { return server == nullptr ? Place() : Place{address, server->port()}; }

    std::string address;
    std::unique_ptr<front::ByteServer> server;
};

/// One cache with its listeners. Conversations go before the engine: the servers stand behind it.
struct CacheNodes::Node {
    Node(const Context& context, std::string of, const Shelf<cache::Redis>::Place& store, cache::EngineConfig config)
        : name(std::move(of)), engine(context, store, std::move(config)) {}

    std::string name;
    cache::Engine engine;
    Listener primary;
    Listener reader;
    std::map<std::int64_t, Listener> members;  // of a cluster's shard, in place of the two

    /// Where it listens, in what it is told of itself.
    void configure(cache::EngineConfig config) {
        if (primary.server != nullptr) {
            config.address = primary.address;
            config.port = primary.server->port();
            config.reader_address = reader.address;
            config.reader_port = reader.server->port();
        }
        engine.configure(std::move(config));
    }
};

/// One client's connection: what comes passes the cache's gate, in its order, and then the engine; or, request by
/// request, a connection of its own to the server that has the keys, whose answers are handed back as they are. (An
/// injected error overtakes answers that are still under way from there.)
class CacheNodes::Talk final : public front::Conversation {
public:
    Talk(CacheNodes& nodes, Node& node, cache::NodeRole role, std::int64_t number, std::string peer,
         std::function<void()> wake)
        : nodes_(nodes),
          node_(node),
          wake_(wake),
          session_(node.engine, role, std::move(peer), std::move(wake), number) {
        const std::string socket = nodes_.parts_.socket(node_.name);
        if (socket.empty()) return;
        server_ = std::make_unique<front::ByteClient>(
            nodes_.parts_.loop, socket,
            [this](std::string_view answers) {
                session_.out += answers;
                wake_();
            },
            [this] {
                gone_ = true;
                wake_();
            });
    }

    void take(std::string_view bytes) override {
        Gate* const gate = way_in();
        const cache::Redis* const redis = node_.engine.store();
        const bool hears_at_once = redis == nullptr || !redis->is_sync();
        if (hears_at_once && (gate == nullptr || gate->wide_open()) && waiting_.empty() && passing_.running() == 0)
            return server_ == nullptr ? session_.feed(bytes) : (void)feed(whole(bytes));
        waiting_ += bytes;
        if (passing_.running() == 0) passing_.spawn(pass());
    }
    [[nodiscard]] std::string& output() override { return held_back_ ? nothing_ : session_.out; }
    [[nodiscard]] bool may_come(bool over_tls) override {
        const auto wanted = node_.engine.config().over_tls;
        return !wanted || nodes_.parts_.tls == nullptr || *wanted == over_tls;
    }
    [[nodiscard]] bool is_over() const override { return gone_ || session_.is_over(); }
    [[nodiscard]] bool is_broken() const override { return broken_; }

private:
    [[nodiscard]] Gate* way_in() const {
        const auto gates = nodes_.parts_.gates(node_.name);
        return gates.empty() ? nullptr : gates.front();
    }

    /// What can be handed on: for a server, requests that have come whole.
    [[nodiscard]] std::string_view whole(std::string_view bytes) {
        if (server_ == nullptr) return bytes;
        requests_.clear();
        reader_.add(bytes);
        std::vector<std::string_view> arguments;
        cache::RespReader::State state = reader_.next(arguments);
        for (; state == cache::RespReader::State::complete; state = reader_.next(arguments)) {
            if (arguments.empty()) continue;
            cache::RespWriter writer(requests_, 2);
            writer.array(arguments.size());
            for (const std::string_view argument : arguments) writer.bulk(argument);
        }
        if (state == cache::RespReader::State::broken) {
            cache::RespWriter(session_.out, 2).error("ERR " + reader_.problem());
            gone_ = true;
        }
        return requests_;
    }

    /// When the client may hear of it.
    [[nodiscard]] Instant feed(std::string_view bytes) {
        if (server_ != nullptr) {
            server_->send(bytes);
            broken_ = broken_ || server_->waiting() > too_much_waits;
            return epoch;
        }
        const cache::Redis* redis = node_.engine.store();
        const std::uint64_t before = redis == nullptr ? 0 : redis->changes();
        session_.feed(bytes);
        redis = node_.engine.store();
        return redis != nullptr && redis->is_sync() && redis->changes() != before ? redis->safe_at() : epoch;
    }

    [[nodiscard]] Task<void> pass() {
        while (!waiting_.empty()) {
            const std::string come = std::exchange(waiting_, {});
            const std::string bytes(whole(come));
            if (bytes.empty()) {
                wake_();
                continue;
            }
            Gate* const gate = way_in();
            Passage passage = Passage::open;
            std::string code = "ERR injected";
            if (gate != nullptr) {
                passage = co_await gate->enter();
                if (passage == Passage::error && !gate->error_code().empty()) code = gate->error_code();
            }
            switch (passage) {
                case Passage::open: {
                    const Instant safe = feed(bytes);
                    if (safe <= nodes_.context_.now()) break;
                    held_back_ = true;
                    co_await nodes_.context_.clock.sleep_until(safe);
                    held_back_ = false;
                    break;
                }
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
    std::string nothing_;
    bool held_back_ = false;  // what was written is not safe yet
    bool broken_ = false;
    bool gone_ = false;  // the server has ended the conversation
    cache::RespReader reader_;
    std::string requests_;
    std::unique_ptr<front::ByteClient> server_;
    Scope passing_;
};

CacheNodes::CacheNodes(const Context& context, Parts parts) : context_(context), parts_(std::move(parts)) {
    parts_.caches.shelf().watch([this](const std::string& name, cache::Redis* now) { note(name, now); });
}

CacheNodes::~CacheNodes() = default;

void CacheNodes::note(const std::string& name, cache::Redis* now) {
    const auto there = nodes_.find(name);
    if (now == nullptr) {
        // The scenario's comes back where it was.
        if (there != nodes_.end() && !name.starts_with("arn:")) wanted_[name].places = places_of(*there->second);
        nodes_.erase(name);
        return;
    }
    now->when_cut([this, name] {
        const auto found = nodes_.find(name);
        if (found != nodes_.end()) found->second->engine.end_all();
    });
    if (there != nodes_.end()) return there->second->engine.end_all();
    const Wanted wanted = wanted_[name];
    auto node = std::make_unique<Node>(context_, name, parts_.caches.shelf().place(name), wanted.config);
    if (wanted.config.cluster == nullptr) {
        node->primary = listen(*node, wanted.places.primary, cache::NodeRole::primary);
        node->reader = listen(*node, wanted.places.reader, cache::NodeRole::replica);
        node->configure(wanted.config);
    }
    nodes_.emplace(name, std::move(node));
    if (wanted.config.cluster != nullptr) resize(name, wanted.places.members);
}

CacheNodes::Listener CacheNodes::listen(Node& node, const Place& wanted, cache::NodeRole usual, std::int64_t number) {
    const front::Converse converse = [this, &node, usual, number](std::string peer, std::function<void()> wake) {
        const cache::Redis* const redis = node.engine.store();
        if (redis == nullptr || redis->is_down()) return std::unique_ptr<front::Conversation>();
        const cache::NodeRole role = number == 0 ? usual : node.engine.role_of(number);
        try {
            return std::unique_ptr<front::Conversation>(
                std::make_unique<Talk>(*this, node, role, number, std::move(peer), std::move(wake)));
        } catch (const std::runtime_error&) {
            return std::unique_ptr<front::Conversation>();  // the server has gone
        }
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
    for (const auto& [name, node] : nodes_) {
        Places& places = all[name] = places_of(*node);
        if (places.members.empty()) continue;
        places.primary = places.members.front().place;
        places.reader = places.members.back().place;
    }
    return all;
}

CacheNodes::Places CacheNodes::places_of(const Node& node) {
    Places places{node.primary.place(), node.reader.place(), {}};
    for (const auto& [number, listener] : node.members) places.members.push_back({number, listener.place()});
    return places;
}

CacheNodes::Places CacheNodes::places_of(const std::string& name) const {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return {};
    return places_of(*found->second);
}

CacheNodes::Clients CacheNodes::clients_of(const std::string& name, cache::NodeRole role, std::int64_t node) const {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return {};
    const cache::Engine& engine = found->second->engine;
    if (node == 0) return {engine.sessions(role), engine.connections(role), engine.commands(), engine.counts()};
    return {engine.sessions_of(node), engine.connections_of(node), engine.commands(), engine.counts()};
}

void CacheNodes::configure(const std::string& name, cache::EngineConfig config) {
    const auto found = nodes_.find(name);
    if (found != nodes_.end()) found->second->configure(std::move(config));
}

void CacheNodes::resize(const std::string& name, std::vector<Places::Member> members) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return;
    Node& node = *found->second;
    std::erase_if(node.members, [&](const auto& there) {
        return std::none_of(members.begin(), members.end(),
                            [&](const Places::Member& each) { return each.number == there.first; });
    });
    for (const Places::Member& each : members) {
        if (!node.members.contains(each.number))
            node.members.emplace(each.number, listen(node, each.place, cache::NodeRole::replica, each.number));
    }
}

void CacheNodes::slots_moved(const std::string& name) {
    const auto found = nodes_.find(name);
    if (found != nodes_.end()) found->second->engine.slots_moved();
}

}  // namespace wt::app
