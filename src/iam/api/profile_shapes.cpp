// What IAM's model says of its inputs and outputs: instance profiles (iam 2010-05-08).
#include "iam/api/profile_shapes.hpp"

#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CreateInstanceProfileRequest>) {
    using T = CreateInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
                member<&T::path>("Path").length(1, 512).pattern(R"((\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F}))"),
                member<&T::tags>("Tags").length(0, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<InstanceProfileDetail>) {
    using T = InstanceProfileDetail;
    static const Structure shape("InstanceProfile",
                                 {
                                     member<&T::path>("Path").required(),
                                     member<&T::instance_profile_name>("InstanceProfileName").required(),
                                     member<&T::instance_profile_id>("InstanceProfileId").required(),
                                     member<&T::arn>("Arn").required(),
                                     member<&T::create_date>("CreateDate").required(),
                                     member<&T::roles>("Roles").required(),
                                     member<&T::tags>("Tags"),
                                 });
    return shape;
}

const Structure& shape_of(Tag<CreateInstanceProfileResponse>) {
    using T = CreateInstanceProfileResponse;
    static const Structure shape("", {
                                         member<&T::instance_profile>("InstanceProfile").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetInstanceProfileRequest>) {
    using T = GetInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
            });
    return shape;
}

const Structure& shape_of(Tag<GetInstanceProfileResponse>) {
    using T = GetInstanceProfileResponse;
    static const Structure shape("", {
                                         member<&T::instance_profile>("InstanceProfile").required(),
                                     });
    return shape;
}

const Structure& shape_of(Tag<DeleteInstanceProfileRequest>) {
    using T = DeleteInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
            });
    return shape;
}

const Structure& shape_of(Tag<ListInstanceProfilesRequest>) {
    using T = ListInstanceProfilesRequest;
    static const Structure shape("", {
                                         member<&T::path_prefix>("PathPrefix").length(1, 512).pattern(path_prefix_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListInstanceProfilesResponse>) {
    using T = ListInstanceProfilesResponse;
    static const Structure shape("", {
                                         member<&T::instance_profiles>("InstanceProfiles").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListInstanceProfilesForRoleRequest>) {
    using T = ListInstanceProfilesForRoleRequest;
    static const Structure shape("", {
                                         member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
                                         member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                         member<&T::max_items>("MaxItems").range(1, 1000),
                                     });
    return shape;
}

const Structure& shape_of(Tag<ListInstanceProfilesForRoleResponse>) {
    using T = ListInstanceProfilesForRoleResponse;
    static const Structure shape("", {
                                         member<&T::instance_profiles>("InstanceProfiles").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AddRoleToInstanceProfileRequest>) {
    using T = AddRoleToInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
            });
    return shape;
}

const Structure& shape_of(Tag<RemoveRoleFromInstanceProfileRequest>) {
    using T = RemoveRoleFromInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
                member<&T::role_name>("RoleName").required().length(1, 64).pattern(name_text),
            });
    return shape;
}

const Structure& shape_of(Tag<TagInstanceProfileRequest>) {
    using T = TagInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
                member<&T::tags>("Tags").required().length(0, 50),
            });
    return shape;
}

const Structure& shape_of(Tag<UntagInstanceProfileRequest>) {
    using T = UntagInstanceProfileRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
                member<&T::tag_keys>("TagKeys").required().length(0, 50).each(
                    aws::element().length(1, 128).pattern(tag_key_text)),
            });
    return shape;
}

const Structure& shape_of(Tag<ListInstanceProfileTagsRequest>) {
    using T = ListInstanceProfileTagsRequest;
    static const Structure shape(
        "", {
                member<&T::instance_profile_name>("InstanceProfileName").required().length(1, 128).pattern(name_text),
                member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                member<&T::max_items>("MaxItems").range(1, 1000),
            });
    return shape;
}

const Structure& shape_of(Tag<ListInstanceProfileTagsResponse>) {
    using T = ListInstanceProfileTagsResponse;
    static const Structure shape("", {
                                         member<&T::tags>("Tags").required(),
                                         member<&T::is_truncated>("IsTruncated"),
                                         member<&T::marker>("Marker"),
                                     });
    return shape;
}

}  // namespace wt::iam::api
