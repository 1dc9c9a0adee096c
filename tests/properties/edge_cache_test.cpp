#include <map>
#include <string>

#include "edge/world.hpp"
#include "holds.hpp"
#include "http/response_cache.hpp"
#include "http/ways.hpp"

using namespace wt;
using namespace wt::properties;

namespace {

/// What the origin may answer, and how old it may be when it is served again, under the policy below. CloudFront's
/// table, for a minimum TTL of zero.
struct Answer {
    int status;
    const char* control;
    Duration kept;
    bool shared;                     // with those who wait for it
    Duration kept_for_errors = 24h;  // in place of an error
    const char* vary = "";
};
constexpr Answer answers[] = {
    {200, "", 30s, true},
    {200, "max-age=5", 5s, true},
    {200, "max-age=500", 100s, true},
    {200, "s-maxage=2, max-age=50", 2s, true},
    {200, "no-store", 0s, false},
    {200, "private, max-age=50", 0s, false},
    {200, "max-age=0", 0s, false},
    {200, "max-age=5, stale-while-revalidate=8", 13s, true},
    {200, "max-age=4, stale-if-error=6", 4s, true, 10s},
    {200, "max-age=50", 0s, false, 0s, "*"},
    {206, "max-age=50", 0s, true},
    {404, "", 10s, true},
    {403, "", 0s, true},
    {403, "max-age=20", 20s, true},
    {429, "max-age=50", 0s, true},
    {503, "max-age=3", 10s, true},
    {500, "", 10s, true},
};
constexpr int answer_count = static_cast<int>(std::size(answers));

[[nodiscard]] edge::DistributionConfig small_policy() {
    edge::DistributionConfig config;
    config.cache.default_ttl = 30s;
    config.cache.max_ttl = 100s;
    config.cache.error_ttl = 10s;
    config.cache.max_objects = 3;
    return config;
}

/// An origin whose every answer has a body of its own.
class Origin final : public http::Tier {
public:
    struct Given {
        std::string path;
        Instant at;
        const Answer* answer;
        int times_received = 0;
    };
    explicit Origin(Clock& clock) : clock_(clock) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        const Answer& answer = *next;
        co_await clock_.sleep_for(delay);
        http::Response response = http::json_response(answer.status, Text(std::to_string(given.size())));
        if (answer.control[0] != '\0') response.headers.add("Cache-Control", Text(std::string_view(answer.control)));
        if (answer.vary[0] != '\0') response.headers.add("Vary", Text(std::string_view(answer.vary)));
        given.push_back(Given{request.path.str(), clock_.now(), &answer});
        if (answer.status >= 500) failed_at[request.path.str()] = clock_.now();
        co_return response;
    }
    const Answer* next = answers;
    Duration delay{0};
    std::vector<Given> given;
    std::map<std::string, Instant> failed_at;

private:
    Clock& clock_;
};

struct Subject {
    [[nodiscard]] static Task<void> view(Subject& subject, std::string path) {
        http::Request request = edge::test::World::request(path);
        const http::Response response = co_await subject.cache_hop.send(std::move(request));
        subject.check(path, response);
    }
    void check(const std::string& path, const http::Response& response) {
        Origin::Given& source = origin.given.at(std::stoul(response.body.str()));
        ++source.times_received;
        if (source.path != path || source.answer->status != response.status) broken_rule = "not its own answer";
        if (!source.answer->shared && source.times_received > 1) broken_rule = "shared what is not for sharing";
        const Duration age = clock.now() - source.at;
        if (age == Duration::zero() || age < source.answer->kept) return;
        // Older than its time: only in place of an error that the origin gave a little while ago.
        const bool may_stand_in = source.answer->status < 400 && source.answer->kept > Duration::zero() &&
                                  age < source.answer->kept_for_errors;
        const auto failed = origin.failed_at.find(path);
        if (!may_stand_in || failed == origin.failed_at.end() || clock.now() - failed->second >= 10s) {
            broken_rule = "older than its time";
        }
    }

    std::string broken_rule;  // a coroutine has nobody to throw to
    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 7, metrics, digest};
    Origin origin{clock};
    http::test::Standing origin_hop{context, "origin", origin};
    http::test::Ways ways{{"", origin_hop}};
    edge::Distribution distribution{context, "edge", small_policy()};
    edge::EdgeCache cache{distribution, ways};
    http::test::Standing cache_hop{context, "edge.cache", cache};
    Scope scope;
};

}  // namespace

TEST_CASE("the edge serves nothing older than its rules allow, and nothing to others that is not for sharing") {
    holds([] {
        Subject subject;
        for (const auto& [what, whom, amount] : any_history(8, 5, 60)) {
            switch (what) {
                case 0: subject.origin.delay = amount * 100ms; break;
                case 1: subject.distribution.flush(); break;
                case 2: subject.origin.next = &answers[(whom * 60 + amount) % answer_count]; break;
                case 3:
                case 4: subject.clock.run_until(subject.clock.now() + amount * 200ms); break;
                default:
                    subject.scope.spawn(Subject::view(subject, "/" + std::to_string(whom)));
                    subject.clock.run_until(subject.clock.now());
                    break;
            }
        }
        subject.clock.run();
        RC_ASSERT(subject.broken_rule == "");
        RC_ASSERT(subject.distribution.pop(0).cache.objects() <= 3);
    });
}

TEST_CASE("the store keeps what was stored last, within its bounds, and lets go of the least recently used") {
    holds([] {
        constexpr std::uint64_t most_objects = 4;
        constexpr std::uint64_t most_bytes = 400;
        http::ResponseCache cache(most_objects, Bytes{most_bytes});
        struct Kept {
            std::string key;
            std::string body;
            std::uint64_t bytes;
        };
        std::vector<Kept> model;  // least recently used first
        const auto place = [&](const std::string& key) {
            return std::find_if(model.begin(), model.end(), [&](const Kept& one) { return one.key == key; });
        };
        int number = 0;
        for (const auto& [what, whom, amount] : any_history(5, 7, 300)) {
            const std::string key = std::to_string(whom);
            const auto found = place(key);
            if (what == 0) {
                cache.erase(key);
                if (found != model.end()) model.erase(found);
            } else if (what <= 2) {
                http::Response response;
                response.body = Text(std::to_string(number++) + std::string(static_cast<std::size_t>(amount), '.'));
                const std::uint64_t bytes = key.size() + response.body.size();
                if (found != model.end()) model.erase(found);
                model.push_back({key, response.body.str(), bytes});
                const auto total = [&] {
                    std::uint64_t sum = 0;
                    for (const Kept& one : model) sum += one.bytes;
                    return sum;
                };
                while (model.size() > most_objects || total() > most_bytes) model.erase(model.begin());
                RC_ASSERT(cache.store(key, std::move(response), epoch, 1s));
            } else {
                const http::ResponseCache::Object* object = cache.find(key);
                RC_ASSERT((object != nullptr) == (found != model.end()));
                if (object == nullptr) continue;
                RC_ASSERT(object->response.body.view() == found->body);
                std::rotate(found, found + 1, model.end());
            }
            RC_ASSERT(cache.objects() == model.size());
            RC_ASSERT(cache.bytes().count <= most_bytes);
        }
    });
}
