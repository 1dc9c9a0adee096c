#pragma once
#include <map>
#include <optional>
#include <string>

#include "aws/error.hpp"
#include "lambda/api/lambda_shapes.hpp"

/// What CreateFunction and UpdateFunctionConfiguration say of a function, as GetFunctionConfiguration tells it.
namespace wt::lambda::api {

/// What a request says that is not here: 501, naming it.
[[nodiscard]] std::optional<aws::Error> refuse_missing(const CreateFunctionRequest& input);
[[nodiscard]] std::optional<aws::Error> refuse_missing(const UpdateFunctionConfigurationRequest& input);

/// What the request says replaces what was told before; layers are another matter.
void apply(const CreateFunctionRequest& input, FunctionConfiguration& to);
void apply(const UpdateFunctionConfigurationRequest& input, FunctionConfiguration& to);

/// What no function may be.
[[nodiscard]] std::optional<aws::Error> refuse(const FunctionConfiguration& told);

/// What is told while it becomes active, and while a change of it comes into effect.
[[nodiscard]] FunctionConfiguration creating(FunctionConfiguration told);
[[nodiscard]] FunctionConfiguration updating(FunctionConfiguration told);

/// "2026-01-02T03:04:05.678+0000".
[[nodiscard]] std::string last_modified(Instant now);
/// Without what AWS leaves out of lists.
[[nodiscard]] FunctionConfiguration in_list(FunctionConfiguration told);
/// Whether nothing differs that would make another version.
[[nodiscard]] bool same_version(const FunctionConfiguration& one, const FunctionConfiguration& other);

}  // namespace wt::lambda::api
