// Resources that are made, changed and removed at random while requests pass.
#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "live_account.hpp"
#include "sanitized.hpp"

using namespace wt;
using namespace wt::test;

namespace {

/// Steps at random, a few milliseconds apart, with requests between them.
class History {
public:
    explicit History(std::uint64_t seed) : account_(seed), random_(seed, "history") {}

    /// The digest at the end.
    std::string play(int steps) {
        stack::Stack& stack = account_.stack;
        stack.start();
        for (int i = 0; i < 2; ++i) {  // what functions may call was there once
            make_stream(fmt::format("k{}", i));
            make_hose(fmt::format("h{}", i));
            stack.databases().create(fmt::format("b{}", i), database_config());
            stack.caches().create(fmt::format("c{}", i), {});
        }
        for (int i = 0; i < 2; ++i) stack.databases().create(fmt::format("r{}", i), replica_config("b0"));
        std::size_t patient = 0;
        for (int step = 0; step < steps; ++step) {
            change();
            for (std::uint64_t requests = random_.below(6); requests > 0; --requests) {
                const std::string at = fmt::format("{}{}", random_.chance(0.6) ? "d" : "a", random_.below(3));
                const bool write = random_.chance(0.3);
                const bool waits = random_.chance(0.8);
                patient += waits ? 1 : 0;
                account_.send(at, write ? http::Method::post : http::Method::get,
                              write ? "/items" : fmt::format("/items/{}", random_.below(20)),
                              waits ? Duration(10min) : milliseconds(random_.below(200)));
            }
            account_.clock.run_until(account_.clock.after(milliseconds(random_.below(60))));
        }
        account_.clock.run_until(account_.clock.after(20min));
        CHECK(account_.clients.running() == 0);
        const auto answered = std::count_if(account_.seen.begin(), account_.seen.end(),
                                            [](const auto& response) { return response.has_value(); });
        CHECK(static_cast<std::size_t>(answered) >= patient);
        account_.check_conservation();
        for (const auto& [name, function] : stack.functions().shelf().list()) CHECK(function->busy() == 0);
        for (const auto& response : account_.seen) statuses[response ? response->status : -1]++;
        return account_.digest.hex();
    }

    std::map<int, int> statuses;  // -1: gave up

private:
    std::string one(const char* kind, std::uint64_t of = 3) { return fmt::format("{}{}", kind, random_.below(of)); }

    void make_stream(const std::string& name) { account_.stack.kinesis_streams().create(name, {}); }
    void make_hose(const std::string& name) {
        stream::DeliveryStreamConfig config;
        config.to = "archive";
        config.buffer_interval = 2s;
        if (random_.chance(0.3)) config.transform.function = one("f");
        account_.stack.delivery_streams().create(name, config);
    }

    /// A function that calls one of what is there now or was there once.
    lambda::FunctionConfig some_function() {
        using lambda::Operation;
        const Duration work = milliseconds(1 + random_.below(400));
        switch (random_.below(8)) {
            case 0: return function_config(work, one("k", 2));
            case 1: return function_config(work, one("h", 2));
            case 2: return function_config(work, one("b", 2), Operation::insert);
            case 3: return function_config(work, one("r", 2), Operation::select);
            case 4: return function_config(work, one("c", 2), random_.chance(0.5) ? Operation::get : Operation::set);
            default: return function_config(work);
        }
    }

    void change() {
        stack::Stack& stack = account_.stack;
        const bool goes = random_.chance(0.3);
        switch (random_.below(10)) {
            case 0: {
                const std::string name = one("d");
                if (goes) return (void)stack.distributions().remove(name);
                // A firewall may stand before several.
                const std::string acl = one("w");
                const std::string at = acl + "." + name;
                const bool guarded = stack.web_acls().find(acl) != nullptr;
                if (guarded)
                    stack.web_acls().associate(
                        acl, {at,
                              edge::cache_address(name),
                              {edge::waf::Protected::distribution, [] { return http::json_response(403, "{}"); }, {}}});
                edge::DistributionConfig config = edge_config(one("a"), guarded ? at : "");
                if (!stack.distributions().update(name, config)) stack.distributions().create(name, config);
                break;
            }
            case 1: {
                const std::string name = one("w");
                if (goes) return (void)stack.web_acls().remove(name);
                edge::waf::WebAclConfig config;
                config.default_action = random_.chance(0.1) ? edge::waf::Action::block : edge::waf::Action::allow;
                if (!stack.web_acls().update(name, config)) stack.web_acls().create(name, config);
                for (const std::string& at : stack.web_acls().addresses(name)) {
                    if (stack.at(at).ways() == 0 && random_.chance(0.5)) stack.web_acls().dissociate(name, at);
                }
                break;
            }
            case 2: {
                const std::string name = one("a");
                if (goes) return (void)stack.rest_apis().remove(name);
                gateway::RestApiConfig config =
                    api_config(one("f"), one("f"), random_.chance(0.2) ? one("p", 2) : std::string());
                if (!stack.rest_apis().update(name, config)) stack.rest_apis().create(name, config);
                break;
            }
            case 3: {
                const std::string name = one("f");
                if (goes) return (void)stack.functions().remove(name);
                lambda::FunctionConfig config = some_function();
                if (random_.chance(0.3)) config.reserved = 1 + random_.below(4);
                if (!stack.functions().update(name, config)) stack.functions().create(name, config);
                break;
            }
            case 4: {
                const std::string name = one("p", 2);
                if (!stack.user_pools().remove(name)) stack.user_pools().create(name, {});
                break;
            }
            case 5: {
                const std::string name = one("k", 2);
                if (!stack.kinesis_streams().remove(name)) make_stream(name);
                break;
            }
            case 6: {
                const std::string name = one("h", 2);
                if (!stack.delivery_streams().remove(name)) make_hose(name);
                break;
            }
            case 7: {
                const std::string name = one("b", 2);
                rds::PrimaryConfig config = database_config();
                config.servers = 1 + random_.below(3);
                if (goes && stack.databases().remove(name)) break;
                if (stack.databases().primary(name) == nullptr) {
                    stack.databases().create(name, config);
                } else {
                    CHECK(!stack.databases().update(name, config));
                }
                break;
            }
            case 8: {
                const std::string name = one("r", 2);
                if (stack.databases().remove(name)) break;
                const std::string of = one("b", 2);
                if (stack.databases().primary(of) != nullptr) stack.databases().create(name, replica_config(of));
                break;
            }
            default: {
                const std::string name = one("c", 2);
                if (!stack.caches().remove(name)) stack.caches().create(name, {});
                break;
            }
        }
    }

    Account account_;
    Random random_;
};

}  // namespace

TEST_CASE("whatever is made, changed and removed under load, every request is answered once, and a seed repeats") {
    const int histories = test::sanitized ? 6 : 25;
    std::map<int, int> all;
    for (int seed = 1; seed <= histories; ++seed) {
        INFO("seed " << seed);
        History history(static_cast<std::uint64_t>(seed));
        const std::string digest = history.play(400);
        if (seed <= 3) CHECK(History(static_cast<std::uint64_t>(seed)).play(400) == digest);
        for (const auto& [status, times] : history.statuses) all[status] += times;
    }
    // The histories are none in which nothing happens.
    for (const int status : {200, 202, 401, 403, 500, 502, -1}) {
        INFO("status " << status);
        CHECK(all[status] > 0);
    }
}
