#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/outcome.hpp"
#include "aws/service.hpp"
#include "base/context.hpp"
#include "http/tier.hpp"

namespace wt::edge::api {

/// An origin of a distribution that the API made.
struct OriginPlace {
    enum class Signs : std::uint8_t { nobody, control, identity };

    std::string domain;
    std::string path;    // put before the viewer's
    std::string bucket;  // of S3; empty: a web server
    std::vector<std::pair<std::string, std::string>> headers;
    int http_port = 80;
    int https_port = 443;
    std::string protocol = "http-only";  // of AWS's three policies
    Duration timeout{0};                 // for an answer
    // To the bucket's policy.
    Signs signs = Signs::nobody;
    bool over_viewers = true;  // also where the viewer has signed
    std::string identity;      // of an origin access identity: its id
    std::string canonical_id;  // and how policies name it, too
    std::string distribution;  // its ARN
};

/// A published version of a Lambda function, as far as Lambda@Edge asks.
struct LambdaVersion {
    Duration timeout{0};
    std::int64_t memory = 0;  // MB
    std::string role;
    bool assumable = false;   // the role, by edgelambda.amazonaws.com
    std::string unsupported;  // what of it Lambda@Edge does not have: "environment variables"; empty: nothing
};

/// What distributions have around them: S3, web servers here and elsewhere, AWS WAF, Lambda, Kinesis, and CloudWatch
/// Logs.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;
    /// The request has its path at the origin, and a Host; signed as the place says.
    [[nodiscard]] virtual Task<http::Response> ask_bucket(std::shared_ptr<const OriginPlace> place,
                                                          http::Request request) = 0;
    [[nodiscard]] virtual Task<http::Response> ask_server(std::shared_ptr<const OriginPlace> place,
                                                          http::Request request) = 0;

    /// Whether that is the ARN of a web ACL that may stand before the account's distributions.
    [[nodiscard]] virtual bool has_web_acl(const std::string& account, const std::string& arn) = 0;
    /// From now on it stands before the distribution's cache in place of whichever did; empty: none does. Gives the
    /// address where requests meet it.
    [[nodiscard]] virtual std::string guard(const std::string& distribution, const std::string& arn) = 0;

    /// AWS's sentence when access logs cannot go to that bucket of the account; none when they can.
    [[nodiscard]] virtual std::optional<std::string> refuse_logs(const std::string& account,
                                                                 const std::string& bucket) = 0;
    /// None where the account has no such version.
    [[nodiscard]] virtual std::optional<LambdaVersion> find_version(const std::string& account,
                                                                    const std::string& arn) = 0;
    /// An object of a bucket, of at most so many bytes, as the caller may read it.
    [[nodiscard]] virtual aws::Later<std::string> read_object(const aws::Call& call, std::string bucket,
                                                              std::string key, std::uint64_t most) = 0;
    /// Lines that a function of the account's wrote.
    virtual void note(const std::string& account, const std::string& function,
                      const std::vector<std::string>& lines) = 0;

    /// Puts records into a Kinesis data stream as that role may. How many of them the stream took.
    [[nodiscard]] virtual Task<std::size_t> put_records(std::string stream, std::string role,
                                                        std::vector<std::string> records) = 0;
    /// False when it could not be written.
    [[nodiscard]] virtual Task<bool> keep_log(std::string bucket, std::string key, Text object) = 0;
};

/// Sends requests to an origin as its configuration says.
class OriginTier final : public http::Tier {
public:
    OriginTier(OriginPlace place, Surroundings& around)
        : place_(std::make_shared<const OriginPlace>(std::move(place))), around_(around) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    std::shared_ptr<const OriginPlace> place_;
    Surroundings& around_;
};

/// Two origins, of which the second is asked when the first fails to answer a GET, HEAD or OPTIONS. CloudFront
/// Developer Guide, "Optimize high availability with CloudFront origin failover".
class OriginGroupTier final : public http::Tier {
public:
    struct Members {
        http::Way first;
        http::Way second;
        std::vector<int> statuses;  // of the first that count as failures
        Duration timeout{0};        // of the first
    };
    OriginGroupTier(Clock& clock, Members members) : clock_(clock), members_(std::move(members)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    Clock& clock_;
    Members members_;
};

}  // namespace wt::edge::api
