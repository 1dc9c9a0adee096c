#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "aws/sign.hpp"
#include "base/context.hpp"
#include "edge/api/origin.hpp"
#include "edge/waf/api/catalogue.hpp"
#include "iam/credentials.hpp"
#include "stack/stack.hpp"

namespace wt::app {

/// What distributions that CloudFront's API made have around them: S3's API, whatever this server answers, web servers
/// elsewhere, and the account's web ACLs.
class EdgeSurroundings final : public edge::api::Surroundings {
public:
    /// The request lives until the answer is there.
    using Reach = std::function<Task<http::Response>(http::Request&& request)>;
    /// All outlive this.
    EdgeSurroundings(const Context& context, stack::Stack& stack, iam::Credentials& credentials,
                     edge::waf::api::Catalogue& web_acls)
        : context_(context),
          stack_(stack),
          credentials_(credentials),
          web_acls_(web_acls),
          secrets_(context.random("cloudfront.secrets")) {}

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
    [[nodiscard]] Task<bool> keep_log(std::string bucket, std::string key, Text object) override;

private:
    /// A key that stands for a distribution, or for an origin access identity.
    [[nodiscard]] const aws::Signer& signer_of(const edge::api::OriginPlace& place);

    Context context_;
    stack::Stack& stack_;
    iam::Credentials& credentials_;
    edge::waf::api::Catalogue& web_acls_;
    Random secrets_;
    Reach apis_;
    Reach here_;
    std::map<std::string, aws::Signer> signers_;
};

}  // namespace wt::app
