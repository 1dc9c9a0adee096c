#include "aws/rest_routes.hpp"

#include "catch.hpp"
#include "http/uri.hpp"
#include "sentences.hpp"

using namespace wt;
using namespace wt::aws;

namespace {

struct WithUpload {
    std::string upload;
    std::int32_t part = 0;
};
const Structure& shape_of(Tag<WithUpload>) {
    static const Written shape("", {member<&WithUpload::upload>("UploadId").query("uploadId").required(),
                                    member<&WithUpload::part>("PartNumber").query("partNumber").required()});
    return shape;
}
struct WithUploadOnly {
    std::string upload;
};
const Structure& shape_of(Tag<WithUploadOnly>) {
    static const Written shape("", {member<&WithUploadOnly::upload>("UploadId").query("uploadId").required()});
    return shape;
}
struct WithSource {
    std::string source;
};
const Structure& shape_of(Tag<WithSource>) {
    static const Written shape("", {member<&WithSource::source>("CopySource").header("x-amz-copy-source").required()});
    return shape;
}
struct WithUploadAndSource : WithUpload {
    std::string source;
};
const Structure& shape_of(Tag<WithUploadAndSource>) {
    using T = WithUploadAndSource;
    static const Written shape("", {member<&T::upload, T>("UploadId").query("uploadId").required(),
                                    member<&T::part, T>("PartNumber").query("partNumber").required(),
                                    member<&T::source>("CopySource").header("x-amz-copy-source").required()});
    return shape;
}

template <class Input = Nothing>
Operation row(std::string_view name, std::string_view method, std::string_view uri) {
    Operation made;
    made.name = name;
    made.method = method;
    made.uri = uri;
    made.input = []() -> const Structure& { return shape_of(Tag<Input>()); };
    made.output = []() -> const Structure& { return shape_of(Tag<Nothing>()); };
    return made;
}

/// S3's puzzles, in an order that gives nothing away.
const Operation of_s3[] = {
    row("PutObject", "PUT", "/{Bucket}/{Key+}"),
    row("GetObject", "GET", "/{Bucket}/{Key+}"),
    row("ListObjects", "GET", "/{Bucket}"),
    row("CreateBucket", "PUT", "/{Bucket}"),
    row("ListBuckets", "GET", "/"),
    row<WithSource>("CopyObject", "PUT", "/{Bucket}/{Key+}"),
    row<WithUpload>("UploadPart", "PUT", "/{Bucket}/{Key+}"),
    row<WithUploadAndSource>("UploadPartCopy", "PUT", "/{Bucket}/{Key+}"),
    row<WithUploadOnly>("ListParts", "GET", "/{Bucket}/{Key+}"),
    row<WithUploadOnly>("CompleteMultipartUpload", "POST", "/{Bucket}/{Key+}"),
    row<WithUploadOnly>("AbortMultipartUpload", "DELETE", "/{Bucket}/{Key+}"),
    row("DeleteObject", "DELETE", "/{Bucket}/{Key+}"),
    row("CreateMultipartUpload", "POST", "/{Bucket}/{Key+}?uploads"),
    row("ListObjectsV2", "GET", "/{Bucket}?list-type=2"),
    row("ListObjectVersions", "GET", "/{Bucket}?versions"),
    row("ListMultipartUploads", "GET", "/{Bucket}?uploads"),
    row("GetBucketAcl", "GET", "/{Bucket}?acl"),
    row("GetObjectAcl", "GET", "/{Bucket}/{Key+}?acl"),
    row("PutObjectAcl", "PUT", "/{Bucket}/{Key+}?acl"),
    row("DeleteObjects", "POST", "/{Bucket}?delete"),
    row("SelectObjectContent", "POST", "/{Bucket}/{Key+}?select&select-type=2"),
    row<WithSource>("RenameObject", "PUT", "/{Bucket}/{Key+}?renameObject"),
};
const MissingOperation not_of_ours[] = {
    {"GetObjectAnnotation", "GET", "/{Bucket}/{Key+}?annotation", "s3:GetObjectAnnotation", "annotationName of"},
    {"GetObjectTorrent", "GET", "/{Bucket}/{Key+}?torrent"},
    {"ListObjectAnnotations", "GET", "/{Bucket}/{Key+}?annotation"},
    {"WriteGetObjectResponse", "POST", "/WriteGetObjectResponse"},
};

const RestRoutes& s3() {
    static const RestRoutes routes([] {
        ServiceModel model;
        model.protocol = Protocol::rest_xml;
        model.operations = of_s3;
        model.missing = not_of_ours;
        return model;
    }());
    return routes;
}

/// "Operation Label=value ...", of "PUT /b/k?query" and fields.
std::string found(const RestRoutes& routes, std::string_view line, const std::vector<std::string>& fields = {}) {
    http::Headers headers;
    for (const std::string& name : fields) headers.add(Text(name), "x");
    const std::string_view method = line.substr(0, line.find(' '));
    std::string_view uri = line.substr(method.size() + 1);
    const std::size_t mark = std::min(uri.find('?'), uri.size());
    const Arguments query = http::parse_query(uri.substr(std::min(mark + 1, uri.size())));
    const auto match = routes.find(method, uri.substr(0, mark), query, headers);
    if (!match) return "none";
    std::string text(match->operation != nullptr ? match->operation->name : match->missing->name);
    if (match->operation == nullptr) text += " (missing)";
    for (const auto& [name, value] : match->labels) text += " " + name + "=" + value;
    return text;
}

}  // namespace

