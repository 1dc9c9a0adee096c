// Other names of keys.
#include "aws/pages.hpp"
#include "kms/kms.hpp"

namespace wt::kms {

namespace {

constexpr std::int32_t usual_aliases = 50;

[[nodiscard]] std::optional<aws::Error> refuse_name(const std::string& name) {
    if (!name.starts_with("alias/"))
        return invalid(
            "Alias must start with the prefix \"alias/\". Please see "
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
    if (name.starts_with("alias/aws/")) return aws::Error(not_authorized_row);
    if (name.size() == std::string_view("alias/").size())
        return aws::Error(kms_errors::invalid_alias_name, "The alias name is empty.");  // Assumed: the sentence
    return std::nullopt;
}

}  // namespace

aws::Outcome<aws::Nothing> Kms::create_alias(const aws::Call& call, CreateAliasRequest input) {
    if (auto wrong = refuse_name(input.alias_name)) return std::move(*wrong);
    Alias alias;
    alias.place = aws::account_region_of(call);
    alias.name = input.alias_name;
    if (auto refused = refuse_beside(call, "CreateAlias", alias.arn())) return std::move(*refused);
    if (input.target_key_id.find("alias/") != std::string::npos)
        return invalid("Aliases must refer to keys. Not aliases");
    const auto key = kept(call, {"CreateAlias"}, input.target_key_id);
    if (!key.ok()) return key.error();
    if (catalogue_.find_alias(alias.place, alias.name) != nullptr)
        return aws::Error(kms_errors::already_exists,
                          fmt::format("An alias with the name {} already exists", alias.arn()));
    alias.target = (*key)->id;
    alias.created = alias.changed = catalogue_.now();
    catalogue_.put_alias(std::move(alias));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::update_alias(const aws::Call& call, UpdateAliasRequest input) {
    if (auto wrong = refuse_name(input.alias_name)) return std::move(*wrong);
    Alias wanted;
    wanted.place = aws::account_region_of(call);
    wanted.name = input.alias_name;
    if (auto refused = refuse_beside(call, "UpdateAlias", wanted.arn())) return std::move(*refused);
    const auto key = kept(call, {"UpdateAlias"}, input.target_key_id);
    if (!key.ok()) return key.error();
    const Alias* const there = catalogue_.find_alias(wanted.place, wanted.name);
    if (there == nullptr) return not_found(fmt::format("Alias {} is not found.", wanted.arn()));
    const std::string before_id = there->target;
    wanted.created = there->created;
    const Key* const before = catalogue_.find(wanted.place, before_id);
    const auto is_pair = [](const Key& each) {
        return !each.spec.starts_with("SYM") && !each.spec.starts_with("HMAC");
    };
    if (before != nullptr && (before->usage != (*key)->usage || is_pair(*before) != is_pair(**key)))
        return invalid(
            fmt::format("Alias {} cannot be given to a key of another type or usage.", wanted.arn()));  // Assumed
    wanted.target = (*key)->id;
    wanted.changed = catalogue_.now();
    catalogue_.put_alias(std::move(wanted));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::delete_alias(const aws::Call& call, DeleteAliasRequest input) {
    if (auto wrong = refuse_name(input.alias_name)) return std::move(*wrong);
    Alias wanted;
    wanted.place = aws::account_region_of(call);
    wanted.name = input.alias_name;
    if (auto refused = refuse_beside(call, "DeleteAlias", wanted.arn())) return std::move(*refused);
    const Alias* const there = catalogue_.find_alias(wanted.place, wanted.name);
    if (there == nullptr) return not_found(fmt::format("Alias {} is not found.", wanted.arn()));
    const std::string target = there->target;
    if (const Key* const key = catalogue_.find(wanted.place, target)) {
        if (auto refused = refuse(call, {"DeleteAlias"}, key, arn_of(*key))) return std::move(*refused);
    }
    catalogue_.remove_alias(wanted.place, wanted.name);
    return aws::Nothing();
}

aws::Outcome<ListAliasesResponse> Kms::list_aliases(const aws::Call& call, ListAliasesRequest input) {
    if (auto refused = refuse_beside(call, "ListAliases", "*")) return std::move(*refused);
    std::string target;
    if (input.key_id) {
        const auto key = named(call, {"ListAliases"}, *input.key_id);
        if (!key.ok()) return key.error();
        target = (*key)->id;
    }
    catalogue_.settle_dates();
    std::map<std::string, AliasListEntry> all;
    for (const auto& [place, alias] : catalogue_.aliases()) {
        if (place.first != aws::account_region_of(call) || (!target.empty() && alias.target != target)) continue;
        all.emplace(alias.name, AliasListEntry{alias.name, alias.arn(), alias.target, alias.created, alias.changed});
    }
    const std::string scope = "kms:ListAliases/" + target;
    const aws::PageTokens tokens(scope);
    auto page = aws::page_of(std::move(all), {tokens, input.marker,
                                              static_cast<std::size_t>(input.limit.value_or(usual_aliases)), call.now});
    if (!page.ok()) return aws::Error(kms_errors::invalid_marker);
    return ListAliasesResponse{std::move(page->items), page->next, page->next.has_value()};
}

}  // namespace wt::kms
