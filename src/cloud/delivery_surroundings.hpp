#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "cloud/access.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"
#include "stack/stack.hpp"
#include "stream/firehose/catalogue.hpp"

namespace wt::cloud {

/// What delivery streams that the API made lead to: S3's buckets, functions of the account, its Kinesis streams, and
/// endpoints elsewhere.
class DeliverySurroundings final : public stream::firehose::Surroundings {
public:
    /// They outlive this.
    struct Parts {
        stack::Stack& stack;
        lambda::api::Catalogue& functions;
        lambda::api::Invoker& invoker;
        stream::kinesis::Catalogue& streams;
        const iam::Directory& directory;
    };
    DeliverySurroundings(const Context& context, const Parts& parts);

    [[nodiscard]] std::optional<aws::Error> refuse_source(std::string_view stream_arn,
                                                          std::string_view role_arn) const override;
    [[nodiscard]] std::optional<aws::Error> refuse_endpoint(const std::string& url) const override;
    [[nodiscard]] stream::DeliveryLinks links_to(
        const std::shared_ptr<const stream::firehose::Target>& target) override;

private:
    using TargetRef = std::shared_ptr<const stream::firehose::Target>;
    /// False: it is not there, or the role is not let in.
    [[nodiscard]] Task<bool> store(std::string role_arn, std::string bucket, std::string key, Text object);
    [[nodiscard]] Task<std::optional<std::vector<stream::Transformed>>> transform(TargetRef target,
                                                                                  std::vector<stream::Record> records);
    /// What the records of one request are sent with.
    struct Sending {
        TargetRef target;
        stream::DeliveryStream::RecordsRefused refused;
        stream::Attempted attempted;
    };
    /// All of them, in as many requests as they need, one after another.
    [[nodiscard]] Task<stream::SentRecords> send(Sending sending, std::vector<stream::Record> records);
    [[nodiscard]] Task<stream::SentRecords> send_request(Sending sending, std::vector<stream::Record> records);
    /// What one request came to.
    struct Sent {
        bool taken = false;
        bool for_good = false;  // it is of no use to try again
        std::string code;       // "HttpEndpoint.DestinationException"
        std::string why;
    };
    [[nodiscard]] static Sent sent_of(const std::optional<http::Response>& answered, const std::string& id);
    [[nodiscard]] Task<Sent> post(TargetRef target, std::string id, Text body);

    Context context_;
    Parts parts_;
    RoleAccess roles_;
    Random ids_;
};

}  // namespace wt::cloud
