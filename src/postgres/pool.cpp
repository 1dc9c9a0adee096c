#include "postgres/pool.hpp"

#include <algorithm>
#include <utility>

namespace wt::postgres {

Pool::Pool(front::Loop& loop, const std::string& url, std::size_t sessions) : loop_(loop) {
    for (std::size_t i = 0; i < sessions; ++i)
        sessions_.push_back(std::make_shared<Session>(loop, url, [this] { pump(); }));
}

Task<std::shared_ptr<Exchange>> Pool::run(std::vector<Query> queries) {
    const auto exchange = std::make_shared<Exchange>(loop_.clock(), std::move(queries));
    waiting_.push_back(exchange);
    for (const auto& session : sessions_) {
        if (session->state() == Session::State::broken) session->reopen();
    }
    pump();
    co_await exchange->done.wait();
    co_return exchange;
}

void Pool::pump() {
    for (const auto& session : sessions_) {
        // Held by nobody else: whoever waited for it has gone.
        while (!waiting_.empty() && waiting_.front().use_count() == 1) waiting_.pop_front();
        if (waiting_.empty()) return;
        if (session->state() != Session::State::idle) continue;
        std::shared_ptr<Exchange> next = std::move(waiting_.front());
        waiting_.pop_front();
        session->carry(std::move(next));
    }
    const bool hopeless = std::all_of(sessions_.begin(), sessions_.end(),
                                      [](const auto& session) { return session->state() == Session::State::broken; });
    if (!hopeless) return;
    while (!waiting_.empty()) {
        waiting_.front()->error = sessions_.front()->problem();
        waiting_.front()->done.set();
        waiting_.pop_front();
    }
}

}  // namespace wt::postgres
