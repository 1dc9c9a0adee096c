// What IAM's model says of its inputs and outputs: managed policies (iam 2010-05-08).
#include "iam/api/policy_shapes.hpp"

#include "iam/api/enumerations.hpp"
#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CreatePolicyRequest>) {
    using T = CreatePolicyRequest;
    static const Structure shape(
        "", {
                member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                member<&T::path>("Path").length(1, 512).pattern(R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)"),
                member<&T::policy_document>("PolicyDocument").required().length(1, 131072).pattern(document_text),
                member<&T::description>("Description").length(0, 1000),
                member<&T::tags>("Tags").length(0, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<ManagedPolicyDetail>) {
    using T = ManagedPolicyDetail;
    static const Structure shape("Policy",
                                 {
                                     member<&T::policy_name>("PolicyName"),
                                     member<&T::policy_id>("PolicyId"),
                                     member<&T::arn>("Arn"),
                                     member<&T::path>("Path"),
                                     member<&T::default_version_id>("DefaultVersionId"),
                                     member<&T::attachment_count>("AttachmentCount"),
                                     member<&T::permissions_boundary_usage_count>("PermissionsBoundaryUsageCount"),
                                     member<&T::is_attachable>("IsAttachable"),
                                     member<&T::description>("Description"),
                                     member<&T::create_date>("CreateDate"),
                                     member<&T::update_date>("UpdateDate"),
                                     member<&T::tags>("Tags"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<CreatePolicyResponse>) {
    using T = CreatePolicyResponse;
    static const Structure shape("", {
                                         member<&T::policy>("Policy"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetPolicyRequest>) {
    using T = GetPolicyRequest;
    static const Structure shape("", {
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetPolicyResponse>) {
    using T = GetPolicyResponse;
    static const Structure shape("", {
                                         member<&T::policy>("Policy"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeletePolicyRequest>) {
    using T = DeletePolicyRequest;
    static const Structure shape("", {
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListPoliciesRequest>) {
    using T = ListPoliciesRequest;
    static const Structure shape(
        "", {
                member<&T::scope>("Scope").one_of(enumerations::policy_scope_type),
                member<&T::only_attached>("OnlyAttached"),
                member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)"),
                member<&T::policy_usage_filter>("PolicyUsageFilter").one_of(enumerations::policy_usage_type),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<ListPoliciesResponse>) {
    using T = ListPoliciesResponse;
    static const Structure shape("", {
                                         member<&T::policies>("Policies"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<CreatePolicyVersionRequest>) {
    using T = CreatePolicyVersionRequest;
    static const Structure shape(
        "", {
                member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                member<&T::policy_document>("PolicyDocument").required().length(1, 131072).pattern(document_text),
                member<&T::set_as_default>("SetAsDefault"),
            });
    return shape;
}

const Structure& shape_of(Tag<PolicyVersionDetail>) {
    using T = PolicyVersionDetail;
    static const Structure shape("PolicyVersion", {
                                                      member<&T::document>("Document"),
                                                      member<&T::version_id>("VersionId"),
                                                      member<&T::is_default_version>("IsDefaultVersion"),
                                                      member<&T::create_date>("CreateDate"),
                                                  });
    return shape;
}

const Structure& shape_of(Tag<CreatePolicyVersionResponse>) {
    using T = CreatePolicyVersionResponse;
    static const Structure shape("", {
                                         member<&T::policy_version>("PolicyVersion"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetPolicyVersionRequest>) {
    using T = GetPolicyVersionRequest;
    static const Structure shape(
        "", {
                member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                member<&T::version_id>("VersionId").required().pattern(R"(v[1-9][0-9]*(\.[A-Za-z0-9-]*)?)"),
            });
    return shape;
}

const Structure& shape_of(Tag<GetPolicyVersionResponse>) {
    using T = GetPolicyVersionResponse;
    static const Structure shape("", {
                                         member<&T::policy_version>("PolicyVersion"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListPolicyVersionsRequest>) {
    using T = ListPolicyVersionsRequest;
    static const Structure shape("", {
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListPolicyVersionsResponse>) {
    using T = ListPolicyVersionsResponse;
    static const Structure shape("", {
                                         member<&T::versions>("Versions"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeletePolicyVersionRequest>) {
    using T = DeletePolicyVersionRequest;
    static const Structure shape(
        "", {
                member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                member<&T::version_id>("VersionId").required().pattern(R"(v[1-9][0-9]*(\.[A-Za-z0-9-]*)?)"),
            });
    return shape;
}

const Structure& shape_of(Tag<SetDefaultPolicyVersionRequest>) {
    using T = SetDefaultPolicyVersionRequest;
    static const Structure shape(
        "", {
                member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                member<&T::version_id>("VersionId").required().pattern(R"(v[1-9][0-9]*(\.[A-Za-z0-9-]*)?)"),
            });
    return shape;
}

const Structure& shape_of(Tag<TagPolicyRequest>) {
    using T = TagPolicyRequest;
    static const Structure shape("", {
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                         member<&T::tags>("Tags").required().length(0, 50),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UntagPolicyRequest>) {
    using T = UntagPolicyRequest;
    static const Structure shape("", {
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                         member<&T::tag_keys>("TagKeys").required().length(0, 50).each(
                                             aws::element().length(1, 128).pattern(tag_key_text)),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListPolicyTagsRequest>) {
    using T = ListPolicyTagsRequest;
    static const Structure shape("", {
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListPolicyTagsResponse>) {
    using T = ListPolicyTagsResponse;
    static const Structure shape("", {
                                         member<&T::tags>("Tags").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListEntitiesForPolicyRequest>) {
    using T = ListEntitiesForPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                member<&T::entity_filter>("EntityFilter").one_of(enumerations::entity_type),
                member<&T::path_prefix>("PathPrefix")
                    .length(1, 512)
                    .pattern(R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                member<&T::policy_usage_filter>("PolicyUsageFilter").one_of(enumerations::policy_usage_type),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<PolicyGroup>) {
    using T = PolicyGroup;
    static const Structure shape("PolicyGroup", {
                                                    member<&T::group_name>("GroupName"),
                                                    member<&T::group_id>("GroupId"),
                                                });
    return shape;
}

const Structure& shape_of(Tag<PolicyUser>) {
    using T = PolicyUser;
    static const Structure shape("PolicyUser", {
                                                   member<&T::user_name>("UserName"),
                                                   member<&T::user_id>("UserId"),
                                               });
    return shape;
}

const Structure& shape_of(Tag<PolicyRole>) {
    using T = PolicyRole;
    static const Structure shape("PolicyRole", {
                                                   member<&T::role_name>("RoleName"),
                                                   member<&T::role_id>("RoleId"),
                                               });
    return shape;
}

const Structure& shape_of(Tag<ListEntitiesForPolicyResponse>) {
    using T = ListEntitiesForPolicyResponse;
    static const Structure shape("", {
                                         member<&T::policy_groups>("PolicyGroups"),
                                         member<&T::policy_users>("PolicyUsers"),
                                         member<&T::policy_roles>("PolicyRoles"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

}  // namespace wt::iam::api
