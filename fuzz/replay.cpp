// Runs a fuzz target without libFuzzer: every file of its corpus, then mutations of them, always the same. So the
// targets are tests, too, wherever no clang is.
//   replay CORPUS_FOLDER MUTATIONS
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::string& input) {
    // Exactly as many bytes as there are, so that a sanitizer sees what reads beyond them.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

/// One of libFuzzer's simpler mutations: a byte changed, taken out, put in; a piece of another input; an end cut off.
std::string mutated(std::string input, const std::vector<std::string>& corpus, wt::Random& random) {
    for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
        const std::size_t at = random.below(input.size() + 1);
        switch (random.below(5)) {
            case 0:
                if (at < input.size()) input[at] = static_cast<char>(random.next());
                break;
            case 1:
                if (at < input.size()) input.erase(at, 1 + random.below(8));
                break;
            case 2: input.insert(at, 1, static_cast<char>(random.next())); break;
            case 3: {
                const std::string& other = corpus[random.below(corpus.size())];
                const std::size_t from = random.below(other.size() + 1);
                input.insert(at, other, from, random.below(64));
                break;
            }
            default: input.resize(at); break;
        }
    }
    return input;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s CORPUS_FOLDER MUTATIONS\n", argv[0]);
        return 2;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus{""};
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    for (const std::string& input : corpus) run(input);
    const std::uint64_t mutations = std::strtoull(argv[2], nullptr, 10);
    wt::Random random(1, "mutations");
    for (std::uint64_t i = 0; i < mutations; ++i) run(mutated(corpus[random.below(corpus.size())], corpus, random));
    std::printf("%zu inputs and %llu mutations\n", corpus.size(), static_cast<unsigned long long>(mutations));
    return 0;
}
