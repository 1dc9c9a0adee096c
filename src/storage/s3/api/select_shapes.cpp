#include "storage/s3/api/select_shapes.hpp"

#include "storage/s3/api/member_groups.hpp"

namespace wt::s3::api {

using aws::member;
using aws::Member;
using aws::members_of;
using aws::Structure;
using aws::Tag;

const Structure& shape_of(Tag<CSVInput>) {
    using T = CSVInput;
    static const Structure shape(
        "",
        {member<&T::file_header_info>("FileHeaderInfo"), member<&T::comments>("Comments"),
         member<&T::quote_escape_character>("QuoteEscapeCharacter"), member<&T::record_delimiter>("RecordDelimiter"),
         member<&T::field_delimiter>("FieldDelimiter"), member<&T::quote_character>("QuoteCharacter"),
         member<&T::allow_quoted_record_delimiter>("AllowQuotedRecordDelimiter")});
    return shape;
}

const Structure& shape_of(Tag<JSONInput>) {
    static const Structure shape("", {member<&JSONInput::type>("Type")});
    return shape;
}

const Structure& shape_of(Tag<ParquetInput>) {
    static const Structure shape("", std::vector<Member>());
    return shape;
}

const Structure& shape_of(Tag<InputSerialization>) {
    using T = InputSerialization;
    static const Structure shape("", {member<&T::csv>("CSV"), member<&T::compression_type>("CompressionType"),
                                      member<&T::json>("JSON"), member<&T::parquet>("Parquet")});
    return shape;
}

const Structure& shape_of(Tag<CSVOutput>) {
    using T = CSVOutput;
    static const Structure shape(
        "", {member<&T::quote_fields>("QuoteFields"), member<&T::quote_escape_character>("QuoteEscapeCharacter"),
             member<&T::record_delimiter>("RecordDelimiter"), member<&T::field_delimiter>("FieldDelimiter"),
             member<&T::quote_character>("QuoteCharacter")});
    return shape;
}

const Structure& shape_of(Tag<JSONOutput>) {
    static const Structure shape("", {member<&JSONOutput::record_delimiter>("RecordDelimiter")});
    return shape;
}

const Structure& shape_of(Tag<OutputSerialization>) {
    using T = OutputSerialization;
    static const Structure shape("", {member<&T::csv>("CSV"), member<&T::json>("JSON")});
    return shape;
}

const Structure& shape_of(Tag<RequestProgress>) {
    static const Structure shape("", {member<&RequestProgress::enabled>("Enabled")});
    return shape;
}

const Structure& shape_of(Tag<ScanRange>) {
    static const Structure shape("", {member<&ScanRange::start>("Start"), member<&ScanRange::end>("End")});
    return shape;
}

const Structure& shape_of(Tag<SelectObjectContentRequest>) {
    using T = SelectObjectContentRequest;
    static const Structure shape(
        "SelectObjectContentRequest",
        members_of(customer_key_headers<T>(),
                   std::vector<Member>{
                       member<&T::bucket>("Bucket").label().required(),
                       member<&T::key>("Key").label().required(),
                       member<&T::expression>("Expression").required(),
                       member<&T::expression_type>("ExpressionType").required(),
                       member<&T::request_progress>("RequestProgress"),
                       member<&T::input>("InputSerialization").required(),
                       member<&T::output>("OutputSerialization").required(),
                       member<&T::scan_range>("ScanRange"),
                       member<&T::expected_bucket_owner>("ExpectedBucketOwner").header("x-amz-expected-bucket-owner"),
                   }));
    return shape;
}

const Structure& shape_of(Tag<SelectObjectContentOutput>) {
    using T = SelectObjectContentOutput;
    static const Structure shape(
        "", {member<&T::payload>("Payload").payload(), member<&T::content_type>("ContentType").header("Content-Type")});
    return shape;
}

}  // namespace wt::s3::api
