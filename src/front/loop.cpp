#include "front/loop.hpp"

#include <csignal>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace wt::front {

namespace asio = boost::asio;

struct Loop::Reactor {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    asio::steady_timer alarm{io};
    asio::signal_set signals{io};
    std::function<void(int)> on_signal;
};

Loop::Loop(Clock& clock, double scale, std::function<MachineTime()> machine)
    : clock_(clock), time_(clock.now(), scale, std::move(machine)), reactor_(std::make_unique<Reactor>()) {}

Loop::~Loop() = default;

asio::io_context& Loop::io() { return reactor_->io; }

void Loop::run() {
    if (!std::exchange(begun_, true)) time_.restart(clock_.now());
    stopped_ = false;
    reactor_->io.restart();
    while (!stopped_) {
        advance();
        let_flow();
        arm();
        reactor_->io.run_one();
    }
}

void Loop::stop() {
    asio::post(reactor_->io, [this] { stopped_ = true; });
}

void Loop::post(std::function<void()> work) { asio::post(reactor_->io, std::move(work)); }

void Loop::on_signal(std::function<void(int)> callback) {
    reactor_->signals.add(SIGINT);
    reactor_->signals.add(SIGTERM);
    reactor_->on_signal = std::move(callback);
    wait_for_signal();
}

void Loop::wait_for_signal() {
    reactor_->signals.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;
        advance();
        reactor_->on_signal(signal);
        wait_for_signal();
    });
}

void Loop::advance() {
    do {
        clock_.run_until(std::max({clock_.now(), goal_, followed() != nullptr ? followed()->now() : epoch}));
    } while (goal_ > clock_.now());
}

void Loop::let_flow() {
    if (!by_hand_ || flow_.has_value() == (requests_ > 0)) return;
    flow_.reset();
    if (requests_ > 0) flow_.emplace(clock_.now(), time_.scale());
    armed_ = never;
}

void Loop::arm() {
    const Instant next = clock_.next_deadline().value_or(never);
    // An alarm that rings too early does no harm, so only an earlier deadline is worth a system call.
    if (next >= armed_) return;
    armed_ = next;
    // The alarm stands still while the machine sleeps, so one that follows the calendar looks at it now and then.
    const Duration longest = time_.follows_calendar() ? Duration(1s) : Duration(1h);
    reactor_->alarm.expires_after(std::min(followed() != nullptr ? followed()->until(next) : longest, longest));
    reactor_->alarm.async_wait([this](const boost::system::error_code& error) {
        if (!error) armed_ = never;
    });
}

}  // namespace wt::front
