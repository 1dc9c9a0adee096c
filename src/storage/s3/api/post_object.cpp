#include "storage/s3/api/post_object.hpp"

#include <fmt/format.h>

#include "aws/exchange.hpp"
#include "aws/payload_reader.hpp"
#include "aws/rest.hpp"
#include "base/ascii.hpp"
#include "http/uri.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/form_parser.hpp"
#include "storage/s3/post_policy.hpp"

namespace wt::s3::api {

namespace {

/// The file of a form, while the form still comes in.
class FilePayload final : public aws::Payload {
public:
    FilePayload(std::shared_ptr<aws::Payload> body, std::shared_ptr<FormParser> parser, SizeRange sizes)
        : body_(std::move(body)), parser_(std::move(parser)), sizes_(sizes) {}

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
    [[nodiscard]] std::optional<std::string> trailer(std::string_view) const override { return std::nullopt; }

    [[nodiscard]] aws::Later<Text> next() override {
        for (;;) {
            std::string bytes = parser_->take_file();
            if (!bytes.empty()) {
                taken_ += bytes.size();
                if (taken_ > sizes_.most) co_return *refuse_size(taken_, sizes_);
                co_return Text(bytes);
            }
            switch (parser_->stage()) {
                case FormParser::Stage::failed: co_return parser_->error();
                case FormParser::Stage::complete:
                    if (auto error = refuse_size(taken_, sizes_)) co_return std::move(*error);
                    co_return Text();
                case FormParser::Stage::fields:
                case FormParser::Stage::file: break;
            }
            const aws::Outcome<Text> piece = co_await body_->next();
            if (!piece.ok()) co_return piece.error();
            if (piece->empty()) {
                parser_->end();
            } else {
                parser_->feed(*piece);
            }
        }
    }

private:
    std::shared_ptr<aws::Payload> body_;
    std::shared_ptr<FormParser> parser_;
    SizeRange sizes_;
    std::uint64_t taken_ = 0;
};

[[nodiscard]] std::string_view field(const PostForm& form, std::string_view name) {
    const std::string* const value = form.find(name);
    return value == nullptr ? std::string_view() : std::string_view(*value);
}

/// The field "tagging", which is a document, as the header that PutObject takes.
[[nodiscard]] aws::Outcome<std::string> tagging_header(std::string_view document) {
    Tagging tagging;
    aws::Violations violations;
    if (aws::read_xml(document, "Tagging", shape_of(aws::Tag<Tagging>{}), &tagging, violations) || !violations.empty())
        return aws::Error(errors::malformed_xml);
    if (auto error = refuse(tagging.tag_set, TagUse::object)) return std::move(*error);
    std::string header;
    for (const Tag& tag : tagging.tag_set) {
        if (!header.empty()) header += '&';
        header += fmt::format("{}={}", http::percent_encode(tag.key), http::percent_encode(tag.value));
    }
    return header;
}

/// The form as the PutObject that it stands for.
[[nodiscard]] aws::Outcome<PutObjectRequest> put_request(const PostForm& form, std::string bucket, std::string key) {
    http::Headers headers;
    for (const FormField& given : headers_of(form)) headers.add(Text(given.name), Text(given.value));
    if (!headers.has("Content-Type") && !form.file_content_type.empty())
        headers.add("Content-Type", Text(form.file_content_type));
    const aws::Arguments labels{{"Bucket", std::move(bucket)}, {"Key", std::move(key)}};
    const aws::Arguments query;
    const aws::RestRequest rest{labels, query, headers, {}, nullptr};
    PutObjectRequest request;
    aws::Violations violations;
    const aws::Structure& shape = shape_of(aws::Tag<PutObjectRequest>{});
    const auto problem = aws::read_rest(rest, aws::BodyFormat::xml, shape, &request, violations);
    if (problem) return aws::Error(errors::invalid_argument, problem->reason);
    if (!violations.empty()) return aws::Error(errors::invalid_argument, violations.first().text);
    if (const std::string* const tagging = form.find("tagging")) {
        auto tags = tagging_header(*tagging);
        if (!tags.ok()) return tags.error();
        request.tagging = std::move(*tags);
    }
    return request;
}

}  // namespace

bool PostObject::is_one(const aws::Call& call) {
    constexpr std::string_view form = "multipart/form-data";
    const std::string_view type = call.request.headers.get("Content-Type");
    return call.request.method == http::Method::post && type.size() >= form.size() &&
           same_ignoring_case(type.substr(0, form.size()), form);
}

Task<http::Response> PostObject::handle(const aws::Call& call) {
    aws::Outcome<http::Response> answer = co_await put(call);
    if (answer.ok()) co_return std::move(*answer);
    aws::WireExchange exchange(model_, nullptr, call, aws::Incoming{{}, {}, call.request.headers, {}, {}});
    co_return exchange.refuse(answer.error());
}

aws::Outcome<aws::Principal> PostObject::sender(const aws::Call& call, const PostForm& form) const {
    if (!is_signed(form)) return aws::Principal();
    const std::string_view version_2_key = field(form, "awsaccesskeyid");
    const aws::PolicySignature signature{
        field(form, "policy"), field(form, "x-amz-credential"), field(form, "x-amz-date"),
        field(form, version_2_key.empty() ? "x-amz-signature" : "signature"), version_2_key};
    return authenticator_.admit_policy(signature, model_, call.now);
}

aws::Later<http::Response> PostObject::put(const aws::Call& call) {
    std::string_view path = call.path;
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    std::string bucket = http::percent_decode(path.substr(0, path.find('/')));
    const aws::Outcome<std::string> boundary = boundary_of(call.request.headers.get("Content-Type"));
    if (!boundary.ok()) co_return boundary.error();
    auto opened = aws::open_payload(call.request, aws::Signed(), std::nullopt);
    if (!opened.ok()) co_return opened.error();
    const std::shared_ptr<aws::Payload> body = std::move(*opened);
    const auto parser = std::make_shared<FormParser>(*boundary);
    while (parser->stage() == FormParser::Stage::fields) {
        const aws::Outcome<Text> piece = co_await body->next();
        if (!piece.ok()) co_return piece.error();
        if (piece->empty()) {
            parser->end();
        } else {
            parser->feed(*piece);
        }
    }
    if (parser->stage() == FormParser::Stage::failed) co_return parser->error();
    const PostForm& form = parser->form();
    if (auto error = refuse_missing_fields(form)) co_return std::move(*error);
    aws::Outcome<aws::Principal> who = sender(call, form);
    if (!who.ok()) co_return who.error();
    SizeRange sizes;
    if (const std::string* const policy = form.find("policy")) {
        const aws::Outcome<SizeRange> allowed = check_post_policy(*policy, form, bucket, call.now);
        if (!allowed.ok()) co_return allowed.error();
        sizes = *allowed;
    }
    aws::Outcome<std::string> key = key_of(form);
    if (!key.ok()) co_return key.error();
    const std::string name = *key;
    aws::Outcome<PutObjectRequest> request = put_request(form, bucket, std::move(*key));
    if (!request.ok()) co_return request.error();
    request->body = std::make_shared<FilePayload>(body, parser, sizes);

    // In the sender's name. The endpoint did not ask who it is, for the request itself is not signed.
    aws::Call in_its_name = call;
    in_its_name.caller = std::move(*who);
    const aws::Outcome<PutObjectOutput> put = co_await api_.put_object(in_its_name, std::move(*request));
    if (!put.ok()) co_return put.error();
    const std::string etag = put->etag.value_or("");
    const std::string location = location_of(call, bucket, name);
    const PostAnswer said = post_answer(form, bucket, name, etag, location);
    http::Response response;
    response.status = said.status;
    response.headers.add("x-amz-request-id", Text(call.request_id));
    response.headers.add("x-amz-id-2", Text(call.host_id));
    // What PutObject says of the object: ETag, checksum, version.
    aws::write_rest(response, aws::RestStyle(), shape_of(aws::Tag<PutObjectOutput>{}), &*put);
    response.headers.add("Location", Text(said.location.empty() ? location : said.location));
    if (!said.body.empty()) response.headers.add("Content-Type", "application/xml");
    response.body = Text(said.body);
    co_return response;
}

}  // namespace wt::s3::api
