#include "stack/service_port.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace wt::stack {

namespace {

using lambda::BackendCall;
using lambda::BackendReply;
using lambda::Connection;
using lambda::Operation;

[[nodiscard]] Task<Semaphore::Place> take_place(Semaphore& places) {
    Semaphore::Place place = co_await places.acquire();
    co_return place;
}

}  // namespace

ServicePort::ServicePort(const Context& context, const std::string& name, const ServiceConfig& config)
    : Port(context, name, config.latency),
      own_(context),
      config_(config),
      limit_(limit()),
      draws_(context.random(name + ".answers")),
      calls_(context.metrics.counter(name + ".calls")),
      throttled_(context.metrics.counter(name + ".throttled")),
      errors_(context.metrics.counter(name + ".errors")) {}

std::optional<TokenBucket> ServicePort::limit() const {
    if (!config_.limit) return std::nullopt;
    return TokenBucket(*config_.limit, config_.at_once(), own_.now());
}

void ServicePort::update(const ServiceConfig& config) {
    config_ = config;
    if (limit_ && config.limit) {
        limit_->change(*config.limit, config.at_once(), own_.now());
    } else {
        limit_ = limit();
    }
}

BackendReply ServicePort::answered(int status, std::string_view reason) const {
    BackendReply reply = failure(fmt::format("HTTPError: {} answered {} {}", name(), status, reason));
    reply.status = status;
    return reply;
}

Task<BackendReply> ServicePort::perform(BackendCall call, Connection*) {
    if (call.operation != Operation::call) co_return unsupported();
    calls_.add();
    if (limit_ && !limit_->try_take(own_.now())) {
        throttled_.add();
        co_return answered(429, "Too Many Requests");
    }
    if (config_.errors > 0 && draws_.chance(config_.errors)) {
        errors_.add();
        co_return answered(503, "Service Unavailable");
    }
    co_return BackendReply{};
}

Task<BackendReply> TablePort::perform(BackendCall call, Connection*) {
    std::optional<Error> failed;
    switch (call.operation) {
        case Operation::get: {
            Result<std::optional<Text>> item = table_.get(call.key);
            if (!item.ok()) co_return failure(item.error().message);
            BackendReply reply;
            if (*item) {
                reply.value = std::move(**item);
            } else {
                reply.outcome = BackendReply::Outcome::missing;
            }
            co_return reply;
        }
        case Operation::put:
        case Operation::update:
            failed = call.removes ? table_.remove(call.key) : table_.put(call.key, std::move(call.value));
            break;
        case Operation::remove: failed = table_.remove(call.key); break;
        default: co_return unsupported();
    }
    co_return failed ? failure(std::move(failed->message)) : BackendReply{};
}

/// What an environment has open to the proxy.
struct ProxyPort::Session final : Connection {
    Session(ProxyPort& of, bool is_pinned) : proxy(of), pins(is_pinned) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() override { let_go(); }
    void keep(Own connection, Semaphore::Place taken) {
        own = std::move(connection);
        place = std::move(taken);
        proxy.pinned_.add(1, proxy.own_.now());
    }
    void let_go() {
        if (own == nullptr) return;
        own.reset();
        place.give_back();
        proxy.pinned_.add(-1, proxy.own_.now());
    }
    ProxyPort& proxy;
    bool pins;  // its first statement does
    Own own;    // once it is pinned
    Semaphore::Place place;
};

ProxyPort::ProxyPort(const Context& context, const std::string& name, const rds::ProxyConfig& config,
                     std::uint64_t places, PrimaryPort& database)
    : Port(context, name, config.latency),
      own_(context),
      config_(config),
      places_now_(places),
      database_(database),
      places_(context.clock, static_cast<std::int64_t>(places)),
      draws_(context.random(name + ".pinning")),
      borrows_(context.metrics.counter(name + ".borrows")),
      timeouts_(context.metrics.counter(name + ".borrow.timeouts")),
      borrowed_(context.metrics.gauge(name + ".borrowed")),
      pinned_(context.metrics.gauge(name + ".pinned")),
      wait_(context.metrics.histogram(name + ".borrow.wait")) {}

void ProxyPort::update(const rds::ProxyConfig& config, std::uint64_t places) {
    config_ = config;
    places_.change(static_cast<std::int64_t>(places) - static_cast<std::int64_t>(places_now_));
    places_now_ = places;
}

Task<Result<std::unique_ptr<Connection>>> ProxyPort::connect() {
    const Passage passage = gate().wide_open() ? Passage::open : co_await gate().enter();
    if (passage != Passage::open) co_return Error{refusal(passage)};
    const bool pins = config_.pinning > 0 && draws_.chance(config_.pinning);
    Own session = std::make_unique<Session>(*this, pins);
    co_return session;
}

Task<BackendReply> ProxyPort::perform(BackendCall call, Connection* connection) {
    Session* const session = static_cast<Session*>(connection);
    borrows_.add();
    if (session != nullptr && session->own != nullptr) {
        BackendReply reply = co_await database_.call(std::move(call), session->own.get());
        if (reply.outcome == BackendReply::Outcome::failed) session->let_go();
        co_return reply;
    }
    const Instant asked = own_.now();
    std::optional<Semaphore::Place> place =
        co_await Timeout<Semaphore::Place>(own_.clock, config_.borrow_timeout, take_place(places_));
    wait_.record(own_.now() - asked);
    if (!place) {
        timeouts_.add();
        co_return failure("Timed-out waiting to acquire database connection");
    }
    /// Counts what is taken until it is given back, however that comes.
    struct Held {
        explicit Held(ProxyPort& of) : proxy(of) { proxy.borrowed_.add(1, proxy.own_.now()); }
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;
        ~Held() { proxy.borrowed_.add(-1, proxy.own_.now()); }
        ProxyPort& proxy;
    };
    const Held held(*this);
    Own own;
    if (idle_.empty()) {
        Result<Own> opened = co_await database_.connect();
        if (!opened.ok()) co_return failure(opened.error().message);
        own = std::move(*opened);
    } else {
        own = std::move(idle_.back());
        idle_.pop_back();
    }
    BackendReply reply = co_await database_.call(std::move(call), own.get());
    if (reply.outcome == BackendReply::Outcome::failed) {
        // What the proxy had open to a database that failed is not trusted again, nor is the rest.
        idle_.clear();
        co_return reply;
    }
    if (session != nullptr && session->pins) {
        session->keep(std::move(own), std::move(*place));
    } else {
        idle_.push_back(std::move(own));
    }
    co_return reply;
}

}  // namespace wt::stack
