#pragma once
#include <string>

#include "storage/s3/lifecycle.hpp"

namespace wt::s3 {

/// A lifecycle configuration as it is kept, with what came in a header.
struct KeptLifecycle : LifecycleConfiguration {
    std::string transition_default_minimum_object_size = "all_storage_classes_128K";
};

}  // namespace wt::s3
