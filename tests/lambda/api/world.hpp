#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "archive.hpp"
#include "aws/caller.hpp"
#include "aws/endpoint.hpp"
#include "base/base64.hpp"
#include "folder.hpp"
#include "lambda/answer_stream.hpp"
#include "lambda/api/function_url.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/planes.hpp"
#include "lambda/outcome.hpp"
#include "lambda/runtime.hpp"
#include "store/row_store.hpp"

namespace wt::lambda::api::test {

using Json = nlohmann::json;

inline constexpr Instant start = epoch + std::chrono::hours(24 * 365 * 56);

/// Programs that answer what they were asked, in the version and with the variables that they have; "fail" fails them.
class Programs final : public RuntimeMaker {
public:
    [[nodiscard]] std::optional<wt::Error> refuses(const UserCode& code) const override {
        if (code.runtime == "ruby3.4") return wt::Error{"there is no Ruby here"};
        return std::nullopt;
    }
    [[nodiscard]] std::unique_ptr<Runtime> make(const Context& context, const std::string&,
                                                const FunctionConfig& config) override {
        ++made;
        return std::make_unique<Program>(context, config, *this);
    }

    std::vector<std::string> events;  // "VERSION EVENT"
    std::vector<std::string> arns;    // by which they were invoked
    std::vector<std::string> ids;     // of the requests
    Duration work{0};
    std::vector<std::string> streams;  // pieces of an answer that is taken piece by piece
    std::string streamed_type = "text/plain";
    int made = 0;
    int started = 0;

private:
    class Program final : public Runtime {
    public:
        Program(const Context& context, FunctionConfig config, Programs& all)
            : context_(context), config_(std::move(config)), all_(all) {}
        [[nodiscard]] Task<std::optional<http::Response>> initialise(lambda::Environment&) override {
            ++all_.started;
            co_return std::nullopt;
        }
        [[nodiscard]] Task<http::Response> execute(lambda::Environment& environment, http::Request&& request) override {
            const http::Request mine = std::move(request);
            all_.events.push_back(config_.code->version + " " + std::string(mine.body.view()));
            all_.arns.emplace_back(mine.headers.get("Lambda-Runtime-Invoked-Function-Arn"));
            all_.ids.emplace_back(mine.headers.get("Lambda-Runtime-Aws-Request-Id"));
            if (environment.answer != nullptr && !all_.streams.empty()) {
                const std::shared_ptr<AnswerPipe> to = environment.answer;
                to->begin(Text(all_.streamed_type));
                for (const std::string& piece : all_.streams) {
                    co_await to->write(Text(piece));
                    co_await context_.clock.sleep_for(100ms);
                }
                if (mine.body.view().find("fail") != std::string_view::npos)
                    co_return function_error("Error", "failed");
                co_return http::Response();
            }
            if (all_.work > Duration::zero()) co_await context_.clock.sleep_for(all_.work);
            if (mine.body.view().find("fail") != std::string_view::npos) co_return function_error("Error", "failed");
            http::Response response;
            const auto variable = config_.code->variables.find("ANSWER");
            response.body = variable == config_.code->variables.end() ? mine.body : Text(variable->second);
            co_return response;
        }
        void reset(lambda::Environment&) override {}

