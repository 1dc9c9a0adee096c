#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace wt::s3 {

struct FormField {
    std::string name;  // as it was sent
    std::string value;
};

/// The fields of a browser's upload up to its file; names compare without case, the first of a name counts.
struct PostForm {
    std::vector<FormField> fields;
    std::string file_name;          // without the folders that some browsers send
    std::string file_content_type;  // of the file's part; empty when it says none

    /// Null when there is no such field.
    [[nodiscard]] const std::string* find(std::string_view name) const;
};

/// The boundary in the Content-Type of a browser's upload; 412 PreconditionFailed for another kind of body, 400
/// MalformedPOSTRequest for a boundary that is none (RFC 2046: 1 to 70 characters).
[[nodiscard]] Result<std::string, aws::Error> boundary_of(std::string_view content_type);

/// Reads a body of multipart/form-data (RFC 7578) that comes in pieces of any size, as S3's POST does: the fields
/// before the part called "file" are kept, 20 KB of body at most, and the file's bytes are handed on as they come.
/// Whatever follows the file is passed over. Memory: 20 KB, and one piece as long as take_file() is called after each
/// feed().
class FormParser {
public:
    enum class Stage : std::uint8_t { fields, file, complete, failed };

    explicit FormParser(std::string_view boundary);

    /// The next piece of the body. Nothing happens after the file's end, and after a failure.
    void feed(std::string_view piece);
    /// The body has ended: what is not complete by now has failed.
    void end();

    [[nodiscard]] Stage stage() const { return stage_; }
    /// All that stands before the file; complete from the stage `file` on.
    [[nodiscard]] const PostForm& form() const { return form_; }
    /// What came of the file since the last call.
    [[nodiscard]] std::string take_file();
    /// Why it failed: 400 MalformedPOSTRequest, MaxPostPreDataLengthExceededError, IncompleteBody, or InvalidArgument
    /// for a form without a file. Only after a failure.
    [[nodiscard]] aws::Error error() const;

    static constexpr std::size_t most_before_file = 20 * 1024;

private:
    enum class Expect : std::uint8_t { first_delimiter, after_delimiter, headers, value };
    enum class Failure : std::uint8_t { none, malformed, too_large, incomplete, no_file };

    [[nodiscard]] bool step();
    void read_file();
    [[nodiscard]] std::string_view rest() const { return std::string_view(buffer_).substr(at_); }
    /// Where `text` stands in the rest. However small the pieces are, no byte is looked at again and again.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view text);
    void consume(std::size_t size);
    void fail(Failure failure);
    [[nodiscard]] bool read_headers(std::string_view headers);

    std::string delimiter_;  // CR LF and "--" before the boundary
    std::string buffer_;     // read; understood up to `at_`
    std::size_t at_ = 0;
    std::size_t searched_ = 0;     // nothing that is looked for begins between `at_` and there
    std::size_t before_file_ = 0;  // bytes understood before the file
    Stage stage_ = Stage::fields;
    Expect expect_ = Expect::first_delimiter;
    Failure failure_ = Failure::none;
    FormField field_;
    bool is_file_ = false;
    PostForm form_;
    std::string file_;
};

}  // namespace wt::s3
