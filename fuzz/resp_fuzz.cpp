// Whatever a client of a cache sends, in pieces of any size: it is answered or its connection ends, two connections
// that get the same in other pieces hear the same, and the memory that is counted is what the keys take.
//   input: requests of Redis
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "storage/cache/caches.hpp"
#include "storage/cache/engine.hpp"

using namespace wt;

namespace {

struct Stand {
    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    Shelf<cache::Redis> shelf;

    Stand() {
        cache::RedisConfig config;
        config.max_memory = Bytes{64 * 1024};
        shelf.put("cache", std::make_shared<cache::Redis>(context, "cache", config));
    }

    [[nodiscard]] std::string answers(std::string_view input, std::size_t piece) {
        cache::Engine engine(context, shelf.place("cache"), {});
        std::string all;
        {
            cache::Session session(engine, cache::NodeRole::primary, "127.0.0.1:1", [] {});
            for (std::size_t at = 0; at < input.size() && !session.is_over(); at += piece)
                session.feed(input.substr(at, piece));
            all = session.out;
        }
        WT_ASSERT(engine.sessions() == 0);
        check();
        return all;
    }

    void check() {
        cache::Keyspace& keys = shelf.find("cache")->keyspace();
        std::uint64_t memory = 0;
        for (std::size_t i = 0; i < cache::Keyspace::databases; ++i) {
            std::uint64_t count = 0;
            (void)keys.scan(i, 0, ~std::size_t{0}, [&](cache::Keyspace::Entry& entry) {
                WT_ASSERT(entry.database == i && cache::elements_of(entry.value) > 0);
                memory += entry.size();
                ++count;
            });
            WT_ASSERT(count == keys.keys(i));
        }
        WT_ASSERT(memory == keys.memory());
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    Stand whole;
    Stand pieces;
    const std::string one = whole.answers(input, size + 1);
    const std::string other = pieces.answers(input, 1 + size % 7);
    WT_ASSERT(one == other);
    return 0;
}
