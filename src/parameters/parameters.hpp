#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "parameters/errors.hpp"
#include "parameters/names.hpp"
#include "parameters/parameter_store.hpp"
#include "parameters/ssm_shapes.hpp"

namespace wt::parameters {

/// Systems Manager's Parameter Store: its API over the parameters. AWS Systems Manager API Reference, 2014-11-06.
class Parameters final : public aws::Service {
public:
    template <class Output>
    using Answer = Task<Result<Output, aws::Error>>;
    template <class Output>
    using Outcome = Result<Output, aws::Error>;

    /// Outlives this.
    explicit Parameters(ParameterStore& store) : store_(store) {}

    [[nodiscard]] const aws::ServiceModel& model() const override { return ssm_model(); }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] std::optional<std::string> resource(const aws::Call& call, const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // parameters.cpp
    [[nodiscard]] Answer<PutParameterResult> put_parameter(const aws::Call& call, PutParameterRequest input);
    [[nodiscard]] Outcome<GetParameterResult> get_parameter(const aws::Call& call, GetParameterRequest input);
    [[nodiscard]] Outcome<GetParametersResult> get_parameters(const aws::Call& call, GetParametersRequest input);
    [[nodiscard]] Answer<DeleteParameterResult> delete_parameter(const aws::Call& call, DeleteParameterRequest input);
    [[nodiscard]] Answer<DeleteParametersResult> delete_parameters(const aws::Call& call,
                                                                   DeleteParametersRequest input);

    // list_operations.cpp
    [[nodiscard]] Outcome<GetParametersByPathResult> get_parameters_by_path(const aws::Call& call,
                                                                            GetParametersByPathRequest input);
    [[nodiscard]] Outcome<DescribeParametersResult> describe_parameters(const aws::Call& call,
                                                                        DescribeParametersRequest input);
    [[nodiscard]] Outcome<GetParameterHistoryResult> get_parameter_history(const aws::Call& call,
                                                                           GetParameterHistoryRequest input);

    // label_operations.cpp
    [[nodiscard]] Answer<LabelParameterVersionResult> label_parameter_version(const aws::Call& call,
                                                                              LabelParameterVersionRequest input);
    [[nodiscard]] Answer<UnlabelParameterVersionResult> unlabel_parameter_version(const aws::Call& call,
                                                                                  UnlabelParameterVersionRequest input);
    [[nodiscard]] Answer<AddTagsToResourceResult> add_tags_to_resource(const aws::Call& call,
                                                                       AddTagsToResourceRequest input);
    [[nodiscard]] Answer<RemoveTagsFromResourceResult> remove_tags_from_resource(const aws::Call& call,
                                                                                 RemoveTagsFromResourceRequest input);
    [[nodiscard]] Outcome<ListTagsForResourceResult> list_tags_for_resource(const aws::Call& call,
                                                                            ListTagsForResourceRequest input);

private:
    [[nodiscard]] Outcome<PutParameterResult> put(const aws::Call& call, PutParameterRequest& input);
    [[nodiscard]] Outcome<ParameterRecord*> find(const aws::Call& call, const std::string& name);
    /// A parameter's version as readers see it.
    [[nodiscard]] Outcome<Parameter> read(const aws::Call& call, const std::string& text, bool decrypted);
    [[nodiscard]] Outcome<ParameterRecord*> tagged(const aws::Call& call, const std::string& type,
                                                   const std::string& id);
    [[nodiscard]] Outcome<LabelParameterVersionResult> label(const aws::Call& call,
                                                             LabelParameterVersionRequest& input);
    template <class Output>
    [[nodiscard]] Answer<Output> kept(Outcome<Output> outcome);

    ParameterStore& store_;
};

template <class Output>
Task<Result<Output, aws::Error>> Parameters::kept(Outcome<Output> outcome) {
    const auto problem = co_await store_.durable();
    if (problem) co_return aws::Error(ssm_errors::internal_server, problem->message);
    co_return outcome;
}

/// The version as a reader sees it: a secret only when it is decrypted.
[[nodiscard]] Parameter told_of(const ParameterRecord& record, const ParameterHistory& version, bool decrypted);
[[nodiscard]] std::string shown_value(const ParameterRecord& record, const ParameterHistory& version, bool decrypted);

}  // namespace wt::parameters
