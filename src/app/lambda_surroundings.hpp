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
    explicit LambdaSurroundings(const Parts& parts);

    [[nodiscard]] Task<Result<std::string, aws::Error>> object(const aws::Call& call, std::string bucket,
                                                               std::string key, std::optional<std::string> version,
                                                               std::uint64_t most) override;
    [[nodiscard]] bool may_assume(std::string_view role_arn) const override;
    [[nodiscard]] std::optional<aws::Error> refuse_bucket(std::string_view bucket) const override;
    [[nodiscard]] Task<void> put(std::string bucket, std::string key, Text document) override;
    [[nodiscard]] std::optional<aws::Error> refuse_source(const lambda::api::MappingRecord& mapping) const override;
    void follow(const lambda::api::MappingRecord& mapping, lambda::api::Invoker& invoker) override;
    void stop(const lambda::api::MappingRecord& mapping) override;
    [[nodiscard]] std::string last_result(const lambda::api::MappingRecord& mapping) const override;

private:
    /// A mapping that reads, with the stream that it reads; without one when that has gone.
    struct Reader {
        std::string stream;
        lambda::api::FunctionName function;
        stack::KinesisPort::Place source;
        std::string result;
        std::unique_ptr<stream::EventSourceMapping> mapping;
        Scope reading;  // before what it uses
    };
    /// Who reads another than stands there now stops, for good: one of the same name has other records.
    void note(const std::string& stream, const stream::KinesisStream* now);

    Parts parts_;
    std::map<std::string, std::unique_ptr<Reader>> readers_;  // by the mapping's id
};

}  // namespace wt::app
