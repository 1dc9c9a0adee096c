// What IAM's model says of its inputs and outputs: users and their access keys (iam 2010-05-08).
#include "iam/api/user_shapes.hpp"

#include "iam/api/enumerations.hpp"
#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CreateUserRequest>) {
    using T = CreateUserRequest;
    static const Structure shape(
        "", {
                member<&T::path>("Path").length(1, 512).pattern(R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                member<&T::permissions_boundary>("PermissionsBoundary").length(20, 2048),
                member<&T::tags>("Tags").length(0, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<CreateUserResponse>) {
    using T = CreateUserResponse;
    static const Structure shape("", {
                                         member<&T::user>("User"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetUserRequest>) {
    using T = GetUserRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetUserResponse>) {
    using T = GetUserResponse;
    static const Structure shape("", {
                                         member<&T::user>("User").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UpdateUserRequest>) {
    using T = UpdateUserRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                         member<&T::new_path>("NewPath").length(1, 512).pattern(
                                             R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                                         member<&T::new_user_name>("NewUserName").length(1, 64).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteUserRequest>) {
    using T = DeleteUserRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListUsersRequest>) {
    using T = ListUsersRequest;
    static const Structure shape("", {
                                         member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(path_prefix_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListUsersResponse>) {
    using T = ListUsersResponse;
    static const Structure shape("", {
                                         member<&T::users>("Users").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<TagUserRequest>) {
    using T = TagUserRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                         member<&T::tags>("Tags").required().length(0, 50),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UntagUserRequest>) {
    using T = UntagUserRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                         member<&T::tag_keys>("TagKeys").required().length(0, 50).each(
                                             aws::element().length(1, 128).pattern(tag_key_text)),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListUserTagsRequest>) {
    using T = ListUserTagsRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListUserTagsResponse>) {
    using T = ListUserTagsResponse;
    static const Structure shape("", {
                                         member<&T::tags>("Tags").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutUserPolicyRequest>) {
    using T = PutUserPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                member<&T::policy_document>("PolicyDocument").required().length(1, 131072).pattern(document_text),
            });
    return shape;
}

const Structure& shape_of(Tag<GetUserPolicyRequest>) {
    using T = GetUserPolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                     member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetUserPolicyResponse>) {
    using T = GetUserPolicyResponse;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required(),
                                         member<&T::policy_name>("PolicyName").required(),
                                         member<&T::policy_document>("PolicyDocument").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteUserPolicyRequest>) {
    using T = DeleteUserPolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                     member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListUserPoliciesRequest>) {
    using T = ListUserPoliciesRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListUserPoliciesResponse>) {
    using T = ListUserPoliciesResponse;
    static const Structure shape("", {
                                         member<&T::policy_names>("PolicyNames").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AttachUserPolicyRequest>) {
    using T = AttachUserPolicyRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DetachUserPolicyRequest>) {
    using T = DetachUserPolicyRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListAttachedUserPoliciesRequest>) {
    using T = ListAttachedUserPoliciesRequest;
    static const Structure shape(
        "", {
                member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)"),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<ListAttachedUserPoliciesResponse>) {
    using T = ListAttachedUserPoliciesResponse;
    static const Structure shape("", {
                                         member<&T::attached_policies>("AttachedPolicies"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutUserPermissionsBoundaryRequest>) {
    using T = PutUserPermissionsBoundaryRequest;
    static const Structure shape(
        "", {
                member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                member<&T::permissions_boundary>("PermissionsBoundary").required().length(20, 2048),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteUserPermissionsBoundaryRequest>) {
    using T = DeleteUserPermissionsBoundaryRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<CreateAccessKeyRequest>) {
    using T = CreateAccessKeyRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AccessKeyDetail>) {
    using T = AccessKeyDetail;
    static const Structure shape("AccessKey",
                                 {
                                     member<&T::user_name>("UserName").required(),
                                     member<&T::access_key_id>("AccessKeyId").required(),
                                     member<&T::status>("Status").required().one_of(enumerations::status_type),
                                     member<&T::secret_access_key>("SecretAccessKey").required(),
                                     member<&T::create_date>("CreateDate"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<CreateAccessKeyResponse>) {
    using T = CreateAccessKeyResponse;
    static const Structure shape("", {
                                         member<&T::access_key>("AccessKey").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteAccessKeyRequest>) {
    using T = DeleteAccessKeyRequest;
    static const Structure shape(
        "", {
                member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
                member<&T::access_key_id>("AccessKeyId").required().length(16, 128).pattern(R"([\w]+)"),
            });
    return shape;
}

const Structure& shape_of(Tag<UpdateAccessKeyRequest>) {
    using T = UpdateAccessKeyRequest;
    static const Structure shape(
        "", {
                member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
                member<&T::access_key_id>("AccessKeyId").required().length(16, 128).pattern(R"([\w]+)"),
                member<&T::status>("Status").required().one_of(enumerations::status_type),
            });
    return shape;
}

const Structure& shape_of(Tag<ListAccessKeysRequest>) {
    using T = ListAccessKeysRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AccessKeyMetadata>) {
    using T = AccessKeyMetadata;
    static const Structure shape("AccessKeyMetadata",
                                 {
                                     member<&T::user_name>("UserName"),
                                     member<&T::access_key_id>("AccessKeyId"),
                                     member<&T::status>("Status").one_of(enumerations::status_type),
                                     member<&T::create_date>("CreateDate"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListAccessKeysResponse>) {
    using T = ListAccessKeysResponse;
    static const Structure shape("", {
                                         member<&T::access_key_metadata>("AccessKeyMetadata").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetAccessKeyLastUsedRequest>) {
    using T = GetAccessKeyLastUsedRequest;
    static const Structure shape(
        "", {
                member<&T::access_key_id>("AccessKeyId").required().length(16, 128).pattern(R"([\w]+)"),
            });
    return shape;
}

const Structure& shape_of(Tag<AccessKeyLastUsed>) {
    using T = AccessKeyLastUsed;
    static const Structure shape("AccessKeyLastUsed", {
                                                          member<&T::last_used_date>("LastUsedDate"),
                                                          member<&T::service_name>("ServiceName").required(),
                                                          member<&T::region>("Region").required(),
                                                      });
    return shape;
}

const Structure& shape_of(Tag<GetAccessKeyLastUsedResponse>) {
    using T = GetAccessKeyLastUsedResponse;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName"),
                                         member<&T::access_key_last_used>("AccessKeyLastUsed"),
                                     });
    return shape;
}

}  // namespace wt::iam::api
