#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/offload.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "lambda/api/unzip.hpp"

namespace wt::lambda::api {

/// A deployment package or a layer, unpacked. Equal packages are one. It lies there for as long as somebody holds it.
struct Code {
    std::string sha256;  // of the archive, in base64, as AWS tells it
    std::string folder;  // the path of what was in it
    std::uint64_t size = 0;
    std::uint64_t unzipped = 0;
    bool watched = false;  // somebody's own folder, which may change at any time
};
using CodeRef = std::shared_ptr<const Code>;

/// Where the packages lie: a folder for each, called by its digest, with the archive and what was in it. A package
/// appears there whole, by one renaming, and is on the disk before anybody hears of it.
class CodeFolder {
public:
    /// `folder` is made when it is not there; throws std::runtime_error, with a sentence, when it cannot be.
    /// `offload` outlives this.
    CodeFolder(std::string folder, Offload& offload);
    CodeFolder(const CodeFolder&) = delete;
    CodeFolder& operator=(const CodeFolder&) = delete;

    [[nodiscard]] Task<Result<CodeRef, ZipFault>> keep(std::string archive);
    /// A package that lies on this machine; ZipFault::broken when it cannot be read. At most `longest` bytes of it.
    [[nodiscard]] Task<Result<CodeRef, ZipFault>> keep_file(std::string path, std::size_t longest);
    /// Whether that is the whole path of a file of this machine.
    [[nodiscard]] static bool is_file(const std::string& path);
    /// One that an earlier process kept; throws std::runtime_error, with a sentence, when it is not there.
    [[nodiscard]] CodeRef found(const Code& code);
    /// A folder of somebody's own, whose files are used where they lie; null when the path is of none.
    [[nodiscard]] static CodeRef watch(std::string folder);
    /// Whether a folder has nothing in it that a package would have: no file and no link, however deep.
    [[nodiscard]] static bool is_empty(const std::string& folder);

    /// Deletes what nobody holds, and what earlier processes left half: after the last found().
    void sweep();
    /// What nobody holds any more. Whoever takes these removes them once nobody can come back to them.
    [[nodiscard]] std::vector<std::string> take_unused();
    [[nodiscard]] Task<void> remove(std::vector<std::string> digests);

    /// The path of a package's archive.
    [[nodiscard]] std::string archive_of(const Code& code) const;

private:
    /// Null when nobody holds it.
    [[nodiscard]] CodeRef held(std::string_view digest) const;
    [[nodiscard]] CodeRef hold(const std::string& digest, Code code);
    [[nodiscard]] std::string place_of(std::string_view digest) const;

    std::string folder_;
    Offload& offload_;
    std::uint64_t attempts_ = 0;
    std::map<std::string, std::weak_ptr<const Code>, std::less<>> held_;  // by digest, in hexadecimal digits
    std::map<std::string, int> arriving_;                                 // digests of packages on their way in
    std::shared_ptr<std::vector<std::string>> unused_ = std::make_shared<std::vector<std::string>>();
};

}  // namespace wt::lambda::api
