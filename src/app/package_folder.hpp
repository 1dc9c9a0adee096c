#pragma once
#include <string>

namespace wt::app {

/// Where files lie that are no rows (functions' packages, databases): in a folder of the data folder, or, where there
/// is none, in a temporary one that goes with this.
class PackageFolder {
public:
    /// Throws std::runtime_error, with a sentence, when there is no room for one.
    explicit PackageFolder(const std::string& data, const std::string& name = "packages");
    PackageFolder(const PackageFolder&) = delete;
    PackageFolder& operator=(const PackageFolder&) = delete;
    ~PackageFolder();
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
    bool temporary_;
};

}  // namespace wt::app
