// How keys stand: enabled, to be deleted, rotated.
#include <algorithm>

#include "aws/pages.hpp"
#include "kms/kms.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

namespace {

constexpr Duration one_day = 24h;

// API Reference, "ScheduleKeyDeletion".
constexpr std::int32_t usual_window = 30;
constexpr std::int32_t shortest_window = 7;
constexpr std::int32_t longest_window = 30;

/// API Reference, "EnableKeyRotation", in days.
constexpr std::int32_t usual_period = 365;
/// API Reference, "RotateKeyOnDemand".
constexpr std::ptrdiff_t most_on_demand = 10;

constexpr std::int32_t usual_rotations = 100;

}  // namespace

aws::Outcome<aws::Nothing> Kms::enable_key(const aws::Call& call, EnableKeyRequest input) {
    const auto key = kept(call, {"EnableKey"}, input.key_id);
    if (!key.ok()) return key.error();
    (*key)->enabled = true;
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::disable_key(const aws::Call& call, DisableKeyRequest input) {
    const auto key = kept(call, {"DisableKey"}, input.key_id);
    if (!key.ok()) return key.error();
    (*key)->enabled = false;
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<ScheduleKeyDeletionResponse> Kms::schedule_key_deletion(const aws::Call& call,
                                                                     ScheduleKeyDeletionRequest input) {
    const std::int32_t days = input.pending_window_in_days.value_or(usual_window);
    Ask ask{"ScheduleKeyDeletion"};
    ask.more.emplace_back("kms:ScheduleKeyDeletionPendingWindowInDays", std::to_string(days));
    const auto key = kept(call, ask, input.key_id);
    if (!key.ok()) return key.error();
    if (days < shortest_window || days > longest_window)
        return invalid(fmt::format("PendingWindowInDays must be between {} and {}.", shortest_window,  // Assumed
                                   longest_window));
    (*key)->ends = catalogue_.now() + one_day * days;
    catalogue_.keep(**key);
    return ScheduleKeyDeletionResponse{(*key)->arn(), (*key)->ends, std::string((*key)->state()), days};
}

aws::Outcome<CancelKeyDeletionResponse> Kms::cancel_key_deletion(const aws::Call& call,
                                                                 CancelKeyDeletionRequest input) {
    const auto key = named(call, {"CancelKeyDeletion"}, input.key_id);
    if (!key.ok()) return key.error();
    if (!(*key)->ends)
        return aws::Error(kms_errors::kms_invalid_state, fmt::format("{} is not pending deletion.", (*key)->arn()));
    (*key)->ends.reset();
    (*key)->enabled = false;
    catalogue_.keep(**key);
    return CancelKeyDeletionResponse{(*key)->arn()};
}

aws::Outcome<Key*> Kms::for_rotation(const aws::Call& call, std::string_view action, const std::string& id,
                                     bool changes) {
    auto key = kept(call, {action}, id);
    if (!key.ok()) return key;
    if (changes && !(*key)->enabled)
        return aws::Error(kms_errors::disabled, fmt::format("{} is disabled.", (*key)->arn()));
    if ((*key)->spec != symmetric) return aws::Error(kms_errors::unsupported_operation);
    return key;
}

aws::Outcome<aws::Nothing> Kms::enable_key_rotation(const aws::Call& call, EnableKeyRotationRequest input) {
    const auto found = for_rotation(call, "EnableKeyRotation", input.key_id, true);
    if (!found.ok()) return found.error();
    Key& key = **found;
    const std::int32_t period = input.rotation_period_in_days.value_or(key.rotates ? key.period : usual_period);
    if (!key.rotates || period != key.period) key.next_rotation = catalogue_.now() + one_day * period;
    key.rotates = true;
    key.period = period;
    catalogue_.keep(key);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::disable_key_rotation(const aws::Call& call, DisableKeyRotationRequest input) {
    const auto key = for_rotation(call, "DisableKeyRotation", input.key_id, true);
    if (!key.ok()) return key.error();
    (*key)->rotates = false;
    (*key)->next_rotation.reset();
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<GetKeyRotationStatusResponse> Kms::get_key_rotation_status(const aws::Call& call,
                                                                        GetKeyRotationStatusRequest input) {
    // A key of another kind is told not to rotate.
    const auto key = kept(call, {"GetKeyRotationStatus"}, input.key_id);
    if (!key.ok()) return key.error();
    GetKeyRotationStatusResponse output;
    output.key_id = (*key)->arn();
    output.key_rotation_enabled = (*key)->rotates;
    if ((*key)->rotates) {
        output.rotation_period_in_days = (*key)->period;
        output.next_rotation_date = (*key)->next_rotation;
    }
    return output;
}

aws::Outcome<ListKeyRotationsResponse> Kms::list_key_rotations(const aws::Call& call, ListKeyRotationsRequest input) {
    const auto found = named(call, {"ListKeyRotations"}, input.key_id);
    if (!found.ok()) return found.error();
    const Key& key = **found;
    if (key.spec != symmetric) return aws::Error(kms_errors::unsupported_operation);
    const bool whole = input.include_key_material == "ALL_KEY_MATERIAL";
    std::map<std::string, RotationsListEntry> all;
    for (std::size_t i = 0; i < key.materials.size(); ++i) {
        const Material& material = key.materials[i];
        if (material.began.empty() && !whole) continue;
        RotationsListEntry& told = all[fmt::format("{:08}", i)];
        told.key_id = key.id;
        told.key_material_id = material.id;
        told.key_material_state = i + 1 == key.materials.size() ? "CURRENT" : "NON_CURRENT";
        if (material.began.empty()) continue;
        told.rotation_date = material.since;
        told.rotation_type = material.began;
    }
    const std::string scope = "kms:ListKeyRotations/" + key.id;
    const aws::PageTokens tokens(scope);
    auto page =
        aws::page_of(std::move(all),
                     {tokens, input.marker, static_cast<std::size_t>(input.limit.value_or(usual_rotations)), call.now});
    if (!page.ok()) return aws::Error(kms_errors::invalid_marker);
    return ListKeyRotationsResponse{std::move(page->items), page->next, page->next.has_value()};
}

aws::Outcome<RotateKeyOnDemandResponse> Kms::rotate_key_on_demand(const aws::Call& call,
                                                                  RotateKeyOnDemandRequest input) {
    const auto found = for_rotation(call, "RotateKeyOnDemand", input.key_id, true);
    if (!found.ok()) return found.error();
    Key& key = **found;
    const auto so_far = std::count_if(key.materials.begin(), key.materials.end(),
                                      [](const Material& each) { return each.began == "ON_DEMAND"; });
    if (so_far >= most_on_demand)
        return aws::Error(kms_errors::limit_exceeded,
                          fmt::format("The on-demand rotations limit has been reached for the given keyId. No more "
                                      "on-demand rotations can be performed for this key: {}",
                                      key.arn()));
    catalogue_.rotate(key, "ON_DEMAND");
    return RotateKeyOnDemandResponse{key.arn()};
}

}  // namespace wt::kms
