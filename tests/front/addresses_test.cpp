// Hosts and paths that are entered and left while requests come through sockets.
#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/literals.hpp"
#include "catch.hpp"
#include "front/router.hpp"
#include "raw_client.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

/// Answers with its name and how often it was replaced, after a while.
class Named final : public http::Tier {
public:
    Named(Clock& clock, std::string text) : clock_(clock), text_(std::move(text)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next) override {
        const http::Request mine = std::move(request);
        co_await clock_.sleep_for(1ms);
        http::Response response;
        response.body = Text(text_);
        co_return response;
    }

private:
    Clock& clock_;
    std::string text_;
};

constexpr int each = 3;  // distributions, and APIs

/// A port where distributions and APIs come and go.
class Port {
public:
    Port() {
        for (int i = 0; i < each; ++i) {
            const std::string number = std::to_string(i);
            hops_.push_back(std::make_unique<http::Hop>(context_, "d" + number));
            hops_.push_back(std::make_unique<http::Hop>(context_, "a" + number));
        }
        Site site;
        site.version = "1";
        site.metrics = &server_.metrics;
        site.addresses = &addresses_;
        site.components = [] { return std::vector<std::pair<std::string, std::string>>(); };
        site.aws.is_for = [](const http::Request&) { return false; };
        site.aws.streams = [](const http::Request&) { return false; };
        server_.on_loop([&] { router_ = std::make_unique<Router>(context_, std::move(site)); });
    }
    ~Port() {
        server_.stop();
        for (const auto& hop : hops_) hop->close();
    }

    /// Something changes, on the loop.
    void change(Random& random) {
        server_.on_loop([&] {
            const auto number = std::to_string(random.below(each));
            const bool is_api = random.chance(0.5);
            http::Hop& hop = *hops_[2 * static_cast<std::size_t>(std::stoi(number)) + (is_api ? 1 : 0)];
            switch (random.below(3)) {
                case 0:
                    is_api ? addresses_.leave_api("a" + number) : addresses_.leave_distribution("d" + number);
                    break;
                case 1: hop.lead_to(nullptr); break;
                default: stand(number, is_api, hop);
            }
        });
    }
    void all_stand() {
        server_.on_loop([&] {
            for (int i = 0; i < each; ++i) {
                stand(std::to_string(i), false, *hops_[2 * static_cast<std::size_t>(i)]);
                stand(std::to_string(i), true, *hops_[2 * static_cast<std::size_t>(i) + 1]);
            }
        });
    }
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

private:
    void stand(const std::string& number, bool is_api, http::Hop& hop) {
        hop.lead_to(std::make_shared<Named>(server_.clock, "from " + hop.name() + "."));
        if (is_api) {
            addresses_.enter("a" + number, ApiAddress{"api" + number, "prod", &hop});
        } else {
            addresses_.enter("d" + number, DistributionAddress{"E" + number, "d" + number + ".cloudfront.net", &hop});
        }
    }

    std::unique_ptr<Router> router_;
    Addresses addresses_;
    Digest digest_;
    RunningServer server_{[this](http::Request&& request) { return router_->handle(std::move(request)); }};
    Context context_{server_.clock, 1, server_.metrics, digest_};
    std::vector<std::unique_ptr<http::Hop>> hops_;
};

struct Answer {
    int status = 0;
    std::string body;
};

/// Asks along one connection, which a broken answer may close.
class Asker {
public:
    explicit Asker(std::uint16_t port) : port_(port) {}

    Answer get(const std::string& host, const std::string& path) {
        if (client_ == nullptr) client_ = std::make_unique<RawClient>(port_);
        client_->say("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        const std::string head = client_->hear_until("\r\n\r\n");
        Answer answer;
        if (head.size() < 12) {
            client_ = nullptr;
            return answer;
        }
        std::from_chars(head.data() + 9, head.data() + 12, answer.status);
        const std::string field = "Content-Length: ";
        std::size_t length = 0;
        if (const std::size_t at = head.find(field); at != std::string::npos)
            std::from_chars(head.data() + at + field.size(), head.data() + head.size(), length);
        answer.body = client_->hear_bytes(length);
        return answer;
    }

private:
    std::uint16_t port_;
    std::unique_ptr<RawClient> client_;
};

/// The host or path of one of them, and whose name its answer has.
struct Target {
    std::string host;
    std::string path;
    std::string name;
};

std::vector<Target> targets() {
    std::vector<Target> all;
    for (int i = 0; i < each; ++i) {
        const std::string n = std::to_string(i);
        all.push_back({"E" + n + ".cloudfront.localhost", "/x", "d" + n});
        all.push_back({"localhost", "/_aws/cloudfront/E" + n + "/x", "d" + n});
        all.push_back({"api" + n + ".execute-api.localhost", "/prod/x", "a" + n});
        all.push_back({"localhost", "/_aws/execute-api/api" + n + "/prod/x", "a" + n});
    }
    return all;
}

}  // namespace

TEST_CASE("hosts and paths are entered and left under requests; who answers is who was asked, or nobody") {
    Port port;
    constexpr int askers = 4;
    constexpr int requests = 250;
    std::atomic<int> wrong = 0;
    std::array<std::atomic<int>, 2> seen{};  // answered; nobody
    std::atomic<int> busy = askers;
    std::vector<std::thread> threads;
    for (int i = 0; i < askers; ++i) {
        threads.emplace_back([&, i] {
            Asker asker(port.port());
            const std::vector<Target> all = targets();
            for (int k = 0; k < requests; ++k) {
                const Target& target = all[static_cast<std::size_t>(k * 7 + i) % all.size()];
                const Answer answer = asker.get(target.host, target.path);
                const bool right = answer.status == 200 && answer.body == "from " + target.name + ".";
                const bool nobody = answer.status == 0 || answer.status == 403 || answer.status == 404;
                if (!right && !nobody) ++wrong;
                ++seen[right ? 0 : 1];
            }
            --busy;
        });
    }
    Random random(7, "changes");
    while (busy > 0) port.change(random);
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
    CHECK(seen[0] > requests / 4);
    CHECK(seen[1] > requests / 4);
    // In the end, all that stands is found.
    port.all_stand();
    Asker asker(port.port());
    for (const Target& target : targets()) {
        INFO(target.host << target.path);
        const Answer answer = asker.get(target.host, target.path);
        CHECK(answer.status == 200);
        CHECK(answer.body == "from " + target.name + ".");
    }
}
