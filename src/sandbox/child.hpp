#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "front/loop.hpp"

namespace wt::sandbox {

/// What an environment is made of; see keeper/keeper.cpp.
struct Launch {
    bool namespaces = true;
    std::string root;      // an empty folder
    std::string code;      // absolute
    std::string runtimes;  // absolute
    std::uint64_t tmp_bytes = 0;
    std::vector<std::string> layers;
    std::vector<std::string> extensions;   // paths of programs that run beside it
    std::vector<std::string> command;      // its first word is a path
    std::vector<std::string> environment;  // NAME=value
};

/// A keeper with what runs below it, on the loop. Closing it ends all of them; so does the end of this program, however
/// it comes.
class Child : public std::enable_shared_from_this<Child> {
public:
    struct Listener {
        std::function<void(std::string_view message)> message;
        std::function<void(std::string_view bytes)> output;
        std::function<void()> gone;  // the keeper is; nothing more comes
    };
    /// Throws std::system_error; std::errc::operation_not_permitted and the like when the machine has no namespaces for
    /// this user.
    [[nodiscard]] static std::shared_ptr<Child> start(front::Loop& loop, const Launch& launch, Listener listener);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    void order(char what);
    /// What has been written until now is heard of before this returns, but for what is more than a megabyte.
    void drain();
    /// While slow, little is read: whoever writes waits.
    void slow_down(bool slow);
    /// Nobody is told anything any more, and everything ends.
    void close();
    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    struct Ends;
    Child(front::Loop& loop, Listener listener, bool namespaces);
    void wait_for_messages();
    void wait_for_output();
    /// True while there may be more.
    [[nodiscard]] bool read_output();
    void hear();

    front::Loop& loop_;
    Listener listener_;
    bool namespaces_;
    pid_t pid_ = 0;
    bool slow_ = false;
    std::unique_ptr<Ends> ends_;
};

}  // namespace wt::sandbox