    private:
        Context context_;
        FunctionConfig config_;
        Programs& all_;
    };
};

/// One bucket, "code", with one key, "app.zip"; one stream; roles that begin with "bad" do not trust Lambda.
class Around final : public Surroundings {
public:
    [[nodiscard]] Task<Result<std::string, aws::Error>> object(const aws::Call&, std::string bucket, std::string key,
                                                               std::optional<std::string>, std::uint64_t) override {
        static constexpr aws::ErrorRow missing{"NoSuchKey", 404, "The specified key does not exist."};
        if (bucket != "code" || key != "app.zip") co_return aws::Error(missing);
        co_return package;
    }
    [[nodiscard]] bool may_assume(std::string_view role) const override {
        return role.find("role/bad") == std::string_view::npos;
    }
    [[nodiscard]] bool may(std::string_view role, std::string_view, const iam::Resource& target) const override {
        return role.find(":" + target.owner + ":") != std::string_view::npos;
    }
    [[nodiscard]] std::optional<aws::Error> refuse_bucket(std::string_view bucket) const override {
        if (bucket == "failures") return std::nullopt;
        return aws::Error(lambda_errors::invalid_parameter_value, "no bucket");
    }
    [[nodiscard]] Task<void> put(std::string, std::string bucket, std::string key, Text document) override {
        failures[bucket + "/" + key] = document.view();
        co_return;
    }
    [[nodiscard]] std::optional<aws::Error> refuse_source(const MappingRecord& mapping) const override {
        if (mapping.told.event_source_arn->ends_with("stream/orders")) return std::nullopt;
        return aws::Error(lambda_errors::invalid_parameter_value, "no stream");
    }
    void follow(const MappingRecord& mapping, Invoker&) override { followed[*mapping.told.uuid] = *mapping.told.state; }
    void stop(const MappingRecord& mapping) override { followed.erase(*mapping.told.uuid); }
    [[nodiscard]] std::string last_result(const MappingRecord&) const override { return result; }
    [[nodiscard]] std::vector<MappingRecord> provided() const override { return scenario; }

    std::string package;
    std::map<std::string, std::string> failures;
    std::map<std::string, std::string> followed;
    std::vector<MappingRecord> scenario;
    std::string result;
};

/// Lambda under a virtual clock.
class World final : public http::Ways {
public:
    explicit World(Pace::Kind how_fast = Pace::Kind::at_once) : kind(how_fast) { open(); }
    ~World() {
        close();
        for (const auto& [name, hop] : hops) hop->close();
    }

    /// As the program does when it starts: what was stored is all that is left.
    void open() {
        close();
        for (const auto& [name, hop] : hops) hop->close();
        contexts = std::make_unique<Contexts>(context);
        functions = std::make_unique<Functions>(*contexts, *this, account_concurrency, backends, &programs);
        for (const auto& [name, config] : scenario) (void)functions->create(name, config);
        code = std::make_unique<CodeFolder>(folder.path, offload);
        pace = std::make_unique<Pace>(context, kind);
        catalogue = std::make_unique<Catalogue>(context, store, *code, *pace);
        planes = std::make_unique<Planes>(
            context, Planes::Parts{*catalogue,
                                   *functions,
                                   account_concurrency,
                                   around,
                                   {account, region},
                                   [this](std::string_view address) -> http::Hop& { return at(address); }});
        planes->resume();
        service = std::make_unique<Lambda>(context, *catalogue, *planes, around);
        urls = std::make_unique<FunctionUrls>(context, *catalogue, *planes, caller, service->model());
        endpoint = std::make_unique<aws::Endpoint>(context, caller);
        endpoint->add(*service);
    }
    void close() {
        endpoint.reset();
        urls.reset();
        service.reset();
        planes.reset();
        pace.reset();
        catalogue.reset();
        code.reset();
        functions.reset();
    }

    [[nodiscard]] http::Way to(std::string_view address) override { return http::Way(at(address)); }
    http::Hop& at(std::string_view address) {
        auto& hop = hops[std::string(address)];
        if (hop == nullptr) hop = std::make_unique<http::Hop>(context, std::string(address));
        return *hop;
    }

