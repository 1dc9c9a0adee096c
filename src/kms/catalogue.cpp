#include "kms/catalogue.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "aws/managed_key.hpp"
#include "base/fresh_random.hpp"
#include "base/hex.hpp"
#include "http/ids.hpp"
#include "kms/entropy.hpp"
#include "kms/specs.hpp"
#include "store/unreadable.hpp"

namespace wt::kms {

namespace {

constexpr std::string_view key_space = "kms.keys";
constexpr std::string_view alias_space = "kms.aliases";

constexpr Duration day = 24h;
/// Developer Guide, "Rotate AWS KMS keys": AWS managed keys rotate every year.
constexpr std::int32_t yearly = 365;

constexpr std::string_view managed_head = "alias/aws/";
/// The services that have a key of their own in each account, as their aliases are called.
constexpr std::array managed_services = std::to_array<std::string_view>({"acm",
                                                                         "backup",
                                                                         "cassandra",
                                                                         "codecommit",
                                                                         "dms",
                                                                         "dynamodb",
                                                                         "ebs",
                                                                         "elasticache",
                                                                         "elasticfilesystem",
                                                                         "es",
                                                                         "fsx",
                                                                         "glue",
                                                                         "kafka",
                                                                         "kinesis",
                                                                         "kinesisvideo",
                                                                         "lambda",
                                                                         "rds",
                                                                         "redshift",
                                                                         "s3",
                                                                         "secretsmanager",
                                                                         "sns",
                                                                         "sqs",
                                                                         "ssm",
                                                                         "xray"});

[[nodiscard]] std::string row_key(const aws::AccountRegion& place, std::string_view name) {
    return fmt::format("{}/{}", aws::place_key(place), name);
}
[[nodiscard]] Catalogue::Place read_place(std::string_view text) {
    Catalogue::Place place;
    place.first.account = aws::take_part(text);
    place.first.region = aws::take_part(text);
    place.second = text;
    return place;
}

/// AWS managed keys are used through their service alone; their account may look at them.
[[nodiscard]] std::string managed_policy(std::string_view service, const aws::AccountRegion& place) {
    return fmt::format(
        R"json({{
  "Version" : "2012-10-17",
  "Id" : "auto-{0}",
  "Statement" : [ {{
    "Sid" : "Allow access through the service for all principals in the account that are authorized to use it",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "*"
    }},
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {{
      "StringEquals" : {{
        "kms:CallerAccount" : "{1}",
        "kms:ViaService" : "{0}.{2}.amazonaws.com"
      }}
    }}
  }}, {{
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{1}:root"
    }},
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  }} ]
}})json",
        service, place.account, place.region);
}

/// `pair`: empty for a spec that is none.
[[nodiscard]] Material fresh_material(std::string_view spec_name, Instant now, std::string pair = {}) {
    const Spec* const spec = find_spec(spec_name);
    WT_ASSERT(spec != nullptr && pair.empty() == !pair_kind(spec_name));
    Material made;
    made.id = hex_encode(fresh_bytes(32));
    made.secret.bytes = Text(pair.empty() ? fresh_bytes(spec->size) : std::move(pair));
    made.since = now;
    return made;
}

}  // namespace

std::string usual_policy(std::string_view account) {
    return fmt::format(
        R"json({{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{}:root"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}})json",
        account);
}

Result<iam::Policy, iam::PolicyProblem> read_policy(std::string_view document) {
    constexpr std::size_t longest = 32 * 1024;  // Developer Guide, "Resource quotas"
    return iam::parse_policy(document, iam::PolicyUse::resource, longest);
}

Catalogue::Catalogue(const Context& context, store::Store& store)
    : context_(context), rows_(store), chance_(fresh_random(context, "kms")) {
    store.load(key_space, [&](std::string_view name, std::string_view row) {
        auto key = aws::read_row<Key>(row);
        if (!key || key->materials.empty()) store::unreadable(key_space, name);
        const Place place = read_place(name);
        key->place = place.first;
        key->id = place.second;
        keys_.emplace(place, std::make_unique<Key>(std::move(*key)));
    });
    store.load(alias_space, [&](std::string_view name, std::string_view row) {
        auto alias = aws::read_row<Alias>(row);
        if (!alias) store::unreadable(alias_space, name);
        const Place place = read_place(name);
        alias->place = place.first;
        alias->name = place.second;
        aliases_.emplace(place, std::move(*alias));
    });
}

Key* Catalogue::find(const aws::AccountRegion& place, const std::string& id) {
    settle_dates();
    const auto found = keys_.find({place, id});
    return found == keys_.end() ? nullptr : found->second.get();
}

