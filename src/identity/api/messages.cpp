// What pools send, and the codes in it.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "http/uri.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/login_pages.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using MessageJson = nlohmann::json;

constexpr std::string_view code_mark = "{####}";
constexpr std::string_view name_mark = "{username}";

/// "Verify" of "{##Verify##}" becomes a link.
void fill_link(std::string& text, std::string_view address) {
    constexpr std::string_view open = "{##";
    constexpr std::string_view close = "##}";
    for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
        const std::size_t end = text.find(close, at + open.size());
        if (end == std::string::npos) break;
        const std::string_view words = std::string_view(text).substr(at + open.size(), end - at - open.size());
        const std::string link = fmt::format(R"(<a href="{}">{}</a>)", html_text(address), words);
        text.replace(at, end + close.size() - at, link);
        at += link.size();
    }
}

/// Where a domain's pages are: at a path, or at a host of its own if that is how this server was asked.
[[nodiscard]] std::string address_of_domain(const std::string& site, const std::string& domain) {
    const bool is_own = site.find("://" + domain + ".auth.") != std::string::npos;
    return is_own ? site : fmt::format("{}/_aws/cognito/{}", site, domain);
}

/// Whether a sign-up is confirmed by a link: VerificationMessageTemplateType, "DefaultEmailOption". Assumed: of a pool
/// without a domain a code is sent all the same.
[[nodiscard]] bool confirms_by_link(const UserPool& pool, const std::string& source) {
    const auto& said = pool.entry().settings.verification_message_template;
    return said && said->default_email_option == "CONFIRM_WITH_LINK" && !pool.domains().empty() &&
           (source == "CustomMessage_SignUp" || source == "CustomMessage_ResendCode");
}

void fill(std::string& text, std::string_view mark, std::string_view with) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size()))
        text.replace(at, mark.size(), with);
}

/// "j***@e***", "+*******1234".
[[nodiscard]] std::string masked(const std::string& address, const std::string& attribute) {
    if (attribute == "email") {
        const std::size_t at = std::min(address.find('@'), address.size());
        const std::string host = at + 1 < address.size() ? address.substr(at + 1, 1) : "";
        return fmt::format("{}***@{}***", address.substr(0, 1), host);
    }
    constexpr std::size_t shown = 4;
    std::string text = address;
    for (std::size_t i = 1; i + shown < text.size(); ++i) text[i] = '*';
    return text;
}

struct Template {
    std::string subject;
    std::string text;
};

/// Of codes that sign somebody in: as SetUserPoolMfaConfig says, then as the pool does.
[[nodiscard]] Template sign_in_template(const PoolEntry& pool, bool is_mail) {
    Template usual{"Your authentication code", "Your authentication code is {####}. "};
    const auto& mail = pool.mfa.email_mfa_configuration;
    const auto& sms = pool.mfa.sms_mfa_configuration;
    if (is_mail) {
        if (mail) usual.subject = mail->subject.value_or(usual.subject);
        if (mail) usual.text = mail->message.value_or(usual.text);
    } else if (sms && sms->sms_authentication_message) {
        usual.text = *sms->sms_authentication_message;
    } else {
        usual.text = pool.settings.sms_authentication_message.value_or(usual.text);
    }
    return usual;
}

