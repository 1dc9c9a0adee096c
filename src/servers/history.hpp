#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace wt::servers {

/// What a server's databases can be recovered from, in a folder: backups, each whole and with the moment that it holds,
/// and beside them what the engine has written since. Told in microseconds.
class History {
public:
    explicit History(std::string folder) : folder_(std::move(folder)) {}

    [[nodiscard]] const std::string& folder() const { return folder_; }
    /// The moments of its backups, the earliest first.
    [[nodiscard]] std::vector<Instant> backups() const;
    [[nodiscard]] std::string backup(Instant moment) const;
    /// Of the last one that does not hold more than that moment; none: there is none so early.
    [[nodiscard]] std::optional<Instant> backup_for(Instant moment) const;
    /// Where the next one is made; and it is made, and holds that moment.
    [[nodiscard]] std::string coming() const { return folder_ + "/backups/coming"; }
    void take(Instant moment) const;
    /// Backups go that nobody needs who recovers to `earliest` or to later.
    void prune(Instant earliest) const;

    /// Its server has stopped, and did nothing after that; or goes on.
    void end(Instant moment) const;
    void go_on() const;
    /// None: it goes on.
    [[nodiscard]] std::optional<Instant> ended() const;

private:
    std::string folder_;
};

/// From microseconds since 1970, as servers tell them; and back.
[[nodiscard]] Instant of_micros(const std::string& text);
[[nodiscard]] std::string as_micros(Instant moment);

}  // namespace wt::servers
