#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "aws/anyone.hpp"
#include "aws/endpoint.hpp"
#include "base/base64.hpp"
#include "base/context.hpp"
#include "base/contexts.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/issuers.hpp"
#include "identity/api/providers.hpp"
#include "store/memory_store.hpp"

namespace wt::identity::test {

using Json = nlohmann::json;

inline constexpr Instant start = epoch + std::chrono::hours(24 * 365 * 56);

/// Making a key takes long, so all tests share two.
inline const std::shared_ptr<const SigningKey>& a_key() {
    static const auto key = std::make_shared<const SigningKey>(SigningKey::generate());
    return key;
}
inline const std::shared_ptr<const SigningKey>& another_key() {
    static const auto key = std::make_shared<const SigningKey>(SigningKey::generate());
    return key;
}

/// Functions of tests: by their name, what they make of an event.
class TestTriggers final : public Triggers {
public:
    using Function = std::function<Json(Json event)>;
    std::map<std::string, Function> functions;
    std::vector<Json> events;

    [[nodiscard]] Task<Result<std::string, Failure>> ask(std::string function, std::string event) override {
        Json asked = Json::parse(event);
        events.push_back(asked);
        const auto found = functions.find(function);
        if (found == functions.end()) {
            Failure none{Failure::Kind::unreachable, "Function not found"};
            co_return none;
        }
        const Json answer = found->second(std::move(asked));
        if (answer.is_string()) {
            Failure threw{Failure::Kind::threw, answer.get<std::string>()};
            co_return threw;
        }
        co_return answer.dump();
    }
};

/// Codes under keys of tests: "KEY POOL CODE" in base64.
class TestSenders final : public Senders {
public:
    std::string wrong;  // with every key; empty: nothing is
    std::vector<std::pair<std::string, Json>> sent;

    [[nodiscard]] std::optional<std::string> refuse_key(const aws::Call&, const std::string&) override {
        return wrong.empty() ? std::nullopt : std::optional(wrong);
    }
    [[nodiscard]] Result<std::string> seal(const std::string& key, const std::string& pool_id,
                                           std::string_view code) override {
        if (!wrong.empty()) return Error{wrong};
        return base64_encode(key + " " + pool_id + " " + std::string(code));
    }
    [[nodiscard]] Task<void> send(std::string function, std::string event) override {
        sent.emplace_back(std::move(function), Json::parse(event));
        co_return;
    }
};

/// Servers of tests: by the beginning of an address, what they answer to a request for the rest.
class TestWeb final : public Web {
public:
    using Server = std::function<http::Response(http::Request request)>;
    std::map<std::string, Server> servers;
    std::vector<std::string> asked;

    [[nodiscard]] Task<std::optional<http::Response>> ask(std::string url, http::Request request,
                                                          Duration /*patience*/) override {
        asked.push_back(url);
        for (const auto& [base, server] : servers) {
            if (!url.starts_with(base)) continue;
            const std::string rest = url.substr(base.size());
            const std::size_t mark = std::min(rest.find('?'), rest.size());
            request.path = Text(rest.substr(0, mark));
            request.query = Text(rest.substr(std::min(mark + 1, rest.size())));
            co_return server(std::move(request));
        }
        co_return std::nullopt;
    }
};

/// Takes everybody for the account's root, but who says that nobody has signed.
class Root final : public aws::Authenticator {
public:
    [[nodiscard]] Result<Admitted, aws::Error> admit(const aws::Call& call, const aws::ServiceModel&) override {
        if (call.request.headers.has("X-Unsigned")) return Admitted{{}, "us-east-1", false};
        return Admitted{aws::root_of(aws::default_account), "us-east-1", false};
    }
    [[nodiscard]] Result<aws::Principal, aws::Error> admit_policy(const aws::PolicySignature&, const aws::ServiceModel&,
                                                                  Instant) override {
        return aws::Principal{};
    }
    [[nodiscard]] Result<std::shared_ptr<aws::Payload>, aws::Error> payload(const aws::Call& call,
                                                                            const aws::ServiceModel&) override {
        std::shared_ptr<aws::Payload> whole = std::make_shared<aws::test::WholeBody>(call.request.body);
        return whole;
    }
};

/// A pool called "users" under a virtual clock, and its API.
struct World {
    /// What of the API is not as usual.
    struct Api {
        QuotaRates quotas{};
        Pace::Kind pace = Pace::Kind::at_once;
    };
    World() : World(UserPoolConfig()) {}
    explicit World(UserPoolConfig config, std::shared_ptr<const SigningKey> key = a_key(), std::uint64_t seed = 1)
        : World(std::move(config), std::move(key), seed, Api{}) {}
    explicit World(Api as) : World({}, a_key(), 1, std::move(as)) {}
    World(UserPoolConfig config, std::shared_ptr<const SigningKey> key, std::uint64_t seed, Api as)
        : api(std::move(as)),
          context{clock, seed, metrics, digest},
          pools(contexts, key),
          pool(stand(std::make_shared<UserPool>(context, "users", std::move(config), std::move(key)))) {
        catalogue.stand_among(pools, {std::string(aws::default_account), "us-east-1"});
        endpoint.add(cognito);
    }
    UserPool& stand(std::shared_ptr<UserPool> made) {
        UserPool& there = *made;
        pools.shelf().put("users", std::move(made));
        return there;
    }

