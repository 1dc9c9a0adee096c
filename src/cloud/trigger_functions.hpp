#pragma once
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "identity/api/catalogue.hpp"
#include "identity/api/triggers.hpp"
#include "identity/pools/catalogue.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"

namespace wt::cloud {

/// The functions that user pools ask, invoked by their ARNs: five seconds, three times (Developer Guide, "Customizing
/// user pool workflows with Lambda triggers"). Another account's function must let the pool in by its own policy; of
/// the pool's account any may be asked (differences.md).
class TriggerFunctions final : public identity::Triggers {
public:
    /// All of it outlives this.
    struct Parts {
        lambda::api::Catalogue& functions;
        lambda::api::Invoker& invoker;
        const identity::Catalogue& pools;
        identity::pools::Catalogue& identity_pools;
    };
    TriggerFunctions(const Context& context, const Parts& parts) : context_(context), parts_(parts) {}

    /// Whether the function may have that event, which names the pool that it is of.
    [[nodiscard]] bool lets_in(const lambda::api::FunctionName& function, std::string_view event) const;

    [[nodiscard]] Task<Result<std::string, Failure>> ask(std::string function, std::string event) override;

private:
    Context context_;
    Parts parts_;
};

}  // namespace wt::cloud
