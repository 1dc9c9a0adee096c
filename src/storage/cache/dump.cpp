#include "storage/cache/dump.hpp"

#include <initializer_list>

#include <fmt/format.h>

#include "storage/cache/resp.hpp"

namespace wt::cache {

namespace {

/// One request, begun with the number of its words.
class Request {
public:
    Request(std::string& out, std::size_t words) : writer_(out, 2) { writer_.array(words); }
    Request& operator<<(std::string_view word) {
        writer_.bulk(word);
        return *this;
    }

private:
    RespWriter writer_;
};

}  // namespace

std::string dump(Keyspace& keys, Duration ahead) {
    std::string all;
    for (std::size_t i = 0; i < Keyspace::databases; ++i) {
        if (keys.keys(i) == 0) continue;
        Request(all, 2) << "SELECT" << fmt::format("{}", i);
        (void)keys.scan(i, 0, ~std::size_t{0}, [&](Keyspace::Entry& entry) {
            const std::string_view key = entry.key.view();
            if (const Text* const text = std::get_if<Text>(&entry.value)) {
                Request(all, 3) << "SET" << key << text->view();
            } else if (const auto* const list = std::get_if<std::unique_ptr<List>>(&entry.value)) {
                for (std::size_t at = 0; at < (*list)->size(); ++at) Request(all, 3) << "RPUSH" << key << (**list)[at];
            } else if (const auto* const hash = std::get_if<std::unique_ptr<Hash>>(&entry.value)) {
                for (const auto* item : (*hash)->items())
                    Request(all, 4) << "HSET" << key << item->first << item->second.with;
            } else if (const auto* const set = std::get_if<std::unique_ptr<Set>>(&entry.value)) {
                for (const auto* item : (*set)->items()) Request(all, 3) << "SADD" << key << item->first;
            } else if (const auto* const sorted = std::get_if<std::unique_ptr<SortedSet>>(&entry.value)) {
                for (const auto& [score, member] : (*sorted)->order())
                    Request(all, 4) << "ZADD" << key << fmt::format("{}", score) << member;
            }
            if (entry.expires == never) return;
            const auto moment =
                std::chrono::ceil<std::chrono::milliseconds>((entry.expires + ahead).time_since_epoch());
            Request(all, 3) << "PEXPIREAT" << key << fmt::format("{}", moment.count());
        });
    }
    return all;
}

}  // namespace wt::cache
