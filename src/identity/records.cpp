#include "identity/records.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "aws/row_shape.hpp"

namespace wt::identity {

namespace {

/// In the unit that is said for it.
[[nodiscard]] Duration span_of(std::int32_t count, const std::optional<std::string>& said, std::string_view usual) {
    const std::string_view unit = said ? std::string_view(*said) : usual;
    if (unit == "seconds") return std::chrono::seconds(count);
    if (unit == "minutes") return std::chrono::minutes(count);
    return unit == "hours" ? Duration(std::chrono::hours(count)) : Duration(std::chrono::hours(count) * 24);
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<PoolEntry>) {
    static const aws::RowShape shape{aws::row_member<&PoolEntry::of_scenario>("of_scenario"),
                                     aws::row_member<&PoolEntry::says_recovery>("says_recovery"),
                                     aws::row_member<&PoolEntry::settings>("settings"),
                                     aws::row_member<&PoolEntry::mfa>("mfa")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ClientEntry>) {
    static const aws::RowShape shape{aws::row_member<&ClientEntry::settings>("settings"),
                                     aws::row_member<&ClientEntry::secrets>("secrets")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<CodeEntry>) {
    static const aws::RowShape shape{aws::row_member<&CodeEntry::code>("code"),
                                     aws::row_member<&CodeEntry::expires>("expires"),
                                     aws::row_member<&CodeEntry::attribute>("attribute")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<DeviceEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&DeviceEntry::group>("group"),
        aws::row_member<&DeviceEntry::name>("name"),
        aws::row_member<&DeviceEntry::salt>("salt"),
        aws::row_member<&DeviceEntry::verifier>("verifier"),
        aws::row_member<&DeviceEntry::address>("address"),
        aws::row_member<&DeviceEntry::remembered>("remembered"),
        aws::row_member<&DeviceEntry::created>("created"),
        aws::row_member<&DeviceEntry::modified>("modified"),
        aws::row_member<&DeviceEntry::authenticated>("authenticated"),
    };
    return shape;
}

const aws::Structure& shape_of(aws::Tag<LinkedUser>) {
    static const aws::RowShape shape{
        aws::row_member<&LinkedUser::provider>("provider"),   aws::row_member<&LinkedUser::kind>("kind"),
        aws::row_member<&LinkedUser::issuer>("issuer"),       aws::row_member<&LinkedUser::user>("user"),
        aws::row_member<&LinkedUser::primary>("primary"),     aws::row_member<&LinkedUser::created>("created"),
        aws::row_member<&LinkedUser::attribute>("attribute"),
    };
    return shape;
}

const aws::Structure& shape_of(aws::Tag<PasskeyEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&PasskeyEntry::key>("key"),
        aws::row_member<&PasskeyEntry::count>("count"),
        aws::row_member<&PasskeyEntry::party>("party"),
        aws::row_member<&PasskeyEntry::attachment>("attachment"),
        aws::row_member<&PasskeyEntry::transports>("transports"),
        aws::row_member<&PasskeyEntry::created>("created"),
    };
    return shape;
}

const aws::Structure& shape_of(aws::Tag<UserEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&UserEntry::name>("name"),
        aws::row_member<&UserEntry::sub>("sub"),
        aws::row_member<&UserEntry::attributes>("attributes"),
        aws::row_member<&UserEntry::status>("status"),
        aws::row_member<&UserEntry::enabled>("enabled"),
        aws::row_member<&UserEntry::created>("created"),
        aws::row_member<&UserEntry::modified>("modified"),
        aws::row_member<&UserEntry::password>("password"),
        aws::row_member<&UserEntry::salt>("salt"),
        aws::row_member<&UserEntry::verifier>("verifier"),
        aws::row_member<&UserEntry::passwords_before>("passwords_before"),
        aws::row_member<&UserEntry::password_until>("password_until"),
        aws::row_member<&UserEntry::groups>("groups"),
        aws::row_member<&UserEntry::totp_secret>("totp_secret"),
        aws::row_member<&UserEntry::totp_verified>("totp_verified"),
        aws::row_member<&UserEntry::totp_name>("totp_name"),
        aws::row_member<&UserEntry::totp_last>("totp_last"),
        aws::row_member<&UserEntry::mfa>("mfa"),
        aws::row_member<&UserEntry::preferred_mfa>("preferred_mfa"),
        aws::row_member<&UserEntry::codes>("codes"),
        aws::row_member<&UserEntry::pending>("pending"),
        aws::row_member<&UserEntry::devices>("devices"),
        aws::row_member<&UserEntry::linked>("linked"),
        aws::row_member<&UserEntry::passkeys>("passkeys"),
    };
    return shape;
}

const aws::Structure& shape_of(aws::Tag<OlderToken>) {
    static const aws::RowShape shape{aws::row_member<&OlderToken::is_spent>("is_spent"),
                                     aws::row_member<&OlderToken::spent>("spent")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Session>) {
    static const aws::RowShape shape{
        aws::row_member<&Session::user>("user"),       aws::row_member<&Session::client>("client"),
        aws::row_member<&Session::origin>("origin"),   aws::row_member<&Session::authenticated>("authenticated"),
        aws::row_member<&Session::expires>("expires"), aws::row_member<&Session::scope>("scope"),
        aws::row_member<&Session::nonce>("nonce"),     aws::row_member<&Session::device>("device"),
        aws::row_member<&Session::token>("token"),     aws::row_member<&Session::older>("older"),
        aws::row_member<&Session::revoked>("revoked"), aws::row_member<&Session::event>("event"),
    };
    return shape;
}

bool ClientEntry::allows(std::string_view flow) const {
    if (!settings.explicit_auth_flows) return false;
    const auto& flows = *settings.explicit_auth_flows;
    return std::find(flows.begin(), flows.end(), flow) != flows.end();
}

bool ClientEntry::rotates() const {
    return settings.refresh_token_rotation && settings.refresh_token_rotation->feature == "ENABLED";
}

bool ClientEntry::is_secret(std::string_view text) const {
    return std::any_of(secrets.begin(), secrets.end(), [text](const ClientSecretDescriptorType& each) {
        return aws::equal_in_constant_time(each.client_secret_value.value_or(""), text);
    });
}

void measure(ClientEntry& client) {
    const UserPoolClientType& said = client.settings;
    const TokenValidityUnitsType units = said.token_validity_units.value_or(TokenValidityUnitsType());
    // CreateUserPoolClient: an hour, and thirty days.
    client.access_ttl = said.access_token_validity.value_or(0) == 0
                            ? Duration(1h)
                            : span_of(*said.access_token_validity, units.access_token, "hours");
    client.id_ttl = said.id_token_validity.value_or(0) == 0 ? Duration(1h)
                                                            : span_of(*said.id_token_validity, units.id_token, "hours");
    client.refresh_ttl = said.refresh_token_validity.value_or(0) == 0
                             ? Duration(24h * 30)
                             : span_of(*said.refresh_token_validity, units.refresh_token, "days");
}

std::string UserEntry::attribute(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? std::string() : found->second;
}

bool UserEntry::verified(const std::string& wanted) const {
    return !attribute(wanted).empty() && attribute(wanted + "_verified") == "true";
}

std::vector<UserAttribute> attributes_of(const UserEntry& user) {
    std::vector<UserAttribute> all{{"sub", user.sub}};
    for (const auto& [name, value] : user.attributes) all.push_back({name, value});
    if (user.linked.empty()) return all;
    nlohmann::json identities = nlohmann::json::array();
    for (const LinkedUser& each : user.linked) {
        identities.push_back({{"userId", each.user},
                              {"providerName", each.provider},
                              {"providerType", each.kind},
                              {"issuer", each.issuer.empty() ? nlohmann::json() : nlohmann::json(each.issuer)},
                              {"primary", each.primary},
                              {"dateCreated", unix_seconds(each.created) * 1000}});
    }
    all.push_back({"identities", identities.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)});
    return all;
}

}  // namespace wt::identity
