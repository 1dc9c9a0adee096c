#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "edge/distribution.hpp"
#include "http/ways.hpp"

namespace wt::edge::test {

/// An origin that answers as it is told, after a constant delay, and remembers what it was asked.
class Origin final : public http::Tier {
public:
    explicit Origin(Clock& clock) : clock_(clock) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        asked.push_back(request);
        co_await clock_.sleep_for(delay);
        co_return answer;
    }

    Duration delay{0};
    http::Response answer = http::json_response(200, "fresh");
    std::vector<http::Request> asked;

private:
    Clock& clock_;
};

/// A distribution in front of that origin, under a virtual clock.
struct World {
    explicit World(DistributionConfig config = {}) : distribution(context, "edge", std::move(config)) {
        cache_hop.lead_to(cache);
    }

    static http::Request request(std::string path, http::Method method = http::Method::get) {
        http::Request made;
        made.method = method;
        made.path = std::move(path);
        return made;
    }
    /// Sends it now; `answer` is filled in when it comes.
    void send(http::Request sent, std::optional<http::Response>& answer) {
        scope.spawn(carry(viewers_hop, std::move(sent), answer));
    }
    static Task<void> carry(http::Hop& hop, http::Request sent, std::optional<http::Response>& answer) {
        answer = co_await hop.send(std::move(sent));
    }
    /// Sends it and runs the world until the answer is there and nothing else moves.
    http::Response get(http::Request sent) {
        std::optional<http::Response> answer;
        send(std::move(sent), answer);
        clock.run();
        return answer.value();
    }
    http::Response get(std::string path) { return get(request(std::move(path))); }
    [[nodiscard]] std::uint64_t count(const std::string& metric) { return metrics.counter("edge." + metric).value(); }
    void wait(Duration span) { clock.run_until(clock.now() + span); }
    void origin_says(int status, std::string_view cache_control = {}) {
        origin.answer = http::json_response(status, "answer");
        if (!cache_control.empty()) origin.answer.headers.add("Cache-Control", Text(cache_control));
    }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 7, metrics, digest};
    Origin origin{clock};
    Origin bucket{clock};  // at the address "assets"
    http::test::Standing origin_hop{context, "origin", origin};
    http::test::Standing bucket_hop{context, "assets", bucket};
    http::test::Ways ways{{"", origin_hop}, {"assets", bucket_hop}};
    Distribution distribution;
    http::Hop cache_hop{context, "edge.cache"};
    EdgeCache cache{distribution, ways};
    Viewers viewers{distribution, http::Way(cache_hop), http::Way(cache_hop)};
    http::test::Standing viewers_hop{context, "edge", viewers};
    Scope scope;
};

}  // namespace wt::edge::test
