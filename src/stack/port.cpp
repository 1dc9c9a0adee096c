#include "stack/port.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/gzip.hpp"
#include "storage/rds/write_record.hpp"

namespace wt::stack {

namespace {

using lambda::BackendCall;
using lambda::BackendReply;
using lambda::Connection;
using lambda::Operation;

[[nodiscard]] BackendReply found(std::optional<Text> value) {
    BackendReply reply;
    if (value) {
        reply.value = std::move(*value);
    } else {
        reply.outcome = BackendReply::Outcome::missing;
    }
    return reply;
}

/// A database connection, as an execution environment keeps it.
struct DatabaseConnection final : Connection {
    explicit DatabaseConnection(rds::ConnectionLease opened) : lease(std::move(opened)) {}
    rds::ConnectionLease lease;
};

[[nodiscard]] const rds::ConnectionLease* lease_of(const Connection* connection) {
    return connection == nullptr ? nullptr : &static_cast<const DatabaseConnection*>(connection)->lease;
}

}  // namespace

Task<bool> is_open(Gate& gate) {
    const Passage passage = gate.wide_open() ? Passage::open : co_await gate.enter();
    co_return passage == Passage::open;
}

Port::Port(const Context& context, std::string name, Latency latency)
    : context_(context),
      name_(std::move(name)),
      gate_(context, name_ + ".network", std::move(latency)),
      identity_(hash_bytes(name_ + ".network")) {}

/// One call inside one backend, counted in and out however it ends.
class Port::Visit {
public:
    explicit Visit(Port& port) : port_(port), arrived_(port.context_.now()) {
        ++port.flow_.in;
        port.flow_.concurrency.set(static_cast<double>(++port.flow_.in_flight), arrived_);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() {
        port_.flow_.concurrency.set(static_cast<double>(--port_.flow_.in_flight), port_.context_.now());
        if (!ended_) ++port_.flow_.cancelled;
    }
    void end(const BackendReply& reply, std::uint64_t number) {
        ended_ = true;
        const Instant now = port_.context_.now();
        port_.flow_.latency.record(now - arrived_);
        port_.took(reply, now - arrived_);
        switch (reply.outcome) {
            case BackendReply::Outcome::done: ++port_.flow_.answered; break;
            case BackendReply::Outcome::missing: ++port_.flow_.passed_on; break;
            case BackendReply::Outcome::failed: ++port_.flow_.refused; break;
        }
        port_.context_.digest.add(now, port_.identity_, static_cast<std::uint64_t>(reply.outcome), number);
    }

private:
    Port& port_;
    Instant arrived_;
    bool ended_ = false;
};

BackendReply Port::failure(std::string error) {
    BackendReply reply;
    reply.outcome = BackendReply::Outcome::failed;
    reply.error = std::move(error);
    return reply;
}

BackendReply Port::unsupported() const { return failure(fmt::format("{} does not know this operation", name_)); }

std::string Port::unresolved() const { return fmt::format("getaddrinfo ENOTFOUND {}", name_); }

rds::Write Port::write_of(const BackendCall& call) {
    rds::Write write;
    write.kind = call.removes || call.operation == Operation::remove ? rds::Write::Kind::remove : rds::Write::Kind::put;
    write.id = call.key;
    write.body = call.value;
    write.number = call.request_number;
    return write;
}

std::string Port::refusal(Passage passage) const {
    switch (passage) {
        case Passage::refused: return fmt::format("connect ECONNREFUSED: {} refused the connection", name_);
        case Passage::reset: return fmt::format("read ECONNRESET: {} closed the connection", name_);
        case Passage::error: return fmt::format("{}: {} (injected fault)", name_, gate_.error_code());
        case Passage::open: break;
    }
    return {};
}

Task<BackendReply> Port::call(BackendCall call, Connection* connection) {
    Visit visit(*this);
    const std::uint64_t number = call.request_number;
    BackendReply reply;
    Passage passage = Passage::open;
    if (!gate_.wide_open()) {
        const Duration way = gate_.draw_way();
        expect(call, connection);
        if (way > Duration::zero()) co_await context_.clock.sleep_for(way);
        if (gate_.faulty()) passage = co_await gate_.arrive();
    }
    if (passage == Passage::open) {
        reply = co_await perform(std::move(call), connection);
    } else {
        reply = failure(refusal(passage));
        // An injected throttle counts as the component's own do.
        if (passage == Passage::error && gate_.error_code() == "ProvisionedThroughputExceededException") {
            for (Metrics::Entry* entry : context_.metrics.find(name_ + ".throttled")) {
                if (auto* counter = std::get_if<Counter>(&entry->metric)) counter->add();
            }
        }
    }
    visit.end(reply, number);
    co_return reply;
}

Task<BackendReply> RedisPort::perform(BackendCall call, Connection*) {
    if (stands_ == nullptr) co_return failure(unresolved());
    if (stands_->is_down()) co_return failure(refusal(Passage::refused));
    if (stands_->server() != nullptr) co_return co_await ask(std::move(call));
    switch (call.operation) {
        case Operation::get: co_return found(stands_->get(call.key));
        case Operation::set: stands_->set(call.key, call.value); break;
        case Operation::del: stands_->del(call.key); break;
        default: co_return unsupported();
    }
    if (!stands_->is_sync() || stands_->safe_at() <= clock().now()) co_return BackendReply{};
    const std::uint64_t cuts = stands_->cuts();
    co_await clock().sleep_until(stands_->safe_at());
    if (stands_ == nullptr || stands_->cuts() != cuts) co_return failure(refusal(Passage::reset));
    co_return BackendReply{};
}

Task<BackendReply> RedisPort::ask(BackendCall call) {
    std::vector<Text> words;
    switch (call.operation) {
        case Operation::get: words = {Text("GET"), call.key}; break;
        case Operation::set:
            words = {Text("SET"), call.key, call.value, Text("PX"),
                     Text(fmt::format("{}", std::max<std::int64_t>(1, stands_->config().ttl / 1ms)))};
            break;
        case Operation::del: words = {Text("DEL"), call.key}; break;
        default: co_return unsupported();
    }
    const std::uint64_t cuts = stands_->cuts();
    Result<std::optional<Text>> answer = co_await stands_->server()->ask(std::move(words));
    if (stands_ == nullptr || stands_->cuts() != cuts) co_return failure(refusal(Passage::reset));
    if (!answer.ok()) co_return failure(answer.error().message);
    if (call.operation != Operation::get) co_return BackendReply{};
    (answer->has_value() ? stands_->hits() : stands_->misses()).add();
    co_return found(std::move(*answer));
}

namespace {

/// What a handler reads of an object at most: more than it can answer with.
constexpr std::uint64_t most_read = 6'291'557;

}  // namespace

Task<BackendReply> BucketPort::perform(BackendCall call, Connection*) {
    using Kind = s3::PrefixLimits::Kind;
    const bool reads = call.operation == Operation::get;
    if (!reads && call.operation != Operation::put) co_return unsupported();
    if (!archive_.admit(reads ? Kind::read : Kind::write, call.key)) {
        co_return failure("SlowDown: Please reduce your request rate.");
    }
    if (reads) {
        const s3::VersionRef version = archive_.current(call.key);
        const std::uint64_t size = version == nullptr ? 0 : version->size;
        // Who loads an object needs all of it.
        const std::uint64_t most = call.by_size ? most_read : std::numeric_limits<std::uint64_t>::max();
        Result<std::optional<Text>> object = co_await archive_.get(call.key.str(), most);
        if (const Duration takes = archive_.transfer(size); call.by_size && object.ok() && takes > Duration::zero())
            co_await clock().sleep_for(takes);
        co_return object.ok() ? found(std::move(*object)) : failure(object.error().message);
    }
    s3::Filling filling;
    if (call.padding > 0) {
        if (spaces_.empty()) spaces_ = Text(std::string(store::Store::small_blob, ' '));
        filling.piece = spaces_;
        filling.size = call.padding;
    }
    if (const Duration takes = archive_.transfer(call.value.size() + call.padding);
        call.by_size && takes > Duration::zero())
        co_await clock().sleep_for(takes);
    const auto kept = co_await archive_.put(call.key.str(), call.value, std::move(filling));
    co_return kept.ok() ? BackendReply{} : failure(kept.error().message);
}

PrimaryPort::PrimaryPort(const Context& context, std::string name, Latency latency, const Place& stands)
    : Port(context, name, std::move(latency)), stands_(stands), reads_(context.metrics.counter(name + ".reads")) {}

Task<Result<std::unique_ptr<Connection>>> PrimaryPort::connect() { return connect_to(stands_); }

Task<BackendReply> PrimaryPort::perform(BackendCall call, Connection* connection) {
    if (stands_ == nullptr) co_return failure(unresolved());
    if (call.operation == Operation::select) {
        reads_.add();
        const auto row = co_await stands_->select(call.key, lease_of(connection));
        co_return row.ok() ? found(*row) : failure(row.error().message);
    }
    if (call.operation == Operation::apply) co_return co_await load(std::move(call), connection);
    if (call.operation != Operation::insert && call.operation != Operation::update &&
        call.operation != Operation::remove) {
        co_return unsupported();
    }
    std::vector<rds::Write> writes{write_of(call)};
    const auto written = co_await stands_->apply(writes, lease_of(connection));
    if (!written.ok()) co_return failure(written.error().message);
    acknowledge(writes);
    co_return BackendReply{};
}

void PrimaryPort::acknowledge(const std::vector<rds::Write>& writes) {
    if (!remembers_) return;
    for (const rds::Write& write : writes) {
        std::uint64_t& last = acknowledged_[write.id];
        last = std::max(last, write.number);
    }
}

std::uint64_t PrimaryPort::acknowledged_but_gone() const {
    if (stands_ == nullptr) return 0;
    return static_cast<std::uint64_t>(std::count_if(acknowledged_.begin(), acknowledged_.end(), [&](const auto& entry) {
        const auto last = stands_->last_write(entry.first);
        return !last || *last < entry.second;
    }));
}

Task<BackendReply> PrimaryPort::load(BackendCall call, Connection* connection) {
    if (!call.value.empty()) co_return co_await apply(std::move(call.value), connection);
    const std::string_view place = call.key.view();
    const std::size_t slash = place.find('/');
    for (BucketPort* source : sources_) {
        if (slash == std::string_view::npos || place.substr(0, slash) != source->name()) continue;
        BackendCall fetch;
        fetch.operation = Operation::get;
        fetch.key = Text(place.substr(slash + 1));
        const BackendReply object = co_await source->call(std::move(fetch), nullptr);
        if (object.outcome == BackendReply::Outcome::failed) co_return object;
        if (object.outcome == BackendReply::Outcome::missing) co_return failure(fmt::format("NoSuchKey: {}", place));
        std::optional<Text> records = object.value;
        if (is_gzip(object.value)) records = gunzip(object.value);
        if (!records) co_return failure(fmt::format("{} is no gzip file", place));
        co_return co_await apply(std::move(*records), connection);
    }
    co_return failure(fmt::format("NoSuchBucket: {}", place));
}

Task<BackendReply> PrimaryPort::apply(Text records, Connection* connection) {
    rds::Decoded decoded = rds::decode(records);
    if (stands_ == nullptr) co_return failure(unresolved());
    const auto applied = co_await stands_->apply(decoded.writes, lease_of(connection));
    if (!applied.ok()) co_return failure(applied.error().message);
    acknowledge(decoded.writes);
    co_return BackendReply{};
}

Task<Result<std::unique_ptr<Connection>>> ReplicaPort::connect() { return connect_to(stands_); }

Task<BackendReply> ReplicaPort::perform(BackendCall call, Connection* connection) {
    if (call.operation != Operation::select) co_return unsupported();
    if (stands_ == nullptr) co_return failure(unresolved());
    const auto row = co_await stands_->select(call.key, lease_of(connection));
    co_return row.ok() ? found(*row) : failure(row.error().message);
}

void ReplicaPort::expect(const BackendCall& call, const Connection* connection) const {
    if (connection != nullptr && stands_ != nullptr) stands_->expect(call.key, *lease_of(connection));
}

template <class Instance>
Task<Result<std::unique_ptr<Connection>>> Port::connect_to(const std::shared_ptr<Instance>& place) {
    const Passage passage = gate_.wide_open() ? Passage::open : co_await gate_.enter();
    if (passage != Passage::open) co_return Error{refusal(passage)};
    if (place == nullptr) co_return Error{unresolved()};
    auto opened = place->connect();
    if (!opened.ok()) co_return opened.error();
    std::unique_ptr<Connection> connection = std::make_unique<DatabaseConnection>(std::move(*opened));
    co_return connection;
}

}  // namespace wt::stack
