// Who may: the way to a bucket, and what policies may ask about a request.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "http/uri.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

using Values = iam::RequestContext::Values;

[[nodiscard]] std::optional<Values> argument(const aws::Call& call, std::string_view name) {
    const auto found = std::find_if(call.query.begin(), call.query.end(),
                                    [&](const auto& argument) { return argument.first == name; });
    if (found == call.query.end()) return std::nullopt;
    return Values{found->second};
}

[[nodiscard]] std::optional<Values> tag_of(const Tags& tags, std::string_view key) {
    for (const auto& [name, value] : tags) {
        if (name == key) return Values{value};
    }
    return std::nullopt;
}

/// The condition keys of S3 (Service Authorization Reference, "Condition keys for Amazon S3"). `key` is in lower case
/// up to its '/'.
[[nodiscard]] std::optional<Values> condition(const aws::Call& call, const s3::Bucket& bucket, std::string_view object,
                                              std::string_view sought, std::string_view key) {
    constexpr std::string_view service = "s3:";
    if (!key.starts_with(service)) return std::nullopt;
    key.remove_prefix(service.size());
    constexpr std::string_view existing = "existingobjecttag/";
    constexpr std::string_view requested = "requestobjecttag/";
    if (key == "prefix" && !sought.empty()) return Values{std::string(sought)};
    if (key == "prefix" || key == "delimiter" || key == "max-keys") return argument(call, key);
    if (key == "versionid") return argument(call, "versionId");
    if (key == "locationconstraint") return Values{bucket.settings().region};
    if (key == "resourceaccount") return Values{bucket.settings().owner};
    if (key == "authtype" && !call.caller.anonymous())
        return Values{call.presigned ? "REST-QUERY-STRING" : "REST-HEADER"};
    if (key == "signatureversion" && !call.caller.anonymous()) return Values{"AWS4-HMAC-SHA256"};
    if (key.starts_with(existing)) {
        const auto version = bucket.current(object);
        if (version == nullptr) return std::nullopt;
        return tag_of(version->attributes.tags, key.substr(existing.size()));
    }
    if (key.starts_with(requested)) {
        Tags tags;
        for (auto& tag : http::parse_query(call.request.headers.get("x-amz-tagging"))) tags.push_back(std::move(tag));
        return tag_of(tags, key.substr(requested.size()));
    }
    if (const Text* const field = call.request.headers.find(key)) return Values{field->str()};
    return std::nullopt;
}

/// S3 hands on what KMS says, under its names (User Guide, "Using server-side encryption with AWS KMS keys"). Assumed:
/// the code of a key of the wrong kind.
[[nodiscard]] aws::Error error_of(const aws::KeyFault& fault) {
    using Why = aws::KeyFault::Why;
    switch (fault.why) {
        case Why::not_found: return aws::Error(errors::kms_not_found, fault.text);
        case Why::disabled: return aws::Error(errors::kms_disabled, fault.text);
        case Why::pending_deletion: return aws::Error(errors::kms_invalid_state, fault.text);
        case Why::wrong_kind: return aws::Error(errors::kms_invalid_key_usage, fault.text);
        case Why::access_denied: break;
    }
    return aws::Error(errors::access_denied, fault.text);
}

[[nodiscard]] std::optional<aws::Error> check_owner(const s3::Bucket& bucket,
                                                    const std::optional<std::string>* expected) {
    if (expected == nullptr || !*expected) return std::nullopt;
    if (!aws::is_account_id(**expected)) {
        return aws::Error(errors::invalid_bucket_owner,
                          fmt::format("The value of the expected bucket owner parameter must be an AWS Account ID... "
                                      "[{}]",
                                      **expected));
    }
    if (bucket.settings().owner != **expected) return aws::Error(errors::access_denied);
    return std::nullopt;
}

}  // namespace

aws::Outcome<BucketRef> Api::find(const Wish& wish) {
    aws::Outcome<BucketRef> bucket = buckets_.at(wish.bucket);
    if (!bucket.ok()) return bucket;
    if (auto error = check_owner(**bucket, wish.expected_owner)) return std::move(*error);
    return bucket;
}

