#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.hpp"
#include "http/message.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// How a session ended: done, without something that a step wanted to save, or given up.
enum class SessionEnd : std::uint8_t { finished, broken, abandoned };

/// Whether an answer says that there were too many requests: 429, or Cognito's error of status 400.
[[nodiscard]] bool says_too_many(const http::Response& response);

/// What clients saw, in whole and era by era. Whoever begins or ends to look begins an era; what comes of a request
/// belongs to the era in which it was first sent, however late its answers come.
class ClientMetrics {
public:
    ClientMetrics(Metrics& whole, const Scenario& scenario);

    /// Answers that are alike.
    struct Seen {
        int status = 0;
        std::string by;
        Histogram* latency = nullptr;  // null: an era has not seen them, though the run has
    };
    struct Route {
        std::string route;
        std::string client;  // the class of those who asked
        Counter* requests;
        Counter* errors;
        Counter* throttled;
        Counter* blocked;
        Counter* abandoned;    // null where nobody gives up
        Counter* turned_away;  // null where nobody signs in for it
        std::vector<Seen> seen;
    };

    [[nodiscard]] bool is_firewall(std::string_view address) const;

    /// The number of the era that goes on.
    [[nodiscard]] std::size_t era() const { return eras_.size() - 1; }
    /// Ends it; the number of the next.
    std::size_t begin_era();
    /// The metrics of one era. Stays valid as long as this.
    [[nodiscard]] Metrics& of_era(std::size_t era) { return eras_[era].metrics; }

    /// One answer to a request of that route (by place in routes()).
    void answered(std::size_t era, std::size_t route, const http::Response& response, std::string_view by,
                  Duration latency);
    /// A request of that route was never sent: its sign-in failed.
    void turned_away(std::size_t era, std::size_t route);
    /// A request of that route was given up.
    void abandoned(std::size_t era, std::size_t route);
    /// Sessions by their place in the scenario; they belong to the era in which they began.
    void session_began(std::size_t era, std::size_t session);
    void session_ended(std::size_t era, std::size_t session, SessionEnd how);
    /// So many lines of the recording, from its beginning, are no request. Fewer than before: it is read again.
    void passed_over(std::uint64_t lines);
    void attacked(std::size_t era, std::string_view fault, bool malicious, bool stopped);

    /// Of the whole run, by route and client class.
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }
    /// The place in routes() of what this class of clients asks for.
    [[nodiscard]] std::size_t place_of(std::string_view route, std::string_view client) const;

private:
    struct SessionCounts {
        Counter* began;
        std::array<Counter*, 3> ended;  // by SessionEnd
    };
    struct Era {
        Metrics metrics;
        std::vector<Route> routes;
        std::vector<SessionCounts> sessions;
    };
    /// What counts of an answer, in the run as in its era.
    struct Answer {
        int status;
        bool failed;
        bool blocked;
        bool too_many;
        std::string_view by;
        std::size_t place;  // of those like it in Route::seen
        Duration latency;
    };
    static void count_in(Metrics& metrics, Route& route, const Answer& answer);
    void prepare(Metrics& metrics, std::vector<Route>& routes, std::vector<SessionCounts>& sessions) const;

    Metrics& whole_;
    const Scenario& scenario_;
    std::vector<std::string> firewalls_;
    std::vector<Route> routes_;
    std::vector<SessionCounts> sessions_;
    std::deque<Era> eras_;
    std::uint64_t passed_over_ = 0;  // lines of a recording
};

}  // namespace wt::scenario
