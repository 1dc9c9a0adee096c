#include "kms/key.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "base/hex.hpp"

namespace wt::kms {

const aws::Structure& shape_of(aws::Tag<Material>) {
    static const aws::RowShape shape{aws::row_member<&Material::id>("id"), aws::row_member<&Material::secret>("secret"),
                                     aws::row_member<&Material::since>("since"),
                                     aws::row_member<&Material::began>("began")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<GrantEntry>) {
    static const aws::RowShape shape{aws::row_member<&GrantEntry::told>("told"),
                                     aws::row_member<&GrantEntry::token>("token")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Key>) {
    static const aws::RowShape shape{aws::row_member<&Key::spec>("spec"),
                                     aws::row_member<&Key::usage>("usage"),
                                     aws::row_member<&Key::manager>("manager"),
                                     aws::row_member<&Key::description>("description"),
                                     aws::row_member<&Key::policy>("policy"),
                                     aws::row_member<&Key::tags>("tags"),
                                     aws::row_member<&Key::created>("created"),
                                     aws::row_member<&Key::enabled>("enabled"),
                                     aws::row_member<&Key::multi_region>("multi_region"),
                                     aws::row_member<&Key::ends>("ends"),
                                     aws::row_member<&Key::materials>("materials"),
                                     aws::row_member<&Key::rotates>("rotates"),
                                     aws::row_member<&Key::period>("period"),
                                     aws::row_member<&Key::next_rotation>("next_rotation"),
                                     aws::row_member<&Key::grants>("grants")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Alias>) {
    static const aws::RowShape shape{aws::row_member<&Alias::target>("target"),
                                     aws::row_member<&Alias::created>("created"),
                                     aws::row_member<&Alias::changed>("changed")};
    return shape;
}

std::string Key::arn() const { return fmt::format("arn:aws:kms:{}:{}:key/{}", place.region, place.account, id); }

std::string Alias::arn() const { return fmt::format("arn:aws:kms:{}:{}:{}", place.region, place.account, name); }

const Material* Key::material(std::string_view wanted) const {
    const auto found =
        std::find_if(materials.begin(), materials.end(), [wanted](const Material& each) { return each.id == wanted; });
    return found == materials.end() ? nullptr : &*found;
}

std::string_view Key::state() const { return ends ? "PendingDeletion" : enabled ? "Enabled" : "Disabled"; }

std::optional<KmsArn> parse_kms_arn(std::string_view arn) {
    constexpr std::string_view head = "arn:aws:kms:";
    if (!arn.starts_with(head)) return std::nullopt;
    arn.remove_prefix(head.size());
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    KmsArn read;
    read.place.region = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
    const std::size_t next = arn.find(':');
    if (next == std::string_view::npos) return std::nullopt;
    read.place.account = arn.substr(0, next);
    read.rest = arn.substr(next + 1);
    return read;
}

bool is_key_id(std::string_view text) {
    constexpr std::string_view mrk = "mrk-";
    const auto all_hex = [](std::string_view part) {
        return std::all_of(part.begin(), part.end(), [](char c) { return hex_digit(c) >= 0; });
    };
    if (text.starts_with(mrk)) return text.size() == mrk.size() + 32 && all_hex(text.substr(mrk.size()));
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : hex_digit(text[i]) < 0) return false;
    }
    return true;
}

}  // namespace wt::kms
