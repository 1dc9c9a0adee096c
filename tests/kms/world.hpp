#pragma once
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "aws/anyone.hpp"
#include "aws/endpoint.hpp"
#include "base/base64.hpp"
#include "base/context.hpp"
#include "kms/kms.hpp"
#include "store/memory_store.hpp"

namespace wt::kms::test {

using Json = nlohmann::json;

inline constexpr Instant start = epoch + std::chrono::hours(24 * 365 * 56);

/// Takes everybody for the root of an account, which a field names.
class Roots final : public aws::Authenticator {
public:
    [[nodiscard]] Result<Admitted, aws::Error> admit(const aws::Call& call, const aws::ServiceModel&) override {
        const Text* const account = call.request.headers.find("X-Account");
        return Admitted{aws::root_of(account == nullptr ? aws::default_account : account->view()), "us-east-1", false};
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

/// KMS's API under a virtual clock, over a store that keeps what is put there.
struct World {
    World() { endpoint.add(service); }

    [[nodiscard]] http::Response answer(std::string_view operation, const Json& input, std::string_view account = {}) {
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("X-Amz-Target", Text("TrentService." + std::string(operation)));
        if (!account.empty()) request.headers.add("X-Account", Text(account));
        request.body = Text(input.dump());
        return aws::test::run(endpoint.handle(std::move(request)));
    }
    Json call(std::string_view operation, const Json& input, std::string_view account = {}) {
        const http::Response reply = answer(operation, input, account);
        if (reply.status != 200) return Json{{"status", reply.status}, {"body", reply.body.str()}};
        return reply.body.empty() ? Json::object() : Json::parse(reply.body.view());
    }
    /// "Type: sentence" of a refusal.
    [[nodiscard]] std::string refused(std::string_view operation, const Json& input, std::string_view account = {}) {
        const http::Response reply = answer(operation, input, account);
        if (reply.status == 200) return "answered: " + reply.body.str();
        const Json body = Json::parse(reply.body.view());
        return body.value("__type", "") + ": " + body.value("message", "");
    }
    void wait(Duration span) { clock.run_until(clock.now() + span); }

    /// A key's id.
    [[nodiscard]] std::string key(const Json& input = Json::object()) {
        return call("CreateKey", input)["KeyMetadata"]["KeyId"].get<std::string>();
    }
    [[nodiscard]] Json about(const std::string& id) { return call("DescribeKey", {{"KeyId", id}})["KeyMetadata"]; }
    [[nodiscard]] std::string blob(const std::string& id, const Json& context = Json::object()) {
        return call("Encrypt", {{"KeyId", id}, {"Plaintext", base64_encode("text")}, {"EncryptionContext", context}})
            .value("CiphertextBlob", "");
    }
    [[nodiscard]] std::string arn(const std::string& id) const {
        return "arn:aws:kms:us-east-1:" + std::string(aws::default_account) + ":key/" + id;
    }

    Clock clock{start};
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    store::MemoryStore store;
    Catalogue catalogue{context, store};
    Kms service{catalogue};
    Roots authenticator;
    aws::Endpoint endpoint{context, authenticator};
};

}  // namespace wt::kms::test
