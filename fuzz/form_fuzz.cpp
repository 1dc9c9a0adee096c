// A form comes to the same in one piece and in many: its fields, its file, and why it fails. And whatever policy it
// carries is held against it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "storage/s3/form_parser.hpp"
#include "storage/s3/post_policy.hpp"

namespace {

using wt::s3::FormParser;

struct Read {
    FormParser::Stage stage;
    wt::s3::PostForm form;
    std::string file;
    std::string code;
};

/// `sizes` says how large the pieces are, over and over; none: one piece.
Read read(std::string_view body, std::string_view sizes) {
    FormParser parser("X");
    Read result;
    for (std::size_t i = 0; !body.empty(); ++i) {
        const std::size_t size =
            sizes.empty() ? body.size() : 1 + static_cast<unsigned char>(sizes[i % sizes.size()]) % 64;
        const std::string_view piece = body.substr(0, size);
        parser.feed(piece);
        result.file += parser.take_file();
        body.remove_prefix(piece.size());
    }
    parser.end();
    result.stage = parser.stage();
    result.form = parser.form();
    if (result.stage == FormParser::Stage::failed) result.code = parser.error().code;
    return result;
}

bool same(const Read& a, const Read& b) {
    if (a.stage != b.stage || a.code != b.code) return false;
    // How far a form was read that is too large depends on the pieces.
    if (a.code == "MaxPostPreDataLengthExceededError") return true;
    if (a.file != b.file || a.form.file_name != b.form.file_name) return false;
    if (a.form.fields.size() != b.form.fields.size()) return false;
    for (std::size_t i = 0; i < a.form.fields.size(); ++i) {
        if (a.form.fields[i].name != b.form.fields[i].name || a.form.fields[i].value != b.form.fields[i].value)
            return false;
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wt;
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string_view sizes = bytes.substr(0, 8);
    bytes.remove_prefix(sizes.size());
    const Read whole = read(bytes, {});
    WT_ASSERT(same(whole, read(bytes, sizes)));
    WT_ASSERT(same(whole, read(bytes, std::string_view("\0", 1))));  // byte by byte
    if (const std::string* policy = whole.form.find("policy")) {
        (void)s3::check_post_policy(*policy, whole.form, "b", epoch + 1795737600s);
    }
    (void)s3::refuse_missing_fields(whole.form);
    const auto key = s3::key_of(whole.form);
    WT_ASSERT(!key.ok() || (!key->empty() && key->size() <= 1024));
    (void)s3::post_answer(whole.form, "b", "k", "\"e\"", "/b/k");
    (void)s3::boundary_of(bytes);
    return 0;
}
