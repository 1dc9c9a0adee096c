#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "identity/cognito_idp_shapes.hpp"

namespace wt::identity {

/// By which name a pool has the look of all clients without one of their own.
inline constexpr std::string_view all_clients = "ALL";

/// How the pages of a client look: what SetUICustomization was given.
struct LookEntry {
    std::string client;        // or all_clients
    UiCustomizationType told;  // but the image's address
    aws::Blob image;           // empty: none
    std::string address;       // of the image, below the domain; empty: none
};
const aws::Structure& shape_of(aws::Tag<LookEntry>);

/// Why that is no style sheet for the pages, in a sentence. Developer Guide, "Customizing hosted UI (classic)
/// branding": rules of the named classes only; no HTML, scripts, @import, @supports, @page, @media. What passes is safe
/// between <style> tags: it has no "<", no escape, and nothing that is fetched.
[[nodiscard]] std::optional<std::string> refuse_css(std::string_view css);

/// "image/png", "image/jpeg"; empty: neither.
[[nodiscard]] std::string_view image_type(std::string_view bytes);

}  // namespace wt::identity
