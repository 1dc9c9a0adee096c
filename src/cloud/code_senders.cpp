#include "cloud/code_senders.hpp"

#include "base/base64.hpp"
#include "lambda/api/names.hpp"

namespace wt::cloud {

std::optional<std::string> CodeSenders::refuse_key(const aws::Call& call, const std::string& key) {
    // KMS Developer Guide, "Grants for AWS services".
    const auto usable = keys_.usable(call, key, {"cognito-idp", "CreateGrant", aws::account_region_of(call)});
    if (usable.ok()) return std::nullopt;
    return usable.error().text;
}

Result<std::string> CodeSenders::seal(const std::string& key, const std::string& pool_id, std::string_view code) {
    // Developer Guide, "Custom sender Lambda triggers"; Assumed: the context has nothing else.
    const auto message = kms_.encrypted_message(key, {{"userpool-id", pool_id}}, code);
    if (!message.ok()) return Error{message.error().message};
    return base64_encode(*message);
}

Task<void> CodeSenders::send(std::string function, std::string event) {
    const auto name = lambda::api::read_function_arn(function);
    const lambda::api::FunctionRecord* const record = name ? functions_.find(*name) : nullptr;
    // Nobody hears of a function that has gone: the caller has been answered.
    if (record == nullptr || record->version_of(name->qualifier).empty() || !triggers_.lets_in(*name, event)) co_return;
    lambda::api::Invocation invocation;
    invocation.payload = Text(event);
    invoker_.enqueue(*name, std::move(invocation));
    (void)co_await functions_.durable();
}

}  // namespace wt::cloud
