#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <thread>

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

    /// All that it says until it ends by itself; or until it is killed (SIGKILL), which is `more` after it has said so
    /// many lines. It is gone afterwards.
    [[nodiscard]] std::string hear(std::size_t lines = std::numeric_limits<std::size_t>::max(),
                                   std::chrono::microseconds more = {}) {
        std::string heard;
        while (lines > 0 && hear_piece(heard, lines)) {
        }
        std::this_thread::sleep_for(more);
        if (lines == 0) kill(process_, SIGKILL);
        while (hear_piece(heard, lines)) {
        }
        reap();
        return heard;
    }

private:
    /// False at its end. Counts `lines` down to zero.
    [[nodiscard]] bool hear_piece(std::string& heard, std::size_t& lines) const {
        std::array<char, 4096> piece{};
        const ssize_t size = ::read(said_, piece.data(), piece.size());
        if (size <= 0) return false;
        const std::string_view text(piece.data(), static_cast<std::size_t>(size));
        heard += text;
        lines -= std::min(lines, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
        return true;
    }
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
