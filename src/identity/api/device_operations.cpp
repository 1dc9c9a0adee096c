// Devices that a pool remembers.
#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"
#include "identity/srp.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

[[nodiscard]] aws::Error no_device() { return aws::Error(resource_not_found, "Device does not exist."); }

[[nodiscard]] DeviceType told_device(const std::string& key, const DeviceEntry& device) {
    DeviceType told;
    told.device_key = key;
    told.device_attributes = std::vector<UserAttribute>{
        {"device_status", device.verifier.empty() ? "invalid" : "valid"},
        {"device_name", device.name},
        {"dev:device_remembered_status", device.remembered ? "remembered" : "not_remembered"},
        {"dev:device_sdk", ""},
        {"last_ip_used", device.address}};
    told.device_create_date = device.created;
    told.device_last_modified_date = device.modified;
    told.device_last_authenticated_date = device.authenticated;
    return told;
}

/// Base64 of a number, as clients send it.
[[nodiscard]] std::optional<std::string> number_in(const std::optional<std::string>& text) {
    const auto bytes = base64_decode(text.value_or(""));
    return bytes && !bytes->empty() ? srp_number(hex_encode(*bytes)) : std::nullopt;
}

template <class Output>
[[nodiscard]] Result<Output, aws::Error> device_page(const UserEntry& user, const std::optional<std::string>& token,
                                                     const std::optional<std::int32_t>& limit, Instant now) {
    std::map<std::string, DeviceType> all;
    for (const auto& [key, device] : user.devices) {
        if (!device.verifier.empty()) all.emplace(key, told_device(key, device));
    }
    auto page = cut_page(std::move(all), "cognito-idp:ListDevices/" + user.sub, token, limit, now);
    if (!page.ok()) return page.error();
    Output output;
    output.devices = std::move(page->items);
    output.pagination_token = std::move(page->next);
    return output;
}

}  // namespace

aws::Outcome<ConfirmDeviceResponse> Cognito::confirm_device(const aws::Call& call, ConfirmDeviceRequest input) {
    auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    const auto device = found->user.devices.find(input.device_key);
    if (device == found->user.devices.end()) return no_device();
    if (!device->second.verifier.empty())
        return aws::Error(device_key_exists, "Device key has already been confirmed.");
    const auto& config = input.device_secret_verifier_config;
    const auto verifier = config ? number_in(config->password_verifier) : std::nullopt;
    const auto salt = config ? number_in(config->salt) : std::nullopt;
    if (!verifier || !salt) return wrong_parameter("Invalid device secret verifier.");
    device->second.verifier = *verifier;
    device->second.salt = *salt;
    device->second.name = input.device_name.value_or("");
    device->second.modified = call.now;
    const auto& settings = found->pool->entry().settings.device_configuration;
    const bool by_hand = settings && settings->device_only_remembered_on_user_prompt.value_or(false);
    device->second.remembered = !by_hand;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    ConfirmDeviceResponse output;
    output.user_confirmation_necessary = by_hand;
    return output;
}

aws::Outcome<GetDeviceResponse> Cognito::get_device(const aws::Call& /*call*/, GetDeviceRequest input) {
    const auto found = bearer(input.access_token.value_or(""));
    if (!found.ok()) return found.error();
    const auto device = found->user.devices.find(input.device_key);
    if (device == found->user.devices.end()) return no_device();
    GetDeviceResponse output;
    output.device = told_device(device->first, device->second);
    return output;
}

aws::Outcome<aws::Nothing> Cognito::forget_device(const aws::Call& /*call*/, ForgetDeviceRequest input) {
    auto found = bearer(input.access_token.value_or(""));
    if (!found.ok()) return found.error();
    if (found->user.devices.erase(input.device_key) == 0) return no_device();
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return aws::Nothing();
}

aws::Outcome<ListDevicesResponse> Cognito::list_devices(const aws::Call& call, ListDevicesRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    auto page = device_page<ListDevicesResponse>(found->user, input.pagination_token, input.limit, call.now);
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<UpdateDeviceStatusResponse> Cognito::update_device_status(const aws::Call& call,
                                                                       UpdateDeviceStatusRequest input) {
    auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    const auto device = found->user.devices.find(input.device_key);
    if (device == found->user.devices.end()) return no_device();
    if (input.device_remembered_status) device->second.remembered = input.device_remembered_status == "remembered";
    device->second.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return UpdateDeviceStatusResponse();
}

aws::Outcome<AdminGetDeviceResponse> Cognito::admin_get_device(const aws::Call& call, AdminGetDeviceRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    const auto device = found->user.devices.find(input.device_key);
    if (device == found->user.devices.end()) return no_device();
    AdminGetDeviceResponse output;
    output.device = told_device(device->first, device->second);
    return output;
}

aws::Outcome<aws::Nothing> Cognito::admin_forget_device(const aws::Call& call, AdminForgetDeviceRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    if (found->user.devices.erase(input.device_key) == 0) return no_device();
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return aws::Nothing();
}

aws::Outcome<AdminListDevicesResponse> Cognito::admin_list_devices(const aws::Call& call,
                                                                   AdminListDevicesRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    auto page = device_page<AdminListDevicesResponse>(found->user, input.pagination_token, input.limit, call.now);
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<AdminUpdateDeviceStatusResponse> Cognito::admin_update_device_status(
    const aws::Call& call, AdminUpdateDeviceStatusRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    const auto device = found->user.devices.find(input.device_key);
    if (device == found->user.devices.end()) return no_device();
    if (input.device_remembered_status) device->second.remembered = input.device_remembered_status == "remembered";
    device->second.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return AdminUpdateDeviceStatusResponse();
}

}  // namespace wt::identity
