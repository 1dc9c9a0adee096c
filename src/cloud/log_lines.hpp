#pragma once
#include <memory>
#include <string>
#include <vector>

#include "aws/place.hpp"
#include "base/context.hpp"
#include "base/scope.hpp"
#include "logs/log_groups.hpp"

namespace wt::cloud {

/// Into that group and stream, made where they are not there; false: there is no room.
[[nodiscard]] bool append_lines(logs::LogGroups& groups, const aws::AccountRegion& place, const std::string& group,
                                const std::string& stream, std::vector<logs::InputEvent> lines);

/// Lines on their way into CloudWatch Logs: they gather for half a second, and go in as one batch. Groups and streams
/// are made where there are none.
class LogLines {
public:
    /// Where lines go, with those that wait.
    struct Stream {
        aws::AccountRegion place;
        std::string group;
        std::string name;
        std::vector<logs::InputEvent> lines;
        std::size_t bytes = 0;
    };
    /// `groups` outlive this. `lost`: lines that no group takes.
    LogLines(const Context& context, logs::LogGroups& groups, Counter& lost)
        : context_(context), groups_(groups), lost_(lost) {}
    ~LogLines() { write_all(); }

    void add(const std::shared_ptr<Stream>& stream, Instant at, std::string line);

private:
    void write(Stream& stream);
    void write_all();
    [[nodiscard]] Task<void> write_soon();

    Context context_;
    logs::LogGroups& groups_;
    Counter& lost_;
    std::vector<std::shared_ptr<Stream>> waiting_;  // those with lines
    bool soon_ = false;                             // write_soon() waits
    Scope writing_;
};

}  // namespace wt::cloud
