#include "storage/s3/api/common_shapes.hpp"

namespace wt::s3 {

const aws::Structure& shape_of(aws::Tag<Owner>) {
    using T = Owner;
    static const aws::Structure shape("", {
                                              aws::member<&T::display_name>("DisplayName"),
                                              aws::member<&T::id>("ID"),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Tag>) {
    using T = Tag;
    static const aws::Structure shape("", {
                                              aws::member<&T::key>("Key").required(),
                                              aws::member<&T::value>("Value").required(),
                                          });
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Tagging>) {
    using T = Tagging;
    // <Tagging/> is a set without tags: S3 does not require the list that the model does.
    static const aws::Structure shape("Tagging", {aws::member<&T::tag_set>("TagSet").elements("Tag")});
    return shape;
}

}  // namespace wt::s3

namespace wt::s3::api {

using aws::member;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<OfBucket>) {
    using T = OfBucket;
    static const Structure shape(
        "", {
                member<&T::bucket>("Bucket").label().required(),
                member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
            });
    return shape;
}

const Structure& shape_of(Tag<CommonPrefix>) {
    using T = CommonPrefix;
    static const Structure shape("", {
                                         member<&T::prefix>("Prefix"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<RestoreStatus>) {
    using T = RestoreStatus;
    static const Structure shape("", {
                                         member<&T::is_restore_in_progress>("IsRestoreInProgress"),
                                         member<&T::restore_expiry_date>("RestoreExpiryDate"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<Initiator>) {
    using T = Initiator;
    static const Structure shape("", {
                                         member<&T::id>("ID"),
                                         member<&T::display_name>("DisplayName"),
                                     });
    return shape;
}

}  // namespace wt::s3::api
