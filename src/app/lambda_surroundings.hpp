#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/scope.hpp"
#include "iam/authenticator.hpp"
#include "iam/directory.hpp"
#include "lambda/api/surroundings.hpp"
#include "stack/stack.hpp"
#include "storage/s3/api/api.hpp"

namespace wt::app {

/// What functions that the API makes have around them: packages in buckets, roles of the directory, buckets for what
/// failed, and the stack's Kinesis streams, which event source mappings read.
class LambdaSurroundings final : public lambda::api::Surroundings {
public:
    struct Parts {
        stack::Stack& stack;
        s3::api::Api& s3;
        const iam::Directory& directory;
        iam::AuthMode auth;
    };
    /// All parts outlive this.
    LambdaSurroundings(const Context& context, const Parts& parts) : context_(context), parts_(parts) {}

    [[nodiscard]] Task<Result<std::string, aws::Error>> object(const aws::Call& call, std::string bucket,
                                                               std::string key, std::optional<std::string> version,
                                                               std::uint64_t most) override;
    [[nodiscard]] bool may_assume(std::string_view role_arn) const override;
    [[nodiscard]] std::optional<aws::Error> refuse_bucket(std::string_view bucket) const override;
    [[nodiscard]] Task<void> put(std::string bucket, std::string key, Text document) override;
    [[nodiscard]] std::optional<aws::Error> refuse_source(const lambda::api::MappingRecord& mapping) const override;
    void follow(const lambda::api::MappingRecord& mapping, lambda::api::Invoker& invoker) override;
    void stop(const lambda::api::MappingRecord& mapping) override;

private:
    /// A mapping that reads, with the stream that it reads.
    struct Reader {
        stack::KinesisPort::Place source;
        std::unique_ptr<stream::EventSourceMapping> mapping;
        Scope reading;  // before what it uses
    };

    Context context_;
    Parts parts_;
    std::map<std::string, std::unique_ptr<Reader>> readers_;  // by the mapping's id
};

}  // namespace wt::app