    [[nodiscard]] Tokens sign_in(std::string_view user = "user-0") { return *pool.sign_in(user, pool.password()); }
    [[nodiscard]] http::Response answer(std::string_view operation, std::string_view body, bool is_signed = true) {
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("X-Amz-Target", Text("AWSCognitoIdentityProviderService." + std::string(operation)));
        if (!is_signed) request.headers.add("X-Unsigned", "1");
        if (!host.empty()) request.headers.add("Host", Text(host));
        request.body = Text(body);
        return aws::test::run(endpoint.handle(std::move(request)));
    }
    [[nodiscard]] Json call(std::string_view operation, const Json& input, int status = 200) {
        const http::Response reply = answer(operation, input.dump());
        if (reply.status != status) return Json{{"status", reply.status}, {"body", reply.body.str()}};
        return reply.body.empty() ? Json::object() : Json::parse(reply.body.view());
    }
    /// "Type: sentence" of a refusal.
    [[nodiscard]] std::string refused(std::string_view operation, const Json& input) {
        const http::Response reply = answer(operation, input.dump());
        if (reply.status == 200) return "answered: " + reply.body.str();
        const Json body = Json::parse(reply.body.view());
        return body.value("__type", "") + ": " + body.value("message", "");
    }
    /// The code of the last message to somebody.
    [[nodiscard]] std::string last_code(std::string_view to) const {
        for (auto each = outbox.messages().rbegin(); each != outbox.messages().rend(); ++each) {
            if (each->to == to) return each->code;
        }
        return {};
    }
    void wait(Duration span) { clock.run_until(clock.now() + span); }

    std::string host;  // by which requests know the server; empty: they do not say
    Api api;
    Clock clock{start};
    Metrics metrics;
    Digest digest;
    Context context;
    Contexts contexts{context};
    UserPools pools;
    UserPool& pool;
    store::MemoryStore store;
    Catalogue catalogue{context, store, [] { return std::move(*SigningKey::from_pem(another_key()->to_pem())); }};
    Outbox outbox;
    TestTriggers triggers;
    TestSenders senders;
    TestWeb web;
    Issuers issuers{context, web};
    Providers providers{context, web, issuers};
    Pace pace{context, api.pace};
    std::vector<std::string> log;  // of import jobs: "GROUP STREAM: LINE"
    Cognito cognito{context,
                    {catalogue, outbox, triggers, senders, providers, pace,
                     [this](const aws::AccountRegion&, const std::string& group, const std::string& stream,
                            const std::vector<std::string>& lines) {
                         for (const std::string& line : lines) log.push_back(group + " " + stream + ": " + line);
                     },
                     api.quotas}};
    Root authenticator;
    aws::Endpoint endpoint{context, authenticator};
};

/// The n-th part of a token, decoded.
inline std::string part(std::string_view token, int n) {
    for (; n > 0; --n) token.remove_prefix(token.find('.') + 1);
    return *base64url_decode(token.substr(0, token.find('.')));
}
inline Json claims(const Token& token) { return Json::parse(part(token.text(), 1)); }

/// A token of any header and payload, with a signature of `key`.
inline std::string forged(const Json& header, const Json& payload, const SigningKey& key = *a_key()) {
    const std::string message = base64url_encode(header.dump()) + "." + base64url_encode(payload.dump());
    return message + "." + base64url_encode(key.sign(message));
}

}  // namespace wt::identity::test
