#include "storage/rds/instance.hpp"

#include <fmt/format.h>

namespace wt::rds {

Instance::Instance(const Context& context, std::string_view name, const InstanceConfig& config, std::uint64_t member)
    : context_(context),
      config_(config),
      service_times_(context.random(fmt::format("{}.service.{}", name, member))),
      servers_(context.clock, static_cast<std::int64_t>(config.servers)),
      statements_(context.metrics.counter(fmt::format("{}.statements", name))),
      refused_(context.metrics.counter(fmt::format("{}.refused", name))),
      errors_(context.metrics.counter(fmt::format("{}.errors", name))),
      crashes_(context.metrics.counter(fmt::format("{}.crashes", name))),
      connections_gauge_(context.metrics.gauge(fmt::format("{}.connections", name))),
      busy_(context.metrics.gauge(fmt::format("{}.busy", name))),
      wait_(context.metrics.histogram(fmt::format("{}.wait", name))) {
    WT_ASSERT(config.servers > 0);
}

Result<ConnectionLease> Instance::connect() {
    if (!down() && connections_ >= config_.max_connections && config_.on_overload == Overload::crash)
        crash(config_.recovery);
    if (down()) {
        refused_.add();
        return Error{"FATAL: the database system is in recovery mode"};
    }
    if (connections_ >= config_.max_connections) {
        refused_.add();
        return Error{"FATAL: sorry, too many clients already"};
    }
    ++connections_;
    connections_gauge_.add(1, context_.now());
    return ConnectionLease(*this, era_);
}

void Instance::update(const InstanceConfig& config) {
    WT_ASSERT(config.servers > 0);
    servers_.change(static_cast<std::int64_t>(config.servers) - static_cast<std::int64_t>(config_.servers));
    config_ = config;
}

void Instance::crash(Duration recovery) {
    crashes_.add();
    cut(context_.clock.after(recovery));
}

void Instance::cut(Instant up_at) {
    ++era_;
    up_at_ = up_at;
    connections_gauge_.add(-static_cast<double>(connections_), context_.now());
    connections_ = 0;
    // Those in service wake now instead of at the end of it, and let go of their servers; so the queue empties too.
    while (!in_service_.empty()) in_service_.wake_first();
}

Error Instance::failed() {
    errors_.add();
    return Error{"server closed the connection unexpectedly"};
}

Instance::Begin::Begin(Instance& instance, const ConnectionLease* lease)
    : instance_(instance), server_(instance.servers_, instance.context_.clock) {
    if (lease == nullptr) {
        Result<ConnectionLease> opened = instance.connect();
        if (opened) {
            own_connection_ = std::move(*opened);
        } else {
            refusal_ = opened.error();
        }
    } else if (!lease->alive()) {
        refusal_ = instance.failed();
    }
    era_ = instance.era_;
    asked_ = instance.context_.now();
}

Result<Instance::Statement> Instance::Begin::await_resume() {
    if (refusal_) return std::move(*refusal_);
    Semaphore::Place server = server_.await_resume();
    if (era_ != instance_.era_) return instance_.failed();
    instance_.wait_.record(instance_.context_.now() - asked_);
    instance_.statements_.add();
    return Statement(instance_, std::move(server), std::move(own_connection_));
}

Instance::Statement::Statement(Instance& instance, Semaphore::Place server, std::optional<ConnectionLease> own)
    : instance_(&instance), server_(std::move(server)), own_connection_(std::move(own)), era_(instance.era_) {
    instance.busy_.add(1, instance.context_.now());
}

Instance::Statement::~Statement() {
    if (instance_ != nullptr) instance_->busy_.add(-1, instance_->context_.now());
}

Instance::Service Instance::Statement::serve(std::uint64_t draws) {
    Duration time{0};
    for (std::uint64_t i = 0; i < draws; ++i) time += instance_->config_.service.sample(instance_->service_times_);
    Clock& clock = instance_->context_.clock;
    return Service{*instance_, era_, clock.after(time), detail::WaitList::Node(clock)};
}

std::optional<Error> Instance::Statement::outcome(std::optional<Error> error) const {
    if (era_ != instance_->era_) return instance_->failed();
    if (error) instance_->errors_.add();
    return error;
}

std::optional<Error> Instance::Service::await_resume() const {
    if (era == instance.era_) return std::nullopt;
    return instance.failed();
}

}  // namespace wt::rds
