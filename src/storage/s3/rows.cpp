#include "storage/s3/rows.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/base64.hpp"

namespace wt::s3::rows {

namespace {

using Json = nlohmann::json;
constexpr int format = 1;

[[nodiscard]] std::string pack(Json row) {
    row["v"] = format;
    std::string bytes;
    Json::to_cbor(row, bytes);
    return bytes;
}

/// A row that has our format; else discarded.
[[nodiscard]] Json unpack(std::string_view bytes) {
    Json row = Json::from_cbor(bytes, true, false);
    if (!row.is_object() || row.value("v", Json()) != Json(format)) return Json(Json::value_t::discarded);
    return row;
}

/// The members of a row: a wrong type or a missing member marks the whole row as unreadable.
class Members {
public:
    explicit Members(const Json& row) : row_(row), good_(row.is_object()) {}
    [[nodiscard]] bool good() const { return good_; }
    void spoil() { good_ = false; }

    [[nodiscard]] const Json* find(const char* name) {
        if (!row_.is_object()) return nullptr;
        const auto found = row_.find(name);
        return found == row_.end() ? nullptr : &*found;
    }
    void get(const char* name, std::string& to) {
        if (const Json* member = find(name)) take(*member, to);
    }
    void get(const char* name, bool& to) {
        const Json* member = find(name);
        if (member == nullptr) return;
        if (member->is_boolean()) {
            to = member->get<bool>();
        } else {
            good_ = false;
        }
    }
    template <class Number>
    void number(const char* name, Number& to) {
        const Json* member = find(name);
        if (member == nullptr) return;
        if (member->is_number_integer()) {
            to = member->get<Number>();
        } else {
            good_ = false;
        }
    }
    /// An enumerator, of which there are `count`.
    template <class Enum>
    void choice(const char* name, Enum& to, int count) {
        int value = static_cast<int>(to);
        number(name, value);
        if (value < 0 || value >= count) good_ = false;
        if (good_) to = static_cast<Enum>(value);
    }
    void moment(const char* name, Instant& to) {
        std::int64_t count = to.time_since_epoch().count();
        number(name, count);
        to = Instant(Duration(count));
    }
    void take(const Json& member, std::string& to) {
        if (member.is_string()) {
            to = member.get_ref<const std::string&>();
        } else {
            good_ = false;
        }
    }

private:
    const Json& row_;
    bool good_;
};

void put_text(Json& row, const char* name, const std::string& value) {
    if (!value.empty()) row[name] = value;
}
[[nodiscard]] std::int64_t count(Instant moment) { return moment.time_since_epoch().count(); }

constexpr std::pair<const char*, std::string SystemMetadata::*> system_members[] = {
    {"type", &SystemMetadata::content_type},
    {"cache", &SystemMetadata::cache_control},
    {"disposition", &SystemMetadata::content_disposition},
    {"encoding", &SystemMetadata::content_encoding},
    {"language", &SystemMetadata::content_language},
    {"expires", &SystemMetadata::expires},
    {"redirect", &SystemMetadata::website_redirect},
};
constexpr std::pair<const char*, std::string Encryption::*> encryption_members[] = {
    {"sse", &Encryption::algorithm},
    {"kms", &Encryption::kms_key_id},
    {"ssec", &Encryption::customer_algorithm},
    {"ssec-md5", &Encryption::customer_key_md5},
};

[[nodiscard]] Json pairs(const auto& list) {
    Json array = Json::array();
    for (const auto& [name, value] : list) array.push_back(Json::array({name, value}));
    return array;
}

void read_pairs(Members& row, const char* name, const auto& add) {
    const Json* list = row.find(name);
    if (list == nullptr) return;
    if (!list->is_array()) return row.spoil();
    for (const Json& entry : *list) {
        std::string first;
        std::string second;
        if (!entry.is_array() || entry.size() != 2) return row.spoil();
        row.take(entry[0], first);
        row.take(entry[1], second);
        add(std::move(first), std::move(second));
    }
}

void write_attributes(Json& row, const Attributes& attributes) {
    for (const auto& [name, member] : system_members) put_text(row, name, attributes.system.*member);
    for (const auto& [name, member] : encryption_members) row[name] = attributes.encryption.*member;
    if (attributes.encryption.bucket_key) row["bucket-key"] = true;
    if (!attributes.user.empty()) row["user"] = pairs(attributes.user);
    if (!attributes.tags.empty()) row["tags"] = pairs(attributes.tags);
    row["class"] = attributes.storage_class;
    if (attributes.retention) {
        row["lock"] = static_cast<int>(attributes.retention->mode);
        row["until"] = count(attributes.retention->until);
    }
    if (attributes.legal_hold) row["hold"] = *attributes.legal_hold;
    put_text(row, "owner", attributes.owner);
    put_text(row, "acl", attributes.acl);
}

void read_attributes(Members& row, Attributes& to) {
    for (const auto& [name, member] : system_members) row.get(name, to.system.*member);
    for (const auto& [name, member] : encryption_members) row.get(name, to.encryption.*member);
    row.get("bucket-key", to.encryption.bucket_key);
    read_pairs(row, "user", [&](std::string name, std::string value) { to.user.insert_or_assign(name, value); });
    read_pairs(row, "tags", [&](std::string name, std::string value) { to.tags.emplace_back(name, value); });
    row.get("class", to.storage_class);
    if (row.find("lock") != nullptr) {
        to.retention.emplace();
        row.choice("lock", to.retention->mode, 2);
        row.moment("until", to.retention->until);
    }
    if (row.find("hold") != nullptr) row.get("hold", to.legal_hold.emplace());
    row.get("owner", to.owner);
    row.get("acl", to.acl);
}

[[nodiscard]] Json segments(const std::vector<Segment>& content) {
    Json array = Json::array();
    for (const Segment& each : content) array.push_back(Json::array({each.blob->id(), each.offset, each.size}));
    return array;
}

void read_segments(Members& row, std::vector<Segment>& to, Blobs& blobs) {
    const Json* list = row.find("blobs");
    if (list == nullptr || !list->is_array()) return row.spoil();
    for (const Json& each : *list) {
        if (!each.is_array() || each.size() != 3 || !each[0].is_number_unsigned()) return row.spoil();
        to.push_back(
            {blobs.at(each[0].get<store::BlobId>()), each[1].get<std::uint64_t>(), each[2].get<std::uint64_t>()});
    }
}

void write_checksum(Json& row, const std::optional<Checksum>& checksum) {
    if (!checksum) return;
    row["sum"] =
        Json::array({std::string(aws::name(checksum->algorithm)), static_cast<int>(checksum->type), checksum->value});
}

void read_checksum(Members& row, std::optional<Checksum>& to) {
    const Json* sum = row.find("sum");
    if (sum == nullptr) return;
    if (!sum->is_array() || sum->size() != 3 || !(*sum)[1].is_number_integer()) return row.spoil();
    std::string name;
    row.take((*sum)[0], name);
    const auto algorithm = aws::parse_algorithm(name);
    const int type = (*sum)[1].get<int>();
    if (!algorithm || type < 0 || type > 1) return row.spoil();
    to.emplace();
    to->algorithm = *algorithm;
    to->type = static_cast<ChecksumType>(type);
    row.take((*sum)[2], to->value);
}

}  // namespace

std::string key(std::string_view bucket, std::uint64_t order) { return fmt::format("{}/{:016x}", bucket, order); }
std::string part_key(std::string_view bucket, std::uint64_t order, int number) {
    return fmt::format("{}/{:016x}/{:05}", bucket, order, number);
}
std::string_view bucket_of(std::string_view key) { return key.substr(0, key.find('/')); }
std::string_view upload_of(std::string_view part_key) { return part_key.substr(0, part_key.rfind('/')); }

BlobRef Blobs::at(store::BlobId id) {
    BlobRef& blob = known_[id];
    if (!blob) blob = journal_->adopt(id);
    return blob;
}

std::string write(const BucketSettings& settings) {
    Json row;
    row["name"] = settings.name;
    row["region"] = settings.region;
    row["owner"] = settings.owner;
    row["created"] = count(settings.created);
    row["versioning"] = static_cast<int>(settings.versioning);
    if (settings.object_lock) row["object-lock"] = true;
    if (settings.default_retention) {
        row["mode"] = static_cast<int>(settings.default_retention->mode);
        row["days"] = settings.default_retention->days;
        row["years"] = settings.default_retention->years;
    }
    row["documents"] = pairs(settings.documents);
    return pack(std::move(row));
}

std::optional<BucketSettings> read_settings(std::string_view bytes) {
    const Json json = unpack(bytes);
    Members row(json);
    BucketSettings settings;
    row.get("name", settings.name);
    row.get("region", settings.region);
    row.get("owner", settings.owner);
    row.moment("created", settings.created);
    row.choice("versioning", settings.versioning, 3);
    row.get("object-lock", settings.object_lock);
    if (row.find("mode") != nullptr) {
        settings.default_retention.emplace();
        row.choice("mode", settings.default_retention->mode, 2);
        row.number("days", settings.default_retention->days);
        row.number("years", settings.default_retention->years);
    }
    read_pairs(row, "documents", [&](std::string kind, std::string document) {
        settings.documents.insert_or_assign(std::move(kind), std::move(document));
    });
    if (!row.good() || settings.name.empty()) return std::nullopt;
    return settings;
}

std::string write(const ObjectVersion& version) {
    Json row;
    row["key"] = version.key;
    row["id"] = version.version_id;
    row["order"] = version.order;
    row["modified"] = count(version.last_modified);
    if (version.is_delete_marker) row["marker"] = true;
    row["size"] = version.size;
    put_text(row, "etag", version.etag);
    row["blobs"] = segments(version.content);
    if (!version.parts.empty()) {
        Json parts = Json::array();
        for (const PartExtent& part : version.parts) parts.push_back({part.number, part.size, part.checksum});
        row["parts"] = std::move(parts);
    }
    write_checksum(row, version.checksum);
    write_attributes(row, version.attributes);
    if (version.restoration) {
        row["restored"] = count(version.restoration->ready);
        row["restored-until"] = count(version.restoration->expires);
        row["restored-days"] = version.restoration->days;
    }
    return pack(std::move(row));
}

std::shared_ptr<ObjectVersion> read_version(std::string_view bytes, Blobs& blobs) {
    const Json json = unpack(bytes);
    Members row(json);
    auto version = std::make_shared<ObjectVersion>();
    row.get("key", version->key);
    row.get("id", version->version_id);
    row.number("order", version->order);
    row.moment("modified", version->last_modified);
    row.get("marker", version->is_delete_marker);
    row.number("size", version->size);
    row.get("etag", version->etag);
    read_segments(row, version->content, blobs);
    if (const Json* parts = row.find("parts"); parts != nullptr && parts->is_array()) {
        for (const Json& each : *parts) {
            if (!each.is_array() || each.size() != 3 || !each[0].is_number_integer() || !each[1].is_number_integer()) {
                return nullptr;
            }
            PartExtent part{each[0].get<int>(), each[1].get<std::uint64_t>(), ""};
            row.take(each[2], part.checksum);
            version->parts.push_back(std::move(part));
        }
    }
    read_checksum(row, version->checksum);
    read_attributes(row, version->attributes);
    if (row.find("restored") != nullptr) {
        Restoration& restoration = version->restoration.emplace();
        row.moment("restored", restoration.ready);
        row.moment("restored-until", restoration.expires);
        row.number("restored-days", restoration.days);
    }
    if (!row.good() || version->key.empty() || version->order == 0) return nullptr;
    return version;
}

std::string write(const Upload& upload) {
    Json row;
    row["id"] = upload.id;
    row["key"] = upload.key;
    row["order"] = upload.order;
    row["initiated"] = count(upload.initiated);
    row["initiator"] = upload.initiator;
    put_text(row, "initiator-arn", upload.initiator_arn);
    if (upload.algorithm) row["algorithm"] = std::string(aws::name(*upload.algorithm));
    row["checksum-type"] = static_cast<int>(upload.checksum_type);
    if (upload.key_removed) row["key-removed"] = true;
    write_attributes(row, upload.attributes);
    return pack(std::move(row));
}

std::shared_ptr<Upload> read_upload(std::string_view bytes) {
    const Json json = unpack(bytes);
    Members row(json);
    auto upload = std::make_shared<Upload>();
    row.get("id", upload->id);
    row.get("key", upload->key);
    row.number("order", upload->order);
    row.moment("initiated", upload->initiated);
    row.get("initiator", upload->initiator);
    row.get("initiator-arn", upload->initiator_arn);
    std::string algorithm;
    row.get("algorithm", algorithm);
    upload->algorithm = aws::parse_algorithm(algorithm);
    if (!algorithm.empty() && !upload->algorithm) row.spoil();
    row.choice("checksum-type", upload->checksum_type, 2);
    row.get("key-removed", upload->key_removed);
    read_attributes(row, upload->attributes);
    if (!row.good() || upload->id.empty() || upload->key.empty() || upload->order == 0) return nullptr;
    return upload;
}

std::string write(const UploadedPart& part) {
    Json row;
    row["number"] = part.number;
    row["size"] = part.size;
    row["md5"] = part.md5.base64();
    row["modified"] = count(part.last_modified);
    row["blobs"] = segments(part.content);
    write_checksum(row, part.checksum);
    return pack(std::move(row));
}

std::optional<UploadedPart> read_part(std::string_view bytes, Blobs& blobs) {
    const Json json = unpack(bytes);
    Members row(json);
    UploadedPart part;
    row.number("number", part.number);
    row.number("size", part.size);
    std::string md5;
    row.get("md5", md5);
    row.moment("modified", part.last_modified);
    read_segments(row, part.content, blobs);
    read_checksum(row, part.checksum);
    const auto raw = base64_decode(md5);
    if (!row.good() || !raw || raw->size() != aws::digest_size(aws::Algorithm::md5)) return std::nullopt;
    part.md5 = aws::DigestValue(*raw);
    return part;
}

}  // namespace wt::s3::rows
