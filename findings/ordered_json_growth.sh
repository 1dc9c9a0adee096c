#!/bin/sh
# nlohmann::ordered_json, which many use to write JSON in the order in which members were added: where such an object grows, it copies
# every member that it has, with all that is below it, while nlohmann::json copies none. Its members stand in a vector of pairs
# whose first is const, so a pair cannot be moved. An object of 32 members is copied once more than it is written; reserve() on the
# object beneath helps.
set -eu
json=3.11.2-2

command -v g++ > /dev/null && command -v apt-get > /dev/null && command -v dpkg > /dev/null || { echo "needs g++, apt-get and dpkg"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
(apt-get download "nlohmann-json3-dev=$json" > install.log 2>&1 && dpkg -x ./*.deb root) || { cat install.log; echo "could not install"; exit 2; }

cat > grow.cpp <<'END'
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include <nlohmann/json.hpp>

static std::size_t large = 0;  // blocks of a member's text
void* operator new(std::size_t size) {
    if (size > 9000) ++large;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

template <class Json>
std::size_t texts_made(bool reserved) {
    Json object = Json::object();
    if constexpr (requires { object.template get_ref<typename Json::object_t&>().reserve(32); }) {
        if (reserved) object.template get_ref<typename Json::object_t&>().reserve(32);
    }
    const std::size_t before = large;
    for (int i = 0; i < 32; ++i) object["member" + std::to_string(i)] = std::string(10000, 'x');
    return large - before;
}

int main() {
    std::printf("32 members of 10,000 characters, added one by one; texts that are made for them:\n");
    std::printf("json: %zu\n", texts_made<nlohmann::json>(false));
    std::printf("ordered_json: %zu\n", texts_made<nlohmann::ordered_json>(false));
    std::printf("ordered_json, with room from the start: %zu\n", texts_made<nlohmann::ordered_json>(true));
}
END
g++ -std=c++20 -O1 -Iroot/usr/include grow.cpp -o grow
echo "nlohmann-json $json"
timeout 60 ./grow > seen
cat seen
cat > told <<'END'
32 members of 10,000 characters, added one by one; texts that are made for them:
json: 32
ordered_json: 63
ordered_json, with room from the start: 32
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
