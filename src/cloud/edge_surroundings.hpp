#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/sign.hpp"
#include "base/context.hpp"
#include "base/fresh_random.hpp"
#include "cloud/lambda_surroundings.hpp"
#include "cloud/log_lines.hpp"
#include "cloud/service_calls.hpp"
#include "edge/api/origin.hpp"
#include "edge/waf/api/catalogue.hpp"
#include "iam/credentials.hpp"
#include "lambda/api/catalogue.hpp"
#include "stack/stack.hpp"

namespace wt::cloud {

/// What distributions that CloudFront's API made have around them: S3's API, whatever this server answers, web servers
/// elsewhere, the account's web ACLs and Lambda functions, and CloudWatch Logs.
class EdgeSurroundings final : public edge::api::Surroundings {
public:
    /// The request lives until the answer is there.
    using Reach = std::function<Task<http::Response>(http::Request&& request)>;
    struct Parts {
        stack::Stack& stack;
        iam::Credentials& credentials;
        edge::waf::api::Catalogue& web_acls;
        lambda::api::Catalogue& functions;
        LambdaSurroundings& roles;
        logs::LogGroups& log_groups;
        ServiceCalls& services;
    };
    /// All outlive this.
    EdgeSurroundings(const Context& context, const Parts& parts)
        : context_(context),
          stack_(parts.stack),
          credentials_(parts.credentials),
          web_acls_(parts.web_acls),
          functions_(parts.functions),
          roles_(parts.roles),
          services_(parts.services),
          lines_(context, parts.log_groups, context.metrics.counter("cloudfront.log_lines.lost")),
          log_streams_(fresh_random(context, "cloudfront.log_streams")),
          secrets_(context.random("cloudfront.secrets")),
          record_keys_(context.random("cloudfront.realtime-logs.keys")) {}

    /// The way to AWS's APIs, and to everything that has a host here. Without the second nobody is there.
    void ask_by(Reach apis) { apis_ = std::move(apis); }
    void reach_by(Reach here) { here_ = std::move(here); }

    [[nodiscard]] Task<http::Response> ask_bucket(std::shared_ptr<const edge::api::OriginPlace> place,
                                                  http::Request request) override;
    [[nodiscard]] Task<http::Response> ask_server(std::shared_ptr<const edge::api::OriginPlace> place,
                                                  http::Request request) override;
    [[nodiscard]] bool has_web_acl(const std::string& account, const std::string& arn) override;
    [[nodiscard]] std::string guard(const std::string& distribution, const std::string& arn) override;
    [[nodiscard]] std::optional<std::string> refuse_logs(const std::string& account,
                                                         const std::string& bucket) override;
    [[nodiscard]] std::optional<edge::api::LambdaVersion> find_version(const std::string& account,
                                                                       const std::string& arn) override;
    [[nodiscard]] aws::Later<std::string> read_object(const aws::Call& call, std::string bucket, std::string key,
                                                      std::uint64_t most) override {
        return roles_.object(call, std::move(bucket), std::move(key), std::nullopt, most);
    }
    void note(const std::string& account, const std::string& function, const std::vector<std::string>& lines) override;
    [[nodiscard]] Task<std::size_t> put_records(std::string stream, std::string role,
                                                std::vector<std::string> records) override;
    [[nodiscard]] Task<bool> keep_log(std::string bucket, std::string key, Text object) override;

private:
    void sign_for_function(const edge::api::OriginPlace& place, http::Request& request);
    /// A key that stands for a distribution, or for an origin access identity.
    [[nodiscard]] const aws::Signer& signer_of(const edge::api::OriginPlace& place);

    Context context_;
    stack::Stack& stack_;
    iam::Credentials& credentials_;
    edge::waf::api::Catalogue& web_acls_;
    lambda::api::Catalogue& functions_;
    LambdaSurroundings& roles_;
    ServiceCalls& services_;
    LogLines lines_;
    Random log_streams_;
    Random secrets_;
    Random record_keys_;
    Reach apis_;
    Reach here_;
    std::map<std::string, aws::Signer> signers_;
    std::map<std::string, std::shared_ptr<LogLines::Stream>> streams_;  // by group and day
};

}  // namespace wt::cloud