[[nodiscard]] Template usual_template(const PoolEntry& entry, const std::string& source, bool is_mail) {
    const UserPoolType& pool = entry.settings;
    if (source == "CustomMessage_AdminCreateUser") {
        Template invite{"Your temporary password", "Your username is {username} and temporary password is {####}. "};
        const auto& said = pool.admin_create_user_config;
        if (!said || !said->invite_message_template) return invite;
        const MessageTemplateType& own = *said->invite_message_template;
        invite.subject = own.email_subject.value_or(invite.subject);
        invite.text = (is_mail ? own.email_message : own.sms_message).value_or(invite.text);
        return invite;
    }
    if (source == "CustomMessage_Authentication") return sign_in_template(entry, is_mail);
    const VerificationMessageTemplateType own =
        pool.verification_message_template.value_or(VerificationMessageTemplateType());
    Template usual{"Your verification code", "Your verification code is {####}. "};
    const auto first = [](const auto& a, const auto& b, std::string c) { return a ? *a : b ? *b : std::move(c); };
    usual.subject = first(own.email_subject, pool.email_verification_subject, std::move(usual.subject));
    usual.text = is_mail ? first(own.email_message, pool.email_verification_message, std::move(usual.text))
                         : first(own.sms_message, pool.sms_verification_message, std::move(usual.text));
    return usual;
}

}  // namespace

aws::Later<bool> Cognito::hand_over(std::string pool_id, UserEntry user, Letter letter) {
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return no_user();
    const auto& functions = pool->entry().settings.lambda_config;
    if (!functions) co_return false;
    const bool is_mail = letter.attribute == "email";
    Ask about;
    if (is_mail && functions->custom_email_sender) about.function = functions->custom_email_sender->lambda_arn;
    if (!is_mail && functions->custom_sms_sender) about.function = functions->custom_sms_sender->lambda_arn;
    if (about.function.empty()) co_return false;
    const auto code = parts_.senders.seal(functions->kms_key_id.value_or(""), pool_id, letter.code);
    // Assumed: the error. Nobody can be told a code that cannot be encrypted.
    if (!code.ok()) co_return aws::Error(code_delivery_failure, code.error().message);
    const std::string_view event = std::string_view(letter.source).substr(letter.source.find('_'));
    about.source = fmt::format("{}{}", is_mail ? "CustomEmailSender" : "CustomSMSSender", event);
    about.client = letter.client;
    about.request = MessageJson{{"type", is_mail ? "customEmailSenderRequestV1" : "customSMSSenderRequestV1"},
                                {"code", *code},
                                {"clientMetadata", letter.metadata}}
                        .dump(-1, ' ', false, MessageJson::error_handler_t::replace);
    std::string text = event_of(*pool, user, about);
    co_await parts_.senders.send(std::move(about.function), std::move(text));
    co_return true;
}

std::string Cognito::invited_name(const std::string& pool_id, const UserEntry& user,
                                  const std::string& attribute) const {
    const UserPool* const pool = catalogue_.find(pool_id);
    const auto kinds = pool == nullptr
                           ? std::vector<std::string>()
                           : pool->entry().settings.username_attributes.value_or(std::vector<std::string>());
    if (std::find(kinds.begin(), kinds.end(), attribute) != kinds.end()) return user.attribute(attribute);
    for (const std::string& kind : kinds) {
        if (!user.attribute(kind).empty()) return user.attribute(kind);
    }
    return user.name;
}

