// What IAM's model says of its inputs and outputs: roles (iam 2010-05-08).
#include "iam/api/role_shapes.hpp"

#include "iam/api/enumerations.hpp"
#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CreateRoleRequest>) {
    using T = CreateRoleRequest;
    static const Structure shape(
        "", {
                member<&T::path>("Path").length(1, 512).pattern(R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                member<&T::assume_role_policy_document>("AssumeRolePolicyDocument")
                    .required()
                    .length(1, 131072)
                    .pattern(document_text),
                member<&T::description>("Description").length(0, 1000).pattern(description_text),
                member<&T::max_session_duration>("MaxSessionDuration").range(3600, 43200),
                member<&T::permissions_boundary>("PermissionsBoundary").length(20, 2048),
                member<&T::tags>("Tags").length(0, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<CreateRoleResponse>) {
    using T = CreateRoleResponse;
    static const Structure shape("", {
                                         member<&T::role>("Role").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetRoleRequest>) {
    using T = GetRoleRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetRoleResponse>) {
    using T = GetRoleResponse;
    static const Structure shape("", {
                                         member<&T::role>("Role").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteRoleRequest>) {
    using T = DeleteRoleRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListRolesRequest>) {
    using T = ListRolesRequest;
    static const Structure shape("", {
                                         member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(path_prefix_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListRolesResponse>) {
    using T = ListRolesResponse;
    static const Structure shape("", {
                                         member<&T::roles>("Roles").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UpdateRoleRequest>) {
    using T = UpdateRoleRequest;
    static const Structure shape("",
                                 {
                                     member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     member<&T::description>("Description").length(0, 1000).pattern(description_text),
                                     member<&T::max_session_duration>("MaxSessionDuration").range(3600, 43200),
                                 });
    return shape;
}

const Structure& shape_of(Tag<UpdateRoleResponse>) {
    static const Structure shape("", {});
    return shape;
}

const Structure& shape_of(Tag<UpdateRoleDescriptionRequest>) {
    using T = UpdateRoleDescriptionRequest;
    static const Structure shape(
        "", {
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                member<&T::description>("Description").required().length(0, 1000).pattern(description_text),
            });
    return shape;
}

const Structure& shape_of(Tag<UpdateRoleDescriptionResponse>) {
    using T = UpdateRoleDescriptionResponse;
    static const Structure shape("", {
                                         member<&T::role>("Role"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UpdateAssumeRolePolicyRequest>) {
    using T = UpdateAssumeRolePolicyRequest;
    static const Structure shape(
        "", {
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                member<&T::policy_document>("PolicyDocument").required().length(1, 131072).pattern(document_text),
            });
    return shape;
}

const Structure& shape_of(Tag<TagRoleRequest>) {
    using T = TagRoleRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::tags>("Tags").required().length(0, 50),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UntagRoleRequest>) {
    using T = UntagRoleRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::tag_keys>("TagKeys").required().length(0, 50).each(
                                             aws::element().length(1, 128).pattern(tag_key_text)),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListRoleTagsRequest>) {
    using T = ListRoleTagsRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListRoleTagsResponse>) {
    using T = ListRoleTagsResponse;
    static const Structure shape("", {
                                         member<&T::tags>("Tags").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutRolePolicyRequest>) {
    using T = PutRolePolicyRequest;
    static const Structure shape(
        "", {
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                member<&T::policy_document>("PolicyDocument").required().length(1, 131072).pattern(document_text),
            });
    return shape;
}

const Structure& shape_of(Tag<GetRolePolicyRequest>) {
    using T = GetRolePolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetRolePolicyResponse>) {
    using T = GetRolePolicyResponse;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required(),
                                         member<&T::policy_name>("PolicyName").required(),
                                         member<&T::policy_document>("PolicyDocument").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteRolePolicyRequest>) {
    using T = DeleteRolePolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListRolePoliciesRequest>) {
    using T = ListRolePoliciesRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListRolePoliciesResponse>) {
    using T = ListRolePoliciesResponse;
    static const Structure shape("", {
                                         member<&T::policy_names>("PolicyNames").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AttachRolePolicyRequest>) {
    using T = AttachRolePolicyRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DetachRolePolicyRequest>) {
    using T = DetachRolePolicyRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListAttachedRolePoliciesRequest>) {
    using T = ListAttachedRolePoliciesRequest;
    static const Structure shape(
        "", {
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)"),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<ListAttachedRolePoliciesResponse>) {
    using T = ListAttachedRolePoliciesResponse;
    static const Structure shape("", {
                                         member<&T::attached_policies>("AttachedPolicies"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutRolePermissionsBoundaryRequest>) {
    using T = PutRolePermissionsBoundaryRequest;
    static const Structure shape(
        "", {
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                member<&T::permissions_boundary>("PermissionsBoundary").required().length(20, 2048),
            });
    return shape;
}

const Structure& shape_of(Tag<DeleteRolePermissionsBoundaryRequest>) {
    using T = DeleteRolePermissionsBoundaryRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<CreateServiceLinkedRoleRequest>) {
    using T = CreateServiceLinkedRoleRequest;
    static const Structure shape(
        "", {
                member<&T::aws_service_name>("AWSServiceName").required().length(1, 128).pattern(name_text),
                member<&T::description>("Description").length(0, 1000).pattern(description_text),
                member<&T::custom_suffix>("CustomSuffix").length(1, 64).pattern(name_text),
            });
    return shape;
}

const Structure& shape_of(Tag<CreateServiceLinkedRoleResponse>) {
    using T = CreateServiceLinkedRoleResponse;
    static const Structure shape("", {
                                         member<&T::role>("Role"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteServiceLinkedRoleRequest>) {
    using T = DeleteServiceLinkedRoleRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteServiceLinkedRoleResponse>) {
    using T = DeleteServiceLinkedRoleResponse;
    static const Structure shape("", {
                                         member<&T::deletion_task_id>("DeletionTaskId").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetServiceLinkedRoleDeletionStatusRequest>) {
    using T = GetServiceLinkedRoleDeletionStatusRequest;
    static const Structure shape("", {
                                         member<&T::deletion_task_id>("DeletionTaskId").required().length(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<RoleUsageType>) {
    using T = RoleUsageType;
    static const Structure shape("RoleUsageType", {
                                                      member<&T::region>("Region"),
                                                      member<&T::resources>("Resources"),
                                                  });
    return shape;
}

const Structure& shape_of(Tag<DeletionTaskFailureReasonType>) {
    using T = DeletionTaskFailureReasonType;
    static const Structure shape("DeletionTaskFailureReasonType", {
                                                                      member<&T::reason>("Reason"),
                                                                      member<&T::role_usage_list>("RoleUsageList"),
                                                                  });
    return shape;
}

const Structure& shape_of(Tag<GetServiceLinkedRoleDeletionStatusResponse>) {
    using T = GetServiceLinkedRoleDeletionStatusResponse;
    static const Structure shape(
        "", {
                member<&T::status>("Status").required().one_of(enumerations::deletion_task_status_type),
                member<&T::reason>("Reason"),
            });
    return shape;
}

}  // namespace wt::iam::api