TEST_CASE("what an operation cannot be without tells it from the others of its address") {
    CHECK(found(s3(), "PUT /b/k") == "PutObject Bucket=b Key=k");
    CHECK(found(s3(), "PUT /b/k", {"X-Amz-Copy-Source"}) == "CopyObject Bucket=b Key=k");
    CHECK(found(s3(), "PUT /b/k?partNumber=1&uploadId=u") == "UploadPart Bucket=b Key=k");
    CHECK(found(s3(), "PUT /b/k?partNumber=1&uploadId=u", {"x-amz-copy-source"}) == "UploadPartCopy Bucket=b Key=k");
    CHECK(found(s3(), "GET /b/k?uploadId=u") == "ListParts Bucket=b Key=k");
    CHECK(found(s3(), "POST /b/k?uploadId=u") == "CompleteMultipartUpload Bucket=b Key=k");
    CHECK(found(s3(), "DELETE /b/k?uploadId=u") == "AbortMultipartUpload Bucket=b Key=k");
    CHECK(found(s3(), "DELETE /b/k") == "DeleteObject Bucket=b Key=k");
    CHECK(found(s3(), "POST /b/k") == "none");
}

TEST_CASE("operations that are missing are told apart, too") {
    CHECK(found(s3(), "GET /b/k?annotation") == "ListObjectAnnotations (missing) Bucket=b Key=k");
    CHECK(found(s3(), "GET /b/k?annotation&annotationName=x") == "ListObjectAnnotations (missing) Bucket=b Key=k");
    CHECK(found(s3(), "GET /b/k?annotation&annotationName=x&of=y") == "GetObjectAnnotation (missing) Bucket=b Key=k");
}

TEST_CASE("words of the query tell operations apart, with their values where they have some") {
    CHECK(found(s3(), "GET /b") == "ListObjects Bucket=b");
    CHECK(found(s3(), "GET /b?list-type=2&prefix=x") == "ListObjectsV2 Bucket=b");
    CHECK(found(s3(), "GET /b?list-type=3") == "ListObjects Bucket=b");
    CHECK(found(s3(), "POST /b/k?select&select-type=2") == "SelectObjectContent Bucket=b Key=k");
    CHECK(found(s3(), "POST /b/k?select&select-type=3") == "none");
    CHECK(found(s3(), "GET /b?versions") == "ListObjectVersions Bucket=b");
    CHECK(found(s3(), "GET /b?versions=") == "ListObjectVersions Bucket=b");
    CHECK(found(s3(), "GET /b?uploads") == "ListMultipartUploads Bucket=b");
    CHECK(found(s3(), "POST /b/k?uploads") == "CreateMultipartUpload Bucket=b Key=k");
    CHECK(found(s3(), "GET /b?acl") == "GetBucketAcl Bucket=b");
    CHECK(found(s3(), "GET /b/k?acl&versionId=1") == "GetObjectAcl Bucket=b Key=k");
    CHECK(found(s3(), "PUT /b/k?acl", {"x-amz-copy-source"}) == "PutObjectAcl Bucket=b Key=k");
    // Its word is enough to name an operation; that a field is missing is then the operation's to say.
    CHECK(found(s3(), "PUT /b/k?renameObject") == "RenameObject Bucket=b Key=k");
    // SDKs say the operation's name besides, which changes nothing.
    CHECK(found(s3(), "GET /b/k?x-id=GetObject") == "GetObject Bucket=b Key=k");
    CHECK(found(s3(), "GET /b/k?x-id=ListParts") == "GetObject Bucket=b Key=k");
}

