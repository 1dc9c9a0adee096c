#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "cloud/access.hpp"
#include "edge/api/catalogue.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "lambda/api/event_pattern.hpp"
#include "lambda/api/surroundings.hpp"
#include "stack/stack.hpp"
#include "stack/stream_events.hpp"
#include "storage/s3/api/api.hpp"

namespace wt::cloud {

/// What functions that the API makes have around them: packages in buckets, roles of the directory, buckets for what
/// failed, the stack's Kinesis streams, which event source mappings read, and distributions that have them at the edge.
class LambdaSurroundings final : public lambda::api::Surroundings {
public:
    struct Parts {
        stack::Stack& stack;
        s3::api::Api& s3;
        const iam::Directory& directory;
        iam::AuthMode auth;
        const edge::api::Catalogue& distributions;
        stream::kinesis::Catalogue& streams;
        std::function<std::string(const std::string& component)> api_id;
    };
    /// All parts outlive this.
    LambdaSurroundings(const Context& context, const Parts& parts);

    [[nodiscard]] aws::Later<std::string> object(const aws::Call& call, std::string bucket, std::string key,
                                                 std::optional<std::string> version, std::uint64_t most) override;
    [[nodiscard]] bool may_assume(std::string_view role_arn) const override {
        return may_assume(role_arn, "lambda.amazonaws.com");
    }
    /// The same of another service.
    [[nodiscard]] bool may_assume(std::string_view role_arn, std::string_view service) const;
    /// Of the scenario's APIs that lead to it, and the bucket that tells it of objects.
    [[nodiscard]] std::vector<lambda::api::Permission> provided_permissions(
        const lambda::api::FunctionName& name) const override;
    [[nodiscard]] std::string replicated(std::string_view arn) const override;
    [[nodiscard]] std::optional<aws::Error> refuse_bucket(std::string_view bucket) const override;
    [[nodiscard]] bool may(std::string_view role_arn, std::string_view action,
                           const iam::Resource& target) const override {
        return roles_.may(role_arn, action, target);
    }
    [[nodiscard]] Task<void> put(std::string role_arn, std::string bucket, std::string key, Text document) override;
    [[nodiscard]] std::optional<aws::Error> refuse_source(const lambda::api::MappingRecord& mapping) const override;
    void follow(const lambda::api::MappingRecord& mapping, lambda::api::Invoker& invoker) override;
    void stop(const lambda::api::MappingRecord& mapping) override;
    [[nodiscard]] std::string last_result(const lambda::api::MappingRecord& mapping) const override;
    [[nodiscard]] std::vector<lambda::api::MappingRecord> provided() const override;

private:
    /// A mapping that reads, with the stream that it reads; without one when that has gone.
    struct Reader {
        std::string stream;
        lambda::api::MappingRecord about;
        std::vector<lambda::api::EventPattern> filters;
        stack::KinesisPort::Place source;
        stack::StreamSource known;
        // Of the last invocation.
        std::string result;
        std::string last_request;
        std::string last_version;
        bool last_failed = false;
        std::unique_ptr<stream::EventSourceMapping> mapping;
        Scope reading;  // before what it uses
    };
    /// Who reads another than stands there now stops, for good: one of the same name has other records.
    void note(const std::string& stream, const stream::KinesisStream* now);
    /// `from` outlives the task.
    [[nodiscard]] static Task<stream::EventSourceMapping::Outcome> hand_over(lambda::api::Invoker& invoker,
                                                                             Reader& from, std::string id,
                                                                             std::vector<stream::StreamRecord> batch);
    /// A record of what was given up goes where the mapping says.
    void tell(const Reader& from, const stream::EventSourceMapping::GivenUp& what);
    /// Whether the function's role may read the stream, which is there.
    [[nodiscard]] bool may_read(const lambda::api::MappingRecord& mapping) const;
    [[nodiscard]] std::string role_of(const lambda::api::MappingRecord& mapping) const;

    Parts parts_;
    RoleAccess roles_;
    Random ids_;
    Scope telling_;
    std::map<std::string, std::unique_ptr<Reader>> readers_;  // by the mapping's id
};

}  // namespace wt::cloud