aws::Later<CodeDeliveryDetailsType> Cognito::send(std::string pool_id, UserEntry user, Letter letter) {
    const bool is_mail = letter.attribute == "email";
    const std::string address = user.attribute(letter.attribute);
    CodeDeliveryDetailsType details;
    details.attribute_name = letter.attribute;
    details.delivery_medium = is_mail ? "EMAIL" : "SMS";
    details.destination = masked(address, letter.attribute);
    UserEntry who = user;
    Letter given = letter;
    const auto handed = co_await hand_over(pool_id, std::move(who), std::move(given));
    if (!handed.ok()) co_return handed.error();
    if (*handed) co_return details;
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return no_user();
    Template words = usual_template(pool->entry(), letter.source, is_mail);
    const bool by_link = is_mail && !letter.site.empty() && confirms_by_link(*pool, letter.source);
    std::string link;
    if (by_link) {
        const auto& own = *pool->entry().settings.verification_message_template;
        words.subject = own.email_subject_by_link.value_or("Your verification link");
        words.text = own.email_message_by_link.value_or(
            "Please click the link below to verify your email address. {##Verify Email##} ");
        link = fmt::format("{}/confirmUser?client_id={}&user_name={}&confirmation_code={}",
                           address_of_domain(letter.site, pool->domains().begin()->first), letter.client,
                           http::percent_encode(user.name), letter.code);
    }
    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::custom_message);
    about.source = letter.source;
    about.client = letter.client;
    about.request =
        MessageJson{{"codeParameter", code_mark},
                    {"linkParameter", "{##Click Here##}"},
                    {"usernameParameter",
                     letter.source == "CustomMessage_AdminCreateUser" ? MessageJson(name_mark) : MessageJson()},
                    {"clientMetadata", letter.metadata}}
            .dump(-1, ' ', false, MessageJson::error_handler_t::replace);
    about.response = R"json({"smsMessage":null,"emailMessage":null,"emailSubject":null})json";
    UserEntry copy = user;
    const auto answer = co_await ask(pool_id, std::move(copy), std::move(about));
    if (!answer.ok()) co_return answer.error();
    const MessageJson said = MessageJson::parse(*answer, nullptr, false);
    const auto take = [&said](const char* name, std::string& to) {
        const auto found = said.find(name);
        if (found != said.end() && found->is_string()) to = found->get<std::string>();
    };
    take(is_mail ? "emailMessage" : "smsMessage", words.text);
    if (is_mail) take("emailSubject", words.subject);
    if (by_link) fill_link(words.text, link);
    fill(words.text, code_mark, letter.code);
    fill(words.text, name_mark, invited_name(pool_id, user, letter.attribute));
    Message message;
    message.sent = context_.calendar();
    message.pool = pool_id;
    message.user = user.name;
    message.medium = is_mail ? "EMAIL" : "SMS";
    message.to = address;
    message.about = letter.source;
    message.code = letter.code;
    if (is_mail) message.subject = std::move(words.subject);
    message.text = std::move(words.text);
    outbox_.add(std::move(message));
    co_return details;
}

aws::Later<CodeDeliveryDetailsType> Cognito::send_code(std::string pool_id, std::string name, std::string purpose,
                                                       Duration lifetime, Letter letter) {
    UserPool* const pool = catalogue_.find(pool_id);
    const UserEntry* const found = pool == nullptr ? nullptr : pool->find_user(name);
    if (found == nullptr) co_return no_user();
    UserEntry user = *found;
    letter.code = draw(pool->random(), "0123456789", 6);
    CodeEntry code;
    code.code = letter.code;
    code.expires = context_.clock.after(lifetime);
    code.attribute = letter.attribute;
    user.codes.insert_or_assign(purpose, std::move(code));
    UserEntry shown = user;
    // A new value that waits for its code is where the code goes.
    for (const auto& [attribute, value] : user.pending) {
        if (attribute == purpose) shown.attributes[attribute] = value;
    }
    (void)catalogue_.keep(*pool, std::move(user));
    co_return co_await send(std::move(pool_id), std::move(shown), std::move(letter));
}

std::optional<aws::Error> Cognito::refuse_attempts(const UserPool& pool, const std::string& user,
                                                   const std::string& what, std::uint64_t most) {
    if (attempts_.take(fmt::format("{}/{}/{}", pool.id(), user, what), most, context_.now())) return std::nullopt;
    return too_often();
}

Result<std::string, aws::Error> Cognito::take_code(UserPool& pool, UserEntry& user, const std::string& purpose,
                                                   const std::string& code, std::uint64_t most) {
    if (auto error = refuse_attempts(pool, user.name, purpose, most)) return std::move(*error);
    const auto found = user.codes.find(purpose);
    if (found == user.codes.end() || found->second.expires <= context_.now()) return old_code();
    if (!aws::equal_in_constant_time(found->second.code, code)) return wrong_code();
    std::string attribute = found->second.attribute;
    user.codes.erase(found);
    return attribute;
}

}  // namespace wt::identity
