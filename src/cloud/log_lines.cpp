#include "cloud/log_lines.hpp"

#include <chrono>
#include <utility>

#include "base/literals.hpp"

namespace wt::cloud {

namespace {

/// Lambda's own takes a few seconds.
constexpr Duration gathering = 500ms;
/// What waits for it at most, of one stream. A batch may have 1 MiB and 10,000 events.
constexpr std::size_t most_bytes = std::size_t{256} << 10;
constexpr std::size_t most_lines = 5000;

}  // namespace

void LogLines::add(const std::shared_ptr<Stream>& stream, Instant at, std::string line) {
    if (stream->lines.empty()) {
        waiting_.push_back(stream);
        if (!std::exchange(soon_, true)) writing_.spawn(write_soon());
    }
    stream->bytes += line.size();
    stream->lines.push_back(
        {std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count(), std::move(line)});
    if (stream->bytes >= most_bytes || stream->lines.size() >= most_lines) write_all();
}

Task<void> LogLines::write_soon() {
    co_await context_.clock.sleep_for(gathering);
    soon_ = false;  // what is written may bring lines of its own: a subscription that leads to a function
    write_all();
}

void LogLines::write_all() {
    for (const auto& stream : std::exchange(waiting_, {})) write(*stream);
}

void LogLines::write(Stream& stream) {
    std::vector<logs::InputEvent> lines = std::exchange(stream.lines, {});
    stream.bytes = 0;
    const std::size_t count = lines.size();
    if (!append_lines(groups_, stream.place, stream.group, stream.name, std::move(lines))) lost_.add(count);
}

bool append_lines(logs::LogGroups& groups, const aws::AccountRegion& place, const std::string& group_name,
                  const std::string& stream_name, std::vector<logs::InputEvent> lines) {
    logs::LogGroup* group = groups.find(place, group_name);
    if (group == nullptr) group = groups.create(place, group_name);
    if (group == nullptr) return false;
    const auto known = group->streams.find(stream_name);
    logs::LogStream* const to =
        known != group->streams.end() ? known->second.get() : groups.create_stream(*group, stream_name);
    if (to == nullptr) return false;
    groups.append(*to, std::move(lines));
    return true;
}

}  // namespace wt::cloud
