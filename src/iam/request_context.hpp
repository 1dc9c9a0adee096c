#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/operation.hpp"
#include "aws/principal.hpp"
#include "base/time.hpp"
#include "http/message.hpp"

namespace wt::iam {

/// What a policy's conditions and variables may ask about a request: values by condition key ("aws:SourceIp",
/// "s3:prefix", "s3:ExistingObjectTag/team"). Names compare without case up to a '/', and exactly after it. What costs
/// something to find out comes from a source that is asked once for a key, when a policy names it. A request's own.
class RequestContext {
public:
    using Values = std::vector<std::string>;
    /// Given a key as keys compare: in lower case up to the '/'. None: the request has no such key.
    using Source = std::function<std::optional<Values>(std::string_view key)>;

    RequestContext() = default;
    explicit RequestContext(Source source) : source_(std::move(source)) {}

    void set(std::string_view key, Values values);
    void set(std::string_view key, std::string value) { set(key, Values{std::move(value)}); }
    /// Null when the request has no such key. Valid until the key is set again.
    [[nodiscard]] const Values* find(std::string_view key) const;

private:
    Source source_;
    mutable std::map<std::string, std::optional<Values>, std::less<>> values_;
};

/// aws:PrincipalArn (a session's is its role's), aws:PrincipalAccount, aws:PrincipalType, aws:userid, aws:username,
/// aws:PrincipalIsAWSService, aws:PrincipalTag/... IAM User Guide, "AWS global condition context keys".
void describe_caller(RequestContext& context, const aws::Principal& caller);

/// aws:CurrentTime, aws:EpochTime, aws:SourceIp.
void describe_request(RequestContext& context, Instant now, const http::IpAddress& client);

/// aws:UserAgent, aws:Referer, aws:SecureTransport.
enum class Transport : bool { plain, tls };
[[nodiscard]] Transport transport_of(const http::Request& request);
void describe_headers(RequestContext& context, const http::Headers& headers, Transport transport);
/// All of these, aws:RequestedRegion, and aws:ResourceAccount, which is the caller's unless who knows better sets it. A
/// call that is signed, from this machine, counts as one by TLS.
void describe_call(RequestContext& context, const aws::Call& call);

}  // namespace wt::iam
