#pragma once
// A shape with everything that a shape can have.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sentences.hpp"

namespace wt::aws::test {

struct Inner {
    std::optional<std::string> type;
    std::string name;
    std::vector<std::int32_t> numbers;
    std::vector<Inner> children;
};

/// A group of members that several shapes have.
struct Checksums {
    std::optional<std::string> checksum;
};

struct Everything : Checksums {
    std::string bucket;
    std::string key;
    std::optional<std::string> prefix;
    std::optional<std::int32_t> max;
    std::vector<std::string> tag;
    std::map<std::string, std::vector<std::string>> arguments;

    std::optional<std::int64_t> length;
    std::optional<Instant> since;
    std::vector<std::string> words;
    std::vector<Instant> dates;
    std::map<std::string, std::string> metadata;

    std::optional<std::string> text;
    std::optional<bool> flag;
    std::optional<std::int32_t> number;
    std::optional<std::int64_t> large;
    std::optional<double> ratio;
    std::optional<Blob> blob;
    std::optional<Instant> moment;
    std::optional<Instant> day;
    std::optional<std::vector<std::string>> list;
    std::vector<Inner> flat;
    std::vector<std::vector<std::string>> nested;
    std::map<std::string, std::string> map;
    std::map<std::string, Inner> flat_map;
    std::map<std::string, std::map<std::string, std::int32_t>> maps;
    std::optional<Inner> inner;
};

inline const Structure& shape_of(Tag<Inner>) {
    using T = Inner;
    static const Written shape("Inner", {
                                            member<&T::type>("Type").wire("xsi:type").attribute(),
                                            member<&T::name>("Name"),
                                            member<&T::numbers>("Numbers"),
                                            member<&T::children>("Children").wire("Child").flattened(),
                                        });
    return shape;
}

template <class T>
std::vector<Member> checksums() {
    std::vector<Member> rows;
    rows.push_back(member<&T::checksum, T>("Checksum").header("x-checksum"));
    return rows;
}

inline const Structure& shape_of(Tag<Everything>) {
    using T = Everything;
    static const Written shape(
        "Everything",
        members_of(checksums<T>(), std::vector<Member>{
                                       member<&T::bucket>("Bucket").label(),
                                       member<&T::key>("Key").label("object_key"),
                                       member<&T::prefix>("Prefix").query("prefix"),
                                       member<&T::max>("Max").query("max-keys"),
                                       member<&T::tag>("Tag").query("tag"),
                                       member<&T::arguments>("Arguments").query(""),
                                       member<&T::length>("Length").header("x-length"),
                                       member<&T::since>("Since").header("If-Modified-Since"),
                                       member<&T::words>("Words").header("x-words"),
                                       member<&T::dates>("Dates").header("x-dates"),
                                       member<&T::metadata>("Metadata").header_map("x-meta-"),
                                       member<&T::text>("Text"),
                                       member<&T::flag>("Flag"),
                                       member<&T::number>("Number"),
                                       member<&T::large>("Large"),
                                       member<&T::ratio>("Ratio"),
                                       member<&T::blob>("Blob"),
                                       member<&T::moment>("Moment"),
                                       member<&T::day>("Day").format(TimeFormat::http_date),
                                       member<&T::list>("List").elements("Item"),
                                       member<&T::flat>("Flat").wire("FlatInner").flattened(),
                                       member<&T::nested>("Nested").elements("Row").each(element().elements("Cell")),
                                       member<&T::map>("Map").entries("Name", "Content"),
                                       member<&T::flat_map>("FlatMap").flattened(),
                                       member<&T::maps>("Maps"),
                                       member<&T::inner>("Inner"),
                                   }));
    return shape;
}

}  // namespace wt::aws::test
