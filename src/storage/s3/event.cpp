#include "storage/s3/event.hpp"

namespace wt::s3 {

std::string_view event_name(EventKind kind) {
    switch (kind) {
        case EventKind::put: return "s3:ObjectCreated:Put";
        case EventKind::post: return "s3:ObjectCreated:Post";
        case EventKind::copy: return "s3:ObjectCreated:Copy";
        case EventKind::complete_upload: return "s3:ObjectCreated:CompleteMultipartUpload";
        case EventKind::removed: return "s3:ObjectRemoved:Delete";
        case EventKind::delete_marker_created: return "s3:ObjectRemoved:DeleteMarkerCreated";
        case EventKind::lifecycle_removed: return "s3:LifecycleExpiration:Delete";
        case EventKind::lifecycle_delete_marker: return "s3:LifecycleExpiration:DeleteMarkerCreated";
        case EventKind::tagging_put: return "s3:ObjectTagging:Put";
        case EventKind::tagging_removed: return "s3:ObjectTagging:Delete";
        case EventKind::acl_put: return "s3:ObjectAcl:Put";
        case EventKind::restore_begun: return "s3:ObjectRestore:Post";
    }
    return {};
}

}  // namespace wt::s3
