// Whatever a client says of its signature: it is read, refused or checked, within limits. What we sign is right. The
// first line is method and target, then come fields, then the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aws/sign.hpp"
#include "aws/signature.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace {

using namespace wt;
using namespace wt::aws;

constexpr Instant now = epoch + 1'772'366'400s;
constexpr std::string_view secret = "secret";

/// What a listener lets through as a field's name, as far as it matters here.
bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return is_word_character(c) || c == '-'; });
}

http::Request request_of(std::string_view text) {
    const auto until = [&text](char end) {
        const std::size_t at = std::min(text.find(end), text.size());
        const std::string_view taken = text.substr(0, at);
        text.remove_prefix(std::min(at + 1, text.size()));
        return taken;
    };
    http::Request request;
    request.path = Text(until('?'));
    request.query = Text(until('\n'));
    for (std::string_view line = until('\n'); !line.empty(); line = until('\n')) {
        const std::size_t colon = std::min(line.find(':'), line.size());
        if (!is_name(line.substr(0, colon))) continue;
        request.headers.add(Text(line.substr(0, colon)), Text(line.substr(std::min(colon + 1, line.size()))));
    }
    request.body = Text(text);
    return request;
}

void check(const http::Request& request, Dialect dialect) {
    const auto said = read_signature(request, dialect);
    if (!said.ok()) {
        WT_ASSERT(said.error().status >= 400 && !said.error().code.empty());
        return;
    }
    SigningKeys keys;
    const SignatureRules rules{dialect, dialect == Dialect::s3 ? "s3" : "sts", "", "bucket"};
    const auto without = verify(request, *said, rules, std::nullopt, keys, said->time.moment());
    const auto with = verify(request, *said, rules, secret, keys, said->time.moment());
    WT_ASSERT(with || !without);  // more is checked with a secret, not less
}

void check_our_own(http::Request request, const Signer& signer, Dialect dialect) {
    SigningKeys keys;
    const auto said = read_signature(request, dialect);
    if (!said.ok()) return;  // another signature beside ours, a broken x-amz-content-sha256, too many headers
    const SignatureRules rules{dialect, signer.service, signer.region, ""};
    if (said->form == SignatureForm::query_v2) return;
    const auto error = verify(request, *said, rules, secret, keys, now);
    WT_ASSERT(!error || error->code != "SignatureDoesNotMatch");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 32'768) return 0;
    const http::Request request = request_of({reinterpret_cast<const char*>(data), size});
    check(request, Dialect::s3);
    check(request, Dialect::query);
    check(request, Dialect::json);

    Signer signer;
    signer.access_key = "AKID";
    signer.secret = secret;
    for (const Dialect dialect : {Dialect::s3, Dialect::query}) {
        signer.service = dialect == Dialect::s3 ? "s3" : "sts";
        http::Request ours = request;
        ours.headers.remove("x-amz-content-sha256");
        ours.headers.remove("authorization");
        ours.headers.set("Host", "h");
        http::Request presigned = ours;
        sign_header(ours, signer, now);
        check_our_own(ours, signer, dialect);
        presigned.query = "";
        sign_query(presigned, signer, now, 1h);
        check_our_own(presigned, signer, dialect);
    }
    return 0;
}