aws::Outcome<BucketRef> Api::open(const aws::Call& call, const Wish& wish) {
    aws::Outcome<BucketRef> bucket = find(wish);
    if (!bucket.ok()) return bucket;
    if (auto error = refuse(call, **bucket, wish)) return std::move(*error);
    return bucket;
}

aws::Outcome<BucketRef> Api::open_to_read(const aws::Call& call, Wish wish) {
    aws::Outcome<BucketRef> bucket = find(wish);
    if (!bucket.ok()) return bucket;
    const auto current = (*bucket)->current(wish.key);
    if (wish.action == "s3:GetObject" && (current == nullptr || current->is_delete_marker)) {
        wish.action = "s3:ListBucket";
        wish.sought = std::exchange(wish.key, {});
    }
    if (auto error = refuse(call, **bucket, wish)) return std::move(*error);
    return bucket;
}

aws::Outcome<BucketRef> Api::open_upload(const aws::Call& call, Wish wish, const std::string& upload_id) {
    aws::Outcome<BucketRef> bucket = find(wish);
    if (!bucket.ok()) return bucket;
    const auto upload = uploads_.at(**bucket, std::string(wish.key), upload_id);
    wish.began_upload = upload.ok() && !call.caller.anonymous() && (*upload)->initiator == call.caller.account;
    if (auto error = refuse(call, **bucket, wish)) return std::move(*error);
    return bucket;
}

std::optional<aws::Error> Api::refuse(const aws::Call& call, const s3::Bucket& bucket, const Wish& wish) {
    const RuleBook::Rules& rules = rules_.of(bucket);
    // The usual case: the owner's account, and nothing that could say no.
    const bool own = call.caller.account == bucket.settings().owner;
    if (own && !call.caller.policies && !rules.policy && rules.ownership == ObjectOwnership::bucket_owner_enforced)
        return std::nullopt;

    iam::RequestContext context(
        [&](std::string_view key) { return condition(call, bucket, wish.key, wish.sought, key); });
    iam::describe_call(context, call);
    context.set("aws:ResourceAccount", bucket.settings().owner);
    const AccessQuestion question{call.caller, wish.action, wish.key, context, wish.began_upload};

    std::optional<AccessControlPolicy> acl;
    std::optional<ObjectRules> object;
    if (const auto version = wish.key.empty() ? nullptr : bucket.current(wish.key)) {
        if (!version->attributes.acl.empty()) acl = read_document<AccessControlPolicy>(version->attributes.acl);
        object = ObjectRules{version->attributes.owner, acl ? &*acl : nullptr};
        return s3::refuse(question, rules_of(bucket, rules), object);
    }
    return s3::refuse(question, rules_of(bucket, rules), object);
}

std::optional<aws::Error> Api::refuse_by_identity(const aws::Call& call, std::string_view action,
                                                  std::string_view bucket) {
    if (!call.caller.policies) return std::nullopt;
    iam::RequestContext context;
    iam::describe_call(context, call);
    return refuse_identity({call.caller, action, {}, context}, bucket);
}