Key* Catalogue::find_in(std::string_view region, const std::string& id) {
    settle_dates();
    for (const auto& [place, key] : keys_) {
        if (place.first.region == region && place.second == id) return key.get();
    }
    return nullptr;
}

const Alias* Catalogue::find_alias(const aws::AccountRegion& place, const std::string& name) {
    settle_dates();
    const auto found = aliases_.find({place, name});
    if (found != aliases_.end()) return &found->second;
    if (!name.starts_with(managed_head)) return nullptr;
    const std::string_view service = std::string_view(name).substr(managed_head.size());
    if (std::find(managed_services.begin(), managed_services.end(), service) == managed_services.end()) return nullptr;
    auto made = std::make_unique<Key>();
    made->place = place;
    made->id = aws::managed_key_id(service, place);
    made->spec = symmetric;
    made->usage = encrypts;
    made->manager = "AWS";
    made->description = fmt::format("Default key that protects my {} data when no other key is defined", service);
    made->policy = managed_policy(service, place);
    made->created = now();
    made->rotates = true;
    made->period = yearly;
    made->next_rotation = now() + day * yearly;
    made->materials.push_back(fresh_material(made->spec, now()));
    Alias alias{place, name, made->id, now(), now()};
    keep(put(std::move(made)));
    put_alias(std::move(alias));
    return &aliases_.at({place, name});
}

Key& Catalogue::put(std::unique_ptr<Key> key) {
    Place place{key->place, key->id};
    return *keys_.insert_or_assign(std::move(place), std::move(key)).first->second;
}

Key& Catalogue::add(Key draft, std::string pair) {
    auto made = std::make_unique<Key>(std::move(draft));
    made->id = http::request_id(chance_).str();
    if (made->multi_region) {
        std::erase(made->id, '-');
        made->id = "mrk-" + made->id;
    }
    made->created = now();
    made->materials.push_back(fresh_material(made->spec, now(), std::move(pair)));
    return put(std::move(made));
}

void Catalogue::keep(const Key& key) { rows_.put(key_space, row_key(key.place, key.id), aws::row_of(key)); }

void Catalogue::rotate(Key& key, std::string_view how) {
    Material next = fresh_material(key.spec, now());
    next.began = how;
    key.materials.push_back(std::move(next));
    keep(key);
}

void Catalogue::remove(Key& key) {
    for (auto each = aliases_.begin(); each != aliases_.end();) {
        const bool is_its = each->second.target == key.id && each->first.first == key.place;
        if (is_its) rows_.put(alias_space, row_key(each->first.first, each->first.second), std::nullopt);
        each = is_its ? aliases_.erase(each) : std::next(each);
    }
    rows_.put(key_space, row_key(key.place, key.id), std::nullopt);
    const Place place{key.place, key.id};
    keys_.erase(place);
}

void Catalogue::settle_dates() {
    std::vector<Key*> over;
    for (const auto& [place, key] : keys_) {
        if (key->ends && *key->ends <= now()) over.push_back(key.get());
        // Neither a disabled key rotates nor one that is to be deleted.
        if (!key->rotates || !key->enabled || key->ends || !key->next_rotation || *key->next_rotation > now()) continue;
        while (*key->next_rotation <= now()) *key->next_rotation += day * key->period;
        rotate(*key, "AUTOMATIC");
    }
    for (Key* const key : over) remove(*key);
}

void Catalogue::put_alias(Alias alias) {
    rows_.put(alias_space, row_key(alias.place, alias.name), aws::row_of(alias));
    Place place{alias.place, alias.name};
    aliases_.insert_or_assign(std::move(place), std::move(alias));
}

void Catalogue::remove_alias(const aws::AccountRegion& place, const std::string& name) {
    rows_.put(alias_space, row_key(place, name), std::nullopt);
    aliases_.erase({place, name});
}

std::string Catalogue::fresh_grant_id() {
    std::string id = http::request_id(chance_).str() + http::request_id(chance_).str();
    std::erase(id, '-');
    return id;
}

std::shared_ptr<const iam::Policy> Catalogue::policy_of(const std::string& document) {
    auto& known = policies_[document];
    if (known == nullptr) {
        auto read = read_policy(document);
        if (read.ok()) known = std::make_shared<const iam::Policy>(std::move(*read));
    }
    return known;
}

void Catalogue::reset(std::string_view account) {
    std::vector<Key*> gone;
    for (const auto& [place, key] : keys_) {
        if (account.empty() || place.first.account == account) gone.push_back(key.get());
    }
    for (Key* const key : gone) remove(*key);
}

}  // namespace wt::kms
