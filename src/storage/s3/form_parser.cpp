#include "storage/s3/form_parser.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace wt::s3 {

namespace {

constexpr aws::ErrorRow malformed_post{"MalformedPOSTRequest", 400,
                                       "The body of your POST request is not well-formed multipart/form-data."};

/// Takes one parameter (; name="value") off the front of a header field's value; none when there is no more, or when it
/// is none.
struct Parameter {
    std::string_view name;
    std::string value;
};
[[nodiscard]] std::optional<Parameter> take_parameter(std::string_view& rest) {
    rest = trimmed(rest);
    if (rest.empty() || rest.front() != ';') return std::nullopt;
    rest = trimmed(rest.substr(1));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Parameter parameter;
    parameter.name = trimmed(rest.substr(0, equals));
    rest = trimmed(rest.substr(equals + 1));
    if (rest.empty() || rest.front() != '"') {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        parameter.value = trimmed(rest.substr(0, end));
        rest.remove_prefix(end);
        return parameter;
    }
    rest.remove_prefix(1);
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return parameter;
        }
        // Backslashes are only part of names of files (C:\a.txt), unless they stand before a quote.
        if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '"') ++i;
        parameter.value += rest[i];
    }
    return std::nullopt;
}

}  // namespace

const std::string* PostForm::find(std::string_view name) const {
    for (const FormField& field : fields) {
        if (same_ignoring_case(field.name, name)) return &field.value;
    }
    return nullptr;
}

Result<std::string, aws::Error> boundary_of(std::string_view content_type) {
    static constexpr aws::ErrorRow precondition{"PreconditionFailed", 412,
                                                "At least one of the pre-conditions you specified did not hold"};
    std::string_view rest = content_type;
    const std::string_view kind = trimmed(rest.substr(0, rest.find(';')));
    if (!same_ignoring_case(kind, "multipart/form-data")) {
        return aws::Error(precondition)
            .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
    }
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    while (auto parameter = take_parameter(rest)) {
        if (!same_ignoring_case(parameter->name, "boundary")) continue;
        const auto odd = [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E;
        };
        const std::string& boundary = parameter->value;
        if (boundary.empty() || boundary.size() > 70 || std::any_of(boundary.begin(), boundary.end(), odd)) break;
        return boundary;
    }
    return aws::Error(malformed_post);
}

// The first delimiter may stand at the body's very beginning: as if a line had ended before it.
FormParser::FormParser(std::string_view boundary) : delimiter_("\r\n--"), buffer_("\r\n") { delimiter_ += boundary; }

void FormParser::feed(std::string_view piece) {
    if (stage_ == Stage::complete || stage_ == Stage::failed) return;
    buffer_ += piece;
    while (stage_ == Stage::fields && step()) {
    }
    // The two bytes are the parser's own.
    if (stage_ == Stage::fields && before_file_ + rest().size() > most_before_file + 2) fail(Failure::too_large);
    buffer_.erase(0, at_);
    searched_ -= std::min(searched_, at_);
    at_ = 0;
    if (stage_ == Stage::file) read_file();
}

void FormParser::end() {
    if (stage_ == Stage::fields) fail(expect_ == Expect::first_delimiter ? Failure::malformed : Failure::incomplete);
    if (stage_ == Stage::file) fail(Failure::incomplete);
}

std::string FormParser::take_file() { return std::exchange(file_, std::string()); }

bool FormParser::step() {
    if (before_file_ > most_before_file + 2) {
        fail(Failure::too_large);
        return false;
    }
    switch (expect_) {
        case Expect::first_delimiter: {
            const auto found = find(delimiter_);
            if (!found) return false;
            consume(*found + delimiter_.size());
            expect_ = Expect::after_delimiter;
            return true;
        }
        case Expect::after_delimiter: {
            if (rest().starts_with("--")) {
                fail(Failure::no_file);
                return false;
            }
            // Blanks may fill up the line (RFC 2046, 5.1.1).
            const auto found = find("\r\n");
            if (!found) return false;
            if (!trimmed(rest().substr(0, *found)).empty()) {
                fail(Failure::malformed);
                return false;
            }
            consume(*found);  // its CR LF may also be the end of no header fields at all
            expect_ = Expect::headers;
            return true;
        }
        case Expect::headers: {
            const auto found = find("\r\n\r\n");
            if (!found) return false;
            const bool understood = read_headers(rest().substr(0, *found));
            consume(*found + 4);
            if (!understood || before_file_ > most_before_file + 2) {
                fail(understood ? Failure::too_large : Failure::malformed);
                return false;
            }
            if (is_file_) stage_ = Stage::file;
            expect_ = Expect::value;
            return true;
        }
        case Expect::value: {
            const auto found = find(delimiter_);
            if (!found) return false;
            field_.value = rest().substr(0, *found);
            form_.fields.push_back(std::exchange(field_, FormField()));
            consume(*found + delimiter_.size());
            expect_ = Expect::after_delimiter;
            return true;
        }
    }
    return false;
}

