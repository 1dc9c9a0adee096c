#include "kms/service_keys.hpp"

#include <utility>

#include <fmt/format.h>

#include "aws/managed_key.hpp"

namespace wt::kms {

namespace {

using Why = aws::KeyFault::Why;

[[nodiscard]] std::string arn_at(const aws::AccountRegion& place, std::string_view rest) {
    return fmt::format("arn:aws:kms:{}:{}:{}", place.region, place.account, rest);
}

[[nodiscard]] aws::KeyFault fault_of(const aws::Error& error) {
    aws::KeyFault fault{Why::access_denied, error.message};
    for (const auto& [row, why] :
         {std::pair(kms_errors::not_found, Why::not_found), std::pair(kms_errors::disabled, Why::disabled),
          std::pair(kms_errors::kms_invalid_state, Why::pending_deletion),
          std::pair(kms_errors::invalid_key_usage, Why::wrong_kind)}) {
        if (row.code == error.code) fault.why = why;
    }
    return fault;
}

}  // namespace

Result<std::string, aws::KeyFault> ServiceKeys::usable(const aws::Call& call, const std::string& key,
                                                       const aws::KeyUse& use) {
    const bool is_arn = key.starts_with("arn:");
    const std::string named =
        is_arn ? key : arn_at(use.place, key.starts_with("alias/") ? key : fmt::format("key/{}", key));
    const auto at = parse_kms_arn(named);
    if (at) {
        const std::string own = fmt::format("key/{}", aws::managed_key_id(use.service, at->place));
        const bool by_alias = at->rest == fmt::format("alias/aws/{}", use.service);
        if (by_alias || at->rest == own) return arn_at(at->place, own);
    }
    aws::Call asked = call;
    asked.region = use.place.region;
    std::string via;
    if (use.principal.empty()) {
        via = fmt::format("{}.{}.amazonaws.com", use.service, use.place.region);
    } else {
        asked.caller = aws::service(use.principal);
    }
    auto arn = kms_.key_for_service(asked, named, {use.action, use.context, std::move(via)});
    if (!arn.ok()) return fault_of(arn.error());
    return std::move(*arn);
}

}  // namespace wt::kms