std::optional<aws::Error> Api::apply_defaults(const aws::Call& call, const s3::Bucket& bucket,
                                              const WriteHeaders& headers, std::string_view key,
                                              Attributes& attributes) {
    const RuleBook::Rules& rules = rules_.of(bucket);
    const std::string& owner = bucket.settings().owner;
    if (headers.acl.any() || call.caller.account != owner) {
        const std::string writer_id = call.caller.canonical_user_id();
        const std::string bucket_owner_id = accounts_.canonical_user_id(owner);
        const std::string owner_id = owner_of_new_object(headers.acl, rules.ownership, writer_id, bucket_owner_id);
        if (owner_id == bucket_owner_id) attributes.owner = owner;
        if (headers.acl.any()) {
            // What the writer means by it ("private" is to be the writer's own), and what becomes of it.
            const auto asked = acl_from(headers.acl, AclOwners{writer_id, bucket_owner_id, AclOf::object});
            if (!asked.ok()) return asked.error();
            const std::string resource = fmt::format("arn:aws:s3:::{}/{}", bucket.name(), key);
            if (auto error = refuse_acl(headers.acl, *asked, AclWrite::put_object, rules.ownership, rules.block,
                                        bucket_owner_id, call.caller, resource))
                return error;
            const auto acl = acl_from(headers.acl, AclOwners{owner_id, bucket_owner_id, AclOf::object});
            if (!acl.ok()) return acl.error();
            attributes.acl = document_of(*acl);
        }
    }
    Encryption& encryption = attributes.encryption;
    if (encryption.has_customer_key()) {
        if (rules.blocks_customer_keys) return aws::Error(errors::access_denied);
        return std::nullopt;
    }
    if (!headers.encryption.server_side_encryption) encryption = rules.encryption;
    if (!encryption.algorithm.starts_with("aws:kms")) return std::nullopt;
    if (auto error = use_key(call, bucket, key, "GenerateDataKey", encryption)) return error;
    // A bucket key is used as the bucket says, unless the request says it.
    if (encryption.algorithm == "aws:kms" && !headers.encryption.bucket_key_enabled)
        encryption.bucket_key = rules.encryption.bucket_key;
    return std::nullopt;
}

std::optional<aws::Error> Api::use_key(const aws::Call& call, const s3::Bucket& bucket, std::string_view key,
                                       std::string_view action, Encryption& encryption) {
    const std::string named = encryption.kms_key_id.empty() ? "alias/aws/s3" : encryption.kms_key_id;
    aws::KeyUse use{"s3", action, {call.caller.account, std::string(region_of(bucket))}};
    const std::string arn = fmt::format("arn:aws:s3:::{}", bucket.name());
    use.context.emplace("aws:s3:arn", encryption.bucket_key ? arn : fmt::format("{}/{}", arn, key));
    auto usable = keys_.usable(call, named, use);
    if (!usable.ok()) return error_of(usable.error());
    encryption.kms_key_id = std::move(*usable);
    return std::nullopt;
}

std::optional<aws::Error> Api::refuse_key(const aws::Call& call, const s3::Bucket& bucket,
                                          const s3::ObjectVersion& version) {
    Encryption encryption = version.attributes.encryption;
    if (!encryption.algorithm.starts_with("aws:kms")) return std::nullopt;
    return use_key(call, bucket, version.key, "Decrypt", encryption);
}

std::optional<aws::Error> Api::begin_documents(const aws::Call& call, const CreateBucketRequest& input,
                                               std::map<std::string, std::string, std::less<>>& documents) {
    // What every new bucket has since April 2023: ACLs disabled, and public access blocked.
    const PublicAccessBlockConfiguration block{true, true, true, true};
    const std::string owner_id = call.caller.canonical_user_id();
    const std::string wanted = input.object_ownership.value_or("BucketOwnerEnforced");
    const ObjectOwnership ownership = parse_object_ownership(wanted).value_or(ObjectOwnership::bucket_owner_enforced);
    const AclHeaders& headers = input;
    if (headers.any()) {
        auto acl = acl_from(headers, AclOwners{owner_id, owner_id, AclOf::bucket});
        if (!acl.ok()) return acl.error();
        if (auto error = refuse_acl(headers, *acl, AclWrite::create_bucket, ownership, block, owner_id, call.caller,
                                    fmt::format("arn:aws:s3:::{}", input.bucket)))
            return error;
        documents.emplace(kinds::acl, document_of(*acl));
    }
    documents.emplace(kinds::public_access_block, document_of(block));
    documents.emplace(kinds::ownership, document_of(OwnershipControls{{{wanted}}}));
    if (input.create_bucket_configuration && !input.create_bucket_configuration->tags.empty()) {
        const Tagging tagging{input.create_bucket_configuration->tags};
        if (auto error = s3::refuse(tagging.tag_set, TagUse::bucket, call.via)) return error;
        documents.emplace(kinds::tagging, document_of(tagging));
    }
    return std::nullopt;
}

}  // namespace wt::s3::api
