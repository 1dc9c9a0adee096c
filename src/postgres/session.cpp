#include "postgres/session.hpp"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/assert.hpp"

namespace wt::postgres {

namespace asio = boost::asio;
using boost::system::error_code;

/// The loop's own handle of the connection's socket, so that libpq may close its own whenever it wants.
class Session::Socket {
public:
    Socket(front::Loop& loop, PGconn* connection) : descriptor_(loop.io()) {
        const int copy = dup(PQsocket(connection));
        if (copy >= 0) descriptor_.assign(copy);
    }
    template <class Callback>
    void wait(asio::posix::stream_descriptor::wait_type what, std::weak_ptr<Session> session, Callback then) {
        descriptor_.async_wait(what, [session = std::move(session), then](const error_code& error) {
            if (error == asio::error::operation_aborted) return;
            if (const auto alive = session.lock()) then(*alive);
        });
    }

private:
    asio::posix::stream_descriptor descriptor_;
};

Session::Session(front::Loop& loop, std::string url, std::function<void()> changed)
    : loop_(loop), url_(std::move(url)), changed_(std::move(changed)), connection_(PQconnectdb(url_.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) {
        const std::string why = one_line(PQerrorMessage(connection_));
        PQfinish(connection_);
        throw std::runtime_error(fmt::format("PostgreSQL cannot be reached: {}", why));
    }
    begin();
}

Session::~Session() { PQfinish(connection_); }

void Session::begin() {
    socket_ = std::make_unique<Socket>(loop_, connection_);
    WT_ASSERT(PQsetnonblocking(connection_, 1) == 0);
    WT_ASSERT(PQenterPipelineMode(connection_) == 1);
    state_ = State::idle;
}

void Session::carry(std::shared_ptr<Exchange> exchange) {
    WT_ASSERT(state_ == State::idle);
    state_ = State::busy;
    exchange_ = std::move(exchange);
    syncs_left_ = 0;
    bool sent = true;
    for (const Query& query : exchange_->queries) {
        sent = sent && send(connection_, query);
        if (!query.commits) continue;
        sent = sent && PQpipelineSync(connection_) == 1;
        ++syncs_left_;
    }
    WT_ASSERT(syncs_left_ > 0);
    if (!sent) return fail(one_line(PQerrorMessage(connection_)));
    flush();
    if (state_ == State::busy) wait_readable();
}

void Session::flush() {
    const int left = PQflush(connection_);
    if (left < 0) return fail(one_line(PQerrorMessage(connection_)));
    if (left == 0) return;
    socket_->wait(asio::posix::stream_descriptor::wait_write, weak_from_this(), [](Session& session) {
        if (session.state_ == State::busy) session.flush();
    });
}

void Session::wait_readable() {
    socket_->wait(asio::posix::stream_descriptor::wait_read, weak_from_this(), [](Session& session) {
        if (session.state_ == State::busy) session.readable();
    });
}

void Session::readable() {
    if (PQconsumeInput(connection_) == 0) return fail(one_line(PQerrorMessage(connection_)));
    if (!collect()) return wait_readable();
    finish();
}

bool Session::collect() {
    while (syncs_left_ > 0 && PQisBusy(connection_) == 0) {
        PGresult* const result = PQgetResult(connection_);
        if (result == nullptr) continue;  // between two queries
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            --syncs_left_;
            continue;
        }
        Rows rows(result);
        if (!rows.ok() && !exchange_->error) exchange_->error = rows.error();
        exchange_->answers.push_back(std::move(rows));
    }
    return syncs_left_ == 0;
}

void Session::finish() {
    state_ = State::idle;
    const std::shared_ptr<Exchange> exchange = std::exchange(exchange_, nullptr);
    WT_ASSERT(exchange->error || exchange->answers.size() == exchange->queries.size());
    loop_.advance();
    exchange->done.set();
    changed_();
}

void Session::fail(std::string why) {
    state_ = State::broken;
    problem_ = why;
    socket_.reset();
    if (exchange_ != nullptr) {
        const std::shared_ptr<Exchange> exchange = std::exchange(exchange_, nullptr);
        exchange->error = std::move(why);
        exchange->done.set();
    }
    // Soon, not now: whoever asked is still in the middle of it.
    loop_.post([session = weak_from_this()] {
        const auto alive = session.lock();
        if (alive == nullptr) return;
        alive->loop_.advance();
        alive->changed_();
    });
}

void Session::reopen() {
    WT_ASSERT(state_ == State::broken);
    state_ = State::opening;
    if (PQresetStart(connection_) == 0) return fail(one_line(PQerrorMessage(connection_)));
    socket_ = std::make_unique<Socket>(loop_, connection_);
    socket_->wait(asio::posix::stream_descriptor::wait_write, weak_from_this(),
                  [](Session& session) { session.opening(); });
}

void Session::opening() {
    const PostgresPollingStatusType next = PQresetPoll(connection_);
    if (next == PGRES_POLLING_FAILED) return fail(one_line(PQerrorMessage(connection_)));
    if (next == PGRES_POLLING_OK) {
        begin();
        loop_.advance();
        return changed_();
    }
    socket_ = std::make_unique<Socket>(loop_, connection_);
    socket_->wait(next == PGRES_POLLING_READING ? asio::posix::stream_descriptor::wait_read
                                                : asio::posix::stream_descriptor::wait_write,
                  weak_from_this(), [](Session& session) { session.opening(); });
}

}  // namespace wt::postgres
