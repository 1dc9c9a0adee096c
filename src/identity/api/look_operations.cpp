// How the pages of managed login look: SetUICustomization, GetUICustomization.
#include <algorithm>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/ascii.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"
#include "identity/look.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

constexpr std::size_t largest_image = 100 * 1024;  // Developer Guide, "Customizing hosted UI (classic) branding"
constexpr const char* css_version =
    "20190128172214";  // Assumed: the form is the service model's, the value one that clients were told

/// Developer Guide, the same place.
constexpr std::string_view allowed_selectors[] = {".background-customizable",
                                                  ".banner-customizable",
                                                  ".errorMessage-customizable",
                                                  ".idpButton-customizable",
                                                  ".idpButton-customizable:hover",
                                                  ".idpDescription-customizable",
                                                  ".inputField-customizable",
                                                  ".inputField-customizable:focus",
                                                  ".label-customizable",
                                                  ".legalText-customizable",
                                                  ".logo-customizable",
                                                  ".passwordCheck-notValid-customizable",
                                                  ".passwordCheck-valid-customizable",
                                                  ".redirect-customizable",
                                                  ".socialButton-customizable",
                                                  ".submitButton-customizable",
                                                  ".submitButton-customizable:hover",
                                                  ".textDescription-customizable"};

[[nodiscard]] std::string_view unblanked(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Without comments; none: one does not end.
[[nodiscard]] std::optional<std::string> without_comments(std::string_view css) {
    std::string rest;
    for (;;) {
        const std::size_t begin = css.find("/*");
        rest += css.substr(0, begin);
        if (begin == std::string_view::npos) return rest;
        const std::size_t end = css.find("*/", begin + 2);
        if (end == std::string_view::npos) return std::nullopt;
        rest += ' ';
        css.remove_prefix(end + 2);
    }
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<LookEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&LookEntry::client>("client"), aws::row_member<&LookEntry::told>("told"),
        aws::row_member<&LookEntry::image>("image"), aws::row_member<&LookEntry::address>("address")};
    return shape;
}

std::optional<std::string> refuse_css(std::string_view css) {
    const auto bare = without_comments(css);
    if (!bare) return "Invalid CSS: a comment does not end.";
    std::string low;
    for (const char c : *bare) low += lower(c);
    for (const std::string_view never : {"@", "\\", "javascript:", "expression(", "url(", "image(", "image-set("}) {
        if (low.find(never) != std::string::npos) return fmt::format("Invalid CSS: {} is not allowed.", never);
    }
    if (css.find('<') != std::string_view::npos) return "Invalid CSS: HTML is not allowed.";
    std::string_view rest = unblanked(*bare);
    while (!rest.empty()) {
        const std::size_t open = rest.find('{');
        const std::size_t close = rest.find('}');
        if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
            rest.substr(open + 1, close - open - 1).find('{') != std::string_view::npos)
            return "Invalid CSS: a rule is a class and its properties in braces.";
        std::string_view selectors = rest.substr(0, open);
        for (;;) {
            const std::size_t comma = std::min(selectors.find(','), selectors.size());
            const std::string_view one = unblanked(selectors.substr(0, comma));
            if (std::find(std::begin(allowed_selectors), std::end(allowed_selectors), one) ==
                std::end(allowed_selectors))
                return fmt::format("Invalid CSS: the class name {} is not allowed.", one);
            if (comma == selectors.size()) break;
            selectors.remove_prefix(comma + 1);
        }
        rest = unblanked(rest.substr(close + 1));
    }
    return std::nullopt;
}

std::string_view image_type(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    return bytes.starts_with("\xff\xd8\xff") ? "image/jpeg" : std::string_view();
}

UiCustomizationType Cognito::told_look(const UserPool& pool, const LookEntry& look, const aws::Call& call) {
    UiCustomizationType told = look.told;
    if (!look.address.empty() && !pool.domains().empty())
        told.image_url = fmt::format("{}://{}/_aws/cognito/{}/{}", call.request.secure ? "https" : "http",
                                     call.request.headers.get("Host"), pool.domains().begin()->first, look.address);
    return told;
}

aws::Outcome<SetUiCustomizationResponse> Cognito::set_ui_customization(const aws::Call& call,
                                                                       SetUiCustomizationRequest input) {
    const auto found = find_pool(call, input.user_pool_id);
    if (!found.ok()) return found.error();
    UserPool& pool = **found;
    const std::string client = input.client_id.value_or(std::string(all_clients));
    if (client != all_clients && !pool.clients().contains(client)) return no_client(client);
    if (pool.domains().empty())
        // Assumed: the sentence.
        return wrong_parameter("There has to be an existing domain associated with this user pool");
    if (input.css) {
        // Assumed: the sentences.
        if (auto problem = refuse_css(*input.css)) return wrong_parameter(std::move(*problem));
    }
    const std::string image = input.image_file ? input.image_file->bytes.str() : std::string();
    if (image.size() > largest_image) return wrong_parameter("The image is larger than 100 KB.");  // Assumed
    if (!image.empty() && image_type(image).empty())
        return wrong_parameter("The image is neither PNG nor JPEG.");  // Assumed
    const auto before = pool.looks().find(client);
    LookEntry look;
    look.client = client;
    look.told.user_pool_id = pool.id();
    look.told.client_id = client;
    SetUiCustomizationResponse output;
    // Assumed: neither of both takes the look away.
    if (image.empty() && input.css.value_or("").empty()) {
        if (before != pool.looks().end()) catalogue_.drop<LookEntry>(pool, client);
        output.ui_customization = std::move(look.told);
        return output;
    }
    look.told.css = std::move(input.css);
    look.told.css_version = css_version;
    look.told.creation_date = before == pool.looks().end() ? call.now : before->second.told.creation_date;
    look.told.last_modified_date = call.now;
    look.image.bytes = Text(image);
    if (!image.empty())
        look.address = fmt::format("assets/{}/{}/image.{}", client, aws::sha256(image).hex().substr(0, 16),
                                   image_type(image) == "image/png" ? "png" : "jpg");
    output.ui_customization = told_look(pool, catalogue_.keep(pool, std::move(look)), call);
    return output;
}

aws::Outcome<GetUiCustomizationResponse> Cognito::get_ui_customization(const aws::Call& call,
                                                                       GetUiCustomizationRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    const std::string client = input.client_id.value_or(std::string(all_clients));
    if (client != all_clients && !(*pool)->clients().contains(client)) return no_client(client);
    GetUiCustomizationResponse output;
    if (const LookEntry* const look = (*pool)->look_of(client))
        output.ui_customization = told_look(**pool, *look, call);
    return output;
}

}  // namespace wt::identity
