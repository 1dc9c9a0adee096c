// What IAM's model says of its inputs and outputs: structures that several kinds of operations have (iam 2010-05-08).
#include "iam/api/common_shapes.hpp"

#include "iam/api/enumerations.hpp"
#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<IamTag>) {
    using T = IamTag;
    static const Structure shape(
        "Tag", {
                   member<&T::key>("Key").required().length(1, 128).pattern(tag_key_text),
                   member<&T::value>("Value").required().length(0, 256).pattern(R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"),
               });
    return shape;
}

const Structure& shape_of(Tag<AttachedPermissionsBoundary>) {
    using T = AttachedPermissionsBoundary;
    static const Structure shape("AttachedPermissionsBoundary",
                                 {
                                     member<&T::permissions_boundary_type>("PermissionsBoundaryType")
                                         .one_of(enumerations::permissions_boundary_attachment_type),
                                     member<&T::permissions_boundary_arn>("PermissionsBoundaryArn"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<RoleLastUsed>) {
    using T = RoleLastUsed;
    static const Structure shape("RoleLastUsed", {
                                                     member<&T::last_used_date>("LastUsedDate"),
                                                     member<&T::region>("Region"),
                                                 });
    return shape;
}

const Structure& shape_of(Tag<RoleDetail>) {
    using T = RoleDetail;
    static const Structure shape("Role", {
                                             member<&T::path>("Path").required(),
                                             member<&T::role_name>("RoleName").required(),
                                             member<&T::role_id>("RoleId").required(),
                                             member<&T::arn>("Arn").required(),
                                             member<&T::create_date>("CreateDate").required(),
                                             member<&T::assume_role_policy_document>("AssumeRolePolicyDocument"),
                                             member<&T::description>("Description"),
                                             member<&T::max_session_duration>("MaxSessionDuration"),
                                             member<&T::permissions_boundary>("PermissionsBoundary"),
                                             member<&T::tags>("Tags"),
                                             member<&T::role_last_used>("RoleLastUsed"),
                                         });
    return shape;
}

const Structure& shape_of(Tag<AttachedPolicy>) {
    using T = AttachedPolicy;
    static const Structure shape("AttachedPolicy", {
                                                       member<&T::policy_name>("PolicyName"),
                                                       member<&T::policy_arn>("PolicyArn"),
                                                   });
    return shape;
}

const Structure& shape_of(Tag<UserDetail>) {
    using T = UserDetail;
    static const Structure shape("User", {
                                             member<&T::path>("Path").required(),
                                             member<&T::user_name>("UserName").required(),
                                             member<&T::user_id>("UserId").required(),
                                             member<&T::arn>("Arn").required(),
                                             member<&T::create_date>("CreateDate").required(),
                                             member<&T::password_last_used>("PasswordLastUsed"),
                                             member<&T::permissions_boundary>("PermissionsBoundary"),
                                             member<&T::tags>("Tags"),
                                         });
    return shape;
}

}  // namespace wt::iam::api