    http::Response wait_for(Task<http::Response> task) {
        std::optional<http::Response> got;
        Scope scope;
        scope.spawn(keep(std::move(task), got));
        for (int i = 0; i < 100 && !got; ++i) clock.run_until(clock.now() + 100ms);
        REQUIRE(got);
        return std::move(*got);
    }
    http::Response send(http::Method method, const std::string& path, const std::string& body = {},
                        const std::vector<std::pair<std::string, std::string>>& fields = {}) {
        http::Request request;
        request.method = method;
        request.path = Text(path.substr(0, path.find('?')));
        if (path.find('?') != std::string::npos) request.query = Text(path.substr(path.find('?') + 1));
        request.headers.add("Host", "localhost:4566");
        request.headers.add("Authorization",
                            "AWS4-HMAC-SHA256 Credential=K/20260101/eu-central-1/lambda/aws4_request, Signature=0");
        request.headers.add("X-Account", Text(account));
        request.headers.add("X-Region", Text(region));
        for (const auto& [name, value] : fields) request.headers.add(Text(name), Text(value));
        request.body = Text(body);
        return wait_for(endpoint->handle(std::move(request)));
    }
    /// The answer's document; of a refusal {"type", "message", "status"}.
    Json ask(http::Method method, const std::string& path, const Json& input = nullptr) {
        const http::Response reply = send(method, path, input.is_null() ? "" : input.dump());
        Json document = reply.body.empty() ? Json::object() : Json::parse(reply.body.view());
        if (reply.status < 300) return document;
        return {{"type", std::string(reply.headers.get("x-amzn-ErrorType"))},
                {"message", document.value("message", "")},
                {"status", reply.status}};
    }
    Json get(const std::string& path) { return ask(http::Method::get, path); }
    Json post(const std::string& path, const Json& input = Json::object()) {
        return ask(http::Method::post, path, input);
    }
    Json put(const std::string& path, const Json& input = Json::object()) {
        return ask(http::Method::put, path, input);
    }
    Json remove(const std::string& path) { return ask(http::Method::del, path); }

    Json make(const std::string& name, const Json& more = Json::object()) {
        Json input{{"FunctionName", name},
                   {"Runtime", "python3.12"},
                   {"Handler", "app.handler"},
                   {"Role", "arn:aws:iam::" + account + ":role/r"},
                   {"Code", {{"ZipFile", base64_encode(zip_of({{"app.py", "x"}}))}}}};
        input.update(more);
        return post(all, input);
    }
    std::string message(const Json& refused) { return refused.value("message", "answered: " + refused.dump()); }
    http::Response invoke(const std::string& name, const std::string& event = "{}",
                          const std::vector<std::pair<std::string, std::string>>& fields = {}) {
        return send(http::Method::post, all + "/" + name + "/invocations", event, fields);
    }
    std::string arn(const std::string& rest) const {
        return "arn:aws:lambda:" + region + ":" + account + ":function:" + rest;
    }

    const std::string all = "/2015-03-31/functions";
    Pace::Kind kind;
    Clock clock{start};
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    Folder folder;
    store::test::RowStore store;
    InlineOffload offload;
    Programs programs;
    Around around;
    aws::test::Caller caller;
    std::string account = "111122223333";
    std::string region = "eu-central-1";
    std::map<std::string, FunctionConfig> scenario;
    AccountConcurrency account_concurrency{AccountConfig()};
    std::map<std::string, Backend*> backends;
    std::map<std::string, std::unique_ptr<http::Hop>> hops;
    std::unique_ptr<Contexts> contexts;
    std::unique_ptr<Functions> functions;
    std::unique_ptr<CodeFolder> code;
    std::unique_ptr<Pace> pace;
    std::unique_ptr<Catalogue> catalogue;
    std::unique_ptr<Planes> planes;
    std::unique_ptr<Lambda> service;
    std::unique_ptr<FunctionUrls> urls;
    std::unique_ptr<aws::Endpoint> endpoint;

    /// A streamed body, and how many milliseconds after the start each piece came.
    struct Streamed {
        std::string bytes;
        std::vector<std::int64_t> times;
        bool broke = false;
    };
    Streamed take(const http::Response& response) {
        Streamed taken;
        Scope scope;
        scope.spawn(take_all(response.stream, clock, taken));
        clock.run_until(clock.now() + 1s);
        return taken;
    }

private:
    static Task<void> keep(Task<http::Response> task, std::optional<http::Response>& to) {
        http::Response response = co_await task;
        to = std::move(response);
    }
    static Task<void> take_all(std::shared_ptr<http::BodyStream> from, Clock& clock, Streamed& to) {
        for (;;) {
            const Result<Text> piece = co_await from->next();
            to.broke = !piece.ok();
            if (!piece.ok() || piece->empty()) co_return;
            to.bytes += piece->view();
            to.times.push_back(std::chrono::floor<std::chrono::milliseconds>(clock.now() - start).count());
        }
    }
};

}  // namespace wt::lambda::api::test
