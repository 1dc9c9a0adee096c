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
    /// Outlives this.
    explicit Parameters(ParameterStore& store) : store_(store) {}

    [[nodiscard]] const aws::ServiceModel& model() const override { return ssm_model(); }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] std::optional<std::string> resource(const aws::Call& call, const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(store_.durable(), ssm_errors::internal_server);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // parameters.cpp
    [[nodiscard]] aws::Outcome<PutParameterResult> put_parameter(const aws::Call& call, PutParameterRequest input);
    [[nodiscard]] aws::Outcome<GetParameterResult> get_parameter(const aws::Call& call, GetParameterRequest input);
    [[nodiscard]] aws::Outcome<GetParametersResult> get_parameters(const aws::Call& call, GetParametersRequest input);
    [[nodiscard]] aws::Outcome<DeleteParameterResult> delete_parameter(const aws::Call& call,
                                                                       DeleteParameterRequest input);
    [[nodiscard]] aws::Outcome<DeleteParametersResult> delete_parameters(const aws::Call& call,
                                                                         DeleteParametersRequest input);

    // list_operations.cpp
    [[nodiscard]] aws::Outcome<GetParametersByPathResult> get_parameters_by_path(const aws::Call& call,
                                                                                 GetParametersByPathRequest input);
    [[nodiscard]] aws::Outcome<DescribeParametersResult> describe_parameters(const aws::Call& call,
                                                                             DescribeParametersRequest input);
    [[nodiscard]] aws::Outcome<GetParameterHistoryResult> get_parameter_history(const aws::Call& call,
                                                                                GetParameterHistoryRequest input);

    // label_operations.cpp
    [[nodiscard]] aws::Outcome<LabelParameterVersionResult> label_parameter_version(const aws::Call& call,
                                                                                    LabelParameterVersionRequest input);
    [[nodiscard]] aws::Outcome<UnlabelParameterVersionResult> unlabel_parameter_version(
        const aws::Call& call, UnlabelParameterVersionRequest input);
    [[nodiscard]] aws::Outcome<AddTagsToResourceResult> add_tags_to_resource(const aws::Call& call,
                                                                             AddTagsToResourceRequest input);
    [[nodiscard]] aws::Outcome<RemoveTagsFromResourceResult> remove_tags_from_resource(
        const aws::Call& call, RemoveTagsFromResourceRequest input);
    [[nodiscard]] aws::Outcome<ListTagsForResourceResult> list_tags_for_resource(const aws::Call& call,
                                                                                 ListTagsForResourceRequest input);

private:
    [[nodiscard]] aws::Outcome<ParameterRecord*> find(const aws::Call& call, const std::string& name);
    /// A parameter's version as readers see it.
    [[nodiscard]] aws::Outcome<Parameter> read(const aws::Call& call, const std::string& text, bool decrypted);
    [[nodiscard]] aws::Outcome<ParameterRecord*> tagged(const aws::Call& call, const std::string& type,
                                                        const std::string& id);

    ParameterStore& store_;
};

/// The version as a reader sees it: a secret only when it is decrypted.
[[nodiscard]] Parameter told_of(const ParameterRecord& record, const ParameterHistory& version, bool decrypted);
[[nodiscard]] std::string shown_value(const ParameterRecord& record, const ParameterHistory& version, bool decrypted);

}  // namespace wt::parameters
