#pragma once
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <string_view>

#include "catch.hpp"

namespace wt::disk {

/// A copy of this process that does `work`, which says what it has done by write() to the descriptor that it is given.
class Child {
public:
    explicit Child(const std::function<void(int)>& work) {
        std::array<int, 2> ends{};
        REQUIRE(pipe(ends.data()) == 0);
        process_ = fork();
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            close(ends[0]);
            try {
                work(ends[1]);
            } catch (...) {
                _exit(1);  // this is not the process that runs the tests
            }
            _exit(0);
        }
        close(ends[1]);
        said_ = ends[0];
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        reap();
        close(said_);
    }

    /// All that it says until it ends, or until it is killed (SIGKILL) when `life` is over. It is gone afterwards.
    [[nodiscard]] std::string hear(std::chrono::microseconds life) {
        using Time = std::chrono::steady_clock;
        const Time::time_point end = Time::now() + life;
        std::string heard;
        bool killed = false;
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Time::now());
            if (!killed && Time::now() >= end) {
                kill(process_, SIGKILL);
                killed = true;
            }
            pollfd wait{said_, POLLIN, 0};
            if (poll(&wait, 1, killed ? -1 : static_cast<int>(std::max<std::int64_t>(left.count(), 0))) == 0) continue;
            std::array<char, 65536> piece{};
            const ssize_t size = ::read(said_, piece.data(), piece.size());
            if (size <= 0) break;
            heard.append(piece.data(), static_cast<std::size_t>(size));
        }
        reap();
        return heard;
    }

private:
    void reap() {
        if (process_ < 0) return;
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = -1;
    }

    pid_t process_ = -1;
    int said_ = -1;
};

/// Says `line` in a child; whole or not at all.
inline void say(int to, std::string line) {
    line += '\n';
    if (::write(to, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(1);
}

}  // namespace wt::disk