void FormParser::read_file() {
    // A boundary has no CR, so that candidates do not overlap and the search is linear.
    const std::size_t found = buffer_.find(delimiter_);
    if (found != std::string::npos) {
        file_.append(buffer_, 0, found);
        buffer_.clear();
        stage_ = Stage::complete;
        return;
    }
    // What may be the beginning of a delimiter waits for the rest of it.
    const std::size_t tail = buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
    const std::size_t keep_from = std::min(buffer_.find('\r', tail), buffer_.size());
    file_.append(buffer_, 0, keep_from);
    buffer_.erase(0, keep_from);
}

std::optional<std::size_t> FormParser::find(std::string_view text) {
    const std::size_t found = buffer_.find(text, std::max(at_, searched_));
    if (found != std::string::npos) return found - at_;
    searched_ = buffer_.size() - std::min(rest().size(), text.size() - 1);
    return std::nullopt;
}

void FormParser::consume(std::size_t size) {
    at_ += size;
    before_file_ += size;
    searched_ = at_;
}

void FormParser::fail(Failure failure) {
    failure_ = failure;
    stage_ = Stage::failed;
    buffer_.clear();
    at_ = 0;
}

bool FormParser::read_headers(std::string_view headers) {
    field_ = FormField();
    std::string file_name;
    std::string content_type;
    bool named = false;
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find("\r\n"), headers.size());
        const std::string_view line = headers.substr(0, end);
        headers.remove_prefix(std::min(end + 2, headers.size()));
        const std::size_t colon = line.find(':');
        if (line.empty()) continue;
        if (colon == std::string_view::npos) return false;
        const std::string_view name = trimmed(line.substr(0, colon));
        std::string_view value = trimmed(line.substr(colon + 1));
        if (same_ignoring_case(name, "Content-Type")) content_type = value;
        if (!same_ignoring_case(name, "Content-Disposition")) continue;
        const std::size_t kind = std::min(value.find(';'), value.size());
        if (!same_ignoring_case(trimmed(value.substr(0, kind)), "form-data")) return false;
        value.remove_prefix(kind);
        while (auto parameter = take_parameter(value)) {
            if (same_ignoring_case(parameter->name, "name")) {
                field_.name = std::move(parameter->value);
                named = true;
            } else if (same_ignoring_case(parameter->name, "filename")) {
                file_name = std::move(parameter->value);
            }
        }
    }
    is_file_ = same_ignoring_case(field_.name, "file");
    if (is_file_) {
        const std::size_t folder = file_name.find_last_of("/\\");
        form_.file_name = folder == std::string::npos ? file_name : file_name.substr(folder + 1);
        form_.file_content_type = std::move(content_type);
    }
    return named;
}

aws::Error FormParser::error() const {
    static constexpr aws::ErrorRow too_large{"MaxPostPreDataLengthExceededError", 400,
                                             "Your POST request fields preceding the upload file were too large."};
    static constexpr aws::ErrorRow incomplete{
        "IncompleteBody", 400, "You did not provide the number of bytes specified by the Content-Length HTTP header"};
    static constexpr aws::ErrorRow invalid_argument{"InvalidArgument", 400, ""};
    switch (failure_) {
        case Failure::too_large: return aws::Error(too_large);
        case Failure::incomplete: return aws::Error(incomplete);
        case Failure::no_file:
            return aws::Error(invalid_argument, "POST requires exactly one file upload per request.")
                .with("ArgumentName", "file")
                .with("ArgumentValue", "0");
        case Failure::none:
        case Failure::malformed: break;
    }
    WT_ASSERT(stage_ == Stage::failed);
    return aws::Error(malformed_post);
}

}  // namespace wt::s3