TEST_CASE("a path with or without a slash at its end is a bucket's; keys may hold slashes anywhere") {
    CHECK(found(s3(), "GET /") == "ListBuckets");
    CHECK(found(s3(), "GET /b/") == "ListObjects Bucket=b");
    CHECK(found(s3(), "GET /b/a/b") == "GetObject Bucket=b Key=a/b");
    CHECK(found(s3(), "GET /b/a/") == "GetObject Bucket=b Key=a/");
    CHECK(found(s3(), "GET /b//") == "GetObject Bucket=b Key=/");
    CHECK(found(s3(), "GET /b//a//b") == "GetObject Bucket=b Key=/a//b");
    CHECK(found(s3(), "GET /b/a%2Fb%20c+d%3F") == "GetObject Bucket=b Key=a/b c+d?");
    CHECK(found(s3(), "GET /b/%2F") == "GetObject Bucket=b Key=/");
    CHECK(found(s3(), "GET /b/..") == "GetObject Bucket=b Key=..");
    CHECK(found(s3(), "GET //k") == "none");
    CHECK(found(s3(), "GET ") == "none");
    CHECK(found(s3(), "PATCH /b/k") == "none");
}

TEST_CASE("operations that are not there are found, too; a word of the path says more than a label") {
    CHECK(found(s3(), "GET /b/k?torrent") == "GetObjectTorrent (missing) Bucket=b Key=k");
    CHECK(found(s3(), "POST /WriteGetObjectResponse") == "WriteGetObjectResponse (missing)");
    CHECK(found(s3(), "POST /b?delete") == "DeleteObjects Bucket=b");
}

TEST_CASE("in a JSON service the address is enough, and what lacks is the operation's to say") {
    const Operation rows[] = {
        row<WithUploadOnly>("UntagResource", "DELETE", "/tags/{ARN}"),
        row("GetFunction", "GET", "/functions/{FunctionName}"),
        row("ListFunctions", "GET", "/functions/"),
        row("GetAccount", "GET", "/functions/settings"),
        row("Invoke", "POST", "/functions/{FunctionName}/invocations"),
    };
    ServiceModel model;
    model.protocol = Protocol::rest_json;
    model.operations = rows;
    const RestRoutes routes(model);
    CHECK(found(routes, "DELETE /tags/arn%3Aaws%3Alambda") == "UntagResource ARN=arn:aws:lambda");
    CHECK(found(routes, "DELETE /tags/x?uploadId=1") == "UntagResource ARN=x");
    CHECK(found(routes, "GET /functions") == "ListFunctions");
    CHECK(found(routes, "GET /functions/") == "ListFunctions");
    CHECK(found(routes, "GET /functions/settings") == "GetAccount");
    CHECK(found(routes, "GET /functions/other") == "GetFunction FunctionName=other");
    CHECK(found(routes, "POST /functions/f/invocations") == "Invoke FunctionName=f");
    CHECK(found(routes, "POST /functions/f/g/invocations") == "none");
}

TEST_CASE("a label of several parts leaves the words behind it theirs") {
    const Operation rows[] = {row("GetPoint", "GET", "/points/{Name+}"),
                              row("GetPolicy", "GET", "/points/{Name+}/policy")};
    ServiceModel model;
    model.protocol = Protocol::rest_xml;
    model.operations = rows;
    const RestRoutes routes(model);
    CHECK(found(routes, "GET /points/a/b") == "GetPoint Name=a/b");
    CHECK(found(routes, "GET /points/a/policy") == "GetPolicy Name=a");
    CHECK(found(routes, "GET /points/a/b/policy") == "GetPolicy Name=a/b");
    CHECK(found(routes, "GET /points/policy") == "GetPoint Name=policy");
}
