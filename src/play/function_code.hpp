#pragma once
#include <optional>
#include <string>

#include "base/result.hpp"
#include "lambda/functions.hpp"
#include "stack/architecture.hpp"

namespace wt::play {

/// A folder that runs as a function, as the command line says it: NAME=FOLDER[,handler=...][,runtime=...].
struct FolderFunction {
    std::string name;
    lambda::FunctionConfig config;
};
/// What is not said follows from what lies in the folder. An error is a sentence.
[[nodiscard]] Result<FolderFunction> read_folder_function(const std::string& text);

/// Folders of functions' code become absolute: those of a scenario are meant from where its file is. An error is a
/// sentence.
[[nodiscard]] std::optional<Error> place_code(stack::Architecture& architecture, const std::string& scenario_file);
/// The first function of the architecture that runs code of its user's; null when none does.
[[nodiscard]] const stack::Component* first_with_code(const stack::Architecture& architecture);

}  // namespace wt::play
