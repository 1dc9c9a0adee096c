#pragma once
#include <string>

#include "base/context.hpp"
#include "identity/triggers.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"

namespace wt::cloud {

/// The functions that user pools ask, invoked by their ARNs: five seconds, three times (Developer Guide, "Customizing
/// user pool workflows with Lambda triggers").
class TriggerFunctions final : public identity::Triggers {
public:
    /// All of it outlives this.
    TriggerFunctions(const Context& context, lambda::api::Catalogue& functions, lambda::api::Invoker& invoker)
        : context_(context), functions_(functions), invoker_(invoker) {}

    [[nodiscard]] Task<Result<std::string, Failure>> ask(std::string function, std::string event) override;

private:
    Context context_;
    lambda::api::Catalogue& functions_;
    lambda::api::Invoker& invoker_;
};

}  // namespace wt::cloud
