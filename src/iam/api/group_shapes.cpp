// What IAM's model says of its inputs and outputs: groups (iam 2010-05-08).
#include "iam/api/group_shapes.hpp"

#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CreateGroupRequest>) {
    using T = CreateGroupRequest;
    static const Structure shape(
        "", {
                member<&T::path>("Path").length(1, 512).pattern(R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
            });
    return shape;
}

const Structure& shape_of(Tag<GroupDetail>) {
    using T = GroupDetail;
    static const Structure shape("Group", {
                                              member<&T::path>("Path").required(),
                                              member<&T::group_name>("GroupName").required(),
                                              member<&T::group_id>("GroupId").required(),
                                              member<&T::arn>("Arn").required(),
                                              member<&T::create_date>("CreateDate").required(),
                                          });
    return shape;
}

const Structure& shape_of(Tag<CreateGroupResponse>) {
    using T = CreateGroupResponse;
    static const Structure shape("", {
                                         member<&T::group>("Group").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetGroupRequest>) {
    using T = GetGroupRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                     member<&T::max_items>("MaxItems").range(1, 1000),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetGroupResponse>) {
    using T = GetGroupResponse;
    static const Structure shape("", {
                                         member<&T::group>("Group").required(),
                                         member<&T::users>("Users").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<UpdateGroupRequest>) {
    using T = UpdateGroupRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::new_path>("NewPath").length(1, 512).pattern(
                                         R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                                     member<&T::new_group_name>("NewGroupName").length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<DeleteGroupRequest>) {
    using T = DeleteGroupRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListGroupsRequest>) {
    using T = ListGroupsRequest;
    static const Structure shape("", {
                                         member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(path_prefix_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListGroupsResponse>) {
    using T = ListGroupsResponse;
    static const Structure shape("", {
                                         member<&T::groups>("Groups").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AddUserToGroupRequest>) {
    using T = AddUserToGroupRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<RemoveUserFromGroupRequest>) {
    using T = RemoveUserFromGroupRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListGroupsForUserRequest>) {
    using T = ListGroupsForUserRequest;
    static const Structure shape("", {
                                         member<&T::user_name>("UserName").required().length(1, 128).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListGroupsForUserResponse>) {
    using T = ListGroupsForUserResponse;
    static const Structure shape("", {
                                         member<&T::groups>("Groups").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<PutGroupPolicyRequest>) {
    using T = PutGroupPolicyRequest;
    static const Structure shape(
        "", {
                member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                member<&T::policy_document>("PolicyDocument").required().length(1, 131072).pattern(document_text),
            });
    return shape;
}

const Structure& shape_of(Tag<GetGroupPolicyRequest>) {
    using T = GetGroupPolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetGroupPolicyResponse>) {
    using T = GetGroupPolicyResponse;
    static const Structure shape("", {
                                         member<&T::group_name>("GroupName").required(),
                                         member<&T::policy_name>("PolicyName").required(),
                                         member<&T::policy_document>("PolicyDocument").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteGroupPolicyRequest>) {
    using T = DeleteGroupPolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::policy_name>("PolicyName").required().length(1, 128).pattern(name_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListGroupPoliciesRequest>) {
    using T = ListGroupPoliciesRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                     member<&T::max_items>("MaxItems").range(1, 1000),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListGroupPoliciesResponse>) {
    using T = ListGroupPoliciesResponse;
    static const Structure shape("", {
                                         member<&T::policy_names>("PolicyNames").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AttachGroupPolicyRequest>) {
    using T = AttachGroupPolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                 });
    return shape;
}

const Structure& shape_of(Tag<DetachGroupPolicyRequest>) {
    using T = DetachGroupPolicyRequest;
    static const Structure shape("",
                                 {
                                     member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                                     member<&T::policy_arn>("PolicyArn").required().length(20, 2048),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ListAttachedGroupPoliciesRequest>) {
    using T = ListAttachedGroupPoliciesRequest;
    static const Structure shape(
        "", {
                member<&T::group_name>("GroupName").required().length(1, 128).pattern(name_text),
                member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(R"(((/[A-Za-z0-9\.,\+@=_-]+)*)/)"),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<ListAttachedGroupPoliciesResponse>) {
    using T = ListAttachedGroupPoliciesResponse;
    static const Structure shape("", {
                                         member<&T::attached_policies>("AttachedPolicies"),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

}  // namespace wt::iam::api
